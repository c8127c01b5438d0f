//! Publishing a draft (发布): `freepublish/submit` takes the task, `freepublish/get` tells how far it is.
//!
//! The first look finds it running, the second how it ended: well, or as the rule `publish-state` says. A draft leaves
//! the box when its articles have been published, whatever becomes of them later. Ids of publications are documented as
//! text and seen as numbers; here they are both, in turn.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::api::Received;
use super::drafts;
use super::world::World;

/// States of `publish_status`.
const PUBLISHED: u8 = 0;
const RUNNING: u8 = 1;
/// 原创: the articles are not accepted as original ones.
const NOT_ORIGINAL: u8 = 2;
const REVIEW_REFUSED: u8 = 4;

/// The number before the first publication.
const BEFORE_FIRST: u64 = 100_000_000;

/// A draft that was submitted.
#[derive(Debug)]
struct Publication {
    account: String,
    articles: usize,
    /// How it ends.
    state: u8,
    /// How often it was looked at.
    looks: u64,
    /// What stands in the addresses of its articles.
    mark: String,
}

/// All publications of all accounts.
#[derive(Debug, Default)]
pub(super) struct Publications {
    publications: HashMap<u64, Publication>,
}

/// `POST freepublish/submit`.
pub(super) fn submit(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let (media_id, articles) = drafts::named(world, account, received)?;
    let state = world
        .faults
        .publish_state(received.endpoint)
        .unwrap_or(PUBLISHED);
    if !matches!(state, RUNNING..=REVIEW_REFUSED) {
        world.drafts.take_out(&media_id);
    }
    let known = &mut world.publications.publications;
    let number = BEFORE_FIRST + known.len() as u64 + 1;
    let publication = Publication {
        account: account.to_owned(),
        articles,
        state,
        looks: 0,
        mark: world.ids.hint(),
    };
    known.insert(number, publication);
    Ok(json!({
        "errcode": 0,
        "errmsg": "ok",
        "publish_id": id(number),
        "msg_data_id": 2_247_483_647_u64 + number,
    }))
}

/// `POST freepublish/get`.
pub(super) fn get(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let body = drafts::body(received)?;
    let number = match body.get("publish_id") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let number = number.ok_or(40097)?;
    let known = world.publications.publications.get_mut(&number);
    let publication = known
        .filter(|publication| publication.account == account)
        .ok_or(40097)?;
    publication.looks += 1;
    let state = match publication.looks {
        1 => RUNNING,
        _ => publication.state,
    };
    let numbers = 1..=publication.articles;
    let failed: Vec<usize> = match state {
        NOT_ORIGINAL..=REVIEW_REFUSED => numbers.clone().collect(),
        _ => Vec::new(),
    };
    let mut told = json!({
        "publish_id": id(number),
        "publish_status": state,
        "fail_idx": failed,
    });
    if state == PUBLISHED {
        let items: Vec<Value> = numbers
            .map(|index| {
                let url = format!(
                    "http://mp.weixin.qq.com/s?__biz=MzAwMDAw&mid={number}&idx={index}&sn={}#rd",
                    publication.mark
                );
                json!({"idx": index, "article_url": url})
            })
            .collect();
        told["article_id"] = Value::from(format!("{}_{number}", publication.mark));
        told["article_detail"] = json!({"count": items.len(), "item": items});
    }
    Ok(told)
}

fn id(number: u64) -> Value {
    if number.is_multiple_of(2) {
        Value::from(number.to_string())
    } else {
        Value::from(number)
    }
}
