//! Whether a page is too long for the service, and what makes it so.
//!
//! `draft/add` promises to take fewer than 20 000 characters and less than 1 MB. Pages of 54 809 characters were
//! taken, so that the number of characters is a warning and no more; tags and styles count as characters.

use crate::problem::{Code, Problem};
use crate::report::PageSize;

/// Bytes of a page from which the service refuses it.
const MOST_BYTES: usize = 1_000_000;

/// Characters of a page, tags included, beyond which nobody is known to have got one through.
const MOST_CHARACTERS: usize = 54_809;

/// Bytes of a page that are looked at for what makes it long.
const LOOKED_AT: usize = 1 << 20;

/// What is said of a page that is too long; `None` for others.
pub(crate) fn problem(html: &str, size: PageSize) -> Option<Problem> {
    if size.bytes < MOST_BYTES && size.characters <= MOST_CHARACTERS {
        return None;
    }
    // What holds for the first megabyte holds for the rest.
    let html = html
        .get(..html.floor_char_boundary(LOOKED_AT))
        .unwrap_or(html);
    let drawings = between(html, "<svg", "</svg>");
    let styles = styles(html).saturating_sub(between_in_drawings(html));
    let rest = html.len().saturating_sub(drawings + styles);
    let (part, most) = [("drawings", drawings), ("styles", styles), ("text", rest)]
        .into_iter()
        .max_by_key(|(_, bytes)| *bytes)?;
    Some(
        Problem::new(Code::PageTooLong)
            .with("characters", size.characters)
            .with("bytes", size.bytes)
            .with("part", part)
            .with("percent", most * 100 / html.len().max(1)),
    )
}

/// Bytes that stand between marks, the marks included.
fn between(html: &str, open: &str, close: &str) -> usize {
    pieces(html, open, close).map(str::len).sum()
}

/// Bytes of styles inside drawings.
fn between_in_drawings(html: &str) -> usize {
    pieces(html, "<svg", "</svg>").map(styles).sum()
}

/// Bytes of `style` attributes. A long page has a hundred thousand of them, in one go.
fn styles(html: &str) -> usize {
    const OPEN: &str = " style=\"";
    html.match_indices(OPEN)
        .map(|(at, _)| {
            let from = at + OPEN.len();
            let length = html[from..]
                .find('"')
                .map_or(html.len() - from, |end| end + 1);
            OPEN.len() + length
        })
        .sum()
}

fn pieces<'a>(html: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    let mut end = 0;
    html.match_indices(open).filter_map(move |(at, _)| {
        let from = html.get(at..).filter(|_| at >= end)?;
        let length = from[open.len()..]
            .find(close)
            .map_or(from.len(), |at| at + open.len() + close.len());
        end = at + length;
        Some(&from[..length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> Option<(String, String)> {
        let problem = problem(html, PageSize::of(html))?;
        let argument = |name| problem.argument(name).unwrap_or_default().to_owned();
        Some((argument("part"), argument("percent")))
    }

    #[test]
    fn what_is_heaviest_is_named() {
        assert_eq!(told(&"字".repeat(MOST_CHARACTERS)), None);
        let told = |html: &str| told(html).unwrap();
        assert_eq!(
            told(&"字".repeat(MOST_CHARACTERS + 1)),
            ("text".into(), "100".into())
        );
        let drawing = format!(
            "<svg><path d=\"{}\" style=\"x:y\"/></svg>",
            "M0 ".repeat(3000)
        );
        assert_eq!(told(&format!("<p>{}</p>", drawing.repeat(9))).0, "drawings");
        assert_eq!(
            told(&"<p style=\"margin:0 0 18px\">字</p>".repeat(3000)).0,
            "styles"
        );
    }
}
