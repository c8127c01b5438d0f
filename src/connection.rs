//! What every HTTP client of the crate begins with, and the words for what its connections fail at.
//!
//! Comes in: nothing, or an error of the HTTP stack. Goes out: a client builder that follows no
//! redirect and tells no host where it was sent from, or one word that the catalogues know.

mod certificates;
mod proxy;
mod telling;

use std::error::Error as _;
use std::io::ErrorKind;
use std::time::Duration;

pub(crate) use self::telling::Telling;
use crate::problem::{Code, Problem};

/// Chooses what encrypts, unless the host application has chosen already: then that serves.
pub(crate) fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client to be configured further.
pub(crate) fn builder() -> reqwest::ClientBuilder {
    choose_cryptography();
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if log::log_enabled!(target: telling::TARGET, log::Level::Trace) {
        builder.connector_layer(telling::TellConnections)
    } else {
        builder
    }
}

/// The same client, for encrypted connections or for none: then no certificates are read, which costs
/// milliseconds, and bare containers have none.
///
/// # Errors
/// `config.bad-certificates` when `SSL_CERT_FILE` or `SSL_CERT_DIR` names what holds no certificates.
pub(crate) fn trusting(
    builder: reqwest::ClientBuilder,
    encrypted: bool,
) -> Result<reqwest::ClientBuilder, Problem> {
    if encrypted {
        certificates::trust(builder)
    } else {
        Ok(builder.tls_certs_only([]))
    }
}

/// A client for a team's own store, whose every answer comes within `patience`.
///
/// # Errors
/// As [`trusting`]; `internal.bug` when there can be no client.
pub(crate) fn patient(encrypted: bool, patience: Duration) -> Result<reqwest::Client, Problem> {
    let builder = builder().timeout(patience).connect_timeout(patience);
    trusting(builder, encrypted)?
        .build()
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", reason(&error)))
}

/// The word for an error of the HTTP stack among the causes of another library's; `None` where there is none.
pub(crate) fn reason_within(error: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<reqwest::Error>() {
            return Some(reason(error));
        }
        cause = error.source();
    }
    None
}

/// `host:port` of the proxy that this machine has for a URL.
pub(crate) fn proxy(url: &url::Url) -> Option<String> {
    proxy::place(url)
}

/// Why there was no reply, as one of a few words that catalogues can translate: `timeout`, `dns`,
/// `refused`, `closed`, `no-route`, `tls`, `proxy`, `proxy-login`, `proxy-gone`, `connect`, `other` (and
/// `certificates`, when the system has none). Never text of the HTTP stack, which may hold the URL.
pub(crate) fn reason(error: &reqwest::Error) -> &'static str {
    let word = word(error);
    telling::tell_failure(word, error);
    word
}

fn word(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        return "timeout";
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(word) = cause
            .downcast_ref::<std::io::Error>()
            .and_then(reason_of_io)
        {
            return word;
        }
        // The stack's own error types are private; their texts are fixed words.
        let text = cause.to_string();
        if text.starts_with("dns error") {
            return "dns";
        }
        if is_proxys(&text) {
            return of_proxy(&text, cause);
        }
        if text.starts_with("connection closed") || text.starts_with("connection error") {
            return "closed";
        }
        source = cause.source();
    }
    if error.is_connect() {
        "connect"
    } else if error.is_body() || error.is_decode() {
        "closed"
    } else {
        "other"
    }
}

/// `host:port` of the proxy of this machine for a URL, if it is a connection through it that failed
/// before the host itself was reached.
pub(crate) fn failing_proxy(error: &reqwest::Error, url: &url::Url) -> Option<String> {
    (error.is_connect() && word(error) != "tls")
        .then(|| proxy::place(url))
        .flatten()
}

fn is_proxys(text: &str) -> bool {
    ["tunnel", "proxy", "socks", "SOCKS"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// What went wrong with a proxy: its own doing, or the connection to it.
fn of_proxy(text: &str, error: &(dyn std::error::Error + 'static)) -> &'static str {
    let mut text = text.to_owned();
    let mut error = error;
    loop {
        if text.contains("authorization required")
            || text.contains("authentication")
            || text.contains("credentials")
        {
            return "proxy-login";
        }
        match error.source() {
            Some(cause) => error = cause,
            // The stack's SOCKS errors do not hand out what they wrap.
            None if text.contains("create underlying connection") => return "proxy-gone",
            None => return "proxy",
        }
        let io = error.downcast_ref::<std::io::Error>();
        if let Some(word) = io.and_then(reason_of_io) {
            return word;
        }
        text = error.to_string();
        if text.starts_with("dns error") {
            return "dns";
        }
    }
}

fn reason_of_io(error: &std::io::Error) -> Option<&'static str> {
    // Layers of the stack wrap one another's errors, and `source` skips the inner ones.
    if let Some(inner) = error.get_ref() {
        if inner.is::<rustls::Error>() {
            return Some("tls");
        }
        if let Some(inner) = inner.downcast_ref::<std::io::Error>() {
            return reason_of_io(inner);
        }
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => Some("refused"),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof
        | ErrorKind::NotConnected => Some("closed"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            Some("no-route")
        }
        ErrorKind::TimedOut => Some("timeout"),
        _ => None,
    }
}
