//! Where a problem stands, with the piece of source around it, whatever the length of the line.

use std::ops::Range;

use crate::article::{Article, Position};
use crate::report::Place;

/// Bytes of the line that are looked at on either side of the place.
const REACH: usize = 2048;

/// The place of a byte range; if it is to be `shown`, with its line cut to what can be.
pub(crate) fn place(
    article: &Article,
    span: &Range<usize>,
    position: Position,
    shown: bool,
) -> Place {
    if !shown {
        return Place::new(position.line, position.column, String::new(), 0, 1);
    }

    let source = article.source();
    let start = span.start.min(source.len());
    let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let floor = start.saturating_sub(REACH);
    let before = source[floor..start]
        .iter()
        .rposition(is_line_end)
        .map_or(floor, |index| floor + index + 1);
    // A real line start is kept; a cut may fall into a character.
    let from = if before == floor && floor > 0 {
        whole_character(source, before)
    } else {
        before
    };
    let ceiling = (start + REACH).min(source.len());
    let after = source[start..ceiling]
        .iter()
        .position(is_line_end)
        .map_or(ceiling, |index| start + index);
    let end = span.end.clamp(start, after);
    let head = article.decode(&source[from..start]);
    let marked = article.decode(&source[start..end]);
    let tail = article.decode(&source[end..after]);
    let shown = head.chars().count();
    Place {
        position,
        cut: position.column.saturating_sub(1).saturating_sub(shown),
        length: marked.chars().count().max(1),
        line_text: format!("{head}{marked}{tail}"),
    }
}

/// The first character border at or after `offset`, so that a cut line does not begin with half a character.
fn whole_character(source: &[u8], offset: usize) -> usize {
    let continuation = |byte: &&u8| (0x80..0xC0).contains(*byte);
    offset
        + source[offset..]
            .iter()
            .take(3)
            .take_while(continuation)
            .count()
}
