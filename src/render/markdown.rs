//! Markdown articles: CommonMark and GFM come in, elements of a page go to the writer.
//!
//! The parser's events are taken one by one; what has to be known ahead (whether a paragraph holds
//! nothing but images, whether a list item is a task) is looked up in a short queue. Footnotes are
//! written aside where they stand and put below the text in the order they are referred to.

mod attributes;
mod byline;
mod callout;
mod container;
mod contents;
mod definitions;
mod drawn;
mod figures;
mod footnotes;
mod inline;
mod spacing;
mod tables;
mod text;

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use html5ever::{LocalName, local_name};
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::escape::push_attribute;
use super::notes::LinkFate;
use super::raw::{Filter, Problems};
use super::token::{Token, Tokens, simple_tag};
use super::writer::{CONTAINER_DEPTH, Element, Fragment, Origin, Writer};
use crate::article::{Prepared, body_start};
use crate::options::PageOptions;

/// Writes the article; `chinese` decides the words the page adds. Gives the numbers of the footnotes.
pub(super) fn write(
    writer: &mut Writer,
    problems: &mut Problems,
    source: &str,
    chinese: bool,
    options: PageOptions,
) -> Vec<usize> {
    let body = body_start(source);
    let prepared = Prepared::read(&source[body..]);
    let mut renderer = Renderer {
        source,
        body,
        writer,
        problems,
        chinese,
        prepared: &prepared,
        events: Inlines::new(&source[body..], &prepared),
        ahead: VecDeque::new(),
        text: String::new(),
        line_break: None,
        last: None,
        filter: Filter::for_markdown(options.caption),
        options,
        block: None,
        tables: Vec::new(),
        containers: Vec::new(),
        boxes: Vec::new(),
        links: Vec::new(),
        labels: HashMap::new(),
        notes: HashMap::new(),
        marks: Vec::new(),
        contents_shown: false,
        byline: None,
    };
    renderer.begin_byline();
    renderer.run();
    renderer.footnotes()
}

use footnotes::FOOTNOTE_PATH;
use inline::{Inlines, Item};
use tables::Table;

struct Renderer<'a, 'w> {
    source: &'a str,
    /// Where the body begins, behind the front matter, which a page does not show.
    body: usize,
    writer: &'w mut Writer,
    problems: &'w mut Problems,
    chinese: bool,
    options: PageOptions,
    prepared: &'a Prepared<'a>,
    events: Inlines<'a>,
    ahead: VecDeque<Item<'a>>,
    /// Text not yet written: the parser splits it where addresses go on.
    text: String,
    /// A line end that may turn out to stand between two Chinese characters.
    line_break: Option<char>,
    /// The last character of text.
    last: Option<char>,
    filter: Filter,
    /// The tokens of the HTML block being read.
    block: Option<Tokens>,
    tables: Vec<Table>,
    /// Whether each open quote, list and item is an element of the page.
    containers: Vec<bool>,
    /// How many of those are open inside each box of `:::` lines, itself included.
    boxes: Vec<usize>,
    /// Whether each open link is an element of the page.
    links: Vec<bool>,
    labels: HashMap<String, usize>,
    notes: HashMap<usize, Fragment>,
    /// Footnotes being written, innermost last; `true` until their mark is written.
    marks: Vec<(usize, bool)>,
    /// Whether the list of headings was written.
    contents_shown: bool,
    /// Author and date, until they are written.
    byline: Option<String>,
}

impl<'a> Renderer<'a, '_> {
    fn next(&mut self) -> Option<Item<'a>> {
        let (event, range) = self.ahead.pop_front().or_else(|| self.events.next())?;
        Some((event, range.start + self.body..range.end + self.body))
    }

    /// The event `index` places ahead.
    fn peek(&mut self, index: usize) -> Option<&Event<'a>> {
        self.peek_item(index).map(|(event, _)| event)
    }

    /// The event `index` places ahead, with its bytes of the body.
    fn peek_item(&mut self, index: usize) -> Option<&Item<'a>> {
        while self.ahead.len() <= index {
            let item = self.events.next()?;
            self.ahead.push_back(item);
        }
        self.ahead.get(index)
    }

    fn run(&mut self) {
        while let Some((event, range)) = self.next() {
            self.event(event, range);
        }
        self.flush();
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.push_text(&text),
            Event::InlineMath(tex) => self.formula(&tex, false, range),
            Event::DisplayMath(tex) => self.formula(&tex, true, range),
            Event::Start(tag) => {
                self.flush();
                self.start(tag, &range);
            }
            Event::End(tag) => {
                self.flush();
                self.end(tag);
            }
            Event::Code(text) => {
                self.flush();
                if !self.filter.is_skipping() {
                    let first = text.chars().next();
                    self.settle_break(first);
                    self.space_before(first);
                    self.open(local_name!("code"), "");
                    self.writer.text(&text);
                    self.writer.close();
                    self.last = text.chars().last();
                }
            }
            Event::Html(html) => {
                let (writer, problems) = (&mut *self.writer, &mut *self.problems);
                if let Some(tokens) = &mut self.block {
                    tokens.feed(&html, range.start, |token, range| {
                        self.filter.token(writer, problems, token, range);
                    });
                }
            }
            Event::InlineHtml(html) => {
                self.flush();
                self.inline_html(&html, range);
            }
            Event::SoftBreak => {
                self.flush();
                if !self.filter.is_skipping() {
                    self.line_break = Some(self.last.unwrap_or('\n'));
                }
            }
            Event::HardBreak => {
                self.flush();
                self.line_break = None;
                if !self.filter.is_skipping() {
                    let br = Element::new(local_name!("br"));
                    self.writer.void(Origin::Article, &br);
                }
            }
            Event::Rule if self.prepared.ends_container(range.start - self.body) => {
                self.end_container_box();
            }
            Event::Rule => {
                let hr = Element::new(local_name!("hr"));
                self.writer.void(Origin::Article, &hr);
            }
            Event::FootnoteReference(label) => {
                self.flush();
                self.settle_break(None);
                let label = self.label(&label);
                self.open(local_name!("sup"), "footnote-ref");
                self.writer.footnote_number(label);
                self.writer.close();
                self.last = None;
            }
            Event::TaskListMarker(done) => {
                self.writer.text(if done { "☑ " } else { "☐ " });
            }
        }
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if let Some(token) = simple_tag(html) {
            // What begins or ends inside the text parts no words.
            if !token.is_inline() {
                self.settle_break(None);
                self.last = None;
            } else if matches!(token, Token::Start(_)) {
                let next = match self.peek(0) {
                    Some(Event::Text(text)) => text.chars().next(),
                    _ => None,
                };
                self.settle_break(next);
                self.space_before(next);
            }
            self.filter.token(self.writer, self.problems, token, range);
            return;
        }
        self.settle_break(None);
        let (writer, problems) = (&mut *self.writer, &mut *self.problems);
        let mut tokens = Tokens::new();
        let filter = &mut self.filter;
        let mut each = |token, range| filter.token(writer, problems, token, range);
        tokens.feed(html, range.start, &mut each);
        tokens.finish(&mut each);
        self.last = None;
    }

    /// Opens an element that parts no words.
    fn open_inline(&mut self, name: LocalName) {
        self.space_before_element();
        self.open(name, "");
    }

    fn open(&mut self, name: LocalName, role: &'static str) {
        let element = Element::new(name).role(role);
        let source = local_name!("");
        self.writer.open(Origin::Article, &source, &element);
    }

    /// Opens an element that may hold any number of others, unless they would leave no room.
    fn open_container(&mut self, name: LocalName, role: &'static str, attributes: &str) {
        let fits = self.writer.depth() < CONTAINER_DEPTH;
        self.containers.push(fits);
        if !fits {
            return;
        }
        let element = Element::new(name).role(role).attributes(attributes);
        let source = local_name!("");
        self.writer.open(Origin::Article, &source, &element);
    }

    fn start(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph if self.begins_definitions(range) => self.definitions(range),
            Tag::Paragraph => self.paragraph(),
            Tag::Heading { .. } if self.begins_container(range) => self.container(range),
            Tag::Heading { level, .. } => self.open(heading(level), ""),
            Tag::BlockQuote(kind) => self.quote(kind),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::HtmlBlock => {
                self.filter.begin_html_block();
                self.block = Some(Tokens::new());
            }
            Tag::List(Some(start)) => {
                let attributes = if start == 1 {
                    String::new()
                } else {
                    format!(" start=\"{start}\"")
                };
                self.open_container(local_name!("ol"), "", &attributes);
            }
            Tag::List(None) => self.open_container(local_name!("ul"), "", ""),
            Tag::Item => {
                let is_task = match self.peek(0) {
                    Some(Event::TaskListMarker(_)) => true,
                    Some(Event::Start(Tag::Paragraph)) => {
                        matches!(self.peek(1), Some(Event::TaskListMarker(_)))
                    }
                    _ => false,
                };
                let role = if is_task { "task" } else { "" };
                self.open_container(local_name!("li"), role, "");
            }
            Tag::FootnoteDefinition(label) => {
                let label = self.label(&label);
                self.writer.begin_aside(&FOOTNOTE_PATH);
                self.marks.push((label, true));
                if !matches!(self.peek(0), Some(Event::Start(Tag::Paragraph))) {
                    self.open(local_name!("p"), "");
                    self.footnote_mark();
                    self.writer.close();
                }
            }
            Tag::Table(alignments) => {
                self.open(local_name!("section"), "table");
                self.open(local_name!("table"), "");
                self.tables.push(Table {
                    alignments,
                    column: 0,
                    row: 0,
                    head: true,
                });
            }
            Tag::TableHead => {
                self.open(local_name!("thead"), "");
                self.open(local_name!("tr"), "");
            }
            Tag::TableRow => self.row(),
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.open_inline(local_name!("em")),
            Tag::Strong => self.open_inline(local_name!("strong")),
            Tag::Strikethrough => self.open_inline(local_name!("del")),
            Tag::Superscript => self.open(local_name!("sup"), ""),
            Tag::Subscript => self.open(local_name!("sub"), ""),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => {
                self.settle_break(None);
                let picture = self.picture(&dest_url);
                if !self.filter.is_skipping() {
                    picture.write(self.writer, Origin::Article);
                }
                self.last = None;
            }
            Tag::MetadataBlock(_) => self.skip_to(|tag| matches!(tag, TagEnd::MetadataBlock(_))),
            Tag::DefinitionList => self.open_container(local_name!("dl"), "", ""),
            Tag::DefinitionListTitle => self.open(local_name!("dt"), ""),
            Tag::DefinitionListDefinition => self.open_container(local_name!("dd"), "", ""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image | TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => return,
            TagEnd::HtmlBlock => {
                let (writer, problems) = (&mut *self.writer, &mut *self.problems);
                if let Some(tokens) = self.block.take() {
                    let mut tokens = tokens;
                    tokens.finish(|token, range| self.filter.token(writer, problems, token, range));
                }
                self.filter.end_html_block(self.writer);
                return;
            }
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.writer.close();
                }
                return;
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                self.writer.close();
                return;
            }
            TagEnd::FootnoteDefinition => {
                let fragment = self.writer.end_aside(FOOTNOTE_PATH.len());
                if let Some((label, _)) = self.marks.pop() {
                    self.notes.entry(label).or_insert(fragment);
                }
            }
            TagEnd::Table => {
                if self.tables.pop().is_some_and(|table| table.row > 0) {
                    self.writer.close();
                }
                self.writer.close();
                self.writer.close();
            }
            TagEnd::TableHead => {
                self.writer.close();
                self.writer.close();
                if let Some(table) = self.tables.last_mut() {
                    table.head = false;
                }
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition => {
                self.end_inner_boxes();
                if self.containers.pop() == Some(true) {
                    self.writer.close();
                }
            }
            TagEnd::Heading(level) => {
                self.writer.close();
                if level == HeadingLevel::H1 {
                    self.byline();
                }
            }
            TagEnd::Paragraph
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::DefinitionListTitle => self.writer.close(),
        }
        self.end_block();
    }

    /// What holds for the text of one block only.
    fn end_block(&mut self) {
        self.filter.end_block();
        self.line_break = None;
        self.last = None;
    }

    fn paragraph(&mut self) {
        if self.is_contents() {
            self.contents();
            return;
        }
        if self.writer.at_block_level() && self.is_only_images() {
            self.figures();
            return;
        }
        self.open(local_name!("p"), "");
        self.footnote_mark();
    }

    fn skip_to(&mut self, is_end: impl Fn(TagEnd) -> bool) {
        while let Some((event, _)) = self.next() {
            if let Event::End(tag) = event
                && is_end(tag)
            {
                return;
            }
        }
    }

    fn link(&mut self, link_type: LinkType, url: &str) {
        self.space_before_element();
        self.settle_break(None);
        let fate = match link_type {
            LinkType::Email => LinkFate::Text,
            _ => self.writer.links.fate(url),
        };
        let (element, url) = match fate {
            LinkFate::Text => {
                self.links.push(false);
                return;
            }
            LinkFate::Keep(url) => (Element::new(local_name!("a")), url.to_owned()),
            LinkFate::Note(url) => (Element::new(local_name!("span")).role("link"), url),
        };
        self.links.push(true);
        self.open_link(element, &url);
    }

    fn open_link(&mut self, element: Element<'_>, url: &str) {
        let mut attributes = String::new();
        let becomes_note = element.is(&local_name!("span"));
        if !becomes_note {
            attributes.push_str(" href=\"");
            push_attribute(&mut attributes, url);
            attributes.push('"');
        }
        let element = element.attributes(&attributes);
        let opened = self
            .writer
            .open(Origin::Article, &local_name!("a"), &element);
        if opened && becomes_note {
            self.writer.note_link(url);
        }
    }
}

fn heading(level: HeadingLevel) -> LocalName {
    match level {
        HeadingLevel::H1 => local_name!("h1"),
        HeadingLevel::H2 => local_name!("h2"),
        HeadingLevel::H3 => local_name!("h3"),
        HeadingLevel::H4 => local_name!("h4"),
        HeadingLevel::H5 => local_name!("h5"),
        HeadingLevel::H6 => local_name!("h6"),
    }
}
