//! The parser's events come in, the same events go out, with the inline notations that writers use and
//! `CommonMark` does not know found in them. Works on one leaf block at a time (a paragraph, a heading,
//! a cell, the text of a tight item); the source is never rewritten, so every range stays true, and
//! code, formulas, raw HTML and addresses are never looked into.
//!
//! - **Emphasis beside Chinese.** By `CommonMark`, `**` behind punctuation can only end what it ends when
//!   a space or more punctuation follows. Chinese writes no spaces, so `**注意：**后文` would show its
//!   asterisks. Where a delimiter run of `*` or `~~` touches a Chinese (Japanese, Korean) character or
//!   full-width punctuation, that side asks for no space; everywhere else the rule is the standard's.
//!   Runs of `_`, which stand in the middle of names, keep the standard's rule (`delimiter`).
//! - `==marked==` by the same rule, but never at an operator (`a==b`, `!==`).
//! - `H~2~O`, `x^2^`, `{漢字|かんじ}` where they can mean nothing else (`notation`).
//! - `![图](a.png =300x)`, an image with a size (`sized`).
//! - `\( … \)` and `\[ … \]`, formulas that were found before (`bracketed`).
//!
//! A leaf without leftovers of the parser is passed on untouched; in others the parser's own emphasis is
//! taken back to the characters it was written with and paired anew together with the rest, by the
//! algorithm of the standard. The scanner for images needs none of this: no notation hides an image, and
//! the only one that makes one is known to it.

mod bracketed;
mod delimiter;
mod notation;
mod sized;

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::article::Prepared;
use bracketed::Bracketed;

/// An event and the bytes of the body it is about.
pub(super) type Item<'a> = (Event<'a>, Range<usize>);

/// The events of an article's body.
pub(super) struct Inlines<'a> {
    body: &'a str,
    events: Bracketed<'a>,
    ready: VecDeque<Item<'a>>,
    /// The event behind the leaf that is being given out.
    after: Option<Item<'a>>,
    in_code: bool,
}

impl<'a> Inlines<'a> {
    /// The events of a text without front matter, which is prepared.
    pub(super) fn new(body: &'a str, prepared: &'a Prepared<'_>) -> Self {
        Self {
            body,
            events: Bracketed::new(prepared),
            ready: VecDeque::new(),
            after: None,
            in_code: false,
        }
    }

    /// Reads the rest of a leaf whose first event is given.
    fn leaf(&mut self, first: Item<'a>) {
        let mut leftovers = Leftovers::default();
        let mut item = Some(first);
        while let Some(inline) = item.filter(|(event, _)| is_inline(event)) {
            leftovers.see(&inline.0);
            self.ready.push_back(inline);
            item = self.events.next();
            if item.as_ref().is_some_and(|(event, _)| !is_inline(event)) {
                self.after = item.take();
            }
        }
        if leftovers.found {
            let leaf = std::mem::take(&mut self.ready);
            self.ready = delimiter::resolve(self.body, leaf);
        }
    }
}

impl<'a> Iterator for Inlines<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if let Some(item) = self.ready.pop_front() {
            return Some(item);
        }
        let item = self.after.take().or_else(|| self.events.next())?;
        match &item.0 {
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            event if !self.in_code && is_inline(event) => {
                self.leaf(item);
                return self.ready.pop_front();
            }
            _ => {}
        }
        Some(item)
    }
}

/// Whether anything in a leaf is worth a second look.
#[derive(Default)]
struct Leftovers {
    found: bool,
    /// How many `strong` elements are open: one in another is what the parser makes of
    /// `**一：**二**三：**`.
    strong: usize,
}

impl Leftovers {
    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) if !self.found => {
                self.found = text.bytes().any(|byte| LEFT[usize::from(byte)])
                    || text.contains("==")
                    || text.ends_with("![")
                    || (text.contains('{') && text.contains('|'));
            }
            Event::Start(Tag::Strong) => {
                self.strong += 1;
                self.found |= self.strong > 1;
            }
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            _ => {}
        }
    }
}

/// Bytes that the parser leaves in a text only when it made nothing of them.
const LEFT: [bool; 256] = {
    let mut left = [false; 256];
    left[b'*' as usize] = true;
    left[b'~' as usize] = true;
    left[b'^' as usize] = true;
    left
};

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::TaskListMarker(_) => true,
        Event::Start(tag) => is_inline_end(tag.to_end()),
        Event::End(end) => is_inline_end(*end),
        Event::Html(_) | Event::Rule => false,
    }
}

fn is_inline_end(end: TagEnd) -> bool {
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
mod tests;
