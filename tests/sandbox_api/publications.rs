//! Publishing drafts.

use serde_json::{Value, json};
use tuwen::{SandboxOptions, Secret};

use super::client::Client;

/// A draft of two articles.
async fn draft(client: &Client) -> Value {
    let cover = client.cover().await;
    let article = json!({"title": "题", "content": "<p>文</p>", "thumb_media_id": cover});
    let draft = json!({"articles": [article, article]});
    client.call("draft/add", draft).await["media_id"].clone()
}

#[tokio::test]
async fn what_is_submitted_runs_and_then_has_its_addresses() {
    let client = Client::new().await;
    // The id comes as it likes, and is taken as it comes.
    for is_text in [false, true] {
        let media_id = draft(&client).await;
        let named = json!({"media_id": media_id});
        let submitted = client.call("freepublish/submit", named.clone()).await;
        assert_eq!(submitted["errcode"], 0);
        assert!(submitted["msg_data_id"].is_u64());
        let publish_id = &submitted["publish_id"];
        assert_eq!(publish_id.is_string(), is_text);
        assert_eq!(
            client.call("draft/get", named.clone()).await["errcode"],
            40007
        );
        assert_eq!(
            client.call("freepublish/submit", named).await["errcode"],
            40007
        );

        let look = || client.call("freepublish/get", json!({"publish_id": publish_id}));
        let running = look().await;
        assert_eq!(running["publish_status"], 1);
        assert!(running.get("article_detail").is_none());
        let done = look().await;
        assert_eq!(done["publish_status"], 0);
        assert!(done["article_id"].is_string());
        assert_eq!(done["article_detail"]["count"], 2);
        let second = &done["article_detail"]["item"][1];
        assert_eq!(second["idx"], 2);
        let url = second["article_url"].as_str().unwrap();
        assert!(url.starts_with("http://mp.weixin.qq.com/s?"), "{url}");
        assert_eq!(done["fail_idx"], json!([]));
    }
}

#[tokio::test]
async fn a_rule_decides_how_it_ends_and_whether_the_draft_stays() {
    for (state, failed, is_there) in [
        (1, json!([]), true),
        (2, json!([1, 2]), true),
        (3, json!([1, 2]), true),
        (4, json!([1, 2]), true),
        (5, json!([]), false),
        (6, json!([]), false),
    ] {
        let client = Client::new().await;
        let fault = format!("publish-state={state}");
        client.sandbox.fault(fault.parse().unwrap());
        let named = json!({"media_id": draft(&client).await});
        let submitted = client.call("freepublish/submit", named.clone()).await;
        // What was submitted keeps its end.
        client.sandbox.clear_faults();
        let look = json!({"publish_id": submitted["publish_id"]});
        client.call("freepublish/get", look.clone()).await;
        let done = client.call("freepublish/get", look).await;
        assert_eq!(done["publish_status"], state);
        assert_eq!(done["fail_idx"], failed, "{state}");
        let there = client.call("draft/get", named).await;
        assert_eq!(there.get("news_item").is_some(), is_there, "{state}");
    }
}

#[tokio::test]
async fn nonsense_and_what_others_publish_is_refused() {
    let mut options = SandboxOptions::default();
    options.accounts = vec![("wx2".into(), Secret::new("二"))];
    let mut client = Client::with(options).await;
    let media_id = draft(&client).await;
    let named = json!({"media_id": media_id});
    let submitted = client.call("freepublish/submit", named).await;
    client.token = client.token_of("wx2", "二").await;
    for (path, body, errcode) in [
        ("freepublish/submit", json!({}), 41006),
        ("freepublish/submit", json!({"media_id": "x"}), 40007),
        ("freepublish/get", json!({}), 40097),
        ("freepublish/get", json!({"publish_id": "x"}), 40097),
        (
            "freepublish/get",
            json!({"publish_id": submitted["publish_id"]}),
            40097,
        ),
    ] {
        assert_eq!(client.call(path, body).await["errcode"], errcode, "{path}");
    }
}
