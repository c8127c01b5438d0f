//! What a run did, as data; JSON version 1 is drawn from it here, text in the console.

mod json;

use std::path::PathBuf;

use crate::article::Position;
use crate::asset::{Digest, HostedUrl};
use crate::fitting::Fitting;
use crate::problem::{Class, Problem};

/// What became of one reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceStatus {
    /// Uploaded in this run (or, in a dry run, would be).
    Uploaded,
    /// Remembered from before.
    Reused,
    /// Left as written: already hosted, a template, or another host with `--remote keep`.
    Kept,
    /// Cannot be served.
    Failed,
}

impl ReferenceStatus {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Reused => "reused",
            Self::Kept => "kept",
            Self::Failed => "failed",
        }
    }
}

/// What became of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArticleStatus {
    /// Complete.
    Done,
    /// Written although references are missing (`--allow-missing`), or not written because of them.
    Incomplete,
    /// It could not be read, rendered or written.
    Failed,
    /// It has no element that `--select` names, as others have: a list page of a site, say.
    PassedOver,
}

impl ArticleStatus {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
            Self::PassedOver => "passed-over",
        }
    }
}

/// One reference in the report.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReferenceReport {
    /// Where it stands.
    pub position: Position,
    /// The target as written.
    pub written: String,
    /// The name of its syntax.
    pub syntax: &'static str,
    /// The file it means, relative to the working directory where possible; the URL for the others.
    pub target: Option<String>,
    /// The digest of the content.
    pub digest: Option<Digest>,
    /// What became of it.
    pub status: ReferenceStatus,
    /// The hosted URL.
    pub url: Option<HostedUrl>,
    /// What was done in this run to make it fit; `None` when it went as it is, or was remembered.
    pub fitting: Option<Fitting>,
    /// Whether it counts in the account's material library.
    pub in_library: bool,
    /// The code of the problem that made it fail.
    pub problem: Option<Problem>,
}

/// A problem at a place of an article.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PlacedProblem {
    /// What.
    pub problem: Problem,
    /// Where; `None` for the article as a whole.
    pub place: Option<Place>,
}

impl PlacedProblem {
    /// Line and column, if it has a place.
    pub(crate) fn position(&self) -> Option<Position> {
        self.place.as_ref().map(|place| place.position)
    }
}

impl From<Problem> for PlacedProblem {
    /// A problem of an article as a whole.
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            place: None,
        }
    }
}

/// A place in an article with the source line, so that it can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Line and column.
    pub position: Position,
    /// The text of that line, cut to a sensible length around the place.
    pub line_text: String,
    /// Where `line_text` begins: the number of characters cut off before it.
    pub cut: usize,
    /// Length of the marked part, in characters, at least 1.
    pub length: usize,
}

/// One article in the report.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ArticleReport {
    /// The input as given: a path, or `-`.
    pub input: String,
    /// What was written, or would be in a dry run; `None` when nothing is.
    pub output: Option<PathBuf>,
    /// The output itself, when it goes to standard output.
    pub content: Option<Vec<u8>>,
    /// Whether the output differs from what was there.
    pub changed: bool,
    /// Whether it was not made again, because nothing that it depends on has changed.
    pub up_to_date: bool,
    /// What became of it.
    pub status: ArticleStatus,
    /// Its references, in source order.
    pub references: Vec<ReferenceReport>,
    /// Its problems, in source order.
    pub problems: Vec<PlacedProblem>,
    /// How long the page is, where one was made.
    pub page: Option<PageSize>,
    /// Its draft, where it became one.
    pub draft: Option<DraftReport>,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DraftStatus {
    /// There was none.
    Created,
    /// What was there is as the article is now.
    Updated,
    /// It is as it would be; nobody was asked.
    Unchanged,
    /// A dry run: there would be a new one.
    WouldCreate,
    /// A dry run: it would be updated.
    WouldUpdate,
}

impl DraftStatus {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::WouldCreate => "would-create",
            Self::WouldUpdate => "would-update",
        }
    }
}

/// Which picture is the cover of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CoverReport {
    /// The one that an option or the configuration names.
    Given(String),
    /// The one that the article names, as written.
    Named(String),
    /// A picture of the article that is large enough, as written.
    OfArticle(String),
    /// It was drawn from the title.
    Drawn,
}

impl CoverReport {
    /// The word in reports, and the picture.
    #[must_use]
    pub fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Given(written) => ("given", Some(written)),
            Self::Named(written) => ("named", Some(written)),
            Self::OfArticle(written) => ("of-article", Some(written)),
            Self::Drawn => ("drawn", None),
        }
    }
}

/// The draft of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DraftReport {
    /// Its id; `None` for one that is not there yet.
    pub media_id: Option<String>,
    /// Which of its articles this is, from 0.
    pub index: usize,
    /// What became of it.
    pub status: DraftStatus,
    /// The title.
    pub title: String,
    /// The author.
    pub author: String,
    /// The digest.
    pub digest: String,
    /// Where 阅读原文 leads.
    pub source_url: String,
    /// The cover; `None` where nobody had to look.
    pub cover: Option<CoverReport>,
}

/// How long a page is, as the service counts the body of an article: with its tags and styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageSize {
    /// In characters (Unicode scalar values).
    pub characters: usize,
    /// In bytes of UTF-8.
    pub bytes: usize,
}

impl PageSize {
    /// The size of a page.
    #[must_use]
    pub fn of(html: &str) -> Self {
        Self {
            characters: html.chars().count(),
            bytes: html.len(),
        }
    }
}

/// One picture in the report of `upload`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ImageReport {
    /// The path as given.
    pub input: String,
    /// The digest of its content.
    pub digest: Option<Digest>,
    /// What became of it.
    pub status: ReferenceStatus,
    /// The hosted URL.
    pub url: Option<HostedUrl>,
    /// What was done in this run to make it fit.
    pub fitting: Option<Fitting>,
    /// Whether it counts in the account's material library.
    pub in_library: bool,
    /// What made it fail.
    pub problem: Option<Problem>,
}

/// What became of an output whose article is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StaleFate {
    /// It was left where it is: nobody asked for it to be removed, or it could not be.
    Kept,
    /// It was changed since it was written, and stays whatever was asked for.
    Changed,
    /// It was removed.
    Removed,
    /// A dry run: it would be removed.
    WouldRemove,
}

impl StaleFate {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::WouldRemove => "would-remove",
        }
    }
}

/// An output of an earlier run whose article is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StaleOutput {
    /// The output.
    pub path: PathBuf,
    /// The article that it was made of.
    pub article: PathBuf,
    /// What became of it.
    pub fate: StaleFate,
}

/// Sums over a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Totals {
    /// Articles read.
    pub articles: u64,
    /// References found.
    pub references: u64,
    /// Distinct contents.
    pub assets: u64,
    /// Contents uploaded (in a dry run: that would be).
    pub uploaded: u64,
    /// Contents remembered.
    pub reused: u64,
    /// References left as written.
    pub kept: u64,
    /// References that failed.
    pub failed: u64,
    /// Image bytes sent.
    pub bytes_sent: u64,
    /// HTTP requests made to the service.
    pub requests: u64,
    /// HTTP requests made to other hosts.
    pub fetches: u64,
    /// Contents that were encoded anew to fit.
    pub fitted: u64,
    /// Contents that count in the account's material library.
    pub in_library: u64,
    /// Articles that were not made again, because nothing that they depend on has changed.
    pub up_to_date: u64,
}

/// What a run did.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// `publish`, `rewrite`, `upload`, `check`.
    pub command: &'static str,
    /// Whether nothing was sent or written on purpose.
    pub dry_run: bool,
    /// The articles, in input order.
    pub articles: Vec<ArticleReport>,
    /// The images, in input order (`upload`).
    pub images: Vec<ImageReport>,
    /// Outputs of earlier runs whose articles are gone.
    pub stale: Vec<StaleOutput>,
    /// The lockfile that was written, and how many of its lines are new or changed.
    pub lockfile: Option<(PathBuf, usize)>,
    /// Problems of the run as a whole (ledger, configuration, account).
    pub problems: Vec<Problem>,
    /// Sums.
    pub totals: Totals,
}

impl Report {
    /// The report of a run that ended before it read anything.
    #[must_use]
    pub fn stopped(command: &'static str, problem: Problem) -> Self {
        Self {
            command,
            dry_run: false,
            articles: Vec::new(),
            images: Vec::new(),
            stale: Vec::new(),
            lockfile: None,
            problems: vec![problem],
            totals: Totals::default(),
        }
    }

    /// The worst class of all problems; decides the exit status.
    #[must_use]
    pub fn class(&self) -> Class {
        let placed = self
            .articles
            .iter()
            .flat_map(|article| &article.problems)
            .map(|placed| &placed.problem);
        self.problems
            .iter()
            .chain(placed)
            .chain(
                self.images
                    .iter()
                    .filter_map(|image| image.problem.as_ref()),
            )
            .map(Problem::class)
            .max_by_key(|class| class.rank())
            .unwrap_or(Class::Notice)
    }

    /// The report as JSON, version 1: one object, without a final line end.
    ///
    /// Codes and words are stable, sentences are English, fields are only ever added.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::draw(self)
    }
}

impl Place {
    /// A place: line and column (from 1), the line's text from its character `cut` on, and the number of
    /// characters that are marked.
    pub fn new(
        line: usize,
        column: usize,
        line_text: impl Into<String>,
        cut: usize,
        length: usize,
    ) -> Self {
        Self {
            position: Position { line, column },
            line_text: line_text.into(),
            cut,
            length: length.max(1),
        }
    }
}
