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
    used: BTreeMap<(String, String), u64>,
}

impl Records {
    /// A request to an endpoint came in, whatever becomes of it.
    pub(super) fn request(&mut self, endpoint: &str) {
        *self.requests.entry(endpoint.to_owned()).or_default() += 1;
    }

    /// A request was let in for an account; counts against its quota.
    pub(super) fn used(&mut self, account: &str, endpoint: &str) {
        let key = (account.to_owned(), endpoint.to_owned());
        *self.used.entry(key).or_default() += 1;
    }

    /// How much of a quota is used.
    pub(super) fn usage(&self, account: &str, endpoint: &str) -> u64 {
        let key = (account.to_owned(), endpoint.to_owned());
        self.used.get(&key).copied().unwrap_or(0)
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
