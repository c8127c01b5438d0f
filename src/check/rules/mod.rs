//! The rules: each judges a subject and says what it finds, where. What a finding is worth is not theirs
//! to say.

mod alt;
mod facts;
mod labels;
mod length;
mod links;
mod page;
mod pictures;
mod remote;
mod spelling;
pub(super) mod unused;
mod uploaded;

use std::ops::Range;

use super::rule::Rules;
use super::subject::Subject;
use crate::problem::Problem;
use crate::report::PlacedProblem;

/// One rule, or several that look at the same thing.
type Find = fn(&Subject<'_>, &mut Findings);

/// All rules that look at one article.
pub(super) const ALL: &[Find] = &[
    pictures::find,
    uploaded::find,
    remote::find,
    spelling::find,
    alt::find,
    facts::find,
    length::find,
    page::find,
    links::find,
    labels::find,
];

/// Places of one article that are told with their line; a line of a megabyte may hold ten thousand.
const SHOWN: usize = 1000;

/// What was found in an article.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<(Option<Range<usize>>, Problem)>,
}

impl Findings {
    /// A problem at a place.
    fn at(&mut self, span: &Range<usize>, problem: Problem) {
        self.found.push((Some(span.clone()), problem));
    }

    /// A problem at a place that may not be known.
    fn somewhere(&mut self, span: Option<Range<usize>>, problem: Problem) {
        self.found.push((span, problem));
    }

    /// What is told of it, in source order; what concerns the whole article first.
    pub(super) fn judged(self, subject: &Subject<'_>, rules: &Rules) -> Vec<PlacedProblem> {
        let mut told: Vec<(Option<Range<usize>>, Problem)> = (self.found.into_iter())
            .filter_map(|(span, problem)| Some((span, rules.apply(problem)?)))
            .collect();
        told.sort_by_key(|(span, _)| span.as_ref().map(|span| span.start));
        told.dedup();
        (told.into_iter().enumerate())
            .map(|(at, (span, problem))| PlacedProblem {
                problem,
                place: span.map(|span| {
                    let mut place = subject.place(&span);
                    if at >= SHOWN {
                        place.line_text.clear();
                    }
                    place
                }),
            })
            .collect()
    }
}
