//! Decisions, pure: for every reference reuse, upload, keep or fail, before any request is made.

use crate::article::{Reference, Syntax, Target};
use crate::asset::{Asset, HostedImage};
use crate::options::{Remote, Verb};
use crate::problem::{Code, Problem};

/// What will be done for one reference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Step {
    /// The content was uploaded before.
    Reuse(HostedImage),
    /// The content must be uploaded.
    Upload,
    /// The picture must be fetched before it is known what it is.
    Fetch(String),
    /// The reference stays as it is written.
    Keep,
    /// The reference cannot be served.
    Fail(Problem),
}

/// Decides the step of a reference whose content is not on this machine.
pub(crate) fn decide_without_content(verb: Verb, remote: Remote, reference: &Reference) -> Step {
    let shown = shown(verb, reference);
    match &reference.target {
        // A page needs what it shows; a rewritten article everything that it names.
        Target::Remote(url) if remote == Remote::Fetch && (shown || verb == Verb::Rewrite) => {
            Step::Fetch(url.clone())
        }
        Target::Remote(url) if shown => {
            Step::Fail(Problem::new(Code::ImageRemote).with("url", url))
        }
        Target::Template(written) if shown => {
            Step::Fail(Problem::new(Code::ImageTemplate).with("written", written))
        }
        _ => Step::Keep,
    }
}

/// Decides the step of a content, wherever it is referred to: the asset, or why there is none;
/// `remembered` looks it up in the ledger, `fits` says whether it can be made to fit what the service
/// takes.
pub(crate) fn decide_content(
    content: Result<&Asset, &Problem>,
    remembered: impl FnOnce(&Asset) -> Option<HostedImage>,
    fits: impl FnOnce(&Asset) -> Result<(), Problem>,
) -> Step {
    match content {
        Err(problem) => Step::Fail(problem.clone()),
        Ok(asset) => match remembered(asset) {
            Some(image) => Step::Reuse(image),
            None => match fits(asset) {
                Ok(()) => Step::Upload,
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
