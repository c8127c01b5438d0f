//! Title, author and digest beyond what `WeChat` takes.

use super::Findings;
use crate::article::Fact;
use crate::check::subject::Subject;
use crate::draft::Limit;

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for (span, fact, text) in &subject.survey.facts {
        let limit = match fact {
            Fact::Title => Limit::Title,
            Fact::Author => Limit::Author,
            Fact::Digest => Limit::Digest,
        };
        if let Some(problem) = limit.check(text) {
            findings.at(span, problem);
        }
    }
}
