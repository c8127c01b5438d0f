//! What `tuwen doctor` asks the service, one question at a time, each without effect: nothing is stored,
//! and no token of anybody else loses its value.

use std::time::{Duration, Instant, SystemTime};

use serde_json::json;

use super::auth::Auth;
use super::client::{Grant, Payload};
use super::errcode::{Meaning, meaning};
use super::form::Form;
use super::quota::Quota;
use super::reply::{self, Subject};
use super::{Wechat, material, uploadimg};
use crate::problem::{Code, Problem};
use crate::upload::Destination;

/// How the service was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reached {
    /// Host and, unless it is the scheme's own, port.
    pub host: String,
    /// Whether the connection is encrypted.
    pub encrypted: bool,
    /// From the first packet to the end of the answer.
    pub took: Duration,
    /// How far this machine's clock is from the service's, if the service told the time.
    pub clock: Option<Clock>,
}

/// How far two clocks are apart, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// This machine's is ahead.
    Ahead(Duration),
    /// This machine's is behind.
    Behind(Duration),
}

impl Clock {
    /// How far they are apart.
    #[must_use]
    pub fn distance(self) -> Duration {
        match self {
            Self::Ahead(distance) | Self::Behind(distance) => distance,
        }
    }
}

impl Wechat {
    /// The way of calling, as in the configuration: `stable-token`, `classic-token`, `access-token`,
    /// `authorizer`, `cloud-token`, `cloud-sidecar`, or `none`.
    #[must_use]
    pub fn way(&self) -> &'static str {
        self.auth.name()
    }

    /// Host and, unless it is the scheme's own, port.
    #[must_use]
    pub fn host(&self) -> String {
        self.client.base().host()
    }

    /// `host:port` of the proxy that requests go through, if there is one.
    #[must_use]
    pub fn proxy(&self) -> Option<String> {
        self.client.base().proxy()
    }

    /// Whether connections are encrypted; without it they stay on this machine, or carry no secret.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.client.base().is_encrypted()
    }

    /// Sends one request without any secret, to see whether the service answers.
    ///
    /// # Errors
    /// `wechat.unreachable`, `wechat.bad-reply`, `wechat.busy`.
    pub async fn reach(&self) -> Result<Reached, Problem> {
        let base = self.client.base();
        let started = Instant::now();
        let body = json!({"cgi_path": "/"}).to_string();
        let payload = Payload::Json(body.as_bytes());
        // A sidecar bars what it is not told to let through with a page of its own.
        let path = match self.auth {
            Auth::Sidecar(_) => uploadimg::PATH,
            _ => super::quota::PATH,
        };
        let answer = self.client.send(path, &Grant::none(), payload).await?;
        let took = started.elapsed();
        if let Err(failure) = reply::read(&answer) {
            // That there is no token in it is what the service has to say; a gateway says other things.
            let problem = failure.into_problem(Subject::Question);
            let answers = problem.argument("errcode").is_some_and(is_a_number);
            if !answers || problem.code() == Code::WechatBusy {
                return self.told(Err(problem));
            }
        }
        Ok(Reached {
            host: base.host(),
            encrypted: base.is_encrypted(),
            took,
            clock: answer.date.map(|date| compare(SystemTime::now(), date)),
        })
    }

    /// Gets a token, from its giver itself where that harms nobody; whether it was asked, or the token was
    /// one that is remembered or given.
    ///
    /// # Errors
    /// What the giver said: wrong secret, address not on the whitelist, frozen secret.
    pub async fn check_token(&self) -> Result<bool, Problem> {
        self.told(self.auth.ask_again(&self.client).await)
    }

    /// Whether the account may send pictures to a destination: sends a form without a picture, which is
    /// refused as such if it may.
    ///
    /// # Errors
    /// `wechat.forbidden` and what else the service refuses before it looks for the picture.
    pub async fn check_permission(&self, destination: Destination) -> Result<(), Problem> {
        let empty = Form {
            filename: "empty.png".to_owned(),
            content_type: "image/png",
            bytes: &[],
        };
        let path = path(destination);
        let sent = self
            .authorized(path, Payload::Form(&empty), Subject::Question)
            .await;
        match sent {
            Ok(_) => Ok(()),
            Err(problem) => match problem.argument("errcode").map(str::parse::<i64>) {
                // The picture is what is missing, so all else is in order.
                Some(Ok(errcode)) if is_about_the_picture(errcode) => Ok(()),
                _ => self.told(Err(self.with_quota(problem, path).await)),
            },
        }
    }

    /// The calls left today for sending to a destination; `None` when the way of calling lets nobody ask.
    ///
    /// # Errors
    /// What the service said.
    pub async fn quota_of(&self, destination: Destination) -> Result<Option<Quota>, Problem> {
        if !self.knows_quotas() {
            return Ok(None);
        }
        self.told(self.quota(path(destination)).await).map(Some)
    }

    /// Whether drafts and quotas are open to this way of calling; in cloud environments only pictures are.
    #[must_use]
    pub fn is_for_pictures_only(&self) -> bool {
        matches!(self.auth, Auth::Cloud(_) | Auth::Sidecar(_))
    }
}

fn path(destination: Destination) -> &'static str {
    match destination {
        Destination::Bodies => uploadimg::PATH,
        Destination::Library => material::PATH,
    }
}

fn is_a_number(errcode: &str) -> bool {
    errcode.parse::<i64>().is_ok()
}

/// Whether a code says that a picture is missing, empty or of no known kind.
fn is_about_the_picture(errcode: i64) -> bool {
    const MISSING: i64 = 41005;
    errcode == MISSING || meaning(errcode) == Meaning::Image
}

fn compare(ours: SystemTime, theirs: SystemTime) -> Clock {
    let seconds = |distance: Duration| Duration::from_secs(distance.as_secs());
    match ours.duration_since(theirs) {
        Ok(ahead) => Clock::Ahead(seconds(ahead)),
        Err(behind) => Clock::Behind(seconds(behind.duration())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_compared_to_the_second() {
        let now = SystemTime::now();
        let later = now + Duration::from_millis(2900);
        assert_eq!(compare(later, now), Clock::Ahead(Duration::from_secs(2)));
        assert_eq!(compare(now, later), Clock::Behind(Duration::from_secs(2)));
    }
}
