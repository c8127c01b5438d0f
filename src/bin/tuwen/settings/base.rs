//! Where requests go: base and scheme are said independently of each other and of the way of calling.

use tuwen::Wechat;

use crate::layer::Scheme;

/// The base URL: the scheme that was asked for, else the one it is written with, else https; in a cloud
/// container, where the sidecar listens on plain http and refuses https, that.
pub(super) fn assemble(base: Option<String>, scheme: Option<Scheme>, sidecar: bool) -> String {
    let is_given = base.is_some();
    let base = base.unwrap_or_else(|| Wechat::DEFAULT_BASE.to_owned());
    let (written, rest) = match base.split_once("://") {
        Some((written, rest)) => (Some(written), rest),
        None => (None, base.as_str()),
    };
    let usual = if sidecar { "http" } else { "https" };
    let scheme = match (scheme, written) {
        (Some(Scheme::Https), _) => "https",
        (Some(Scheme::Http), _) => "http",
        (None, Some(written)) if is_given => written,
        (None, _) => usual,
    };
    format!("{scheme}://{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_and_base_are_said_independently() {
        let base = |base: Option<&str>, scheme, sidecar| {
            assemble(base.map(str::to_owned), scheme, sidecar)
        };
        assert_eq!(base(None, None, false), "https://api.weixin.qq.com");
        assert_eq!(base(None, None, true), "http://api.weixin.qq.com");
        assert_eq!(
            base(None, Some(Scheme::Https), true),
            "https://api.weixin.qq.com"
        );
        assert_eq!(
            base(Some("relay.test/wx"), None, false),
            "https://relay.test/wx"
        );
        assert_eq!(
            base(Some("127.0.0.1:1"), Some(Scheme::Http), false),
            "http://127.0.0.1:1"
        );
        assert_eq!(
            base(Some("http://127.0.0.1:1"), None, false),
            "http://127.0.0.1:1"
        );
        assert_eq!(
            base(Some("http://relay.test"), Some(Scheme::Https), false),
            "https://relay.test"
        );
        assert_eq!(
            base(Some("ftp://relay.test"), None, false),
            "ftp://relay.test"
        );
    }
}
