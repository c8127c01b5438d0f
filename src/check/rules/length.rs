//! Pages that are larger than a draft may be.

use super::Findings;
use crate::check::subject::Subject;
use crate::problem::{Code, Problem};

/// Largest body of a draft, in bytes ("<1 MB"; measured: the documented 20,000 characters are no bound).
const LIMIT: usize = 1 << 20;

/// Articles below this do not become a page of that size; styles and tags are some times the text.
const SUSPICIOUS: usize = 64 << 10;

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    // A picture written into the article goes up and leaves a short URL.
    let embedded: usize = (subject.rows.iter())
        .map(|row| row.reference.span.len())
        .sum();
    if subject.article.source().len().saturating_sub(embedded) < SUSPICIOUS {
        return;
    }
    if let Some(size) = subject.page_size().filter(|size| *size >= LIMIT) {
        let problem = Problem::new(Code::PageTooLarge)
            .with("size", size)
            .with("limit", LIMIT);
        findings.somewhere(None, problem);
    }
}
