//! An article in the styles of its own site: a page and the site's style sheets come in, the article goes out
//! with all that the sheets say of it on its elements, as a phone would show it.
//!
//! 1. The sheets go through the inliner, `::before` and `::after` each with a sheet of its own.
//! 2. What the article inherits from around it is put on its outermost element.
//! 3. `rem` and `calc()` are worked out.

use std::ops::Range;

use html5ever::LocalName;

use super::compile::Compiled;
use super::inherited::{Inherited, in_pixels};
use super::inline;
use super::ornament::{Counting, Ornament, Ornaments};
use super::styles::{is_important, kept};
use super::value;
use crate::problem::Problem;
use crate::render::compat;
use crate::render::escape::{push_attribute, push_text};
use crate::render::model;
use crate::render::token::{StartTag, Token, Tokens};

/// A page with the styles of its site on its elements.
#[derive(Debug)]
pub(in crate::render) struct Site {
    html: String,
    ornaments: Option<Ornaments>,
}

impl Site {
    /// Inlines the style sheets, in which no at-rules are left.
    ///
    /// # Errors
    /// `internal.bug` when the inliner refuses.
    pub(in crate::render) fn new(html: &str, css: &str) -> Result<Self, Problem> {
        let css = Compiled::of_site(css);
        let mut site = Self {
            html: inline(html, css.main())?,
            ornaments: None,
        };
        if !css.is_ornamented() {
            return Ok(site);
        }
        let mut ornaments = Ornaments::default();
        for_each_style(&site.html, |style| {
            let mut counting = Counting::default();
            for (property, value) in compat::declarations(style) {
                counting.take(property, value);
            }
            ornaments.counting.push(counting);
        });
        // An element's own style is not one of its ornaments'.
        let bare = html.replace(" style=\"", " data-own=\"");
        for (css, side) in [
            (css.before(), &mut ornaments.before),
            (css.after(), &mut ornaments.after),
        ] {
            if let Some(css) = css {
                for_each_style(&inline(&bare, css)?, |style| side.push(ornament(style)));
            }
        }
        site.ornaments = Some(ornaments);
        Ok(site)
    }

    /// The page.
    pub(in crate::render) fn html(&self) -> &str {
        &self.html
    }

    /// The same as a value.
    pub(in crate::render) fn into_html(self) -> String {
        self.html
    }

    /// The element at `place` with everything it inherits.
    pub(in crate::render) fn article(mut self, place: &Range<usize>) -> String {
        let mut walk = Walk {
            place: place.clone(),
            ornaments: self.ornaments.take(),
            inherited: Inherited::default(),
            around: Vec::new(),
            index: 0,
            depth: 0,
            article: String::with_capacity(place.len() * 2),
        };
        let mut tokens = Tokens::new();
        tokens.feed(&self.html, 0, |token, range| walk.token(&token, &range));
        tokens.finish(|token, range| walk.token(&token, &range));
        walk.article
    }
}

/// Gives the style of every start tag, an empty one for none.
fn for_each_style(html: &str, mut take: impl FnMut(&str)) {
    let mut tokens = Tokens::new();
    let mut each = |token: Token, _| {
        if let Token::Start(tag) = token {
            take(tag.attribute("style").unwrap_or_default());
        }
    };
    tokens.feed(html, 0, &mut each);
    tokens.finish(&mut each);
}

/// What a site puts beside an element; `None` for what only clears floats, and for icons whose font is not
/// there.
fn ornament(style: &str) -> Option<Ornament> {
    if style.is_empty() || compat::is_hidden(style) {
        return None;
    }
    let declarations = kept(style);
    let ornament = Ornament::of(
        declarations
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    )?;
    let says = |wanted: &str| {
        declarations
            .iter()
            .any(|(name, value)| name.starts_with(wanted) && !matches!(&**value, "none" | "0"))
    };
    let is_placed = declarations
        .iter()
        .any(|(name, value)| *name == "position" && matches!(value.as_str(), "absolute" | "fixed"));
    let is_drawn = !ornament.has_text()
        && !is_placed
        && (says("background") || says("border"))
        && (says("width") || says("height") || says("padding") || says("border"));
    (ornament.is_legible() || is_drawn).then_some(ornament)
}

struct Walk {
    place: Range<usize>,
    ornaments: Option<Ornaments>,
    inherited: Inherited,
    /// The elements around the one that is written next, outside the article.
    around: Vec<(LocalName, Inherited)>,
    /// Start tags met.
    index: usize,
    /// Open elements inside the article.
    depth: usize,
    article: String,
}

impl Walk {
    fn token(&mut self, token: &Token, range: &Range<usize>) {
        let is_inside = range.start >= self.place.start && range.start < self.place.end;
        match token {
            Token::Text(text) if is_inside => push_text(&mut self.article, text),
            Token::Text(_) => {}
            Token::Start(tag) => {
                let index = self.index;
                self.index += 1;
                if is_inside {
                    self.start(tag, index);
                } else if range.start < self.place.start {
                    self.enter(tag, index);
                }
            }
            Token::End(name) if is_inside => {
                if let Some(ornaments) = self.ornaments.as_mut().filter(|_| self.depth > 0) {
                    ornaments.close(&mut self.article);
                }
                self.depth = self.depth.saturating_sub(1);
                self.article.extend(["</", &**name, ">"]);
            }
            Token::End(name) => {
                if self.around.last().is_some_and(|(open, _)| open == name)
                    && let Some((_, before)) = self.around.pop()
                    && range.start < self.place.start
                {
                    self.inherited = before;
                }
            }
        }
    }

    /// Goes into an element around the article.
    fn enter(&mut self, tag: &StartTag, index: usize) {
        if let Some(ornaments) = &mut self.ornaments {
            ornaments.meet(&mut String::new(), index);
        }
        if model::is_void(&tag.name) || tag.self_closing {
            return;
        }
        self.around.push((tag.name.clone(), self.inherited.clone()));
        let style = tag.attribute("style").unwrap_or_default();
        self.inherited.enter(&kept(style), &*tag.name == "html");
    }

    fn start(&mut self, tag: &StartTag, index: usize) {
        let own = tag.attribute("style").unwrap_or_default();
        let is_outermost = self.article.is_empty();
        let around = if is_outermost {
            let has_ground = compat::declarations(own).any(|(name, value)| {
                matches!(name, "background" | "background-color") && value != "none"
            });
            self.inherited.style(has_ground)
        } else {
            String::new()
        };
        let mut style = String::new();
        let all = [&around, own].join(";");
        for (property, value) in kept(&all) {
            if is_outermost && property == "display" && value == "none" {
                continue;
            }
            let value = match value.rsplit_once('!') {
                Some((bare, _)) if is_important(&value) => bare.trim_end(),
                _ => &value,
            };
            let mut value = in_pixels(value, self.inherited.root());
            if value.contains("calc(") {
                value = value::evaluate(&value);
            }
            if !style.is_empty() {
                style.push(';');
            }
            style.extend([property, ":", &value]);
        }
        self.article.extend(["<", &*tag.name]);
        if let Some(ornaments) = &mut self.ornaments {
            ornaments.meet(&mut self.article, index);
        }
        for (name, value) in tag.attributes().filter(|(name, _)| *name != "style") {
            self.push(name, value);
        }
        if !style.is_empty() {
            self.push("style", &style);
        }
        let is_open = !model::is_void(&tag.name) && !tag.self_closing;
        self.article
            .push_str(if tag.self_closing { "/>" } else { ">" });
        if is_open {
            self.depth += 1;
            if let Some(ornaments) = &mut self.ornaments {
                ornaments.open(&mut self.article);
            }
        }
    }

    fn push(&mut self, name: &str, value: &str) {
        self.article.extend([" ", name, "=\""]);
        push_attribute(&mut self.article, value);
        self.article.push('"');
    }
}
