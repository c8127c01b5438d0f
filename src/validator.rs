//! What is remembered of another host's answer, to ask it again cheaply (RFC 9111 and 9110).

use std::time::SystemTime;

/// The validators of a fetched picture, and until when it need not be asked about at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Validator {
    /// `ETag`, as it came.
    pub etag: Option<String>,
    /// `Last-Modified`, as it came.
    pub last_modified: Option<String>,
    /// Until when the host lets the answer be used without asking.
    pub fresh_until: Option<SystemTime>,
}

impl Validator {
    /// Whether the answer may be used without asking.
    #[must_use]
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        self.fresh_until.is_some_and(|until| now < until)
    }
}
