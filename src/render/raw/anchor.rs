//! Links in raw HTML: kept, made a note, or their text.

use std::ops::Range;

use html5ever::local_name;

use super::style::style_of;
use super::{Problems, push_named};
use crate::render::compat;
use crate::render::notes::LinkFate;
use crate::render::token::StartTag;
use crate::render::writer::{Element, Origin, Writer};

pub(super) fn anchor(
    writer: &mut Writer,
    problems: &mut Problems,
    tag: &StartTag,
    range: &Range<usize>,
) {
    let name = &tag.name;
    let style = style_of(tag, problems, range);
    let mut attributes = String::new();
    for (name, value) in tag.attributes() {
        if compat::keeps_attribute(&local_name!("a"), name) {
            push_named(&mut attributes, name, value);
        }
    }
    let is_card = !attributes.is_empty();
    let href = tag.attribute("href").unwrap_or_default();
    match writer.links.fate(href) {
        LinkFate::Keep(url) => push_named(&mut attributes, "href", url),
        LinkFate::Note(url) if !is_card => {
            let element = Element::new(local_name!("span")).role("link").style(&style);
            if writer.open(Origin::Raw, name, &element) {
                writer.note_link(&url);
            }
            return;
        }
        _ if is_card => push_named(&mut attributes, "href", ""),
        _ if style.is_empty() => return,
        _ => {
            let element = Element::new(local_name!("span")).style(&style);
            writer.open(Origin::Raw, name, &element);
            return;
        }
    }
    let element = Element::new(name.clone())
        .style(&style)
        .attributes(&attributes);
    writer.open(Origin::Raw, name, &element);
}
