//! HTML articles: a page or fragment comes in, the element that is the article goes to the writer.
//!
//! 1. The source is written again balanced and not too deep, with classes and ids, and with marks that
//!    remember where reportable elements stood; its style sheets are collected on the way.
//! 2. The sheets are inlined with the full cascade. Nothing is fetched; style sheets beside the article come
//!    with the options.
//! 3. The element is found by the selector; every end tag is explicit by now. It takes what it inherits with
//!    it.
//! 4. Its tokens pass the same filter as raw HTML in Markdown. An article that brings styles of its own
//!    keeps them and only them; a bare one gets the theme.

mod balanced;
mod formulas;
mod select;

use std::ops::Range;

use html5ever::{LocalName, local_name};

use super::compat::{self, Fate};
use super::raw::{Filter, Problems};
use super::theme::Site;
use super::token::{Token, Tokens};
use super::writer::Writer;
use super::{Look, RenderOptions};
use crate::problem::{Code, Problem};

use balanced::{Balanced, style_sheet};
pub(crate) use select::selected;
use select::{first_match, selectors};

/// Most steps the cascade may take: each rule looks at each element and its ancestors, each `~` at
/// the siblings before it. A built page takes a thousandth; a page made to hurt would take minutes.
const CASCADE_LIMIT: u64 = 500_000_000;

/// Writes the article; returns where its styles come from.
///
/// # Errors
/// `input.bad-pattern` for a selector that does not parse, `article.select-no-match`.
pub(super) fn write(
    writer: &mut Writer,
    problems: &mut Problems,
    source: &str,
    options: &RenderOptions,
) -> Result<Look, Problem> {
    let select = options.select.as_deref();
    // A wrong selector is told before any work.
    let selectors = selectors(select);
    let found = Balanced::read(source, &options.sheets);
    problems.extend(found.problems);
    let site = if found.sheets.is_empty() {
        None
    } else {
        let affordable = found.cascade <= CASCADE_LIMIT;
        let site = affordable.then(|| Site::new(&found.html, &found.css));
        let site = site.and_then(Result::ok);
        if site.is_none() {
            let element = local_name!("style");
            problems.extend(found.sheets.into_iter().map(|range| {
                let problem = Problem::new(Code::PageDropped).with("element", &element);
                (range, problem)
            }));
        }
        site
    };
    let html = site.as_ref().map_or(&*found.html, Site::html);
    let (mut outer, mut inner) = match first_match(html, &selectors)? {
        Some(places) => places,
        None if select.is_none() => (0..html.len(), 0..html.len()),
        None => {
            let selector = select.unwrap_or_default();
            return Err(Problem::new(Code::ArticleSelectNoMatch).with("selector", selector));
        }
    };
    let styled = has_styles(&html[outer.clone()]);
    let look = match (&site, styled) {
        (_, false) => Look::Theme,
        (None, true) => Look::Own,
        (Some(_), true) => Look::Site,
    };
    let html = match site {
        Some(site) if styled => {
            let article = site.article(&outer);
            (outer, inner) = (0..article.len(), 0..article.len());
            if let Some(places) = outermost(&article) {
                (outer, inner) = places;
            }
            article
        }
        Some(site) => site.into_html(),
        None => found.html,
    };
    // A plain wrapper would only be one more section in the root section.
    let start_tag = &html[outer.start..inner.start];
    let wraps = start_tag.contains(" style=\"") || !is_plain_wrapper(start_tag);
    let place = if wraps { outer } else { inner };
    let mut filter = Filter::for_html(found.ranges, styled, options.page.caption);
    let mut tokens = Tokens::new();
    tokens.feed(&html[place], 0, |token, range| {
        filter.token(writer, problems, token, range);
    });
    tokens.finish(|token, range| filter.token(writer, problems, token, range));
    filter.finish(writer);
    writer.close_all();
    Ok(look)
}

fn is_plain_wrapper(start_tag: &str) -> bool {
    let name = start_tag
        .trim_start_matches('<')
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or_default();
    name.is_empty()
        || matches!(
            compat::fate(&LocalName::from(name)),
            Fate::Section | Fate::Unwrap
        )
        || name == "section"
}

fn has_styles(html: &str) -> bool {
    if !html.contains(" style=") {
        return false;
    }
    let mut styled = false;
    let mut tokens = Tokens::new();
    tokens.feed(html, 0, |token, _| {
        if let Token::Start(tag) = token {
            styled |= tag.name != local_name!("img")
                && tag.attribute("style").is_some_and(|style| {
                    compat::declarations(style)
                        .any(|(property, value)| compat::declaration(property, value).is_ok())
                });
        }
    });
    styled
}

/// The bytes of the one element that a text is, with its tags and without.
fn outermost(html: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut start = None;
    let mut tokens = Tokens::new();
    tokens.feed(html.get(..html.find('>')? + 1)?, 0, |token, range| {
        if matches!(token, Token::Start(_)) && start.is_none() {
            start = Some(range.end);
        }
    });
    let start = start?;
    Some((0..html.len(), start..html.rfind("</")?.max(start)))
}

/// The addresses of the style sheets that an HTML article links to, as written, without those that speak to
/// no phone.
#[must_use]
pub fn linked_sheets(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut tokens = Tokens::new();
    let mut take = |token, _| {
        if let Token::Start(tag) = token
            && let Some(href) = style_sheet(&tag)
            && !found.iter().any(|known| known == href)
        {
            found.push(href.to_owned());
        }
    };
    tokens.feed(source, 0, &mut take);
    tokens.finish(&mut take);
    found
}
