//! The one HTTP client: a request goes out, status and bytes come in.
//!
//! Nothing is connected, and no root certificate loaded, before the first request. Requests always
//! carry a `Content-Length` (the service refuses chunked uploads), follow no redirect (a redirect
//! would carry the token to another host) and have a deadline that grows with their size. The token
//! travels in the query, so no URL ever leaves this file in an error.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue};

use super::base::Base;
use super::form::Form;
use super::reply::{Answer, bad_reply};
use crate::connection::{self, Telling};
use crate::problem::{Code, Problem};
use crate::secret::Secret;

/// Replies are a few hundred bytes; a draft read back may have a megabyte of HTML, escaped.
const LONGEST_REPLY: usize = 8 << 20;

/// Target of what is told of requests.
pub(super) const TARGET: &str = "tuwen::wechat";

/// How a request proves where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grant {
    /// Nothing in the query: the body holds the proof.
    None,
    /// `?access_token=…`; other ways of calling use other names for the parameter.
    Query {
        /// Name of the parameter.
        parameter: &'static str,
        /// Its value.
        token: Secret,
    },
}

impl Grant {
    /// The ordinary grant.
    pub(super) fn access_token(token: Secret) -> Self {
        Self::Query {
            parameter: "access_token",
            token,
        }
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Payload<'a> {
    /// JSON text.
    Json(&'a [u8]),
    /// A multipart form with one picture.
    Form(&'a Form<'a>),
}

/// How long requests may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadlines {
    /// Name look-up, TCP, TLS and proxy handshakes together.
    pub(super) connect: Duration,
    /// A JSON call from its start to the last byte of the reply.
    pub(super) call: Duration,
    /// An upload likewise, however small.
    pub(super) upload: Duration,
    /// The slowest uplink that is waited for, in bytes a second, on top of `upload`.
    pub(super) slowest: u32,
}

impl Default for Deadlines {
    fn default() -> Self {
        // Uploads of 1 MB are known to take seconds on the service's side alone.
        Self {
            connect: Duration::from_secs(15),
            call: Duration::from_mins(1),
            upload: Duration::from_mins(2),
            slowest: 16 * 1024,
        }
    }
}

/// The HTTP client of one base.
#[derive(Debug)]
pub(super) struct Client {
    base: Base,
    deadlines: Deadlines,
    http: OnceLock<Result<reqwest::Client, Problem>>,
    requests: AtomicU64,
}

impl Client {
    /// A client that has done nothing yet.
    pub(super) fn new(base: Base, deadlines: Deadlines) -> Self {
        Self {
            base,
            deadlines,
            http: OnceLock::new(),
            requests: AtomicU64::new(0),
        }
    }

    /// Requests sent so far.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The problem without the login of a relay.
    pub(super) fn without_login(&self, problem: Problem) -> Problem {
        self.base.without_login(problem)
    }

    /// Posts to `path` (relative to the base) and reads the whole reply.
    ///
    /// # Errors
    /// `wechat.unreachable` when there is no reply, or not all of it; `wechat.bad-reply` when it is
    /// endless.
    pub(super) async fn post(
        &self,
        path: &str,
        grant: &Grant,
        payload: Payload<'_>,
    ) -> Result<Answer, Problem> {
        let http = self.http.get_or_init(|| self.build()).clone()?;
        let mut url = self.base.endpoint(path);
        if let Grant::Query { parameter, token } = grant {
            url.query_pairs_mut().append_pair(parameter, token.expose());
        }
        let (content_type, body, deadline) = match payload {
            Payload::Json(text) => (
                HeaderValue::from_static("application/json; charset=utf-8"),
                text.to_vec(),
                self.deadlines.call,
            ),
            Payload::Form(form) => {
                let (content_type, body) = form.encode();
                let transfer = body.len() as u64 / u64::from(self.deadlines.slowest.max(1));
                let deadline = self.deadlines.upload + Duration::from_secs(transfer);
                (content_type, body, deadline)
            }
        };
        self.requests.fetch_add(1, Ordering::Relaxed);
        let telling = Telling::begin(TARGET, "POST", self.base.host(), path, body.len());
        let request = http
            .post(url)
            .header(CONTENT_TYPE, content_type)
            .timeout(deadline)
            .body(body);
        let outcome = self.exchange(request).await;
        match &outcome {
            Ok(answer) => telling.answered(answer.status),
            Err(problem) => telling.failed(problem.argument("reason").unwrap_or_default()),
        }
        outcome
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Answer, Problem> {
        let mut response = request
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > LONGEST_REPLY => {
                    return Err(bad_reply(status, "too-long"));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(self.unreachable(&error)),
            }
        }
        // Lets the connection go back to the pool before the next request looks for one there.
        tokio::task::yield_now().await;
        Ok(Answer { status, body })
    }

    fn build(&self) -> Result<reqwest::Client, Problem> {
        let mut builder = connection::builder()
            .user_agent(concat!("tuwen/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.deadlines.connect)
            .https_only(self.base.is_encrypted());
        if self.base.is_loopback() {
            builder = builder.no_proxy();
        }
        connection::trusting(builder, self.base.is_encrypted())?
            .build()
            .map_err(|_| self.no_connection("certificates"))
    }

    fn unreachable(&self, error: &reqwest::Error) -> Problem {
        let problem = self.no_connection(connection::reason(error));
        let proxied = !self.base.is_loopback();
        match connection::failing_proxy(error, &self.base.endpoint("")).filter(|_| proxied) {
            Some(proxy) => problem.with("proxy", proxy),
            None => problem,
        }
    }

    fn no_connection(&self, reason: &'static str) -> Problem {
        Problem::new(Code::WechatUnreachable)
            .with("host", self.base.host())
            .with("reason", reason)
    }
}
