//! The vendor: `WeChat`'s server API, as far as it is used.
//!
//! `credentials` are the ways of calling, `source` where their secrets are, `auth` proves who sends (and
//! keeps tokens between runs). `base` says where requests go, `client` sends them, `reply` and `errcode`
//! turn answers into problems. `form`, `uploadimg` and `material` are the image host, `quota` tells what is
//! left, `draft` is the draft box, `publication` what becomes of a draft, `presence` whether pictures are still there, and `examination` asks what `tuwen doctor` wants to know. Base, scheme and way of proving are
//! independent of one another and of the endpoints.

mod auth;
mod base;
mod client;
mod credentials;
mod draft;
mod errcode;
mod examination;
mod form;
mod material;
mod presence;
mod publication;
mod quota;
mod reply;
mod source;
mod uploadimg;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::Mutex;

use crate::asset::HostedImage;
use crate::problem::{Code, Problem};
use crate::upload::{Destination, FittedImage, ImageHost};

pub use self::credentials::{CloudToken, Credentials, TokenEndpoint};
pub use self::examination::{Clock, Reached};
pub use self::presence::{HostedPictures, Presence};
pub use self::publication::{Publication, PublicationState, PublishedArticle};
pub use self::quota::Quota;
pub use self::source::{KEYRING_SERVICE, SecretSource};

use self::auth::{Auth, Renewed};
use self::base::Base;
use self::client::{Client, Deadlines, Payload};
use self::reply::Subject;

/// Refusals of ever other tokens after which one upload stops asking for a better one.
const MOST_REFUSALS: u32 = 4;

/// The API of one account. Makes no connection before the first upload.
#[derive(Debug)]
pub struct Wechat {
    client: Client,
    auth: Auth,
    /// The quotas that were asked for because one was used up, by endpoint; each is asked once.
    quotas: Mutex<BTreeMap<String, Option<Quota>>>,
}

impl Wechat {
    /// The service's public address.
    pub const DEFAULT_BASE: &'static str = "https://api.weixin.qq.com";

    /// A client for `base`; tokens are cached below `token_dir`, one 0600 file per account and base.
    /// A directory that cannot be written costs a token request per run and nothing else.
    ///
    /// # Errors
    /// `config.insecure-base` for plain http to anything but loopback; `config.bad-value` for no URL.
    pub fn new(base: &str, credentials: Credentials, token_dir: &Path) -> Result<Self, Problem> {
        Self::with_deadlines(base, credentials, token_dir, Deadlines::default())
    }

    /// Gives up an attempt after this time, and tries again, instead of after two minutes; an upload gets a
    /// second more for each 16 KiB.
    #[must_use]
    pub fn giving_up_after(mut self, time: Duration) -> Self {
        self.client.shorten(time);
        self
    }

    fn with_deadlines(
        base: &str,
        credentials: Credentials,
        token_dir: &Path,
        deadlines: Deadlines,
    ) -> Result<Self, Problem> {
        let sidecar = matches!(&credentials, Credentials::Cloud(CloudToken::Sidecar { .. }));
        let base = Base::parse(base, sidecar)?;
        let auth = Auth::new(credentials, &base, token_dir);
        Ok(Self {
            client: Client::new(base, deadlines),
            auth,
            quotas: Mutex::default(),
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
            let answer = self.client.send(path, &grant, payload).await?;
            let failure = match reply::read(&answer) {
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            refusals += 1;
            log::trace!(target: client::TARGET, "{path} failed={}", failure.word());
            let is_final = renewed || refusals > MOST_REFUSALS || !failure.is_stale_token();
            let better = if is_final {
                None
            } else {
                self.auth.renew(&self.client, &grant).await?
            };
            match better {
                // Another task had renewed it already: a refusal of that one may still be renewed.
                Some(Renewed::ByOther(other)) => {
                    log::debug!(target: client::TARGET, "token was renewed by another task");
                    grant = other;
                }
                Some(Renewed::Here(fresh)) => {
                    log::debug!(target: client::TARGET, "token renewed");
                    grant = fresh;
                    renewed = true;
                }
                None => {
                    let problem = self.auth.redact(failure.into_problem(subject), &grant);
                    return Err(self.seen_from_the_container(problem));
                }
            }
        }
    }

    /// In a cloud container, HTTP 502 is also what the sidecar says of a path that is not released to it.
    fn seen_from_the_container(&self, problem: Problem) -> Problem {
        let is_sidecars = matches!(self.auth, Auth::Sidecar(_))
            && problem.argument("errcode") == Some("HTTP 502");
        if !is_sidecars {
            return problem;
        }
        let others = problem
            .arguments()
            .iter()
            .filter(|(name, _)| *name != "subject");
        others
            .fold(Problem::new(problem.code()), |problem, (name, value)| {
                problem.with(name, value)
            })
            .with("subject", "sidecar")
    }

    /// A problem of a spent quota with its numbers, as far as the service tells them, and with the time
    /// until the next day.
    async fn with_quota(&self, problem: Problem, path: &str) -> Problem {
        let is_spent = problem.argument("errcode") == Some("45009");
        let asks = [Code::WechatQuotaSpent, Code::WechatLibraryRefused];
        let problem = match problem.code() {
            Code::WechatQuotaSpent => quota::with_wait(problem),
            _ => problem,
        };
        if !is_spent || !asks.contains(&problem.code()) || !self.knows_quotas() {
            return problem;
        }
        // Held while asking: all workers meet the end of a quota together.
        let mut quotas = self.quotas.lock().await;
        let known = if let Some(known) = quotas.get(path) {
            *known
        } else {
            let told = self.quota(path).await.ok();
            *quotas.entry(path.to_owned()).or_insert(told)
        };
        match known {
            Some(quota) => quota.add_to(problem),
            None => problem,
        }
    }

    /// Whether the way of calling lets us ask for quotas; in a cloud environment it does not.
    fn knows_quotas(&self) -> bool {
        !matches!(self.auth, Auth::Cloud(_) | Auth::Sidecar(_))
    }

    /// The calls of an interface; `path` is relative to the base and may have a query.
    async fn quota(&self, path: &str) -> Result<Quota, Problem> {
        let path = path.split('?').next().unwrap_or(path);
        let body = json!({"cgi_path": format!("/{path}")}).to_string();
        let payload = Payload::Json(body.as_bytes());
        let reply = self
            .authorized(quota::PATH, payload, Subject::Question)
            .await?;
        Quota::of(&reply).ok_or_else(|| reply::bad_reply(200, "no-quota"))
    }

    async fn send(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let (path, form) = match image.destination {
            Destination::Bodies => (uploadimg::PATH, uploadimg::form(image)?),
            Destination::Library => (material::PATH, material::form(image)?),
        };
        let subject = Subject::Image(image);
        let reply = match self.authorized(path, Payload::Form(&form), subject).await {
            Ok(reply) => reply,
            Err(problem) => return Err(self.with_quota(problem, path).await),
        };
        match image.destination {
            Destination::Bodies => uploadimg::hosted(&reply),
            Destination::Library => material::hosted(&reply),
        }
    }

    /// What leaves this room: a problem says nothing of the login of a relay.
    fn told<T>(&self, result: Result<T, Problem>) -> Result<T, Problem> {
        result.map_err(|problem| self.client.without_login(problem))
    }
}

impl ImageHost for Wechat {
    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        self.told(self.send(image).await)
    }

    fn requests(&self) -> u64 {
        self.client.requests()
    }

    fn notices(&self) -> Vec<Problem> {
        self.auth.notice().into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
