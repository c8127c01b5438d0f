//! The exact bytes of a destination, which the parser does not tell: a decoded destination or the
//! range of its syntax in, the range of the URL out (without `<` and `>`).
//!
//! Two ways that must agree. A destination without escapes is borrowed from the text, so its address
//! is its place. Otherwise the syntax is read once more from its start.

use std::ops::Range;

use pulldown_cmark::CowStr;

/// The place of a destination that the parser borrowed from `text`.
pub(super) fn borrowed(text: &str, destination: &CowStr<'_>) -> Option<Range<usize>> {
    let CowStr::Borrowed(slice) = destination else {
        return None;
    };
    let start = (slice.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let range = start..start.checked_add(slice.len())?;
    // An empty or foreign slice may lie anywhere; what is not the same text is not the place.
    (!slice.is_empty() && text.get(range.clone()) == Some(slice)).then_some(range)
}

/// The destination of an inline image, given the range from the end of its description on.
pub(super) fn of_inline(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.get(..range.end)?.as_bytes();
    let close = range.start + bytes[range.start..].iter().position(|&byte| byte == b']')?;
    (bytes.get(close + 1) == Some(&b'('))
        .then(|| after_blanks(bytes, close + 2))
        .and_then(|start| destination(bytes, start))
}

/// The destination of a link reference definition, given its range.
pub(super) fn of_definition(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.get(..range.end)?.as_bytes();
    let open = range.start + bytes[range.start..].iter().position(|&byte| byte == b'[')?;
    // A label holds no bracket without a backslash before it.
    let close = unescaped(bytes, open + 1, b']')?;
    (bytes.get(close + 1) == Some(&b':'))
        .then(|| after_blanks(bytes, close + 2))
        .and_then(|start| destination(bytes, start))
}

/// The first `wanted` from `at` on that no backslash escapes.
pub(super) fn unescaped(bytes: &[u8], mut at: usize, wanted: u8) -> Option<usize> {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == wanted => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// Skips blanks and a line end, with the block quote marks that begin the next line: a line that
/// begins with `>` is never the text of a paragraph.
fn after_blanks(bytes: &[u8], mut at: usize) -> usize {
    let mut new_line = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' => {}
            b'\n' | b'\r' => new_line = true,
            b'>' if new_line => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// The destination that begins at `start`: `<…>`, or up to a blank or an unbalanced parenthesis.
fn destination(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    if bytes.get(start) == Some(&b'<') {
        return Some(start + 1..unescaped(bytes, start + 1, b'>')?);
    }
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0..=b' ' => break,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            _ => {}
        }
        at += 1;
    }
    (start < at).then_some(start..at)
}
