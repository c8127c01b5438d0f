//! What the scanners hand over, and its last step: sorted, without overlaps, with places for people.

use std::ops::Range;

use super::reference::Slot;
use super::{Article, Reference, Scan, Syntax, Target};
use crate::problem::Problem;

/// A reference that has offsets but no line and column yet.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// What a hosted URL replaces.
    pub(super) span: Range<usize>,
    /// Where the target begins.
    pub(super) at: usize,
    /// The target as it stands in the source.
    pub(super) written: String,
    pub(super) syntax: Syntax,
    pub(super) target: Target,
    pub(super) slot: Slot,
    /// Width at which it is shown, in CSS pixels.
    pub(super) shown_width: Option<u32>,
}

/// What a scan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Only URLs change.
    Rewrite,
    /// A page for `WeChat`, where whole elements may be replaced.
    Page,
}

/// Sorts references by their place and gives each its line and column.
///
/// Of two that overlap the outer one stays: what is inside an image's own text is not shown.
pub(super) fn finish(
    article: &Article,
    mut found: Vec<Found>,
    problems: Vec<(Range<usize>, Problem)>,
) -> Scan {
    found.sort_by_key(|one| (one.span.start, std::cmp::Reverse(one.span.end)));
    let mut end = 0;
    found.retain(|one| {
        let free = one.span.start >= end;
        if free {
            end = one.span.end;
        }
        free
    });
    let references = found
        .into_iter()
        .map(|one| Reference {
            position: article.position(one.at),
            span: one.span,
            written: one.written,
            syntax: one.syntax,
            target: one.target,
            shown_width: one.shown_width,
            slot: one.slot,
        })
        .collect();
    Scan {
        references,
        problems,
    }
}
