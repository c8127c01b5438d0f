//! What a draft (草稿) is: the articles in it, what is said of each, and the box that keeps them.
//!
//! Vocabulary and arithmetic, no requests: `limit` has the service's limits and how it counts, `digest` makes
//! the lines that stand for an article in a list. `page` reads HTML as text with elements in it, `loss` compares
//! what was sent with what is stored, `trigger` looks for what a refusal may be about, and `place` finds the spot in
//! the article's source. Which article is which draft, the pipeline knows.

mod digest;
mod limit;
mod loss;
mod page;
mod place;
mod trigger;

use std::future::Future;
use std::time::SystemTime;

use crate::problem::Problem;

pub(crate) use digest::digest_of;
pub(crate) use limit::{Limit, half_widths};
pub(crate) use loss::losses;
pub(crate) use place::Places;
pub(crate) use trigger::{Certainty, TriggerKind, triggers};

/// Most articles of one draft.
pub(crate) const MOST_ARTICLES: usize = 8;

/// Most pictures of a picture post.
pub(crate) const MOST_PICTURES: usize = 20;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Draft {
    /// Its id.
    pub media_id: String,
    /// When it was last changed, by the service's clock; to the second.
    pub updated: Option<SystemTime>,
    /// Its articles, one to eight.
    pub articles: Vec<DraftArticle>,
}

impl Draft {
    /// A draft as its box tells it.
    #[must_use]
    pub fn new(
        media_id: impl Into<String>,
        updated: Option<SystemTime>,
        articles: Vec<DraftArticle>,
    ) -> Self {
        Self {
            media_id: media_id.into(),
            updated,
            articles,
        }
    }
}

/// Who may comment on an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Comments {
    /// Nobody.
    #[default]
    Off,
    /// Everybody.
    Open,
    /// Who follows the account.
    Fans,
}

impl Comments {
    /// Reads what people write: `open`, `fans`, `off`; `true` and `1` open them, `false` and `0` do not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "open" | "true" | "yes" | "on" | "1" | "all" => Some(Self::Open),
            "fans" | "fans-only" | "followers" => Some(Self::Fans),
            "off" | "false" | "no" | "0" | "none" | "closed" => Some(Self::Off),
            _ => None,
        }
    }
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
    /// The id of its cover in the material library; empty for a picture post, whose first picture it is.
    pub cover: String,
    /// The part of the cover that is shown in 2.35:1, as `X1_Y1_X2_Y2` in fractions of the picture.
    pub wide_crop: Option<String>,
    /// The part of the cover that is shown as a square.
    pub square_crop: Option<String>,
    /// Who may comment.
    pub comments: Comments,
    /// The ids of the pictures of a picture post, at most 20.
    pub pictures: Vec<String>,
    /// Where its author can see it for a while, without logging in.
    pub preview: Option<String>,
}

impl DraftArticle {
    /// The kind of an ordinary article.
    pub const NEWS: &'static str = "news";

    /// The kind of a picture post.
    pub const PICTURES: &'static str = "newspic";
}

/// The draft box (草稿箱) of an account.
pub trait DraftBox: Send + Sync + 'static {
    /// The newest drafts, at most so many, without their bodies; and how many there are in all.
    ///
    /// # Errors
    /// Those of the account and the connection.
    fn drafts(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<(Vec<Draft>, usize), Problem>> + Send;

    /// A draft with its bodies.
    ///
    /// # Errors
    /// `draft.missing`; those of the account and the connection.
    fn draft(&self, media_id: &str) -> impl Future<Output = Result<Draft, Problem>> + Send;

    /// Puts a new draft into the box; gives its id. One attempt: when the answer is lost, the draft may be there
    /// all the same.
    ///
    /// # Errors
    /// `draft.cover-gone` when a picture is not in the library any more; `wechat.content-refused`; those of the
    /// account and the connection.
    fn add_draft(
        &self,
        articles: &[DraftArticle],
    ) -> impl Future<Output = Result<String, Problem>> + Send;

    /// Replaces one article of a draft, counted from 0. Their number and order stay.
    ///
    /// # Errors
    /// As [`DraftBox::add_draft`].
    fn update_draft(
        &self,
        media_id: &str,
        index: usize,
        article: &DraftArticle,
    ) -> impl Future<Output = Result<(), Problem>> + Send;

    /// Deletes a draft, for good.
    ///
    /// # Errors
    /// As [`DraftBox::draft`].
    fn delete_draft(&self, media_id: &str) -> impl Future<Output = Result<(), Problem>> + Send;
}
