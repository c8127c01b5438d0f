//! Finds the place for an element: ends what cannot hold it and opens what it needs around it, as
//! HTML's parsing rules would (`model`), but never across the article's own structure.

use html5ever::{LocalName, local_name};

use super::{Element, Fill, Open, Origin, Writer};
use crate::render::model;

impl Writer {
    /// Whether all entries from `index` up may be ended for an element of `origin`.
    fn may_end(&self, index: usize) -> bool {
        index > 0
            && self.stack[index..]
                .iter()
                .all(|open| open.origin == Origin::Raw)
    }

    /// Ends what cannot hold an element called `name` and opens what it needs around it; `false` when
    /// there is no place for it here.
    pub(super) fn make_room(&mut self, origin: Origin, name: &LocalName) -> bool {
        if let Some(svg) = self.svg
            && self.may_end(svg)
        {
            self.pop_to(svg);
        }
        if model::is_table_part(name) {
            return self.make_row(name);
        }
        if self
            .top()
            .written
            .as_ref()
            .is_some_and(model::holds_only_table_parts)
        {
            self.make_cell();
        }
        match *name {
            local_name!("li") if !self.end_item(&[local_name!("li")]) => return false,
            local_name!("dd") | local_name!("dt")
                if !self.end_item(&[local_name!("dd"), local_name!("dt")]) =>
            {
                return false;
            }
            local_name!("rt") | local_name!("rp") => {
                let is_ruby = |open: &Open| open.written == Some(local_name!("ruby"));
                let Some(ruby) = self.stack.iter().rposition(is_ruby) else {
                    return false;
                };
                if ruby + 1 < self.stack.len() && !self.may_end(ruby + 1) {
                    return false;
                }
                self.pop_to(ruby + 1);
            }
            _ => {}
        }
        if model::ends_paragraph(name) && !self.end_paragraph(origin) {
            return false;
        }
        if model::is_heading(name)
            && let Some(index) = self.stack.iter().rposition(|open| open.written.is_some())
            && self.stack[index]
                .written
                .as_ref()
                .is_some_and(model::is_heading)
        {
            if !self.may_end(index) {
                return false;
            }
            self.pop_to(index);
        }
        true
    }

    /// Whether a link is open, whatever it is written as.
    pub(in crate::render) fn in_link(&self) -> bool {
        self.stack
            .iter()
            .any(|open| open.source == local_name!("a"))
    }

    /// Before another link: ends an open one; `false` when that is not to be ended.
    pub(super) fn end_link(&mut self, source: &LocalName) -> bool {
        let is_link = |open: &Open| open.source == local_name!("a");
        if *source != local_name!("a") {
            return true;
        }
        let Some(index) = self.stack.iter().position(is_link) else {
            return true;
        };
        let may_end = self.may_end(index);
        if may_end {
            self.pop_to(index);
        }
        may_end
    }

    fn end_paragraph(&mut self, origin: Origin) -> bool {
        for index in (1..self.stack.len()).rev() {
            let Some(written) = &self.stack[index].written else {
                continue;
            };
            if *written == local_name!("p") {
                if self.may_end(index) {
                    self.pop_to(index);
                    return true;
                }
                if origin == Origin::Raw && index + 1 == self.stack.len() {
                    self.pause();
                    return true;
                }
                return false;
            }
            if model::is_scope_boundary(written) {
                return true;
            }
        }
        true
    }

    /// Ends an open item of the same list; `false` when there is one that may not be ended.
    fn end_item(&mut self, names: &[LocalName]) -> bool {
        for index in (1..self.stack.len()).rev() {
            let open = &self.stack[index];
            let Some(written) = &open.written else {
                continue;
            };
            if names.contains(written) {
                let may_end = self.may_end(index);
                if may_end {
                    self.pop_to(index);
                }
                return may_end;
            }
            let implied = open.origin == Origin::Raw && *open.source == *"";
            if !implied && model::ends_paragraph(written) && *written != local_name!("p")
                || model::is_scope_boundary(written)
            {
                return true;
            }
        }
        true
    }

    /// Brings the stack to where a part of a table called `name` can stand.
    fn make_row(&mut self, name: &LocalName) -> bool {
        // The innermost part that can hold it, with nothing but raw elements above.
        let holder = (1..self.stack.len()).rev().find(|&index| {
            self.stack[index].written.as_ref().is_some_and(|written| {
                *written == local_name!("table")
                    || (*written == local_name!("tr") && model::is_cell(name))
                    || (model::is_row_group(written)
                        && (model::is_cell(name) || *name == local_name!("tr")))
                    || (*written == local_name!("colgroup") && *name == local_name!("col"))
            })
        });
        let Some(holder) = holder else {
            return false;
        };
        if holder + 1 < self.stack.len() && !self.may_end(holder + 1) {
            return false;
        }
        self.pop_to(holder + 1);
        if model::is_cell(name) || *name == local_name!("tr") {
            if self.top().written == Some(local_name!("table")) {
                self.imply(local_name!("tbody"));
            }
            if model::is_cell(name) && self.top().written != Some(local_name!("tr")) {
                self.imply(local_name!("tr"));
            }
        } else if *name == local_name!("col") && self.top().written == Some(local_name!("table")) {
            self.imply(local_name!("colgroup"));
        }
        true
    }

    /// Opens a cell where only rows and cells may stand.
    pub(super) fn make_cell(&mut self) {
        if self.make_row(&local_name!("td")) {
            self.imply(local_name!("td"));
        }
    }

    fn imply(&mut self, name: LocalName) {
        let source = name.clone();
        self.write_open(Origin::Raw, &source, &Element::new(name));
    }

    /// Goes on with a paragraph that a block interrupted.
    pub(super) fn resume(&mut self) {
        if !self.top().paused {
            return;
        }
        let shape = self.top().shape;
        let start = self.html.len();
        self.html.push_str("<p");
        self.hole(shape, "");
        self.html.push('>');
        self.place(Fill::Start);
        let content = self.html.len();
        let top = self.top_mut();
        top.paused = false;
        top.written = Some(local_name!("p"));
        top.start = start;
        top.content = content;
    }

    fn pause(&mut self) {
        let top = self.top();
        let (start, content) = (top.start, top.content);
        if self.html.len() == content {
            self.take_back(start);
        } else {
            self.trim_end(content);
            self.place(Fill::End);
            self.html.push_str("</p>");
        }
        let top = self.top_mut();
        top.paused = true;
        top.written = None;
    }
}
