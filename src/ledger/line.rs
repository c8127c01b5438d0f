//! An upload as a line of JSON: what `cache export` prints, `cache import` reads, and a shared ledger keeps.
//!
//! `account`, `digest`, `profile`, `url`, `media_id` where there is one, `bytes` that were sent, `recorded` in
//! seconds since 1970. Other keys mean nothing and are no mistake.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{Entry, Key};
use crate::asset::{AccountId, Digest, HostedImage, HostedUrl};

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

impl Entry {
    /// The entry as one line of JSON, without its end.
    #[must_use]
    pub fn to_line(&self) -> String {
        let since = self.recorded.duration_since(UNIX_EPOCH);
        let line = Line {
            account: self.key.account.to_string(),
            digest: self.key.digest.to_string(),
            profile: self.key.profile.clone(),
            url: self.hosted.url.to_string(),
            media_id: self.hosted.media_id.clone(),
            bytes: self.bytes,
            recorded: since.ok().map(|since| since.as_secs()),
        };
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// Reads such a line.
    ///
    /// # Errors
    /// Why it is none: no JSON, a key that is missing, no digest, a URL that is not one of `WeChat`'s.
    pub fn from_line(line: &[u8]) -> Result<Self, String> {
        let line: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
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
        Ok(Self::new(key, hosted, line.bytes, recorded))
    }
}
