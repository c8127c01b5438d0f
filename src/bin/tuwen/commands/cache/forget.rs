//! `cache forget`: uploads that are to be made again, here, in the lockfile and in the shared ledger.

use std::path::Path;

use serde_json::json;
use tuwen::{
    AccountId, Code, Digest, Forget, HostedUrl, Key, Ledger, MAX_IMAGE_BYTES, Problem,
    SharedLedger, read_limited,
};

use super::{is_json, print_json};
use crate::args::Forget as Arguments;
use crate::console::Console;
use crate::session;
use crate::settings::Settings;

/// Forgets what was named.
///
/// # Errors
/// `config.bad-value` for an entry that is none; `ledger.unavailable`; `ledger.shared-address`; those of lockfiles.
pub(super) fn forget(
    ledger: &Ledger,
    settings: &Settings,
    account: Option<&AccountId>,
    arguments: &Arguments,
    console: &Console,
) -> Result<(), Problem> {
    let wanted = if arguments.all {
        vec![Forget::All]
    } else {
        // All are understood before the first is forgotten.
        arguments
            .entries
            .iter()
            .map(|entry| entry_of(entry))
            .collect::<Result<Vec<_>, _>>()?
    };
    let lockfile = settings.data.lockfile.as_deref();
    let shared = session::shared_ledger(settings)?;
    if let Some(shared) = &shared {
        ledger.use_shared_ledger(shared);
    }
    let mut forgotten = 0;
    for what in &wanted {
        // What is the team's goes one by one, never as a whole by the way.
        let is_single = *what != Forget::All;
        if let Some(shared) = shared.as_ref().filter(|_| is_single) {
            let mut keys = ledger.keys_of(account, what);
            if let (true, Forget::Digest(digest), Some(id)) =
                (keys.is_empty(), what, &settings.account.id)
            {
                keys.push(Key::original(id.clone(), *digest));
            }
            forget_in(shared, &keys, console)?;
        }
        let here = ledger.forget(account, what)?;
        let beside = match lockfile.filter(|_| is_single) {
            Some(path) => ledger.forget_in_lockfile(path, account, what)? as u64,
            None => 0,
        };
        // An upload that both knew is one.
        forgotten += here.max(beside);
    }
    if is_json(console) {
        return print_json(
            console,
            &json!({"version": 1, "command": "cache forget", "forgotten": forgotten}),
        );
    }
    console.note(&console.text("ui-cache-forgotten", &[("entries", forgotten.to_string())]));
    Ok(())
}

/// Has the team forget; a store that does not answer is told of.
fn forget_in(shared: &SharedLedger, keys: &[Key], console: &Console) -> Result<(), Problem> {
    session::runtime()?.block_on(async {
        for key in keys {
            shared.forget(key).await;
        }
    });
    if let Some(problem) = shared.take_problem() {
        console.problem(&problem);
    }
    Ok(())
}

/// A digest, a hosted URL, or the picture itself.
fn entry_of(text: &str) -> Result<Forget, Problem> {
    if let Ok(digest) = text.parse::<Digest>() {
        return Ok(Forget::Digest(digest));
    }
    if let Some(url) = HostedUrl::parse(text) {
        return Ok(Forget::Url(url));
    }
    match read_limited(Path::new(text), MAX_IMAGE_BYTES) {
        Ok(Some(bytes)) => Ok(Forget::Digest(Digest::of(&bytes))),
        _ => Err(Problem::new(Code::ConfigBadValue)
            .with("option", "cache forget")
            .with("value", text)
            .with("expected", "entry")),
    }
}
