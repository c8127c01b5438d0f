//! Images without a description.

use super::Findings;
use crate::check::subject::Subject;
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for span in &subject.survey.undescribed {
        findings.at(span, Problem::new(Code::ImageAltMissing));
    }
}
