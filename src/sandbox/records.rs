//! What the emulator saw, for tests to look at.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use crate::asset::Digest;

/// Uploads that are remembered in detail; older ones are forgotten, so that a long run stays small.
const REMEMBERED: usize = 20_000;

/// One picture that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadRecord {
    /// The endpoint, such as `media/uploadimg`.
    pub endpoint: String,
    /// The `AppID`.
    pub account: String,
    /// Name of the form's field.
    pub field: String,
    /// File name in the form.
    pub filename: String,
    /// Content type of the form's part.
    pub content_type: String,
    /// Size of the picture in bytes.
    pub size: u64,
    /// Digest of the picture.
    pub digest: Digest,
    /// `Content-Length` of the request.
    pub content_length: Option<u64>,
    /// Number of the connection it came by, from 1.
    pub connection: u64,
    /// The URL it got.
    pub url: String,
}

/// Everything that was seen.
#[derive(Debug, Default)]
pub(super) struct Records {
    uploads: VecDeque<UploadRecord>,
    stored: u64,
    requests: BTreeMap<String, u64>,
    /// By account and endpoint, the day and its requests.
    used: BTreeMap<(String, String), (u64, u64)>,
}

impl Records {
    /// A request to an endpoint came in, whatever becomes of it.
    pub(super) fn request(&mut self, endpoint: &str) {
        *self.requests.entry(endpoint.to_owned()).or_default() += 1;
    }

    /// A request was let in for an account; counts against its quota of the day.
    pub(super) fn used(&mut self, account: &str, endpoint: &str, now: u64) {
        let key = (account.to_owned(), endpoint.to_owned());
        let (day, count) = self.used.entry(key).or_default();
        if *day != day_in_beijing(now) {
            (*day, *count) = (day_in_beijing(now), 0);
        }
        *count += 1;
    }

    /// How much of the day's quota is used.
    pub(super) fn usage(&self, account: &str, endpoint: &str, now: u64) -> u64 {
        let key = (account.to_owned(), endpoint.to_owned());
        self.used
            .get(&key)
            .filter(|(day, _)| *day == day_in_beijing(now))
            .map_or(0, |(_, count)| *count)
    }

    /// A picture was stored.
    pub(super) fn upload(&mut self, record: UploadRecord) {
        if self.uploads.len() >= REMEMBERED {
            self.uploads.pop_front();
        }
        self.uploads.push_back(record);
        self.stored += 1;
    }

    /// The stored pictures, oldest first.
    pub(super) fn uploads(&self) -> Vec<UploadRecord> {
        self.uploads.iter().cloned().collect()
    }

    /// Requests by endpoint.
    pub(super) fn requests(&self) -> BTreeMap<String, u64> {
        self.requests.clone()
    }

    /// The JSON of `GET /_sandbox/stats`, without what others know.
    pub(super) fn to_json(&self) -> Value {
        let uploads: Vec<Value> = self
            .uploads
            .iter()
            .map(|upload| {
                json!({
                    "endpoint": upload.endpoint,
                    "account": upload.account,
                    "field": upload.field,
                    "filename": upload.filename,
                    "content_type": upload.content_type,
                    "size": upload.size,
                    "digest": upload.digest.to_string(),
                    "content_length": upload.content_length,
                    "connection": upload.connection,
                    "url": upload.url,
                })
            })
            .collect();
        json!({"stored": self.stored, "requests": self.requests, "uploads": uploads})
    }
}

/// The day, since 1970, whose beginning starts quotas anew.
fn day_in_beijing(now: u64) -> u64 {
    (now + 8 * 3600) / 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_start_anew_at_midnight_in_beijing() {
        let mut records = Records::default();
        let before_midnight = 16 * 3600 - 1;
        records.used("wx1", "draft/add", before_midnight);
        records.used("wx1", "draft/add", before_midnight);
        let usage = |records: &Records, now| records.usage("wx1", "draft/add", now);
        assert_eq!(usage(&records, before_midnight), 2);
        assert_eq!(usage(&records, before_midnight + 1), 0);
        records.used("wx1", "draft/add", before_midnight + 1);
        assert_eq!(usage(&records, before_midnight + 1), 1);
    }
}
