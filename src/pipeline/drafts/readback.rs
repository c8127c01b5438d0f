//! What the service made of a draft, and what it may have refused, at the places of the article.

use std::ops::Range;

use crate::article::{self, Article, Format};
use crate::draft::{self, Certainty, Comments, DraftArticle, Places, TriggerKind};
use crate::pipeline::place::place;
use crate::problem::{Code, Problem};
use crate::report::{Place, PlacedProblem, ReferenceReport};

/// Most losses of an article that are told.
const MOST_TOLD: usize = 20;

/// What the service dropped of an article.
pub(super) fn losses(
    article: &Article,
    references: &[ReferenceReport],
    written: &DraftArticle,
    stored: &DraftArticle,
) -> Vec<PlacedProblem> {
    let losses = draft::losses(&written.content, &stored.content);
    let text = article.text();
    let source = Source::new(article, &text);
    let fields = fields(written, stored).into_iter().map(|(field, value)| {
        let problem = Problem::new(Code::DraftLost)
            .with("kind", "field")
            .with("what", field)
            .with("count", 1);
        PlacedProblem {
            problem,
            place: source.find(&[value.to_owned()], 0),
        }
    });
    let body = match article.format() {
        Format::Markdown => article::body_start(&text),
        Format::Html => 0,
    };
    let told = losses.into_iter().take(MOST_TOLD).map(|loss| {
        let problem = Problem::new(Code::DraftLost)
            .with("kind", loss.kind.word())
            .with("what", &loss.what)
            .with("count", loss.count);
        // A picture stands in the source by another name than on the page.
        let of_reference = references.iter().find(|row| {
            let url = row.url.as_ref();
            url.is_some_and(|url| url.as_str() == loss.what)
        });
        let place = match of_reference {
            Some(row) => Some(at_reference(article, row)),
            None => source.find(&loss.needles(), body),
        };
        PlacedProblem { problem, place }
    });
    fields.chain(told).collect()
}

/// The fields that the service has changed. It makes a digest where there is none.
fn fields<'a>(written: &'a DraftArticle, stored: &DraftArticle) -> Vec<(&'static str, &'a str)> {
    let comments = match written.comments {
        Comments::Off => "off",
        Comments::Open => "open",
        Comments::Fans => "fans",
    };
    let has_digest = !written.digest.is_empty();
    [
        ("title", &*written.title, written.title == stored.title),
        ("author", &written.author, written.author == stored.author),
        (
            "digest",
            &written.digest,
            !has_digest || written.digest == stored.digest,
        ),
        (
            "source-url",
            &written.source_url,
            written.source_url == stored.source_url,
        ),
        (
            "comments",
            comments,
            // Of an account that opens them by itself nobody asked for that.
            written.comments == Comments::Off || written.comments == stored.comments,
        ),
    ]
    .into_iter()
    .filter(|(_, _, is_same)| !is_same)
    .map(|(field, value, _)| (field, value))
    .collect()
}

/// What is in an article that is known, or suspected, to be refused in this way.
pub(super) fn triggers(
    article: &Article,
    written: &DraftArticle,
    problem: &Problem,
) -> Vec<PlacedProblem> {
    let errcode = problem.argument("errcode");
    let Some(errcode) = errcode.and_then(|errcode| errcode.parse::<i64>().ok()) else {
        return Vec::new();
    };
    let text = article.text();
    let source = Source::new(article, &text);
    let triggers = draft::triggers(&written.content, errcode);
    let is_known = triggers
        .iter()
        .any(|trigger| trigger.certainty == Certainty::Known);
    // Where the cause is plain, guesses would only lead away from it.
    let told = triggers
        .into_iter()
        .filter(|trigger| !is_known || trigger.certainty == Certainty::Known)
        .take(MOST_TOLD);
    told.map(|trigger| PlacedProblem {
        place: source.find(
            &match trigger.kind {
                TriggerKind::Title => vec![written.title.clone()],
                TriggerKind::Digest => vec![written.digest.clone()],
                TriggerKind::Author => vec![written.author.clone()],
                TriggerKind::SourceUrl => vec![written.source_url.clone()],
                _ => trigger.needles(),
            },
            0,
        ),
        problem: Problem::new(Code::DraftTrigger)
            .with(
                "certainty",
                match trigger.certainty {
                    Certainty::Known => "known",
                    Certainty::Suspected => "suspected",
                },
            )
            .with("trigger", trigger.kind.word())
            .with("what", trigger.what),
    })
    .collect()
}

/// The text of an article, to find places in.
struct Source<'a> {
    article: &'a Article,
    places: Places<'a>,
    /// Whether the text's bytes are those of the source.
    is_exact: bool,
}

impl<'a> Source<'a> {
    fn new(article: &'a Article, text: &'a str) -> Self {
        Self {
            article,
            places: Places::new(text),
            is_exact: text.len() + article.mark_length() == article.source().len(),
        }
    }

    fn find(&self, needles: &[String], from: usize) -> Option<Place> {
        let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
        let found = self.places.find(&needles, from).filter(|_| self.is_exact)?;
        let mark = self.article.mark_length();
        Some(at(self.article, &(found.start + mark..found.end + mark)))
    }
}

fn at(article: &Article, span: &Range<usize>) -> Place {
    place(article, span, article.position(span.start), true)
}

fn at_reference(article: &Article, row: &ReferenceReport) -> Place {
    let line = article.line(row.position.line);
    let length = row.written.chars().count();
    Place::new(row.position.line, row.position.column, line, 0, length)
}
