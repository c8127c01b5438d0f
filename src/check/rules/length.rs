//! Pages that are longer than WeChat is known to take.

use super::Findings;
use crate::check::subject::Subject;

/// Articles below this, in bytes, do not become a page of that size: styles and tags are some times the text.
const SUSPICIOUS: usize = 16 << 10;

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    // A picture written into the article goes up and leaves a short URL.
    let embedded: usize = (subject.rows.iter())
        .map(|row| row.reference.span.len())
        .sum();
    if subject.article.source().len().saturating_sub(embedded) < SUSPICIOUS {
        return;
    }
    if let Some(problem) = subject.too_long() {
        findings.somewhere(None, problem);
    }
}
