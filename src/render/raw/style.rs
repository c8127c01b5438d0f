//! The declarations an element brings: those of its `style` that survive, and the old attributes that
//! mean the same.

use std::ops::Range;

use html5ever::local_name;

use super::Problems;
use crate::problem::{Code, Problem};
use crate::render::compat::{self, Dropped};
use crate::render::picture;
use crate::render::token::StartTag;

pub(super) fn push_declarations(style: &mut String, declarations: &str) {
    if !style.is_empty() {
        style.push(';');
    }
    style.push_str(declarations);
}

pub(super) fn has_property(style: &str, name: &str) -> bool {
    compat::declarations(style).any(|(property, _)| property.eq_ignore_ascii_case(name))
}

/// The declarations an element brings: its `style`, and the attributes that mean the same.
pub(super) fn style_of(tag: &StartTag, problems: &mut Problems, range: &Range<usize>) -> String {
    let mut style = String::new();
    for (name, value) in tag.attributes() {
        match (name, &tag.name) {
            ("style", _) => {
                for (property, value) in compat::declarations(value) {
                    match compat::declaration(property, value) {
                        Ok(()) => push_declarations(&mut style, &format!("{property}:{value}")),
                        Err(Dropped::Property) => {}
                        Err(Dropped::Picture(url)) => {
                            let url: String = url.chars().take(120).collect();
                            let problem = Problem::new(Code::PageUnhosted).with("url", url);
                            problems.push((range.clone(), problem.softened()));
                        }
                    }
                }
            }
            ("align", &local_name!("img")) => {}
            ("align", _) => {
                let value = value.trim().to_ascii_lowercase();
                if matches!(value.as_str(), "left" | "right" | "center" | "justify") {
                    push_declarations(&mut style, &format!("text-align:{value}"));
                }
            }
            ("bgcolor", _) if is_color(value) => {
                push_declarations(&mut style, &format!("background-color:{}", value.trim()));
            }
            ("color", &local_name!("font")) if is_color(value) => {
                push_declarations(&mut style, &format!("color:{}", value.trim()));
            }
            ("size", &local_name!("font")) => {
                if let Some(size) = font_size(value) {
                    push_declarations(&mut style, &format!("font-size:{size}"));
                }
            }
            (
                "width",
                &local_name!("table")
                | &local_name!("td")
                | &local_name!("th")
                | &local_name!("col"),
            ) => {
                if let Some(width) = picture::length(value) {
                    push_declarations(&mut style, &format!("width:{width}"));
                }
            }
            _ => {}
        }
    }
    match tag.name {
        local_name!("center") => push_declarations(&mut style, "text-align:center"),
        local_name!("big") => push_declarations(&mut style, "font-size:larger"),
        local_name!("nobr") => push_declarations(&mut style, "white-space:nowrap"),
        _ => {}
    }
    style
}

fn is_color(value: &str) -> bool {
    let value = value.trim();
    let name = value.strip_prefix('#').unwrap_or(value);
    !name.is_empty() && name.len() <= 24 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn font_size(value: &str) -> Option<&'static str> {
    Some(match value.trim() {
        "1" | "-2" => "x-small",
        "2" | "-1" => "small",
        "4" | "+1" => "large",
        "5" | "+2" => "x-large",
        "6" | "+3" | "7" | "+4" => "xx-large",
        _ => return None,
    })
}
