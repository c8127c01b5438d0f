//! Where the proof of a request comes from, fetched as late and as rarely as possible.
//!
//! `issuer` knows who gives out tokens and how they are asked for, `renewing` keeps the token of an
//! account for all tasks of this process and (`token_file`) for all processes, `refresh_file` what a
//! third-party platform needs to get the next one. A token given from outside is used as it is, a cloud token is read again before every call, a sidecar needs none.
//! Nothing configured: the problem that says so, at the first upload.

mod issuer;
mod refresh_file;
mod renewing;
mod token_file;

use std::path::Path;

use super::base::Base;
use super::client::{Client, Grant};
use super::credentials::{CloudToken, Credentials};
use super::source::SecretSource;
use crate::problem::{Code, Problem};
use crate::secret::Secret;

use self::issuer::{App, Issuer, Platform};
use self::renewing::Renewing;

/// The way this account proves itself.
#[derive(Debug)]
pub(super) enum Auth {
    /// By tokens that are fetched when needed and renewed when refused.
    Renewing(Box<Renewing>),
    /// By a token from outside.
    Given(Secret),
    /// By a cloud token, from where the platform puts it.
    Cloud(SecretSource),
    /// By where the request comes from; the name of the account whose environment is shared.
    Sidecar(Option<String>),
    /// Not at all.
    Missing(Problem),
}

/// What [`Auth::renew`] did.
#[derive(Debug)]
pub(super) enum Renewed {
    /// The refused token was already history: this is the current one.
    ByOther(Grant),
    /// This one was fetched just now.
    Here(Grant),
}

impl Auth {
    pub(super) fn new(credentials: Credentials, base: &Base, token_dir: &Path) -> Self {
        match credentials {
            Credentials::App {
                app_id,
                secret,
                endpoint,
            } => {
                let app = App::new(app_id, secret, endpoint);
                Self::renewing(Issuer::App(app), base, token_dir)
            }
            Credentials::Authorizer {
                app_id,
                component_app_id,
                component_token,
                refresh_token,
            } => {
                let platform = Platform {
                    app_id,
                    component_app_id,
                    component_token,
                    refresh_token,
                };
                Self::renewing(Issuer::Platform(platform), base, token_dir)
            }
            Credentials::Token(SecretSource::Value(token)) => Self::Given(token),
            Credentials::Token(source) => Self::renewing(Issuer::Central(source), base, token_dir),
            Credentials::Cloud(CloudToken::Token(source)) => Self::Cloud(source),
            Credentials::Cloud(CloudToken::Sidecar { from_app_id }) => Self::Sidecar(from_app_id),
            Credentials::Missing(problem) => Self::Missing(problem),
        }
    }

    fn renewing(issuer: Issuer, base: &Base, token_dir: &Path) -> Self {
        Self::Renewing(Box::new(Renewing::new(issuer, base, token_dir)))
    }

    /// What to put on the next request.
    ///
    /// # Errors
    /// What the token's giver or the connection said; the configured problem when there is nothing.
    pub(super) async fn grant(&self, client: &Client) -> Result<Grant, Problem> {
        match self {
            Self::Renewing(renewing) => renewing.token(client).await.map(Grant::access_token),
            Self::Given(token) => Ok(Grant::access_token(token.clone())),
            Self::Cloud(source) => Ok(Grant::cloud_token(source.fetch().await?.value)),
            Self::Sidecar(from_app_id) => Ok(Grant::sidecar(from_app_id.as_deref())),
            Self::Missing(problem) => Err(problem.clone()),
        }
    }

    /// A better grant than the refused one; `None` when this way of proving has no other.
    ///
    /// # Errors
    /// As [`Self::grant`].
    pub(super) async fn renew(
        &self,
        client: &Client,
        refused: &Grant,
    ) -> Result<Option<Renewed>, Problem> {
        match self {
            Self::Renewing(renewing) => match refused.token() {
                Some(token) => renewing.renew(client, token).await,
                None => Ok(None),
            },
            Self::Cloud(source) => {
                let grant = Grant::cloud_token(source.fetch().await?.value);
                Ok((grant != *refused).then_some(Renewed::Here(grant)))
            }
            Self::Given(_) | Self::Sidecar(_) | Self::Missing(_) => Ok(None),
        }
    }

    /// Asks the giver of tokens itself, whatever is remembered, if asking does no harm: the classic
    /// endpoint would invalidate the token of others. Whether it was asked.
    ///
    /// # Errors
    /// As [`Self::grant`].
    pub(super) async fn ask_again(&self, client: &Client) -> Result<bool, Problem> {
        match self {
            Self::Renewing(renewing) if renewing.may_be_asked() => {
                renewing.ask(client).await.map(|()| true)
            }
            _ => self.grant(client).await.map(|_| false),
        }
    }

    /// What is worth saying about this way of proving, if a token was fetched in this run.
    pub(super) fn notice(&self) -> Option<Problem> {
        match self {
            Self::Renewing(renewing) => renewing
                .has_replaced_tokens()
                .then(|| Problem::new(Code::WechatClassicToken)),
            _ => None,
        }
    }

    /// The name of this way, as in the configuration.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Renewing(renewing) => renewing.issuer().name(),
            Self::Given(_) => "access-token",
            Self::Cloud(_) => "cloud-token",
            Self::Sidecar(_) => "cloud-sidecar",
            Self::Missing(_) => "none",
        }
    }

    /// The problem without any secret that the other side may have quoted.
    pub(super) fn redact(&self, problem: Problem, grant: &Grant) -> Problem {
        let problem = match grant.token() {
            Some(token) => without(problem, token),
            None => problem,
        };
        match self {
            Self::Renewing(renewing) => renewing.issuer().redact(problem),
            _ => problem,
        }
    }
}

/// The same problem, the secret in its arguments replaced.
fn without(problem: Problem, secret: &Secret) -> Problem {
    let secret = secret.expose();
    let quotes = |(_, value): &(&'static str, String)| value.contains(secret);
    if secret.is_empty() || !problem.arguments().iter().any(quotes) {
        return problem;
    }
    problem
        .arguments()
        .iter()
        .fold(Problem::new(problem.code()), |clean, (name, value)| {
            clean.with(name, value.replace(secret, "***"))
        })
}
