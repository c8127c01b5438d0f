//! What keeps a picture from being published, from its name to its last byte; and what is remarkable about
//! its name or size.

use super::Findings;
use crate::check::subject::{Subject, is_optional};
use crate::image::{Foresight, UPLOAD_LIMIT};
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for row in subject.rows_of_page() {
        let Some(look) = &row.look else { continue };
        let span = &row.reference.span;
        for remark in &look.remarks {
            findings.at(span, remark.clone());
        }
        match &look.sight {
            Err(problem) if is_optional(&row.reference) => {
                findings.at(span, problem.clone().softened());
            }
            Err(problem) => findings.at(span, problem.clone()),
            Ok(sight) if sight.foresight == Foresight::Fitted => {
                let Some(path) = &sight.path else { continue };
                let problem = Problem::new(Code::ImageNeedsFitting)
                    .with("path", crate::fsio::shown_path(path))
                    .with("format", sight.format.name())
                    .with("size", sight.size)
                    .with("limit", UPLOAD_LIMIT);
                findings.at(span, problem);
            }
            Ok(_) => {}
        }
    }
}
