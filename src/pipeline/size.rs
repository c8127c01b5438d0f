//! How large a page is, beside what a body may have.
//!
//! The documentation says 20,000 characters and 1 MB; bodies of 54,809 characters have been taken and came
//! back whole, so that only the megabyte counts as a limit.

use crate::problem::{Code, Problem};
use crate::report::PageSize;

/// Most bytes of a body.
const LIMIT: u64 = 1 << 20;

/// The size of a page.
pub(super) fn of(html: &str) -> PageSize {
    PageSize {
        characters: html.chars().count() as u64,
        bytes: html.len() as u64,
    }
}

/// What is said of a page that cannot be saved, and what makes it so large.
pub(super) fn problem(html: &str) -> Option<Problem> {
    let size = html.len() as u64;
    if size < LIMIT {
        return None;
    }
    let within = |open: &str, close: &str| -> usize {
        let pieces = html.match_indices(open);
        pieces
            .filter_map(|(start, _)| html[start..].find(close))
            .sum()
    };
    let part = [
        ("formulas", within("<svg", "</svg>")),
        ("code", within("<pre", "</pre>")),
    ]
    .into_iter()
    .filter(|(_, bytes)| bytes * 2 > html.len())
    .map(|(part, _)| part)
    .next();
    Some(
        Problem::new(Code::PageTooLarge)
            .with("size", size)
            .with("limit", LIMIT)
            .with("part", part.unwrap_or("text")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_bytes_are_those_of_the_html() {
        let size = of("<p>汉字</p>");
        assert_eq!((size.characters, size.bytes), (9, 13));
    }

    #[test]
    fn a_page_of_a_megabyte_is_told_with_what_makes_it_so() {
        let part = |text: String| {
            let problem = problem(&text)?;
            problem.argument("part").map(str::to_owned)
        };
        assert_eq!(part("<p></p>".repeat(100)), None);
        assert_eq!(part("字".repeat(349_526)), Some("text".to_owned()));
        assert_eq!(part("字".repeat(349_525)), None);
        let code = format!("<p>字</p><pre>{}</pre>", "x".repeat(1 << 20));
        assert_eq!(part(code), Some("code".to_owned()));
        let formulas = "<svg><path d=\"M0 0\"/></svg><p>字</p>".repeat(40_000);
        assert_eq!(part(formulas), Some("formulas".to_owned()));
    }
}
