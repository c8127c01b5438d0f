//! Themes: a CSS file comes in, the style of every shape of a page goes out.
//!
//! A theme is ordinary CSS over tags and role classes (`.alert-note`, `.footnotes`, `.item`), with
//! variables on `:root`, and nothing but the descendant and child combinators: then the style of an
//! element depends on its shape alone. The cascade is computed by the general inliner on a probe
//! document that has each shape once, so its cost does not grow with the article, and the result is
//! what inlining the whole page would give.

use std::collections::HashMap;

use css_inline::CSSInliner;

use super::compat;
use super::escape::push_attribute;
use super::shape::{ShapeId, Shapes};
use super::token::{Token, Tokens};
use crate::problem::{Code, Problem};

/// The attribute that tells the shapes of the probe apart.
const MARKER: &str = "data-shape";

/// A theme: its name and its CSS.
#[derive(Debug, Clone, Copy)]
pub(super) struct Theme {
    css: &'static str,
}

impl Theme {
    /// Quiet, for technical and other long texts.
    pub(super) const DEFAULT: Self = Self {
        css: include_str!("themes/default.css"),
    };

    /// Its CSS.
    pub(super) fn css(self) -> &'static str {
        self.css
    }

    /// The style of every shape.
    ///
    /// # Errors
    /// `internal.bug` when the inliner refuses the theme; a test holds that it takes ours.
    pub(super) fn styles(self, shapes: &Shapes) -> Result<Styles, Problem> {
        let inlined = inline(&shapes.probe(MARKER), self.css())?;
        let mut styles = vec![String::new(); shapes.len()];
        let mut tokens = Tokens::new();
        tokens.feed(&inlined, 0, |token, _| {
            if let Token::Start(tag) = token
                && let Some(marker) = tag.attribute(MARKER)
                && let Some(slot) = marker
                    .parse()
                    .ok()
                    .and_then(|index: usize| styles.get_mut(index))
                && let Some(style) = tag.attribute("style")
            {
                push_attribute(slot, &shorten(style));
            }
        });
        Ok(Styles {
            styles,
            joined: HashMap::new(),
        })
    }
}

/// Inlines a style sheet into a document by the rules of CSS; nothing is fetched.
pub(super) fn inline(html: &str, css: &str) -> Result<String, Problem> {
    CSSInliner::options()
        .load_remote_stylesheets(false)
        .resolve_css_variables(true)
        .extra_css(Some(css.into()))
        .build()
        .inline(html)
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))
}

/// Declarations with no space too many and the overridden ones left out: characters count.
fn shorten(style: &str) -> String {
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for (property, value) in compat::declarations(style) {
        kept.retain(|(earlier, _)| *earlier != property);
        kept.push((property, value));
    }
    let mut short = String::with_capacity(style.len());
    for (property, value) in kept {
        if !short.is_empty() {
            short.push(';');
        }
        short.push_str(property);
        short.push(':');
        short.push_str(&value.replace(", ", ","));
    }
    short
}

/// The styles of a page's shapes, as attribute text.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: Vec<String>,
    /// Shapes joined with own declarations, most of which come again (cells of one column).
    joined: HashMap<(ShapeId, String), String>,
}

/// How many joined styles are remembered.
const JOINED_LIMIT: usize = 4096;

impl Styles {
    /// Appends ` style="…"` for an element: the theme's declarations, then its own; nothing without any.
    pub(super) fn push(&mut self, page: &mut String, shape: ShapeId, own: &str) {
        let theme = self.styles.get(shape.index()).map_or("", String::as_str);
        if theme.is_empty() && own.is_empty() {
            return;
        }
        page.push_str(" style=\"");
        if own.is_empty() {
            page.push_str(theme);
        } else {
            if self.joined.len() >= JOINED_LIMIT {
                self.joined.clear();
            }
            let joined = self
                .joined
                .entry((shape, own.to_owned()))
                .or_insert_with(|| join(theme, own));
            page.push_str(joined);
        }
        page.push('"');
    }
}

/// The theme's declarations but those that the own ones override, then the own ones.
fn join(theme: &str, own: &str) -> String {
    let mut joined = String::with_capacity(theme.len() + own.len() + 1);
    for (property, value) in compat::declarations(theme) {
        let is_own = |(mine, _): (&str, &str)| mine.eq_ignore_ascii_case(property);
        if !compat::declarations(own).any(is_own) {
            joined.extend([property, ":", value, ";"]);
        }
    }
    push_attribute(&mut joined, own);
    joined
}
