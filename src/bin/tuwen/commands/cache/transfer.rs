//! `cache export` and `cache import`: what is remembered as JSON lines, from one machine to another.
//!
//! One upload a line: `account`, `digest`, `profile`, `url`, `media_id` where there is one, `bytes` that were sent,
//! `recorded` in seconds since 1970. Other keys mean nothing and are no mistake.

use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tuwen::{
    AccountId, Code, Digest, Entry, HostedImage, HostedUrl, Key, Ledger, Problem, read_limited,
};

use crate::console::Console;

/// Largest file that is imported, in bytes.
const LONGEST: u64 = 256 << 20;

/// An upload as a line.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    account: String,
    digest: String,
    profile: String,
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_id: Option<String>,
    #[serde(default)]
    bytes: u64,
    #[serde(default)]
    recorded: Option<u64>,
}

/// Prints all entries (of one account).
///
/// # Errors
/// `output.unwritable`.
pub(super) fn export(entries: &[Entry], console: &Console) -> Result<(), Problem> {
    let mut text = String::new();
    for entry in entries {
        let since = entry.recorded.duration_since(UNIX_EPOCH);
        let line = Line {
            account: entry.key.account.to_string(),
            digest: entry.key.digest.to_string(),
            profile: entry.key.profile.clone(),
            url: entry.hosted.url.to_string(),
            media_id: entry.hosted.media_id.clone(),
            bytes: entry.bytes,
            recorded: since.ok().map(|since| since.as_secs()),
        };
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    console.data(text.as_bytes())
}

/// Remembers what a file of such lines says and is not remembered yet: all of it, or nothing when a line is none.
/// Gives how many uploads are new.
///
/// # Errors
/// `cache.import-invalid`, `ledger.unavailable`.
pub(super) fn import(
    ledger: &Ledger,
    account: Option<&AccountId>,
    path: &Path,
) -> Result<u64, Problem> {
    let invalid = |line: Option<usize>, reason: String| {
        let line = line.map_or_else(|| "none".to_owned(), |line| line.to_string());
        Problem::new(Code::CacheImportInvalid)
            .with("path", path.display())
            .with("line", line)
            .with("reason", reason)
    };
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(LONGEST)
            .read_to_end(&mut bytes);
        read.map(|_| bytes)
            .map_err(|error| invalid(None, error.to_string()))
    } else {
        read_limited(path, LONGEST)
            .map_err(|error| invalid(None, error.reason()))
            .and_then(|bytes| bytes.ok_or_else(|| invalid(None, "larger than 256 MB".to_owned())))
    }?;
    let mut entries = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let read = serde_json::from_slice::<Line>(line)
            .map_err(|error| error.to_string())
            .and_then(entry);
        entries.push(read.map_err(|reason| invalid(Some(index + 1), reason))?);
    }
    entries.retain(|entry: &Entry| account.is_none_or(|account| *account == entry.key.account));
    ledger.import(&entries)
}

fn entry(line: Line) -> Result<Entry, String> {
    let digest: Digest = line
        .digest
        .parse()
        .map_err(|_| format!("`{}` is no digest", line.digest))?;
    let url = HostedUrl::parse(&line.url)
        .ok_or_else(|| format!("`{}` is no URL of WeChat's", line.url))?;
    if line.account.is_empty() || line.profile.is_empty() {
        return Err("an empty account or profile".to_owned());
    }
    let hosted = match line.media_id {
        Some(id) => HostedImage::in_library(url, id),
        None => HostedImage::for_bodies(url),
    };
    let recorded = line
        .recorded
        .and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .filter(|recorded| *recorded <= SystemTime::now())
        .unwrap_or_else(SystemTime::now);
    let key = Key::fitted(AccountId::new(line.account), digest, line.profile);
    Ok(Entry::new(key, hosted, line.bytes, recorded))
}
