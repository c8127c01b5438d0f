//! Markdown: references by the `CommonMark` parser's own events, and the syntaxes writers use beside
//! it in the text that the parser leaves as text.
//!
//! Takes an article that is valid UTF-8. Code, comments, math and link destinations give nothing;
//! neither do images inside the description of another image, which nobody sees.

mod container;
mod definition;
mod description;
mod destination;
mod formula;
mod hexo;
mod leaf;
mod piece;
mod prepared;
mod raw;
mod wikilink;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag as Element, TagEnd};

use definition::Definitions;
pub(crate) use formula::Formula;
use leaf::Leaf;
use piece::Pieces;
pub(crate) use prepared::Prepared;

use super::found::{Found, Purpose, finish};
use super::html::InlineSvg;
use super::reference::Slot;
use super::template::{self, Tag};
use super::{
    Article, LocalKind, Scan, Syntax, Target, encoding, front_matter, html, target, width,
};

/// The extensions of `CommonMark` we read, chosen one by one; the renderer uses the same.
///
/// Left out on purpose:
/// - metadata blocks: the parser takes them anywhere, not only at the start; cut the text at
///   [`super::body_start`] instead;
/// - wikilinks: they take `[[1]](url)` and `![[alt]](url)` away from `CommonMark`; Obsidian's
///   embeds are found in plain text instead;
/// - smart punctuation, heading attributes, super- and subscript, definition lists: they change
///   what ordinary Chinese and GitHub texts mean. The renderer finds scripts and definition lists in
///   the events by stricter rules; they neither make nor hide an image.
pub(crate) fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        // What looks like an image between two `$` is a formula.
        | Options::ENABLE_MATH
}

pub(super) fn scan(article: &Article, purpose: Purpose) -> Scan {
    let source = article.source();
    let mark = if encoding::has_byte_order_mark(source) {
        3
    } else {
        0
    };
    // `Article::new` takes no Markdown that is not UTF-8.
    let Ok(text) = std::str::from_utf8(&source[mark..]) else {
        return Scan::default();
    };
    let (mut found, problem) = front_matter::scan(text);
    let body = front_matter::body_start(text);
    let mut in_body = scan_body(&text[body..], purpose);
    shift(&mut in_body, body);
    found.append(&mut in_body);
    shift(&mut found, mark);
    let problems = problem
        .into_iter()
        .map(|(range, problem)| (range.start + mark..range.end + mark, problem))
        .collect();
    finish(article, found, problems)
}

fn shift(found: &mut [Found], offset: usize) {
    for one in found {
        one.at += offset;
        one.span = one.span.start + offset..one.span.end + offset;
    }
}

/// References in Markdown without front matter.
fn scan_body(text: &str, purpose: Purpose) -> Vec<Found> {
    let masked = template::masked(text.as_bytes(), true);
    // Masking writes ASCII over ASCII, so the copy is as valid as the text.
    let Ok(masked) = std::str::from_utf8(&masked) else {
        return Vec::new();
    };
    let prepared = Prepared::read(masked);
    let masked = prepared.text();
    let mut walk = Walk {
        text,
        masked,
        purpose,
        found: Vec::new(),
        drawings: Vec::new(),
        tags: Vec::new(),
        definitions: Definitions::default(),
        leaf: Leaf::default(),
        pieces: Pieces::default(),
        open: Vec::new(),
        images: 0,
        quotes: 0,
        in_code: false,
        in_table: false,
    };
    let mut events = Parser::new_ext(masked, markdown_options()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        walk.event(event, range, &events);
    }
    walk.end_leaf();
    let Walk {
        mut found,
        drawings,
        tags,
        definitions,
        ..
    } = walk;
    definitions.finish(text, masked, &mut found);
    found.append(&mut html::drawn(&drawings));
    html::drop_hidden(&mut found, &template::hidden(&tags));
    found
}

/// A link or image whose end has not come yet.
struct Open {
    range: Range<usize>,
    /// The end of its last child.
    child_end: usize,
    /// For an image that is shown: what to do at its end.
    image: Option<OpenImage>,
    is_autolink: bool,
}

struct OpenImage {
    link_type: LinkType,
    /// The decoded destination.
    destination: String,
    /// Its exact place, where the parser's own text shows it.
    span: Option<Range<usize>>,
    /// The key of its definition.
    definition: Option<usize>,
}

/// The state of one pass over the events.
struct Walk<'t> {
    text: &'t str,
    masked: &'t str,
    purpose: Purpose,
    found: Vec<Found>,
    drawings: Vec<InlineSvg>,
    tags: Vec<Tag<'t>>,
    definitions: Definitions,
    leaf: Leaf,
    pieces: Pieces,
    open: Vec<Open>,
    /// How many of the open ones are images.
    images: usize,
    /// Depth of block quotes.
    quotes: usize,
    in_code: bool,
    in_table: bool,
}

impl<'t> Walk<'t> {
    fn event(&mut self, event: Event<'t>, range: Range<usize>, events: &OffsetIter<'t>) {
        match event {
            Event::Start(Element::Link { link_type, id, .. }) => {
                let range = self.whole(range, link_type);
                self.definitions.link(events, link_type, &id);
                self.open(range, None, is_autolink(link_type));
            }
            Event::Start(Element::Image {
                link_type,
                dest_url,
                id,
                ..
            }) => {
                let range = self.whole(range, link_type);
                let image = (self.images == 0).then(|| OpenImage {
                    link_type,
                    span: destination::borrowed(self.masked, &dest_url),
                    definition: self.definitions.image(self.masked, events, link_type, &id),
                    destination: dest_url.into_string(),
                });
                self.images += 1;
                self.open(range, image, false);
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::End(TagEnd::Image) => {
                self.images = self.images.saturating_sub(1);
                self.end_image();
            }
            Event::Start(Element::Emphasis | Element::Strong | Element::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
            | Event::SoftBreak
            | Event::HardBreak => self.inline(&range),
            Event::Text(_) if !self.in_code => self.inline(&range),
            Event::Text(_) => {}
            Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {
                self.inline(&range);
                self.leaf.hole(range);
            }
            Event::InlineHtml(_) => {
                self.inline(&range);
                if self.images == 0 {
                    self.pieces.push(range.clone());
                }
                self.leaf.hole(range);
            }
            Event::Html(_) => self.pieces.push(range),
            Event::Start(element) => {
                self.end_leaf();
                match element {
                    Element::BlockQuote(_) => self.quotes += 1,
                    Element::CodeBlock(_) => self.in_code = true,
                    Element::Table(_) => self.in_table = true,
                    _ => {}
                }
            }
            Event::End(end) => {
                if matches!(end, TagEnd::HtmlBlock) {
                    self.end_html_block();
                }
                self.end_leaf();
                match end {
                    TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
                    TagEnd::CodeBlock => self.in_code = false,
                    TagEnd::Table => self.in_table = false,
                    _ => {}
                }
            }
            Event::Rule => self.end_leaf(),
        }
    }

    /// The range of a link or image; the parser leaves the `[]` of a collapsed one out.
    fn whole(&self, range: Range<usize>, link_type: LinkType) -> Range<usize> {
        let is_collapsed =
            link_type == LinkType::Collapsed && self.masked[range.end..].starts_with("[]");
        range.start..range.end + if is_collapsed { 2 } else { 0 }
    }

    /// An inline event: part of the leaf, and of what is open around it.
    fn inline(&mut self, range: &Range<usize>) {
        self.leaf.extend(range);
        if let Some(parent) = self.open.last_mut() {
            parent.child_end = parent.child_end.max(range.end);
        }
    }

    fn open(&mut self, range: Range<usize>, image: Option<OpenImage>, is_autolink: bool) {
        self.inline(&range);
        self.open.push(Open {
            child_end: range.start + 1,
            range,
            image,
            is_autolink,
        });
    }

    fn end_link(&mut self) {
        let Some(link) = self.open.pop() else { return };
        if link.is_autolink {
            self.leaf.hole(link.range);
        } else {
            // The description of a link is text like any other; its brackets and destination are not.
            self.leaf.hole(link.range.start..link.range.start + 1);
            self.leaf.hole(link.child_end..link.range.end);
        }
    }

    fn end_image(&mut self) {
        let Some(Open {
            range,
            child_end,
            image,
            ..
        }) = self.open.pop()
        else {
            return;
        };
        if self.images == 0 {
            self.leaf.image(range.clone());
        }
        let Some(image) = image else { return };
        if let Some(definition) = image.definition {
            let child_end = child_end.max(range.start + 2);
            self.definitions
                .used_by(definition, range, child_end, self.masked, self.in_table);
            return;
        }
        if image.link_type != LinkType::Inline {
            return;
        }
        let span = image.span.or_else(|| {
            let from = child_end.max(range.start + 2);
            destination::of_inline(self.masked, from..range.end)
        });
        if let Some(span) = span {
            let mut reference = destination_reference(
                self.text,
                self.masked,
                span,
                &image.destination,
                Syntax::MarkdownInline,
            );
            if let Some(reference) = &mut reference {
                let description = self.text.get(range.start + 2..child_end);
                reference.shown_width = description.and_then(width::of_description);
            }
            self.found.extend(reference);
        }
    }

    fn end_html_block(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        for tag in pieces.tags(self.text, self.masked, self.quotes) {
            self.found.extend(hexo::in_html(self.text, &tag));
            self.tags.push(tag);
        }
        self.scan_html(pieces);
    }

    fn scan_html(&mut self, pieces: Pieces) {
        let (found, drawings) = pieces.scan(self.text, self.masked, self.quotes, self.purpose);
        self.found.extend(found);
        self.drawings.extend(drawings);
    }

    /// The leaf is complete: what the parser left as text may hold what writers use.
    fn end_leaf(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        self.scan_html(pieces);
        let leaf = std::mem::take(&mut self.leaf);
        leaf.scan(self.text, self.in_table, &mut self.found, &mut self.tags);
    }
}

fn is_autolink(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::Autolink | LinkType::Email)
}

/// The reference of a destination in the source, whose text the parser decoded.
fn destination_reference(
    text: &str,
    masked: &str,
    span: Range<usize>,
    decoded: &str,
    syntax: Syntax,
) -> Option<Found> {
    let written = text.get(span.clone())?;
    let outer = text.get(span.start.saturating_sub(1)..span.end + 1);
    let target = if masked.get(span.clone()) != Some(written) {
        // The parser saw masked text; an expression has to be read as it stands.
        target::decode(written, LocalKind::Path)
    } else if let Some(expression) = outer.filter(|outer| outer.starts_with("<%")) {
        // `<%= … %>` passes for a destination in angle brackets.
        Some(Target::Template(expression.to_owned()))
    } else {
        target::decode(decoded, LocalKind::Path)
    }?;
    Some(Found {
        at: span.start,
        written: written.to_owned(),
        span,
        syntax,
        target,
        slot: Slot::Markdown,
        shown_width: None,
    })
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(in crate::article) use tests::destinations_agree;
