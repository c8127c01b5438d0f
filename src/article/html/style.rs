//! A `style` attribute: the decoded value in, the targets of its `url()`s out, each with its range.
//!
//! Reads CSS only as far as tokens go (<https://www.w3.org/TR/css-syntax-3/#consume-url-token>): comments
//! and strings hide what is in them, escapes are decoded, a bad `url()` is skipped.

use std::ops::Range;

/// One `url()`: the range between its quotes or parentheses, and the text it means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StyleUrl {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Every `url()` of a declaration list.
pub(super) fn urls(css: &str) -> Vec<StyleUrl> {
    let bytes = css.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = css[at + 2..]
                    .find("*/")
                    .map_or(bytes.len(), |end| at + 2 + end + 2);
            }
            b'"' | b'\'' => at = string(css, at).0,
            b'\\' => at = escape(css, at).1,
            _ if is_name(byte) => {
                let start = at;
                while bytes.get(at).is_some_and(|&byte| is_name(byte)) {
                    at += 1;
                }
                if css[start..at].eq_ignore_ascii_case("url") && bytes.get(at) == Some(&b'(') {
                    let (end, url) = argument(css, at + 1);
                    found.extend(url);
                    at = end;
                }
            }
            _ => at += 1,
        }
    }
    found
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// What follows `url(`: where scanning goes on, and the URL if it is one.
fn argument(css: &str, open: usize) -> (usize, Option<StyleUrl>) {
    let bytes = css.as_bytes();
    let skip_blanks = |mut at: usize| {
        while bytes.get(at).is_some_and(|&byte| is_blank(byte)) {
            at += 1;
        }
        at
    };
    let start = skip_blanks(open);
    if matches!(bytes.get(start), Some(b'"' | b'\'')) {
        let (end, url) = string(css, start);
        let close = skip_blanks(end);
        let ends = matches!(bytes.get(close), Some(b')') | None);
        return (end, url.filter(|_| ends));
    }
    let mut text = String::new();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b')' => break,
            b'\\' => {
                let (character, end) = escape(css, at);
                text.extend(character);
                at = end;
            }
            b'"' | b'\'' | b'(' => return (at, None),
            _ if is_blank(byte) => {
                let close = skip_blanks(at);
                if !matches!(bytes.get(close), Some(b')') | None) {
                    return (close, None);
                }
                break;
            }
            _ => {
                let end = next_character(css, at);
                text.push_str(&css[at..end]);
                at = end;
            }
        }
    }
    let url = StyleUrl {
        range: start..at,
        text,
    };
    (at, Some(url))
}

/// The quoted string at `open`: where it ends, and its content unless a line end breaks it off.
fn string(css: &str, open: usize) -> (usize, Option<StyleUrl>) {
    let bytes = css.as_bytes();
    let quote = bytes[open];
    let mut text = String::new();
    let mut at = open + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            _ if byte == quote => break,
            b'\n' | b'\r' | 0x0C => return (at, None),
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r' | 0x0C)) => {
                at += if bytes[at + 1..].starts_with(b"\r\n") {
                    3
                } else {
                    2
                };
            }
            b'\\' => {
                let (character, end) = escape(css, at);
                text.extend(character);
                at = end;
            }
            _ => {
                let end = next_character(css, at);
                text.push_str(&css[at..end]);
                at = end;
            }
        }
    }
    let url = StyleUrl {
        range: open + 1..at,
        text,
    };
    ((at + 1).min(bytes.len()), Some(url))
}

/// The escape at a backslash: its character and where it ends.
fn escape(css: &str, backslash: usize) -> (Option<char>, usize) {
    let bytes = css.as_bytes();
    let start = backslash + 1;
    let digits = bytes[start..]
        .iter()
        .take(6)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    if digits == 0 {
        let end = next_character(css, start);
        return (css[start..end].chars().next(), end);
    }
    let mut end = start + digits;
    let code = u32::from_str_radix(&css[start..end], 16).unwrap_or(0);
    // One blank ends an escape and belongs to it.
    if bytes[end..].starts_with(b"\r\n") {
        end += 2;
    } else if bytes.get(end).is_some_and(|&byte| is_blank(byte)) {
        end += 1;
    }
    let character = char::from_u32(code).filter(|&character| character != '\0');
    (Some(character.unwrap_or(char::REPLACEMENT_CHARACTER)), end)
}

/// The offset behind the character at `at`; the end stays the end.
fn next_character(css: &str, at: usize) -> usize {
    css[at..]
        .chars()
        .next()
        .map_or(css.len(), |character| at + character.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(css: &str) -> Vec<(&str, String)> {
        urls(css)
            .into_iter()
            .map(|url| (&css[url.range], url.text))
            .collect()
    }

    fn same(texts: &[&'static str]) -> Vec<(&'static str, String)> {
        texts
            .iter()
            .map(|text| (*text, (*text).to_owned()))
            .collect()
    }

    #[test]
    fn urls_are_found_in_all_three_forms() {
        assert_eq!(
            found(
                "background: URL( 图/a.png ), url('b c.png') no-repeat;list-style:url(\"d.png\")"
            ),
            same(&["图/a.png", "b c.png", "d.png"])
        );
        assert_eq!(found("background:url(a.png"), same(&["a.png"]));
        assert_eq!(
            found("background:image-set(url(a.png) 1x, url(b.png) 2x)"),
            same(&["a.png", "b.png"])
        );
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(
            found(r"background:url(a\ b\29.png) x url('\56fe .png')"),
            [
                (r"a\ b\29.png", "a b).png".to_owned()),
                (r"\56fe .png", "图.png".to_owned())
            ]
        );
    }

    #[test]
    fn comments_strings_and_other_functions_hide_nothing_of_ours() {
        assert_eq!(
            found("/* url(a.png) */ content:'url(b.png)'; x:myurl(c.png); y:my-url(d)"),
            []
        );
        assert_eq!(found("a:url(b\"c.png);d:url(e f);g:url('h' i)"), []);
        assert_eq!(found("a:url('b\nc);d:url(e.png)"), same(&["e.png"]));
        assert_eq!(found(r"a:\url(x.png)"), []);
        assert_eq!(found("url(\\"), [("\\", String::new())]);
    }
}
