//! Which account, and how its requests prove where they come from.
//!
//! The highest layer that names an account (`account`) or an `AppID` (`app-id`) chooses. Secrets of the
//! environment belong to the `AppID` of the environment, or to whichever account is chosen when it names
//! none; a secret is never sent for another account than its own.

use std::path::PathBuf;

use tuwen::{
    AccountId, CloudToken, Code, Credentials, Problem, Sandbox, Secret, SecretSource, TokenEndpoint,
};

use super::Account;
use crate::layer::{AccountLayer, AuthChoice, Layer};

/// The name of an account of which only a token is known.
const UNNAMED: &str = "default";

impl Account {
    /// The emulator's account.
    pub(super) fn sandbox() -> Self {
        Self {
            id: Some(AccountId::new(Sandbox::APP_ID)),
            credentials: sandbox_credentials(),
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
        let said = what_is_said(layers, name, app_id.as_deref());
        let auth = said.auth.unwrap_or_else(|| usual(&said));
        // An account that nobody has described is one that its token describes.
        let described = app_id.is_some() || needs_no_app_id(auth, &said);
        if let (Some(name), false) = (name, described) {
            return Err(Problem::new(Code::ConfigUnknownAccount).with("account", name));
        }
        let id = app_id
            .as_deref()
            .or_else(|| described.then_some(name.unwrap_or(UNNAMED)));
        Ok(Self {
            id: id.map(AccountId::new),
            credentials: credentials(auth, app_id, said),
        })
    }
}

/// The credentials of the emulator's account; of no use anywhere else.
pub(crate) fn sandbox_credentials() -> Credentials {
    Credentials::App {
        app_id: Sandbox::APP_ID.to_owned(),
        secret: Secret::new(Sandbox::APP_SECRET).into(),
        endpoint: TokenEndpoint::Stable,
    }
}

/// All that the layers say of the account, the highest first.
fn what_is_said(layers: &[Layer; 4], name: Option<&str>, app_id: Option<&str>) -> AccountLayer {
    let [_, environment, project, user] = layers;
    let mut said = AccountLayer::default();
    let own = environment.own_account();
    // Without an `AppID` of its own, the environment speaks of whichever account is chosen.
    said = said.over(if own.app_id.is_none() || own.app_id.as_deref() == app_id {
        own
    } else {
        for_any_account(own)
    });
    // The project may say which `AppID` a name stands for, and the user which secret it has.
    for (layer, trusted) in [(project, false), (user, true)] {
        for (key, account) in &layer.accounts {
            let is_named = name == Some(key.as_str());
            let id = account
                .app_id
                .clone()
                .or_else(|| app_id_of(layers, key.as_str()));
            if is_named || (app_id.is_some() && id.as_deref() == app_id) {
                said = said.over(trust(account, trusted));
            }
        }
        let own = trust(&layer.own_account(), trusted);
        said = said.over(if layer.app_id.as_deref() == app_id {
            own
        } else if layer.app_id.is_none() {
            for_any_account(own)
        } else {
            AccountLayer::default()
        });
    }
    said
}

/// What holds whoever the account is: the way of calling, and the platform.
fn for_any_account(said: AccountLayer) -> AccountLayer {
    AccountLayer {
        auth: said.auth,
        component_app_id: said.component_app_id,
        component_access_token: said.component_access_token,
        ..AccountLayer::default()
    }
}

fn trust(account: &AccountLayer, trusted: bool) -> AccountLayer {
    if trusted {
        account.clone()
    } else {
        account.without_secrets()
    }
}

/// The way of calling when none is named.
fn usual(said: &AccountLayer) -> AuthChoice {
    if said.access_token.is_some() {
        AuthChoice::AccessToken
    } else if said.component_app_id.is_some() {
        AuthChoice::Authorizer
    } else {
        AuthChoice::StableToken
    }
}

/// Whether the account can be used without knowing its `AppID`.
fn needs_no_app_id(auth: AuthChoice, said: &AccountLayer) -> bool {
    match auth {
        AuthChoice::AccessToken => said.access_token.is_some(),
        AuthChoice::CloudSidecar | AuthChoice::CloudToken => true,
        AuthChoice::StableToken | AuthChoice::ClassicToken | AuthChoice::Authorizer => false,
    }
}

fn credentials(auth: AuthChoice, app_id: Option<String>, said: AccountLayer) -> Credentials {
    let known = app_id.clone();
    let no_account = || Credentials::Missing(Problem::new(Code::ConfigNoAccount));
    let missing = |key: &str| {
        let Some(app_id) = &known else {
            return no_account();
        };
        let variable = key.to_uppercase().replace('-', "_");
        let problem = Problem::new(Code::ConfigNoSecret)
            .with("app_id", app_id)
            .with("key", key)
            .with("variable", format_args!("WECHAT_{variable}"));
        Credentials::Missing(problem)
    };
    let endpoint = match auth {
        AuthChoice::AccessToken => {
            return match said.access_token {
                Some(source) => Credentials::Token(source),
                None => missing("access-token"),
            };
        }
        AuthChoice::CloudSidecar => {
            return Credentials::Cloud(CloudToken::Sidecar {
                from_app_id: said.from_app_id,
            });
        }
        AuthChoice::CloudToken => {
            let mounted = || SecretSource::File(PathBuf::from(CloudToken::FILE));
            let source = said.cloudbase_access_token.unwrap_or_else(mounted);
            return Credentials::Cloud(CloudToken::Token(source));
        }
        AuthChoice::Authorizer => {
            return match (
                app_id,
                said.component_app_id,
                said.component_access_token,
                said.authorizer_refresh_token,
            ) {
                (None, ..) => no_account(),
                (_, None, ..) => missing("component-app-id"),
                (_, _, None, _) => missing("component-access-token"),
                (_, _, _, None) => missing("authorizer-refresh-token"),
                (
                    Some(app_id),
                    Some(component_app_id),
                    Some(component_token),
                    Some(refresh_token),
                ) => Credentials::Authorizer {
                    app_id,
                    component_app_id,
                    component_token,
                    refresh_token,
                },
            };
        }
        AuthChoice::StableToken => TokenEndpoint::Stable,
        AuthChoice::ClassicToken => TokenEndpoint::Classic,
    };
    match (app_id, said.app_secret) {
        (None, _) => no_account(),
        (Some(_), None) => missing("app-secret"),
        (Some(app_id), Some(secret)) => Credentials::App {
            secret: match secret {
                SecretSource::Keyring { user } if user.is_empty() => SecretSource::Keyring {
                    user: app_id.clone(),
                },
                secret => secret,
            },
            app_id,
            endpoint,
        },
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
