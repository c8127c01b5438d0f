//! Which account, and how its requests are signed.
//!
//! The highest layer that names an account (`account`) or an `AppID` (`app-id`) chooses. Secrets of the
//! environment belong to the `AppID` of the environment, or to whichever account is chosen when it names
//! none; a secret is never sent for another account than its own.

use tuwen::{AccountId, Code, Credentials, Problem, Sandbox, Secret};

use super::Account;
use crate::layer::Layer;

/// The name of an account of which only a token is known.
const UNNAMED: &str = "default";

impl Account {
    /// The emulator's account.
    pub(super) fn sandbox() -> Self {
        Self {
            id: Some(AccountId::new(Sandbox::APP_ID)),
            credentials: Credentials::App {
                app_id: Sandbox::APP_ID.to_owned(),
                secret: Secret::new(Sandbox::APP_SECRET),
            },
        }
    }

    /// Chooses from the layers: flags, environment, project, user.
    ///
    /// # Errors
    /// `config.unknown-account`.
    pub(super) fn choose(layers: &[Layer; 4]) -> Result<Self, Problem> {
        let name = chosen_name(layers);
        let app_id = match name {
            Some(name) => app_id_of(layers, name),
            None => layers.iter().find_map(|layer| layer.app_id.clone()),
        };
        let [_, environment, _, user] = layers;
        let ours = environment.app_id.is_none() || environment.app_id == app_id;
        let token_of = |layer: &Layer, ours: bool| layer.access_token.clone().filter(|_| ours);
        let token = token_of(environment, ours).or_else(|| token_of(user, user.app_id == app_id));
        match (name, app_id) {
            (Some(name), None) if token.is_none() => {
                Err(Problem::new(Code::ConfigUnknownAccount).with("account", name))
            }
            (name, None) => Ok(match token {
                Some(token) => Self {
                    id: Some(AccountId::new(name.unwrap_or(UNNAMED))),
                    credentials: Credentials::Token(token),
                },
                None => Self {
                    id: None,
                    credentials: Credentials::Missing(Problem::new(Code::ConfigNoAccount)),
                },
            }),
            (_, Some(app_id)) => Ok(Self {
                id: Some(AccountId::new(&*app_id)),
                credentials: match (token, secret(layers, &app_id, ours)) {
                    (Some(token), _) => Credentials::Token(token),
                    (None, Some(secret)) => Credentials::App { app_id, secret },
                    (None, None) => Credentials::Missing(
                        Problem::new(Code::ConfigNoSecret).with("app_id", app_id),
                    ),
                },
            }),
        }
    }
}

/// The account's name, if the highest layer that says anything says a name.
fn chosen_name(layers: &[Layer; 4]) -> Option<&str> {
    layers
        .iter()
        .find(|layer| layer.account.is_some() || layer.app_id.is_some())
        .and_then(|layer| layer.account.as_deref())
}

/// The `AppID` of a named account; an `AppID` names itself.
fn app_id_of(layers: &[Layer; 4], name: &str) -> Option<String> {
    let named = layers
        .iter()
        .filter_map(|layer| layer.accounts.get(name))
        .find_map(|account| account.app_id.clone());
    let itself = || {
        let known = layers
            .iter()
            .any(|layer| layer.app_id.as_deref() == Some(name));
        (known || looks_like_app_id(name)).then(|| name.to_owned())
    };
    named.or_else(itself)
}

/// `wx` and sixteen hexadecimal digits.
fn looks_like_app_id(name: &str) -> bool {
    name.strip_prefix("wx").is_some_and(|digits| {
        digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

fn secret(layers: &[Layer; 4], app_id: &str, environment_is_ours: bool) -> Option<Secret> {
    let [_, environment, _, user] = layers;
    let from_environment = environment
        .app_secret
        .clone()
        .filter(|_| environment_is_ours);
    let from_account = || {
        // The project may say which `AppID` a name stands for, and the user which secret it has.
        user.accounts
            .iter()
            .find(|(name, account)| {
                let id = account
                    .app_id
                    .clone()
                    .or_else(|| app_id_of(layers, name.as_str()));
                id.as_deref() == Some(app_id)
            })
            .and_then(|(_, account)| account.app_secret.clone())
    };
    let from_user = || {
        user.app_secret
            .clone()
            .filter(|_| user.app_id.as_deref() == Some(app_id))
    };
    from_environment.or_else(from_account).or_else(from_user)
}
