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

pub(super) use crate::validator::LONGEST_TRUST as LONGEST;
use crate::validator::Validator;

/// Longer validators are not remembered.
const LONGEST_VALIDATOR: usize = 1024;

/// The validators of an answer of `url`.
pub(super) fn read(url: &Url, headers: &HeaderMap) -> Validator {
    Validator {
        url: url.as_str().to_owned(),
        etag: validator(headers, &ETAG),
        last_modified: validator(headers, &LAST_MODIFIED),
        fresh_until: None,
    }
}

/// The headers that ask `url` whether it has changed; none if what is known is about another URL.
pub(super) fn conditions(known: &Validator, url: &Url) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if known.url == url.as_str() {
        let validators = [
            (IF_NONE_MATCH, &known.etag),
            (IF_MODIFIED_SINCE, &known.last_modified),
        ];
        for (name, value) in validators {
            if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
                headers.insert(name, value);
            }
        }
    }
    headers
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
