//! What the service made of a draft, and what it may have refused, at the places of the article.

use crate::article::Article;
use crate::draft::DraftArticle;
use crate::problem::Problem;
use crate::report::PlacedProblem;

/// What the service dropped of an article.
pub(super) fn losses(
    _article: &Article,
    _written: &DraftArticle,
    _stored: &DraftArticle,
) -> Vec<PlacedProblem> {
    Vec::new()
}

/// What is in an article that is known to be refused in this way.
pub(super) fn triggers(
    _article: &Article,
    _written: &DraftArticle,
    _problem: &Problem,
) -> Vec<PlacedProblem> {
    Vec::new()
}
