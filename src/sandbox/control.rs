//! The emulator's own pages below `/_sandbox/`, by which tests of other programs drive it.
//!
//! `POST faults` with `["busy=2", …]` or `{"faults": […]}` sets faults, `GET` lists and `DELETE`
//! clears them; `GET stats` tells what was seen; `GET requests` lists the latest requests (with
//! `?since=NUMBER` those after one) and `DELETE` forgets them; `POST clock` with `{"advance": seconds}` lets time
//! pass; `POST tokens` with `{"action": "expire"}` or `"revoke"` spoils all tokens. Tokens and secrets
//! are on none of these pages.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::Shared;
use super::answer::Answer;
use super::fault::Fault;
use crate::message::Language;
use crate::problem::Problem;

const PAGES: [&str; 5] = ["stats", "requests", "faults", "clock", "tokens"];

/// Answers `/_sandbox/PAGE`.
pub(super) fn answer(
    shared: &Shared,
    method: &Method,
    page: &str,
    query: &str,
    body: &[u8],
) -> Answer {
    let result = match (method.as_str(), page) {
        ("GET", "stats") => Ok(stats(shared)),
        ("GET", "faults") => Ok(faults(shared)),
        ("POST", "faults") => set_faults(shared, body),
        ("DELETE", "faults") => {
            shared.world().faults.clear();
            Ok(faults(shared))
        }
        ("GET", "requests") => requests(shared, query),
        ("DELETE", "requests") => {
            shared.world().flights.clear();
            requests(shared, "")
        }
        ("POST", "clock") => advance(shared, body),
        ("POST", "tokens") => spoil_tokens(shared, body),
        (_, page) if PAGES.contains(&page) => {
            return Answer::own(405, &json!({"error": "method not allowed"}));
        }
        _ => return Answer::own(404, &json!({"error": "no such page"})),
    };
    match result {
        Ok(value) => Answer::own(200, &value),
        Err(reason) => Answer::own(400, &json!({"error": reason})),
    }
}

/// What one sees who opens the emulator in a browser.
pub(super) fn welcome() -> Answer {
    Answer::own(
        200,
        &json!({
            "tuwen": env!("CARGO_PKG_VERSION"),
            "what": "an emulator of the WeChat Official Account API; nothing here reaches WeChat",
            "app_id": super::Sandbox::APP_ID,
            "pages": PAGES.map(|page| format!("/_sandbox/{page}")),
        }),
    )
}

/// The numbers and the stored pictures.
fn stats(shared: &Shared) -> Value {
    let mut stats = {
        let world = shared.world();
        let mut stats = world.records.to_json();
        stats["peak_in_flight"] = json!(world.flights.peaks());
        stats
    };
    stats["connections"] = Value::from(shared.accepted.load(Ordering::Relaxed));
    stats["faults"] = faults(shared)["faults"].take();
    stats
}

fn faults(shared: &Shared) -> Value {
    let list: Vec<String> = shared
        .world()
        .faults
        .list()
        .map(ToString::to_string)
        .collect();
    json!({"faults": list})
}

/// The log of requests, without those up to the number in `?since=`.
fn requests(shared: &Shared, query: &str) -> Result<Value, String> {
    let since = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "since");
    let since = match since {
        Some((_, number)) => number
            .parse()
            .map_err(|_| "since is the number of a request")?,
        None => 0,
    };
    Ok(json!({"requests": shared.world().flights.to_json(since)}))
}

fn set_faults(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let value = json_of(body)?;
    let list = match &value {
        Value::Object(object) => object.get("faults").unwrap_or(&Value::Null),
        other => other,
    };
    let parsed = match list {
        Value::String(fault) => vec![parse(fault)?],
        Value::Array(list) => list
            .iter()
            .map(|fault| parse(fault.as_str().ok_or("a fault is a string")?))
            .collect::<Result<_, String>>()?,
        _ => return Err("expected an array of faults such as \"busy=2\"".to_owned()),
    };
    let mut world = shared.world();
    for fault in parsed {
        world.faults.add(fault);
    }
    drop(world);
    Ok(faults(shared))
}

fn parse(fault: &str) -> Result<Fault, String> {
    fault
        .parse()
        .map_err(|problem: Problem| problem.message(Language::English))
}

fn advance(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let value = json_of(body)?;
    let seconds = value
        .get("advance")
        .and_then(Value::as_u64)
        .ok_or("expected {\"advance\": seconds}")?;
    let mut world = shared.world();
    world.advance(Duration::from_secs(seconds));
    Ok(json!({"now": world.clock.now()}))
}

fn spoil_tokens(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let value = json_of(body)?;
    let mut world = shared.world();
    match value.get("action").and_then(Value::as_str) {
        Some("expire") => world.expire_tokens(),
        Some("revoke") => world.revoke_tokens(),
        _ => return Err("expected {\"action\": \"expire\"} or \"revoke\"".to_owned()),
    }
    Ok(json!({"now": world.clock.now()}))
}

fn json_of(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
