//! The third-party platform: tokens for the accounts that have authorised it.
//!
//! Comes in: the platform's own token, its `AppID`, the account's and its refresh token. Goes out: an
//! access token for the account and the next refresh token; the one before is dead at once, so that
//! a client that does not store the new one is found out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Sandbox;
use super::api::Received;
use super::drafts;
use super::endpoints::Done;
use super::ids::Ids;
use super::world::World;
use crate::secret::Secret;

/// Where tokens are renewed.
pub(super) const RENEWAL: &str = "component/api_authorizer_token";

/// The accounts that have authorised the platform, each with its refresh token.
#[derive(Debug)]
pub(super) struct Platform {
    refresh: BTreeMap<String, Secret>,
}

impl Platform {
    /// A platform that all these accounts have authorised; only the emulator's own has a refresh
    /// token that is known beforehand.
    pub(super) fn new<'a>(accounts: impl Iterator<Item = &'a str>, ids: &mut Ids) -> Self {
        let refresh = accounts
            .map(|app_id| {
                let token = match app_id {
                    Sandbox::APP_ID => Sandbox::REFRESH_TOKEN.to_owned(),
                    _ => ids.refresh(),
                };
                (app_id.to_owned(), Secret::new(token))
            })
            .collect();
        Self { refresh }
    }

    /// The refresh token of an account that is good now.
    pub(super) fn refresh(&self, app_id: &str) -> Option<&Secret> {
        self.refresh.get(app_id)
    }

    /// Replaces the refresh token of an account by the next.
    fn rotate(&mut self, ids: &mut Ids, app_id: &str, refresh: &str) -> Result<Secret, i64> {
        let current = self.refresh.get_mut(app_id).ok_or(61003)?;
        if current.expose() != refresh {
            return Err(61023);
        }
        *current = Secret::new(ids.refresh());
        Ok(current.clone())
    }
}

/// Lets the platform in: with its token, under the name of today or of older documents.
pub(super) fn check(received: &Received) -> Result<(), i64> {
    let token = received
        .filled("access_token")
        .or_else(|| received.filled("component_access_token"))
        .ok_or(41021)?;
    if token == Sandbox::COMPONENT_TOKEN {
        Ok(())
    } else {
        Err(40001)
    }
}

/// `POST component/api_authorizer_token`: both tokens of an account, anew.
pub(super) fn renew(world: &mut World, received: &Received) -> Result<Done, i64> {
    let body = drafts::body(received)?;
    let text = |name| body.get(name).and_then(Value::as_str).unwrap_or("");
    match text("component_appid") {
        "" => return Err(41018),
        Sandbox::COMPONENT_APP_ID => {}
        _ => return Err(40013),
    }
    let app_id = text("authorizer_appid");
    let refresh =
        world
            .platform
            .rotate(&mut world.ids, app_id, text("authorizer_refresh_token"))?;
    let now = world.clock.now();
    let given = world.tokens.authorizer(&mut world.ids, now, app_id)?;
    let reply = json!({
        "authorizer_access_token": given.token.expose(),
        "expires_in": given.left,
        "authorizer_refresh_token": refresh.expose(),
    });
    Ok((app_id.to_owned(), reply))
}
