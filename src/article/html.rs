//! HTML: references by `lol_html`, a streaming parser used only as a scanner: it tells where
//! attribute values stand, and nothing is rewritten through it.
//!
//! Takes a whole page or the pieces of HTML inside Markdown; gives references with offsets into what
//! it was given. Comments, scripts, styles and text areas hold no elements, so nothing is found there.

mod attribute;
mod breaks;
mod inline_svg;
mod srcset;
mod style;
mod svg_names;
mod value;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};
use lol_html::html_content::{Element, TextType};
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, doc_text, element};

use attribute::Wanted;
pub(super) use attribute::{may_hold_drawings, may_hold_references};
pub(super) use inline_svg::{InlineSvg, references as drawn};
use value::Value;
pub(super) use value::decode_references;

use super::found::{Found, Purpose, finish};
use super::reference::Slot;
use super::template::{self, Tag};
use super::{Article, LocalKind, LocalTarget, Scan, Syntax, Target, target, width};

pub(super) fn scan(article: &Article, purpose: Purpose) -> Scan {
    let source = article.source();
    let masked = template::masked(source, article.encoding == UTF_8);
    let mut page = Page::new(purpose);
    page.scan(source, &masked, article.encoding);
    let drawings: Vec<InlineSvg> = (page.drawings().into_iter())
        .map(|span| InlineSvg {
            html: article.decode(&source[span.clone()]).into_owned(),
            span,
        })
        .collect();
    let Page {
        mut found, base, ..
    } = page;
    found.append(&mut drawn(&drawings));
    if let Some(base) = base {
        for one in &mut found {
            base.apply(&mut one.target);
        }
    }
    if let Ok(text) = std::str::from_utf8(source)
        && (text.contains("{%") || text.contains("{{<"))
    {
        let tags: Vec<_> = text_ranges(&masked)
            .into_iter()
            .flat_map(|range| {
                let piece = text.get(range.clone()).unwrap_or_default();
                piece
                    .match_indices('{')
                    .filter_map(move |(found, _)| Tag::at(text, range.start + found, range.end))
            })
            .collect();
        drop_hidden(&mut found, &template::hidden(&tags));
    }
    finish(article, found, Vec::new())
}

/// References in a piece of HTML, and its outermost drawings if they are asked for; spans are offsets
/// into it. `masked` is `source` with its template expressions made harmless.
pub(super) fn scan_fragment(
    source: &[u8],
    masked: &[u8],
    purpose: Purpose,
) -> (Vec<Found>, Vec<Range<usize>>) {
    let mut page = Page::new(purpose);
    page.scan(source, masked, UTF_8);
    let drawings = page.drawings();
    (page.found, drawings)
}

/// Where a piece of HTML holds text: not tags, comments, scripts, styles or text areas.
pub(super) fn text_ranges(html: &[u8]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let settings = Settings::new()
        .with_strict(false)
        .append_document_content_handler(doc_text!(|chunk| {
            let range = chunk.source_location().bytes();
            if chunk.text_type() == TextType::Data && !range.is_empty() {
                match ranges.last_mut() {
                    Some(last) if last.end == range.start => last.end = range.end,
                    _ => ranges.push(range),
                }
            }
            Ok(())
        }));
    let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
    let _ = scanner.write(html).and_then(|()| scanner.end());
    ranges
}

/// The same bytes with every `noscript` tag renamed to one without a meaning.
///
/// The scanner takes what is inside for text, as a browser with scripts does; readers of a published
/// page have no scripts, and lazy-loading pages keep their pictures there.
fn with_noscript_open(html: &[u8]) -> Cow<'_, [u8]> {
    const NAME: &[u8] = b"noscript";
    let mut copy = Cow::Borrowed(html);
    for (at, _) in html.iter().enumerate().filter(|&(_, &byte)| byte == b'<') {
        let name = at
            + if html.get(at + 1) == Some(&b'/') {
                2
            } else {
                1
            };
        let is_noscript = html
            .get(name..name + NAME.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(NAME));
        if is_noscript {
            copy.to_mut()[name] = b'x';
        }
    }
    copy
}

/// Drops what lies in one of the ranges, which are in order.
pub(super) fn drop_hidden(found: &mut Vec<Found>, hidden: &[Range<usize>]) {
    if hidden.is_empty() {
        return;
    }
    found.retain(|one| {
        let next = hidden.partition_point(|range| range.end <= one.span.start);
        hidden
            .get(next)
            .is_none_or(|range| range.start > one.span.start)
    });
}

struct Page {
    purpose: Purpose,
    found: Vec<Found>,
    base: Option<Base>,
    /// Where elements begin and end that are looked at as a whole; filled when their end tags come.
    wholes: Rc<RefCell<Vec<Whole>>>,
}

/// An `<svg>` element, or a `<template>`, whose content is not shown.
struct Whole {
    range: Range<usize>,
    is_drawing: bool,
}

impl Page {
    fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            found: Vec::new(),
            base: None,
            wholes: Rc::default(),
        }
    }

    /// The ranges of the outermost drawings that are shown, in order.
    fn drawings(&self) -> Vec<Range<usize>> {
        let mut wholes = self.wholes.take();
        wholes.sort_by_key(|whole| whole.range.start);
        let mut end = 0;
        wholes.retain(|whole| {
            let is_outermost = whole.range.start >= end;
            end = end.max(whole.range.end);
            is_outermost && whole.is_drawing
        });
        wholes.into_iter().map(|whole| whole.range).collect()
    }

    fn scan(&mut self, source: &[u8], masked: &[u8], encoding: &'static Encoding) {
        // `Article::new` refuses the encodings for which this is nothing.
        let Some(ascii_compatible) = AsciiCompatibleEncoding::new(encoding) else {
            return;
        };
        // The handler needs only what it borrows; the output is thrown away.
        let settings = Settings::new()
            .with_encoding(ascii_compatible)
            .with_strict(false)
            .append_element_content_handler(element!("*", |element| {
                self.whole(element);
                self.element(element, source, encoding);
                Ok(())
            }));
        let masked = with_noscript_open(masked);
        let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
        // The only error left in non-strict mode is a memory limit, and none is set: the size of
        // the article is the bound.
        let _ = scanner.write(&masked).and_then(|()| scanner.end());
    }

    /// Notes where an element ends that is looked at as a whole; one without an end tag is none.
    fn whole(&self, element: &mut Element<'_, '_>) {
        if self.purpose != Purpose::Page {
            return;
        }
        let is_drawing = match element.tag_name().as_str() {
            "svg" => true,
            "template" => false,
            _ => return,
        };
        let start = element.source_location().bytes().start;
        if let Some(handlers) = element.end_tag_handlers() {
            let wholes = Rc::clone(&self.wholes);
            handlers.push(Box::new(move |end| {
                let range = start..end.source_location().bytes().end;
                wholes.borrow_mut().push(Whole { range, is_drawing });
                Ok(())
            }));
        }
    }

    fn element(&mut self, element: &Element<'_, '_>, source: &[u8], encoding: &'static Encoding) {
        let tag = element.tag_name();
        let is_image_input = tag == "input"
            && element
                .get_attribute("type")
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("image"));
        let shown_width = (tag == "img")
            .then(|| {
                let style = element.get_attribute("style");
                let width = element.get_attribute("width");
                width::of_element(width.as_deref(), style.as_deref())
            })
            .flatten();
        let first = self.found.len();
        // Of an attribute written twice the first counts.
        let mut seen = attribute::Seen::default();
        for attribute in element.attributes() {
            let name = attribute.name();
            let Some(wanted) = attribute::wanted(&tag, &name, is_image_input) else {
                continue;
            };
            let Some(location) = attribute.value_source_location() else {
                continue;
            };
            if !seen.first(&name) {
                continue;
            }
            let span = location.bytes();
            let Some(raw) = source.get(span.clone()) else {
                continue;
            };
            let quoted = span
                .start
                .checked_sub(1)
                .is_some_and(|before| matches!(source[before], b'"' | b'\''));
            let value = Value::new(raw, span.start, encoding);
            self.attribute(wanted, &value, span, quoted, encoding, source);
        }
        for found in &mut self.found[first..] {
            found.shown_width = shown_width;
        }
    }

    fn attribute(
        &mut self,
        wanted: Wanted,
        value: &Value,
        span: Range<usize>,
        quoted: bool,
        encoding: &'static Encoding,
        source: &[u8],
    ) {
        let written = |span: &Range<usize>| {
            encoding
                .decode_without_bom_handling(&source[span.clone()])
                .0
                .into_owned()
        };
        let part = if quoted {
            Slot::HtmlAttribute
        } else {
            Slot::HtmlUnquotedPart
        };
        let mut push = |span: Range<usize>, syntax, target: Option<Target>, slot| {
            if let Some(target) = target.filter(|_| !span.is_empty()) {
                self.found.push(Found {
                    written: written(&span),
                    at: span.start,
                    span,
                    syntax,
                    target,
                    slot,
                    shown_width: None,
                });
            }
        };
        match wanted {
            Wanted::Base => {
                if self.base.is_none() {
                    self.base = Some(Base::new(value.text()));
                }
            }
            Wanted::Binding(syntax) => {
                let target = Target::Template(value.text().to_owned());
                push(span, syntax, Some(target), Slot::HtmlAttribute);
            }
            Wanted::Url(syntax) => {
                let slot = if quoted {
                    Slot::HtmlAttribute
                } else {
                    Slot::HtmlUnquoted
                };
                push(span, syntax, target::decode_attribute(value.text()), slot);
            }
            Wanted::Candidates(syntax) => {
                if template::evaluate(value.text()) == template::Evaluated::Literal {
                    for url in srcset::candidates(value.text()) {
                        let target = target::decode_attribute(&value.text()[url.clone()]);
                        push(value.source(url), syntax, target, part.clone());
                    }
                } else {
                    self.template_candidates(syntax, value, &part, &written);
                }
            }
            Wanted::Style => {
                for url in style::urls(value.text()) {
                    let target = target::decode_attribute(&url.text);
                    push(
                        value.source(url.range),
                        Syntax::HtmlStyle,
                        target,
                        part.clone(),
                    );
                }
            }
        }
    }

    /// Candidates whose URLs are written with expressions: split where the masked text splits.
    fn template_candidates(
        &mut self,
        syntax: Syntax,
        value: &Value,
        slot: &Slot,
        written: &dyn Fn(&Range<usize>) -> String,
    ) {
        let masked = template::masked(value.text().as_bytes(), true);
        let Ok(masked) = std::str::from_utf8(&masked) else {
            return;
        };
        for url in srcset::candidates(masked) {
            let Some(target) = target::decode_attribute(&value.text()[url.clone()]) else {
                continue;
            };
            let span = value.source(url);
            self.found.push(Found {
                written: written(&span),
                at: span.start,
                span,
                syntax,
                target,
                slot: slot.clone(),
                shown_width: None,
            });
        }
    }
}

/// `<base href>`: what relative targets of the page are relative to.
struct Base(Option<Target>);

impl Base {
    fn new(href: &str) -> Self {
        Self(target::decode_attribute(href))
    }

    /// Resolves a local target against the base.
    fn apply(&self, target: &mut Target) {
        let Target::Local(local) = target else {
            return;
        };
        let relative = local.kind == LocalKind::Path
            && !local.path.starts_with(['/', '\\'])
            && local.path.as_bytes().get(1) != Some(&b':');
        match &self.0 {
            // Pages of another address: what is relative to it is there, not here.
            Some(Target::Remote(base) | Target::Hosted(base)) if local.kind == LocalKind::Path => {
                let scheme_relative = base.starts_with("//");
                let absolute = if scheme_relative {
                    format!("https:{base}")
                } else {
                    base.clone()
                };
                if let Some(joined) = url::Url::parse(&absolute)
                    .ok()
                    .and_then(|base| base.join(&local.path).ok())
                {
                    *target = Target::Remote(joined.into());
                }
            }
            Some(Target::Local(base)) if relative => {
                let directory = base.path.rfind('/').map_or("", |end| &base.path[..=end]);
                *local = LocalTarget {
                    path: format!("{directory}{}", local.path),
                    kind: base.kind,
                };
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
