//! The one HTTP client: a request goes out, status and bytes come in.
//!
//! Nothing is connected, and no root certificate loaded, before the first request. Requests always
//! carry a `Content-Length` (the service refuses chunked uploads), follow no redirect (a redirect
//! would carry the token to another host) and have a deadline that grows with their size. The token
//! travels in the query, so no URL ever leaves this file in an error.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, DATE};

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

/// The content type of JSON.
const JSON: &str = "application/json; charset=utf-8";

/// How long a connection may take to go back to the pool.
const SETTLING: Duration = Duration::from_millis(2);

/// How a request proves where it comes from: what it adds to the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    pairs: Vec<(&'static str, Secret)>,
}

impl Grant {
    /// Nothing in the query: the body holds the proof, or the place the request comes from.
    pub(super) fn none() -> Self {
        Self { pairs: Vec::new() }
    }

    /// The ordinary grant.
    pub(super) fn access_token(token: Secret) -> Self {
        Self {
            pairs: vec![("access_token", token)],
        }
    }

    /// A cloud environment's token; under the ordinary name it would be refused.
    pub(super) fn cloud_token(token: Secret) -> Self {
        Self {
            pairs: vec![("cloudbase_access_token", token)],
        }
    }

    /// A platform's own token. The documentation has changed the parameter's name; either is ignored where
    /// the other is read.
    pub(super) fn component_token(token: Secret) -> Self {
        Self {
            pairs: vec![
                ("component_access_token", token.clone()),
                ("access_token", token),
            ],
        }
    }

    /// A sidecar proves the request; at most it wants to know for which account.
    pub(super) fn sidecar(from_app_id: Option<&str>) -> Self {
        let pair = from_app_id.map(|app_id| ("from_appid", Secret::new(app_id)));
        Self {
            pairs: pair.into_iter().collect(),
        }
    }

    /// The token, if there is one.
    pub(super) fn token(&self) -> Option<&Secret> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(name, _)| name.ends_with("token"))
            .map(|(_, token)| token)
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Payload<'a> {
    /// Nothing but a query: a GET request. May hold a secret.
    Query(&'a [(&'static str, &'a str)]),
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

    /// Gives up attempts after this time, where it is not longer than it was.
    pub(super) fn shorten(&mut self, time: Duration) {
        self.deadlines.connect = self.deadlines.connect.min(time);
        self.deadlines.call = self.deadlines.call.min(time);
        self.deadlines.upload = time;
    }

    /// Where requests go.
    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    /// Requests sent so far.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The problem without the login of a relay.
    pub(super) fn without_login(&self, problem: Problem) -> Problem {
        self.base.without_login(problem)
    }

    /// Sends a request to `path` (relative to the base) and reads the whole reply.
    ///
    /// # Errors
    /// `wechat.unreachable` when there is no reply, or not all of it; `wechat.bad-reply` when it is
    /// endless.
    pub(super) async fn send(
        &self,
        path: &str,
        grant: &Grant,
        payload: Payload<'_>,
    ) -> Result<Answer, Problem> {
        let http = self.http.get_or_init(|| self.build()).clone()?;
        let mut url = self.base.endpoint(path);
        for (name, value) in &grant.pairs {
            url.query_pairs_mut().append_pair(name, value.expose());
        }
        let (method, request, length) = match payload {
            Payload::Query(pairs) => {
                url.query_pairs_mut().extend_pairs(pairs);
                ("GET", http.get(url).timeout(self.deadlines.call), 0)
            }
            Payload::Json(text) => {
                let request = http
                    .post(url)
                    .header(CONTENT_TYPE, JSON)
                    .timeout(self.deadlines.call)
                    .body(text.to_vec());
                ("POST", request, text.len())
            }
            Payload::Form(form) => {
                let (content_type, body) = form.encode();
                let length = body.len();
                let transfer = length as u64 / u64::from(self.deadlines.slowest.max(1));
                let request = http
                    .post(url)
                    .header(CONTENT_TYPE, content_type)
                    .timeout(self.deadlines.upload + Duration::from_secs(transfer))
                    .body(body);
                ("POST", request, length)
            }
        };
        self.requests.fetch_add(1, Ordering::Relaxed);
        let telling = Telling::begin(TARGET, method, self.base.host(), path, length);
        let outcome = self.exchange(request).await;
        match &outcome {
            Ok(answer) => telling.answered(answer.status),
            Err(problem) => telling.failed(problem.argument("reason").unwrap_or_default()),
        }
        // Lets the connection go back to the pool before the next request looks for one there: it is tasks
        // of the HTTP stack that put it back, and nothing tells when they have.
        tokio::time::sleep(SETTLING).await;
        outcome
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Answer, Problem> {
        let mut response = request
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        let status = response.status().as_u16();
        let date = response.headers().get(DATE);
        let date = date.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
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
        Ok(Answer { status, body, date })
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
