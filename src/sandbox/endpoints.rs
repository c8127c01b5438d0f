//! The endpoints: their paths and methods, what they cost, and the work that each of them does.
//!
//! Comes in: a path. Goes out: the endpoint there. The token and quota endpoints do their work here,
//! all others in rooms of their own.

use serde_json::{Value, json};

use super::api::Received;
use super::component;
use super::drafts;
use super::publications;
use super::series::Given;
use super::uploads;
use super::world::World;

/// The account that was worked for, and the reply.
pub(super) type Done = (String, Value);

/// What an endpoint does once the request is let in.
pub(super) enum Work {
    /// Needs no token; tells whom it has worked for.
    Open(fn(&mut World, &Received) -> Result<Done, i64>),
    /// Works for a third-party platform; tells for which account of it.
    Platform(fn(&mut World, &Received) -> Result<Done, i64>),
    /// Works for the account of the token.
    Account(fn(&mut World, &str, &Received) -> Result<Value, i64>),
}

/// One endpoint.
pub(super) struct Endpoint {
    /// Its path below `/cgi-bin/`.
    pub(super) path: &'static str,
    /// Whether it is read with GET; all others take POST.
    pub(super) get: bool,
    /// Calls a day, as the quota endpoint tells.
    daily: u64,
    /// What it does.
    pub(super) work: Work,
}

const fn post(path: &'static str, daily: u64, work: Work) -> Endpoint {
    Endpoint {
        path,
        get: false,
        daily,
        work,
    }
}

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "token",
        get: true,
        daily: 2000,
        work: Work::Open(token),
    },
    post("stable_token", 500_000, Work::Open(stable_token)),
    post(
        component::RENEWAL,
        100_000,
        Work::Platform(component::renew),
    ),
    post(
        "media/uploadimg",
        100_000,
        Work::Account(uploads::uploadimg),
    ),
    post("media/upload", 100_000, Work::Account(uploads::upload)),
    post(
        "material/add_material",
        1000,
        Work::Account(uploads::add_material),
    ),
    post("draft/add", 1000, Work::Account(drafts::add)),
    post("draft/get", 500, Work::Account(drafts::get)),
    post("draft/update", 1000, Work::Account(drafts::update)),
    post("draft/delete", 1000, Work::Account(drafts::delete)),
    post("draft/batchget", 1000, Work::Account(drafts::batchget)),
    Endpoint {
        path: "draft/count",
        get: true,
        daily: 1000,
        work: Work::Account(drafts::count),
    },
    post(
        "freepublish/submit",
        100,
        Work::Account(publications::submit),
    ),
    post("freepublish/get", 100, Work::Account(publications::get)),
    post("openapi/quota/get", 100_000, Work::Account(quota)),
];

fn token(world: &mut World, received: &Received) -> Result<Done, i64> {
    let parameter = |name| received.query(name).unwrap_or_default();
    if parameter("grant_type") != "client_credential" {
        return Err(40002);
    }
    let now = world.clock.now();
    let app_id = parameter("appid");
    let secret = parameter("secret");
    let given = world
        .tokens
        .classic(&mut world.ids, now, &app_id, &secret)?;
    Ok((app_id, reply(&given)))
}

fn stable_token(world: &mut World, received: &Received) -> Result<Done, i64> {
    let body = drafts::body(received)?;
    let text = |name| body.get(name).and_then(Value::as_str).unwrap_or("");
    if text("grant_type") != "client_credential" {
        return Err(40002);
    }
    let force = body.get("force_refresh").and_then(Value::as_bool) == Some(true);
    let now = world.clock.now();
    let app_id = text("appid");
    let given = world
        .tokens
        .stable(&mut world.ids, now, app_id, text("secret"), force)?;
    Ok((app_id.to_owned(), reply(&given)))
}

fn reply(given: &Given) -> Value {
    json!({"access_token": given.token.expose(), "expires_in": given.left})
}

fn quota(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let body = drafts::body(received)?;
    let path = body.get("cgi_path").and_then(Value::as_str).unwrap_or("");
    if !path.starts_with('/') {
        return Err(76003);
    }
    let endpoint = find(path).ok_or(76021)?;
    let used = if world.faults.would_refuse(endpoint.path, 45009) {
        endpoint.daily
    } else {
        let now = world.clock.now();
        world.records.usage(account, endpoint.path, now)
    };
    let a_minute = world.faults.per_minute(endpoint.path).unwrap_or(6000);
    Ok(json!({
        "errcode": 0,
        "errmsg": "ok",
        "quota": {
            "daily_limit": endpoint.daily,
            "used": used,
            "remain": endpoint.daily.saturating_sub(used),
        },
        "rate_limit": {"call_count": a_minute, "refresh_second": 60},
    }))
}

/// The endpoint at a path.
pub(super) fn find(path: &str) -> Option<&'static Endpoint> {
    let path = path.strip_prefix("/cgi-bin/")?;
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path)
}
