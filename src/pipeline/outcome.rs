//! What became of references: the plan with what was delivered for it.

use super::content::Content;
use super::finished::Seen;
use super::hosting::{Delivered, Hosted};
use super::job::Output;
use super::prepare::ShownFigure;
use crate::article::{Article, Reference};
use crate::asset::HostedUrl;
use crate::plan::Step;
use crate::problem::Problem;
use crate::report::{PlacedProblem, ReferenceStatus};

/// An article whose references all have their outcome.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) article: Article,
    /// Its file, before it was read.
    pub(super) seen: Option<Seen>,
    pub(super) output: Output,
    pub(super) references: Vec<ResolvedReference>,
    pub(super) problems: Vec<PlacedProblem>,
}

/// A reference and what became of it.
#[derive(Debug)]
pub(super) struct ResolvedReference {
    pub(super) reference: Reference,
    pub(super) content: Option<Content>,
    pub(super) outcome: Outcome,
    pub(super) remarks: Vec<Problem>,
    /// The figure that it shows.
    pub(super) figure: Option<ShownFigure>,
}

/// What became of a reference.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Hosted(Hosted),
    /// A dry run would upload it.
    WouldUpload,
    Kept,
    Failed(Problem),
}

impl Outcome {
    pub(super) fn of(step: Step, content: Option<&Content>, delivered: &Delivered) -> Self {
        match step {
            Step::Reuse(image) => Self::Hosted(Hosted {
                image,
                uploaded: false,
                fitting: None,
            }),
            Step::Keep => Self::Kept,
            Step::Fail(problem) => Self::Failed(problem),
            Step::Fetch(_) => Self::WouldUpload,
            Step::Upload => match content.and_then(|content| delivered.get(&content.id())) {
                Some(Ok(hosted)) => Self::Hosted(hosted.clone()),
                Some(Err(problem)) => Self::Failed(problem.clone()),
                None => Self::WouldUpload,
            },
        }
    }

    pub(super) fn status(&self) -> ReferenceStatus {
        match self {
            Self::Hosted(Hosted { uploaded: true, .. }) | Self::WouldUpload => {
                ReferenceStatus::Uploaded
            }
            Self::Hosted(_) => ReferenceStatus::Reused,
            Self::Kept => ReferenceStatus::Kept,
            Self::Failed(_) => ReferenceStatus::Failed,
        }
    }

    pub(super) fn hosted(&self) -> Option<&Hosted> {
        match self {
            Self::Hosted(hosted) => Some(hosted),
            _ => None,
        }
    }

    pub(super) fn url(&self) -> Option<&HostedUrl> {
        self.hosted().map(|hosted| &hosted.image.url)
    }
}
