//! Order of checks, messages, uploads, tokens.

use std::time::Duration;

use serde_json::Value;
use tuwen::Sandbox;

use super::client::{Client, GIF, JPEG, PNG, WEBP, form};

#[tokio::test]
async fn requests_are_checked_in_the_order_of_the_real_service() {
    let client = Client::new().await;
    let upload = "/cgi-bin/media/uploadimg";
    let token = &client.token;
    let unknown = "a".repeat(100);
    // Each request breaks one rule more than the next: the first broken rule answers.
    for (head, errcode) in [
        ("GET /cgi-bin/media/nothing".to_owned(), 40066),
        (format!("GET {upload}"), 43002),
        (format!("POST {upload}"), 41001),
        (format!("POST {upload}?access_token="), 41001),
        (format!("POST {upload}?access_token=x"), 40014),
        (format!("POST {upload}?access_token={unknown}"), 40001),
        (format!("POST {upload}?access_token={token}"), 41005),
        (
            format!("POST /cgi-bin/draft/count?access_token={token}"),
            43001,
        ),
        (
            format!("POST /cgi-bin/draft/add?access_token={token}"),
            44002,
        ),
    ] {
        let head = format!("{head} HTTP/1.1\r\nContent-Length: 0");
        let answer = client.raw(&head, b"").await.unwrap();
        assert_eq!(answer.errcode(), errcode, "{head}");
        assert_eq!(answer.headers["content-type"], "text/plain");
    }
    // Permission comes before the body.
    client.sandbox.fault("forbidden".parse().unwrap());
    assert_eq!(client.uploadimg("a.webp", WEBP).await, 48001);
}

#[tokio::test]
async fn messages_come_in_three_generations() {
    let client = Client::new().await;
    let mut messages = Vec::new();
    for _ in 0..3 {
        let reply = client.get("/cgi-bin/nothing").await.json();
        messages.push(reply["errmsg"].as_str().unwrap().to_owned());
    }
    assert!(messages[0].starts_with("invalid url hint: [") && messages[0].contains("] rid: "));
    assert!(messages[1].starts_with("invalid url, rid: "));
    assert!(messages[2].starts_with("invalid url hints: [") && messages[2].ends_with("!]"));
    let rid = messages[1].rsplit(' ').next().unwrap();
    let groups: Vec<&str> = rid.split('-').collect();
    let time = u64::from_str_radix(groups[0], 16).unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    assert!(now - time < 60);
    assert!(groups.len() == 3 && groups.iter().all(|group| group.len() == 8));
}

#[tokio::test]
async fn an_upload_gets_a_url_of_the_real_form_and_the_picture_comes_back() {
    let client = Client::new().await;
    for (filename, bytes, folder, content_type) in [
        ("图.png", PNG, "mmbiz_png", "image/png"),
        // The content decides, not the name.
        ("a.png", JPEG, "mmbiz_jpg", "image/jpeg"),
    ] {
        let answer = client
            .upload("media/uploadimg", filename, bytes)
            .await
            .unwrap();
        assert_eq!(answer.headers["content-type"], "text/plain");
        let reply = answer.json();
        assert_eq!(reply.as_object().unwrap().len(), 1, "no errcode");
        let url = reply["url"].as_str().unwrap();
        let path = url.strip_prefix("http://mmbiz.qpic.cn").unwrap();
        let segments: Vec<&str> = path.split('/').collect();
        assert_eq!((segments[1], segments[3]), (folder, "0?from=appmsg"));
        assert!((80..100).contains(&segments[2].len()));
        assert_eq!(client.sandbox.picture(url).as_deref(), Some(bytes));
        let served = client.get(path).await;
        assert_eq!(served.body, bytes);
        assert_eq!(served.headers["content-type"], content_type);
    }
    assert_eq!(client.get("/mmbiz_png/unknown/0").await.status, 404);
    assert_eq!(
        client
            .sandbox
            .picture("https://mmbiz.qpic.cn/mmbiz_png/unknown/0"),
        None
    );
}

#[tokio::test]
async fn foreign_sites_get_the_placeholder_when_the_guard_is_on() {
    let client = Client::new().await;
    let answer = client
        .upload("media/uploadimg", "a.jpg", JPEG)
        .await
        .unwrap();
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://mmbiz.qpic.cn").unwrap();
    let with = |referer: &str| format!("GET {path} HTTP/1.1\r\nReferer: {referer}");
    let foreign = with("https://example.com/文");
    assert_eq!(client.raw(&foreign, b"").await.unwrap().body, JPEG);
    client.sandbox.fault("hotlink".parse().unwrap());
    assert!(
        client
            .raw(&foreign, b"")
            .await
            .unwrap()
            .body
            .starts_with(b"\x89PNG")
    );
    for (referer, is_own) in [
        ("https://mp.weixin.qq.com/s/x", true),
        ("http://qq.com/", true),
        ("https://a.b.qq.com:8443/x?y=http://example.com", true),
        ("https://notqq.com/", false),
        ("https://mp.weixin.qq.com.example.com/", false),
        ("https://example.com/mp.weixin.qq.com", false),
        ("https://mp.weixin.qq.com@example.com/", false),
        ("nonsense", false),
    ] {
        let served = client.raw(&with(referer), b"").await.unwrap();
        assert_eq!(served.body == JPEG, is_own, "{referer}");
        assert_eq!(served.status, 200);
    }
    assert_eq!(client.get(path).await.body, JPEG);
    client.sandbox.clear_faults();
    assert_eq!(client.raw(&foreign, b"").await.unwrap().body, JPEG);
}

#[tokio::test]
async fn pictures_are_refused_as_the_real_service_does() {
    let client = Client::new().await;
    let sized = |size: usize| {
        let mut bytes = PNG.to_vec();
        bytes.resize(size, 0);
        bytes
    };
    for (filename, bytes, errcode) in [
        ("a.png", WEBP.to_vec(), 40005),
        ("a.gif", GIF.to_vec(), 40005),
        ("a.png", b"<svg/>".to_vec(), 40005),
        ("phpsNnmJN", PNG.to_vec(), 40005),
        ("a.png", Vec::new(), 44001),
        ("", PNG.to_vec(), 41005),
        ("a.png", sized(1_048_576), 40009),
        ("a.png", sized(1_048_575), 0),
    ] {
        assert_eq!(
            client.uploadimg(filename, &bytes).await,
            errcode,
            "{filename}"
        );
    }
    assert_eq!(client.sandbox.uploads().len(), 1);
    assert_eq!(client.sandbox.requests()["media/uploadimg"], 8);
}

#[tokio::test]
async fn a_form_must_be_quoted_and_come_with_its_length() {
    let client = Client::new().await;
    let path = format!("/cgi-bin/media/uploadimg?access_token={}", client.token);
    let head = format!("POST {path} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=B");
    for (disposition, errcode) in [
        ("form-data; name=\"media\"; filename=\"a.png\"", 0),
        ("form-data; name=\"buffer\"; filename=\"a.png\"", 0),
        ("form-data; name=media; filename=\"a.png\"", 41005),
        ("form-data; name=\"media\"; filename=a.png", 41005),
        ("form-data; name=\"media\"", 41005),
        ("form-data; name=\"file\"; filename=\"a.png\"", 41005),
    ] {
        let body = form(disposition, PNG);
        let head = format!("{head}\r\nContent-Length: {}", body.len());
        let answer = client.raw(&head, &body).await.unwrap();
        assert_eq!(answer.errcode(), errcode, "{disposition}");
    }
    let body = form("form-data; name=\"media\"; filename=\"a.png\"", PNG);
    let mut chunked = format!("{:x}\r\n", body.len()).into_bytes();
    chunked.extend_from_slice(&body);
    chunked.extend_from_slice(b"\r\n0\r\n\r\n");
    let head = format!("{head}\r\nTransfer-Encoding: chunked");
    let answer = client.raw(&head, &chunked).await.unwrap();
    assert_eq!(answer.errcode(), 41005);
}

#[tokio::test]
async fn too_large_a_body_is_stopped_at_the_edge() {
    let client = Client::new().await;
    let large = vec![0; 11 << 20];
    let answer = client.upload("media/uploadimg", "a.png", &large);
    // Either the page or, because the emulator does not read on, a broken connection.
    if let Some(answer) = answer.await {
        assert_eq!(answer.status, 413);
    }
    assert!(client.sandbox.uploads().is_empty());
}

#[tokio::test]
async fn tokens_of_both_kinds() {
    let client = Client::new().await;
    let classic = format!(
        "/cgi-bin/token?grant_type=client_credential&appid={}&secret={}",
        Sandbox::APP_ID,
        Sandbox::APP_SECRET
    );
    let first = client.get(&classic).await.json();
    let second = client.get(&classic).await.json();
    assert_ne!(first["access_token"], second["access_token"]);
    assert_eq!(first["expires_in"], 7200);
    assert_eq!(first.as_object().unwrap().len(), 2);
    let count = |token: String| {
        let path = format!("/cgi-bin/draft/count?access_token={token}");
        let client = &client;
        async move { client.get(&path).await.errcode() }
    };
    let token = |reply: &Value| reply["access_token"].as_str().unwrap().to_owned();
    assert_eq!(count(token(&first)).await, 0);
    // The stable one is the same again, with less time left.
    client.sandbox.advance(Duration::from_secs(310));
    assert_eq!(count(token(&first)).await, 40001);
    assert_eq!(count(token(&second)).await, 0);
    assert_eq!(
        client.token_of(Sandbox::APP_ID, Sandbox::APP_SECRET).await,
        client.token
    );
    client.sandbox.advance(Duration::from_hours(2));
    assert_eq!(count(client.token.clone()).await, 42001);
    assert_eq!(client.get("/cgi-bin/token").await.errcode(), 40002);
    let wrong = classic.replace(Sandbox::APP_SECRET, "wrong");
    assert_eq!(client.get(&wrong).await.errcode(), 40001);
    client.sandbox.fault("ip".parse().unwrap());
    let refused = client.get(&classic).await.json();
    let message = refused["errmsg"].as_str().unwrap();
    assert!(
        message.starts_with("invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist")
    );
}
