//! Expressions in text that readers would see as they are written, since only the site's generator runs them.

use std::ops::Range;

use super::Tag;

/// Longest expression that is told of, in bytes.
const LONGEST: usize = 2048;

/// What a shortcode that names a picture has in it.
const PICTURES: [&str; 13] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", "figure", "image", "img",
    "gallery", "picture",
];

/// An expression that only the site's generator runs, in text that readers would see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// From the first brace to the last.
    pub(crate) range: Range<usize>,
    /// Whether a picture is lost with it.
    pub(crate) has_picture: bool,
}

/// The first expression that begins in a range of a text.
pub(crate) fn shown(text: &str, within: Range<usize>) -> Option<Shown> {
    let bytes = text.as_bytes();
    let mut from = within.start;
    loop {
        let start = from + text.get(from..within.end)?.find('{')?;
        from = start + 1;
        let mut limit = text.len().min(start + LONGEST);
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let range = match Tag::at(text, start, limit) {
            Some(tag) => tag.range,
            None => match output_end(&text[start..limit]) {
                Some(length) => start..start + length,
                None => continue,
            },
        };
        // What is written with a backslash is meant as it stands.
        if start > 0 && bytes[start - 1] == b'\\' {
            continue;
        }
        let inside = text[range.clone()].to_ascii_lowercase();
        return Some(Shown {
            has_picture: PICTURES.iter().any(|mark| inside.contains(mark)),
            range,
        });
    }
}

/// The length of `{{ … }}` on one line: a blank, a `#` or a letter stands behind the braces.
fn output_end(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("{{")?;
    let begins = |first: char| first == ' ' || first == '#' || first.is_ascii_alphabetic();
    inside.chars().next().filter(|first| begins(*first))?;
    let end = inside.find(['\n', '\r', '{', '}'])?;
    inside[end..].starts_with("}}").then_some(2 + end + 2)
}
