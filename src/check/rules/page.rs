//! What the scanner and the renderer say of the article: front matter that cannot be read, tags and styles
//! that `WeChat` drops, formulas that cannot be drawn. A diagram that cannot be drawn comes the same way.

use super::Findings;
use crate::article::Format;
use crate::check::subject::Subject;
use crate::problem::{Code, Problem};
use crate::render;

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
    for (span, element) in &subject.survey.silent {
        // Every built page has scripts, and nobody thinks that they are published.
        if *element == "script" && subject.article.format() == Format::Html {
            continue;
        }
        findings.at(
            span,
            Problem::new(Code::PageDropped).with("element", element),
        );
    }
    for (span, style) in &subject.survey.styles {
        for property in render::lost_properties(style) {
            let problem = Problem::new(Code::PageStyleDropped).with("property", property);
            findings.at(span, problem);
        }
    }
}
