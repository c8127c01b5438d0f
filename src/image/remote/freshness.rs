//! What is remembered of an answer, so that the next run asks less (RFC 9110 §13, RFC 9111).
//!
//! In: the headers of an answer. Out: the validators to send next time, and for how long there is
//! no need to ask at all. No age is guessed: a host that says nothing is asked every time.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{
    AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED,
};
use url::Url;

/// Hosts promise a year, and pictures change all the same.
pub(super) const LONGEST: Duration = Duration::from_hours(30 * 24);

/// Longer validators are not remembered.
const LONGEST_VALIDATOR: usize = 1024;

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
            now < until && until <= now + LONGEST
        })
    }

    pub(super) fn read(url: &Url, headers: &HeaderMap) -> Self {
        Self {
            url: url.as_str().to_owned(),
            etag: validator(headers, &ETAG),
            last_modified: validator(headers, &LAST_MODIFIED),
            fresh_until: None,
        }
    }

    /// The headers that ask `url` whether it has changed; none if they are about another URL.
    pub(super) fn conditions(&self, url: &Url) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if self.url == url.as_str() {
            let known = [
                (IF_NONE_MATCH, &self.etag),
                (IF_MODIFIED_SINCE, &self.last_modified),
            ];
            for (name, value) in known {
                if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
                    headers.insert(name, value);
                }
            }
        }
        headers
    }
}

fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = text(headers, name)?;
    (!value.is_empty() && value.len() <= LONGEST_VALIDATOR).then(|| value.to_owned())
}

/// For how long an answer is good from now on; zero when it must be asked for again.
pub(super) fn lifetime(headers: &HeaderMap, now: SystemTime) -> Duration {
    explicit(headers, now).unwrap_or_default()
}

/// Likewise for a redirect: a permanent one is as good as what it leads to.
pub(super) fn lifetime_of_redirect(
    status: StatusCode,
    headers: &HeaderMap,
    now: SystemTime,
) -> Duration {
    let permanent = matches!(
        status,
        StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT
    );
    explicit(headers, now).unwrap_or(if permanent { LONGEST } else { Duration::ZERO })
}

/// What the headers say; `None` if nothing.
fn explicit(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let mut max_age = None;
    let mut immutable = false;
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in value.to_str().unwrap_or_default().split(',') {
            let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-store" | "no-cache" => return Some(Duration::ZERO),
                // A number that is none counts as stale; the first of several counts.
                "max-age" => max_age = max_age.or(Some(seconds(argument).unwrap_or_default())),
                "immutable" => immutable = true,
                _ => {}
            }
        }
    }
    let lifetime = match (max_age, headers.contains_key(EXPIRES)) {
        (Some(max_age), _) => max_age,
        // A date that is none (`0`, `-1`) is in the past.
        (None, true) => {
            let sent = date(headers, &DATE).unwrap_or(now);
            date(headers, &EXPIRES)
                .and_then(|expires| expires.duration_since(sent).ok())
                .unwrap_or_default()
        }
        (None, false) if immutable => LONGEST,
        (None, false) => return None,
    };
    let age = text(headers, &AGE).and_then(seconds).unwrap_or_default();
    Some(lifetime.saturating_sub(age).min(LONGEST))
}

/// How long a busy host asks to be left alone; `None` if it does not say.
pub(super) fn pause(value: &HeaderValue, now: SystemTime) -> Option<Duration> {
    let value = value.to_str().ok()?;
    seconds(value).or_else(|| {
        let at = httpdate::parse_http_date(value).ok()?;
        Some(at.duration_since(now).unwrap_or_default())
    })
}

/// A number of seconds, quoted or not; one too large to be told is the largest.
fn seconds(value: &str) -> Option<Duration> {
    let value = value.trim().trim_matches('"');
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    // Larger than any number of seconds that is compared with it.
    is_number.then(|| Duration::from_secs(value.parse().unwrap_or(u64::from(u32::MAX))))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(text(headers, name)?).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests;
