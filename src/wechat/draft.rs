//! The draft box (草稿箱), as far as it is looked at and cleared: `draft/batchget`, `draft/get`, `draft/delete`.
//!
//! Questions are asked again while the service is busy; a deletion too, whose answer may have been lost: what is
//! gone by then was ours.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::Wechat;
use super::client::Payload;
use super::reply::{Subject, bad_reply};
use crate::problem::{Class, Code, Problem};

const LIST: &str = "cgi-bin/draft/batchget";
const GET: &str = "cgi-bin/draft/get";
const DELETE: &str = "cgi-bin/draft/delete";

/// Most drafts that one answer has.
const PAGE: usize = 20;

/// Pauses before a busy service is asked again.
pub(super) const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Draft {
    /// Its id.
    pub media_id: String,
    /// When it was last changed.
    pub updated: Option<SystemTime>,
    /// Its articles, one to eight.
    pub articles: Vec<DraftArticle>,
}

/// An article of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DraftArticle {
    /// `news`, or `newspic` for a picture post.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its author.
    pub author: String,
    /// Its digest.
    pub digest: String,
    /// Its body, as the service keeps it; empty in a list.
    pub content: String,
    /// Where 阅读原文 leads.
    pub source_url: String,
    /// The id of its cover in the material library.
    pub cover: String,
    /// Where its author can see it for a while, without logging in.
    pub preview: Option<String>,
}

impl Wechat {
    /// The newest drafts, at most so many, without their bodies; and how many there are in all.
    ///
    /// # Errors
    /// Those of the account and the connection; `wechat.bad-reply`.
    pub async fn drafts(&self, most: usize) -> Result<(Vec<Draft>, usize), Problem> {
        let mut drafts = Vec::new();
        loop {
            let count = PAGE.min(most - drafts.len());
            let question = json!({"offset": drafts.len(), "count": count.max(1), "no_content": 1});
            let reply = self.ask_box(LIST, &question, Subject::Question).await?;
            let items = reply.get("item").and_then(Value::as_array);
            let items = items.ok_or_else(|| bad_reply(200, "not-json"))?;
            let total = number(&reply, "total_count").unwrap_or(items.len() as u64);
            let total = usize::try_from(total).unwrap_or(usize::MAX);
            let before = drafts.len();
            drafts.extend(items.iter().take(count).filter_map(Draft::of_list));
            if drafts.len() >= most.min(total) || drafts.len() == before {
                return Ok((drafts, total));
            }
        }
    }

    /// A draft with its bodies.
    ///
    /// # Errors
    /// `draft.missing`; those of the account and the connection.
    pub async fn draft(&self, media_id: &str) -> Result<Draft, Problem> {
        let question = json!({"media_id": media_id});
        let subject = Subject::Draft(media_id);
        let reply = self.ask_box(GET, &question, subject).await?;
        let articles = articles(&reply).ok_or_else(|| bad_reply(200, "not-json"))?;
        Ok(Draft {
            media_id: media_id.to_owned(),
            updated: time(&reply),
            articles,
        })
    }

    /// Deletes a draft, for good.
    ///
    /// # Errors
    /// As [`Wechat::draft`].
    pub async fn delete_draft(&self, media_id: &str) -> Result<(), Problem> {
        let question = json!({"media_id": media_id});
        let subject = Subject::Draft(media_id);
        self.ask_box(DELETE, &question, subject).await.map(drop)
    }

    pub(super) async fn ask_box(
        &self,
        path: &str,
        question: &Value,
        subject: Subject<'_>,
    ) -> Result<Map<String, Value>, Problem> {
        let body = question.to_string();
        let mut pauses = PAUSES.into_iter();
        let mut was_lost = false;
        loop {
            let payload = Payload::Json(body.as_bytes());
            let problem = match self.authorized(path, payload, subject).await {
                Ok(reply) => return Ok(reply),
                Err(problem) => problem,
            };
            if path == DELETE && was_lost && problem.code() == Code::DraftMissing {
                return Ok(Map::new());
            }
            let pause = pauses.next().filter(|_| may_pass(&problem));
            let Some(pause) = pause else {
                return self.told(Err(self.with_quota(problem, path).await));
            };
            was_lost = true;
            tokio::time::sleep(pause).await;
        }
    }
}

/// Whether the same question may be answered a little later. A minute's limit lasts longer than our pauses.
fn may_pass(problem: &Problem) -> bool {
    problem.class() == Class::Unreachable && problem.code() != Code::WechatRateLimited
}

impl Draft {
    /// An item of a list; `None` for one without an id.
    fn of_list(item: &Value) -> Option<Self> {
        let item = item.as_object()?;
        let content = item.get("content").and_then(Value::as_object);
        Some(Self {
            media_id: item.get("media_id")?.as_str()?.to_owned(),
            updated: time(item),
            articles: content.and_then(articles).unwrap_or_default(),
        })
    }
}

fn articles(content: &Map<String, Value>) -> Option<Vec<DraftArticle>> {
    let items = content.get("news_item")?.as_array()?;
    Some(items.iter().map(article).collect())
}

fn article(item: &Value) -> DraftArticle {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    DraftArticle {
        kind: match text("article_type") {
            "" => "news".to_owned(),
            kind => kind.to_owned(),
        },
        title: text("title").to_owned(),
        author: text("author").to_owned(),
        digest: text("digest").to_owned(),
        content: text("content").to_owned(),
        source_url: text("content_source_url").to_owned(),
        cover: text("thumb_media_id").to_owned(),
        preview: Some(text("url").to_owned()).filter(|url| !url.is_empty()),
    }
}

fn number(object: &Map<String, Value>, name: &str) -> Option<u64> {
    object.get(name)?.as_u64()
}

fn time(object: &Map<String, Value>) -> Option<SystemTime> {
    let seconds = number(object, "update_time")?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}
