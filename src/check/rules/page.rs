//! What the scanner and the renderer say of the article: front matter that cannot be read, tags and styles
//! that `WeChat` drops, formulas that cannot be drawn. A diagram that cannot be drawn comes the same way.

use super::Findings;
use crate::check::subject::Subject;

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for (span, problem) in &subject.scan_problems {
        findings.at(span, problem.clone());
    }
    match subject.faults() {
        Ok(faults) => {
            for (span, problem) in faults {
                findings.somewhere(span, problem);
            }
        }
        Err(problem) => findings.somewhere(None, problem),
    }
}
