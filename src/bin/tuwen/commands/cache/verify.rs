//! `cache verify`: whether the pictures behind the remembered URLs are still there.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt as _};
use serde_json::json;
use tuwen::{
    AccountId, Code, Forget, HostedPictures, HostedUrl, Ledger, Presence, Problem, Sandbox,
};

use super::{is_json, print_json};
use crate::args::Verify;
use crate::console::Console;
use crate::host::pictures;
use crate::session;
use crate::settings::Settings;

/// Questions at once.
const AT_ONCE: usize = 8;

/// Asks for every picture that ledger and lockfile know, and tells which are gone; the exit status: 1 when one is
/// gone and stays remembered, 4 when nobody could tell of some.
///
/// # Errors
/// `lockfile.unreadable`; `ledger.unavailable`; `output.unwritable`; `config.bad-certificates`.
pub(super) fn verify(
    ledger: &Ledger,
    settings: &Settings,
    account: Option<&AccountId>,
    arguments: &Verify,
    console: &Console,
) -> Result<u8, Problem> {
    for problem in session::use_lockfile(settings, ledger)? {
        console.problem(&problem);
    }
    let entries = ledger.list(account);
    let urls: BTreeSet<HostedUrl> = entries
        .iter()
        .map(|entry| entry.hosted.url.clone())
        .chain(ledger.urls_of_lockfile(account))
        .collect();
    let found = ask(urls, settings)?;
    let count = |wanted: fn(&Presence) -> bool| found.values().filter(|one| wanted(one)).count();
    let gone: Vec<&HostedUrl> = found
        .iter()
        .filter(|(_, presence)| **presence == Presence::Gone)
        .map(|(url, _)| url)
        .collect();
    let unknown = count(|presence| matches!(presence, Presence::Unknown(_)));
    let mut forgotten = 0;
    if arguments.forget {
        for url in &gone {
            let what = Forget::Url((*url).clone());
            let here = ledger.forget(account, &what)?;
            let beside = match &settings.data.lockfile {
                Some(path) => ledger.forget_in_lockfile(path, account, &what)? as u64,
                None => 0,
            };
            forgotten += here.max(beside);
        }
    }
    if is_json(console) {
        let unknown: BTreeMap<&str, &str> = found
            .iter()
            .filter_map(|(url, presence)| match presence {
                Presence::Unknown(reason) => Some((url.as_str(), reason.as_str())),
                _ => None,
            })
            .collect();
        let gone: Vec<&str> = gone.iter().map(|url| url.as_str()).collect();
        let said = json!({
            "version": 1,
            "command": "cache verify",
            "there": count(|presence| *presence == Presence::There),
            "gone": gone,
            "unknown": unknown,
            "forgotten": forgotten,
        });
        print_json(console, &said)?;
    } else {
        for url in &gone {
            console.problem(&Problem::new(Code::CacheGone).with("url", url.as_str()));
        }
        let reasons: BTreeMap<&str, &HostedUrl> = found
            .iter()
            .filter_map(|(url, presence)| match presence {
                Presence::Unknown(reason) => Some((reason.as_str(), url)),
                _ => None,
            })
            .collect();
        // One of each kind: a network that is down is the same for all.
        for (reason, url) in reasons {
            let problem = Problem::new(Code::CacheUnverified);
            console.problem(&problem.with("url", url.as_str()).with("reason", reason));
        }
        let arguments = [
            ("count", found.len().to_string()),
            ("gone", gone.len().to_string()),
            ("unknown", unknown.to_string()),
            ("forgotten", forgotten.to_string()),
        ];
        console.note(&console.text("ui-cache-verified", &arguments));
    }
    Ok(match (gone.is_empty() || arguments.forget, unknown) {
        (false, _) => 1,
        (true, 0) => 0,
        (true, _) => 4,
    })
}

fn ask(
    urls: BTreeSet<HostedUrl>,
    settings: &Settings,
) -> Result<BTreeMap<HostedUrl, Presence>, Problem> {
    if settings.sandbox {
        // Its pictures are files here.
        let kept = pictures(&settings.data.directory);
        let is_kept = |url: &HostedUrl| Sandbox::kept_picture(&kept, url.as_str()).is_some();
        let found = urls.into_iter().map(|url| {
            let presence = if is_kept(&url) {
                Presence::There
            } else {
                Presence::Gone
            };
            (url, presence)
        });
        return Ok(found.collect());
    }
    let asked = HostedPictures::new()?;
    let asked = &asked;
    let answers = stream::iter(urls)
        .map(|url| async move {
            let presence = asked.presence(&url).await;
            (url, presence)
        })
        .buffer_unordered(AT_ONCE)
        .collect();
    Ok(session::runtime()?.block_on(answers))
}
