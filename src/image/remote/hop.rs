//! One URL asked: requests go out, and a picture, a redirect or "not modified" comes in.
//!
//! Refused: what answers otherwise, what is larger than asked for, what is no picture by its bytes.
//! A request is sent again, once, when what it met passes by itself; and once more, with a `Referer`,
//! when it was refused (see [`Hop::ask`]).

use std::error::Error as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue, LOCATION, REFERER, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use url::Url;

use super::address;
use super::freshness;
use super::resolve::Blocked;
use super::route::{Refusal, Routes};
use crate::connection::{self, Telling};
use crate::image::sniff;
use crate::problem::{Code, Problem};
use crate::validator::Validator;

/// Hosts that negotiate mostly look for `webp` and `avif` anywhere in here, whatever the weight:
/// without them they give what needs no conversion.
const WANTED: HeaderValue =
    HeaderValue::from_static("image/png,image/jpeg,image/gif,image/svg+xml,*/*;q=0.5");

/// Nothing here unpacks bodies.
const UNPACKED: HeaderValue = HeaderValue::from_static("identity");

/// Target of what is told of requests.
const TARGET: &str = "tuwen::remote";

/// Before a request is sent again.
const PAUSE: Duration = Duration::from_millis(300);

/// A host that wants to be left alone for longer is.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a URL answered.
pub(super) enum Answer {
    /// The picture, and for how long it is good.
    Picture {
        bytes: Vec<u8>,
        validator: Validator,
        lifetime: Duration,
    },
    /// What is known is right, for so long.
    NotModified { lifetime: Duration },
    /// Another URL has it; for so long.
    Redirect {
        location: String,
        lifetime: Duration,
    },
}

/// Why a request brought nothing.
enum Failure {
    Final(Problem),
    /// Refused: maybe for lack of a `Referer`.
    Guarded(Problem),
    /// It may go well after a pause.
    Passing(Problem, Duration),
}

impl Failure {
    /// One word for it.
    fn word(&self) -> &str {
        let (Self::Final(problem) | Self::Guarded(problem) | Self::Passing(problem, _)) = self;
        let word = problem.argument("reason");
        word.unwrap_or_else(|| problem.code().as_str())
    }
}

/// One URL on the way to a picture.
pub(super) struct Hop<'a> {
    pub(super) routes: &'a Routes,
    pub(super) requests: &'a AtomicU64,
    pub(super) most_bytes: u64,
    pub(super) url: &'a Url,
    /// The URL in the article, for messages.
    pub(super) shown: &'a str,
    pub(super) known: Option<&'a Validator>,
}

impl Hop<'_> {
    /// Asks, with the patience described above.
    ///
    /// The first request has no `Referer`: hosts that guard their pictures refuse other sites' names
    /// there and let through what has none, as when someone opens the picture itself; and some of
    /// them send a placeholder with status 200 rather than a refusal, so that the first request
    /// should be the right one. The few that want to see one take their own.
    pub(super) async fn ask(&self) -> Result<Answer, Problem> {
        let client = self
            .routes
            .client(self.url)
            .await
            .map_err(|refusal| match refusal {
                Refusal::Blocked(blocked) => self.blocked(&blocked),
                Refusal::NoClient(reason) => self.unreachable(reason),
                Refusal::Problem(problem) => problem,
            })?;
        let mut referer = None;
        let mut again = true;
        loop {
            match self.request(&client, referer.as_ref()).await {
                Ok(answer) => return Ok(answer),
                Err(Failure::Guarded(problem)) if referer.is_none() => {
                    let own = format!("{}/", self.url.origin().ascii_serialization());
                    referer = Some(HeaderValue::try_from(own).map_err(|_| problem)?);
                }
                Err(Failure::Passing(_, pause)) if again => {
                    again = false;
                    log::trace!(target: TARGET, "once more after ms={}", pause.as_millis());
                    tokio::time::sleep(pause).await;
                }
                Err(
                    Failure::Final(problem)
                    | Failure::Guarded(problem)
                    | Failure::Passing(problem, _),
                ) => return Err(problem),
            }
        }
    }

    async fn request(
        &self,
        client: &Client,
        referer: Option<&HeaderValue>,
    ) -> Result<Answer, Failure> {
        let conditions = self
            .known
            .map(|known| freshness::conditions(known, self.url))
            .unwrap_or_default();
        let conditional = !conditions.is_empty();
        let mut request = client
            .get(self.url.clone())
            .header(ACCEPT, WANTED)
            .header(ACCEPT_ENCODING, UNPACKED)
            .headers(conditions);
        if let Some(referer) = referer {
            request = request.header(REFERER, referer);
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let host = address::place(self.url).unwrap_or_default();
        let telling = Telling::begin(TARGET, "GET", host, self.url.path(), 0);
        let response = request.send().await.map_err(|error| {
            let failure = self.broken(&error);
            telling.failed(failure.word());
            failure
        })?;
        telling.answered(response.status().as_u16());
        let now = SystemTime::now();
        let headers = response.headers();
        match response.status() {
            StatusCode::OK => self.picture(response, now).await,
            StatusCode::NOT_MODIFIED if conditional => Ok(Answer::NotModified {
                lifetime: freshness::lifetime(headers, now),
            }),
            status @ (StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT) => headers
                .get(LOCATION)
                .and_then(|location| str::from_utf8(location.as_bytes()).ok())
                .map(|location| Answer::Redirect {
                    location: location.to_owned(),
                    lifetime: freshness::lifetime_of_redirect(status, headers, now),
                })
                .ok_or_else(|| Failure::Final(self.status(status))),
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                Err(Failure::Guarded(self.status(status)))
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                let wish = headers.get(RETRY_AFTER);
                let pause = wish
                    .and_then(|wish| freshness::pause(wish, now))
                    .unwrap_or(PAUSE);
                Err(if pause <= LONGEST_PAUSE {
                    Failure::Passing(self.status(status), pause.max(PAUSE))
                } else {
                    Failure::Final(self.status(status))
                })
            }
            status => Err(Failure::Final(self.status(status))),
        }
    }

    /// Reads a picture to its end, or to where it is too large.
    async fn picture(&self, mut response: Response, now: SystemTime) -> Result<Answer, Failure> {
        if response
            .content_length()
            .is_some_and(|length| length > self.most_bytes)
        {
            return Err(Failure::Final(self.too_large()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.broken(&error))?
        {
            let length = bytes.len() as u64 + chunk.len() as u64;
            if length > self.most_bytes {
                return Err(Failure::Final(self.too_large()));
            }
            bytes.extend_from_slice(&chunk);
        }
        // Lets the connection go back to the pool before the next request looks for one there.
        tokio::task::yield_now().await;
        let headers = response.headers();
        if sniff(&bytes).is_none() {
            let kind = media_type(headers.get(CONTENT_TYPE));
            let problem = self.problem(Code::RemoteNotImage).with("kind", kind);
            return Err(Failure::Final(problem));
        }
        Ok(Answer::Picture {
            bytes,
            validator: freshness::read(self.url, headers),
            lifetime: freshness::lifetime(headers, now),
        })
    }

    fn broken(&self, error: &reqwest::Error) -> Failure {
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(blocked) = cause.downcast_ref::<Blocked>() {
                return Failure::Final(self.blocked(blocked));
            }
            source = cause.source();
        }
        if error.is_builder() {
            return Failure::Final(bad_url(self.url.as_str()));
        }
        match connection::reason(error) {
            reason @ "closed" => Failure::Passing(self.unreachable(reason), PAUSE),
            reason => Failure::Final(self.unreachable(reason)),
        }
    }

    fn problem(&self, code: Code) -> Problem {
        Problem::new(code).with("url", self.shown)
    }

    fn blocked(&self, blocked: &Blocked) -> Problem {
        self.problem(Code::RemoteBlocked)
            .with("address", &blocked.0)
    }

    fn unreachable(&self, reason: &'static str) -> Problem {
        unreachable(self.shown, reason)
    }

    fn status(&self, status: StatusCode) -> Problem {
        self.problem(Code::RemoteStatus)
            .with("status", status.as_u16())
    }

    fn too_large(&self) -> Problem {
        self.problem(Code::RemoteTooLarge)
            .with("limit", self.most_bytes)
    }
}

/// `remote.bad-url`.
pub(super) fn bad_url(written: &str) -> Problem {
    Problem::new(Code::RemoteBadUrl).with("url", address::shown(written))
}

/// `remote.unreachable`; `reason` is one of the words of [`connection::reason`].
pub(super) fn unreachable(shown: &str, reason: &'static str) -> Problem {
    Problem::new(Code::RemoteUnreachable)
        .with("url", shown)
        .with("reason", reason)
}

/// The media type that an answer claims for what is no picture; `none` if it claims a picture, or
/// nothing that could be shown.
fn media_type(value: Option<&HeaderValue>) -> String {
    let claim = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = claim
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_plausible = kind.contains('/')
        && kind.len() <= 100
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte));
    if is_plausible && !kind.starts_with("image/") {
        kind
    } else {
        "none".to_owned()
    }
}
