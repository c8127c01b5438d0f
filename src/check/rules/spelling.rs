//! Targets that we read as images and `CommonMark` does not: with raw spaces, with a size behind them.

use super::Findings;
use crate::article::Syntax;
use crate::check::subject::{Subject, written_at};
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for row in subject.rows_of_page() {
        let reference = &row.reference;
        if reference.syntax != Syntax::MarkdownRaw {
            continue;
        }
        let has_space = reference.written.contains([' ', '\t', '\u{3000}']);
        let problem = Problem::new(Code::ImageNotCommonmark)
            .with("written", &reference.written)
            .with("kind", if has_space { "space" } else { "size" });
        let span = written_at(&subject.article, reference);
        findings.at(span.as_ref().unwrap_or(&reference.span), problem);
    }
}
