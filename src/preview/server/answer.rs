//! One request of a browser in, its answer out.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::super::document::{self, Behind};
use super::super::{Shown, picture};
use super::{House, Stage};
use crate::asset::Digest;
use crate::fsio;

/// How long a browser waits for news before it asks again.
const WAITING: Duration = Duration::from_secs(25);

/// Largest picture that is shown, in bytes; no larger one is read for uploads either.
const LARGEST: u64 = 256 << 20;

/// Answers a request.
pub(super) async fn answer<S: Stage>(
    State(house): State<Arc<House<S>>>,
    request: Request,
) -> Response {
    let headers = request.headers();
    if !is_own_host(headers, house.address.port()) {
        return status(StatusCode::FORBIDDEN);
    }
    let path = request.uri().path().to_owned();
    let Some((token, rest)) = path.trim_start_matches('/').split_once('/') else {
        return status(StatusCode::NOT_FOUND);
    };
    if rest.is_empty() && house.enter(token) {
        return redirect(&format!("/{}/", house.token));
    }
    if token != house.token {
        return status(StatusCode::NOT_FOUND);
    }
    let is_read = request.method() == Method::GET;
    if rest.is_empty() && is_read {
        return page(&house);
    }
    if !is_same_site(headers, house.address.port()) {
        return status(StatusCode::FORBIDDEN);
    }
    match (rest, is_read) {
        ("state", true) => state(&house, request.uri().query().unwrap_or_default()).await,
        // Other sites cannot send this header without asking, and nobody answers them.
        (_, false) if request.method() == Method::POST && !headers.contains_key("x-tuwen") => {
            status(StatusCode::FORBIDDEN)
        }
        ("publish", false) if request.method() == Method::POST => status(if house.begin_upload() {
            StatusCode::ACCEPTED
        } else {
            StatusCode::CONFLICT
        }),
        (rest, false) if request.method() == Method::POST && rest.starts_with("theme/") => {
            let name = rest.trim_start_matches("theme/");
            status(if house.choose_theme(name).await {
                StatusCode::NO_CONTENT
            } else {
                StatusCode::NOT_FOUND
            })
        }
        (rest, true) => match rest.strip_prefix("picture/") {
            Some(digest) => picture_of(&house, digest).await,
            None => status(StatusCode::NOT_FOUND),
        },
        _ => status(StatusCode::METHOD_NOT_ALLOWED),
    }
}

impl<S> House<S> {
    /// Whether this is the door's key; it opens once.
    fn enter(&self, key: &str) -> bool {
        let mut door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        door.take_if(|door| door == key).is_some()
    }
}

/// Whether the browser believes that it talks to this machine: a name of somebody else's that leads here
/// (DNS rebinding) is none of ours.
fn is_own_host(headers: &HeaderMap, port: u16) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    host.is_some_and(|host| {
        host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}")
    })
}

/// Whether the request comes from the preview's own page, as far as the browser says.
fn is_same_site(headers: &HeaderMap, port: u16) -> bool {
    let site = headers.get("sec-fetch-site");
    let origin = headers
        .get(header::ORIGIN)
        .map(|origin| origin.to_str().unwrap_or_default());
    site.is_none_or(|site| site == "same-origin")
        && origin.is_none_or(|origin| {
            origin == format!("http://127.0.0.1:{port}")
                || origin == format!("http://localhost:{port}")
        })
}

fn page<S: Stage>(house: &House<S>) -> Response {
    let told = Arc::clone(&house.shown.borrow());
    let document = document::document(
        &told.scene.title,
        &told.state,
        house.options.language,
        Behind::Server,
    );
    let policy = format!(
        "{}; frame-ancestors 'none'",
        document::policy(Behind::Server)
    );
    let mut response = body("text/html; charset=utf-8", document);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The state once it is another than that of version `after=…`.
async fn state<S: Stage>(house: &House<S>, query: &str) -> Response {
    let after = query
        .strip_prefix("after=")
        .and_then(|version| version.parse::<u64>().ok());
    let mut shown = house.shown.subscribe();
    let news = shown.wait_for(|told| Some(told.version) != after);
    match tokio::time::timeout(WAITING, news).await {
        Ok(Ok(told)) => body("application/json", told.state.to_string()),
        _ => status(StatusCode::NO_CONTENT),
    }
}

/// A picture of the page, by the digest of its content.
async fn picture_of<S: Stage>(house: &House<S>, digest: &str) -> Response {
    let found = {
        let told = house.shown.borrow();
        let mut sights = told.scene.sights.iter();
        sights
            .find(|sight| match &sight.shown {
                Shown::File(_, _, known) | Shown::Bytes(_, _, known) => known.hex() == digest,
                Shown::Elsewhere(_) => false,
            })
            .map(|sight| sight.shown.clone())
    };
    let (bytes, format, known) = match found {
        Some(Shown::File(path, format, known)) => (read(path).await, format, known),
        Some(Shown::Bytes(bytes, format, known)) => (Some(bytes.to_vec()), format, known),
        _ => return status(StatusCode::NOT_FOUND),
    };
    let (Some(bytes), Some(kind)) = (bytes, picture::media_type(format)) else {
        return status(StatusCode::NOT_FOUND);
    };
    // A file that was changed a moment ago must not be kept under the digest it had.
    let is_lasting = Digest::of(&bytes) == known;
    let mut response = body(kind, bytes);
    let headers = response.headers_mut();
    // A drawing that is opened by itself runs nothing either.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    if is_lasting {
        let kept = HeaderValue::from_static("private, max-age=86400, immutable");
        headers.insert(header::CACHE_CONTROL, kept);
    }
    response
}

/// Reads a picture at the very place at which it was found inside the roots; a link that was put there since
/// leads elsewhere.
async fn read(path: PathBuf) -> Option<Vec<u8>> {
    let read = move || {
        let same = path.canonicalize().is_ok_and(|now| now == path);
        same.then(|| fsio::read_limited(&path, LARGEST).ok().flatten())
            .flatten()
    };
    tokio::task::spawn_blocking(read).await.ok().flatten()
}

fn body(kind: &'static str, content: impl Into<Body>) -> Response {
    let mut response = status(StatusCode::OK);
    *response.body_mut() = content.into();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn redirect(to: &str) -> Response {
    let mut response = status(StatusCode::SEE_OTHER);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    response
}
