//! Notations over whole lines or through others, which the parser has to be spared: they are found first and
//! replaced, byte for byte as long, by what it knows. The scanner and the renderer read an article the same
//! way, so that what is found is what is shown.

use std::borrow::Cow;
use std::collections::HashMap;

use super::container::{self, Line};
use super::tex::{self, Formula};

/// A Markdown body as the parser shall read it, and what stands behind it.
#[derive(Debug)]
pub(crate) struct Prepared<'a> {
    /// As long as the body.
    pub(crate) text: Cow<'a, str>,
    /// In source order; code to the parser.
    pub(crate) formulas: Vec<Formula>,
    /// By their place; thematic breaks to the parser.
    pub(crate) containers: HashMap<usize, Line>,
}

/// Prepares a body. Costs next to nothing where there is nothing to prepare.
pub(crate) fn prepared(body: &str) -> Prepared<'_> {
    let containers = container::containers(body);
    let text = if containers.is_empty() {
        Cow::Borrowed(body)
    } else {
        let broken = String::from_utf8(container::broken(body, &containers));
        // It is text: whole lines were written over.
        broken.map_or(Cow::Borrowed(body), Cow::Owned)
    };
    let formulas = tex::formulas(&text);
    let text = match text {
        Cow::Borrowed(text) => tex::hidden(text, &formulas),
        Cow::Owned(text) if formulas.is_empty() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(tex::hidden(&text, &formulas).into_owned()),
    };
    Prepared {
        text,
        formulas,
        containers,
    }
}
