//! Drawings written into a page: the source of each `<svg>` element in, for those that `WeChat` would
//! break a reference out that puts an `<img>` in its place.
//!
//! HTML forgives what XML does not, so each is read as HTML and written as XML. A drawing may use shapes
//! of another on the same page (a sheet of icons, often hidden); it then gets a copy of that one.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::{breaks, svg_names};
use crate::article::found::Found;
use crate::article::reference::Slot;
use crate::article::{Syntax, Target, width};

/// Most characters of the source that a reference shows.
const SHOWN: usize = 40;

/// An `<svg>` element of a page.
pub(in crate::article) struct InlineSvg {
    /// Its bytes in the article.
    pub(in crate::article) span: Range<usize>,
    /// Its HTML, decoded.
    pub(in crate::article) html: String,
}

/// References for those of a page's drawings that would break.
pub(in crate::article) fn references(drawings: &[InlineSvg]) -> Vec<Found> {
    let read: Vec<Read> = drawings
        .iter()
        .map(|drawing| Read::new(&drawing.html))
        .collect();
    let mut found = Vec::new();
    for (drawing, of) in drawings.iter().zip(&read) {
        if !of.breaks || !of.draws || of.is_hidden {
            continue;
        }
        let start: String = drawing.html.chars().take(SHOWN).collect();
        found.push(Found {
            span: drawing.span.clone(),
            at: drawing.span.start,
            written: start.split_whitespace().collect::<Vec<_>>().join(" "),
            syntax: Syntax::InlineSvg,
            target: Target::InlineSvg(of.complete(&read)),
            slot: Slot::AroundHtml {
                before: "<img src=\"".to_owned(),
                after: of.after(),
            },
            shown_width: of.shown_width(),
        });
    }
    found
}

/// What one drawing is.
#[derive(Default)]
struct Read {
    /// The element as XML.
    xml: String,
    /// Where the inside of the element begins in it.
    inside: usize,
    breaks: bool,
    /// Whether anything stands in it that is drawn.
    draws: bool,
    is_hidden: bool,
    ids: Vec<String>,
    /// Ids that it refers to.
    named: Vec<String>,
    title: String,
    width: Option<String>,
    view_box: Option<String>,
    style: String,
}

impl Read {
    fn new(html: &str) -> Self {
        let tokenizer = Tokenizer::new(Writer::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.finish()
    }

    /// The drawing with what it uses of others.
    fn complete(&self, all: &[Self]) -> String {
        let mut others: Vec<usize> = Vec::new();
        for id in &self.named {
            if !self.ids.contains(id)
                && let Some(other) = all.iter().position(|other| other.ids.contains(id))
                && !others.contains(&other)
            {
                others.push(other);
            }
        }
        let mut xml = self.xml[..self.inside].to_owned();
        for other in others {
            let _ = write!(xml, "<defs>{}</defs>", all[other].xml);
        }
        xml.push_str(&self.xml[self.inside..]);
        xml
    }

    /// Width in CSS pixels, as written or by the view box.
    fn shown_width(&self) -> Option<u32> {
        let most = width::declared(&self.style, "max-width");
        let given = width::of_element(self.width.as_deref(), Some(&self.style));
        let font = self.width.as_deref().and_then(in_ems);
        let boxed = || {
            let numbers = self.view_box.as_deref()?.split([' ', ',', '\t', '\n']);
            let mut numbers = numbers.filter(|number| !number.is_empty());
            width::of_element(numbers.nth(2), None)
        };
        given
            .or(font)
            .or_else(|| width::of_element(None, Some(&format!("width:{}", most?))))
            .or_else(boxed)
    }

    /// What follows the URL in the `<img>`.
    fn after(&self) -> String {
        let mut style = match (self.is_relative(), self.shown_width()) {
            (Some(relative), _) => format!("width:{relative};max-width:100%"),
            (None, Some(width)) => format!("width:{width}px;max-width:100%"),
            (None, None) => "max-width:100%".to_owned(),
        };
        for declaration in self.style.split(';') {
            let property = declaration.split(':').next().unwrap_or("").trim();
            let is_kept = matches!(
                property,
                "display" | "vertical-align" | "float" | "max-width"
            ) || property.starts_with("margin")
                || property.starts_with("border");
            if is_kept {
                style.push(';');
                style.push_str(declaration.trim());
            }
        }
        format!(
            "\" style=\"{}\" alt=\"{}\">",
            ascii(&style),
            ascii(self.title.trim())
        )
    }

    /// The width in percent of the page.
    fn is_relative(&self) -> Option<&str> {
        let style = width::declared(&self.style, "width");
        style
            .or(self.width.as_deref())
            .map(str::trim)
            .filter(|width| {
                width
                    .strip_suffix('%')
                    .is_some_and(|number| number.parse::<f32>().is_ok())
            })
    }
}

/// `1em` at the usual size of text.
fn in_ems(width: &str) -> Option<u32> {
    let ems: u32 = width
        .trim()
        .strip_suffix("em")?
        .trim_end_matches('r')
        .parse()
        .ok()?;
    ems.checked_mul(16).filter(|&pixels| pixels > 0)
}

/// An attribute value that reads the same in every encoding.
fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || " :;%.,()#-/".contains(character) {
            plain.push(character);
        } else {
            let _ = write!(plain, "&#{};", u32::from(character));
        }
    }
    plain
}

/// Writes tokens of HTML as XML.
#[derive(Default)]
struct Writer(RefCell<State>);

#[derive(Default)]
struct State {
    read: Read,
    /// Names of elements that are open, as HTML spells them.
    open: Vec<String>,
    /// How many of them only hold what is used elsewhere.
    stored: usize,
}

impl TokenSink for Writer {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => state.start(&tag),
            Token::TagToken(tag) => state.end(&tag.name),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        true
    }
}

impl Writer {
    fn finish(self) -> Read {
        let mut state = self.0.into_inner();
        while let Some(name) = state.open.pop() {
            state.close(&name);
        }
        state.read
    }
}

impl State {
    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let is_root = self.read.xml.is_empty();
        if !is_name(name) || name.contains(':') || (self.open.is_empty() && !is_root) {
            return;
        }
        self.read.breaks |= !is_root && breaks::element(name);
        self.read.draws |= self.stored == 0 && is_drawn(name);
        let _ = write!(self.read.xml, "<{}", svg_names::element(name));
        let mut namespaces = (false, false);
        for attribute in &tag.attrs {
            let (key, value) = (&*attribute.name.local, &*attribute.value);
            self.read.breaks |= breaks::attribute(key, value);
            match key {
                "id" => self.read.ids.push(value.to_owned()),
                "href" | "xlink:href" => {
                    self.read
                        .named
                        .extend(value.trim().strip_prefix('#').map(str::to_owned));
                }
                "xmlns" => namespaces.0 = true,
                "xmlns:xlink" => namespaces.1 = true,
                "width" if is_root => self.read.width = Some(value.to_owned()),
                "viewbox" if is_root => self.read.view_box = Some(value.to_owned()),
                "style" if is_root => value.clone_into(&mut self.read.style),
                "hidden" if is_root => self.read.is_hidden = true,
                "aria-label" if is_root => value.clone_into(&mut self.read.title),
                _ => {}
            }
            if is_root && matches!(key, "width" | "height") {
                self.read.is_hidden |= value.trim().trim_end_matches("px") == "0";
            }
            for (at, open) in value.match_indices("url(#") {
                let id = value[at + open.len()..].split(')').next().unwrap_or("");
                self.read.named.push(id.to_owned());
            }
            let prefix = key.split_once(':').map_or("", |(prefix, _)| prefix);
            if is_name(key) && matches!(prefix, "" | "xml" | "xlink" | "xmlns") {
                let _ = write!(
                    self.read.xml,
                    " {}=\"{}\"",
                    svg_names::attribute(key),
                    escaped(value)
                );
            }
        }
        if is_root {
            if !namespaces.0 {
                self.read
                    .xml
                    .push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
            }
            if !namespaces.1 {
                self.read
                    .xml
                    .push_str(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
            }
            let display = width::declared(&self.read.style, "display");
            self.read.is_hidden |= display == Some("none");
        }
        if tag.self_closing || is_void(name) {
            self.read.xml.push_str("/>");
            return;
        }
        self.read.xml.push('>');
        if is_root {
            self.read.inside = self.read.xml.len();
        }
        self.stored += usize::from(is_store(name));
        self.open.push(name.to_owned());
    }

    fn end(&mut self, name: &str) {
        // What was not closed inside is closed with it; what was never open is nothing.
        let Some(depth) = self.open.iter().rposition(|open| open == name) else {
            return;
        };
        while self.open.len() > depth {
            if let Some(name) = self.open.pop() {
                self.close(&name);
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.stored -= usize::from(is_store(name));
        let _ = write!(self.read.xml, "</{}>", svg_names::element(name));
    }

    fn text(&mut self, text: &str) {
        if self.open.is_empty() {
            return;
        }
        if self.open.len() == 2 && self.open[1] == "title" {
            self.read.title.push_str(text);
        }
        if self.open.last().is_some_and(|open| open == "style") {
            for (at, open) in text.match_indices("url(#") {
                let id = text[at + open.len()..].split(')').next().unwrap_or("");
                self.read.named.push(id.to_owned());
            }
        }
        let text = escaped(text);
        self.read.xml.push_str(&text);
    }
}

/// Whether XML takes a name as it is.
fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.:".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(is_part)
        && !name.ends_with(':')
        && name.matches(':').count() < 2
}

/// Elements of HTML that have no end tag; they occur in a `foreignObject`.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "input" | "wbr" | "meta" | "link" | "col" | "source"
    )
}

/// Elements whose inside is drawn only where it is used.
fn is_store(name: &str) -> bool {
    matches!(
        name,
        "defs" | "symbol" | "marker" | "mask" | "clippath" | "pattern" | "filter"
    )
}

fn is_drawn(name: &str) -> bool {
    matches!(
        name,
        "path"
            | "rect"
            | "circle"
            | "ellipse"
            | "line"
            | "polyline"
            | "polygon"
            | "text"
            | "image"
            | "use"
            | "foreignobject"
    )
}

/// Text as XML; characters that XML does not have are left out.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '"' => plain.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{1_0000}'.. => plain.push(character),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pages: &[&str]) -> Vec<(String, String, Option<u32>)> {
        let drawings: Vec<_> = pages
            .iter()
            .map(|html| InlineSvg {
                span: 0..html.len(),
                html: (*html).to_owned(),
            })
            .collect();
        references(&drawings)
            .into_iter()
            .map(|one| match (one.target, one.slot) {
                (Target::InlineSvg(xml), Slot::AroundHtml { after, .. }) => {
                    (xml, after, one.shown_width)
                }
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn html_becomes_xml() {
        let (xml, after, width) = found(&[
            "<SVG viewbox='0 0 24 12' @click=x v-on:a='b' data-x><title>图 \"一\"</title>\
             <lineargradient id=g><stop offset=1 /></linearGradient><!-- x -->\
             <path fill=url(#g) d=M0><p>a&nbsp;&lt;b<br></path></svg>",
        ])
        .remove(0);
        assert_eq!(
            xml,
            "<svg viewBox=\"0 0 24 12\" data-x=\"\" xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\"><title>图 &quot;一&quot;</title>\
             <linearGradient id=\"g\"><stop offset=\"1\"/></linearGradient>\
             <path fill=\"url(#g)\" d=\"M0\"><p>a\u{A0}&lt;b<br/></p></path></svg>"
        );
        assert_eq!(
            after,
            "\" style=\"width:24px;max-width:100%\" alt=\"&#22270; &#34;&#19968;&#34;\">"
        );
        assert_eq!(width, Some(24));
    }

    #[test]
    fn what_survives_or_draws_nothing_is_no_reference() {
        assert_eq!(
            found(&[
                "<svg width=10><path d='M0 0'/></svg>",
                "<svg style='display:none'><symbol id='a'><path/></symbol><use href='#a'/></svg>",
                "<svg width=0 height=0><use href='#a'/></svg>",
                "<svg><defs><linearGradient id='g'/><path fill='url(#g)'/></defs></svg>",
                "<svg hidden><use href='#a'/></svg>",
            ]),
            []
        );
    }

    #[test]
    fn shapes_of_other_drawings_come_along() {
        let all = found(&[
            "<svg hidden><symbol id='icon'><path d='M1 1'/></symbol></svg>",
            "<svg width='2em'><use xlink:href='#icon'></svg>",
        ]);
        let (xml, after, width) = &all[0];
        assert!(xml.contains("<defs><svg hidden=\"\""), "{xml}");
        assert!(
            xml.contains("<use xlink:href=\"#icon\"></use></svg>"),
            "{xml}"
        );
        assert!(after.contains("width:32px"), "{after}");
        assert_eq!((all.len(), *width), (1, Some(32)));
    }

    #[test]
    fn widths_stay_as_the_page_has_them() {
        let style = |svg: &str| {
            let (_, after, width) = found(&[svg]).remove(0);
            let style = after.split('"').nth(2).unwrap_or_default().to_owned();
            (style, width)
        };
        let body = "><use href='#a'/></svg>";
        assert_eq!(
            style(&format!(
                "<svg width='100%' style='max-width: 512px; margin:0 auto' viewBox='0 0 9 9'{body}"
            )),
            (
                "width:100%;max-width:100%;max-width: 512px;margin:0 auto".to_owned(),
                Some(512)
            )
        );
        assert_eq!(
            style(&format!("<svg{body}")),
            ("max-width:100%".to_owned(), None)
        );
        assert_eq!(
            style(&format!(
                "<svg width=300 style='width:120px;display:block'{body}"
            )),
            (
                "width:120px;max-width:100%;display:block".to_owned(),
                Some(120)
            )
        );
    }
}
