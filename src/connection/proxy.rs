//! Which proxy stands between this machine and a host, for messages: never with its user and password.

use hyper_util::client::proxy::matcher::Matcher;
use url::{Position, Url};

/// `host:port` of the proxy that the environment or the system has for a URL.
pub(super) fn place(url: &Url) -> Option<String> {
    shown(&Matcher::from_system(), url)
}

fn shown(proxies: &Matcher, url: &Url) -> Option<String> {
    // Without what stands before the host, which is nobody's business here.
    let origin = format!(
        "{}://{}",
        url.scheme(),
        &url[Position::BeforeHost..Position::AfterPort]
    );
    let proxy = proxies.intercept(&origin.parse().ok()?)?;
    let proxy = proxy.uri();
    let host = proxy.host()?;
    let port = proxy.port_u16().or(match proxy.scheme_str()? {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    });
    Some(match port {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let url = Url::parse("https://nobody:geheim@wechat.test/wx/?access_token=geheim").unwrap();
        for (proxy, place) in [
            (
                "http://us%40er:geheim@proxy.test:3128",
                Some("proxy.test:3128"),
            ),
            ("user:geheim@proxy.test:8080", Some("proxy.test:8080")),
            ("http://proxy.test", Some("proxy.test:80")),
            ("socks5h://user:geheim@[::1]:1080/", Some("[::1]:1080")),
            ("socks5://127.0.0.1", Some("127.0.0.1")),
        ] {
            let proxies = Matcher::builder().all(proxy.to_owned()).build();
            assert_eq!(shown(&proxies, &url).as_deref(), place, "{proxy}");
        }
        let spared = Matcher::builder()
            .all("http://proxy.test")
            .no("wechat.test");
        assert_eq!(shown(&spared.build(), &url), None);
    }
}
