//! Bare addresses in text (GFM's extended autolinks): text comes in, the first address in it goes out.
//!
//! The parser knows `<https://…>` only. Most addresses stay plain text on a page anyway; those of
//! published articles become links.

use std::ops::Range;

/// Finds the first address: `http://`, `https://` or `www.` behind white space or one of `*_~(` or a
/// Chinese character, a host with a dot, and no trailing punctuation.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    // Hardly a text has one: two searches that the standard library does fast.
    if !text.contains("://") && !text.contains("www.") {
        return None;
    }
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        if let Some(end) = end_of(text, start) {
            return Some(start..end);
        }
        from = start + 1;
    }
    None
}

fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|&at| {
        matches!(bytes[at], b'h' | b'H' | b'w' | b'W')
            && ["http://", "https://", "www."]
                .iter()
                .any(|prefix| starts_with_ignoring_case(&bytes[at..], prefix.as_bytes()))
            && at.checked_sub(1).is_none_or(|before| {
                bytes[before].is_ascii_whitespace()
                    || b"*_~(".contains(&bytes[before])
                    // Chinese text puts no space before an address.
                    || !bytes[before].is_ascii()
            })
    })
}

fn starts_with_ignoring_case(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes
        .get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

fn end_of(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let host_start = rest.find("//").map_or(0, |at| at + 2);
    let host_start = if rest.as_bytes()[0].eq_ignore_ascii_case(&b'w') {
        0
    } else {
        host_start
    };
    // White space, `<`, and the characters Chinese puts right behind an address.
    let end = rest
        .find(|c: char| c.is_whitespace() || c == '<' || is_outside_urls(c))
        .unwrap_or(rest.len());
    let mut url = rest.get(..end)?;
    loop {
        let shorter =
            url.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', ';']);
        let shorter = match shorter.strip_suffix(')') {
            Some(inner)
                if shorter.bytes().filter(|b| *b == b')').count()
                    > shorter.bytes().filter(|b| *b == b'(').count() =>
            {
                inner
            }
            _ => shorter,
        };
        if shorter.len() == url.len() {
            break;
        }
        url = shorter;
    }
    let host = url.get(host_start..)?.split(['/', '?', '#', ':']).next()?;
    let valid = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        });
    valid.then_some(start + url.len())
}

/// CJK characters and full-width punctuation: an address written among Chinese ends there.
fn is_outside_urls(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201D}' | '\u{2026}' | '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn addresses_end_where_the_text_goes_on() {
        for (text, expected) in [
            (
                "见https://mp.weixin.qq.com/s/a_b-c。下文",
                Some("https://mp.weixin.qq.com/s/a_b-c"),
            ),
            ("(www.example.com/a(b))", Some("www.example.com/a(b)")),
            ("see HTTP://A.cn/x?y=1&z, then", Some("HTTP://A.cn/x?y=1&z")),
            ("https://a.cn...", Some("https://a.cn")),
            ("xhttps://a.cn https://b.cn", Some("https://b.cn")),
            ("http://localhost", None),
            ("https://", None),
            ("www.", None),
            ("http://http://a.b", None),
            ("没有网址", None),
        ] {
            assert_eq!(find(text).map(|range| &text[range]), expected, "{text}");
        }
    }
}
