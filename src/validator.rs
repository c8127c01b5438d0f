//! What is remembered of another host's answer, to ask it again cheaply (RFC 9110 §13, RFC 9111).

use std::time::{Duration, SystemTime};

/// For how long an answer is taken on trust at most: hosts promise a year, and pictures change all the
/// same.
pub(crate) const LONGEST_TRUST: Duration = Duration::from_hours(30 * 24);

/// What is remembered of the answer that held a picture, to ask whether it has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Validator {
    /// The URL that answered, at the end of all redirects. The other URLs on the way there are not
    /// asked with these validators: they are not about what *they* would answer.
    pub url: String,
    /// `ETag`, verbatim.
    pub etag: Option<String>,
    /// `Last-Modified`, verbatim.
    pub last_modified: Option<String>,
    /// Until when the host says that there is no need to ask; at most 30 days.
    pub fresh_until: Option<SystemTime>,
}

impl Validator {
    /// Whether there is no need to ask yet.
    #[must_use]
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        self.fresh_until.is_some_and(|until| {
            // A clock that was set back must not make a month into years.
            now < until && until <= now + LONGEST_TRUST
        })
    }
}
