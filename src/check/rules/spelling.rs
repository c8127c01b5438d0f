//! Targets that we read as images and `CommonMark` does not: with raw spaces, with a size behind them.

use super::Findings;
use crate::check::subject::{Subject, is_raw};
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    let source = subject.article.source();
    for row in subject.rows_of_page().filter(|row| is_raw(&row.reference)) {
        let span = &row.reference.span;
        let rest = source.get(span.end..).unwrap_or_default();
        let rest = rest.split(|byte| matches!(byte, b')' | b'\n')).next();
        let has_size = rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="));
        let has_space = row.reference.written.contains([' ', '\t', '\u{3000}']);
        let kind = if has_size && !has_space {
            "size"
        } else {
            "space"
        };
        let problem = Problem::new(Code::ImageNotCommonmark)
            .with("written", &row.reference.written)
            .with("kind", kind);
        findings.at(span, problem);
    }
}
