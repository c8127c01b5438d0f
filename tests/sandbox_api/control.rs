//! Starting, stopping, faults, clock, pictures on disk.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpStream;
use tuwen::{Sandbox, SandboxOptions};

use super::client::{Client, PNG};

#[tokio::test]
async fn it_starts_in_no_time_and_frees_its_port_when_dropped() {
    // The quickest of many: a busy machine may delay any single one.
    let mut quickest = Duration::MAX;
    for _ in 0..20 {
        let started = Instant::now();
        let sandbox = Sandbox::start("127.0.0.1:0".parse().unwrap()).await;
        quickest = quickest.min(started.elapsed());
        drop(sandbox.unwrap());
    }
    assert!(quickest < Duration::from_millis(5), "{quickest:?}");
    let sandbox = Sandbox::start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
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
