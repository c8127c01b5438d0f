//! Expressions in text that readers would see as they are written, since only the site's generator runs them.

use std::ops::Range;

use super::Tag;

/// Longest expression that is told of, in bytes.
const LONGEST: usize = 2048;

/// How shortcodes that show pictures are called; `imgproc`, `figure-wide` and the like begin so.
const NAMES: [&str; 6] = ["figure", "img", "image", "picture", "gallery", "photo"];

/// Suffixes of pictures.
const SUFFIXES: [&str; 8] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp",
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
        return Some(Shown {
            has_picture: has_picture(&text[range.clone()]),
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

/// Whether an expression shows a picture, by its name or a file that it names in quotes.
fn has_picture(expression: &str) -> bool {
    let inside = expression.to_ascii_lowercase();
    let name = inside.trim_start_matches(['{', '%', '<', '-', ' ']);
    let names_file = || {
        SUFFIXES.iter().any(|suffix| {
            let mut found = inside.match_indices(suffix);
            found.any(|(at, _)| inside[at + suffix.len()..].starts_with(['"', '\'', '`', '#', '?']))
        })
    };
    NAMES.iter().any(|known| name.starts_with(known)) || names_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, bool)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(one) = shown(text, from..text.len()) {
            from = one.range.end;
            found.push((&text[one.range], one.has_picture));
        }
        found
    }

    #[test]
    fn what_shows_a_picture_is_told_from_the_rest() {
        for (text, has_picture) in [
            ("{{< figure src=\"a\" >}}", true),
            ("{{<img src=a.png>}}", true),
            ("{% include x.html src=\"/图/a.png\" %}", true),
            ("{{% include \"/functions/images/x.md\" %}}", false),
            ("{{< code-toggle config=imaging.jpeg />}}", false),
            ("{{ page.title }}", false),
            ("{%- raw -%}", false),
            ("{{#include a.rs}}", false),
        ] {
            assert_eq!(found(text), [(text, has_picture)]);
        }
    }

    #[test]
    fn other_braces_are_text() {
        for text in [
            "{{}}",
            "{{漢字}}",
            "\\{{ x }}",
            "{漢字|かんじ}",
            "{{ a\nb }}",
            "{{ open",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
