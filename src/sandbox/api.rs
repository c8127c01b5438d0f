//! The API: a request comes in, is checked in the order of the real service, and is answered.
//!
//! Path (40066), method (43001, 43002), token (41001, 40014, 40001, 42001), permission and quota (by
//! faults), body, content. Faults of the edge come first of all, faults of the answer last.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::Shared;
use super::access::{self, Sidecar};
use super::answer::Answer;
use super::body::{self, Unread};
use super::box_file;
use super::component;
use super::control;
use super::endpoints::{self, Endpoint, Work};
use super::fault::Effect;
use super::fault_board::Fate;
use super::flight::{Flight, RequestRecord};
use super::line::LineHandle;
use super::pictures::{self, PLACEHOLDER};
use super::world::World;

/// A request whose body has been read.
#[derive(Debug)]
pub(super) struct Received {
    /// Path of the endpoint below `cgi-bin/`, or `unknown`.
    pub(super) endpoint: &'static str,
    query: Vec<(String, String)>,
    /// `Content-Type`, or nothing.
    pub(super) content_type: String,
    /// `Content-Length`.
    pub(super) content_length: Option<u64>,
    /// Whether the body came in chunks.
    pub(super) chunked: bool,
    /// Number of the connection.
    pub(super) connection: u64,
    /// The body.
    pub(super) body: Bytes,
}

impl Received {
    fn new(endpoint: Option<&Endpoint>, parts: &Parts, body: Bytes, connection: u64) -> Self {
        let query = parts.uri.query().unwrap_or("").as_bytes();
        Self {
            endpoint: name(endpoint),
            query: url::form_urlencoded::parse(query).into_owned().collect(),
            content_type: text(&parts.headers, header::CONTENT_TYPE),
            content_length: text(&parts.headers, header::CONTENT_LENGTH).parse().ok(),
            chunked: parts.headers.contains_key(header::TRANSFER_ENCODING),
            connection,
            body,
        }
    }

    /// A parameter of the query, decoded.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    }

    /// A parameter of the query that says something.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        self.query(name).filter(|value| !value.is_empty())
    }
}

/// What requests to an endpoint are counted under.
fn name(endpoint: Option<&Endpoint>) -> &'static str {
    endpoint.map_or("unknown", |endpoint| endpoint.path)
}

/// Answers a request.
pub(super) async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<LineHandle>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    if let Some(page) = path.strip_prefix("/_sandbox/") {
        let body = axum::body::to_bytes(body, 1 << 20)
            .await
            .unwrap_or_default();
        let query = parts.uri.query().unwrap_or("");
        return control::answer(&shared, &parts.method, page, query, &body).into_response();
    }
    if parts.method == Method::GET || parts.method == Method::HEAD {
        if let Some(id) = pictures::id_in_path(path) {
            return picture(&shared, id, &parts.headers);
        }
        if path == "/" {
            return control::welcome().into_response();
        }
    }
    let endpoint = endpoints::find(path);
    let method = parts.method.as_str();
    let (mut flight, fate) = Flight::begin(&shared, name(endpoint), method, line.number);
    let request = Called {
        endpoint,
        parts: &parts,
        connection: line.number,
    };
    if let Some(response) = request.fly(&shared, body, &fate, &mut flight.record).await {
        flight.record.status = Some(response.status().as_u16());
        response
    } else {
        flight.record.errcode = None;
        line.reset();
        Response::default()
    }
}

/// A request whose body has not been read.
struct Called<'a> {
    endpoint: Option<&'static Endpoint>,
    parts: &'a Parts,
    connection: u64,
}

impl Called<'_> {
    /// What happens to it on its way; without an answer the connection breaks.
    async fn fly(
        &self,
        shared: &Shared,
        body: Body,
        fate: &Fate,
        record: &mut RequestRecord,
    ) -> Option<Response> {
        if !fate.delay.is_zero() {
            tokio::time::sleep(fate.delay).await;
        }
        match fate.effect {
            Some(Effect::ResetBefore) => return None,
            Some(Effect::Stall) => {
                shared.closed().await;
                return None;
            }
            _ => {}
        }
        // Read to its end whatever the answer will be: an answer to half a request breaks connections.
        let body = match body::read(body, fate.pace).await {
            Ok(body) => body,
            Err(Unread::TooLarge) => return Some(Answer::page(413, 413).into_response()),
            Err(Unread::Broken) => return None,
        };
        record.bytes = body.len() as u64;
        match fate.effect {
            Some(Effect::Status(status)) => Some(Answer::page(status, status).into_response()),
            Some(Effect::Html) => Some(Answer::page(200, 502).into_response()),
            effect => self.land(&mut shared.world(), body, effect, record),
        }
    }

    /// The request reaches the API.
    fn land(
        &self,
        world: &mut World,
        body: Bytes,
        effect: Option<Effect>,
        record: &mut RequestRecord,
    ) -> Option<Response> {
        let received = Received::new(self.endpoint, self.parts, body, self.connection);
        let sidecar = access::sidecar(world.sidecar, self.endpoint, &received);
        if sidecar == Sidecar::Bars {
            return Some(Answer::page(502, 502).into_response());
        }
        let refusal = match effect {
            Some(Effect::Errcode(errcode)) => Err(errcode),
            _ => Ok(()),
        };
        let result = match self.endpoint {
            Some(endpoint) => Check {
                endpoint,
                method: &self.parts.method,
                sidecar,
                refusal,
            }
            .pass(world, &received, record),
            None => Err(40066),
        };
        record.errcode = result.as_ref().err().copied();
        let answer = answer(world, &received, result);
        if effect == Some(Effect::ResetAfter) {
            return None;
        }
        let mut response = spoil(answer, effect);
        if sidecar == Sidecar::Serves {
            let now = world.clock.now();
            if let Ok(sequence) = HeaderValue::from_str(&world.ids.request(now)) {
                response.headers_mut().insert("x-openapi-seqid", sequence);
            }
        }
        Some(response)
    }
}

/// A result as the service words it.
fn answer(world: &mut World, received: &Received, result: Result<Value, i64>) -> Answer {
    match result {
        Ok(value) => Answer::success(&value, received.endpoint.starts_with('m')),
        Err(errcode) => {
            let (now, turn) = (world.clock.now(), world.refusals);
            world.refusals += 1;
            Answer::refusal(errcode, &mut world.ids, now, turn)
        }
    }
}

/// What a request is checked against.
struct Check<'a> {
    endpoint: &'static Endpoint,
    method: &'a Method,
    sidecar: Sidecar,
    /// What a fault has to say.
    refusal: Result<(), i64>,
}

impl Check<'_> {
    /// Lets the endpoint do its work, if nothing is wrong.
    fn pass(
        &self,
        world: &mut World,
        received: &Received,
        record: &mut RequestRecord,
    ) -> Result<Value, i64> {
        match (self.endpoint.get, self.method) {
            (true, &Method::GET) | (false, &Method::POST) => {}
            (true, _) => return Err(43001),
            (false, _) => return Err(43002),
        }
        let (account, value) = match self.endpoint.work {
            Work::Open(work) => {
                self.refusal?;
                work(world, received)?
            }
            Work::Platform(work) => {
                component::check(received)?;
                // The whitelist of a platform has an errcode of its own.
                self.refusal
                    .map_err(|errcode| if errcode == 40164 { 61004 } else { errcode })?;
                work(world, received)?
            }
            Work::Account(work) => {
                let account = access::account(world, received, self.sidecar);
                let most_uses = world.faults.token_uses(self.endpoint.path);
                if let (Err(42001), Some(uses)) = (&account, most_uses) {
                    record.blame(&Effect::TokenUses(uses).to_string());
                }
                let account = account?;
                record.account = Some(account.clone());
                self.refusal?;
                let now = world.clock.now();
                world.records.used(&account, self.endpoint.path, now);
                let work = |world: &mut World| work(world, &account, received);
                let value = box_file::with(world, self.endpoint.path, work)?;
                (account, value)
            }
        };
        record.account = Some(account);
        Ok(value)
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// Sends an answer as an effect leaves it.
fn spoil(mut answer: Answer, effect: Option<Effect>) -> Response {
    match effect {
        Some(Effect::Empty) => answer.body.clear(),
        Some(Effect::Truncated) => answer.body.truncate(answer.body.len() / 2),
        Some(Effect::Cut) => {
            let length = answer.body.len();
            let half = Bytes::copy_from_slice(&answer.body[..length / 2]);
            let mut response = answer.into_response();
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            let rest = stream::once(async {
                // Long enough for the first half to leave.
                tokio::time::sleep(Duration::from_millis(5)).await;
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            });
            let begin = stream::once(std::future::ready(Ok(half)));
            *response.body_mut() = Body::from_stream(begin.chain(rest));
            return response;
        }
        _ => {}
    }
    answer.into_response()
}

/// Serves a picture back. Articles of other sites get the placeholder when the guard is on.
fn picture(shared: &Shared, id: &str, headers: &HeaderMap) -> Response {
    let world = shared.world();
    let (content_type, bytes) = match world.pictures.load(id) {
        _ if world.faults.guards_pictures() && is_foreign(headers) => {
            ("image/png", PLACEHOLDER.to_vec())
        }
        Some((kind, bytes)) => (kind.content_type(), bytes),
        None => return Answer::page(404, 404).into_response(),
    };
    let answer = Answer {
        status: 200,
        content_type,
        body: bytes,
    };
    let mut response = answer.into_response();
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=2592000"),
    );
    response
}

/// Whether a `Referer` names a site that is not the service's own.
fn is_foreign(headers: &HeaderMap) -> bool {
    let referer = text(headers, header::REFERER);
    let host = url::Url::parse(&referer)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default();
    !referer.is_empty() && host != "qq.com" && !host.ends_with(".qq.com")
}
