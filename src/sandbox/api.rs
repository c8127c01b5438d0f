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
use super::answer::Answer;
use super::component;
use super::control;
use super::endpoints::{self, Endpoint, Work};
use super::fault::Effect;
use super::line::LineHandle;
use super::pictures::{self, PLACEHOLDER};
use super::world::World;

/// Forms are a little larger than their pictures.
const LARGEST_BODY: usize = (10 << 20) + (64 << 10);

/// A request whose body has been read.
#[derive(Debug)]
pub(super) struct Received {
    /// Path of the endpoint below `cgi-bin/`.
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
        return control::answer(&shared, &parts.method, page, &body).into_response();
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
    let fate = {
        let mut world = shared.world();
        let name = endpoint.map_or("unknown", |endpoint| endpoint.path);
        world.records.request(name);
        world.faults.strike(name)
    };
    if !fate.delay.is_zero() {
        tokio::time::sleep(fate.delay).await;
    }
    match fate.effect {
        Some(Effect::ResetBefore) => {
            line.reset();
            return Response::default();
        }
        Some(Effect::Stall) => {
            shared.closed().await;
            line.reset();
            return Response::default();
        }
        _ => {}
    }
    // Read to its end whatever the answer will be: an answer to half a request breaks connections.
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return Answer::page(413, 413).into_response();
    };
    let answer = match fate.effect {
        Some(Effect::Status(status)) => return Answer::page(status, status).into_response(),
        Some(Effect::Html) => return Answer::page(200, 502).into_response(),
        _ => handle(&shared, endpoint, &parts, body, line.number, fate.effect),
    };
    match fate.effect {
        Some(Effect::ResetAfter) => {
            line.reset();
            Response::default()
        }
        effect => spoil(answer, effect),
    }
}

fn handle(
    shared: &Shared,
    endpoint: Option<&'static Endpoint>,
    parts: &Parts,
    body: Bytes,
    connection: u64,
    effect: Option<Effect>,
) -> Answer {
    let mut world = shared.world();
    let upload = endpoint.is_some_and(|endpoint| endpoint.path.starts_with('m'));
    match checked(&mut world, endpoint, parts, body, connection, effect) {
        Ok(value) => Answer::success(&value, upload),
        Err(errcode) => {
            let (now, turn) = (world.clock.now(), world.refusals);
            world.refusals += 1;
            Answer::refusal(errcode, &mut world.ids, now, turn)
        }
    }
}

fn checked(
    world: &mut World,
    endpoint: Option<&'static Endpoint>,
    parts: &Parts,
    body: Bytes,
    connection: u64,
    effect: Option<Effect>,
) -> Result<Value, i64> {
    let endpoint = endpoint.ok_or(40066)?;
    match (endpoint.get, &parts.method) {
        (true, &Method::GET) | (false, &Method::POST) => {}
        (true, _) => return Err(43001),
        (false, _) => return Err(43002),
    }
    let query = parts.uri.query().unwrap_or("").as_bytes();
    let received = Received {
        endpoint: endpoint.path,
        query: url::form_urlencoded::parse(query).into_owned().collect(),
        content_type: text(&parts.headers, header::CONTENT_TYPE),
        content_length: text(&parts.headers, header::CONTENT_LENGTH).parse().ok(),
        chunked: parts.headers.contains_key(header::TRANSFER_ENCODING),
        connection,
        body,
    };
    let refuse = match effect {
        Some(Effect::Errcode(errcode)) => Err(errcode),
        _ => Ok(()),
    };
    match endpoint.work {
        Work::Open(work) => {
            refuse?;
            work(world, &received)
        }
        Work::Platform(work) => {
            component::check(&received)?;
            // The whitelist of a platform has an errcode of its own.
            refuse.map_err(|errcode| if errcode == 40164 { 61004 } else { errcode })?;
            work(world, &received)
        }
        Work::Account(work) => {
            let token = received.filled("access_token").ok_or(41001)?;
            let most_uses = world.faults.token_uses();
            let now = world.clock.now();
            let account = world.tokens.check(&token, now, most_uses)?;
            refuse?;
            world.records.used(&account, endpoint.path);
            work(world, &account, &received)
        }
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
