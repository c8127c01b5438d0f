//! Attribute values: the raw bytes as they stand in the source in, the text they mean out, with the
//! way back from every place of the text to the bytes it came from.
//!
//! Character references are decoded as the standard says for attributes
//! (<https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state>).

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};
use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name in the table, `CounterClockwiseContourIntegral;`.
const LONGEST_NAME: usize = 32;

/// A decoded attribute value.
#[derive(Debug)]
pub(super) struct Value {
    text: String,
    /// (offset in `text`, offset in the source), one entry where the two go out of step.
    steps: Vec<(usize, usize)>,
    end: usize,
}

impl Value {
    /// Decodes `raw`, which stands at `offset` of the source.
    pub(super) fn new(raw: &[u8], offset: usize, encoding: &'static Encoding) -> Self {
        let mut value = Self {
            text: String::with_capacity(raw.len()),
            steps: vec![(0, offset)],
            end: offset + raw.len(),
        };
        if encoding == UTF_8 || raw.is_ascii() {
            match std::str::from_utf8(raw) {
                Ok(text) => value.push_run(text, offset),
                Err(_) => value.push_encoded(raw, offset, encoding),
            }
        } else {
            value.push_encoded(raw, offset, encoding);
        }
        value
    }

    /// The text it means.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source that a range of the text came from.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_offset(range.start);
        let end = if range.end >= self.text.len() {
            self.end
        } else {
            self.source_offset(range.end)
        };
        start..end.max(start)
    }

    fn source_offset(&self, offset: usize) -> usize {
        let step = self.steps.partition_point(|&(text, _)| text <= offset) - 1;
        let (text, source) = self.steps[step];
        (source + offset - text).min(self.end)
    }

    /// The next character of the text comes from `offset` of the source.
    fn step(&mut self, offset: usize) {
        let at = self.text.len();
        if self.source_offset(at) != offset {
            self.steps.push((at, offset));
        }
    }

    /// UTF-8 text: copied, character references decoded.
    fn push_run(&mut self, text: &str, offset: usize) {
        let mut from = 0;
        while let Some(found) = text[from..].find('&') {
            let ampersand = from + found;
            self.text.push_str(&text[from..ampersand]);
            let (characters, length) =
                reference(&text[ampersand..]).unwrap_or(([Some('&'), None], 1));
            self.text.extend(characters.into_iter().flatten());
            from = ampersand + length;
            self.step(offset + from);
        }
        self.text.push_str(&text[from..]);
    }

    /// Text in another encoding, decoded character by character so that each keeps its place.
    fn push_encoded(&mut self, raw: &[u8], offset: usize, encoding: &'static Encoding) {
        let mut from = 0;
        while from < raw.len() {
            // `&`, `#` and `;` are never part of a longer character, and neither is a letter right
            // behind them: a run of ASCII may be taken as it is.
            let ascii = raw[from..]
                .iter()
                .position(|byte| !byte.is_ascii())
                .unwrap_or(raw.len() - from);
            if ascii > 0 {
                // An all-ASCII slice is valid UTF-8.
                self.step(offset + from);
                self.push_run(
                    std::str::from_utf8(&raw[from..from + ascii]).unwrap_or_default(),
                    offset + from,
                );
                from += ascii;
                continue;
            }
            let mut decoder = encoding.new_decoder_without_bom_handling();
            let mut buffer = [0; 16];
            let mut length = 0;
            loop {
                let last = from + length + 1 >= raw.len();
                let byte = &raw[from + length..=from + length];
                let (_, read, written, _) = decoder.decode_to_utf8(byte, &mut buffer, last);
                length += read.max(1);
                if written > 0 || from + length >= raw.len() {
                    self.step(offset + from);
                    self.text
                        .push_str(std::str::from_utf8(&buffer[..written]).unwrap_or_default());
                    break;
                }
            }
            from += length;
        }
        self.step(offset + from);
    }
}

/// Decodes the character references of a text.
pub(in crate::article) fn decode_references(text: &str) -> String {
    Value::new(text.as_bytes(), 0, UTF_8).text
}

/// The character reference at the start of `text`: its characters and its length in bytes.
fn reference(text: &str) -> Option<([Option<char>; 2], usize)> {
    let after = text.strip_prefix('&')?;
    if let Some(number) = after.strip_prefix('#') {
        return numeric(number).map(|(character, length)| ([Some(character), None], length + 2));
    }
    let name = after
        .bytes()
        .take(LONGEST_NAME)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let closed = after.as_bytes().get(name) == Some(&b';');
    // The longest name that the table knows; without a semicolon only if nothing follows that
    // would make it part of a query such as `?a=1&copy=2`.
    let characters = |name: &str| {
        let &(first, second) = NAMED_ENTITIES.get(name)?;
        let first = char::from_u32(first).filter(|&first| first != '\0')?;
        let second = char::from_u32(second).filter(|&second| second != '\0');
        Some(([Some(first), second], name.len() + 1))
    };
    if closed && let Some(found) = characters(&after[..=name]) {
        return Some(found);
    }
    (2..=name).rev().find_map(|length| {
        let next = after.as_bytes().get(length);
        let ambiguous = next.is_some_and(|next| *next == b'=' || next.is_ascii_alphanumeric());
        let found = characters(&after[..length])?;
        (!ambiguous).then_some(found)
    })
}

/// The character of `#60;` or `#x3C;`, given what follows the `#`, and its length.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (radix, prefix) = if text.starts_with(['x', 'X']) {
        (16, 1)
    } else {
        (10, 0)
    };
    let digits = text[prefix..]
        .bytes()
        .take_while(|&byte| char::from(byte).is_digit(radix))
        .count();
    if digits == 0 {
        return None;
    }
    let mut code: u32 = 0;
    for byte in text[prefix..prefix + digits].bytes() {
        let digit = char::from(byte).to_digit(radix)?;
        code = code.saturating_mul(radix).saturating_add(digit);
    }
    let closed = usize::from(text.as_bytes().get(prefix + digits) == Some(&b';'));
    let character = match code {
        0x80..=0x9F => C1_REPLACEMENTS[(code - 0x80) as usize].or(char::from_u32(code)),
        0 => None,
        _ => char::from_u32(code),
    };
    Some((
        character.unwrap_or(char::REPLACEMENT_CHARACTER),
        prefix + digits + closed,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GB18030, GBK};

    fn decoded(raw: &str) -> String {
        Value::new(raw.as_bytes(), 0, UTF_8).text
    }

    #[test]
    fn references_decode_as_in_attributes() {
        for (raw, text) in [
            ("a&amp;b.png", "a&b.png"),
            ("图&#x56fe;&#22270;.png", "图图图.png"),
            ("a?b=1&copy=2&lt;", "a?b=1&copy=2<"),
            ("a&amp", "a&"),
            ("a&ampb", "a&ampb"),
            ("&notit;", "&notit;"),
            (
                "&#128;&#0;&#xD800;&#99999999999;",
                "€\u{FFFD}\u{FFFD}\u{FFFD}",
            ),
            ("&#;&#x;&;&", "&#;&#x;&;&"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
            ("&CounterClockwiseContourIntegral;", "∳"),
        ] {
            assert_eq!(decoded(raw), text, "{raw}");
        }
    }

    #[test]
    fn every_range_finds_its_way_back() {
        let raw = "url(&quot;图&amp;.png&quot;)";
        let value = Value::new(raw.as_bytes(), 10, UTF_8);
        assert_eq!(value.text(), "url(\"图&.png\")");
        let start = value.text().find('图').unwrap();
        let end = value.text().rfind('"').unwrap();
        let source = value.source(start..end);
        assert_eq!(&raw[source.start - 10..source.end - 10], "图&amp;.png");
        assert_eq!(value.source(0..value.text().len()), 10..10 + raw.len());
    }

    #[test]
    fn other_encodings_find_their_way_back() {
        let text = "图/&amp;乗\\x.png 文.png 2x";
        for encoding in [GBK, GB18030, BIG5] {
            let raw = encoding.encode(text).0;
            let value = Value::new(&raw, 100, encoding);
            assert_eq!(value.text(), text.replace("&amp;", "&"));
            let start = value.text().find("文").unwrap();
            let source = value.source(start..start + "文.png".len());
            let bytes = &raw[source.start - 100..source.end - 100];
            assert_eq!(encoding.decode_without_bom_handling(bytes).0, "文.png");
        }
    }

    #[test]
    fn broken_bytes_stay_in_bounds() {
        for encoding in [GBK, GB18030, BIG5, UTF_8] {
            for raw in [
                &b"a\xFF"[..],
                b"\x81",
                b"\x81\x30\x81",
                b"\xE5\x9B",
                b"\xE5&amp;",
            ] {
                let value = Value::new(raw, 5, encoding);
                assert_eq!(value.source(0..value.text().len()), 5..5 + raw.len());
            }
        }
    }
}
