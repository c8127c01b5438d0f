//! What the service makes of a page: `draft/add`, then `draft/get`, on the built-in emulator.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use serde_json::{Value, json};
use tuwen::Sandbox;

use crate::article::Desk;

/// The content of a draft as it is given back.
pub(crate) fn filtered(content: &str) -> String {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let sandbox = runtime.block_on(Sandbox::start(address)).unwrap();
    let call = |path: &str, kind: &str, body: &[u8]| call(sandbox.address(), path, kind, body);
    let json_call =
        |path: &str, body: &Value| call(path, "application/json", body.to_string().as_bytes());
    let token = json_call(
        "stable_token",
        &json!({"grant_type": "client_credential", "appid": Sandbox::APP_ID, "secret": Sandbox::APP_SECRET}),
    );
    let token = token["access_token"].as_str().unwrap();
    let cover = b"--B\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n\x89PNG\r\n\x1a\n and the rest\r\n--B--\r\n";
    let cover = call(
        &format!("material/add_material?type=image&access_token={token}"),
        "multipart/form-data; boundary=B",
        cover,
    );
    let article = json!({"title": "题目", "content": content, "thumb_media_id": cover["media_id"]});
    let added = json_call(
        &format!("draft/add?access_token={token}"),
        &json!({"articles": [article]}),
    );
    assert!(added["media_id"].is_string(), "{added}");
    let got = json_call(
        &format!("draft/get?access_token={token}"),
        &json!({"media_id": added["media_id"]}),
    );
    got["news_item"][0]["content"].as_str().unwrap().to_owned()
}

fn call(address: SocketAddr, path: &str, kind: &str, body: &[u8]) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /cgi-bin/{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let start = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap()
        + 4;
    serde_json::from_slice(&answer[start..]).unwrap()
}

/// A page as it is kept: the service writes the attributes of drawings in lower case, and in an order of its
/// own.
fn as_kept(html: &str) -> Vec<String> {
    let mut pieces = html.to_lowercase();
    let mut kept = Vec::new();
    while let Some(start) = pieces.find('<') {
        let mut quoted = false;
        let is_end = |c: char| {
            quoted ^= c == '"';
            c == '>' && !quoted
        };
        let end = pieces[start..].find(is_end).unwrap() + start;
        kept.push(pieces[..start].to_owned());
        let mut attributes: Vec<&str> = pieces[start..end].split_inclusive("\" ").collect();
        let first = attributes[0].find(' ').unwrap_or(attributes[0].len());
        let (name, rest) = attributes[0].split_at(first);
        attributes[0] = rest;
        let mut attributes: Vec<&str> = attributes.iter().map(|one| one.trim()).collect();
        attributes.sort_unstable();
        kept.push(format!("{name} {}", attributes.join(" ")));
        pieces.drain(..=end);
    }
    kept.push(pieces);
    kept
}

#[test]
fn a_draft_gives_back_what_was_sent_in_every_theme() {
    let desk = Desk::with_samples();
    desk.write(
        "notations.md",
        include_str!("../../src/render/tests/notations.md"),
    );
    desk.write(
        "figures.md",
        "# 图\n\n$x^2$。\n\n$$\\frac{1}{2}$$\n\n```mermaid\nflowchart LR\n  A[甲] --> B[乙]\n```\n",
    );
    let themes = tuwen::Theme::names().map(|theme| (theme, "kitchen"));
    let others = ["journey", "notations", "figures"].map(|name| ("bamboo", name));
    for (theme, name) in themes.chain(others) {
        desk.published(&format!("{name}.md"), theme);
        let page = desk.read(&format!("{name}.wechat.html"));
        let given_back = filtered(&page);
        assert!(
            as_kept(&given_back) == as_kept(&page),
            "{name} in {theme}\nsent {page}\ngot {given_back}"
        );
    }
    // The filter is one: what it drops is missed.
    assert_ne!(
        filtered("<section><p id=\"a\">文</p></section>"),
        "<section><p id=\"a\">文</p></section>"
    );
}
