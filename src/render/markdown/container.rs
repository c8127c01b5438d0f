//! Containers (`::: tip 标题` … `:::`), which the article knows: a box like a callout's for the kinds that are
//! callouts; of all others (`code-group`, `raw`, a site's own) the content as it is, and a title as a paragraph.

use html5ever::local_name;
use pulldown_cmark::{Event, TagEnd};
use std::ops::Range;

use super::Renderer;
use super::callout::container_kind;

impl Renderer<'_, '_> {
    /// Whether a heading is in truth the first line of a container.
    pub(super) fn begins_container(&self, range: &Range<usize>) -> bool {
        self.prepared.container(range.start - self.body).is_some()
    }

    /// Begins a container.
    pub(super) fn container(&mut self, range: &Range<usize>) {
        let Some(container) = self.prepared.container(range.start - self.body) else {
            return;
        };
        let has_title = !container.title.is_empty();
        match container_kind(&container.name) {
            Some(kind) => self.open_box(kind, has_title.then_some("")),
            // Nothing to be seen, but there to be ended.
            None => self.containers.push(false),
        }
        self.boxes.push(self.containers.len());
        if has_title {
            let is_box = self.containers.last() == Some(&true);
            let role = if is_box { "alert-title" } else { "" };
            self.open(local_name!("p"), role);
        }
        while let Some((event, range)) = self.next() {
            if matches!(event, Event::End(TagEnd::Heading(_))) {
                break;
            }
            if has_title {
                self.event(event, range);
            }
        }
        self.flush();
        if has_title {
            self.writer.close();
        }
        self.end_block();
    }

    /// Ends the innermost container, if nothing else was opened in it since.
    pub(super) fn end_container_box(&mut self) {
        if self.boxes.last() == Some(&self.containers.len()) {
            self.boxes.pop();
            if self.containers.pop() == Some(true) {
                self.writer.close();
            }
        }
        self.end_block();
    }

    /// Ends the containers in a quote or list that ends before their last line.
    pub(super) fn end_inner_boxes(&mut self) {
        while self.boxes.last() == Some(&self.containers.len()) {
            self.end_container_box();
        }
    }
}
