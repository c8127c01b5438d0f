//! From the tokens of a drawing in HTML to XML, and what is seen on the way.

use std::cell::RefCell;
use std::fmt::Write as _;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use super::Read;
use crate::article::html::{breaks, svg_names};
use crate::article::width;

/// Writes tokens of HTML as XML.
#[derive(Default)]
pub(super) struct Writer(RefCell<State>);

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
    pub(super) fn finish(self) -> Read {
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
