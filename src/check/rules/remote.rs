//! Pictures that are not on this machine: at other hosts, behind template expressions.

use super::Findings;
use crate::article::Target;
use crate::check::subject::{Subject, is_optional};
use crate::options::Remote;
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for row in subject.rows_of_page() {
        let optional = is_optional(&row.reference);
        let problem = match &row.reference.target {
            // The page does without it: nothing is fetched, nothing missed.
            Target::Remote(_) | Target::Template(_) if optional => continue,
            // Publishing brings it over if it can; whether it can, only asking would tell.
            Target::Remote(url) => {
                let problem = Problem::new(Code::ImageRemote).with("url", url);
                match subject.options.remote {
                    Remote::Fetch => problem.softened(),
                    Remote::Keep => problem,
                }
            }
            Target::Template(written) => Problem::new(Code::ImageTemplate).with("written", written),
            _ => continue,
        };
        findings.at(&row.reference.span, problem);
    }
}
