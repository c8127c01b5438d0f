//! Decisions, pure: for every reference reuse, upload, keep or fail, before any request is made.

use crate::article::{Reference, Syntax, Target};
use crate::asset::{Asset, HostedUrl};
use crate::options::Verb;
use crate::problem::{Code, Problem};

/// What will be done for one reference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Step {
    /// The content was uploaded before: its URL.
    Reuse(HostedUrl),
    /// The content must be uploaded.
    Upload(Asset),
    /// The reference stays as it is written.
    Keep,
    /// The reference cannot be served.
    Fail(Problem),
}

/// Decides the step of one reference.
///
/// `content` is the asset behind a local or `data:` target, or why there is none; `remembered` looks
/// an asset up in the ledger; `fits` says whether the service takes it as it is.
pub(crate) fn decide(
    verb: Verb,
    reference: &Reference,
    content: Option<&Result<Asset, Problem>>,
    remembered: impl FnOnce(&Asset) -> Option<HostedUrl>,
    fits: impl FnOnce(&Asset) -> Result<(), Problem>,
) -> Step {
    match (&reference.target, content) {
        (_, Some(content)) => decide_content(content, remembered, fits),
        (Target::Remote(url), None) if shown(verb, reference) => {
            Step::Fail(Problem::new(Code::ImageRemote).with("url", url))
        }
        (Target::Template(written), None) if shown(verb, reference) => {
            Step::Fail(Problem::new(Code::ImageTemplate).with("written", written))
        }
        _ => Step::Keep,
    }
}

/// Decides the step of a content, wherever it is referred to.
pub(crate) fn decide_content(
    content: &Result<Asset, Problem>,
    remembered: impl FnOnce(&Asset) -> Option<HostedUrl>,
    fits: impl FnOnce(&Asset) -> Result<(), Problem>,
) -> Step {
    match content {
        Err(problem) => Step::Fail(problem.clone()),
        Ok(asset) => match remembered(asset) {
            Some(url) => Step::Reuse(url),
            None => match fits(asset) {
                Ok(()) => Step::Upload(*asset),
                Err(problem) => Step::Fail(problem),
            },
        },
    }
}

/// Whether a failure of this reference leaves a hole that readers see.
///
/// `rewrite` promises every reference; a page shows neither the front matter's cover nor the other
/// candidates of a `srcset`, so those are only worth a warning there.
#[must_use]
pub(crate) fn shown(verb: Verb, reference: &Reference) -> bool {
    verb == Verb::Publish && !beside_the_page(reference.syntax)
}

/// Whether the problem of a failed reference is only a warning for this verb.
#[must_use]
pub(crate) fn is_optional(verb: Verb, reference: &Reference) -> bool {
    verb == Verb::Publish && beside_the_page(reference.syntax)
}

fn beside_the_page(syntax: Syntax) -> bool {
    matches!(syntax, Syntax::FrontMatter | Syntax::HtmlSrcset)
}
