//! HTML: references by a streaming parser used as a scanner.

use super::{Article, Scan};

pub(super) fn scan(article: &Article) -> Scan {
    let _ = article;
    Scan::default()
}
