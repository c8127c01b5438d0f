//! A page as readers and the service see it: its letters in a row, with the elements that stand among them.
//!
//! Comes in: HTML. Goes out: letters and elements in the order of the page, entities decoded, names in lower
//! case. White space, comments and the text of scripts and styles are left out.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::{Attribute, LocalName, TokenizerResult};

/// How far up an end tag looks for its element: hostile pages are deep.
const REACH: usize = 64;

/// How many letters tell where something stands.
const NEAR: usize = 24;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// In the order of the page.
    pub(super) items: Vec<Item>,
    /// In the order of their start tags.
    pub(super) elements: Vec<Element>,
    /// The text, a line for each block, white space collapsed.
    text: String,
}

/// A letter or an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Where it stands in the text.
    at: usize,
}

/// What an item is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Letter(char),
    /// By its number.
    Element(usize),
}

/// An element, as its start tag says.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: LocalName,
    attributes: Vec<Attribute>,
    /// The number of the element it is in.
    pub(super) parent: Option<usize>,
    /// Itself and all that is in it.
    pub(super) items: Range<usize>,
}

impl Element {
    /// Names in lower case, values decoded.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes
            .iter()
            .map(|attribute| (&*attribute.name.local, &*attribute.value))
    }

    /// The value of the first of these attributes that there is.
    pub(super) fn attribute(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.attributes()
                .find_map(|(key, value)| (key == *name).then_some(value))
        })
    }
}

impl Page {
    /// Reads HTML, in time linear in its length.
    pub(super) fn read(html: &str) -> Self {
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html));
        // A script would have to run now; there is none, so go on.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.end();
        let mut reader = tokenizer.sink.reader.into_inner();
        reader.close(reader.open.len());
        reader.page
    }

    /// The text around an item, by which people find it: what is before it in its line, else what comes after
    /// it, else what is before it at all.
    pub(super) fn near(&self, item: usize) -> &str {
        let Some(item) = self.items.get(item) else {
            return "";
        };
        let (before, after) = self.text.split_at(item.at);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let next = after.trim_start().lines().next().unwrap_or_default();
        match (line.trim(), next.trim()) {
            ("", "") => end(before.trim_end().lines().last().unwrap_or_default()),
            ("", next) => beginning(next),
            (line, _) => end(line),
        }
    }

    /// The text before an item: of its line, else of the one before.
    pub(super) fn before(&self, item: usize) -> &str {
        let at = self.items.get(item).map_or(0, |item| item.at);
        end(self.text[..at]
            .trim_end()
            .lines()
            .last()
            .unwrap_or_default())
    }

    /// The text from one letter to another, as far as it is in one line and not long.
    pub(super) fn between(&self, first: usize, last: usize) -> &str {
        let (from, to) = (self.items[first].at, self.items[last].at);
        let to = to + self.text[to..].chars().next().map_or(0, char::len_utf8);
        beginning(self.text[from..to].lines().next().unwrap_or_default())
    }
}

fn beginning(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(NEAR)
        .map_or(text.len(), |(at, _)| at);
    text[..end].trim()
}

fn end(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(NEAR - 1)
        .map_or(0, |(at, _)| at);
    text[start..].trim()
}

/// Whether letters are not part of any text: spaces of all kinds, and what has no width.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

#[derive(Debug, Default)]
struct Sink {
    reader: RefCell<Reader>,
}

#[derive(Debug, Default)]
struct Reader {
    page: Page,
    /// The numbers of the elements that are open.
    open: Vec<usize>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.reader.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => reader.end(&tag.name),
            Token::TagToken(tag) => return reader.start(tag),
            Token::CharacterTokens(text) => reader.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Reader {
    fn start(&mut self, tag: Tag) -> TokenSinkResult<()> {
        let number = self.page.elements.len();
        // Still in the line that it may end.
        let (item, at) = (self.page.items.len(), self.page.text.len());
        self.part(&tag.name);
        let kind = Kind::Element(number);
        self.page.elements.push(Element {
            name: tag.name.clone(),
            attributes: tag.attrs,
            parent: self.open.last().copied(),
            items: item..item + 1,
        });
        self.page.items.push(Item { kind, at });
        if !tag.self_closing && !is_void(&tag.name) {
            self.open.push(number);
        }
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    fn end(&mut self, name: &LocalName) {
        self.part(name);
        let elements = &self.page.elements;
        let reach = self.open.iter().rev().take(REACH);
        let found = reach
            .enumerate()
            .find(|(_, number)| elements[**number].name == *name);
        if let Some((depth, _)) = found {
            self.close(depth + 1);
        }
    }

    /// Closes so many elements.
    fn close(&mut self, count: usize) {
        let end = self.page.items.len();
        for number in self.open.drain(self.open.len() - count..) {
            self.page.elements[number].items.end = end;
        }
    }

    fn text(&mut self, text: &str) {
        let inside = self
            .open
            .last()
            .map(|open| &*self.page.elements[*open].name);
        if matches!(
            inside,
            Some("script" | "style" | "title" | "textarea" | "template")
        ) {
            return;
        }
        for letter in text.chars() {
            if is_blank(letter) {
                if letter.is_whitespace() && !self.page.text.ends_with(char::is_whitespace) {
                    self.page.text.push(' ');
                }
                continue;
            }
            let at = self.page.text.len();
            let kind = Kind::Letter(letter);
            self.page.items.push(Item { kind, at });
            self.page.text.push(letter);
        }
    }

    /// A tag that stands in no line ends it.
    fn part(&mut self, name: &str) {
        if !is_inline(name) && !self.page.text.ends_with('\n') {
            self.page.text.push('\n');
        }
    }
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "span"
            | "strong"
            | "b"
            | "em"
            | "i"
            | "u"
            | "s"
            | "del"
            | "ins"
            | "mark"
            | "sub"
            | "sup"
            | "small"
            | "kbd"
            | "code"
            | "samp"
            | "var"
            | "cite"
            | "q"
            | "abbr"
            | "font"
            | "img"
            | "wbr"
            | "ruby"
            | "rt"
            | "rp"
            | "label"
            | "input"
            | "button"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(page: &Page) -> String {
        let letter = |item: &Item| match item.kind {
            Kind::Letter(letter) => letter,
            Kind::Element(_) => '<',
        };
        page.items.iter().map(letter).collect()
    }

    #[test]
    fn letters_and_elements_come_in_their_order() {
        let page = Page::read(
            "<p>甲&amp; &nbsp;<B>乙</b></p><!-- 注 --><script>if(a<b)</script><br/>\u{200b}c d",
        );
        assert_eq!(letters(&page), "<甲&<乙<<cd");
        let names: Vec<&str> = page.elements.iter().map(|element| &*element.name).collect();
        assert_eq!(names, ["p", "b", "script", "br"]);
        assert_eq!(page.elements[1].parent, Some(0));
        assert_eq!(page.elements[2].parent, None);
        let items = |number: usize| page.elements[number].items.clone();
        assert_eq!((items(0), items(1), items(3)), (0..5, 3..5, 6..7));
    }

    #[test]
    fn what_is_near_is_in_the_line_or_after_it_or_before_it() {
        let page = Page::read("<p>前文<img>后文</p><h2>标题</h2><p><img></p>");
        let near = |number: usize| page.near(page.elements[number].items.start);
        assert_eq!(near(0), "前文后文");
        assert_eq!(near(1), "前文");
        assert_eq!(near(2), "标题");
        assert_eq!(near(4), "标题");
        assert_eq!(Page::read("<img>").near(0), "");
    }
}
