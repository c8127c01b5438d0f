//! Recognises SVG: what has to stand before its root element, and whether the root is closed.
//!
//! Allowed before `<svg`: a byte-order mark, white space, an XML declaration, processing
//! instructions, comments and a document type. UTF-16 is read as well. Linear in the prolog.

use std::borrow::Cow;

/// An SVG in UTF-16 has its prolog within this many bytes; the rest is not transcoded to sniff.
const PROLOG_LIMIT: usize = 1 << 16;

/// Whether the first element of `bytes` is an `svg`.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let prolog = if utf16(bytes).is_some() {
        &bytes[..bytes.len().min(PROLOG_LIMIT)]
    } else {
        bytes
    };
    root(&single_bytes(prolog)).is_some()
}

/// Whether the root element is closed, so that the file was not cut off.
pub(in crate::image) fn closes(bytes: &[u8]) -> bool {
    let text = single_bytes(bytes);
    let Some(start) = root(&text) else {
        return false;
    };
    let text = &text[start..];
    if text.trim_ascii_end().ends_with(b"/>") && !text[1..].contains(&b'<') {
        return true;
    }
    text.windows(5).enumerate().any(|(at, window)| {
        window == b"</svg" || (window == b":svg>" && closing_prefix(&text[..at]))
    })
}

/// Whether the text before `:svg>` ends in `</` and a namespace prefix.
fn closing_prefix(before: &[u8]) -> bool {
    let tail = &before[before.len().saturating_sub(64)..];
    tail.iter()
        .rposition(|&byte| byte == b'<')
        .is_some_and(|at| tail.get(at + 1) == Some(&b'/'))
}

/// The byte order of UTF-16 text, by its mark or by the `<` (or white space) that begins it.
fn utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    match *bytes.first_chunk::<2>()? {
        [0xFF, 0xFE] | [b'<' | b' ' | b'\n' | b'\r' | b'\t', 0] => Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF] | [0, b'<' | b' ' | b'\n' | b'\r' | b'\t'] => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// The text in an encoding whose ASCII characters are single bytes, without byte-order mark.
fn single_bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    match utf16(bytes) {
        Some(encoding) => match encoding.decode(bytes).0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
        None => Cow::Borrowed(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)),
    }
}

/// The offset of the root element if it is an `svg`, in any namespace prefix.
pub(in crate::image) fn root(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let rest = &text[at..];
        at += if rest.starts_with(b"<?") {
            past(rest, b"?>")?
        } else if rest.starts_with(b"<!--") {
            4 + past(&rest[4..], b"-->")?
        } else if rest
            .get(..9)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"<!DOCTYPE"))
        {
            past_doctype(rest)?
        } else {
            return is_svg_tag(rest).then_some(at);
        };
    }
}

fn is_svg_tag(rest: &[u8]) -> bool {
    let Some(tag) = rest.strip_prefix(b"<") else {
        return false;
    };
    // A namespace prefix is a short name; anything longer is not worth scanning for.
    let name_end = tag
        .iter()
        .take(64)
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    let Some(name) = name_end.map(|end| &tag[..end]) else {
        return false;
    };
    name == b"svg" || name.ends_with(b":svg")
}

/// The offset just past the first `end` in `text`.
fn past(text: &[u8], end: &[u8]) -> Option<usize> {
    text.windows(end.len())
        .position(|window| window == end)
        .map(|at| at + end.len())
}

/// The offset just past a document type, whose quoted strings and internal subset may hold `>`.
fn past_doctype(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, &byte) in text.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}
