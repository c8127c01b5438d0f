//! A token that is fetched when first needed, shared by the tasks of this process and by all processes,
//! and renewed when the service refuses it.
//!
//! In most runs the token lies in its file and no lock is needed. Else one task of one process fetches
//! it, under a lock beside the file, and all others find it there. A refused token is renewed only if
//! it still is the current one.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::issuer::{Issued, Issuer};
use super::refresh_file::RefreshFile;
use super::token_file::{Lock, Token, TokenFile};
use super::{Renewed, without};
use crate::problem::{Class, Code, Problem};
use crate::secret::Secret;
use crate::wechat::base::Base;
use crate::wechat::client::{Client, Grant, TARGET};

/// How long a final refusal of the credentials answers for the tasks that were waiting with it.
const REMEMBERED: Duration = Duration::from_secs(5);

/// An issuer of tokens, and the token it gave.
#[derive(Debug)]
pub(in crate::wechat) struct Renewing {
    issuer: Issuer,
    /// `None`: whoever gives this token out keeps it better than we could.
    file: Option<TokenFile>,
    refresh: OnceLock<RefreshFile>,
    held: Mutex<Held>,
    fetched: AtomicBool,
}

#[derive(Debug, Default)]
struct Held {
    token: Option<Token>,
    refusal: Option<(Instant, Problem)>,
}

impl Renewing {
    /// Nothing is fetched yet; what is kept lies below `directory`.
    pub(super) fn new(issuer: Issuer, base: &Base, directory: &Path) -> Self {
        let refresh = OnceLock::new();
        if let Issuer::Platform(platform) = &issuer {
            let file = RefreshFile::new(directory, base, platform);
            refresh.get_or_init(|| file);
        }
        let file = issuer
            .account()
            .map(|account| TokenFile::new(directory, base, &account, &issuer.identity()));
        Self {
            issuer,
            file,
            refresh,
            held: Mutex::default(),
            fetched: AtomicBool::new(false),
        }
    }

    pub(super) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Whether asking for a token leaves the tokens of others as they are.
    pub(super) fn may_be_asked(&self) -> bool {
        matches!(&self.issuer, Issuer::App(app) if !app.replaces_tokens())
    }

    /// Whether a token was fetched that takes the place of others'.
    pub(super) fn has_replaced_tokens(&self) -> bool {
        let replaces = matches!(&self.issuer, Issuer::App(app) if app.replaces_tokens());
        replaces && self.fetched.load(Ordering::Relaxed)
    }

    /// The current token.
    ///
    /// # Errors
    /// What its issuer said.
    pub(super) async fn token(&self, client: &Client) -> Result<Secret, Problem> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| token.is_fresh()) {
            return Ok(token.value.clone());
        }
        if let Some(token) = self.kept() {
            return Ok(held.token.insert(token).value.clone());
        }
        let _lock = self.lock().await?;
        if let Some(token) = self.kept() {
            return Ok(held.token.insert(token).value.clone());
        }
        self.fetch(client, &mut held).await
    }

    /// Another token than the refused one; `None` when the issuer has no other.
    ///
    /// # Errors
    /// As [`Self::token`].
    pub(super) async fn renew(
        &self,
        client: &Client,
        refused: &Secret,
    ) -> Result<Option<Renewed>, Problem> {
        let mut held = self.held.lock().await;
        let other = |token: &Token| {
            (token.value != *refused && token.is_fresh()).then(|| token.value.clone())
        };
        if let Some(current) = held.token.as_ref().and_then(other) {
            return Ok(Some(Renewed::ByOther(Grant::access_token(current))));
        }
        let _lock = self.lock().await?;
        if let Some(token) = self.kept()
            && let Some(current) = other(&token)
        {
            held.token = Some(token);
            return Ok(Some(Renewed::ByOther(Grant::access_token(current))));
        }
        let fresh = self.fetch(client, &mut held).await?;
        // A company's server that hands out the refused token again has no better one; WeChat's own may
        // have been of two minds for a moment.
        let is_last_word = matches!(self.issuer, Issuer::Central(_)) && fresh == *refused;
        Ok((!is_last_word).then(|| Renewed::Here(Grant::access_token(fresh))))
    }

    /// Asks the issuer, whatever is kept.
    ///
    /// # Errors
    /// As [`Self::token`].
    pub(super) async fn ask(&self, client: &Client) -> Result<(), Problem> {
        let mut held = self.held.lock().await;
        let _lock = self.lock().await?;
        self.fetch(client, &mut held).await.map(|_| ())
    }

    fn kept(&self) -> Option<Token> {
        self.file.as_ref()?.read()
    }

    /// Keeps other processes from fetching the same token. Without a lock the worst is one request more,
    /// but for a refresh token that is good for one use.
    async fn lock(&self) -> Result<Option<Lock>, Problem> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        match (file.lock().await, self.refresh.get()) {
            (None, Some(refresh)) => Err(refresh.unwritable("lock")),
            (lock, _) => Ok(lock),
        }
    }

    /// Asks the issuer; the caller holds both locks.
    async fn fetch(&self, client: &Client, held: &mut Held) -> Result<Secret, Problem> {
        if let Some((since, problem)) = &held.refusal
            && since.elapsed() < REMEMBERED
        {
            return Err(problem.clone());
        }
        match self.request(client).await {
            Ok(token) => {
                log::debug!(target: TARGET, "token fetched by {}", self.issuer.name());
                if let Some(file) = &self.file {
                    file.write(&token);
                }
                self.fetched.store(true, Ordering::Relaxed);
                held.refusal = None;
                Ok(held.token.insert(token).value.clone())
            }
            Err(problem) => {
                let problem = match &held.token {
                    Some(token) => without(problem, &token.value),
                    None => problem,
                };
                if matches!(problem.class(), Class::Account | Class::Usage) {
                    held.refusal = Some((Instant::now(), problem.clone()));
                }
                Err(problem)
            }
        }
    }

    async fn request(&self, client: &Client) -> Result<Token, Problem> {
        match &self.issuer {
            Issuer::App(app) => app.request(client).await,
            Issuer::Central(source) => {
                let found = source.fetch().await?;
                Ok(Token::living(found.value, found.life))
            }
            Issuer::Platform(platform) => {
                let Some(refresh) = self.refresh.get() else {
                    return Err(Problem::new(Code::InternalBug).with("reason", "refresh file"));
                };
                // Written once before it is used up: a place that cannot keep the next refresh token
                // must not cost the present one.
                let refresh_token = refresh.current().await?;
                refresh.keep(&refresh_token)?;
                let Issued {
                    token,
                    refresh_token: next,
                } = platform.request(client, &refresh_token).await?;
                refresh.keep(&next)?;
                Ok(token)
            }
        }
    }
}
