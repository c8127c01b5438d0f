//! How the guard and proxies live together.

use hyper_util::client::proxy::matcher::Builder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

fn through(names: &Names, proxies: Builder, trusted: &[&Server]) -> Fetcher {
    let fetcher = fetcher(names, trusted);
    Fetcher {
        routes: fetcher.routes.through(proxies.build()),
        ..fetcher
    }
}

fn every(proxy: &Server) -> Builder {
    Matcher::builder().all(proxy.url(""))
}

#[tokio::test]
async fn a_proxy_on_loopback_is_asked_for_public_hosts() {
    let proxy = Server::always(Reply::picture("")).await;
    let names = Names::new(&[("h.example", &["2606:4700::1111"])]);
    let fetcher = through(&names, every(&proxy), &[]);
    for url in [
        "http://h.example/a.png",
        "http://unknown.example/b.png",
        "http://1.1.1.1/c.png",
    ] {
        assert_eq!(picture(&fetcher, url).await.0, PNG);
    }
    assert_eq!(
        proxy.lines(),
        [
            "GET http://h.example/a.png HTTP/1.1",
            "GET http://unknown.example/b.png HTTP/1.1",
            "GET http://1.1.1.1/c.png HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_proxy_may_have_a_name_and_want_a_password() {
    let proxy = Server::always(Reply::picture("")).await;
    let names = Names::new(&[("proxy.lan", &["127.0.0.1"])]);
    let url = format!("http://me:word@proxy.lan:{}", proxy.port());
    let fetcher = through(&names, Matcher::builder().all(url), &[]);
    assert_eq!(picture(&fetcher, "http://h.example/a.png").await.0, PNG);
    let request = &proxy.requests()[0];
    assert!(request.contains("proxy-authorization: basic "), "{request}");
    // The proxy itself is no public host.
    assert_eq!(
        problem(&fetcher, "http://proxy.lan/").await,
        "remote.blocked 127.0.0.1"
    );
}

#[tokio::test]
async fn encrypted_requests_go_through_a_tunnel() {
    let proxy = Server::always(Reply::status("502 Bad Gateway")).await;
    let fetcher = through(&Names::default(), every(&proxy), &[]);
    assert_eq!(
        problem(&fetcher, "https://h.example/a.png").await,
        "remote.unreachable proxy"
    );
    assert_eq!(proxy.lines(), ["CONNECT h.example:443 HTTP/1.1"]);
}

#[tokio::test]
async fn a_proxy_is_not_asked_for_places_that_are_not_public() {
    let proxy = Server::always(Reply::picture("")).await;
    let names = Names::new(&[("inside.example", &["10.0.0.1"])]);
    let fetcher = through(&names, every(&proxy), &[]);
    for (url, expected) in [
        ("http://127.0.0.1/", "remote.blocked 127.0.0.1"),
        ("https://0xA9FEA9FE/", "remote.blocked 169.254.169.254"),
        ("http://[::1]/", "remote.blocked ::1"),
        ("http://inside.example/", "remote.blocked 10.0.0.1"),
        ("https://inside.example/", "remote.blocked 10.0.0.1"),
        ("http://localhost/", "remote.blocked localhost"),
        ("http://intranet/", "remote.blocked intranet"),
    ] {
        assert_eq!(problem(&fetcher, url).await, expected);
    }
    assert_eq!(proxy.lines().len(), 0);
}

#[tokio::test]
async fn redirects_that_come_through_a_proxy_are_checked() {
    let proxy = Server::always(Reply::redirect("http://169.254.169.254/")).await;
    let fetcher = through(&Names::default(), every(&proxy), &[]);
    assert_eq!(
        problem(&fetcher, "http://h.example/a.png").await,
        "remote.blocked 169.254.169.254"
    );
    assert_eq!(proxy.lines().len(), 1);
}

#[tokio::test]
async fn hosts_past_the_proxy_are_guarded() {
    let proxy = Server::always(Reply::picture("")).await;
    let inside = Server::always(Reply::picture("")).await;
    let names = Names::new(&[("inside.example", &["127.0.0.1"])]);
    let fetcher = through(&names, every(&proxy).no("example, 127.0.0.1"), &[]);
    for host in ["inside.example", "127.0.0.1"] {
        assert_eq!(
            problem(&fetcher, &format!("http://{host}:{}/", inside.port())).await,
            "remote.blocked 127.0.0.1"
        );
    }
    assert_eq!((proxy.lines().len(), inside.lines().len()), (0, 0));
}

#[tokio::test]
async fn what_was_vouched_for_is_asked_past_the_proxy() {
    let proxy = Server::always(Reply::status("502 Bad Gateway")).await;
    let server = Server::always(Reply::picture("")).await;
    let fetcher = through(&Names::default(), every(&proxy), &[&server]);
    assert_eq!(picture(&fetcher, &server.url("/")).await.0, PNG);
    assert_eq!(proxy.lines().len(), 0);
}

/// What a SOCKS proxy is asked for: kind and bytes of the address.
async fn asked_of_socks(scheme: &str, names: &Names, url: &str) -> Vec<u8> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("{scheme}://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = [0; 3];
        stream.read_exact(&mut hello).await.unwrap();
        stream.write_all(&[5, 0]).await.unwrap();
        let mut request = [0; 64];
        let length = stream.read(&mut request).await.unwrap();
        // "General failure".
        stream
            .write_all(&[5, 1, 0, 1, 0, 0, 0, 0, 0, 0])
            .await
            .unwrap();
        request[3..length].to_vec()
    });
    let fetcher = through(names, Matcher::builder().all(proxy), &[]);
    let problem = problem(&fetcher, url).await;
    assert_eq!(problem, "remote.unreachable proxy");
    asked.await.unwrap()
}

#[tokio::test]
async fn a_socks_proxy_is_asked_for_a_name_or_for_the_checked_address() {
    let names = Names::new(&[("h.example", &["1.1.1.1"])]);
    let url = "http://h.example/a.png";
    assert_eq!(
        asked_of_socks("socks5h", &names, url).await,
        b"\x03\x09h.example\x00\x50"
    );
    assert_eq!(
        asked_of_socks("socks5", &names, url).await,
        b"\x01\x01\x01\x01\x01\x00\x50"
    );
}
