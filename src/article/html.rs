//! HTML: references by `lol_html`, a streaming parser used only as a scanner: it tells where
//! attribute values stand, and nothing is rewritten through it.
//!
//! Takes a whole page or the pieces of HTML inside Markdown; gives references with offsets into what
//! it was given. Comments, scripts, styles and text areas hold no elements, so nothing is found there.

mod attribute;
mod srcset;
mod style;
mod value;

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};
use lol_html::html_content::{Element, TextType};
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, doc_text, element};

use attribute::Wanted;
pub(super) use attribute::may_hold_references;
use value::Value;
pub(super) use value::decode_references;

use super::found::{Found, finish};
use super::reference::Slot;
use super::template::{self, Tag};
use super::{Article, LocalKind, LocalTarget, Scan, Syntax, Target, target};

pub(super) fn scan(article: &Article) -> Scan {
    let source = article.source();
    let masked = template::masked(source, article.encoding == UTF_8);
    let mut page = Page {
        found: Vec::new(),
        base: None,
    };
    page.scan(source, &masked, article.encoding);
    let Page { mut found, base } = page;
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

/// References in a piece of HTML; spans are offsets into it. `masked` is `source` with its template
/// expressions made harmless.
pub(super) fn scan_fragment(source: &[u8], masked: &[u8]) -> Vec<Found> {
    let mut page = Page {
        found: Vec::new(),
        base: None,
    };
    page.scan(source, masked, UTF_8);
    page.found
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
    found: Vec<Found>,
    base: Option<Base>,
}

impl Page {
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
                self.element(element, source, encoding);
                Ok(())
            }));
        let masked = with_noscript_open(masked);
        let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
        // The only error left in non-strict mode is a memory limit, and none is set: the size of
        // the article is the bound.
        let _ = scanner.write(&masked).and_then(|()| scanner.end());
    }

    fn element(&mut self, element: &Element<'_, '_>, source: &[u8], encoding: &'static Encoding) {
        let tag = element.tag_name();
        let is_image_input = tag == "input"
            && element
                .get_attribute("type")
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("image"));
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
