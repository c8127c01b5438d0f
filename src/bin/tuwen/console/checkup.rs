//! Findings of a check-up, one under the other: a mark, what was looked at, what was found, and what to
//! do about it.
//!
//! What was looked at has a column of its own, wide enough for every name in the language; in a terminal
//! long findings are continued under their beginning. Where the locale has no Unicode, the marks are
//! letters.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use unicode_width::UnicodeWidthStr as _;

use super::{Console, DIM, ERROR, GOOD, HINT, WARNING, clean, paragraph};
use crate::layer::ReportFormat;
use tuwen::Problem;

/// How something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Good,
    Warning,
    Bad,
    /// Not looked at.
    None,
}

/// One finding in words.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) mark: Mark,
    /// What was looked at.
    pub(crate) label: &'a str,
    /// Columns for what is looked at.
    pub(crate) columns: usize,
    pub(crate) message: &'a str,
    /// The stable code, for something that is wrong.
    pub(crate) code: Option<&'a str>,
    /// What to do.
    pub(crate) hint: Option<&'a str>,
    /// More that was seen, for those who want to know.
    pub(crate) more: Option<&'a str>,
}

impl Console {
    /// Tells a finding: it is what was asked for, so on standard output, unless that takes a report.
    ///
    /// # Errors
    /// `output.unwritable`.
    pub(crate) fn finding(&self, line: &Line<'_>) -> Result<(), Problem> {
        self.tell(&drawn(self, line, self.room(), has_unicode()))
    }

    /// Tells how everything was found.
    ///
    /// # Errors
    /// `output.unwritable`.
    pub(crate) fn verdict(&self, mark: Mark, text: &str) -> Result<(), Problem> {
        let unicode = has_unicode();
        let indent = sign(mark, unicode).width() + 1;
        let width = self.room().map(|room| room.saturating_sub(indent));
        let text = paragraph::lines(&clean(text), width).join(&format!("\n{:indent$}", ""));
        let style = style(mark);
        self.tell(&format!(
            "\n{style}{}{style:#} {text}\n",
            sign(mark, unicode)
        ))
    }

    fn tell(&self, text: &str) -> Result<(), Problem> {
        if self.talk.report == ReportFormat::Json {
            self.say(text);
            return Ok(());
        }
        self.styled_data(text)
    }

    /// Columns of the terminal that is written to; `None` where lines may have any length.
    fn room(&self) -> Option<usize> {
        if self.talk.report == ReportFormat::Json {
            return io::stderr().is_terminal().then_some(self.width);
        }
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
    }
}

fn drawn(console: &Console, line: &Line<'_>, room: Option<usize>, unicode: bool) -> String {
    let style = style(line.mark);
    let sign = sign(line.mark, unicode);
    let blank = " ".repeat(line.columns.saturating_sub(line.label.width()));
    let indent = sign.width() + 1 + line.columns + 2;
    // In a very narrow terminal columns would leave no room for words.
    let width = room.map(|room| room.saturating_sub(indent).max(20));
    let margin = " ".repeat(indent);
    let mut text = format!("{style}{sign}{style:#} {}{blank}  ", line.label);
    let mut put = |first: bool, line: &str| {
        let margin = if first { "" } else { &margin };
        let _ = writeln!(text, "{margin}{line}");
    };
    let code = line.code.map(|code| format!("[{code}]"));
    let message = match &code {
        Some(code) => format!("{} {code}", clean(line.message)),
        None => clean(line.message).into_owned(),
    };
    for (number, piece) in paragraph::lines(&message, width).iter().enumerate() {
        let coded = code.as_ref().and_then(|code| {
            let before = piece.strip_suffix(code.as_str())?;
            Some(format!("{before}{DIM}{code}{DIM:#}"))
        });
        let piece = match coded {
            Some(piece) => piece,
            None if line.mark == Mark::None => format!("{DIM}{piece}{DIM:#}"),
            None => piece.clone(),
        };
        put(number == 0, &piece);
    }
    if let Some(hint) = line.hint {
        let word = console.text("ui-hint", &[]);
        let hint = format!("{word}{}{}", console.text("ui-colon", &[]), clean(hint));
        for piece in paragraph::lines(&hint, width) {
            put(
                false,
                &match piece.strip_prefix(&word) {
                    Some(rest) => format!("{HINT}{word}{HINT:#}{rest}"),
                    None => piece,
                },
            );
        }
    }
    for piece in line
        .more
        .iter()
        .flat_map(|more| paragraph::lines(&clean(more), width))
    {
        put(false, &format!("{DIM}{piece}{DIM:#}"));
    }
    text
}

fn style(mark: Mark) -> anstyle::Style {
    match mark {
        Mark::Good => GOOD,
        Mark::Warning => WARNING,
        Mark::Bad => ERROR,
        Mark::None => DIM,
    }
}

fn sign(mark: Mark, unicode: bool) -> &'static str {
    match (mark, unicode) {
        (Mark::Good, true) => "✓",
        (Mark::Warning, true) => "!",
        (Mark::Bad, true) => "✗",
        (Mark::None, true) => "–",
        (Mark::Good, false) => "ok",
        (Mark::Warning, false) => " !",
        (Mark::Bad, false) => " x",
        (Mark::None, false) => " -",
    }
}

/// Whether the locale can show more than letters; one that is not set says nothing against it.
fn has_unicode() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    locale.is_none_or(|locale| knows_unicode(&locale))
}

fn knows_unicode(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    // The Chinese character sets have these signs, but for the marks themselves: letters are safe.
    !matches!(locale.as_str(), "c" | "posix")
        && locale
            .split_once('.')
            .is_none_or(|(_, charset)| charset.starts_with("utf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_without_unicode_is_known_by_its_name() {
        for (locale, unicode) in [
            ("C", false),
            ("POSIX", false),
            ("C.UTF-8", true),
            ("zh_CN.utf8", true),
            ("zh_CN", true),
            ("zh_CN.GB18030", false),
            ("en_US.ISO-8859-1", false),
        ] {
            assert_eq!(knows_unicode(locale), unicode, "{locale}");
        }
    }

    #[test]
    fn marks_take_the_same_columns() {
        let marks = [Mark::Good, Mark::Warning, Mark::Bad, Mark::None];
        assert!(marks.iter().all(|mark| sign(*mark, true).width() == 1));
        assert!(marks.iter().all(|mark| sign(*mark, false).width() == 2));
    }
}
