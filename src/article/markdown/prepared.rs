//! A body as the parser can read it: notations that are blocks or opaque to their writers and plain text to
//! `CommonMark` are found first, and a copy is made in which the parser cannot mistake them. The copy has the
//! same bytes in the same lines, so every place is that of the source. The scanner, the survey and the renderer
//! all read this copy, so that what is found is what is shown.

use std::borrow::Cow;

use super::container::{self, Container};
use super::formula::{self, Formula};

/// A body, and what was found in it.
#[derive(Debug)]
pub(crate) struct Prepared<'t> {
    text: Cow<'t, str>,
    formulas: Vec<Formula>,
    containers: Vec<Container>,
    /// Where containers end, in order.
    closes: Vec<usize>,
}

impl<'t> Prepared<'t> {
    /// Reads a body; costs one more pass of the parser for each notation whose marks are in it.
    pub(crate) fn read(body: &'t str) -> Self {
        let mut text = Cow::Borrowed(body);
        let containers = container::find(&text);
        if !containers.is_empty() {
            text = Cow::Owned(container::set_apart(&text, &containers));
        }
        let formulas = formula::find(&text);
        if !formulas.is_empty() {
            text = Cow::Owned(formula::set_apart(&text, &formulas));
        }
        let mut closes: Vec<usize> = containers.iter().map(|one| one.close).collect();
        closes.sort_unstable();
        Self {
            text,
            formulas,
            containers,
            closes,
        }
    }

    /// The copy.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The formulas in brackets, in source order.
    pub(crate) fn formulas(&self) -> &[Formula] {
        &self.formulas
    }

    /// The container whose first line is the heading at `start`.
    pub(crate) fn container(&self, start: usize) -> Option<&Container> {
        let index = (self.containers).binary_search_by_key(&start, |container| container.open);
        self.containers.get(index.ok()?)
    }

    /// Whether the rule at `start` is the last line of a container.
    pub(crate) fn ends_container(&self, start: usize) -> bool {
        self.closes.binary_search(&start).is_ok()
    }
}
