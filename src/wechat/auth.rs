//! Where the proof of a request comes from, fetched as late and as rarely as possible.
//!
//! An `AppID` with its secret asks `stable_token` when the first upload needs a token: one request
//! for all tasks of this process, and, by a lock beside the cached token, for all processes.
//! `force_refresh` is never used: it would break every other holder of the token. A token given from
//! outside is used as it is. Nothing configured: the problem that says so, at the first upload.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Credentials;
use super::base::Base;
use super::client::{Client, Grant, Payload};
use super::reply::{self, bad_reply};
use super::token_file::{LONGEST_LIFE, Token, TokenFile};
use crate::problem::{Class, Problem};
use crate::secret::Secret;

/// The token endpoint, relative to the base.
const STABLE_TOKEN: &str = "cgi-bin/stable_token";

/// How long before its end a token is not used any more; the service has the next one ready by then.
const MARGIN: Duration = Duration::from_mins(5);

/// How long a final refusal of the credentials answers for the tasks that were waiting with it.
const REMEMBERED: Duration = Duration::from_secs(5);

/// The way this account proves itself.
#[derive(Debug)]
pub(super) enum Auth {
    /// By tokens fetched with the `AppSecret`.
    App(App),
    /// By a token from outside.
    Given(Secret),
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
    pub(super) fn new(credentials: Credentials, base: &Base, token_dir: PathBuf) -> Self {
        match credentials {
            Credentials::App { app_id, secret } => Self::App(App {
                file: TokenFile::new(token_dir, base, &app_id, &secret),
                id: app_id,
                secret,
                held: Mutex::new(Held::default()),
            }),
            Credentials::Token(token) => Self::Given(token),
            Credentials::Missing(problem) => Self::Missing(problem),
        }
    }

    /// What to put on the next request.
    ///
    /// # Errors
    /// What the token endpoint or the connection said; the configured problem when there is nothing.
    pub(super) async fn grant(&self, client: &Client) -> Result<Grant, Problem> {
        match self {
            Self::App(app) => app.token(client).await.map(Grant::access_token),
            Self::Given(token) => Ok(Grant::access_token(token.clone())),
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
        match (self, refused) {
            (Self::App(app), Grant::Query { token, .. }) => {
                app.renew(client, token).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The problem without any secret that the other side may have quoted.
    pub(super) fn redact(&self, problem: Problem, grant: &Grant) -> Problem {
        let problem = match grant {
            Grant::Query { token, .. } => without(problem, token),
            Grant::None => problem,
        };
        match self {
            Self::App(app) => without(problem, &app.secret),
            Self::Given(_) | Self::Missing(_) => problem,
        }
    }
}

/// An `AppID` with its secret, and the token they got.
#[derive(Debug)]
pub(super) struct App {
    id: String,
    secret: Secret,
    file: TokenFile,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    token: Option<Token>,
    refusal: Option<(Instant, Problem)>,
}

impl App {
    async fn token(&self, client: &Client) -> Result<Secret, Problem> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| token.is_fresh()) {
            return Ok(token.value.clone());
        }
        // Read before locking: in most runs the token is there and no lock is needed.
        if let Some(token) = self.file.read() {
            return Ok(held.token.insert(token).value.clone());
        }
        let _lock = self.file.lock().await;
        if let Some(token) = self.file.read() {
            return Ok(held.token.insert(token).value.clone());
        }
        self.fetch(client, &mut held).await
    }

    async fn renew(&self, client: &Client, refused: &Secret) -> Result<Renewed, Problem> {
        let mut held = self.held.lock().await;
        let other = |token: &Token| {
            (token.value != *refused && token.is_fresh()).then(|| token.value.clone())
        };
        if let Some(current) = held.token.as_ref().and_then(other) {
            return Ok(Renewed::ByOther(Grant::access_token(current)));
        }
        let _lock = self.file.lock().await;
        if let Some(token) = self.file.read()
            && let Some(current) = other(&token)
        {
            held.token = Some(token);
            return Ok(Renewed::ByOther(Grant::access_token(current)));
        }
        let fresh = self.fetch(client, &mut held).await?;
        Ok(Renewed::Here(Grant::access_token(fresh)))
    }

    /// Asks the service; the caller holds both locks.
    async fn fetch(&self, client: &Client, held: &mut Held) -> Result<Secret, Problem> {
        if let Some((since, problem)) = &held.refusal
            && since.elapsed() < REMEMBERED
        {
            return Err(problem.clone());
        }
        match self.request(client).await {
            Ok(token) => {
                self.file.write(&token);
                held.refusal = None;
                Ok(held.token.insert(token).value.clone())
            }
            Err(problem) => {
                let problem = match &held.token {
                    Some(token) => without(problem, &token.value),
                    None => problem,
                };
                if problem.class() == Class::Account {
                    held.refusal = Some((Instant::now(), problem.clone()));
                }
                Err(problem)
            }
        }
    }

    async fn request(&self, client: &Client) -> Result<Token, Problem> {
        let body = json!({
            "grant_type": "client_credential",
            "appid": self.id,
            "secret": self.secret.expose(),
        })
        .to_string();
        let asked = SystemTime::now();
        let answer = client
            .post(STABLE_TOKEN, &Grant::None, Payload::Json(body.as_bytes()))
            .await?;
        let reply = reply::read(&answer)
            .map_err(|failure| without(failure.into_token_problem(), &self.secret))?;
        let value = reply
            .get("access_token")
            .and_then(Value::as_str)
            .filter(|token| !token.is_empty())
            .ok_or_else(|| bad_reply(200, "no-token"))?;
        let life = reply
            .get("expires_in")
            .and_then(Value::as_u64)
            .map_or(LONGEST_LIFE, Duration::from_secs)
            .min(LONGEST_LIFE);
        Ok(Token {
            value: Secret::new(value),
            renew_at: asked + usable(life),
        })
    }
}

/// How long a token with so much life left is used: till the margin. The service never hands out one
/// that has less left; should a relay do so, half of that.
fn usable(life: Duration) -> Duration {
    match life.checked_sub(MARGIN) {
        Some(left) if !left.is_zero() => left,
        _ => life / 2,
    }
}

/// The same problem, the secret in its arguments replaced.
fn without(problem: Problem, secret: &Secret) -> Problem {
    let secret = secret.expose();
    if secret.is_empty()
        || !problem
            .arguments()
            .iter()
            .any(|(_, value)| value.contains(secret))
    {
        return problem;
    }
    problem
        .arguments()
        .iter()
        .fold(Problem::new(problem.code()), |clean, (name, value)| {
            clean.with(name, value.replace(secret, "***"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_is_kept_but_a_short_token_is_still_used() {
        let seconds = |life| usable(Duration::from_secs(life)).as_secs();
        assert_eq!(seconds(7200), 6900);
        assert_eq!(seconds(460), 160);
        assert_eq!(seconds(300), 150);
        assert_eq!(seconds(345), 45);
        assert_eq!(seconds(0), 0);
    }
}
