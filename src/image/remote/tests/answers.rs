//! What servers answer, and what is asked of them.

use super::*;

/// Asks one server that was vouched for.
async fn ask(server: &Server) -> Result<Fetched, String> {
    let fetcher = fetcher(&Names::default(), &[server]);
    fetcher
        .fetch(&server.url("/a.png"), None)
        .await
        .map_err(|problem| {
            let detail = problem.arguments().get(1).map_or("", |(_, value)| value);
            format!("{} {detail}", problem.code().as_str())
        })
}

fn headers_of(request: &str) -> Vec<(&str, &str)> {
    request
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .collect()
}

#[tokio::test]
async fn a_request_tells_what_is_wanted_and_nothing_else() {
    let server = Server::always(Reply::picture("")).await;
    let fetcher = fetcher(&Names::default(), &[&server]);
    let url = format!("http://user:geheim@{}/图.png?size=大#part", server.place());
    assert_eq!(picture(&fetcher, &url).await.0, PNG);
    let request = &server.requests()[0];
    assert_eq!(
        server.lines(),
        ["GET /%E5%9B%BE.png?size=%E5%A4%A7 HTTP/1.1"]
    );
    let mut headers = headers_of(request);
    headers.sort_unstable();
    let agent = format!(
        "mozilla/5.0 (compatible; tuwen/{})",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(
        headers,
        [
            (
                "accept",
                "image/png,image/jpeg,image/gif,image/svg+xml,*/*;q=0.5"
            ),
            ("accept-encoding", "identity"),
            ("host", server.place().as_str()),
            ("user-agent", agent.as_str()),
        ]
    );
    assert_eq!(fetcher.fetches(), 1);
}

#[tokio::test]
async fn cookies_and_referers_do_not_go_along_redirects() {
    let server = Server::start(|head, _| {
        if head.contains("/end.png") {
            Reply::picture("")
        } else {
            Reply::with("301 Moved", "Location: end.png\r\nSet-Cookie: a=b\r\n", b"")
        }
    })
    .await;
    let fetcher = fetcher(&Names::default(), &[&server]);
    let (_, validator) = picture(&fetcher, &server.url("/x/start.png")).await;
    assert_eq!(
        server.lines(),
        ["GET /x/start.png HTTP/1.1", "GET /x/end.png HTTP/1.1"]
    );
    let last = &server.requests()[1];
    assert!(
        !last.contains("cookie") && !last.contains("referer"),
        "{last}"
    );
    assert_eq!(validator.url, server.url("/x/end.png"));
}

#[tokio::test]
async fn redirects_end() {
    let server = Server::start(|_, number| {
        if number > 5 {
            Reply::picture("")
        } else {
            Reply::redirect("/next")
        }
    })
    .await;
    assert!(ask(&server).await.is_ok(), "five are followed");

    let circle = Server::always(Reply::redirect("/a.png")).await;
    assert_eq!(ask(&circle).await.unwrap_err(), "remote.redirects 5");
    assert_eq!(circle.lines().len(), 6);

    let nowhere = Server::always(Reply::status("302 Found")).await;
    assert_eq!(ask(&nowhere).await.unwrap_err(), "remote.status 302");
}

#[tokio::test]
async fn a_picture_is_told_by_its_bytes() {
    let html = b"<!doctype html><title>login</title>";
    for (kind, body, expected) in [
        (
            "Content-Type: text/html; charset=utf-8\r\n",
            &html[..],
            "text/html",
        ),
        ("Content-Type: image/png\r\n", html, "none"),
        ("Content-Type: two words/x\r\n", html, "none"),
        ("Content-Type: nonsense\r\n", html, "none"),
        ("", html, "none"),
        ("Content-Type: text/plain\r\n", b"", "text/plain"),
    ] {
        let server = Server::always(Reply::with("200 OK", kind, body)).await;
        assert_eq!(
            ask(&server).await.unwrap_err(),
            format!("remote.not-an-image {expected}")
        );
    }
    let lying = Server::always(Reply::picture("Content-Type: text/html\r\n")).await;
    assert!(ask(&lying).await.is_ok());
}

#[tokio::test]
async fn what_is_too_large_is_not_read_to_its_end() {
    let body = [PNG, &vec![0; 70_000]].concat();
    let told = Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n".to_vec());
    let untold = Reply::Stall([b"HTTP/1.1 200 OK\r\n\r\n", &body[..]].concat());
    let chunked = Reply::Stall(
        [
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n",
            &body[..],
        ]
        .concat(),
    );
    for reply in [told, untold, chunked] {
        let server = Server::always(reply).await;
        let options = FetchOptions {
            max_bytes: 60_000,
            trusted: vec![server.place()],
            ..FetchOptions::default()
        };
        let fetcher = with(&Names::default(), options);
        assert_eq!(
            problem(&fetcher, &server.url("/")).await,
            "remote.too-large 60000"
        );
    }
    let exact = Server::always(Reply::picture("")).await;
    let options = FetchOptions {
        max_bytes: PNG.len() as u64,
        trusted: vec![exact.place()],
        ..FetchOptions::default()
    };
    picture(&with(&Names::default(), options), &exact.url("/")).await;
}

#[tokio::test]
async fn slow_hosts_are_given_up() {
    let body = [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", PNG].concat();
    for reply in [Reply::Stall(Vec::new()), Reply::Stall(body)] {
        let server = Server::always(reply).await;
        let options = FetchOptions {
            deadline: Duration::from_millis(200),
            trusted: vec![server.place()],
            ..FetchOptions::default()
        };
        let fetcher = with(&Names::default(), options);
        assert_eq!(
            problem(&fetcher, &server.url("/")).await,
            "remote.unreachable timeout"
        );
    }
}

#[tokio::test]
async fn errors_are_told_by_their_status() {
    for status in [
        "404 Not Found",
        "410 Gone",
        "204 No Content",
        "206 Partial Content",
        "304 Same",
    ] {
        let server = Server::always(Reply::status(status)).await;
        assert_eq!(
            ask(&server).await.unwrap_err(),
            format!("remote.status {}", &status[..3])
        );
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test]
async fn what_passes_is_asked_once_more() {
    let cut = [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", PNG].concat();
    for reply in [
        Reply::status("500 Internal Server Error"),
        Reply::status("503 Busy"),
        Reply::with("429 Too Many", "Retry-After: 0\r\n", b""),
        Reply::Last(Vec::new()),
        Reply::Last(cut),
    ] {
        let first = reply.clone();
        let server = Server::start(move |_, number| {
            if number == 1 {
                first.clone()
            } else {
                Reply::picture("")
            }
        })
        .await;
        assert!(ask(&server).await.is_ok(), "{reply:?}");
    }

    let busy = Server::always(Reply::status("503 Busy")).await;
    assert_eq!(ask(&busy).await.unwrap_err(), "remote.status 503");
    assert_eq!(busy.lines().len(), 2);

    let patience = Reply::with("429 Too Many", "Retry-After: 600\r\n", b"");
    let server = Server::always(patience).await;
    assert_eq!(ask(&server).await.unwrap_err(), "remote.status 429");
    assert_eq!(server.lines().len(), 1);

    let closing = Server::always(Reply::Last(Vec::new())).await;
    assert_eq!(
        ask(&closing).await.unwrap_err(),
        "remote.unreachable closed"
    );
}

#[tokio::test]
async fn nobody_there_is_refused() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    drop(listener);
    let options = FetchOptions {
        trusted: vec![place.clone()],
        ..FetchOptions::default()
    };
    let fetcher = with(&Names::default(), options);
    assert_eq!(
        problem(&fetcher, &format!("http://{place}/")).await,
        "remote.unreachable refused"
    );
}

#[tokio::test]
async fn a_host_that_guards_its_pictures_is_asked_again_with_its_own_name() {
    // No other site's name: passes at once.
    let lenient = Server::start(|head, _| {
        if head.contains("referer:") {
            Reply::status("403 Forbidden")
        } else {
            Reply::picture("")
        }
    })
    .await;
    assert!(ask(&lenient).await.is_ok());
    assert_eq!(lenient.lines().len(), 1);

    // A name, and one it knows.
    let strict = Server::start(|head, _| {
        let host = headers_of(head)
            .iter()
            .find(|(name, _)| *name == "host")
            .unwrap()
            .1
            .to_owned();
        if head.contains(&format!("\r\nreferer: http://{host}/\r\n")) {
            Reply::picture("")
        } else {
            Reply::status("403 Forbidden")
        }
    })
    .await;
    assert!(ask(&strict).await.is_ok());
    assert_eq!(strict.lines().len(), 2);

    let closed = Server::always(Reply::status("401 Unauthorized")).await;
    assert_eq!(ask(&closed).await.unwrap_err(), "remote.status 401");
    assert_eq!(closed.lines().len(), 2);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start(|head, _| {
        if head.contains("if-none-match: \"v1\"") {
            Reply::Raw(b"HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\r\n".to_vec())
        } else {
            Reply::picture("ETag: \"v1\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
        }
    })
    .await;
    let fetcher = fetcher(&Names::default(), &[&server]);
    let url = server.url("/a.png");
    let (_, validator) = picture(&fetcher, &url).await;
    assert_eq!(validator.etag.as_deref(), Some("\"v1\""));
    assert_eq!(validator.fresh_until, None);
    assert!(!validator.is_fresh(SystemTime::now()));

    let Ok(Fetched::NotModified { fresh_until }) = fetcher.fetch(&url, Some(&validator)).await
    else {
        panic!("sent again");
    };
    assert!(fresh_until.is_some());
    let second = &server.requests()[1];
    assert!(
        second.contains("if-modified-since: sun, 06 nov 1994 08:49:37 gmt\r\n"),
        "{second}"
    );

    let other = Validator {
        etag: Some("\"v0\"".to_owned()),
        ..validator
    };
    assert!(matches!(
        fetcher.fetch(&url, Some(&other)).await,
        Ok(Fetched::Picture { .. })
    ));
    assert_eq!(fetcher.fetches(), 3);
}

#[tokio::test]
async fn a_picture_is_fresh_for_no_longer_than_the_way_to_it() {
    const FRESH: &str = "Cache-Control: max-age=3600\r\n";
    for (redirect, is_fresh) in [("302 Found", false), ("301 Moved", true)] {
        let server = Server::start(move |head, _| {
            if head.contains("/end") {
                Reply::picture(FRESH)
            } else {
                Reply::with(redirect, "Location: /end\r\n", b"")
            }
        })
        .await;
        let fetcher = fetcher(&Names::default(), &[&server]);
        let (_, validator) = picture(&fetcher, &server.url("/")).await;
        assert_eq!(
            validator.is_fresh(SystemTime::now()),
            is_fresh,
            "{redirect}"
        );
    }
}

#[tokio::test]
async fn validators_are_sent_only_where_they_belong() {
    let server = Server::start(|head, _| {
        if head.contains("/old") {
            Reply::redirect("/new")
        } else {
            Reply::picture("ETag: \"1\"\r\n")
        }
    })
    .await;
    let fetcher = fetcher(&Names::default(), &[&server]);
    let known = Validator {
        url: server.url("/elsewhere"),
        etag: Some("\"1\"".to_owned()),
        ..Validator::default()
    };
    let answer = fetcher.fetch(&server.url("/old"), Some(&known)).await;
    assert!(matches!(answer, Ok(Fetched::Picture { .. })));
    assert!(
        server
            .requests()
            .iter()
            .all(|request| !request.contains("if-none-match"))
    );
}

#[tokio::test]
async fn tasks_share_one_fetcher() {
    let server = Server::always(Reply::picture("")).await;
    let fetcher = Arc::new(fetcher(&Names::default(), &[&server]));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (fetcher, url) = (Arc::clone(&fetcher), server.url(&format!("/{number}.png")));
        tasks.spawn(async move { fetcher.fetch(&url, None).await.map(|_| ()) });
    }
    assert!(
        tasks
            .join_all()
            .await
            .into_iter()
            .all(|result| result.is_ok())
    );
    assert_eq!(fetcher.fetches(), 20);
}
