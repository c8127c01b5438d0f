//! Where requests go: the API's base URL, checked once so that no secret ever leaves over plain http.
//!
//! Comes in: what the user configured, path prefix and trailing slash as they like. Goes out: endpoint
//! URLs and a host name for messages. Refused: anything that is not https, but for loopback.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::connection;
use crate::problem::{Code, Problem};

/// A checked base URL; its path ends with `/`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Base {
    url: Url,
    loopback: bool,
}

impl Base {
    /// Reads a base URL. With `no_secrets`, plain http may go anywhere: requests carry none.
    ///
    /// # Errors
    /// `config.insecure-base` for plain http to anything but loopback; `config.bad-value` for what
    /// is no http(s) URL, or carries a query or fragment.
    pub(super) fn parse(text: &str, no_secrets: bool) -> Result<Self, Problem> {
        let text = text.trim();
        let bad = || {
            Problem::new(Code::ConfigBadValue)
                .with("option", "TUWEN_API_BASE")
                .with("value", without_password(text))
                .with("expected", super::Wechat::DEFAULT_BASE)
        };
        let mut url = Url::parse(text).map_err(|_| bad())?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad());
        }
        let loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            None => return Err(bad()),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback || no_secrets => {}
            "http" => {
                return Err(
                    Problem::new(Code::ConfigInsecureBase).with("base", without_password(text))
                );
            }
            _ => return Err(bad()),
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self { url, loopback })
    }

    /// The URL of an endpoint; `path` is relative and may have a query: `cgi-bin/stable_token`,
    /// `cgi-bin/material/add_material?type=image`.
    pub(super) fn endpoint(&self, path: &str) -> Url {
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path, None),
        };
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.url.path()));
        url.set_query(query);
        url
    }

    /// Whether requests stay on this machine: then no proxy and no root certificates are needed.
    pub(super) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether the connection is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Host and, unless it is the scheme's own, port; for messages.
    pub(super) fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The problem without the login of a relay, should the relay quote what it was sent.
    pub(super) fn without_login(&self, problem: Problem) -> Problem {
        let Some(written) = self.url.password().filter(|password| !password.is_empty()) else {
            return problem;
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let password = decoded(written);
        let sent = BASE64_STANDARD.encode(format!("{}:{password}", decoded(self.url.username())));
        let shown = |value: &str| {
            [sent.as_str(), written, &password]
                .iter()
                .fold(value.to_owned(), |value, secret| {
                    value.replace(secret, "***")
                })
        };
        let clean = Problem::new(problem.code());
        problem
            .arguments()
            .iter()
            .fold(clean, |clean, (name, value)| clean.with(name, shown(value)))
    }

    /// `host:port` of the proxy that requests go through.
    pub(super) fn proxy(&self) -> Option<String> {
        if self.loopback {
            return None;
        }
        connection::proxy(&self.url)
    }

    /// One spelling for one base, to key caches on.
    pub(super) fn key(&self) -> &str {
        self.url.as_str()
    }
}

impl std::fmt::Debug for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&without_password(self.url.as_str()))
    }
}

/// A URL as typed, without what stands before its `@`: a relay may be protected by a password.
fn without_password(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("***@{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        match Base::parse(text, false) {
            Ok(_) => "ok",
            Err(problem) => problem.code().as_str(),
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for allowed in [
            "https://api.weixin.qq.com",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:80/",
            "http://localhost:1",
            "http://LocalHost",
            "HTTPS://relay.example/微信",
        ] {
            assert_eq!(code(allowed), "ok", "{allowed}");
        }
        for insecure in [
            "http://api.weixin.qq.com",
            "http://128.0.0.1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://[::2]",
        ] {
            assert_eq!(code(insecure), "config.insecure-base", "{insecure}");
        }
        for bad in [
            "",
            "api.weixin.qq.com",
            "ftp://127.0.0.1",
            "https://",
            "https://a/?x=1",
            "file:///tmp",
        ] {
            assert_eq!(code(bad), "config.bad-value", "{bad}");
        }
    }

    #[test]
    fn prefix_and_trailing_slash_make_one_base() {
        let with = Base::parse("https://relay.example/wx/", false).unwrap();
        let without = Base::parse(" https://relay.example/wx ", false).unwrap();
        assert_eq!(with, without);
        assert_eq!(
            with.endpoint("cgi-bin/stable_token").as_str(),
            "https://relay.example/wx/cgi-bin/stable_token"
        );
        let plain = Base::parse("https://api.weixin.qq.com", false).unwrap();
        assert_eq!(
            plain.endpoint("cgi-bin/token").as_str(),
            "https://api.weixin.qq.com/cgi-bin/token"
        );
        assert_eq!(plain.host(), "api.weixin.qq.com");
    }

    #[test]
    fn without_secrets_plain_http_may_go_anywhere() {
        assert!(Base::parse("http://api.weixin.qq.com", true).is_ok());
        assert!(Base::parse("ftp://api.weixin.qq.com", true).is_err());
    }

    #[test]
    fn a_quoted_login_is_taken_out_of_problems() {
        let base = Base::parse("https://user:geh%3Aeim@relay.example/", false).unwrap();
        let quoted = "authorization: Basic dXNlcjpnZWg6ZWlt user:geh%3Aeim@h geh:eim";
        let problem = Problem::new(Code::WechatUnknown).with("errmsg", quoted);
        let clean = base.without_login(problem.clone());
        assert_eq!(
            clean.argument("errmsg"),
            Some("authorization: Basic *** user:***@h ***")
        );
        let open = Base::parse("https://user@relay.example/", false).unwrap();
        assert_eq!(open.without_login(problem.clone()), problem);
    }

    #[test]
    fn a_password_in_the_base_is_never_shown() {
        let base = Base::parse("https://user:geheim@relay.example/", false).unwrap();
        assert!(!format!("{base:?} {}", base.host()).contains("geheim"));
        for refused in [
            "http://user:geheim@relay.example",
            "x://user:geheim@h",
            "geheim@",
        ] {
            let problem = Base::parse(refused, false).unwrap_err();
            assert!(!format!("{problem:?}").contains("geheim"));
        }
    }
}
