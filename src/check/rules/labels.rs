//! Labels of links, images and footnotes that are defined twice, or not at all.

use super::Findings;
use crate::check::subject::Subject;
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for (span, label) in &subject.survey.undefined {
        let problem = Problem::new(Code::LabelUndefined).with("label", label);
        findings.at(span, problem);
    }
    for duplicate in &subject.survey.duplicates {
        let line = subject.article.position(duplicate.first).line;
        let problem = Problem::new(Code::LabelDuplicate)
            .with("label", &duplicate.label)
            .with("line", line);
        findings.at(&duplicate.span, problem);
    }
}
