//! The vendor: `WeChat`'s server API, as far as it is used.
//!
//! `base` says where requests go, `client` sends them, `auth` proves who sends (`token_file` keeps
//! the token between runs), `reply` and `errcode` turn answers into problems, `form`, `uploadimg`
//! and `material` are the image host. Base, scheme and way of proving are independent of one another and of the
//! endpoints.

mod auth;
mod base;
mod client;
mod errcode;
mod form;
mod material;
mod reply;
mod token_file;
mod uploadimg;

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::asset::HostedImage;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::upload::{Destination, FittedImage, ImageHost};

use self::auth::Auth;
use self::base::Base;
use self::client::{Client, Deadlines, Payload};
use self::reply::{Failure, Subject};

/// Refusals of ever other tokens after which one upload stops asking for a better one.
const MOST_REFUSALS: u32 = 4;

/// How requests prove who they come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// `AppID` and `AppSecret`: a token is fetched from `stable_token` when first needed, and cached.
    App {
        /// The `AppID`.
        app_id: String,
        /// The `AppSecret`.
        secret: Secret,
    },
    /// A token given from outside (`WECHAT_ACCESS_TOKEN`); never renewed.
    Token(Secret),
    /// Nothing configured; carries the problem to report if something must be uploaded.
    Missing(Problem),
}

/// The API of one account. Makes no connection before the first upload.
#[derive(Debug)]
pub struct Wechat {
    client: Client,
    auth: Auth,
}

impl Wechat {
    /// The service's public address.
    pub const DEFAULT_BASE: &'static str = "https://api.weixin.qq.com";

    /// A client for `base`; tokens are cached below `token_dir`, one 0600 file per account and base.
    /// A directory that cannot be written costs a token request per run and nothing else.
    ///
    /// # Errors
    /// `config.insecure-base` for plain http to anything but loopback; `config.bad-value` for no URL.
    pub fn new(base: &str, credentials: Credentials, token_dir: PathBuf) -> Result<Self, Problem> {
        Self::with_deadlines(base, credentials, token_dir, Deadlines::default())
    }

    fn with_deadlines(
        base: &str,
        credentials: Credentials,
        token_dir: PathBuf,
        deadlines: Deadlines,
    ) -> Result<Self, Problem> {
        let base = Base::parse(base)?;
        let auth = Auth::new(credentials, &base, token_dir);
        Ok(Self {
            client: Client::new(base, deadlines),
            auth,
        })
    }

    /// Sends a request that needs a token. A token that the service refuses is renewed, and the
    /// request sent again, once; a refusal of the renewed token is final.
    async fn authorized(
        &self,
        path: &str,
        payload: Payload<'_>,
        subject: Subject<'_>,
    ) -> Result<Map<String, Value>, Problem> {
        let mut grant = self.auth.grant(&self.client).await?;
        let mut renewed = false;
        let mut refusals = 0;
        loop {
            let answer = self.client.post(path, &grant, payload).await?;
            let failure = match reply::read(&answer) {
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            refusals += 1;
            log::trace!(target: client::TARGET, "{path} failed={}", failure.word());
            if renewed || refusals > MOST_REFUSALS || !failure.is_stale_token() {
                return Err(self.auth.redact(failure.into_problem(subject), &grant));
            }
            match self.auth.renew(&self.client, &grant).await? {
                // Another task had renewed it already: a refusal of that one may still be renewed.
                Some(auth::Renewed::ByOther(other)) => {
                    log::debug!(target: client::TARGET, "token was renewed by another task");
                    grant = other;
                }
                Some(auth::Renewed::Here(fresh)) => {
                    log::debug!(target: client::TARGET, "token renewed");
                    grant = fresh;
                    renewed = true;
                }
                None => return Err(self.auth.redact(failure.into_problem(subject), &grant)),
            }
        }
    }
}

impl ImageHost for Wechat {
    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let hosted = self.send(image).await;
        hosted.map_err(|problem| self.client.without_login(problem))
    }

    fn requests(&self) -> u64 {
        self.client.requests()
    }
}

impl Wechat {
    async fn send(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let (path, form) = match image.destination {
            Destination::Bodies => (uploadimg::PATH, uploadimg::form(image)?),
            Destination::Library => (material::PATH, material::form(image)?),
        };
        let subject = Subject::Image(&image.name);
        let reply = self.authorized(path, Payload::Form(&form), subject).await?;
        match image.destination {
            Destination::Bodies => uploadimg::hosted(&reply),
            Destination::Library => material::hosted(&reply),
        }
    }
}

impl Failure {
    /// The problem of a token request.
    fn into_token_problem(self) -> Problem {
        self.into_problem(Subject::Token)
    }
}

#[cfg(test)]
mod tests;
