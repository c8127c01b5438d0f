//! Formulas in brackets: the events of a body in which letters stand for TeX come in, the same events go out
//! with a formula in the place of each pair of brackets, as if the parser knew them.

use std::collections::VecDeque;

use pulldown_cmark::{CowStr, Event, OffsetIter, Parser};

use super::Item;
use crate::article::{Formula, Prepared, markdown_options};

/// The parser's events, with formulas.
pub(super) struct Bracketed<'a> {
    events: OffsetIter<'a>,
    /// Formulas that have not come yet.
    formulas: &'a [Formula],
    /// Up to where text belongs to the last formula.
    inside: usize,
    ready: VecDeque<Item<'a>>,
}

impl<'a> Bracketed<'a> {
    pub(super) fn new(prepared: &'a Prepared<'_>) -> Self {
        Self {
            events: Parser::new_ext(prepared.text(), markdown_options()).into_offset_iter(),
            formulas: prepared.formulas(),
            inside: 0,
            ready: VecDeque::new(),
        }
    }
}

impl<'a> Iterator for Bracketed<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            let (event, range) = self.events.next()?;
            let is_break = matches!(event, Event::SoftBreak | Event::HardBreak);
            let Event::Text(text) = &event else {
                if is_break && range.start < self.inside {
                    continue;
                }
                return Some((event, range));
            };
            // The parser's text begins behind the backslash that it has taken for an escape.
            while let Some((formula, rest)) = self.formulas.split_first()
                && formula.range.start < range.start
            {
                self.formulas = rest;
                if formula.range.start + 1 == range.start {
                    self.inside = formula.range.end;
                    let tex = CowStr::Borrowed(&formula.tex);
                    let math = if formula.display {
                        Event::DisplayMath(tex)
                    } else {
                        Event::InlineMath(tex)
                    };
                    self.ready.push_back((math, formula.range.clone()));
                }
            }
            if range.start >= self.inside {
                return Some((event, range));
            }
            if range.end > self.inside
                && let Some(from) = text.len().checked_sub(range.end - self.inside)
                && let Some(behind) = text.get(from..)
            {
                let behind = CowStr::from(behind.to_owned());
                self.ready
                    .push_back((Event::Text(behind), self.inside..range.end));
            }
        }
    }
}
