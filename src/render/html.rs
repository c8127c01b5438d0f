//! HTML articles: a page or fragment comes in, the element that is the article goes to the writer.
//!
//! 1. The source is written again balanced and not too deep, with classes and ids, and with marks that
//!    remember where reportable elements stood; its style sheets are collected on the way.
//! 2. The sheets are inlined with the full cascade. Nothing is fetched.
//! 3. The element is found by the selector; every end tag is explicit by now.
//! 4. Its tokens pass the same filter as raw HTML in Markdown. An article that brings styles of its own
//!    keeps them and only them; a bare one gets the theme.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use html5ever::{LocalName, local_name};
use lol_html::html_content::{Element as Matched, EndTag};
use lol_html::{ElementContentHandlers, HtmlRewriter, Selector, Settings};

use super::RenderOptions;
use super::compat::{self, Fate};
use super::escape::push_attribute;
use super::model;
use super::raw::{Filter, MARK, Problems};
use super::shape::ShapeId;
use super::theme;
use super::token::{StartTag, Token, Tokens};
use super::writer::{Element, Origin, Writer};
use crate::problem::{Code, Problem};

/// Deepest nesting that is kept on the way to the inliner, whose own walks are recursive.
const DEPTH: usize = 256;

/// Most steps the cascade may take: each rule looks at each element and its ancestors, each `~` at
/// the siblings before it. A built page takes a thousandth; a page made to hurt would take minutes.
const CASCADE_LIMIT: u64 = 500_000_000;

/// Writes the article; returns whether it keeps styles of its own.
///
/// # Errors
/// `input.bad-pattern` for a selector that does not parse, `article.select-no-match`.
pub(super) fn write(
    writer: &mut Writer,
    problems: &mut Problems,
    source: &str,
    options: &RenderOptions,
) -> Result<bool, Problem> {
    let select = options.select.as_deref();
    // A wrong selector is told before any work.
    let selectors = selectors(select);
    let found = Balanced::read(source);
    let inlined = if found.sheets.is_empty() {
        None
    } else {
        let affordable = found.cascade <= CASCADE_LIMIT;
        let inlined = affordable.then(|| theme::inline(&found.html, &found.css));
        let inlined = inlined.and_then(Result::ok);
        if inlined.is_none() {
            let element = local_name!("style");
            problems.extend(found.sheets.into_iter().map(|range| {
                let problem = Problem::new(Code::PageDropped).with("element", &element);
                (range, problem)
            }));
        }
        inlined
    };
    let html = inlined.unwrap_or(found.html);
    let (outer, inner) = match first_match(&html, &selectors)? {
        Some(places) => places,
        None if select.is_none() => (0..html.len(), 0..html.len()),
        None => {
            let selector = select.unwrap_or_default();
            return Err(Problem::new(Code::ArticleSelectNoMatch).with("selector", selector));
        }
    };
    let styled = has_styles(&html[outer.clone()]);
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
    Ok(styled)
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

/// The source, balanced.
struct Balanced {
    html: String,
    css: String,
    /// Where the style sheets begin.
    sheets: Vec<Range<usize>>,
    /// Steps the cascade will take, at most.
    cascade: u64,
    ranges: Vec<Range<usize>>,
}

impl Balanced {
    fn read(source: &str) -> Self {
        let mut reader = Reader {
            writer: Writer::verbatim(DEPTH),
            css: String::new(),
            sheets: Vec::new(),
            sheet_start: 0,
            sheets_name_pictures: false,
            elements: 0,
            depths: 0,
            ranges: Vec::new(),
            skip: None,
            in_sheet: false,
            seen: Vec::new(),
        };
        let mut tokens = Tokens::new();
        tokens.feed(source, 0, |token, range| reader.token(token, range));
        tokens.finish(|token, range| reader.token(token, range));
        let count = |wanted: &[u8]| {
            let found = reader.css.bytes().filter(|byte| wanted.contains(byte));
            found.count() as u64
        };
        let by_siblings = count(b"~").saturating_mul(reader.elements.saturating_pow(2) / 8);
        let cascade = count(b"{,")
            .saturating_mul(reader.depths)
            .saturating_add(by_siblings);
        Self {
            cascade,
            sheets: reader.sheets,
            html: reader.writer.finish(nothing, |_| String::new()),
            css: reader.css,
            ranges: reader.ranges,
        }
    }
}

/// Fills no holes: a writer of this kind leaves none.
fn nothing(_: &mut String, _: ShapeId, _: &str) {}

struct Reader {
    writer: Writer,
    css: String,
    sheets: Vec<Range<usize>>,
    /// Where the sheet being read begins in `css`.
    sheet_start: usize,
    /// Whether a sheet may give any element a picture that is not hosted.
    sheets_name_pictures: bool,
    elements: u64,
    /// Sum of the depths of all elements.
    depths: u64,
    ranges: Vec<Range<usize>>,
    /// An element that is left out with its text.
    skip: Option<LocalName>,
    in_sheet: bool,
    /// Which of `html` and `body` were met.
    seen: Vec<LocalName>,
}

impl Reader {
    fn token(&mut self, token: Token, range: Range<usize>) {
        match token {
            Token::Text(text) if self.in_sheet => self.css.push_str(&text),
            Token::Text(text) => {
                if self.skip.is_none() {
                    self.writer.text(&text);
                }
            }
            Token::End(name) => {
                if self.skip.as_ref() == Some(&name) {
                    if self.in_sheet {
                        self.css.push('\n');
                        self.sheets_name_pictures |= self.css[self.sheet_start..].contains("url(");
                    }
                    self.skip = None;
                    self.in_sheet = false;
                    if name == local_name!("style") || is_left_out(&name) {
                        return;
                    }
                }
                if self.skip.is_none() && !matches!(name, local_name!("html") | local_name!("body"))
                {
                    self.writer.close_raw(&as_written(&name));
                }
            }
            Token::Start(tag) => self.start(&tag, range),
        }
    }

    fn start(&mut self, tag: &StartTag, range: Range<usize>) {
        if self.skip.is_some() {
            return;
        }
        let name = as_written(&tag.name);
        if matches!(name, local_name!("html") | local_name!("body")) {
            if self.seen.contains(&name) {
                return;
            }
            self.seen.push(name.clone());
        }
        let in_svg = self.writer.in_svg() && !model::breaks_out_of_svg(&name);
        if name == local_name!("style") && !in_svg {
            self.skip = Some(name);
            self.in_sheet = is_for_screens(tag);
            if self.in_sheet {
                self.sheets.push(range);
                self.sheet_start = self.css.len();
            }
            return;
        }
        if is_left_out(&name) {
            let has_content = !(model::is_void(&name) || in_svg && tag.self_closing);
            if has_content {
                self.skip = Some(name);
            }
            return;
        }
        self.elements += 1;
        self.depths += self.writer.depth() as u64;
        let attributes = self.attributes(tag, &name, in_svg, range);
        if in_svg {
            self.writer.open_foreign(&name, &name, &attributes);
            if tag.self_closing {
                self.writer.close_raw(&name);
            }
            return;
        }
        let element = Element::new(name.clone()).attributes(&attributes);
        if model::is_void(&name) {
            self.writer.void(Origin::Raw, &element);
            return;
        }
        self.writer.open(Origin::Raw, &name, &element);
        if tag.self_closing && name == local_name!("svg") {
            self.writer.close_raw(&name);
        }
        // Their text is not content, and escaped it would read back differently.
        if model::is_raw_text(&name) || name == local_name!("textarea") {
            self.skip = Some(name);
        }
    }

    fn attributes(
        &mut self,
        tag: &StartTag,
        name: &LocalName,
        in_svg: bool,
        range: Range<usize>,
    ) -> String {
        let mut attributes = String::new();
        for (key, value) in tag.attributes() {
            let clean = key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte));
            if key == MARK || !clean || key.starts_with("on") {
                continue;
            }
            attributes.push(' ');
            attributes.push_str(key);
            attributes.push_str("=\"");
            push_attribute(&mut attributes, value);
            attributes.push('"');
        }
        let reportable = compat::fate(name) == Fate::Lost
            // Hosted or not, which an image's many attributes decide later.
            || matches!(*name, local_name!("img") | local_name!("image"))
            || (in_svg && compat::svg_fate(name) == Fate::Lost)
            || self.sheets_name_pictures
            || tag
                .attribute("style")
                .is_some_and(|style| style.contains("url("));
        if reportable {
            let number = self.ranges.len().to_string();
            attributes.extend([" ", MARK, "=\"", &number, "\""]);
            self.ranges.push(range);
        }
        attributes
    }
}

/// Obsolete names for `pre` hold text that would read back as tags.
fn as_written(name: &LocalName) -> LocalName {
    match *name {
        local_name!("xmp") | local_name!("plaintext") => local_name!("pre"),
        _ => name.clone(),
    }
}

/// Elements that neither the inliner nor the reader needs.
fn is_left_out(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("script")
            | local_name!("title")
            | local_name!("meta")
            | local_name!("link")
            | local_name!("base")
            | local_name!("template")
            | local_name!("noframes")
            | local_name!("noembed")
            | local_name!("frame")
    )
}

/// Whether a style sheet speaks to a phone's screen.
fn is_for_screens(tag: &StartTag) -> bool {
    tag.attribute("media").is_none_or(|media| {
        let media = media.trim().to_ascii_lowercase();
        media.is_empty() || media == "all" || media == "screen" || media == "only screen"
    })
}

/// The bytes of the element that will be the page, in a source as it was written; from its start tag to
/// the end of the source where its end tag is left out. `None` where everything is.
///
/// # Errors
/// `input.bad-pattern` for a selector that does not parse.
pub(crate) fn selected(
    source: &str,
    select: Option<&str>,
) -> Result<Option<Range<usize>>, Problem> {
    let found = first_match(source, &selectors(select))?;
    Ok(found.map(|(outer, inner)| {
        let is_closed = outer.end > inner.end;
        outer.start..if is_closed { outer.end } else { source.len() }
    }))
}

/// The selectors to try, in order.
fn selectors(select: Option<&str>) -> Vec<&str> {
    match select {
        Some(selector) => vec![selector],
        None => vec!["article", "main", "body"],
    }
}

type Places = (Range<usize>, Range<usize>);

/// The bytes of the first element that matches, with its tags and without; earlier selectors win.
fn first_match(html: &str, selectors: &[&str]) -> Result<Option<Places>, Problem> {
    let found: Vec<Rc<RefCell<Option<Places>>>> = selectors.iter().map(|_| Rc::default()).collect();
    let mut settings = Settings::new().with_strict(false);
    for (selector, slot) in selectors.iter().zip(&found) {
        let parsed: Selector = selector.parse().map_err(|error| bad(selector, error))?;
        let slot = Rc::clone(slot);
        let handler =
            ElementContentHandlers::default().element(move |element: &mut Matched<'_, '_>| {
                if slot.borrow().is_some() {
                    return Ok(());
                }
                let tag = element.source_location().bytes();
                // Without an end tag it is a void element.
                *slot.borrow_mut() = Some((tag.clone(), tag.end..tag.end));
                if let Some(handlers) = element.end_tag_handlers() {
                    let slot = Rc::clone(&slot);
                    handlers.push(Box::new(move |end: &mut EndTag<'_>| {
                        let end = end.source_location().bytes();
                        *slot.borrow_mut() = Some((tag.start..end.end, tag.end..end.start));
                        Ok(())
                    }));
                }
                Ok(())
            });
        settings = settings.append_element_content_handler((Cow::Owned(parsed), handler));
    }
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter
        .write(html.as_bytes())
        .and_then(|()| rewriter.end())
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))?;
    Ok(found.iter().find_map(|slot| slot.borrow().clone()))
}

fn bad(selector: &str, error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::InputBadPattern)
        .with("pattern", selector)
        .with("reason", error)
}
