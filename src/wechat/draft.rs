//! The draft box (草稿箱): `draft/batchget`, `get`, `add`, `update`, `delete`.
//!
//! Questions are asked again while the service is busy; so is an update, which may be done twice, and a deletion,
//! whose answer may have been lost: what is gone by then was ours. An addition is tried once: only who knows
//! what was in the box before can tell whether a lost one was done.

mod wire;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Wechat;
use super::client::Payload;
use super::reply::{Subject, bad_reply};
use crate::draft::{Draft, DraftArticle, DraftBox};
use crate::problem::{Class, Code, Problem};

const LIST: &str = "cgi-bin/draft/batchget";
const GET: &str = "cgi-bin/draft/get";
const ADD: &str = "cgi-bin/draft/add";
const UPDATE: &str = "cgi-bin/draft/update";
const DELETE: &str = "cgi-bin/draft/delete";

/// Most drafts that one answer has.
const PAGE: usize = 20;

/// Pauses before a busy service is asked again.
pub(super) const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

impl DraftBox for Wechat {
    async fn drafts(&self, most: usize) -> Result<(Vec<Draft>, usize), Problem> {
        let mut drafts = Vec::new();
        loop {
            let count = PAGE.min(most - drafts.len());
            let question = json!({"offset": drafts.len(), "count": count.max(1), "no_content": 1});
            let reply = self.ask_box(LIST, &question, Subject::Question).await?;
            let items = reply.get("item").and_then(Value::as_array);
            let items = items.ok_or_else(|| bad_reply(200, "not-json"))?;
            let total = wire::number(&reply, "total_count").unwrap_or(items.len() as u64);
            let total = usize::try_from(total).unwrap_or(usize::MAX);
            let before = drafts.len();
            drafts.extend(items.iter().take(count).filter_map(wire::draft_of_list));
            if drafts.len() >= most.min(total) || drafts.len() == before {
                return Ok((drafts, total));
            }
        }
    }

    async fn draft(&self, media_id: &str) -> Result<Draft, Problem> {
        let question = json!({"media_id": media_id});
        let subject = Subject::Draft(media_id);
        let reply = self.ask_box(GET, &question, subject).await?;
        let articles = wire::articles(&reply).ok_or_else(|| bad_reply(200, "not-json"))?;
        Ok(Draft::new(media_id, wire::time(&reply), articles))
    }

    async fn add_draft(&self, articles: &[DraftArticle]) -> Result<String, Problem> {
        let articles: Vec<Value> = articles.iter().map(wire::written).collect();
        let body = json!({"articles": articles}).to_string();
        let payload = Payload::Json(body.as_bytes());
        let added = match self.authorized(ADD, payload, Subject::DraftContent).await {
            Ok(reply) => {
                let media_id = reply.get("media_id").and_then(Value::as_str);
                media_id
                    .map(str::to_owned)
                    .ok_or_else(|| bad_reply(200, "no-media-id"))
            }
            Err(problem) => Err(self.with_quota(problem, ADD).await),
        };
        self.told(added)
    }

    async fn update_draft(
        &self,
        media_id: &str,
        index: usize,
        article: &DraftArticle,
    ) -> Result<(), Problem> {
        let article = wire::written(article);
        let change = json!({"media_id": media_id, "index": index, "articles": article});
        let done = self.ask_box(UPDATE, &change, Subject::DraftContent).await;
        done.map(drop)
    }

    async fn delete_draft(&self, media_id: &str) -> Result<(), Problem> {
        let question = json!({"media_id": media_id});
        let subject = Subject::Draft(media_id);
        self.ask_box(DELETE, &question, subject).await.map(drop)
    }
}

impl Wechat {
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
