//! Whom the guard keeps from being asked.

use super::*;

#[tokio::test]
async fn places_that_are_not_public_are_not_asked() {
    let server = Server::always(Reply::picture("")).await;
    let port = server.port();
    let fetcher = fetcher(&Names::default(), &[]);
    for (host, address) in [
        ("127.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
        ("localhost", "localhost"),
        ("user:geheim@127.1", "127.0.0.1"),
    ] {
        assert_eq!(
            problem(&fetcher, &format!("http://{host}:{port}/a.png")).await,
            format!("remote.blocked {address}")
        );
    }
    assert_eq!(server.lines().len(), 0);
    assert_eq!(fetcher.fetches(), 0);
}

#[tokio::test]
async fn a_name_with_a_private_address_is_not_asked() {
    let server = Server::always(Reply::picture("")).await;
    let names = Names::new(&[
        ("inside.example", &["127.0.0.1"]),
        ("both.example", &["2606:4700::1111", "127.0.0.1"]),
    ]);
    let fetcher = fetcher(&names, &[]);
    for name in ["inside.example", "both.example", "INSIDE.example"] {
        assert_eq!(
            problem(&fetcher, &format!("http://{name}:{}/a.png", server.port())).await,
            "remote.blocked 127.0.0.1"
        );
    }
    assert_eq!(
        problem(&fetcher, "https://inside.example/").await,
        "remote.blocked 127.0.0.1"
    );
    assert_eq!(server.lines().len(), 0);
}

#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_checked() {
    let server = Server::always(Reply::picture("")).await;
    // The first answer is of unicast space that nobody has been given; later ones are loopback.
    let names = Names::new(&[("h.example", &["2d00::1"])]);
    names.then("h.example", &["127.0.0.1"]);
    let fetcher = with(
        &names,
        FetchOptions {
            deadline: Duration::from_secs(1),
            ..FetchOptions::default()
        },
    );
    let url = format!("http://h.example:{}/a.png", server.port());
    let first = problem(&fetcher, &url).await;
    assert!(first.starts_with("remote.unreachable "), "{first}");
    assert_eq!(names.asked(), ["h.example"]);
    assert_eq!(problem(&fetcher, &url).await, "remote.blocked 127.0.0.1");
    assert_eq!(server.lines().len(), 0);
}

#[tokio::test]
async fn redirects_are_checked_at_every_step() {
    let inside = Server::always(Reply::picture("")).await;
    let names = Names::new(&[("inside.example", &["10.0.0.7"])]);
    let port = inside.port();
    for (location, expected) in [
        (inside.url("/a.png"), "remote.blocked 127.0.0.1"),
        (format!("//0x7f.1:{port}/a.png"), "remote.blocked 127.0.0.1"),
        (
            format!("http://localhost:{port}/"),
            "remote.blocked localhost",
        ),
        (
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "remote.blocked 169.254.169.254",
        ),
        (
            "http://[fd00:ec2::254]/".to_owned(),
            "remote.blocked fd00:ec2::254",
        ),
        (
            "https://inside.example/".to_owned(),
            "remote.blocked 10.0.0.7",
        ),
        ("/again".to_owned(), "remote.blocked 192.168.1.1"),
    ] {
        let outside = Server::start(move |head, _| {
            Reply::redirect(if head.contains("/again") {
                "http://192.168.1.1/"
            } else {
                &location
            })
        })
        .await;
        let fetcher = fetcher(&names, &[&outside]);
        assert_eq!(problem(&fetcher, &outside.url("/a.png")).await, expected);
    }
    assert_eq!(inside.lines().len(), 0);
}

#[tokio::test]
async fn a_redirect_to_another_scheme_is_not_followed() {
    for location in [
        "file:///etc/passwd",
        "ftp://h.example/",
        "data:image/png;base64,iVBORw0KGgo=",
    ] {
        let server = Server::always(Reply::redirect(location)).await;
        let fetcher = fetcher(&Names::default(), &[&server]);
        let problem = fetcher.fetch(&server.url("/"), None).await.unwrap_err();
        assert_eq!(problem.code(), Code::RemoteBadUrl);
        assert_eq!(problem.argument("url"), Some(location));
    }
}

#[tokio::test]
async fn what_was_vouched_for_is_asked_at_this_port_alone() {
    let server = Server::always(Reply::picture("")).await;
    let other = Server::always(Reply::picture("")).await;
    let names = Names::new(&[("pictures.lan", &["127.0.0.1"])]);
    let trusted = vec![format!("Pictures.LAN:{}", server.port())];
    let fetcher = with(
        &names,
        FetchOptions {
            trusted,
            ..FetchOptions::default()
        },
    );
    let url = |port: u16| format!("http://pictures.lan:{port}/a.png");
    assert_eq!(picture(&fetcher, &url(server.port())).await.0, PNG);
    assert_eq!(
        problem(&fetcher, &url(other.port())).await,
        "remote.blocked 127.0.0.1"
    );
    // Trust is in the name, not in what it resolves to.
    assert_eq!(
        problem(&fetcher, &server.url("/")).await,
        "remote.blocked 127.0.0.1"
    );
    assert_eq!(other.lines().len(), 0);
}

#[tokio::test]
async fn what_is_no_url_is_told_without_its_password() {
    let fetcher = fetcher(&Names::default(), &[]);
    for url in [
        "",
        "img/a.png",
        "ftp://user:geheim@h.example/a",
        "https://user:geheim@h example/",
    ] {
        let problem = fetcher.fetch(url, None).await.unwrap_err();
        assert_eq!(problem.code(), Code::RemoteBadUrl);
        assert!(!format!("{problem:?} {problem}").contains("geheim"));
    }
}

#[tokio::test]
async fn a_name_that_nobody_knows_has_its_own_reason() {
    let fetcher = fetcher(&Names::default(), &[]);
    assert_eq!(
        problem(&fetcher, "https://name:word@unknown.example/a.png").await,
        "remote.unreachable dns"
    );
}
