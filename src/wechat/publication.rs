//! Publishing a draft (发布): `freepublish/submit` takes the task, `freepublish/get` tells what becomes of it.
//!
//! A publication is for everybody to see, so a submission whose answer is lost is never sent again: the draft box is
//! looked into, which a draft leaves when it is published, and what is not known then is said to be unknown.

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::Wechat;
use super::client::Payload;
use super::draft::PAUSES;
use super::reply::{Subject, bad_reply};
use crate::draft::DraftBox as _;
use crate::problem::{Code, Problem};

const SUBMIT: &str = "cgi-bin/freepublish/submit";
const GET: &str = "cgi-bin/freepublish/get";

/// Pause after the first look at what was submitted; each is half as long again as the one before. An account has
/// about a hundred looks a day.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Failures of a connection before anything was sent through it.
const NEVER_SENT: [&str; 4] = ["dns", "refused", "no-route", "certificates"];

/// How far a publication is, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicationState {
    /// Everybody can read it.
    Published,
    /// It is under way.
    Running,
    /// It was not accepted as original (原创).
    NotOriginal,
    /// It failed, and nobody says why.
    Failed,
    /// The review refused it.
    ReviewRefused,
    /// It was published, and its account has deleted all of it.
    Deleted,
    /// It was published, and `WeChat` has banned all of it.
    Banned,
}

impl PublicationState {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Running => "running",
            Self::NotOriginal => "not-original",
            Self::Failed => "failed",
            Self::ReviewRefused => "review-refused",
            Self::Deleted => "deleted",
            Self::Banned => "banned",
        }
    }

    /// A state that is not in the documentation is no success.
    fn of(number: u64) -> Self {
        match number {
            0 => Self::Published,
            1 => Self::Running,
            2 => Self::NotOriginal,
            4 => Self::ReviewRefused,
            5 => Self::Deleted,
            6 => Self::Banned,
            _ => Self::Failed,
        }
    }
}

/// What has become of a draft that was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Publication {
    /// Its id.
    pub publish_id: String,
    /// How far it is.
    pub state: PublicationState,
    /// The service's number for that.
    pub number: u64,
    /// Its articles, once it is published.
    pub articles: Vec<PublishedArticle>,
    /// Numbers, from 1, of the articles for which it failed, as far as the service tells.
    pub failed: Vec<u64>,
}

/// An article that everybody can read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedArticle {
    /// Its number in the draft, from 1.
    pub index: u64,
    /// Its address.
    pub url: String,
}

impl Publication {
    /// Why it is not published; `None` when it is.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        let code = match self.state {
            PublicationState::Published => return None,
            PublicationState::Running => Code::PublicationRunning,
            PublicationState::NotOriginal => Code::PublicationNotOriginal,
            PublicationState::Failed => Code::PublicationFailed,
            PublicationState::ReviewRefused => Code::PublicationReviewRefused,
            PublicationState::Deleted => Code::PublicationDeleted,
            PublicationState::Banned => Code::PublicationBanned,
        };
        let problem = Problem::new(code).with("publish_id", &self.publish_id);
        Some(match self.state {
            PublicationState::Failed => problem.with("state", self.number),
            PublicationState::NotOriginal | PublicationState::ReviewRefused => {
                let numbers: Vec<String> = self.failed.iter().map(u64::to_string).collect();
                problem.with("numbers", numbers.join(", "))
            }
            _ => problem,
        })
    }
}

impl Wechat {
    /// Submits a draft for publishing; the id of the publication. That the task was taken is all that is known then:
    /// [`Wechat::published`] waits for the end.
    ///
    /// # Errors
    /// `draft.missing`, `wechat.forbidden`, `wechat.content-refused`; `publication.accepted` and
    /// `publication.uncertain` when the answer is lost; those of the account and the connection.
    pub async fn publish_draft(&self, media_id: &str) -> Result<String, Problem> {
        // So that its absence, after a lost answer, tells something.
        self.draft(media_id).await?;
        let body = json!({"media_id": media_id}).to_string();
        let subject = Subject::Publication(media_id);
        let mut pauses = PAUSES.into_iter();
        let mut was_busy = false;
        let problem = loop {
            let payload = Payload::Json(body.as_bytes());
            let problem = match self.authorized(SUBMIT, payload, subject).await {
                Ok(reply) => match text(&reply, "publish_id") {
                    Some(publish_id) => return Ok(publish_id),
                    None => bad_reply(200, "not-json"),
                },
                Err(problem) => problem,
            };
            // The service's own word that it has done nothing.
            let is_busy = problem.argument("errcode") == Some("-1");
            match pauses.next().filter(|_| is_busy) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => break problem,
            }
            was_busy = true;
        };
        let is_gone = was_busy && problem.code() == Code::DraftMissing;
        let problem = if is_gone || may_be_taken(&problem) {
            self.lost(media_id).await
        } else {
            self.with_quota(problem, SUBMIT).await
        };
        self.told(Err(problem))
    }

    /// What is known of a draft whose submission was not answered.
    async fn lost(&self, media_id: &str) -> Problem {
        let (code, place) = match self.draft(media_id).await {
            Err(problem) if problem.code() == Code::DraftMissing => {
                (Code::PublicationAccepted, None)
            }
            Ok(_) => (Code::PublicationUncertain, Some("box")),
            Err(_) => (Code::PublicationUncertain, Some("unknown")),
        };
        let problem = Problem::new(code).with("media_id", media_id);
        place
            .into_iter()
            .fold(problem, |problem, place| problem.with("place", place))
    }

    /// Looks at what was submitted.
    ///
    /// # Errors
    /// Those of the account and the connection; `wechat.bad-reply`.
    pub async fn publication(&self, publish_id: &str) -> Result<Publication, Problem> {
        let question = json!({"publish_id": publish_id});
        let subject = Subject::Question;
        let reply = self.ask_box(GET, &question, subject).await?;
        let number = integer(reply.get("publish_status"));
        let number = number.ok_or_else(|| bad_reply(200, "not-json"))?;
        let list = |value: Option<&Value>| {
            let items = value.and_then(Value::as_array);
            items.cloned().unwrap_or_default()
        };
        let items = list(reply.get("article_detail").and_then(|all| all.get("item")));
        Ok(Publication {
            publish_id: publish_id.to_owned(),
            state: PublicationState::of(number),
            number,
            articles: items.iter().filter_map(PublishedArticle::of).collect(),
            failed: (list(reply.get("fail_idx")).iter())
                .filter_map(|value| integer(Some(value)))
                .collect(),
        })
    }

    /// Looks at what was submitted until it has come to an end, but no longer than this; what was seen last. A
    /// service that cannot be reached meanwhile is asked again.
    ///
    /// # Errors
    /// As [`Wechat::publication`].
    pub async fn published(
        &self,
        publish_id: &str,
        patience: Duration,
    ) -> Result<Publication, Problem> {
        let end = Instant::now() + patience;
        let mut pause = FIRST_PAUSE;
        loop {
            let seen = self.publication(publish_id).await;
            let may_change = match &seen {
                Ok(publication) => publication.state == PublicationState::Running,
                Err(problem) => problem.code().is_transient(),
            };
            let left = end.saturating_duration_since(Instant::now());
            if !may_change || left.is_zero() {
                return seen;
            }
            tokio::time::sleep(pause.min(left)).await;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }
}

/// Whether the task may have been taken although there is no word of it.
fn may_be_taken(problem: &Problem) -> bool {
    let reason = problem.argument("reason").unwrap_or_default();
    match problem.code() {
        Code::WechatUnreachable => !NEVER_SENT.contains(&reason),
        Code::WechatBadReply => true,
        // The edge's, which says nothing of the service behind it.
        Code::WechatBusy => problem.argument("errcode") != Some("-1"),
        _ => false,
    }
}

impl PublishedArticle {
    fn of(item: &Value) -> Option<Self> {
        Some(Self {
            index: integer(item.get("idx"))?,
            url: item.get("article_url")?.as_str()?.to_owned(),
        })
    }
}

/// Documented as text, seen as a number.
fn text(reply: &Map<String, Value>, name: &str) -> Option<String> {
    match reply.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn integer(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_numbers_come_as_text_and_as_numbers() {
        for reply in [json!({"publish_id": 100}), json!({"publish_id": "100"})] {
            let reply = reply.as_object().unwrap();
            assert_eq!(text(reply, "publish_id").as_deref(), Some("100"));
            assert_eq!(integer(reply.get("publish_id")), Some(100));
        }
        for reply in [
            json!({"publish_id": ""}),
            json!({"publish_id": null}),
            json!({}),
        ] {
            let reply = reply.as_object().unwrap();
            assert_eq!(text(reply, "publish_id"), None);
            assert_eq!(integer(reply.get("publish_id")), None);
        }
    }

    #[test]
    fn only_one_state_is_a_success() {
        let problem = |number| {
            let publication = Publication {
                publish_id: "100".to_owned(),
                state: PublicationState::of(number),
                number,
                articles: Vec::new(),
                failed: vec![1, 3],
            };
            publication.problem()
        };
        assert_eq!(problem(0), None);
        let codes = (1..=7).map(|number| problem(number).unwrap().code().as_str());
        assert_eq!(
            codes.collect::<Vec<_>>(),
            [
                "publication.running",
                "publication.not-original",
                "publication.failed",
                "publication.review-refused",
                "publication.deleted",
                "publication.banned",
                "publication.failed",
            ]
        );
        assert_eq!(problem(4).unwrap().argument("numbers"), Some("1, 3"));
        assert_eq!(problem(7).unwrap().argument("state"), Some("7"));
    }

    #[test]
    fn only_what_was_never_sent_is_surely_not_taken() {
        let unreachable = |reason| Problem::new(Code::WechatUnreachable).with("reason", reason);
        let busy = |errcode| Problem::new(Code::WechatBusy).with("errcode", errcode);
        for (problem, may_be) in [
            (unreachable("refused"), false),
            (unreachable("closed"), true),
            (unreachable("timeout"), true),
            (bad_reply(200, "truncated"), true),
            (busy("HTTP 504"), true),
            (busy("-1"), false),
            (Problem::new(Code::WechatForbidden), false),
        ] {
            assert_eq!(may_be_taken(&problem), may_be, "{problem:?}");
        }
    }
}
