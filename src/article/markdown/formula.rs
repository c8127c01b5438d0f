//! Formulas between TeX's own brackets, `\( … \)` and `\[ … \]`, as `KaTeX` and `MathJax` read them on web pages: a
//! body comes in, the places of its formulas go out, and a copy of the body in which the parser cannot
//! mistake anything in them for emphasis, links or tags.
//!
//! To `CommonMark` these are escaped brackets and nothing more, and writers use them as that. So a pair is a
//! formula only when all of this holds; the scanner and the renderer both ask here, and nowhere else:
//!
//! - Both ends stand in the text of one leaf (paragraph, heading, cell), outside of code, `$` formulas, raw
//!   HTML and addresses; no image, code or tag stands between them.
//! - What is between them looks like TeX: a command of two letters or more, `^` or `_` at a short name, or an
//!   operator between operands and no words (`looks`). Square brackets, which programs escape in ordinary
//!   text (`\[1\]`, `\[a=b\]`), need the command, `^` or `_`, or lines of their own.
//! - Short things that only may be TeX, `\(n\)` or `\(f(x)\)`, are formulas in an article that has one of which
//!   there is no doubt.
//!
//! Square brackets on lines of their own are a formula on a line of its own. `\\( … \\)`, which is what has to be
//! written where the site's Markdown takes the first backslash away, means the same.

mod looks;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

use super::markdown_options;
use looks::Likeness;

/// One formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Formula {
    /// The whole of it, brackets included.
    pub(crate) range: Range<usize>,
    /// The TeX, without the marks of quotes that it stands in.
    pub(crate) tex: String,
    /// Whether it stands on a line of its own.
    pub(crate) display: bool,
    /// Bytes of each bracket.
    pub(crate) width: usize,
}

/// Puts letters in the place of everything that is TeX.
pub(super) fn set_apart(body: &str, found: &[Formula]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut done = 0;
    for formula in found {
        let inside = formula.range.start + formula.width..formula.range.end - formula.width;
        text.push_str(&body[done..inside.start]);
        for (index, line) in body[inside.clone()].split_inclusive('\n').enumerate() {
            // Marks of quotes and indents keep a line where it is.
            let marks = if index == 0 { 0 } else { line_marks(line) };
            let end = line.trim_end_matches(['\n', '\r']).len().max(marks);
            text.push_str(&line[..marks]);
            text.extend(std::iter::repeat_n('x', end - marks));
            text.push_str(&line[end..]);
        }
        done = inside.end;
    }
    text.push_str(&body[done..]);
    text
}

/// How many bytes of a line's beginning are no text.
fn line_marks(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '>']).len()
}

/// An opening bracket that waits for its partner.
#[derive(Clone)]
struct Open {
    at: usize,
    width: usize,
    /// Links and images around it.
    depth: usize,
    /// How many candidates were found before it.
    before: usize,
}

/// The state of one pass.
struct Finder<'t> {
    body: &'t str,
    /// Formulas, and what may be some.
    candidates: Vec<(Formula, Likeness)>,
    round: Option<Open>,
    square: Option<Open>,
    /// A `\\` after which the parser has cut, as it does before square brackets.
    doubled: Option<usize>,
    /// Up to where the events so far reach.
    covered: usize,
    depth: usize,
    /// Open code blocks and images, whose text is none of ours.
    closed: usize,
    quotes: usize,
}

/// Finds the formulas, in source order; costs one more pass of the parser where there are such brackets at all.
pub(super) fn find(body: &str) -> Vec<Formula> {
    let has_pair = |open, close| body.contains(open) && body.contains(close);
    if !has_pair("\\(", "\\)") && !has_pair("\\[", "\\]") {
        return Vec::new();
    }
    let mut finder = Finder {
        body,
        candidates: Vec::new(),
        round: None,
        square: None,
        doubled: None,
        covered: 0,
        depth: 0,
        closed: 0,
        quotes: 0,
    };
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        finder.event(&event, range);
    }
    let mut candidates = finder.candidates;
    if !candidates
        .iter()
        .any(|(_, likeness)| *likeness == Likeness::Sure)
    {
        return Vec::new();
    }
    candidates.retain(|(_, likeness)| *likeness != Likeness::None);
    candidates.into_iter().map(|(formula, _)| formula).collect()
}

impl Finder<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) if self.closed == 0 => {
                self.text(text, &range);
                self.covered = range.end;
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {}
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::SoftBreak
            | Event::HardBreak => self.covered = range.end,
            Event::Start(Tag::Link { .. }) => {
                self.depth += 1;
                self.covered = range.start + 1;
            }
            Event::End(TagEnd::Link) => {
                self.depth = self.depth.saturating_sub(1);
                self.covered = range.end;
                // What began in a link ends there.
                let depth = self.depth;
                for open in [&mut self.round, &mut self.square] {
                    open.take_if(|open| open.depth > depth);
                }
            }
            _ => {
                self.round = None;
                self.square = None;
                self.covered = range.end;
                match event {
                    Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => self.closed += 1,
                    Event::End(TagEnd::CodeBlock | TagEnd::Image) => {
                        self.closed = self.closed.saturating_sub(1);
                    }
                    Event::Start(Tag::BlockQuote(_)) => self.quotes += 1,
                    Event::End(TagEnd::BlockQuote(_)) => {
                        self.quotes = self.quotes.saturating_sub(1);
                    }
                    _ => {}
                }
                if matches!(event, Event::Start(_)) {
                    self.covered = range.start;
                }
            }
        }
    }

    /// Text that begins behind a backslash may begin with a bracket.
    fn text(&mut self, text: &CowStr<'_>, range: &Range<usize>) {
        let bytes = self.body.as_bytes();
        if let Some(at) = self.doubled.take_if(|at| *at + 2 == range.start) {
            self.bracket(at, 3);
            return;
        }
        let Some(at) = range.start.checked_sub(1).filter(|at| *at >= self.covered) else {
            return;
        };
        if bytes[at] != b'\\' {
            return;
        }
        // `\\(`: the parser shows the second backslash.
        let is_double = text.starts_with('\\');
        if is_double && bytes[..at].ends_with(b"\\") {
            return;
        }
        let width = 2 + usize::from(is_double);
        if text.len() + 1 >= width {
            self.bracket(at, width);
        } else if is_double {
            self.doubled = Some(at);
        }
    }

    /// The bracket that ends `width` bytes behind `at`, if there is one.
    fn bracket(&mut self, at: usize, width: usize) {
        let Some(bracket) = self.body.as_bytes().get(at + width - 1) else {
            return;
        };
        let open = Open {
            at,
            width,
            depth: self.depth,
            before: self.candidates.len(),
        };
        match bracket {
            b'(' => self.round = Some(open),
            b'[' => self.square = Some(open),
            b')' => {
                let opened = self.round.take_if(|open| open.width == width);
                self.close(opened, at, false);
            }
            b']' => {
                let opened = self.square.take_if(|open| open.width == width);
                self.close(opened, at, true);
            }
            _ => {}
        }
    }

    fn close(&mut self, opened: Option<Open>, at: usize, is_square: bool) {
        let Some(open) = opened.filter(|open| open.depth == self.depth) else {
            return;
        };
        let range = open.at..at + open.width;
        let inside = open.at + open.width..at;
        let own_lines = is_square && self.is_alone(&range);
        let tex = self.tex(inside, open.width == 3);
        let before = self.body[..open.at].chars().next_back();
        let likeness = looks::likeness(&tex, is_square, own_lines, before);
        if likeness == Likeness::None {
            return;
        }
        // What was found between these brackets is part of this formula.
        self.candidates
            .truncate(open.before.min(self.candidates.len()));
        self.round = self.round.take().filter(|round| round.at < open.at);
        self.square = self.square.take().filter(|square| square.at < open.at);
        let formula = Formula {
            range,
            tex,
            display: own_lines,
            width: open.width,
        };
        self.candidates.push((formula, likeness));
    }

    /// Whether nothing else stands in the lines of a formula but the marks of quotes and lists.
    fn is_alone(&self, range: &Range<usize>) -> bool {
        let is_mark = |c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c);
        let mut before = self.body[..range.start].chars().rev();
        let mut after = self.body[range.end..].chars();
        before.by_ref().take_while(|c| *c != '\n').all(is_mark)
            && after
                .by_ref()
                .take_while(|c| *c != '\n')
                .all(char::is_whitespace)
    }

    /// What is between the brackets, without the marks of quotes at the beginnings of lines.
    fn tex(&self, inside: Range<usize>, is_double: bool) -> String {
        let written = &self.body[inside];
        let mut tex = if self.quotes > 0 && written.contains('\n') {
            let mut tex = String::with_capacity(written.len());
            for (index, line) in written.split_inclusive('\n').enumerate() {
                tex.push_str(&line[if index == 0 { 0 } else { line_marks(line) }..]);
            }
            tex
        } else {
            written.to_owned()
        };
        if is_double {
            tex = unescaped(&tex);
        }
        tex
    }
}

/// The text that Markdown makes of a piece.
fn unescaped(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut characters = written.chars().peekable();
    while let Some(c) = characters.next() {
        match characters.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                text.push(*next);
                characters.next();
            }
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests;
