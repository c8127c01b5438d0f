use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::problem::Code;

const TOKEN: &str = "given-token-0123456789-abcdefghij";

/// What a scripted server does with a request.
#[derive(Debug, Clone)]
enum Reply {
    /// Sends these bytes.
    Raw(Vec<u8>),
    /// Closes the connection.
    Close,
    /// Never answers.
    Stall,
}

impl Reply {
    fn with(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Raw(
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into(),
        )
    }

    fn json(body: &str) -> Self {
        Self::with("200 OK", "Content-Type: text/plain\r\n", body)
    }
}

/// A server that knows nothing of HTTP but where a request ends.
struct Scripted {
    base: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Scripted {
    async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut replies = replies.into_iter();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                while let Some(request) = read_request(&mut stream).await {
                    seen.lock().unwrap().push(request);
                    match replies.next().unwrap_or(Reply::Close) {
                        Reply::Raw(bytes) => stream.write_all(&bytes).await.unwrap(),
                        Reply::Close => break,
                        Reply::Stall => std::future::pending().await,
                    }
                }
            }
        });
        Self { base, requests }
    }

    /// The requests as text; pictures are in it with replacement characters.
    fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .map(|request| String::from_utf8_lossy(request).into_owned())
            .collect()
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some(head) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            let length: usize = text
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split("\r\n").next())
                .map_or(0, |length| length.parse().unwrap());
            if request.len() >= head + 4 + length {
                return Some(request);
            }
        }
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
    }
}

fn given(base: &str) -> Wechat {
    Wechat::new(
        base,
        Credentials::Token(Secret::new(TOKEN).into()),
        Path::new("/nowhere"),
    )
    .unwrap()
}

fn short() -> Deadlines {
    Deadlines {
        connect: Duration::from_millis(300),
        call: Duration::from_millis(300),
        upload: Duration::from_millis(300),
        slowest: 1 << 20,
    }
}

const GOOD: &str = r#"{"url":"http:\/\/mmbiz.qpic.cn\/mmbiz_png\/aB\/0?from=appmsg"}"#;

#[tokio::test]
async fn an_upload_is_sent_exactly_as_the_service_wants_it() {
    let server = Scripted::start(vec![Reply::json(GOOD)]).await;
    let image = picture(7);
    let url = given(&server.base).upload(&image).await.unwrap();
    assert_eq!(
        url.url.as_str(),
        "https://mmbiz.qpic.cn/mmbiz_png/aB/0?from=appmsg"
    );

    let request = server.requests.lock().unwrap()[0].clone();
    let split = request
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(request[..split].to_vec()).unwrap();
    let body = &request[split + 4..];
    let mut lines = head.split("\r\n");
    assert_eq!(
        lines.next().unwrap(),
        format!("POST /cgi-bin/media/uploadimg?access_token={TOKEN} HTTP/1.1")
    );
    let mut headers: Vec<(String, &str)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "accept",
            "content-length",
            "content-type",
            "host",
            "user-agent"
        ]
    );
    assert_eq!(headers[1].1, body.len().to_string());
    let boundary = headers[2]
        .1
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    assert_eq!(headers[4].1, concat!("tuwen/", env!("CARGO_PKG_VERSION")));

    let name = &image.digest.hex()[..16];
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"{name}.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    expected.extend_from_slice(&image.bytes);
    expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_jpeg_is_labelled_as_one_and_boundaries_differ() {
    let server = Scripted::start(vec![Reply::json(GOOD), Reply::json(GOOD)]).await;
    let wechat = given(&server.base);
    let jpeg = FittedImage {
        format: ImageFormat::Jpeg,
        ..picture(1)
    };
    wechat.upload(&jpeg).await.unwrap();
    wechat.upload(&jpeg).await.unwrap();
    let requests = server.requests();
    assert!(requests[0].contains(".jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"));
    let boundary = |request: &str| request.split("boundary=").nth(1).unwrap()[..30].to_owned();
    assert_ne!(boundary(&requests[0]), boundary(&requests[1]));
    assert_eq!(wechat.requests(), 2);
}

#[tokio::test]
async fn other_formats_are_not_sent_at_all() {
    let server = Scripted::start(vec![]).await;
    let wechat = given(&server.base);
    let webp = FittedImage {
        format: ImageFormat::Webp,
        ..picture(1)
    };
    let problem = wechat.upload(&webp).await.unwrap_err();
    assert_eq!(problem.code(), Code::ImageUnsupportedFormat);
    assert_eq!(wechat.requests(), 0);
}

#[tokio::test]
async fn a_token_is_asked_for_by_stable_token_without_force() {
    let server = Scripted::start(vec![
        Reply::json(r#"{"access_token":"tok/en+ 中","expires_in":7200}"#),
        Reply::json(GOOD),
    ])
    .await;
    let directory = tempfile::tempdir().unwrap();
    let credentials = Credentials::App {
        app_id: "wx1".into(),
        secret: Secret::new("s\"密").into(),
        endpoint: TokenEndpoint::Stable,
    };
    let base = format!("{}/relay/微信/", server.base);
    let wechat = Wechat::new(&base, credentials, directory.path()).unwrap();
    assert_eq!(wechat.requests(), 0);
    wechat.upload(&picture(1)).await.unwrap();
    assert_eq!(wechat.requests(), 2);
    let requests = server.requests();
    let prefix = "/relay/%E5%BE%AE%E4%BF%A1";
    assert!(requests[0].starts_with(&format!("POST {prefix}/cgi-bin/stable_token HTTP/1.1\r\n")));
    let body = requests[0].split("\r\n\r\n").nth(1).unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({"grant_type": "client_credential", "appid": "wx1", "secret": "s\"密"})
    );
    // Whatever letters a token has, it arrives as it is.
    assert!(requests[1].starts_with(&format!(
        "POST {prefix}/cgi-bin/media/uploadimg?access_token=tok%2Fen%2B+%E4%B8%AD HTTP/1.1\r\n"
    )));
}

#[tokio::test]
async fn success_with_errcode_zero_is_success() {
    let reply = r#"{"url":"https://mmbiz.qpic.cn/mmbiz_jpg/x/0","errcode":0,"errmsg":"ok"}"#;
    let server = Scripted::start(vec![Reply::json(reply)]).await;
    let url = given(&server.base).upload(&picture(1)).await.unwrap();
    assert_eq!(url.url.as_str(), "https://mmbiz.qpic.cn/mmbiz_jpg/x/0");
}

#[tokio::test]
async fn a_stored_picture_is_not_sent_again_for_an_unknown_host() {
    let reply = Reply::json(r#"{"url":"https://mmbiz9.qpic.cn/mmbiz_jpg/x/0"}"#);
    let server = Scripted::start(vec![reply, Reply::json(GOOD)]).await;
    let problem = given(&server.base).upload(&picture(1)).await.unwrap_err();
    assert_eq!(problem.code(), Code::WechatUnusableUrl);
    assert!(!problem.code().is_transient());
    assert_eq!(problem.argument("host"), Some("mmbiz9.qpic.cn"));
}

#[tokio::test]
async fn answers_that_are_not_the_services_are_told_apart() {
    let cases = [
        (Reply::json("{}"), "no-url"),
        (Reply::json(r#"{"url":7}"#), "no-url"),
        (Reply::json(""), "empty"),
        (Reply::json("{\"url\":\"ht"), "truncated"),
        (Reply::json("<html>登录校园网</html>"), "html"),
        (
            Reply::with("302 Found", "Location: /login\r\n", ""),
            "redirect",
        ),
        (
            Reply::with("407 Proxy Authentication Required", "", "<html>"),
            "status",
        ),
    ];
    for (reply, reason) in cases {
        let server = Scripted::start(vec![reply, Reply::json(GOOD)]).await;
        let problem = given(&server.base).upload(&picture(1)).await.unwrap_err();
        assert_eq!(problem.code(), Code::WechatBadReply, "{reason}");
        assert_eq!(problem.argument("reason"), Some(reason));
        assert_eq!(server.requests().len(), 1, "{reason}");
    }
}

#[tokio::test]
async fn a_redirect_never_carries_the_token_elsewhere() {
    let elsewhere = Scripted::start(vec![Reply::json(GOOD)]).await;
    for status in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let location = format!("Location: {}/x\r\n", elsewhere.base);
        let server = Scripted::start(vec![Reply::with(status, &location, "")]).await;
        let problem = given(&server.base).upload(&picture(1)).await.unwrap_err();
        assert_eq!(problem.argument("reason"), Some("redirect"));
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";
    let mut bytes = head.to_vec();
    bytes.resize(9 << 20, b' ');
    let server = Scripted::start(vec![Reply::Raw(bytes)]).await;
    let problem = given(&server.base).upload(&picture(1)).await.unwrap_err();
    assert_eq!(problem.argument("reason"), Some("too-long"));
}

#[tokio::test]
async fn no_connection_has_a_host_and_a_short_reason() {
    async fn reason(base: &str, deadlines: Deadlines) -> String {
        let credentials = Credentials::Token(Secret::new(TOKEN).into());
        let wechat =
            Wechat::with_deadlines(base, credentials, Path::new("/nowhere"), deadlines).unwrap();
        let problem = wechat.upload(&picture(1)).await.unwrap_err();
        assert_eq!(problem.code(), Code::WechatUnreachable);
        let host = problem.argument("host").unwrap();
        assert!(base.contains(host), "{host}");
        problem.argument("reason").unwrap().to_owned()
    }

    let patient = Deadlines::default();
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    assert_eq!(
        reason(&format!("http://{address}"), patient).await,
        "refused"
    );

    let server = Scripted::start(vec![Reply::Close]).await;
    assert_eq!(reason(&server.base, patient).await, "closed");

    let server = Scripted::start(vec![Reply::Stall]).await;
    assert_eq!(reason(&server.base, short()).await, "timeout");

    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"url\":".to_vec();
    let server = Scripted::start(vec![Reply::Raw(cut.clone()), Reply::Close]).await;
    assert_eq!(reason(&server.base, short()).await, "timeout");

    let server = Scripted::start(vec![Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec())]).await;
    assert_eq!(reason(&server.base, patient).await, "other");
}

#[tokio::test]
async fn plain_text_behind_https_is_a_tls_matter() {
    // Answers a TLS greeting with plain text, as a proxy's error page does.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
    });
    let problem = given(&base).upload(&picture(1)).await.unwrap_err();
    assert_eq!(problem.code(), Code::WechatUnreachable);
    // A bare machine may have no root certificates.
    let reason = problem.argument("reason").unwrap();
    assert!(matches!(reason, "tls" | "certificates"), "{reason}");
}

/// Uploads to the base in `TUWEN_TEST_BASE` and prints what came of it; run by the test below in a
/// process of its own, because proxies are read from the environment.
#[tokio::test]
#[ignore = "a part of `proxies_are_used_but_never_for_loopback`"]
async fn upload_in_a_child_process() {
    let base = std::env::var("TUWEN_TEST_BASE").unwrap();
    let outcome = match given(&base).upload(&picture(1)).await {
        Ok(url) => url.url.to_string(),
        Err(problem) => format!("{problem:?}"),
    };
    println!("outcome: {outcome}");
}

#[tokio::test]
async fn proxies_are_used_but_never_for_loopback() {
    async fn outcome(base: &str, proxy: &str) -> String {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", "--ignored", "--nocapture"])
            .arg("wechat::tests::wire::upload_in_a_child_process")
            .env("TUWEN_TEST_BASE", base)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy");
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
            child.env(name, proxy).env(name.to_lowercase(), proxy);
        }
        let output = tokio::task::spawn_blocking(move || child.output().unwrap());
        String::from_utf8(output.await.unwrap().stdout).unwrap()
    }

    let refusal = Reply::with("407 Proxy Authentication Required", "", "");
    let proxy = Scripted::start(vec![refusal]).await;
    // The proxy looks names up: this one would not be found otherwise.
    let text = outcome("https://api.weixin.invalid", &proxy.base).await;
    assert!(text.contains(r#"("reason", "proxy-login")"#), "{text}");
    assert!(proxy.requests()[0].starts_with("CONNECT api.weixin.invalid:443 HTTP/1.1\r\n"));

    let server = Scripted::start(vec![Reply::json(GOOD)]).await;
    let text = outcome(&server.base, &proxy.base).await;
    assert!(text.contains("outcome: https://mmbiz.qpic.cn/"), "{text}");
    assert_eq!(proxy.requests().len(), 1);
}

#[tokio::test]
async fn neither_secret_nor_token_is_ever_shown() {
    const SECRET: &str = "app-secret-0123456789abcdef01234567";
    const FETCHED: &str = "fetched-token-0123456789-abcdefghij";
    let token = format!(r#"{{"access_token":"{FETCHED}","expires_in":7200}}"#);
    // The other side quotes what it was sent, in every way there is.
    let quoting = format!("bad ?access_token={FETCHED}&secret={SECRET} {TOKEN}");
    let ways = [
        Reply::json(&format!(r#"{{"errcode":40001,"errmsg":"{quoting}"}}"#)),
        Reply::json(&format!(r#"{{"errcode":12345,"errmsg":"{quoting}"}}"#)),
        Reply::json(&format!(r#"{{"errcode":40164,"errmsg":"{quoting}"}}"#)),
        Reply::json(&format!(r#"{{"url":"http://evil.example/{quoting}"}}"#)),
        Reply::json(&quoting),
        Reply::with("500 Oops", "", &quoting),
        Reply::with("302 Found", &format!("Location: http://[{quoting}\r\n"), ""),
        Reply::Raw(format!("{quoting}\r\n\r\n").into_bytes()),
        Reply::Close,
        Reply::Stall,
    ];
    for way in ways {
        let again = |first: &Reply| vec![first.clone(), way.clone(), way.clone(), way.clone()];
        for (script, handed_out) in [
            (again(&Reply::json(&token)), &[SECRET, FETCHED][..]),
            (again(&way), &[SECRET]),
        ] {
            let server = Scripted::start(script).await;
            let directory = tempfile::tempdir().unwrap();
            let own = Credentials::App {
                app_id: "wx1".into(),
                secret: Secret::new(SECRET).into(),
                endpoint: TokenEndpoint::Stable,
            };
            let from_outside = Credentials::Token(Secret::new(TOKEN).into());
            for (credentials, secrets) in [(own, handed_out), (from_outside, &[TOKEN])] {
                let mut seen = vec![format!("{credentials:?}")];
                let path = directory.path().to_owned();
                let wechat =
                    Wechat::with_deadlines(&server.base, credentials, &path, short()).unwrap();
                match wechat.upload(&picture(1)).await {
                    Ok(url) => seen.push(url.url.to_string()),
                    Err(problem) => {
                        seen.push(format!("{problem} {problem:?} {problem:#?}"));
                        seen.push(problem.hint(crate::message::Language::Chinese));
                    }
                }
                seen.push(format!("{wechat:?} {wechat:#?}"));
                let seen = seen.join("\n");
                for secret in secrets {
                    assert!(!seen.contains(secret), "{way:?} shows {secret}: {seen}");
                }
            }
        }
    }
}
