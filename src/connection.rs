//! What every HTTP client of the crate begins with, and the words for what its connections fail at.
//!
//! Comes in: nothing, or an error of the HTTP stack. Goes out: a client builder that follows no
//! redirect and tells no host where it was sent from, or one word that the catalogues know.

mod proxy;

use std::error::Error as _;
use std::io::ErrorKind;

/// A client to be configured further.
pub(crate) fn builder() -> reqwest::ClientBuilder {
    // Fails when the host application has chosen a provider already: then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
}

/// `host:port` of the proxy that this machine has for a URL.
pub(crate) fn proxy(url: &url::Url) -> Option<String> {
    proxy::place(url)
}

/// Why there was no reply, as one of a few words that catalogues can translate: `timeout`, `dns`,
/// `refused`, `closed`, `no-route`, `tls`, `proxy`, `connect`, `other` (and `certificates`, when the
/// system has none). Never text of the HTTP stack, which may hold the URL.
pub(crate) fn reason(error: &reqwest::Error) -> &'static str {
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
        if text.contains("tunnel") || text.contains("proxy") || text.contains("socks") {
            return "proxy";
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
