//! CSS text in; its rules, selectors and declarations out, each with the bytes it stands at. What is
//! none of these is a fault with its place. Read in one pass, whatever is in it.

use std::ops::Range;

/// A piece of CSS and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl<'a> Piece<'a> {
    /// The bytes it stands at.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn of(source: &'a str, range: Range<usize>) -> Self {
        let text = &source[range.clone()];
        let trimmed = text.trim_start();
        Self {
            start: range.start + text.len() - trimmed.len(),
            text: trimmed.trim_end(),
        }
    }
}

/// `property: value`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declaration<'a> {
    pub(super) property: Piece<'a>,
    /// With its `!important`, if it has one.
    pub(super) value: Piece<'a>,
}

/// `selector, selector { declarations }`.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    pub(super) selectors: Vec<Piece<'a>>,
    pub(super) declarations: Vec<Declaration<'a>>,
}

/// What cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A block is not closed.
    Open,
    /// A `}` closes nothing.
    Close,
    /// No declaration.
    Declaration,
    /// No rule.
    Rule,
    /// A rule inside a rule.
    Nested,
}

/// A style sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet<'a> {
    pub(super) rules: Vec<Rule<'a>>,
    /// `@media`, `@import` and so on, by name.
    pub(super) at_rules: Vec<Piece<'a>>,
    pub(super) faults: Vec<(FaultKind, Range<usize>)>,
}

/// The text with every byte of its comments made a space, so that all else stays where it is.
pub(super) fn without_comments(css: &str) -> String {
    let mut bare = String::with_capacity(css.len());
    let mut rest = css;
    let mut quote = None;
    while let Some(at) = rest.find(['/', '"', '\'', '\\', '\n']) {
        let (before, from) = rest.split_at(at);
        bare.push_str(before);
        let skipped = match (from.as_bytes()[0], quote) {
            (b'/', None) if from.starts_with("/*") => {
                let end = from[2..].find("*/").map_or(from.len(), |end| end + 4);
                for byte in from[..end].bytes() {
                    bare.push(if byte == b'\n' { '\n' } else { ' ' });
                }
                rest = &from[end..];
                continue;
            }
            (b'\\', _) => 1 + from[1..].chars().next().map_or(0, char::len_utf8),
            (b'\n', _) => {
                // A string does not reach over the end of a line.
                quote = None;
                1
            }
            (mark @ (b'"' | b'\''), None) => {
                quote = Some(mark);
                1
            }
            (mark, Some(open)) if mark == open => {
                quote = None;
                1
            }
            _ => 1,
        };
        bare.push_str(&from[..skipped]);
        rest = &from[skipped..];
    }
    bare.push_str(rest);
    bare
}

impl<'a> Sheet<'a> {
    /// Reads CSS without comments.
    pub(super) fn read(source: &'a str) -> Self {
        let mut sheet = Self::default();
        let mut at = 0;
        loop {
            let rest = &source[at..];
            at += rest.len() - rest.trim_start().len();
            if at >= source.len() {
                return sheet;
            }
            let stop = find(source, at, b"{};");
            let mark = source.as_bytes().get(stop).copied();
            let end = match mark {
                Some(b'{') => block_end(source, stop),
                _ => stop,
            };
            let head = Piece::of(source, at..stop);
            match mark {
                _ if head.text.starts_with('@') => sheet.at_rule(head, mark, end, source.len()),
                Some(b'{') => {
                    if end >= source.len() {
                        sheet.faults.push((FaultKind::Open, stop..stop + 1));
                    }
                    let declarations = sheet.declarations(source, stop + 1..end);
                    sheet.rules.push(Rule {
                        selectors: list(source, at..stop).collect(),
                        declarations,
                    });
                }
                Some(b'}') if head.text.is_empty() => {
                    sheet.faults.push((FaultKind::Close, stop..stop + 1));
                }
                _ if head.text.is_empty() => {}
                _ => sheet.faults.push((FaultKind::Rule, head.range())),
            }
            at = (end + 1).min(source.len());
        }
    }

    fn at_rule(&mut self, head: Piece<'a>, mark: Option<u8>, end: usize, length: usize) {
        if mark == Some(b'{') && end >= length {
            let range = head.range();
            self.faults.push((FaultKind::Open, range));
        }
        let text = head.text;
        let name = text[1..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .map_or(text, |end| &text[..=end]);
        self.at_rules.push(Piece {
            text: name,
            start: head.start,
        });
    }

    fn declarations(&mut self, source: &'a str, block: Range<usize>) -> Vec<Declaration<'a>> {
        let mut found = Vec::new();
        let mut at = block.start;
        while at < block.end {
            let stop = find(&source[..block.end], at, b";{");
            let piece = Piece::of(source, at..stop);
            if source.as_bytes().get(stop) == Some(&b'{') && stop < block.end {
                self.faults.push((FaultKind::Nested, piece.range()));
                at = (block_end(&source[..block.end], stop) + 1).min(block.end);
                continue;
            }
            at = stop + 1;
            if piece.text.is_empty() {
                continue;
            }
            let Some(colon) = piece.text.find(':') else {
                self.faults.push((FaultKind::Declaration, piece.range()));
                continue;
            };
            let property = Piece::of(source, piece.start..piece.start + colon);
            let value = Piece::of(source, piece.start + colon + 1..piece.range().end);
            let is_name = !property.text.is_empty()
                && property
                    .text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            if is_name && !value.text.is_empty() {
                found.push(Declaration { property, value });
            } else {
                self.faults.push((FaultKind::Declaration, piece.range()));
            }
        }
        found
    }
}

/// The parts of a list, separated by commas.
pub(super) fn list(source: &str, range: Range<usize>) -> impl Iterator<Item = Piece<'_>> {
    let mut at = range.start;
    let end = range.end;
    std::iter::from_fn(move || {
        if at > end {
            return None;
        }
        let stop = find(&source[..end], at, b",");
        let piece = Piece::of(source, at..stop);
        at = stop + 1;
        Some(piece)
    })
}

/// The first of the `wanted` bytes at or after `from` that stands in no string, no parentheses and no
/// brackets; the end of the text without one. `{`, `}` and `;` end what was left open.
pub(super) fn find(text: &str, from: usize, wanted: &[u8]) -> usize {
    let mut quote = None;
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, byte) {
            (_, b'\\') => escaped = true,
            (Some(open), _) if open == byte => quote = None,
            (Some(_), b'\n') => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth = depth.saturating_sub(1),
            (None, _) if wanted.contains(&byte) && (depth == 0 || matches!(byte, b'{' | b'}')) => {
                return at;
            }
            _ => {}
        }
    }
    text.len()
}

/// Where the block that begins at `open` ends: its `}`, or the end of the text.
pub(super) fn block_end(text: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = open;
    loop {
        at = find(text, at, b"{}");
        match text.as_bytes().get(at) {
            Some(b'{') => depth += 1,
            Some(_) => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            None => return text.len(),
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_with_their_places() {
        let css = "@charset \"u;\"; /* 注{ */ h2 , .a:not(b,c){color : red; content:'};' !important }\np{}";
        let bare = without_comments(css);
        assert_eq!(bare.len(), css.len());
        let sheet = Sheet::read(&bare);
        assert!(sheet.faults.is_empty(), "{:?}", sheet.faults);
        assert_eq!(sheet.at_rules[0].text, "@charset");
        let selectors: Vec<_> = sheet.rules[0].selectors.iter().map(|s| s.text).collect();
        assert_eq!(selectors, ["h2", ".a:not(b,c)"]);
        let [color, content] = sheet.rules[0].declarations[..] else {
            panic!("{sheet:?}");
        };
        assert_eq!((color.property.text, color.value.text), ("color", "red"));
        assert_eq!(&css[content.value.range()], "'};' !important");
        assert!(sheet.rules[1].declarations.is_empty());
    }

    #[test]
    fn what_is_no_css_is_a_fault() {
        for (css, kind, at) in [
            ("p { color red }", FaultKind::Declaration, "color red"),
            ("p { : red }", FaultKind::Declaration, ": red"),
            ("p { color: red", FaultKind::Open, "{"),
            ("@media x { p { a: b }", FaultKind::Open, "@media x"),
            ("p {} }", FaultKind::Close, "}"),
            ("甲乙", FaultKind::Rule, "甲乙"),
            ("p { &:hover { a: b } c: d }", FaultKind::Nested, "&:hover"),
        ] {
            let sheet = Sheet::read(css);
            let [(found, range)] = &sheet.faults[..] else {
                panic!("{css}: {:?}", sheet.faults);
            };
            assert_eq!((*found, &css[range.clone()]), (kind, at), "{css}");
        }
    }

    #[test]
    fn odd_text_ends_somewhere() {
        for css in [
            "\\", "'", "/*", "a{b:'", "a{(}", "{{{{", "}}}}", "@", ",{}", "a{;;}", "\"\\",
        ] {
            let bare = without_comments(css);
            assert_eq!(bare.len(), css.len(), "{css}");
            Sheet::read(&bare);
        }
    }
}
