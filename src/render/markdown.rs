//! Markdown articles: CommonMark and GFM come in, elements of a page go to the writer.
//!
//! The parser's events are taken one by one; what has to be known ahead (whether a paragraph holds
//! nothing but images, whether a list item is a task) is looked up in a short queue. Footnotes are
//! written aside where they stand and put below the text in the order they are referred to.

mod attributes;
mod byline;
mod callout;
mod component;
mod container;
mod contents;
mod definitions;
mod drawn;
mod figures;
mod footnotes;
mod html;
mod inline;
mod link;
mod spacing;
mod structure;
mod tables;
mod text;

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use html5ever::{LocalName, local_name};
use pulldown_cmark::{Event, TagEnd};

use super::raw::{Filter, Problems};
use super::token::Tokens;
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
        templates_end: 0,
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
    /// Where the template expression ends that was told last.
    templates_end: usize,
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
            Event::Text(text) => {
                if text.contains('{') {
                    self.tell_templates(range);
                }
                self.push_text(&text);
            }
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
            Event::Html(html) => self.html(&html, range.start),
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
}
