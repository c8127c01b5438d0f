//! Drafts as they go over the wire.
//!
//! What the service tells of a draft is read with lenience: fields may be missing, and more of them may come.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use crate::draft::{Comments, Draft, DraftArticle};

/// An item of a list; `None` for one without an id.
pub(super) fn draft_of_list(item: &Value) -> Option<Draft> {
    let item = item.as_object()?;
    let content = item.get("content").and_then(Value::as_object);
    Some(Draft::new(
        item.get("media_id")?.as_str()?,
        time(item),
        content.and_then(articles).unwrap_or_default(),
    ))
}

/// The articles of a draft.
pub(super) fn articles(content: &Map<String, Value>) -> Option<Vec<DraftArticle>> {
    let items = content.get("news_item")?.as_array()?;
    Some(items.iter().map(read).collect())
}

fn read(item: &Value) -> DraftArticle {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_on = |name: &str| item.get(name).and_then(Value::as_u64) == Some(1);
    let pictures = item
        .pointer("/image_info/image_list")
        .and_then(Value::as_array);
    let id_of = |picture: &Value| Some(picture.get("image_media_id")?.as_str()?.to_owned());
    DraftArticle {
        kind: match text("article_type") {
            "" => DraftArticle::NEWS.to_owned(),
            kind => kind.to_owned(),
        },
        title: text("title").to_owned(),
        author: text("author").to_owned(),
        digest: text("digest").to_owned(),
        content: text("content").to_owned(),
        source_url: text("content_source_url").to_owned(),
        cover: text("thumb_media_id").to_owned(),
        comments: match (is_on("need_open_comment"), is_on("only_fans_can_comment")) {
            (true, true) => Comments::Fans,
            (true, false) => Comments::Open,
            (false, _) => Comments::Off,
        },
        pictures: pictures.into_iter().flatten().filter_map(id_of).collect(),
        preview: Some(text("url").to_owned()).filter(|url| !url.is_empty()),
        // They are not echoed.
        wide_crop: None,
        square_crop: None,
    }
}

/// An article as `draft/add` and `draft/update` want it. What is empty is left out: the service has its own
/// defaults.
pub(super) fn written(article: &DraftArticle) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, text: &str| {
        if !text.is_empty() {
            fields.insert(name.to_owned(), Value::from(text));
        }
    };
    put("article_type", &article.kind);
    put("title", &article.title);
    put("author", &article.author);
    put("digest", &article.digest);
    put("content", &article.content);
    put("content_source_url", &article.source_url);
    put("thumb_media_id", &article.cover);
    put(
        "pic_crop_235_1",
        article.wide_crop.as_deref().unwrap_or_default(),
    );
    put(
        "pic_crop_1_1",
        article.square_crop.as_deref().unwrap_or_default(),
    );
    let (open, fans) = match article.comments {
        Comments::Off => (0, 0),
        Comments::Open => (1, 0),
        Comments::Fans => (1, 1),
    };
    fields.insert("need_open_comment".to_owned(), Value::from(open));
    fields.insert("only_fans_can_comment".to_owned(), Value::from(fans));
    if !article.pictures.is_empty() {
        let pictures = article.pictures.iter();
        let list: Vec<Value> = pictures.map(|id| json!({"image_media_id": id})).collect();
        fields.insert("image_info".to_owned(), json!({"image_list": list}));
    }
    Value::Object(fields)
}

/// A number of an object.
pub(super) fn number(object: &Map<String, Value>, name: &str) -> Option<u64> {
    object.get(name)?.as_u64()
}

/// When a draft was last changed.
pub(super) fn time(object: &Map<String, Value>) -> Option<SystemTime> {
    let seconds = number(object, "update_time")?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}
