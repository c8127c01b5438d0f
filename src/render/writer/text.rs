//! What stands in elements: text, code, numbers of footnotes, drawings of our own.

use super::close::is_block;
use super::{Fill, Hole, Writer};
use crate::render::code;
use crate::render::{escape, model};

impl Writer {
    /// Writes text.
    pub(in crate::render) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        let top = self.top();
        let within = top.written.as_ref();
        if blank && (top.paused || within.is_some_and(model::ignores_space)) {
            return;
        }
        if within.is_some_and(model::holds_only_table_parts) {
            self.make_cell();
        }
        if let (Some(code), None) = (&mut self.code, self.svg) {
            code.push(&mut self.html, text);
        } else if !blank || self.verbatim {
            self.resume();
            escape::push_text(&mut self.html, text);
        } else if self.stack.len() > 1 && !self.ends_in_space() && !self.is_at_block_start() {
            self.html.push(if text.contains('\n') { '\n' } else { ' ' });
        }
    }

    fn is_at_block_start(&self) -> bool {
        let top = self.top();
        self.html.len() == top.content && top.written.as_ref().is_some_and(is_block)
    }

    fn ends_in_space(&self) -> bool {
        self.html.ends_with([' ', '\n'])
    }

    /// Leaves a hole for the number of a footnote.
    pub(in crate::render) fn footnote_number(&mut self, label: usize) {
        self.resume();
        self.holes.push(Hole {
            at: self.html.len(),
            fill: Fill::Footnote(label),
        });
        // The element around it is not empty, although nothing stands in it yet.
        self.top_mut().removable = false;
    }

    /// Leaves a hole for the text of a code block.
    pub(in crate::render) fn code(&mut self, block: code::Block) {
        let within = self.top().written.as_ref();
        if within.is_some_and(model::holds_only_table_parts) {
            self.make_cell();
        }
        self.resume();
        self.holes.push(Hole {
            at: self.html.len(),
            fill: Fill::Code(self.code_blocks.len()),
        });
        self.code_blocks.push(block);
        // The element around it is not empty, although nothing stands in it yet.
        self.top_mut().removable = false;
    }

    /// Makes a place for HTML of our own that stands in a line of text.
    pub(in crate::render) fn make_line(&mut self) {
        let within = self.top().written.as_ref();
        if within.is_some_and(model::holds_only_table_parts) {
            self.make_cell();
        }
        self.resume();
    }

    /// Appends HTML of our own that needs no hole and leaves nothing open.
    pub(in crate::render) fn trusted(&mut self, html: &str) {
        self.html.push_str(html);
    }
}
