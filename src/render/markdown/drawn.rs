//! Code blocks, formulas and diagrams: what is not set as text.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, TagEnd};

use super::Renderer;
use crate::render::code;
use crate::render::figure::{self, Lines};

impl Renderer<'_, '_> {
    /// Draws a formula; one that cannot be drawn stands as it was written.
    pub(super) fn formula(&mut self, tex: &str, display: bool, range: Range<usize>) {
        let written = &self.source[range.clone()];
        let is_bracketed = written.starts_with('\\');
        let marks = if is_bracketed {
            2 + usize::from(written.starts_with("\\\\"))
        } else {
            1 + usize::from(display)
        };
        let inside = range.start + marks..range.end.saturating_sub(marks);
        // "$5，成本$3" are prices, "$PATH和$HOME" variables.
        let next = self.source[range.end..].chars().next();
        let is_price = next.is_some_and(|next| next.is_ascii_alphanumeric());
        // "赚了 $$$$": nothing between the marks but more of them.
        let is_empty = tex.chars().all(|c| c == '$' || c.is_whitespace());
        let is_text = is_empty || (!display && !is_bracketed && is_price);
        if self.filter.is_skipping() || is_text {
            self.push_text(&self.source[range]);
            return;
        }
        let mark = if display {
            String::new()
        } else {
            self.mark_behind()
        };
        if !self.draw(tex, display, inside, &mark) {
            self.push_text(&self.source[range]);
        } else if let Some(last) = mark.chars().last() {
            self.last = Some(last);
            if let Some((Event::Text(text), range)) = self.ahead.front_mut() {
                *text = CowStr::from(text[mark.len()..].to_owned());
                range.start += mark.len();
            }
        }
    }

    /// The punctuation marks that come next and must not begin a line: browsers know that of text, and not of
    /// what stands behind a drawing.
    fn mark_behind(&mut self) -> String {
        const MARKS: &str = "，。、；：！？）」』】》〉”’…,.;:!?)]}";
        let (body, source) = (self.body, self.source);
        match self.peek_item(0) {
            // Only where the text stands as it is written can its beginning be cut off.
            Some((Event::Text(text), range))
                if source.get(range.start + body..range.end + body) == Some(text) =>
            {
                text.chars().take_while(|c| MARKS.contains(*c)).collect()
            }
            _ => String::new(),
        }
    }

    #[cfg(feature = "math")]
    fn draw(&mut self, tex: &str, display: bool, range: Range<usize>, mark: &str) -> bool {
        self.flush();
        self.settle_break(None);
        self.last = None;
        crate::render::math::write(self.writer, self.problems, tex, display, range, mark)
    }

    #[cfg(not(feature = "math"))]
    #[expect(clippy::unused_self, reason = "with the feature it draws")]
    fn draw(&mut self, _tex: &str, _display: bool, _range: Range<usize>, _mark: &str) -> bool {
        false
    }

    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let mut text = String::new();
        let mut lines = Lines::within(range.clone());
        while let Some((event, range)) = self.next() {
            match event {
                Event::Text(more) => {
                    lines.push(text.len(), &range);
                    text.push_str(&more);
                }
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "",
        };
        let is_drawn = code::is_formula(info) && self.draw(&text, true, lines.span.clone(), "")
            || figure::write(self.writer, info, &text, lines);
        if !is_drawn {
            code::write(self.writer, info, &text);
        }
    }
}
