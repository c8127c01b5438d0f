//! The HTML inside Markdown: its pieces in source order in, the references in them out.
//!
//! The lines of one HTML block, or the tags of one paragraph, are scanned together, with the marks
//! of block quotes between them left out; a tag may go over several lines.

use std::ops::Range;

use crate::article::found::Found;
use crate::article::html;

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

    pub(super) fn ranges(&self) -> &[Range<usize>] {
        &self.0
    }

    /// Scans the pieces as one text. `quotes` is the depth of block quotes around them.
    pub(super) fn scan(self, text: &str, masked: &str, quotes: usize, found: &mut Vec<Found>) {
        let may_hold = self
            .0
            .iter()
            .any(|range| html::may_hold_references(&masked.as_bytes()[range.clone()]));
        if !may_hold {
            return;
        }
        let pieces = if quotes > 0 {
            self.without_quote_marks(text, quotes)
        } else {
            self.0
        };
        let joined = |whole: &str| -> Vec<u8> {
            pieces
                .iter()
                .flat_map(|range| whole.as_bytes()[range.clone()].iter().copied())
                .collect()
        };
        // Where each piece begins in the joined text.
        let mut starts = Vec::with_capacity(pieces.len());
        let mut length = 0;
        for range in &pieces {
            starts.push(length);
            length += range.len();
        }
        let in_source = |offset: usize, is_end: bool| {
            let piece = if is_end {
                starts.partition_point(|&start| start < offset)
            } else {
                starts.partition_point(|&start| start <= offset)
            };
            let piece = piece.saturating_sub(1);
            pieces[piece].start + (offset - starts[piece])
        };
        for mut one in html::scan_fragment(&joined(text), &joined(masked)) {
            one.span = in_source(one.span.start, false)..in_source(one.span.end, true);
            one.at = in_source(one.at, false);
            found.push(one);
        }
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
