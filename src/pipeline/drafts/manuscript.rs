//! What an article is as a draft: its page, and what is said of it. In: an article and its page. Out: what is
//! sent, but for the ids of pictures; or what is wrong with it, at its place.

use std::ops::Range;
use std::path::PathBuf;

use super::desk::Desk;
use super::headline;
use crate::article::{self, Article, Description, Format, Origin};
use crate::asset::Digest;
use crate::draft::DraftArticle;
use crate::options::{DraftOptions, Options};
use crate::pipeline::place::place;
use crate::report::PlacedProblem;

/// An article as a draft.
#[derive(Debug)]
pub(super) struct Manuscript {
    pub(super) article: Article,
    /// What is sent, without the ids of pictures.
    pub(super) draft: DraftArticle,
    /// The id that the article gives itself.
    pub(super) id: Option<String>,
    /// Its file.
    pub(super) path: Option<PathBuf>,
    /// Of its bytes.
    pub(super) source: Digest,
    /// The cover that is asked for.
    pub(super) cover: Asked,
    /// Where the article says what the cover is cut to, in 2.35:1 and as a square.
    pub(super) crops_at: [Option<Range<usize>>; 2],
}

/// Which cover is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The one that the article names, at these bytes.
    Named(Range<usize>),
    /// This file or URL.
    Given(String),
    /// Nobody has said; one is chosen.
    Any,
}

impl Manuscript {
    /// Whether it is a picture post.
    pub(super) fn is_pictures(&self) -> bool {
        self.draft.kind == DraftArticle::PICTURES
    }

    /// What would change the draft, as one word; what the cover is stands in `cover`.
    pub(super) fn word(&self, cover: &str) -> String {
        let DraftArticle {
            kind,
            title,
            author,
            digest,
            content,
            source_url,
            wide_crop,
            square_crop,
            comments,
            ..
        } = &self.draft;
        let rest = format!("{wide_crop:?} {square_crop:?} {comments:?}");
        let parts: [&str; 8] = [
            kind, title, author, digest, source_url, content, &rest, cover,
        ];
        let joined = parts.join("\0");
        Digest::of(joined.as_bytes()).hex()
    }
}

/// Whether an article says that it is a picture post.
pub(in crate::pipeline) fn says_pictures(description: &Description) -> bool {
    let kind = description.kind.as_ref();
    kind.is_some_and(|kind| kind.text.eq_ignore_ascii_case(DraftArticle::PICTURES))
}

/// Makes the manuscript of an article with this page.
///
/// # Errors
/// What is wrong with it.
pub(super) fn manuscript(
    article: Article,
    page: String,
    options: &Options,
    draft: &DraftOptions,
) -> Result<Manuscript, Vec<PlacedProblem>> {
    let mark = article.mark_length();
    let text = article.text().into_owned();
    let description = match article.format() {
        Format::Markdown => article::description(&text),
        Format::Html => article::description_of_html(&text),
    };
    // Text decoded from another encoding does not count the bytes of the source.
    let is_exact = text.len() + mark == article.source().len();
    let in_source = |span: &Range<usize>| is_exact.then(|| span.start + mark..span.end + mark);
    let opening = headline::opening(&text, article.format(), options);
    let broken = match article.format() {
        Format::Markdown => article::front_matter_problem(&text),
        Format::Html => None,
    };
    let desk = Desk::new(draft, article.format());
    let written = match broken {
        // What it says is not known, so the draft might be another article's.
        Some((span, problem)) => Err(vec![(problem.hardened(), Some(span))]),
        None => desk.write(&description, &opening, page),
    };
    let written = written.map_err(|problems| {
        let at = |span: Range<usize>| place(&article, &span, article.position(span.start), true);
        let placed = problems.into_iter().map(|(problem, span)| PlacedProblem {
            problem,
            place: span.as_ref().and_then(in_source).map(at),
        });
        placed.collect::<Vec<_>>()
    })?;
    let crops_at = [&description.wide_crop, &description.square_crop]
        .map(|said| said.as_ref().and_then(|said| in_source(&said.span)));
    let given = &draft.given.cover;
    let cover = match (given, &description.cover, &draft.defaults.cover) {
        (Some(cover), ..) | (None, None, Some(cover)) => Asked::Given(cover.clone()),
        (None, Some(said), _) => Asked::Named(said.span.start + mark..said.span.end + mark),
        (None, None, None) => Asked::Any,
    };
    Ok(Manuscript {
        source: Digest::of(article.as_read()),
        path: match article.origin() {
            Origin::File(path) => std::path::absolute(path).ok(),
            Origin::Stdin { .. } => None,
        },
        id: description.id.map(|said| said.text),
        article,
        draft: written,
        cover,
        crops_at,
    })
}
