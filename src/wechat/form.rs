//! The multipart body of an upload, built byte by byte.
//!
//! The service is particular: field name and file name must be quoted, the file name must have the
//! suffix of its format, the body must come with its length. Built here as one buffer, all of that
//! holds by construction. Comes in: a picture. Goes out: content type and body.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use reqwest::header::HeaderValue;

/// One file part named `media`.
#[derive(Debug)]
pub(super) struct Form<'a> {
    /// File name: ASCII letters, digits, `.` and `-` only.
    pub(super) filename: String,
    /// Type of the part.
    pub(super) content_type: &'static str,
    /// The picture.
    pub(super) bytes: &'a [u8],
}

impl Form<'_> {
    /// The header and the body of a request.
    pub(super) fn encode(&self) -> (HeaderValue, Vec<u8>) {
        // Random, so that no picture can have been made to contain it.
        let boundary = format!("tuwen-{:016x}{:016x}", random(), random());
        let head = format!(
            "--{boundary}\r\n\
             Content-Disposition: form-data; name=\"media\"; filename=\"{}\"\r\n\
             Content-Type: {}\r\n\r\n",
            self.filename, self.content_type
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let mut body = Vec::with_capacity(head.len() + self.bytes.len() + tail.len());
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(self.bytes);
        body.extend_from_slice(tail.as_bytes());
        let content_type =
            HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))
                .expect("a boundary of letters and digits is a header value");
        (content_type, body)
    }
}

/// 64 bits nobody can foresee: the standard library seeds each `RandomState` from the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
