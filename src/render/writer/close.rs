//! How elements end: what their end tags end with them, what is taken back because nothing stands in it,
//! and what a link that cannot be followed leaves behind.

use html5ever::{LocalName, local_name};

use super::{Element, Fill, Open, Origin, Writer, box_name};
use crate::render::model;
use crate::render::notes::LinkNotes;

impl Writer {
    /// Ends the innermost element of the article's structure and the raw ones left open in it.
    pub(in crate::render) fn close(&mut self) {
        while let Some(origin) = self.overflow.pop() {
            if origin == Origin::Article {
                return;
            }
        }
        while self.stack.len() > 1 {
            let origin = self.top().origin;
            self.pop();
            if origin == Origin::Article {
                return;
            }
        }
    }

    /// Ends the raw element that the end tag `source` belongs to; without one, nothing happens.
    pub(in crate::render) fn close_raw(&mut self, source: &LocalName) {
        if let Some(origin) = self.overflow.last() {
            if *origin == Origin::Raw {
                self.overflow.pop();
            }
            return;
        }
        for index in (1..self.stack.len()).rev() {
            let open = &self.stack[index];
            if open.origin == Origin::Article {
                return;
            }
            if open.source == *source {
                let boxed = self.stack[index - 1].source == box_name();
                self.pop_to(index - usize::from(boxed));
                return;
            }
            let Some(written) = &open.written else {
                continue;
            };
            let stops = if model::is_table_part(source) || *source == local_name!("table") {
                *written == local_name!("table")
            } else if model::is_scope_boundary(written) {
                true
            } else {
                // An end tag of no consequence does not reach out of a block.
                model::ends_paragraph(written)
                    && *open.source != *""
                    && !model::ends_paragraph(source)
                    && !model::is_formatting(source)
            };
            if stops {
                return;
            }
        }
    }

    /// Takes space off the end of a block: it is not shown and only costs characters.
    pub(super) fn trim_end(&mut self, content: usize) {
        let end = self.html.trim_end_matches([' ', '\n']).len();
        self.html.truncate(end.max(content));
    }

    pub(super) fn pop_to(&mut self, index: usize) {
        while self.stack.len() > index {
            self.pop();
        }
    }

    pub(super) fn pop(&mut self) {
        let Some(open) = self.stack.pop() else {
            return;
        };
        if self.svg.is_some_and(|svg| svg >= self.stack.len()) {
            self.svg = None;
        }
        let Some(name) = &open.written else {
            return;
        };
        let is_pre = |open: &Open| open.written == Some(local_name!("pre"));
        if is_pre(&open) && !self.stack.iter().any(is_pre) {
            self.code = None;
        }
        if self.code.is_none() && !self.verbatim && is_block(name) {
            self.trim_end(open.content);
        }
        if open.removable && self.html.len() == open.content {
            self.take_back(open.start);
            return;
        }
        let note = open.link.as_deref().map(|url| self.note_for(&open, url));
        if open.styled {
            self.place(Fill::End);
        }
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        if let Some(LinkEnd::Note(number)) = note {
            let sup = Element::new(local_name!("sup")).role("link-note");
            self.write_open(Origin::Raw, &local_name!("sup"), &sup);
            self.html.extend(["[", &number.to_string(), "]"]);
            self.pop();
        }
    }

    /// Decides what a link that cannot be followed leaves behind, and remembers its note.
    fn note_for(&mut self, open: &Open, url: &str) -> LinkEnd {
        let content = &self.html[open.content..];
        let text = plain(content);
        if text.trim().is_empty() {
            return LinkEnd::Nothing;
        }
        if !LinkNotes::shows(&text, url) {
            return LinkEnd::Note(self.links.number(url, text.trim()));
        }
        // The address stands there already: shown as such.
        if content.contains('<') {
            return LinkEnd::Nothing;
        }
        let url = Element::new(local_name!("span")).role("url");
        let shape = self.shape_of(&url);
        let holes = self.holes.iter_mut().rev();
        let style = holes
            .map(|hole| &mut hole.fill)
            .find_map(|fill| match fill {
                Fill::Style(known, _) => Some(known),
                _ => None,
            });
        if let Some(known) = style {
            *known = shape;
        }
        LinkEnd::Nothing
    }

    pub(super) fn take_back(&mut self, start: usize) {
        self.html.truncate(start);
        // At the start itself is what belongs to the element around it.
        while self.holes.last().is_some_and(|hole| hole.at > start) {
            self.holes.pop();
        }
    }
}

pub(super) fn is_block(name: &LocalName) -> bool {
    model::ends_paragraph(name) || model::is_cell(name)
}

#[derive(Debug, PartialEq, Eq)]
enum LinkEnd {
    /// The element ends, no note.
    Nothing,
    /// The element ends and a note follows.
    Note(usize),
}

/// The text of HTML that the writer wrote, still escaped.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        // Every `>` in text and attributes is escaped, so this one ends the tag.
        let end = rest[start..]
            .find('>')
            .map_or(rest.len(), |end| start + end + 1);
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}
