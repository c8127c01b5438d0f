//! The library, the draft box, accounts and quotas.

use serde_json::{Value, json};
use tuwen::{SandboxOptions, Secret};

use super::client::{Client, GIF, JPEG, PNG, WEBP};

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
