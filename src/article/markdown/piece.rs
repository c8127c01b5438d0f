//! The HTML inside Markdown: its pieces in source order in, the references in them out.
//!
//! The lines of one HTML block, or the tags of one paragraph, are scanned together, with the marks
//! of block quotes between them left out; a tag may go over several lines.

use std::ops::Range;

use crate::article::found::{Found, Purpose};
use crate::article::html::{self, InlineSvg};
use crate::article::template::Tag;

/// Pieces that belong together.
#[derive(Default)]
pub(super) struct Pieces(Vec<Range<usize>>);

impl Pieces {
    pub(super) fn push(&mut self, range: Range<usize>) {
        match self.0.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.0.push(range),
        }
    }

    /// Scans the pieces as one text: references, and the drawings that a page wants to know of.
    /// `quotes` is the depth of block quotes around them.
    pub(super) fn scan(
        self,
        text: &str,
        masked: &str,
        quotes: usize,
        purpose: Purpose,
    ) -> (Vec<Found>, Vec<InlineSvg>) {
        let holds_drawings = purpose == Purpose::Page && self.any(masked, html::may_hold_drawings);
        if !holds_drawings && !self.any(masked, html::may_hold_references) {
            return (Vec::new(), Vec::new());
        }
        let joined = self.joined(text, quotes);
        let (found, drawings) =
            html::scan_fragment(&joined.bytes(text), &joined.bytes(masked), purpose);
        let found = found.into_iter().map(|one| Found {
            span: joined.in_source(&one.span),
            at: joined.in_source(&(one.at..one.at)).start,
            ..one
        });
        let drawings = drawings.into_iter().map(|range| {
            let span = joined.in_source(&range);
            // Text between tags is no piece of HTML to the parser, but it is part of the drawing.
            let whole = Self(vec![span.clone()]).joined(text, quotes).bytes(text);
            InlineSvg {
                span,
                html: String::from_utf8_lossy(&whole).into_owned(),
            }
        });
        (found.collect(), drawings.collect())
    }

    /// The tags of site generators in the text of an HTML block.
    pub(super) fn tags<'t>(&self, text: &'t str, masked: &str, quotes: usize) -> Vec<Tag<'t>> {
        if !self.any(text, |piece| {
            piece.windows(2).any(|pair| matches!(pair, b"{%" | b"{{"))
        }) {
            return Vec::new();
        }
        let joined = self.joined(text, quotes);
        let mut tags = Vec::new();
        for range in html::text_ranges(&joined.bytes(masked)) {
            let range = joined.in_source(&range);
            for (found, _) in text[range.clone()].match_indices('{') {
                tags.extend(Tag::at(text, range.start + found, range.end));
            }
        }
        tags
    }

    fn any(&self, text: &str, is_wanted: impl Fn(&[u8]) -> bool) -> bool {
        self.0
            .iter()
            .any(|range| is_wanted(&text.as_bytes()[range.clone()]))
    }

    fn joined(&self, text: &str, quotes: usize) -> Joined {
        let pieces = if quotes > 0 {
            self.without_quote_marks(text, quotes)
        } else {
            self.0.clone()
        };
        let mut length = 0;
        let pieces = pieces
            .into_iter()
            .map(|range| {
                let start = length;
                length += range.len();
                (start, range)
            })
            .collect();
        Joined(pieces)
    }

    /// The same pieces, cut at line ends so that block quote marks fall out.
    fn without_quote_marks(&self, text: &str, quotes: usize) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let mut pieces = Vec::new();
        for range in &self.0 {
            let mut start = range.start;
            for at in range.clone() {
                if bytes[at] != b'\n' || at < start {
                    continue;
                }
                pieces.push(start..at + 1);
                start = at + 1;
                let mut marks = 0;
                let mut next = start;
                while next < range.end && marks < quotes {
                    match bytes[next] {
                        b' ' | b'\t' => {}
                        b'>' => {
                            marks += 1;
                            start = next + 1;
                        }
                        _ => break,
                    }
                    next += 1;
                }
            }
            if start < range.end {
                pieces.push(start..range.end);
            }
        }
        pieces
    }
}

/// Pieces of the source put together: where each begins, and its range in the source.
struct Joined(Vec<(usize, Range<usize>)>);

impl Joined {
    fn bytes(&self, text: &str) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(|(_, range)| text.as_bytes()[range.clone()].iter().copied())
            .collect()
    }

    /// A range of the joined bytes in the source; what lies between two pieces is inside it.
    fn in_source(&self, range: &Range<usize>) -> Range<usize> {
        let offset = |offset: usize, piece: usize| {
            let (start, range) = &self.0[piece.saturating_sub(1)];
            range.start + (offset - start)
        };
        let first = self.0.partition_point(|(start, _)| *start <= range.start);
        let last = self.0.partition_point(|(start, _)| *start < range.end);
        let start = offset(range.start, first);
        start..offset(range.end, last.max(first)).max(start)
    }
}
