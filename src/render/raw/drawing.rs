//! What stands inside `svg`: only what draws or moves something goes to the page.

use std::ops::Range;

use html5ever::local_name;

use super::style::style_of;
use super::{Filter, MARK, Problems, Skip, push_named};
use crate::problem::{Code, Problem};
use crate::render::compat::{self, Fate};
use crate::render::token::StartTag;
use crate::render::writer::Writer;

impl Filter {
    pub(super) fn svg_child(
        &mut self,
        writer: &mut Writer,
        problems: &mut Problems,
        tag: &StartTag,
        range: Range<usize>,
    ) {
        let name = &tag.name;
        match compat::svg_fate(name) {
            Fate::Keep => {}
            Fate::Invisible | Fate::Lost => {
                if compat::svg_fate(name) == Fate::Lost {
                    let element = format!("svg {name}");
                    let problem = Problem::new(Code::PageDropped).with("element", element);
                    problems.push((range, problem));
                }
                if !tag.self_closing {
                    self.skip = Some(Skip::Element(name.clone(), 1));
                }
                return;
            }
            _ => return,
        }
        let mut attributes = svg_attributes(tag, *name == local_name!("image"));
        let style = style_of(tag, problems, &range);
        if !style.is_empty() {
            push_named(&mut attributes, "style", &style);
        }
        writer.open_foreign(name, compat::svg_spelling(name), &attributes);
        if tag.self_closing {
            writer.close_raw(name);
        }
    }
}

pub(super) fn svg_attributes(tag: &StartTag, is_image: bool) -> String {
    let mut attributes = String::new();
    for (name, value) in tag.attributes() {
        let keeps = compat::keeps_svg_attribute(name, value)
            || (is_image && matches!(name, "href" | "xlink:href"));
        if !keeps || name == MARK {
            continue;
        }
        // Some clients take pure white for transparent.
        let white = name == "fill"
            && ["#fff", "#ffffff", "white"]
                .iter()
                .any(|white| value.trim().eq_ignore_ascii_case(white));
        let value = if white { "#fefefe" } else { value };
        push_named(&mut attributes, compat::svg_spelling(name), value);
    }
    attributes
}
