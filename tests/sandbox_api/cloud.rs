//! Cloud calls: the sidecar, and tokens pushed into a file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tuwen::{Sandbox, SandboxOptions, Secret};

use super::client::{Client, PNG};

const OTHER: &str = "wxsandbox000000002";

async fn with_sidecar() -> Client {
    let mut options = SandboxOptions::default();
    options.sidecar = true;
    options.accounts = vec![(OTHER.to_owned(), Secret::new("second"))];
    Client::with(options).await
}

async fn with_file(directory: &Path) -> (Client, PathBuf) {
    let file = directory.join("wx/cloudbase_access_token");
    let mut options = SandboxOptions::default();
    options.cloud_token_file = Some(file.clone());
    (Client::with(options).await, file)
}

fn pushed(file: &Path) -> String {
    let bytes = tuwen::read_limited(file, 1000).unwrap().unwrap();
    String::from_utf8(bytes).unwrap()
}

async fn upload(client: &Client, token: &str) -> i64 {
    let path = format!("media/uploadimg?cloudbase_access_token={token}");
    client.send(&path, "a.png", PNG).await.unwrap().errcode()
}

#[tokio::test]
async fn the_sidecar_serves_uploads_without_a_token() {
    let client = with_sidecar().await;
    for path in [
        "media/uploadimg",
        "material/add_material?type=image",
        "media/upload?type=image",
    ] {
        let answer = client.send(path, "a.png", PNG).await.unwrap();
        assert_eq!(answer.errcode(), 0, "{path}");
        assert!(answer.headers.contains_key("x-openapi-seqid"), "{path}");
    }
    let other = format!("media/uploadimg?from_appid={OTHER}");
    client.send(&other, "a.png", PNG).await.unwrap();
    let uploads = client.sandbox.uploads();
    let accounts: Vec<&str> = uploads.iter().map(|upload| &*upload.account).collect();
    assert_eq!(
        accounts,
        [Sandbox::APP_ID, Sandbox::APP_ID, Sandbox::APP_ID, OTHER]
    );
    let unknown = "media/uploadimg?from_appid=wx0";
    let answer = client.send(unknown, "a.png", PNG).await.unwrap();
    assert_eq!(answer.errcode(), 40013);
    // What the API refuses has passed the sidecar all the same.
    let refused = client.send("media/uploadimg", "a.txt", PNG).await.unwrap();
    assert_eq!(refused.errcode(), 40005);
    assert!(refused.headers.contains_key("x-openapi-seqid"));
    client.sandbox.fault("busy=1".parse().unwrap());
    let busy = client.send("media/uploadimg", "a.png", PNG).await.unwrap();
    assert_eq!(busy.errcode(), -1);
}

#[tokio::test]
async fn the_sidecar_bars_other_paths_and_leaves_tokens_alone() {
    let client = with_sidecar().await;
    for path in ["draft/add", "openapi/quota/get", "media/nothing"] {
        let page = client.post(&format!("/cgi-bin/{path}"), &json!({})).await;
        assert_eq!(page.status, 502, "{path}");
        assert!(page.body.starts_with(b"<html>"));
        assert!(!page.headers.contains_key("x-openapi-seqid"));
    }
    assert_eq!(client.get("/cgi-bin/draft/count").await.status, 502);
    // With a token it is an ordinary request, also with an empty one.
    let answer = client
        .upload("media/uploadimg", "a.png", PNG)
        .await
        .unwrap();
    assert_eq!(answer.errcode(), 0);
    assert!(!answer.headers.contains_key("x-openapi-seqid"));
    for query in ["access_token=", "cloudbase_access_token="] {
        let path = format!("media/uploadimg?{query}");
        let answer = client.send(&path, "a.png", PNG).await.unwrap();
        assert_eq!(answer.errcode(), 41001, "{query}");
    }
    let drafts = format!("/cgi-bin/draft/count?access_token={}", client.token);
    assert_eq!(client.get(&drafts).await.errcode(), 0);
    // The endpoints that give tokens out are what they were.
    assert_eq!(client.get("/cgi-bin/token").await.errcode(), 40002);
    let renewal = "/cgi-bin/component/api_authorizer_token";
    assert_eq!(client.post(renewal, &json!({})).await.errcode(), 41021);

    let without = Client::new().await;
    let answer = without.send("media/uploadimg", "a.png", PNG).await.unwrap();
    assert_eq!(answer.errcode(), 41001);
}

#[tokio::test]
async fn a_pushed_token_is_good_under_its_own_name_only() {
    let directory = tempfile::tempdir().unwrap();
    let (mut client, file) = with_file(directory.path()).await;
    let token = pushed(&file);
    assert_eq!(upload(&client, &token).await, 0);
    assert_eq!(client.sandbox.uploads()[0].account, Sandbox::APP_ID);
    let own = std::mem::replace(&mut client.token, token.clone());
    assert_eq!(client.uploadimg("a.png", PNG).await, 40001);
    assert_eq!(upload(&client, &own).await, 40001);
    let drafts = format!("/cgi-bin/draft/count?cloudbase_access_token={token}");
    assert_eq!(client.get(&drafts).await.errcode(), 48001);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let stats = client.get("/_sandbox/stats").await;
    assert!(!String::from_utf8(stats.body).unwrap().contains(&token));
    // Without a file nothing is a cloud token.
    let without = Client::new().await;
    assert_eq!(upload(&without, &token).await, 40001);
}

#[tokio::test]
async fn tokens_are_pushed_as_time_passes_and_when_the_last_one_is_spoiled() {
    let directory = tempfile::tempdir().unwrap();
    let (client, file) = with_file(directory.path()).await;
    let first = pushed(&file);
    client.sandbox.advance(Duration::from_mins(9));
    assert_eq!(pushed(&file), first);
    client
        .post("/_sandbox/clock", &json!({"advance": 60}))
        .await;
    let second = pushed(&file);
    assert_ne!(second, first);
    client.sandbox.advance(Duration::from_mins(19));
    assert_eq!(upload(&client, &first).await, 0);
    client.sandbox.advance(Duration::from_mins(1));
    assert_eq!(upload(&client, &first).await, 42001);
    assert_eq!(upload(&client, &second).await, 0);

    let third = pushed(&file);
    client.sandbox.revoke_tokens();
    assert_eq!(upload(&client, &third).await, 40001);
    assert_eq!(upload(&client, &pushed(&file)).await, 0);
    client.sandbox.expire_tokens();
    let fourth = pushed(&file);
    assert_eq!(upload(&client, &fourth).await, 0);

    client.sandbox.fault("token-uses=2".parse().unwrap());
    assert_eq!(upload(&client, &fourth).await, 0);
    assert_eq!(upload(&client, &fourth).await, 42001);
    let fifth = pushed(&file);
    assert_ne!(fifth, fourth);
    assert_eq!(upload(&client, &fifth).await, 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_stops_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("文件");
    tuwen::write_atomic(&file, b"").unwrap();
    let mut options = SandboxOptions::default();
    options.cloud_token_file = Some(file.join("token"));
    let address = "127.0.0.1:0".parse().unwrap();
    let problem = Sandbox::start_with(address, options).await.unwrap_err();
    assert_eq!(problem.code().as_str(), "sandbox.token-file");
    assert!(problem.argument("path").unwrap().contains("文件"));
}
