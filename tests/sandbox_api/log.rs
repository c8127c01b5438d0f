//! The log of requests, over HTTP and in the library.

use std::time::Duration;

use serde_json::{Value, json};
use tuwen::Sandbox;

use super::client::{Client, PNG};

async fn page(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("/_sandbox/requests{query}")).await;
    assert_eq!(answer.status, 200);
    answer.json()["requests"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_request_is_logged_with_what_became_of_it() {
    let client = Client::new().await;
    client.sandbox.fault("delay=1ms@uploadimg".parse().unwrap());
    for fault in ["busy=1", "http-502=1", "reset-after=1", "truncated=1"] {
        client.sandbox.fault(fault.parse().unwrap());
    }
    for _ in 0..5 {
        client.upload("media/uploadimg", "a.png", PNG).await;
    }
    client.get("/cgi-bin/nothing?access_token=secret").await;
    client.sandbox.fault("token-uses=3".parse().unwrap());
    let drafts = format!("/cgi-bin/draft/count?access_token={}", client.token);
    assert_eq!(client.get(&drafts).await.errcode(), 42001);

    let log = client.sandbox.request_log();
    let seen: Vec<_> = log
        .iter()
        .map(|record| {
            (
                record.number,
                &*record.endpoint,
                record.status,
                record.errcode,
                record.fault.as_deref(),
                record.account.as_deref(),
            )
        })
        .collect();
    let (own, upload) = (Some(Sandbox::APP_ID), "media/uploadimg");
    assert_eq!(
        seen,
        [
            (1, "stable_token", Some(200), None, None, own),
            (
                2,
                upload,
                Some(200),
                Some(-1),
                Some("delay=1ms@uploadimg, busy=1"),
                own
            ),
            (
                3,
                upload,
                Some(502),
                None,
                Some("delay=1ms@uploadimg, http-502=1"),
                None
            ),
            (
                4,
                upload,
                None,
                None,
                Some("delay=1ms@uploadimg, reset-after=1"),
                own
            ),
            (
                5,
                upload,
                Some(200),
                None,
                Some("delay=1ms@uploadimg, truncated=1"),
                own
            ),
            (6, upload, Some(200), None, Some("delay=1ms@uploadimg"), own),
            (7, "unknown", Some(200), Some(40066), None, None),
            (
                8,
                "draft/count",
                Some(200),
                Some(42001),
                Some("token-uses=3"),
                None
            ),
        ]
    );
    assert!(log.iter().skip(1).take(5).all(|record| record.bytes > 50));
    assert!(log.iter().all(|record| record.in_flight == 1));
    assert!(log.windows(2).all(|two| two[0].at_ms <= two[1].at_ms));
    assert!(
        log.windows(2)
            .all(|two| two[0].connection < two[1].connection)
    );
    assert_eq!((&*log[6].method, &*log[1].method), ("GET", "POST"));
}

#[tokio::test]
async fn the_log_is_read_on_and_cleared_over_http() {
    let client = Client::new().await;
    for _ in 0..3 {
        client.uploadimg("a.png", PNG).await;
    }
    let all = page(&client, "").await;
    assert_eq!(all.len(), 4);
    let last = all[3].as_object().unwrap();
    let mut names: Vec<&str> = last.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "account",
            "at_ms",
            "bytes",
            "connection",
            "endpoint",
            "errcode",
            "fault",
            "in_flight",
            "method",
            "number",
            "status"
        ]
    );
    assert_eq!(
        (&last["errcode"], &last["fault"]),
        (&Value::Null, &Value::Null)
    );
    let text = serde_json::to_string(&all).unwrap();
    assert!(!text.contains(&client.token) && !text.contains('?'));

    let rest = page(&client, "?since=3").await;
    assert_eq!((rest.len(), &rest[0]["number"]), (1, &json!(4)));
    assert!(page(&client, "?since=4").await.is_empty());
    let bad = client.get("/_sandbox/requests?since=x").await;
    assert_eq!(bad.status, 400);

    let stats = client.get("/_sandbox/stats").await.json();
    assert_eq!(stats["peak_in_flight"]["media/uploadimg"], 1);
    let cleared = client
        .raw("DELETE /_sandbox/requests HTTP/1.1", b"")
        .await
        .unwrap();
    assert_eq!(cleared.json()["requests"], json!([]));
    let stats = client.get("/_sandbox/stats").await.json();
    assert_eq!(stats["peak_in_flight"]["media/uploadimg"], 0);
    // Numbers go on, so that who reads on misses nothing.
    client.uploadimg("a.png", PNG).await;
    assert_eq!(page(&client, "?since=4").await[0]["number"], 5);
    let put = client.raw("PUT /_sandbox/requests HTTP/1.1", b"").await;
    assert_eq!(put.unwrap().status, 405);
}

#[tokio::test]
async fn a_client_that_goes_away_is_not_in_flight_any_more() {
    let client = Client::new().await;
    client.sandbox.fault("stall=1".parse().unwrap());
    let upload = client.upload("media/uploadimg", "a.png", PNG);
    let waited = tokio::time::timeout(Duration::from_millis(50), upload).await;
    assert!(waited.is_err());
    // The emulator has to notice first.
    let mut in_flight = 0;
    for _ in 0..100 {
        assert_eq!(client.uploadimg("a.png", PNG).await, 0);
        in_flight = client.sandbox.request_log().last().unwrap().in_flight;
        if in_flight == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(in_flight, 1);
    let log = client.sandbox.request_log();
    assert_eq!(
        (log[1].status, log[1].fault.as_deref()),
        (None, Some("stall=1"))
    );
}

#[tokio::test]
async fn an_answer_that_was_never_sent_has_no_errcode() {
    let client = Client::new().await;
    client.sandbox.fault("reset-after=1".parse().unwrap());
    let answer = client.upload("media/uploadimg", "a.txt", PNG).await;
    assert!(answer.is_none());
    let last = client.sandbox.request_log().pop().unwrap();
    assert_eq!((last.status, last.errcode), (None, None));
    assert_eq!(last.account.as_deref(), Some(Sandbox::APP_ID));
}
