//! Formulas between `\(…\)` and `\[…\]`, as `LaTeX`, `MathJax` and `KaTeX` write them. To `CommonMark` these are escaped
//! brackets, so they are found before the article is parsed, and hidden from the parser: for the scanner and
//! the renderer alike, nothing in a formula is an image or emphasis.
//!
//! Brackets are also escaped by people who want brackets. A pair is a formula when both stand in the text of
//! one block and what is between them reads as TeX and as nothing else (see [`is_tex`]): `\[注\]`,
//! `\[TOC\]`, `\(see below\)` and `[text]\(url\)` stay what they are.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::markdown_options;

/// A formula in a Markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Formula {
    /// The bytes of the text, delimiters included.
    pub(crate) range: Range<usize>,
    /// The TeX, without the marks of quotes that its lines begin with.
    pub(crate) tex: String,
    /// `\[…\]`: on a line of its own.
    pub(crate) display: bool,
}

/// The formulas of a Markdown body, in source order. Costs nothing where there are none.
pub(super) fn formulas(body: &str) -> Vec<Formula> {
    if !body.contains("\\(") && !body.contains("\\[") {
        return Vec::new();
    }
    let mut leaf = Leaf::new(body);
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        match event {
            Event::Text(_) => leaf.text(&range),
            Event::Start(tag) if !is_inline(tag.to_end()) => {
                leaf.quotes += usize::from(matches!(tag, Tag::BlockQuote(_)));
                leaf.begin(matches!(tag, Tag::CodeBlock(_)));
            }
            Event::End(tag) if !is_inline(tag) => {
                if matches!(tag, TagEnd::BlockQuote(_)) {
                    leaf.quotes = leaf.quotes.saturating_sub(1);
                }
                leaf.begin(false);
            }
            // The ends of an element reach over what is in it.
            Event::Start(_) | Event::End(_) => {}
            Event::Rule | Event::Html(_) => leaf.begin(false),
            _ => leaf.covered = range.end,
        }
    }
    leaf.found
}

/// The body with its formulas hidden from the parser, byte for byte as long: code spans of `x`.
pub(super) fn hidden<'a>(body: &'a str, formulas: &[Formula]) -> Cow<'a, str> {
    if formulas.is_empty() {
        return Cow::Borrowed(body);
    }
    let mut bytes = body.as_bytes().to_vec();
    for formula in formulas {
        let Some(hidden) = bytes.get_mut(formula.range.clone()) else {
            continue;
        };
        let inside = 2..hidden.len().saturating_sub(2);
        let mut begins_line = false;
        for (at, byte) in hidden.iter_mut().enumerate() {
            if !inside.contains(&at) {
                *byte = b'`';
                continue;
            }
            match byte {
                b'\n' | b'\r' => begins_line = true,
                // Marks of quotes and indents hold the lines together.
                b' ' | b'\t' | b'>' if begins_line => {}
                _ => {
                    begins_line = false;
                    *byte = b'x';
                }
            }
        }
    }
    match String::from_utf8(bytes) {
        Ok(hidden) => Cow::Owned(hidden),
        // Cannot be: whole characters were written over.
        Err(_) => Cow::Borrowed(body),
    }
}

/// The text of one block.
struct Leaf<'a> {
    body: &'a str,
    found: Vec<Formula>,
    /// Where a delimiter stands that no other has closed.
    open: Option<usize>,
    /// Where the events so far end.
    covered: usize,
    quotes: usize,
    in_code: bool,
}

impl<'a> Leaf<'a> {
    fn new(body: &'a str) -> Self {
        Self {
            body,
            found: Vec::new(),
            open: None,
            covered: 0,
            quotes: 0,
            in_code: false,
        }
    }

    fn begin(&mut self, in_code: bool) {
        self.open = None;
        self.in_code = in_code;
    }

    /// A text that begins behind a backslash begins with what it escapes.
    fn text(&mut self, range: &Range<usize>) {
        let bytes = self.body.as_bytes();
        let escape = range.start.checked_sub(1);
        let escape = escape.filter(|at| *at >= self.covered && bytes[*at] == b'\\');
        self.covered = range.end;
        let Some(at) = escape.filter(|_| !self.in_code) else {
            return;
        };
        match (bytes[range.start], self.open) {
            (b'(' | b'[', _) => self.open = Some(at),
            (b')', Some(open)) if bytes[open + 1] == b'(' => self.close(open, at),
            (b']', Some(open)) if bytes[open + 1] == b'[' => self.close(open, at),
            _ => {}
        }
    }

    fn close(&mut self, open: usize, at: usize) {
        self.open = None;
        let display = self.body.as_bytes()[open + 1] == b'[';
        let tex = without_marks(&self.body[open + 2..at], self.quotes);
        let range = open..at + 2;
        let before = &self.body[..range.start];
        let after = &self.body[range.end..];
        // `[text]\(url\)` is a link that is not to be one; a backtick would change what hides the formula.
        let is_fit = !before.ends_with([']', '`']) && !after.starts_with('`');
        let is_alone = || {
            let line = before.rsplit('\n').next().unwrap_or("");
            let rest = after.lines().next().unwrap_or("").trim();
            line.chars().all(|c| c.is_whitespace() || c == '>')
                && rest.chars().all(|c| ".,;，。；、".contains(c))
        };
        let is_formula = if display {
            is_tex(&tex, is_alone())
        } else {
            is_tex(&tex, true)
        };
        if is_fit && is_formula {
            self.found.push(Formula {
                range,
                tex,
                display,
            });
        }
    }
}

/// Whether a text reads as TeX; one that stands as formulas stand (`expected`) needs less to show for it.
pub(crate) fn is_tex(text: &str, expected: bool) -> bool {
    let text = text.trim();
    let mut letters = text.bytes().zip(text.bytes().skip(1));
    let has_command = letters.any(|(byte, next)| byte == b'\\' && next.is_ascii_alphabetic());
    if has_command {
        return true;
    }
    if text.is_empty() || !text.is_ascii() || text.contains("://") {
        return false;
    }
    let is_word = |word: &str| word.len() > 2 && !word.bytes().any(|byte| byte.is_ascii_digit());
    let has_words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(is_word);
    if has_words || !expected {
        return text.contains(['^', '=']) && !text.contains("](");
    }
    text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// The text without the marks of so many quotes at the beginning of its further lines.
fn without_marks(text: &str, quotes: usize) -> String {
    let mut lines = text.split('\n');
    let mut plain = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let mut rest = line.trim_start();
        for _ in 0..quotes {
            rest = rest.strip_prefix('>').unwrap_or(rest).trim_start();
        }
        plain.push('\n');
        plain.push_str(rest);
    }
    plain
}

fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(String, bool)> {
        let found = formulas(body);
        for formula in &found {
            let whole = &body[formula.range.clone()];
            assert!(
                whole.starts_with('\\') && whole.ends_with([')', ']']),
                "{whole}"
            );
        }
        let hidden = hidden(body, &found);
        assert_eq!(hidden.len(), body.len());
        found
            .into_iter()
            .map(|formula| (formula.tex, formula.display))
            .collect()
    }

    #[test]
    fn formulas_are_found_where_tex_stands() {
        for (body, tex, display) in [
            (r"质能方程 \(E=mc^2\)。", "E=mc^2", false),
            (r"变量\(x\)和", "x", false),
            (r"**粗 \(a*b*c\)** 后", "a*b*c", false),
            (r"\(a_1 * b_2\) 与 *斜体*", "a_1 * b_2", false),
            (r"\(\frac{1}{2}\)", r"\frac{1}{2}", false),
            (r"\(\text{中文}\)", r"\text{中文}", false),
            (r"\[\int_0^1 x\,dx\]", r"\int_0^1 x\,dx", true),
            ("前文\n\\[\na = b\n\\]\n后文", "\na = b\n", true),
            ("> 引\n>\n> \\[\n> a = b\n> \\]", "\na = b\n", true),
            ("- 项 \\(x^2\\)\n", "x^2", false),
            (r"\[ x \]", " x ", true),
            (r"行内 \[x^2\] 也行", "x^2", true),
            (r"\(a<b>c\)", "a<b>c", false),
        ] {
            assert_eq!(found(body), [(tex.to_owned(), display)], "{body}");
        }
    }

    #[test]
    fn brackets_that_are_only_brackets_stay() {
        for body in [
            r"\[注\] 和 \(见下文\)",
            r"\[TOC\]",
            r"\[1\] 张三",
            r"\(see below\)",
            r"\[不是链接\](https://a.cn/b_c=d)",
            r"[文字]\(https://a.cn\)",
            r"[a]\(x=1\)",
            r"\[x\]\(y\)",
            r"`\(x^2\)` 与 ``\[x^2\]``",
            "```\n\\(x^2\\)\n```",
            "    \\(x^2\\)",
            r"\\(x^2\\)",
            r"\(x^2",
            r"x^2\)",
            "\\(x^2\n\n又一段\\)",
            r"\(x^2\]",
            r"<a title='\(x^2\)'>a</a>",
            "# \\(\n\nx^2\\)",
            r"\(\)",
        ] {
            assert_eq!(found(body), [], "{body}");
        }
    }

    #[test]
    fn of_several_delimiters_the_nearest_pair() {
        let two = found(r"\(a\) 与 \(b\)");
        assert_eq!(two.len(), 2);
        assert_eq!(found(r"\(前 \(x^2\)"), [("x^2".to_owned(), false)]);
        // Linear in whatever comes.
        assert_eq!(formulas(&r"\(".repeat(50_000)).len(), 0);
        assert_eq!(formulas(&r"\(x\)".repeat(20_000)).len(), 20_000);
    }

    #[test]
    fn hidden_ones_are_code_to_the_parser() {
        let body = "> \\[\n> \\sum ![](a.png) *b*\n> \\]\n";
        let found = formulas(body);
        assert_eq!(hidden(body, &found), "> ``\n> xxxxxxxxxxxxxxxxxxx\n> ``\n");
    }
}
