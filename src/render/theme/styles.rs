//! The styles of a page: CSS and the written page come in, the style attribute of every element goes
//! out, and what stands before and behind its content.
//!
//! Two roads, one result. Where the selectors ask for shapes only, each shape goes through the inliner
//! once, in a small probe document; where they ask for siblings or attributes, the whole page does.

use std::collections::HashMap;

use super::compile::Compiled;
use super::ornament::{Counting, Ornament, Ornaments};
use super::{inline, value};
use crate::problem::Problem;
use crate::render::SENTINEL;
use crate::render::compat;
use crate::render::escape::push_attribute;
use crate::render::shape::ShapeId;
use crate::render::token::{Token, Tokens};
use crate::render::writer::{Filling, Writer};

/// The attribute that tells the elements of a document on its way through the inliner apart.
const MARKER: &str = "data-shape";

/// How many joined styles are remembered.
const JOINED_LIMIT: usize = 4096;

/// The styles of a page, as attribute text.
#[derive(Debug, Default)]
pub(in crate::render) struct Styles {
    /// By shape, or by place.
    attributes: Vec<String>,
    /// The place of the next element, if styles are by place.
    next: Option<usize>,
    /// Styles joined with own declarations, most of which come again (cells of one column).
    joined: HashMap<(usize, String), String>,
    ornaments: Option<Ornaments>,
}

impl Styles {
    /// Computes what the style sheet says of a page.
    ///
    /// # Errors
    /// `internal.bug` when the inliner refuses.
    pub(in crate::render) fn of(css: &Compiled, writer: &Writer) -> Result<Self, Problem> {
        let (document, count) = if css.asks_for_page() {
            marked(writer)
        } else {
            let shapes = writer.shapes();
            (shapes.probe(MARKER), shapes.len())
        };
        let ornamented = css.is_ornamented();
        let mut styles = vec![String::new(); count];
        let mut ornaments = Ornaments::default();
        if ornamented {
            ornaments.counting = vec![Counting::default(); count];
        }
        each(&document, css.main(), |key, style| {
            if let Some(slot) = styles.get_mut(key) {
                let counting = ornaments.counting.get_mut(key);
                push_attribute(slot, &shorten(style, counting));
            }
        })?;
        for (css, side) in [
            (css.before(), &mut ornaments.before),
            (css.after(), &mut ornaments.after),
        ] {
            let Some(css) = css else {
                continue;
            };
            side.resize_with(count, || None);
            each(&document, css, |key, style| {
                if let Some(slot) = side.get_mut(key) {
                    let kept = kept(style);
                    *slot = Ornament::of(kept.iter().map(|(name, value)| (*name, value.as_str())));
                }
            })?;
        }
        Ok(Self {
            attributes: styles,
            next: css.asks_for_page().then_some(0),
            joined: HashMap::new(),
            ornaments: ornamented.then_some(ornaments),
        })
    }

    fn push(&mut self, page: &mut String, key: usize, own: &str) {
        let theme = self.attributes.get(key).map_or("", String::as_str);
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
                .entry((key, own.to_owned()))
                .or_insert_with(|| join(theme, own));
            page.push_str(joined);
        }
        page.push('"');
    }
}

impl Filling for Styles {
    fn style(&mut self, page: &mut String, shape: ShapeId, own: &str) {
        let key = match &mut self.next {
            Some(next) => {
                *next += 1;
                *next - 1
            }
            None => shape.index(),
        };
        if let Some(ornaments) = &mut self.ornaments {
            ornaments.meet(page, key);
        }
        self.push(page, key, own);
    }

    fn start(&mut self, page: &mut String) {
        if let Some(ornaments) = &mut self.ornaments {
            ornaments.open(page);
        }
    }

    fn end(&mut self, page: &mut String) {
        if let Some(ornaments) = &mut self.ornaments {
            ornaments.close(page);
        }
    }
}

/// The whole page with its roles as classes and each element marked; how many there are.
fn marked(writer: &Writer) -> (String, usize) {
    let mut count = 0;
    let shapes = writer.shapes();
    let mut mark = |page: &mut String, shape: ShapeId, _: &str| {
        shapes.push_class(page, shape);
        page.extend([" ", MARKER, "=\"", &count.to_string(), "\""]);
        count += 1;
    };
    let page = writer.filled(&mut mark, |_| String::from("1"));
    // The sentinels are nobody's neighbours.
    let page = page.replace(SENTINEL, "");
    (page, count)
}

/// Inlines a style sheet and gives the style of every marked element.
fn each(document: &str, css: &str, mut take: impl FnMut(usize, &str)) -> Result<(), Problem> {
    let inlined = inline(document, css)?;
    let mut tokens = Tokens::new();
    tokens.feed(&inlined, 0, |token, _| {
        if let Token::Start(tag) = token
            && let Some(key) = tag.attribute(MARKER).and_then(|key| key.parse().ok())
            && let Some(style) = tag.attribute("style")
        {
            take(key, style);
        }
    });
    Ok(())
}

/// Most properties of one element that are looked at; no page made in earnest says so many.
const MOST_PROPERTIES: usize = 256;

/// The declarations that hold, in the order of the cascade, worked out.
pub(super) fn kept(style: &str) -> Vec<(&str, String)> {
    let mut kept: Vec<(&str, String)> = Vec::new();
    for (property, value) in compat::declarations(style) {
        if !is_important(value)
            && kept
                .iter()
                .any(|(earlier, value)| *earlier == property && is_important(value))
        {
            continue;
        }
        kept.retain(|(earlier, earlier_value)| {
            let is_overridden = *earlier == property
                || (matches!(property, "margin" | "padding" | "border" | "background")
                    && earlier
                        .strip_prefix(property)
                        .is_some_and(|rest| rest.starts_with('-'))
                    && *earlier != "border-radius"
                    && *earlier != "border-collapse"
                    && *earlier != "border-spacing"
                    && !is_important(earlier_value));
            !is_overridden
        });
        if kept.len() == MOST_PROPERTIES {
            break;
        }
        // Only what speaks of variables inside an element is not worked out yet.
        let value = if value.contains("calc(") || value.contains("color-mix(") {
            value::evaluate(value)
        } else {
            value.to_owned()
        };
        kept.push((property, value));
    }
    kept
}

pub(super) fn is_important(value: &str) -> bool {
    value.contains('!')
        && value
            .rsplit_once('!')
            .is_some_and(|(_, flag)| flag.trim().eq_ignore_ascii_case("important"))
}

/// Declarations with no space too many, without the overridden ones and those that a page cannot carry:
/// characters count.
fn shorten(style: &str, mut counting: Option<&mut Counting>) -> String {
    let mut short = String::with_capacity(style.len());
    for (property, value) in kept(style) {
        let counts = counting
            .as_mut()
            .is_some_and(|counting| counting.take(property, &value));
        if counts || compat::declaration(property, &value).is_err() {
            continue;
        }
        if !short.is_empty() {
            short.push(';');
        }
        short.push_str(property);
        short.push(':');
        short.push_str(&value.replace(", ", ","));
    }
    short
}

/// Whether a line that stands in the middle or at the right would be pushed aside by its indent.
fn is_set_off(property: &str, (own, value): (&str, &str)) -> bool {
    property == "text-indent"
        && own.eq_ignore_ascii_case("text-align")
        && matches!(value, "center" | "right")
}

/// The theme's declarations but those that the own ones override, then the own ones that hold.
fn join(theme: &str, own: &str) -> String {
    let mut joined = String::with_capacity(theme.len() + own.len() + 1);
    for (property, value) in compat::declarations(theme) {
        let is_own = |(mine, _): (&str, &str)| mine.eq_ignore_ascii_case(property);
        let is_own = |declaration| is_own(declaration) || is_set_off(property, declaration);
        if is_important(value) || !compat::declarations(own).any(is_own) {
            joined.extend([property, ":", value, ";"]);
        }
    }
    push_attribute(&mut joined, own);
    joined
}
