//! Pictures that nothing remembers as uploaded; asked only with `--require-uploaded`.
//!
//! What is remembered is asked through the ledger's reading side, so that a lockfile beside the articles
//! answers here as well once there is one.

use super::Findings;
use crate::check::subject::{Subject, is_optional};
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for row in subject.rows_of_page() {
        if is_optional(&row.reference) || subject.is_uploaded(row) != Some(false) {
            continue;
        }
        let path = row.look.as_ref().and_then(|look| look.path.as_deref());
        let name = path.map_or_else(
            || row.reference.written.chars().take(120).collect(),
            crate::fsio::shown_path,
        );
        let problem = Problem::new(Code::ImageNotUploaded).with("path", name);
        findings.at(&row.reference.span, problem);
    }
}
