//! Requests and answers as bytes on a connection.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tuwen::{Sandbox, SandboxOptions};

pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest";
pub(super) const JPEG: &[u8] = b"\xff\xd8\xff\xe0 and the rest";
pub(super) const GIF: &[u8] = b"GIF89a and the rest";
pub(super) const WEBP: &[u8] = b"RIFF\x10\x00\x00\x00WEBPVP8 ";

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn errcode(&self) -> i64 {
        assert_eq!(self.status, 200);
        self.json()["errcode"].as_i64().unwrap_or(0)
    }
}

/// A client that speaks HTTP by hand, with an emulator of its own.
pub(super) struct Client {
    pub(super) sandbox: Sandbox,
    pub(super) token: String,
}

impl Client {
    pub(super) async fn new() -> Self {
        Self::with(SandboxOptions::default()).await
    }

    pub(super) async fn with(options: SandboxOptions) -> Self {
        let address = "127.0.0.1:0".parse().unwrap();
        let sandbox = Sandbox::start_with(address, options).await.unwrap();
        let mut client = Self {
            sandbox,
            token: String::new(),
        };
        client.token = client.token_of(Sandbox::APP_ID, Sandbox::APP_SECRET).await;
        client
    }

    pub(super) async fn token_of(&self, app_id: &str, secret: &str) -> String {
        let body = json!({"grant_type": "client_credential", "appid": app_id, "secret": secret});
        let reply = self.post("/cgi-bin/stable_token", &body).await.json();
        reply["access_token"].as_str().unwrap().to_owned()
    }

    /// One request on a connection of its own; `None` when the connection broke.
    pub(super) async fn raw(&self, head: &str, body: &[u8]) -> Option<Answer> {
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

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.raw(&format!("GET {path} HTTP/1.1"), b"")
            .await
            .unwrap()
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        let body = body.to_string();
        let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}", body.len());
        self.raw(&head, body.as_bytes()).await.unwrap()
    }

    /// A JSON call with the token.
    pub(super) async fn call(&self, path: &str, body: Value) -> Value {
        let path = format!("/cgi-bin/{path}?access_token={}", self.token);
        self.post(&path, &body).await.json()
    }

    /// An upload with the token.
    pub(super) async fn upload(&self, path: &str, filename: &str, bytes: &[u8]) -> Option<Answer> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}access_token={}", self.token);
        self.send(&path, filename, bytes).await
    }

    /// An upload to exactly this path and query.
    pub(super) async fn send(&self, path: &str, filename: &str, bytes: &[u8]) -> Option<Answer> {
        let disposition = format!("form-data; name=\"media\"; filename=\"{filename}\"");
        let body = form(&disposition, bytes);
        let head = format!(
            "POST /cgi-bin/{path} HTTP/1.1\r\n\
             Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}",
            body.len()
        );
        self.raw(&head, &body).await
    }

    pub(super) async fn uploadimg(&self, filename: &str, bytes: &[u8]) -> i64 {
        let answer = self.upload("media/uploadimg", filename, bytes).await;
        answer.unwrap().errcode()
    }

    pub(super) async fn cover(&self) -> String {
        let answer = self.upload("material/add_material?type=image", "封面.png", PNG);
        let reply = answer.await.unwrap().json();
        reply["media_id"].as_str().unwrap().to_owned()
    }
}

pub(super) fn form(disposition: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!("--B\r\nContent-Disposition: {disposition}\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--B--\r\n");
    body
}
