//! `srcset`: the decoded value in, the ranges of its candidates' URLs out.
//!
//! Follows the standard's parser (<https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute>):
//! commas may stand inside a URL (`data:` URIs do), and parentheses keep commas of descriptors together.

use std::ops::Range;

/// The range of each candidate's URL.
pub(super) fn candidates(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C);
    let mut urls = Vec::new();
    let mut at = 0;
    loop {
        while at < bytes.len() && (is_blank(bytes[at]) || bytes[at] == b',') {
            at += 1;
        }
        if at >= bytes.len() {
            return urls;
        }
        let start = at;
        while at < bytes.len() && !is_blank(bytes[at]) {
            at += 1;
        }
        let url = text[start..at].trim_end_matches(',');
        urls.push(start..start + url.len());
        if start + url.len() < at {
            // Trailing commas end the candidate without descriptors.
            continue;
        }
        let mut depth = 0_usize;
        while at < bytes.len() {
            match bytes[at] {
                b'(' => depth = 1,
                b')' => depth = 0,
                b',' if depth == 0 => break,
                _ => {}
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<&str> {
        candidates(text).into_iter().map(|url| &text[url]).collect()
    }

    #[test]
    fn candidates_are_split_as_the_standard_says() {
        assert_eq!(urls("图.png"), ["图.png"]);
        assert_eq!(urls(" a.png 1x,b.png 2x "), ["a.png", "b.png"]);
        assert_eq!(
            urls("a.png, b.png 640w ,, c.png"),
            ["a.png", "b.png", "c.png"]
        );
        assert_eq!(urls("a,b.png 1x"), ["a,b.png"]);
        assert_eq!(urls("a.png,b.png"), ["a.png,b.png"]);
        assert_eq!(
            urls("data:image/png;base64,iVBO= 1x, b.png 2x"),
            ["data:image/png;base64,iVBO=", "b.png"]
        );
        assert_eq!(urls("a.png (1,2) 3x, b.png"), ["a.png", "b.png"]);
        assert_eq!(urls("a.png (1,2, b.png"), ["a.png"]);
        assert_eq!(urls(" , ,"), Vec::<&str>::new());
    }
}
