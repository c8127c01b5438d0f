//! What begins and ends: the parser's tags come in, elements of the page are opened and closed.

use std::ops::Range;

use html5ever::{LocalName, local_name};
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::Renderer;
use super::footnotes::FOOTNOTE_PATH;
use super::tables::Table;
use crate::render::writer::Origin;

impl<'a> Renderer<'a, '_> {
    pub(super) fn start(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph if self.begins_definitions(range) => self.definitions(range),
            Tag::Paragraph => self.paragraph(),
            Tag::Heading { .. } if self.begins_container(range) => self.container(range),
            Tag::Heading { level, .. } => self.open(heading(level), ""),
            Tag::BlockQuote(kind) => self.quote(kind),
            Tag::CodeBlock(kind) => self.code_block(&kind, range),
            Tag::HtmlBlock => self.begin_html(),
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

    pub(super) fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image | TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => return,
            TagEnd::HtmlBlock => {
                self.end_html();
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
