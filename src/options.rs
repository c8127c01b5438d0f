//! What a run is asked to do.

use std::path::PathBuf;

/// The two verbs of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// Same format out, only image URLs changed.
    Rewrite,
    /// A page ready to paste.
    Publish,
}

impl Verb {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rewrite => "rewrite",
            Self::Publish => "publish",
        }
    }
}

/// Options of a run; the defaults are those of the command line.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, independent of the others"
)]
pub struct Options {
    /// What to make.
    pub verb: Verb,
    /// For HTML: the element that is the article.
    pub select: Option<String>,
    /// Go on although references cannot be served.
    pub allow_missing: bool,
    /// Where images may come from; empty: found from each article.
    pub roots: Vec<PathBuf>,
    /// No fence.
    pub allow_outside: bool,
    /// Ignore the ledger, upload again.
    pub refresh: bool,
    /// Uploads in flight.
    pub jobs: usize,
    /// Show the plan: no request, nothing written.
    pub dry_run: bool,
}

impl Options {
    /// The defaults for a verb.
    #[must_use]
    pub fn new(verb: Verb) -> Self {
        Self {
            verb,
            select: None,
            allow_missing: false,
            roots: Vec::new(),
            allow_outside: false,
            refresh: false,
            jobs: 4,
            dry_run: false,
        }
    }
}
