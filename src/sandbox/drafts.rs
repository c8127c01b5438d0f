//! The draft box: `draft/add`, `get`, `update`, `delete`, `batchget`, `count`.
//!
//! Checks what the real service checks (lengths by its weighted count, covers, content) and gives
//! back what it would give back, so that tests see what got lost. Refused input is an `errcode`.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::api::Received;
use super::content;
use super::world::World;

/// Most articles of one draft.
const MOST_ARTICLES: usize = 8;

/// Most pictures of a picture post.
const MOST_PICTURES: usize = 20;

/// Longest content in bytes.
const LONGEST_CONTENT: usize = 1 << 20;

/// One draft.
#[derive(Debug, Serialize, Deserialize)]
struct Draft {
    account: String,
    articles: Vec<Value>,
    created: u64,
    updated: u64,
    /// Order in the box.
    number: u64,
}

/// All drafts of all accounts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Drafts {
    drafts: HashMap<String, Draft>,
    count: u64,
}

impl Drafts {
    fn of<'a>(&'a self, account: &'a str) -> impl Iterator<Item = (&'a String, &'a Draft)> {
        self.drafts
            .iter()
            .filter(move |(_, draft)| draft.account == account)
    }

    /// A draft is one no longer.
    pub(super) fn take_out(&mut self, media_id: &str) {
        self.drafts.remove(media_id);
    }
}

/// The draft that a request names, and how many articles it has.
pub(super) fn named(
    world: &World,
    account: &str,
    received: &Received,
) -> Result<(String, usize), i64> {
    let (media_id, draft) = find(world, account, &body(received)?)?;
    Ok((media_id, draft.articles.len()))
}

/// `POST draft/add`.
pub(super) fn add(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let body = body(received)?;
    let articles = match body.get("articles") {
        Some(Value::Array(articles)) if !articles.is_empty() => articles,
        _ => return Err(44003),
    };
    if articles.len() > MOST_ARTICLES {
        return Err(45008);
    }
    let media_id = world.ids.media();
    let articles = articles
        .iter()
        .enumerate()
        .map(|(index, article)| {
            let article = article.as_object().ok_or(44003)?;
            checked(
                world,
                account,
                article,
                articles.len() == 1,
                &media_id,
                index,
            )
            .map(|article| stripped(world, received, article))
        })
        .collect::<Result<Vec<Value>, i64>>()?;
    let now = world.clock.now();
    world.drafts.count += 1;
    let draft = Draft {
        account: account.to_owned(),
        articles,
        created: now,
        updated: now,
        number: world.drafts.count,
    };
    world.drafts.drafts.insert(media_id.clone(), draft);
    Ok(json!({"media_id": media_id, "item": []}))
}

/// `POST draft/get`.
pub(super) fn get(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let (_, draft) = find(world, account, &body(received)?)?;
    Ok(json!({
        "news_item": draft.articles,
        "create_time": draft.created,
        "update_time": draft.updated,
    }))
}

/// `POST draft/update`: one article of a draft, which stays where it is.
pub(super) fn update(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let body = body(received)?;
    let (media_id, draft) = find(world, account, &body)?;
    let count = draft.articles.len();
    let index = body
        .get("index")
        .and_then(Value::as_u64)
        .and_then(|index| usize::try_from(index).ok())
        .filter(|index| *index < count)
        .ok_or(40114)?;
    let article = body
        .get("articles")
        .and_then(Value::as_object)
        .ok_or(44003)?;
    let article = checked(world, account, article, count == 1, &media_id, index)?;
    let article = stripped(world, received, article);
    let now = world.clock.now();
    if let Some(draft) = world.drafts.drafts.get_mut(&media_id) {
        draft.articles[index] = article;
        draft.updated = now;
    }
    Ok(json!({"errcode": 0, "errmsg": "ok"}))
}

/// `POST draft/delete`.
pub(super) fn delete(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let (media_id, _) = find(world, account, &body(received)?)?;
    world.drafts.take_out(&media_id);
    Ok(json!({"errcode": 0, "errmsg": "ok"}))
}

/// `POST draft/batchget`: newest first.
pub(super) fn batchget(
    world: &mut World,
    account: &str,
    received: &Received,
) -> Result<Value, i64> {
    let body = body(received)?;
    let number = |name| body.get(name).and_then(Value::as_u64);
    let (Some(offset), Some(count @ 1..=20)) = (number("offset"), number("count")) else {
        return Err(40097);
    };
    let bare = number("no_content") == Some(1);
    let mut drafts: Vec<_> = world.drafts.of(account).collect();
    drafts.sort_by_key(|(_, draft)| std::cmp::Reverse(draft.number));
    let total = drafts.len();
    let items: Vec<Value> = drafts
        .into_iter()
        .skip(usize::try_from(offset).unwrap_or(usize::MAX))
        .take(usize::try_from(count).unwrap_or(20))
        .map(|(media_id, draft)| {
            let mut articles = draft.articles.clone();
            if bare {
                for article in &mut articles {
                    article["content"] = Value::from("");
                }
            }
            json!({
                "media_id": media_id,
                "content": {
                    "news_item": articles,
                    "create_time": draft.created,
                    "update_time": draft.updated,
                },
                "update_time": draft.updated,
            })
        })
        .collect();
    Ok(json!({"total_count": total, "item_count": items.len(), "item": items}))
}

/// `GET draft/count`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the endpoints, which all can refuse"
)]
pub(super) fn count(world: &mut World, account: &str, _: &Received) -> Result<Value, i64> {
    Ok(json!({"total_count": world.drafts.of(account).count()}))
}

/// The JSON object of a request.
pub(super) fn body(received: &Received) -> Result<Map<String, Value>, i64> {
    if received.body.trim_ascii().is_empty() {
        return Err(44002);
    }
    // `\u4e2d` instead of 中 ends up in titles as it stands: the classic mistake of clients.
    if has_escaped_letters(&received.body) {
        return Err(47002);
    }
    match serde_json::from_slice(&received.body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(47001),
    }
}

fn has_escaped_letters(json: &[u8]) -> bool {
    json.windows(6).any(|escape| {
        escape.starts_with(b"\\u")
            && std::str::from_utf8(&escape[2..])
                .ok()
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .is_some_and(|letter| letter > 0x7f)
    })
}

fn find<'a>(
    world: &'a World,
    account: &str,
    body: &Map<String, Value>,
) -> Result<(String, &'a Draft), i64> {
    let media_id = body
        .get("media_id")
        .and_then(Value::as_str)
        .filter(|media_id| !media_id.is_empty())
        .ok_or(41006)?;
    world
        .drafts
        .drafts
        .get(media_id)
        .filter(|draft| draft.account == account)
        .map(|draft| (media_id.to_owned(), draft))
        .ok_or(40007)
}

/// Checks one article and turns it into what `draft/get` shows.
fn checked(
    world: &World,
    account: &str,
    article: &Map<String, Value>,
    single: bool,
    media_id: &str,
    index: usize,
) -> Result<Value, i64> {
    let text = |name| article.get(name).and_then(Value::as_str).unwrap_or("");
    let (title, author, digest) = (text("title"), text("author"), text("digest"));
    let source_url = text("content_source_url");
    if title.is_empty() || weight(title) > 128 || title.chars().any(char::is_control) {
        return Err(45003);
    }
    if weight(author) > 32 {
        return Err(45110);
    }
    if weight(digest) > 240 {
        return Err(45004);
    }
    if source_url.len() > 1024 {
        return Err(45005);
    }
    let is_pictures = text("article_type") == "newspic";
    let written = text("content");
    if written.is_empty() && !is_pictures {
        return Err(44004);
    }
    if written.len() >= LONGEST_CONTENT {
        return Err(45002);
    }
    let mut stored = json!({
        "article_type": if is_pictures { "newspic" } else { "news" },
        "title": title,
        "author": author,
        "content_source_url": source_url,
        "show_cover_pic": 0,
        "need_open_comment": flag(article, "need_open_comment"),
        "only_fans_can_comment": flag(article, "only_fans_can_comment"),
        "url": format!("http://mp.weixin.qq.com/s?__biz=MzAwMDAw&tempkey={media_id}{index}"),
    });
    if is_pictures {
        stored["content"] = Value::from(written);
        stored["image_info"] = pictures(world, account, article)?;
        return Ok(stored);
    }
    let cover = text("thumb_media_id");
    let cover_url = world.library.material(account, cover).ok_or(40007)?;
    let content = content::filter(written)?;
    stored["digest"] = match (digest, single) {
        ("", true) => Value::from(beginning(&content)),
        (digest, _) => Value::from(digest),
    };
    stored["content"] = Value::from(content);
    stored["thumb_media_id"] = Value::from(cover);
    stored["thumb_url"] = Value::from(cover_url);
    let mut crops = Vec::new();
    for (field, ratio) in [("pic_crop_235_1", "2.35_1"), ("pic_crop_1_1", "1_1")] {
        match text(field) {
            "" => {}
            crop => crops.push(cropped(crop, ratio).ok_or(53402)?),
        }
    }
    if !crops.is_empty() {
        stored["cover_info"] = json!({"crop_percent_list": crops});
    }
    Ok(stored)
}

/// The article as it is kept, without its pictures where those are to vanish.
fn stripped(world: &World, received: &Received, mut article: Value) -> Value {
    if world.faults.strips_pictures(received.endpoint)
        && let Some(content) = article.get("content").and_then(Value::as_str)
    {
        article["content"] = Value::from(content::without_pictures(content));
    }
    article
}

fn flag(article: &Map<String, Value>, name: &str) -> u64 {
    u64::from(article.get(name).and_then(Value::as_u64) == Some(1))
}

fn pictures(world: &World, account: &str, article: &Map<String, Value>) -> Result<Value, i64> {
    let list = article
        .get("image_info")
        .and_then(|info| info.get("image_list"))
        .and_then(Value::as_array)
        .filter(|list| (1..=MOST_PICTURES).contains(&list.len()))
        .ok_or(40007)?;
    for picture in list {
        let id = picture.get("image_media_id").and_then(Value::as_str);
        id.and_then(|id| world.library.material(account, id))
            .ok_or(40007)?;
    }
    Ok(json!({"image_list": list}))
}

/// `X1_Y1_X2_Y2`, each from 0 to 1 with at most six decimals.
fn cropped(text: &str, ratio: &str) -> Option<Value> {
    let corners: Vec<f64> = text
        .split('_')
        .map(|corner| {
            let decimals = corner.split_once('.').map_or(0, |(_, digits)| digits.len());
            let value = corner.parse::<f64>().ok()?;
            ((0.0..=1.0).contains(&value) && decimals <= 6).then_some(value)
        })
        .collect::<Option<_>>()?;
    match corners[..] {
        [left, top, right, bottom] if left < right && top < bottom => Some(json!({
            "ratio": ratio,
            "x1": left.to_string(), "y1": top.to_string(),
            "x2": right.to_string(), "y2": bottom.to_string(),
        })),
        _ => None,
    }
}

/// The length the service counts: 1 for ASCII, 2 for all else.
fn weight(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}

/// The first 54 characters of the text, which become the digest.
fn beginning(html: &str) -> String {
    let mut inside = false;
    html.chars()
        .filter(|letter| {
            match letter {
                '<' => inside = true,
                '>' if inside => {
                    inside = false;
                    return false;
                }
                _ => {}
            }
            !inside && !letter.is_control()
        })
        .take(54)
        .collect()
}
