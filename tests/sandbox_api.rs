//! The emulator as other programs meet it: over HTTP, byte by byte.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "the whole file is a test")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tuwen::{Sandbox, SandboxOptions, Secret};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 and the rest";
const GIF: &[u8] = b"GIF89a and the rest";
const WEBP: &[u8] = b"RIFF\x10\x00\x00\x00WEBPVP8 ";

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn errcode(&self) -> i64 {
        assert_eq!(self.status, 200);
        self.json()["errcode"].as_i64().unwrap_or(0)
    }
}

struct Client {
    sandbox: Sandbox,
    token: String,
}

impl Client {
    async fn new() -> Self {
        Self::with(SandboxOptions::default()).await
    }

    async fn with(options: SandboxOptions) -> Self {
        let address = "127.0.0.1:0".parse().unwrap();
        let sandbox = Sandbox::start_with(address, options).await.unwrap();
        let mut client = Self {
            sandbox,
            token: String::new(),
        };
        client.token = client.token_of(Sandbox::APP_ID, Sandbox::APP_SECRET).await;
        client
    }

    async fn token_of(&self, app_id: &str, secret: &str) -> String {
        let body = json!({"grant_type": "client_credential", "appid": app_id, "secret": secret});
        let reply = self.post("/cgi-bin/stable_token", &body).await.json();
        reply["access_token"].as_str().unwrap().to_owned()
    }

    /// One request on a connection of its own; `None` when the connection broke.
    async fn raw(&self, head: &str, body: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.sandbox.address()).await.unwrap();
        let request = format!("{head}\r\nHost: mmbiz.qpic.cn\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        // An emulator that resets may do so before all is sent.
        let _ = stream.write_all(body).await;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).await.ok()?;
        let split = reply.windows(4).position(|four| four == b"\r\n\r\n")?;
        let text = String::from_utf8(reply[..split].to_vec()).unwrap();
        let mut lines = text.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let body = reply[split + 4..].to_vec();
        let length = headers.get("content-length")?;
        (length.parse() == Ok(body.len())).then_some(Answer {
            status,
            headers,
            body,
        })
    }

    async fn get(&self, path: &str) -> Answer {
        self.raw(&format!("GET {path} HTTP/1.1"), b"")
            .await
            .unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let body = body.to_string();
        let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}", body.len());
        self.raw(&head, body.as_bytes()).await.unwrap()
    }

    /// A JSON call with the token.
    async fn call(&self, path: &str, body: Value) -> Value {
        let path = format!("/cgi-bin/{path}?access_token={}", self.token);
        self.post(&path, &body).await.json()
    }

    /// An upload with the token.
    async fn upload(&self, path: &str, filename: &str, bytes: &[u8]) -> Option<Answer> {
        let disposition = format!("form-data; name=\"media\"; filename=\"{filename}\"");
        let body = form(&disposition, bytes);
        let separator = if path.contains('?') { '&' } else { '?' };
        let head = format!(
            "POST /cgi-bin/{path}{separator}access_token={} HTTP/1.1\r\n\
             Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}",
            self.token,
            body.len()
        );
        self.raw(&head, &body).await
    }

    async fn uploadimg(&self, filename: &str, bytes: &[u8]) -> i64 {
        let answer = self.upload("media/uploadimg", filename, bytes).await;
        answer.unwrap().errcode()
    }

    async fn cover(&self) -> String {
        let answer = self.upload("material/add_material?type=image", "封面.png", PNG);
        let reply = answer.await.unwrap().json();
        reply["media_id"].as_str().unwrap().to_owned()
    }
}

fn form(disposition: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!("--B\r\nContent-Disposition: {disposition}\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--B--\r\n");
    body
}

#[tokio::test]
async fn it_starts_in_no_time_and_frees_its_port_when_dropped() {
    let started = Instant::now();
    let sandbox = Sandbox::start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    assert!(started.elapsed() < Duration::from_millis(50));
    let address = sandbox.address();
    let taken = Sandbox::start(address).await.unwrap_err();
    assert_eq!(taken.code().as_str(), "sandbox.bind");
    assert_eq!(taken.argument("address"), Some(&*address.to_string()));
    drop(sandbox);
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still listening");
}

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
    let own = with("https://mp.weixin.qq.com/s/x");
    assert_eq!(client.raw(&own, b"").await.unwrap().body, JPEG);
    assert_eq!(client.get(path).await.body, JPEG);
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

#[tokio::test]
async fn the_library_takes_what_the_body_does_not() {
    let client = Client::new().await;
    let answer = client
        .upload("material/add_material?type=image", "动.gif", GIF)
        .await;
    let reply = answer.unwrap().json();
    let url = reply["url"].as_str().unwrap();
    assert!(url.starts_with("http://mmbiz.qpic.cn/mmbiz_gif/") && url.ends_with("wx_fmt=gif"));
    let media_id = reply["media_id"].as_str().unwrap();
    assert!(media_id.len() == 64 && !reply.as_object().unwrap().contains_key("errcode"));

    let temporary = client.upload("media/upload?type=image", "a.png", PNG).await;
    let reply = temporary.unwrap().json();
    assert_eq!(reply["type"], "image");
    assert!(reply["created_at"].as_u64().unwrap() > 1_700_000_000);

    for (path, filename, bytes, errcode) in [
        ("material/add_material?type=image", "a.webp", WEBP, 40113),
        ("material/add_material?type=image", "noname", PNG, 40113),
        ("media/upload?type=image", "noname", PNG, 40005),
        ("material/add_material", "a.png", PNG, 40004),
        ("material/add_material?type=thumb", "a.png", PNG, 40113),
    ] {
        let answer = client.upload(path, filename, bytes).await.unwrap();
        assert_eq!(answer.errcode(), errcode, "{path} {filename}");
    }
    let mut large = JPEG.to_vec();
    large.resize(65 << 10, 0);
    let thumb = client
        .upload("material/add_material?type=thumb", "a.jpg", &large)
        .await;
    assert_eq!(thumb.unwrap().errcode(), 40012);
    large.resize((10 << 20) + 1, 0);
    let image = client
        .upload("material/add_material?type=image", "a.jpg", &large)
        .await;
    assert_eq!(image.unwrap().errcode(), 45001);
}

#[tokio::test]
async fn a_draft_is_filtered_kept_changed_and_deleted() {
    let client = Client::new().await;
    let cover = client.cover().await;
    let article = |title: &str, content: &str| {
        json!({"title": title, "author": "作者", "content": content, "thumb_media_id": cover,
               "pic_crop_235_1": "0_0.1_1_0.9"})
    };
    let content = "<section id=\"x\"><p onclick=\"y\">正文</p><img src=\"a.png\"></section>";
    let draft = json!({"articles": [article("题目", content)]});
    let reply = client.call("draft/add", draft).await;
    let media_id = reply["media_id"].clone();
    assert!(media_id.is_string() && reply.get("errcode").is_none());

    let got = client
        .call("draft/get", json!({"media_id": media_id}))
        .await;
    let item = &got["news_item"][0];
    assert_eq!(item["content"], "<section><p>正文</p></section>");
    assert_eq!(item["digest"], "正文");
    assert_eq!(item["title"], "题目");
    assert_eq!(item["thumb_media_id"], cover.as_str());
    assert!(item["url"].as_str().unwrap().contains("tempkey="));
    assert!(item.get("pic_crop_235_1").is_none());
    assert_eq!(
        item["cover_info"]["crop_percent_list"][0]["ratio"],
        "2.35_1"
    );

    let update =
        json!({"media_id": media_id, "index": 0, "articles": article("新题", "<p>新</p>")});
    assert_eq!(
        client.call("draft/update", update.clone()).await["errcode"],
        0
    );
    let mut beyond = update;
    beyond["index"] = json!(1);
    assert_eq!(client.call("draft/update", beyond).await["errcode"], 40114);

    let second = json!({"articles": [article("二", "<p>二</p>"), article("三", "<p>三</p>")]});
    client.call("draft/add", second).await;
    let list = json!({"offset": 0, "count": 20, "no_content": 1});
    let list = client.call("draft/batchget", list).await;
    assert_eq!(
        (&list["total_count"], &list["item_count"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(list["item"][0]["content"]["news_item"][1]["title"], "三");
    assert_eq!(list["item"][1]["content"]["news_item"][0]["title"], "新题");
    assert_eq!(list["item"][1]["content"]["news_item"][0]["content"], "");

    let count = format!("/cgi-bin/draft/count?access_token={}", client.token);
    assert_eq!(client.get(&count).await.json()["total_count"], 2);
    let deleted = client
        .call("draft/delete", json!({"media_id": media_id}))
        .await;
    assert_eq!(deleted["errcode"], 0);
    assert_eq!(
        client
            .call("draft/get", json!({"media_id": media_id}))
            .await["errcode"],
        40007
    );
    assert_eq!(client.get(&count).await.json()["total_count"], 1);
}

#[tokio::test]
async fn drafts_are_refused_as_the_real_service_does() {
    let client = Client::new().await;
    let cover = client.cover().await;
    let temporary = client.upload("media/upload?type=image", "a.png", PNG).await;
    let temporary = temporary.unwrap().json()["media_id"].clone();
    let article = |name: &str, value: Value| {
        let mut article =
            json!({"title": "题", "content": "<p>文</p>", "thumb_media_id": cover.as_str()});
        article[name] = value;
        json!({"articles": [article]})
    };
    for (body, errcode) in [
        (json!({}), 44003),
        (json!({"articles": []}), 44003),
        (json!({"articles": {"articles": []}}), 44003),
        (json!({"articles": vec![json!({}); 9]}), 45008),
        (article("title", json!("")), 45003),
        (article("title", json!("题".repeat(65))), 45003),
        (article("author", json!("作".repeat(17))), 45110),
        (article("digest", json!("摘".repeat(121))), 45004),
        (
            article("content_source_url", json!("x".repeat(1025))),
            45005,
        ),
        (article("content", json!("")), 44004),
        (article("content", json!("x".repeat(1 << 20))), 45002),
        (article("content", json!("<a href=\"#a\">a</a>")), 45166),
        (article("thumb_media_id", json!("")), 40007),
        (article("thumb_media_id", temporary), 40007),
        (article("pic_crop_1_1", json!("0_0_2_1")), 53402),
        (article("article_type", json!("newspic")), 40007),
    ] {
        let reply = client.call("draft/add", body.clone()).await;
        let text: String = body.to_string().chars().take(100).collect();
        assert_eq!(reply["errcode"], errcode, "{text}");
    }
    let path = format!("/cgi-bin/draft/add?access_token={}", client.token);
    for (body, errcode) in [
        ("{\"articles\":", 47001),
        (r#"{"articles":[{"title":"\u4e2d"}]}"#, 47002),
        (" ", 44002),
    ] {
        let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}", body.len());
        let answer = client.raw(&head, body.as_bytes()).await.unwrap();
        assert_eq!(answer.errcode(), errcode, "{body}");
    }
}

#[tokio::test]
async fn accounts_know_nothing_of_each_other() {
    let mut options = SandboxOptions::default();
    options.accounts = vec![("wx2".into(), Secret::new("二"))];
    let mut client = Client::with(options).await;
    let cover = client.cover().await;
    client.token = client.token_of("wx2", "二").await;
    let draft = json!({"articles": [
        {"title": "题", "content": "<p>文</p>", "thumb_media_id": cover}]});
    assert_eq!(client.call("draft/add", draft).await["errcode"], 40007);
    let list = client
        .call("draft/batchget", json!({"offset": 0, "count": 1}))
        .await;
    assert_eq!(list["total_count"], 0);
}

#[tokio::test]
async fn the_quota_is_told_for_paths_it_knows() {
    let client = Client::new().await;
    client.uploadimg("a.png", PNG).await;
    let quota = |path: &str| client.call("openapi/quota/get", json!({"cgi_path": path}));
    let reply = quota("/cgi-bin/media/uploadimg").await;
    assert_eq!(reply["errcode"], 0);
    assert_eq!(reply["quota"]["used"], 1);
    assert_eq!(
        reply["quota"]["remain"],
        reply["quota"]["daily_limit"].as_u64().unwrap() - 1
    );
    assert_eq!(quota("cgi-bin/media/uploadimg").await["errcode"], 76003);
    assert_eq!(quota("/cgi-bin/nothing").await["errcode"], 76021);
}

#[tokio::test]
async fn faults_are_set_listed_and_cleared_over_http() {
    let client = Client::new().await;
    let faults = json!(["busy=2", "40113=#3@media/uploadimg"]);
    let reply = client.post("/_sandbox/faults", &faults).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["faults"], faults);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(client.uploadimg("a.png", PNG).await);
    }
    assert_eq!(seen, [-1, -1, 40113, 0]);

    let bad = client
        .post(
            "/_sandbox/faults",
            &json!({"faults": ["busy=1", "nonsense"]}),
        )
        .await;
    assert_eq!(bad.status, 400);
    client
        .post("/_sandbox/faults", &json!({"faults": ["refuse"]}))
        .await;
    assert_eq!(client.uploadimg("a.png", PNG).await, 40005);
    let cleared = client
        .raw("DELETE /_sandbox/faults HTTP/1.1", b"")
        .await
        .unwrap();
    assert_eq!(cleared.json()["faults"], json!([]));
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);

    let stats = client.get("/_sandbox/stats").await;
    let text = String::from_utf8(stats.body.clone()).unwrap();
    assert!(!text.contains(&client.token) && !text.contains(Sandbox::APP_SECRET));
    let stats = stats.json();
    assert_eq!(stats["stored"], 2);
    assert_eq!(stats["requests"]["media/uploadimg"], 6);
    assert_eq!(stats["uploads"][0]["filename"], "a.png");
    assert_eq!(stats["uploads"][0]["size"], PNG.len());
    assert!(stats["connections"].as_u64().unwrap() > 6);
}

#[tokio::test]
async fn the_clock_and_the_tokens_move_over_http() {
    let client = Client::new().await;
    client
        .post("/_sandbox/clock", &json!({"advance": 7200}))
        .await;
    assert_eq!(client.uploadimg("a.png", PNG).await, 42001);
    let mut client = Client::new().await;
    client
        .post("/_sandbox/tokens", &json!({"action": "revoke"}))
        .await;
    assert_eq!(client.uploadimg("a.png", PNG).await, 40001);
    client.token = client.token_of(Sandbox::APP_ID, Sandbox::APP_SECRET).await;
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    assert_eq!(client.get("/_sandbox/nothing").await.status, 404);
    assert_eq!(client.get("/_sandbox/clock").await.status, 405);
}

#[tokio::test]
async fn broken_connections_are_really_broken() {
    let client = Client::new().await;
    for (fault, stored) in [("reset-before=1", 0), ("reset-after=1", 1), ("cut=1", 2)] {
        client.sandbox.fault(fault.parse().unwrap());
        let answer = client.upload("media/uploadimg", "a.png", PNG).await;
        assert!(answer.is_none(), "{fault}");
        assert_eq!(client.sandbox.uploads().len(), stored, "{fault}");
    }
    client.sandbox.fault("http-502=1".parse().unwrap());
    let page = client
        .upload("media/uploadimg", "a.png", PNG)
        .await
        .unwrap();
    assert_eq!((page.status, page.body.starts_with(b"<html>")), (502, true));
    client.sandbox.fault("html=1".parse().unwrap());
    let page = client
        .upload("media/uploadimg", "a.png", PNG)
        .await
        .unwrap();
    assert_eq!((page.status, page.body.starts_with(b"<html>")), (200, true));
    client.sandbox.fault("delay=80ms".parse().unwrap());
    let started = Instant::now();
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    assert!(started.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_stall_lasts_until_the_emulator_is_gone() {
    let client = Client::new().await;
    client.sandbox.fault("stall".parse().unwrap());
    let upload = client.upload("media/uploadimg", "a.png", PNG);
    let waited = tokio::time::timeout(Duration::from_millis(100), upload).await;
    assert!(waited.is_err());
    assert!(client.sandbox.uploads().is_empty());
}

#[tokio::test]
async fn pictures_in_a_directory_are_served_by_a_later_emulator() {
    let directory = tempfile::tempdir().unwrap();
    let options = || {
        let mut options = SandboxOptions::default();
        options.directory = Some(directory.path().join("图片"));
        options
    };
    let first = Client::with(options()).await;
    let reply = first
        .upload("media/uploadimg", "a.png", PNG)
        .await
        .unwrap()
        .json();
    let url = reply["url"].as_str().unwrap().to_owned();
    drop(first);
    let second = Client::with(options()).await;
    assert_eq!(second.sandbox.picture(&url).as_deref(), Some(PNG));
    let path = url.strip_prefix("http://mmbiz.qpic.cn").unwrap();
    assert_eq!(second.get(path).await.body, PNG);
    // A full disk (here: no directory at all) is "system error".
    let mut nowhere = SandboxOptions::default();
    let file = directory.path().join("文件");
    tuwen::write_atomic(&file, b"").unwrap();
    nowhere.directory = Some(file);
    let third = Client::with(nowhere).await;
    assert_eq!(third.uploadimg("a.png", PNG).await, -1);
}
