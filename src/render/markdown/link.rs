//! Links: kept, made a note, or their text.

use html5ever::local_name;
use pulldown_cmark::LinkType;

use super::Renderer;
use crate::render::escape::push_attribute;
use crate::render::notes::LinkFate;
use crate::render::writer::{Element, Origin};

impl Renderer<'_, '_> {
    pub(super) fn link(&mut self, link_type: LinkType, url: &str) {
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

    pub(super) fn open_link(&mut self, element: Element<'_>, url: &str) {
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
