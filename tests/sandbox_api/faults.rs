//! Faults that are rules: too many at once, too many a minute, a slow line, a spent quota.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use tuwen::Sandbox;

use super::client::{Client, PNG};

/// Uploads at the same time; their `errcode`s.
async fn together(client: &Client, count: usize) -> Vec<i64> {
    join_all((0..count).map(|_| client.uploadimg("a.png", PNG))).await
}

fn refused(codes: &[i64]) -> usize {
    codes.iter().filter(|&&code| code == 45011).count()
}

#[tokio::test]
async fn more_in_flight_than_allowed_are_refused() {
    let client = Client::new().await;
    client.sandbox.fault("delay=400ms".parse().unwrap());
    client.sandbox.fault("rate-over=2".parse().unwrap());
    assert_eq!(refused(&together(&client, 2).await), 0);
    assert_eq!(refused(&together(&client, 6).await), 4);
    assert_eq!(client.sandbox.peak_in_flight("media/uploadimg"), 6);
    assert_eq!(client.sandbox.uploads().len(), 4);
    // One after the other there are never too many.
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    // Other endpoints are not meant, and do not count.
    assert_eq!(client.sandbox.peak_in_flight("draft/add"), 0);
}

#[tokio::test]
async fn a_minute_takes_so_many_and_the_quota_says_how_many() {
    let client = Client::new().await;
    let clock = client.post("/_sandbox/clock", &json!({"advance": 0})).await;
    let now = clock.json()["now"].as_u64().unwrap();
    // A whole minute lies ahead, however long the test takes.
    client.sandbox.advance(Duration::from_secs(60 - now % 60));
    client.sandbox.fault("per-minute=3".parse().unwrap());
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(client.uploadimg("a.png", PNG).await);
    }
    assert_eq!(seen, [0, 0, 0, 45011, 45011]);
    let path = json!({"cgi_path": "/cgi-bin/media/uploadimg"});
    let quota = client.call("openapi/quota/get", path).await;
    assert_eq!(quota["rate_limit"]["call_count"], 3);
    assert_eq!(quota["quota"]["used"], 3);
    client.sandbox.advance(Duration::from_mins(1));
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
}

#[tokio::test]
async fn a_slow_line_takes_its_time_for_the_body() {
    let client = Client::new().await;
    client.sandbox.fault("slow=20000=#2".parse().unwrap());
    let mut picture = PNG.to_vec();
    picture.resize(8000, 0);
    let mut times = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        assert_eq!(client.uploadimg("a.png", &picture).await, 0);
        times.push(started.elapsed());
    }
    let slow = Duration::from_millis(400);
    assert!(times[1] >= slow, "{times:?}");
    assert!(times[0] < slow || times[2] < slow, "{times:?}");
    // A request without a body has nothing to wait for.
    client.sandbox.fault("slow=1".parse().unwrap());
    let drafts = format!("/cgi-bin/draft/count?access_token={}", client.token);
    assert_eq!(client.get(&drafts).await.errcode(), 0);
}

#[tokio::test]
async fn a_delay_may_come_to_some_requests_only() {
    let client = Client::new().await;
    client
        .sandbox
        .fault("delay=120ms=%2@media".parse().unwrap());
    let mut late = Vec::new();
    for _ in 0..4 {
        let started = Instant::now();
        assert_eq!(client.uploadimg("a.png", PNG).await, 0);
        late.push(started.elapsed() >= Duration::from_millis(120));
    }
    assert_eq!((late[1], late[3]), (true, true));
    assert!(!late[0] || !late[2], "a busy machine, but not that busy");
}

/// What is used of the day's uploads, and what remains.
async fn quota(client: &Client) -> (u64, u64) {
    let path = json!({"cgi_path": "/cgi-bin/media/uploadimg"});
    let reply = client.call("openapi/quota/get", path).await;
    let number = |name: &str| reply["quota"][name].as_u64().unwrap();
    assert_eq!(number("used") + number("remain"), number("daily_limit"));
    (number("used"), number("remain"))
}

#[tokio::test]
async fn a_spent_quota_is_told_as_spent() {
    let mut client = Client::new().await;
    client.sandbox.fault("quota=3..".parse().unwrap());
    assert_eq!(quota(&client).await, (0, 100_000));
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(client.uploadimg("a.png", PNG).await);
    }
    assert_eq!(seen, [0, 0, 45009, 45009]);
    assert_eq!(quota(&client).await, (100_000, 0));
    client.sandbox.clear_faults();
    // The refused ones did not count.
    assert_eq!(quota(&client).await, (2, 99_998));
    client.sandbox.advance(Duration::from_hours(24));
    client.token = client.token_of(Sandbox::APP_ID, Sandbox::APP_SECRET).await;
    assert_eq!(quota(&client).await, (0, 100_000));
}

#[tokio::test]
async fn an_effect_combines_with_every_schedule_and_endpoint() {
    let client = Client::new().await;
    for (fault, expected) in [
        ("40005=2", [40005, 40005, 0, 0]),
        ("40005=#3", [0, 0, 40005, 0]),
        ("40005=3..", [0, 0, 40005, 40005]),
        ("40005=%2", [0, 40005, 0, 40005]),
        ("40005=%2@uploadimg", [0, 40005, 0, 40005]),
        ("40005=%2@media", [0, 40005, 0, 40005]),
        ("40005=%2@*", [0, 40005, 0, 40005]),
        ("40005@draft", [0, 0, 0, 0]),
        ("per-minute=0@media", [45011, 45011, 45011, 45011]),
        ("rate-over=0@*", [45011, 45011, 45011, 45011]),
        ("rate-over=1", [0, 0, 0, 0]),
        ("token-uses=0@draft", [0, 0, 0, 0]),
    ] {
        client.sandbox.clear_faults();
        client.sandbox.fault(fault.parse().unwrap());
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(client.uploadimg("a.png", PNG).await);
        }
        assert_eq!(seen, expected, "{fault}");
    }
}
