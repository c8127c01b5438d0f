//! Who gives out tokens, and how each is asked.
//!
//! The service itself, for an `AppID` with its secret: by `stable_token` (the default, which leaves the
//! tokens of others alone) or by the classic `token`. A third-party platform, for an account that has
//! authorised it: by `api_authorizer_token`. A company's own token server: by a command, URL or file.
//! `force_refresh` is never used: it would break every other holder of the token.

use serde_json::{Map, Value, json};

use super::token_file::Token;
use super::without;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::wechat::TokenEndpoint;
use crate::wechat::client::{Client, Grant, Payload};
use crate::wechat::reply::{self, Subject, bad_reply};
use crate::wechat::source::SecretSource;

use std::sync::OnceLock;
use std::time::Duration;

const STABLE_TOKEN: &str = "cgi-bin/stable_token";
const CLASSIC_TOKEN: &str = "cgi-bin/token";
const AUTHORIZER_TOKEN: &str = "cgi-bin/component/api_authorizer_token";

/// Who gives out tokens.
#[derive(Debug)]
pub(in crate::wechat) enum Issuer {
    /// The service, for an `AppID` with its secret.
    App(App),
    /// The service, for a third-party platform that the account has authorised.
    Platform(Platform),
    /// The user's own server.
    Central(SecretSource),
}

/// An `AppID` with its secret.
#[derive(Debug)]
pub(in crate::wechat) struct App {
    id: String,
    secret: SecretSource,
    endpoint: TokenEndpoint,
    /// The secret, once it was needed; for taking it out of messages.
    known: OnceLock<Secret>,
}

/// A platform and the account that has authorised it.
#[derive(Debug)]
pub(in crate::wechat) struct Platform {
    pub(super) app_id: String,
    pub(super) component_app_id: String,
    pub(super) component_token: SecretSource,
    /// The refresh token that came with the authorisation; later ones are kept in a file.
    pub(super) refresh_token: SecretSource,
}

/// What a platform gets.
#[derive(Debug)]
pub(super) struct Issued {
    /// For the account.
    pub(super) token: Token,
    /// For the next one; the one just used may be worthless now.
    pub(super) refresh_token: Secret,
}

impl Issuer {
    /// The account, where the token may be kept for other processes.
    pub(super) fn account(&self) -> Option<String> {
        match self {
            // The two endpoints know nothing of each other's tokens.
            Self::App(app) => Some(match app.endpoint {
                TokenEndpoint::Stable => app.id.clone(),
                TokenEndpoint::Classic => format!("{} classic", app.id),
            }),
            Self::Platform(platform) => {
                let Platform {
                    app_id,
                    component_app_id,
                    ..
                } = platform;
                Some(format!("{app_id} of {component_app_id}"))
            }
            Self::Central(_) => None,
        }
    }

    /// What the token was fetched with, as one text.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::App(app) => app.secret.identity(),
            Self::Platform(platform) => platform.refresh_token.identity(),
            Self::Central(source) => source.identity(),
        }
    }

    /// The name of this way of calling, as in the configuration.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::App(app) => app.endpoint.name(),
            Self::Platform(_) => "authorizer",
            Self::Central(_) => "access-token",
        }
    }

    /// The problem without the secrets that were needed so far.
    pub(super) fn redact(&self, problem: Problem) -> Problem {
        match self {
            Self::App(app) => match app.known.get() {
                Some(secret) => without(problem, secret),
                None => problem,
            },
            Self::Platform(_) | Self::Central(_) => problem,
        }
    }
}

impl App {
    pub(super) fn new(id: String, secret: SecretSource, endpoint: TokenEndpoint) -> Self {
        Self {
            id,
            secret,
            endpoint,
            known: OnceLock::new(),
        }
    }

    /// Whether each token it gets invalidates the one before, whoever holds that.
    pub(super) fn replaces_tokens(&self) -> bool {
        self.endpoint == TokenEndpoint::Classic
    }

    pub(super) async fn request(&self, client: &Client) -> Result<Token, Problem> {
        let secret = if let Some(secret) = self.known.get() {
            secret.clone()
        } else {
            let secret = self.secret.fetch().await?.value;
            self.known.get_or_init(|| secret).clone()
        };
        let answer = match self.endpoint {
            TokenEndpoint::Stable => {
                let body = json!({
                    "grant_type": "client_credential",
                    "appid": self.id,
                    "secret": secret.expose(),
                })
                .to_string();
                let payload = Payload::Json(body.as_bytes());
                client.send(STABLE_TOKEN, &Grant::none(), payload).await?
            }
            TokenEndpoint::Classic => {
                let query = [
                    ("grant_type", "client_credential"),
                    ("appid", &self.id),
                    ("secret", secret.expose()),
                ];
                let payload = Payload::Query(&query);
                client.send(CLASSIC_TOKEN, &Grant::none(), payload).await?
            }
        };
        let reply = reply::read(&answer)
            .map_err(|failure| without(failure.into_problem(Subject::Token), &secret))?;
        let value = token_in(&reply, "access_token")?;
        Ok(Token::living(value, life_in(&reply)))
    }
}

impl Platform {
    pub(super) async fn request(
        &self,
        client: &Client,
        refresh_token: &Secret,
    ) -> Result<Issued, Problem> {
        let body = json!({
            "component_appid": self.component_app_id,
            "authorizer_appid": self.app_id,
            "authorizer_refresh_token": refresh_token.expose(),
        })
        .to_string();
        let mut component_token = self.component_token.fetch().await?.value;
        let mut asked_again = false;
        let reply = loop {
            let grant = Grant::component_token(component_token.clone());
            let payload = Payload::Json(body.as_bytes());
            let answer = client.send(AUTHORIZER_TOKEN, &grant, payload).await?;
            let failure = match reply::read(&answer) {
                Ok(reply) => break reply,
                Err(failure) => failure,
            };
            if failure.is_stale_token() && !asked_again {
                asked_again = true;
                let other = self.component_token.fetch().await?.value;
                if other != component_token {
                    component_token = other;
                    continue;
                }
            }
            let problem = failure.into_problem(Subject::Platform);
            return Err(without(without(problem, refresh_token), &component_token));
        };
        let value = token_in(&reply, "authorizer_access_token")?;
        let next = token_in(&reply, "authorizer_refresh_token");
        Ok(Issued {
            token: Token::living(value, life_in(&reply)),
            // An answer without one leaves the present one in force.
            refresh_token: next.unwrap_or_else(|_| refresh_token.clone()),
        })
    }
}

fn token_in(reply: &Map<String, Value>, name: &str) -> Result<Secret, Problem> {
    reply
        .get(name)
        .and_then(Value::as_str)
        .filter(|token| !token.is_empty())
        .map(Secret::new)
        .ok_or_else(|| bad_reply(200, "no-token"))
}

fn life_in(reply: &Map<String, Value>) -> Option<Duration> {
    let seconds = reply.get("expires_in").and_then(Value::as_u64);
    seconds.map(Duration::from_secs)
}
