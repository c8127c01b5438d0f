//! The report: what became of every reference, and the sums of the run.

use std::collections::{HashMap, HashSet};

use super::hosting::{Delivered, Sums};
use super::outcome::{Outcome, ResolvedReference};
use super::place::place;
use super::prepare::PlannedImage;
use crate::article::{Article, Target};
use crate::asset::{Digest, HostedUrl};
use crate::fitting::Fitting;
use crate::options::Verb;
use crate::plan;
use crate::problem::{Code, Problem};
use crate::report::{
    ArticleReport, ArticleStatus, ImageReport, PlacedProblem, ReferenceReport, ReferenceStatus,
    Report, Totals,
};

/// Problems of one article that come with the line they stand in; the others with their numbers alone, so
/// that a line with a hundred thousand of them is not kept as often.
const SHOWN_LINES: usize = 500;

/// Characters of a target that are kept: enough for any path and URL, not for a picture in a `data:` URI.
const KEPT: usize = 8192;

/// The report of an article whose references have their outcomes; output and status come later.
pub(super) fn article(
    verb: Verb,
    article: &Article,
    references: &[ResolvedReference],
    mut problems: Vec<PlacedProblem>,
) -> ArticleReport {
    let mut rows = Vec::with_capacity(references.len());
    for resolved in references {
        let reference = &resolved.reference;
        let failed = match &resolved.outcome {
            Outcome::Failed(problem) if plan::is_optional(verb, reference) => {
                Some(problem.clone().softened())
            }
            Outcome::Failed(problem) => Some(problem.clone()),
            _ => None,
        };
        let shown = problems.len() < SHOWN_LINES;
        let at = |problem: Problem| PlacedProblem {
            problem,
            place: Some(place(article, &reference.span, reference.position, shown)),
        };
        problems.extend(
            resolved
                .remarks
                .iter()
                .cloned()
                .chain(failed.clone())
                .map(at),
        );
        rows.push(ReferenceReport {
            position: reference.position,
            written: beginning(&reference.written),
            syntax: reference.syntax.as_str(),
            target: target(resolved),
            digest: resolved
                .content
                .as_ref()
                .map(|content| content.asset.digest),
            status: resolved.outcome.status(),
            url: resolved.outcome.url().cloned(),
            fitting: fitting(&resolved.outcome),
            in_library: is_in_library(&resolved.outcome),
            problem: failed,
        });
    }
    ArticleReport {
        input: article.origin().name(),
        output: None,
        content: None,
        changed: false,
        up_to_date: false,
        status: ArticleStatus::Done,
        references: rows,
        page: None,
        draft: None,
        problems,
    }
}

fn fitting(outcome: &Outcome) -> Option<Fitting> {
    outcome.hosted().and_then(|hosted| hosted.fitting)
}

fn is_in_library(outcome: &Outcome) -> bool {
    outcome
        .hosted()
        .is_some_and(|hosted| hosted.image.is_in_library())
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn target(resolved: &ResolvedReference) -> Option<String> {
    match &resolved.reference.target {
        Target::Local(_) => resolved
            .content
            .as_ref()
            .map(|content| content.source.name()),
        Target::Remote(url) | Target::Hosted(url) => Some(url.clone()),
        // A data URI is its own content; repeating a megabyte in the report helps nobody.
        Target::Data(_) | Target::InlineSvg(_) | Target::Figure(_) | Target::Template(_) => None,
    }
}

/// The report of a picture that was named by itself.
pub(super) fn image(input: String, planned: PlannedImage, delivered: &Delivered) -> ImageReport {
    let PlannedImage { content, step } = planned;
    let outcome = Outcome::of(step, content.as_ref(), delivered);
    ImageReport {
        input,
        digest: content.map(|content| content.asset.digest),
        status: outcome.status(),
        url: outcome.url().cloned(),
        fitting: fitting(&outcome),
        in_library: is_in_library(&outcome),
        problem: match outcome {
            Outcome::Failed(problem) => Some(problem),
            _ => None,
        },
    }
}

/// Adds up a run.
pub(super) fn report(
    command: &'static str,
    dry_run: bool,
    articles: Vec<ArticleReport>,
    images: Vec<ImageReport>,
    problems: Vec<Problem>,
    sums: Sums,
) -> Report {
    let mut totals = Totals {
        articles: articles.len() as u64,
        up_to_date: articles.iter().filter(|article| article.up_to_date).count() as u64,
        bytes_sent: sums.bytes_sent,
        requests: sums.requests,
        fetches: sums.fetches,
        ..Totals::default()
    };
    let rows = || articles.iter().flat_map(|article| &article.references);
    let hosted = rows()
        .map(|row| (row.url.as_ref(), row.fitting.is_some(), row.in_library))
        .chain(images.iter().map(|image| {
            (
                image.url.as_ref(),
                image.fitting.is_some(),
                image.in_library,
            )
        }));
    let (mut fitted, mut library): (HashSet<&HostedUrl>, HashSet<&HostedUrl>) = Default::default();
    for (url, is_fitted, is_in_library) in hosted {
        fitted.extend(url.filter(|_| is_fitted));
        library.extend(url.filter(|_| is_in_library));
    }
    totals.fitted = fitted.len() as u64;
    totals.in_library = library.len() as u64;
    // Contents are counted once each; one that was uploaded counts as uploaded wherever else it is reused.
    let mut contents: HashMap<Digest, Option<ReferenceStatus>> = HashMap::new();
    let statuses = rows().map(|row| (row.digest, row.status));
    for (digest, status) in statuses.chain(images.iter().map(|image| (image.digest, image.status)))
    {
        totals.references += 1;
        match status {
            ReferenceStatus::Kept => totals.kept += 1,
            ReferenceStatus::Failed => totals.failed += 1,
            ReferenceStatus::Uploaded | ReferenceStatus::Reused => {
                if let Some(digest) = digest {
                    let known = contents.entry(digest).or_default();
                    if *known != Some(ReferenceStatus::Uploaded) {
                        *known = Some(status);
                    }
                }
            }
        }
        if let Some(digest) = digest {
            contents.entry(digest).or_default();
        }
    }
    let count = |wanted| {
        contents
            .values()
            .filter(|status| **status == Some(wanted))
            .count() as u64
    };
    totals.assets = contents.len() as u64;
    totals.uploaded = count(ReferenceStatus::Uploaded);
    totals.reused = count(ReferenceStatus::Reused);
    Report {
        command,
        dry_run,
        articles,
        images,
        stale: Vec::new(),
        lockfile: None,
        problems,
        totals,
    }
}

/// Passes over pages without the element that is the article where others have one: a built site has list pages,
/// too. Where none has one, the selector is wrong, and each page says so.
pub(super) fn pass_over(articles: &mut [ArticleReport]) {
    let has_none = |article: &ArticleReport| {
        let mut problems = article.problems.iter();
        problems.any(|placed| placed.problem.code() == Code::ArticleSelectNoMatch)
    };
    if articles.iter().all(has_none) {
        return;
    }
    for article in articles.iter_mut().filter(|article| has_none(article)) {
        article.status = ArticleStatus::PassedOver;
        article.problems.clear();
    }
}

impl ArticleReport {
    /// The report of an article that could not even be read.
    pub(crate) fn unreadable(input: String, problem: Problem) -> Self {
        let mut report = Self {
            input,
            output: None,
            content: None,
            changed: false,
            up_to_date: false,
            status: ArticleStatus::Failed,
            references: Vec::new(),
            page: None,
            draft: None,
            problems: Vec::new(),
        };
        report.fail(problem);
        report
    }

    /// Marks the article as failed by a problem of the article as a whole.
    pub(super) fn fail(&mut self, problem: Problem) {
        self.status = ArticleStatus::Failed;
        self.problems.push(PlacedProblem {
            problem,
            place: None,
        });
    }
}

impl ImageReport {
    /// The report of a picture whose planning died.
    pub(super) fn failed(input: String, problem: Problem) -> Self {
        Self {
            input,
            digest: None,
            status: ReferenceStatus::Failed,
            url: None,
            fitting: None,
            in_library: false,
            problem: Some(problem),
        }
    }
}
