//! A place of an article, drawn: `file:line:column`, the source line, a caret line right under the
//! reference in terminals, where a Chinese character takes two columns.
//!
//! Not `annotate-snippets`: its first line cannot be `file:line:column: error[code]: sentence`, which
//! editors and `grep` understand, and its words cannot be translated.

use anstyle::{AnsiColor, Style};
use tuwen::Place;
use unicode_width::UnicodeWidthChar as _;

use super::clean::{clean, shown};

const GUTTER: Style = AnsiColor::Blue.on_default();

/// Columns of a tab; its real width depends on the terminal, so it is drawn as spaces.
const TAB: usize = 4;

/// Stands for what was cut off.
const CUT: &str = "...";

/// Least columns of source that are worth drawing.
const LEAST: usize = 24;

/// `post.md:12:5: `, or `post.md: ` for the article as a whole.
pub(super) fn location(input: &str, place: Option<&Place>) -> String {
    let input = clean(input);
    match place {
        Some(place) => format!(
            "{input}:{}:{}: ",
            place.position.line, place.position.column
        ),
        None => format!("{input}: "),
    }
}

/// The source line and the line that marks the place in it.
pub(super) fn source(place: &Place, style: Style, width: usize) -> String {
    if place.line_text.trim().is_empty() {
        return String::new();
    }
    let number = place.position.line.to_string();
    let blank = " ".repeat(number.len());
    let columns = width.saturating_sub(number.len() + 6).max(LEAST);
    let frame = Frame::around(place, columns);
    let before = " ".repeat(frame.before);
    let marks = "^".repeat(frame.marked);
    format!(
        "  {GUTTER}{number} |{GUTTER:#} {}\n  {GUTTER}{blank} |{GUTTER:#} {before}{style}{marks}{style:#}\n",
        frame.text
    )
}

/// The piece of a line that is drawn.
#[derive(Debug, PartialEq, Eq)]
struct Frame {
    text: String,
    /// Columns before the mark.
    before: usize,
    /// Columns of the mark, at least 1.
    marked: usize,
}

impl Frame {
    /// Cuts the line so that the place is seen, with about a third of the columns before it.
    fn around(place: &Place, columns: usize) -> Self {
        let characters: Vec<char> = place.line_text.chars().collect();
        let widths: Vec<usize> = characters
            .iter()
            .map(|character| columns_of(*character))
            .collect();
        let start = place
            .position
            .column
            .saturating_sub(1 + place.cut)
            .min(characters.len());
        let end = (start + place.length.max(1)).min(characters.len());
        let total: usize = widths.iter().sum();
        let (mut from, mut to) = (0, characters.len());
        if total > columns || place.cut > 0 {
            let room = columns.saturating_sub(2 * CUT.len());
            let lead = widths[..start].iter().sum::<usize>();
            let rest: usize = widths[start..].iter().sum();
            // What the end of the line leaves free serves the beginning.
            let mut before = (room / 3).max(room.saturating_sub(rest)).min(lead);
            from = start;
            while from > 0 && widths[from - 1] <= before {
                from -= 1;
                before -= widths[from];
            }
            let mut left = room - widths[from..start].iter().sum::<usize>().min(room);
            to = start;
            while to < characters.len() && widths[to] <= left {
                left -= widths[to];
                to += 1;
            }
        }
        let cut_before = from > 0 || place.cut > 0;
        let mut text = String::new();
        if cut_before {
            text.push_str(CUT);
        }
        for character in &characters[from..to] {
            match character {
                '\t' => text.push_str(&" ".repeat(TAB)),
                other => text.push(shown(*other)),
            }
        }
        if to < characters.len() {
            text.push_str(CUT);
        }
        let lead = if cut_before { CUT.len() } else { 0 };
        Self {
            text,
            before: lead + widths[from..start].iter().sum::<usize>(),
            marked: widths[start..end.min(to).max(start)]
                .iter()
                .sum::<usize>()
                .max(1),
        }
    }
}

/// The columns a character takes as it is drawn.
fn columns_of(character: char) -> usize {
    match character {
        '\t' => TAB,
        other => shown(other).width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr as _;

    /// A frame of `line`, marked at the first occurrence of `mark`.
    fn frame(line: &str, mark: &str, columns: usize) -> Frame {
        let at = line.find(mark).unwrap();
        let place = Place::new(
            1,
            line[..at].chars().count() + 1,
            line,
            0,
            mark.chars().count(),
        );
        Frame::around(&place, columns)
    }

    /// What stands above the marks.
    fn above(frame: &Frame) -> String {
        let mut column = 0;
        let mut above = String::new();
        for character in frame.text.chars() {
            if column >= frame.before && column < frame.before + frame.marked {
                above.push(character);
            }
            column += columns_of(character);
        }
        above
    }

    #[test]
    fn the_mark_stands_under_the_reference_behind_chinese_text() {
        let frame = frame(
            "如下图所示：![流程](img/流程图.png)，见下",
            "img/流程图.png",
            80,
        );
        assert_eq!(frame.before, "如下图所示：![流程](".width());
        assert_eq!(frame.before, 20);
        assert_eq!(frame.marked, 14);
        assert_eq!(above(&frame), "img/流程图.png");
    }

    #[test]
    fn tabs_take_four_columns() {
        let frame = frame("\t- ![](a.png)", "a.png", 80);
        assert_eq!(frame.text, "    - ![](a.png)");
        assert_eq!(above(&frame), "a.png");
    }

    #[test]
    fn combining_marks_take_no_column() {
        let frame = frame("cafe\u{301} ![](a.png)", "a.png", 80);
        assert_eq!(frame.before, "café ![](".chars().count());
    }

    #[test]
    fn control_characters_are_shown_and_counted() {
        let frame = frame("\u{1b}[31m![](a.png)", "a.png", 80);
        assert!(frame.text.starts_with('␛'));
        assert_eq!(above(&frame), "a.png");
    }

    #[test]
    fn long_lines_are_cut_around_the_reference() {
        let line = format!("{}![](图.png){}", "前".repeat(3000), "后".repeat(3000));
        for columns in [24, 40, 79, 80, 200] {
            let frame = frame(&line, "图.png", columns);
            assert!(frame.text.width() <= columns, "{columns}");
            assert!(frame.text.starts_with(CUT) && frame.text.ends_with(CUT));
            assert_eq!(above(&frame), "图.png");
        }
    }

    #[test]
    fn a_reference_longer_than_the_terminal_is_marked_as_far_as_it_is_shown() {
        let long = "图".repeat(500);
        let frame = frame(&format!("![]({long})"), &long, 40);
        assert!(frame.text.width() <= 40);
        assert!(frame.before + frame.marked <= 40);
    }

    #[test]
    fn a_line_that_was_cut_before_keeps_its_columns() {
        let place = Place::new(7, 1006, "后![](a.png)", 1000, 5);
        let frame = Frame::around(&place, 80);
        assert_eq!(frame.text, "...后![](a.png)");
        assert_eq!(frame.before, 3 + "后![](".width());
    }

    #[test]
    fn a_place_behind_the_line_is_marked_at_its_end() {
        let place = Place::new(1, 99, "短", 0, 3);
        let frame = Frame::around(&place, 80);
        assert_eq!((frame.before, frame.marked), (2, 1));
    }
}
