//! Raw HTML in Markdown: tokens go to the filter, which knows what a page can carry.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Renderer;
use super::component::Component;
use crate::render::raw::{Filter, Problems};
use crate::render::token::{Token, Tokens, simple_tag};
use crate::render::writer::Writer;

impl Renderer<'_, '_> {
    /// Begins a block of HTML.
    pub(super) fn begin_html(&mut self) {
        self.filter.begin_html_block();
        self.block = Some(Tokens::new());
    }

    /// Takes a piece of the block, which begins at `start` of the source.
    pub(super) fn html(&mut self, html: &str, start: usize) {
        let (writer, problems) = (&mut *self.writer, &mut *self.problems);
        let (filter, source) = (&mut self.filter, self.source);
        if let Some(tokens) = &mut self.block {
            tokens.feed(html, start, |token, range| {
                take(filter, writer, problems, source, token, range);
            });
        }
    }

    /// Ends the block.
    pub(super) fn end_html(&mut self) {
        let (writer, problems) = (&mut *self.writer, &mut *self.problems);
        if let Some(mut tokens) = self.block.take() {
            let (filter, source) = (&mut self.filter, self.source);
            tokens.finish(|token, range| take(filter, writer, problems, source, token, range));
        }
        self.filter.end_html_block(self.writer);
    }

    /// Takes a tag, or a piece of HTML without one, in a line of text.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if let Some(token) = simple_tag(html) {
            // What begins or ends inside the text parts no words.
            if !token.is_inline() {
                self.settle_break(None);
                self.last = None;
            } else if matches!(token, Token::Start(_)) {
                let next = match self.peek(0) {
                    Some(Event::Text(text)) => text.chars().next(),
                    _ => None,
                };
                self.settle_break(next);
                self.space_before(next);
            }
            self.filter.token(self.writer, self.problems, token, range);
            return;
        }
        self.settle_break(None);
        let (writer, problems) = (&mut *self.writer, &mut *self.problems);
        let mut tokens = Tokens::new();
        let (filter, source) = (&mut self.filter, self.source);
        let mut each = |token, range| take(filter, writer, problems, source, token, range);
        tokens.feed(html, range.start, &mut each);
        tokens.finish(&mut each);
        self.last = None;
    }
}

/// Hands a token to the filter, unless it is a tag of a component, which is no HTML.
fn take(
    filter: &mut Filter,
    writer: &mut Writer,
    problems: &mut Problems,
    source: &str,
    token: Token,
    range: Range<usize>,
) {
    let is_tag = matches!(token, Token::Start(_) | Token::End(_));
    let written = source.get(range.clone()).filter(|_| is_tag);
    match written.and_then(Component::of) {
        Some(component) => problems.extend(component.loss().map(|loss| (range, loss))),
        None => filter.token(writer, problems, token, range),
    }
}
