//! Formulas between delimiters in the text of a web page, and where a piece of decoded text stands in the
//! source.

use std::ops::Range;

/// A formula in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Delimited {
    pub(super) outer: Range<usize>,
    pub(super) inner: Range<usize>,
    pub(super) display: bool,
}

/// All formulas of a text. A page has no other use for such brackets; `$$` may be prices, and has to look like
/// a formula.
pub(super) fn delimited(text: &str) -> Vec<Delimited> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    // What is open, by its closing byte.
    let mut open: Option<(u8, usize)> = None;
    let mut at = 0;
    while let Some(next) = text[at..].find(['\\', '$']).map(|next| at + next) {
        let pair = (bytes[next], bytes.get(next + 1).copied().unwrap_or(b' '));
        at = next + 1;
        let closing = match pair {
            (b'\\', b'(') => b')',
            (b'\\', b'[') => b']',
            (b'\\', b')' | b']') | (b'$', b'$') => 0,
            // Whatever else is escaped is no delimiter.
            (b'\\', byte) => {
                at += usize::from(byte.is_ascii());
                continue;
            }
            _ => continue,
        };
        at = next + 2;
        let closes = |wanted: u8| pair.1 == wanted;
        match open {
            Some((close, start)) if closes(close) => {
                let inner = start + 2..next;
                open = None;
                if close == b'$' && !is_formula(text, &inner) {
                    open = Some((b'$', next));
                } else if !text[inner.clone()].trim().is_empty() {
                    found.push(Delimited {
                        outer: start..at,
                        inner,
                        display: close != b')',
                    });
                }
            }
            // A round bracket that nothing closes gives way.
            None | Some((b')', _)) if closing != 0 => open = Some((closing, next)),
            None if closes(b'$') => open = Some((b'$', next)),
            _ => {}
        }
        at = at.min(text.len());
    }
    found
}

/// Whether what stands between two `$$` is a formula.
fn is_formula(text: &str, inner: &Range<usize>) -> bool {
    let tex = text[inner.clone()].trim();
    let touches = text[inner.end + 2..].starts_with('$') || tex.starts_with('$');
    let has_sign = tex.contains(['\\', '^', '_', '=', '+', '<', '>']);
    !touches && tex.contains(|c: char| c.is_ascii_alphanumeric()) && (has_sign || tex.len() <= 3)
}

/// What is between the delimiters of a text that is one formula, and whether they say that it stands on a line
/// of its own.
pub(super) fn stripped(text: &str) -> Option<(Range<usize>, bool)> {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let pairs = [
        ("\\(", "\\)", false),
        ("\\[", "\\]", true),
        ("$$", "$$", true),
        ("$", "$", false),
    ];
    pairs.iter().find_map(|(open, close, display)| {
        let inner = trimmed.strip_prefix(open)?.strip_suffix(close)?;
        let from = start + open.len();
        Some((from..from + inner.len(), *display))
    })
}

/// Walks through decoded text and its source at once. Asked for ranges in order, so that all of them cost one
/// walk.
pub(super) struct Cursor<'t> {
    source: &'t str,
    text: &'t str,
    /// Where the walk is, in the source and in the text.
    at: usize,
    read: usize,
    end: usize,
    /// The text is the source's.
    is_plain: bool,
}

impl<'t> Cursor<'t> {
    /// `text` is what `place` of the source says.
    pub(super) fn new(source: &'t str, place: &Range<usize>, text: &'t str) -> Self {
        let piece = source.get(place.clone()).unwrap_or_default();
        Self {
            source,
            text,
            at: place.start,
            read: 0,
            end: place.end,
            // The piece may go on to the tag behind the text.
            is_plain: piece.starts_with(text),
        }
    }

    /// Where a piece of the text stands in the source.
    pub(super) fn range(&mut self, wanted: Range<usize>) -> Range<usize> {
        let start = self.place(wanted.start);
        let end = self.place(wanted.end);
        start..end
    }

    fn place(&mut self, wanted: usize) -> usize {
        if self.is_plain {
            self.at += wanted - self.read;
            self.read = wanted;
            return self.at;
        }
        while self.read < wanted {
            let Some(character) = self.text[self.read..].chars().next() else {
                break;
            };
            let rest = self.source.get(self.at..self.end).unwrap_or_default();
            let Some(written) = rest.chars().next() else {
                break;
            };
            let reference = (written == '&')
                .then(|| rest.bytes().take(40).position(|byte| byte == b';'))
                .flatten();
            self.at += match reference {
                Some(end) => end + 1,
                // A line feed for both.
                None if written == '\r' && rest[1..].starts_with('\n') => 2,
                None => written.len_utf8(),
            };
            self.read += character.len_utf8();
        }
        self.at
    }
}
