//! From byte offsets to places for people: an article's bytes in, line and column out.
//!
//! Lines end at `\n`, `\r\n` or a lone `\r`; columns count characters of the decoded text. One pass
//! builds the index; each question then costs a short count, however long the line is, so ten
//! thousand references on one line of 10 MB cost no more than on ten thousand lines.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};

use super::{Position, encoding};

/// Characters are counted afresh at most about this many bytes far.
const MARK_EVERY: usize = 512;

/// Where the lines of an article begin, and how many characters come before some of its bytes.
#[derive(Debug, Clone)]
pub(super) struct PositionIndex {
    /// Offset of each line's first byte (after a byte-order mark).
    lines: Vec<usize>,
    /// (offset, characters before it), ascending, every offset at a character border.
    marks: Vec<(usize, usize)>,
    encoding: &'static Encoding,
}

impl PositionIndex {
    pub(super) fn new(source: &[u8], encoding: &'static Encoding) -> Self {
        let start = if encoding::has_byte_order_mark(source) {
            3
        } else {
            0
        };
        let mut lines = vec![start];
        let mut marks = vec![(start, 0)];
        let mut counted = (start, 0);
        for (offset, &byte) in source.iter().enumerate().skip(start) {
            let line_end =
                byte == b'\n' || (byte == b'\r' && source.get(offset + 1) != Some(&b'\n'));
            if line_end {
                lines.push(offset + 1);
            }
            // Bytes below `0` are never part of a longer character in any encoding we read, so
            // the count may stop in front of them.
            if byte < b'0' && offset - counted.0 >= MARK_EVERY {
                counted.1 += count(&source[counted.0..offset], encoding);
                counted.0 = offset;
                marks.push(counted);
            }
        }
        Self {
            lines,
            marks,
            encoding,
        }
    }

    /// Line and column of a byte; an offset past the end counts as the end.
    pub(super) fn position(&self, source: &[u8], offset: usize) -> Position {
        let offset = offset.clamp(self.lines[0], source.len().max(self.lines[0]));
        let line = self.lines.partition_point(|&start| start <= offset);
        let before = self.characters_before(source, offset)
            - self.characters_before(source, self.lines[line - 1]);
        Position {
            line,
            column: before + 1,
        }
    }

    /// The bytes of a line (from 1) without its line end; empty past the last line.
    pub(super) fn line(&self, source: &[u8], line: usize) -> Range<usize> {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.lines.get(index)) else {
            return source.len()..source.len();
        };
        let end = self.lines.get(line).copied().unwrap_or(source.len());
        let text = &source[start..end];
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        start..start + text.len()
    }

    fn characters_before(&self, source: &[u8], offset: usize) -> usize {
        let mark = self.marks.partition_point(|&(start, _)| start <= offset);
        let (start, characters) = self.marks[mark - 1];
        characters + count(&source[start..offset], self.encoding)
    }
}

fn count(bytes: &[u8], encoding: &'static Encoding) -> usize {
    if encoding == UTF_8 {
        // Every byte that does not continue a character begins one.
        bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
    } else if bytes.is_ascii() {
        bytes.len()
    } else {
        encoding
            .decode_without_bom_handling(bytes)
            .0
            .chars()
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &[u8], offset: usize) -> (usize, usize) {
        let position = PositionIndex::new(source, UTF_8).position(source, offset);
        (position.line, position.column)
    }

    #[test]
    fn all_three_line_ends_end_a_line() {
        let source = b"a\nb\r\nc\rd";
        assert_eq!(place(source, 0), (1, 1));
        assert_eq!(place(source, 2), (2, 1));
        assert_eq!(place(source, 5), (3, 1));
        assert_eq!(place(source, 7), (4, 1));
        assert_eq!(place(source, 99), (4, 2));
    }

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let source = "\u{FEFF}图文x\n图".as_bytes();
        assert_eq!(place(source, 0), (1, 1));
        assert_eq!(place(source, 3), (1, 1));
        assert_eq!(place(source, 9), (1, 3));
        assert_eq!(place(source, source.len()), (2, 2));
    }

    #[test]
    fn lines_come_without_their_ends() {
        let source = "一\r\n二\r三\n".as_bytes();
        let index = PositionIndex::new(source, UTF_8);
        let line = |number| std::str::from_utf8(&source[index.line(source, number)]).unwrap();
        assert_eq!([line(1), line(2), line(3), line(4)], ["一", "二", "三", ""]);
        assert_eq!([line(0), line(5)], ["", ""]);
    }

    #[test]
    fn gbk_columns_count_characters() {
        let text = "<p>图文<img src=\"图.png\">";
        let source = encoding_rs::GBK.encode(text).0;
        let index = PositionIndex::new(&source, encoding_rs::GBK);
        let offset = source.iter().position(|&byte| byte == b'i').unwrap();
        assert_eq!(index.position(&source, offset).column, 7);
    }

    #[test]
    fn marks_agree_with_counting_from_the_start() {
        let source = "图 文，ab\n".repeat(500).replace('\n', "#");
        let index = PositionIndex::new(source.as_bytes(), UTF_8);
        assert!(index.marks.len() > 3);
        for (characters, (offset, _)) in source.char_indices().enumerate() {
            let position = index.position(source.as_bytes(), offset);
            assert_eq!((position.line, position.column), (1, characters + 1));
        }
    }
}
