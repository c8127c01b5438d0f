//! Whose a request is: by an access token, by a cloud token, or, without any, by the sidecar.
//!
//! Comes in: a request, and how the emulator is set up. Goes out: the account, or an `errcode`. Cloud
//! calls reach only the paths that have a cloud name.

use super::Sandbox;
use super::api::Received;
use super::endpoints::{Endpoint, Work};
use super::world::World;

/// The paths that have a cloud name.
const CLOUD: [&str; 3] = ["media/uploadimg", "material/add_material", "media/upload"];

/// The parameters that carry a token.
const TOKENS: [&str; 2] = ["access_token", "cloudbase_access_token"];

/// What the sidecar, if there is one, makes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sidecar {
    /// It has a token, or needs none: passed on as it is.
    Aside,
    /// Served without a token.
    Serves,
    /// Not on its list: a page with status 502.
    Bars,
}

/// What the sidecar makes of a request.
pub(super) fn sidecar(on: bool, endpoint: Option<&Endpoint>, received: &Received) -> Sidecar {
    let is_open = endpoint.is_some_and(|endpoint| !matches!(endpoint.work, Work::Account(_)));
    if !on || is_open || TOKENS.iter().any(|name| received.query(name).is_some()) {
        Sidecar::Aside
    } else if CLOUD.contains(&received.endpoint) {
        Sidecar::Serves
    } else {
        Sidecar::Bars
    }
}

/// Whose a request is; counts as one use of its token.
pub(super) fn account(
    world: &mut World,
    received: &Received,
    sidecar: Sidecar,
) -> Result<String, i64> {
    let now = world.clock.now();
    let most_uses = world.faults.token_uses(received.endpoint);
    if sidecar == Sidecar::Serves {
        let app_id = received.filled("from_appid");
        let app_id = app_id.unwrap_or_else(|| Sandbox::APP_ID.to_owned());
        return world.tokens.knows(&app_id).then_some(app_id).ok_or(40013);
    }
    if let Some(token) = received.filled("access_token") {
        return world.tokens.check(&token, now, most_uses);
    }
    let token = received.filled("cloudbase_access_token").ok_or(41001)?;
    let checked = world.cloud.check(&token, now, most_uses);
    // A token that has just been used up is replaced, so that who reads the file again can go on.
    // If the disk does not want it, the client finds the old one there.
    let _ = world.cloud.push(&mut world.ids, now);
    checked?;
    if CLOUD.contains(&received.endpoint) {
        Ok(Sandbox::APP_ID.to_owned())
    } else {
        Err(48001)
    }
}
