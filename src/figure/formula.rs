//! A formula, TeX in, an inline `<svg>` out that stands on the line of the text around it.
//!
//! `RaTeX` parses and lays out; what it wants drawn (glyphs, lines, boxes, paths) is written here, because a
//! page has little room and `WeChat` keeps little: no `id`, no `<defs>`, no font, no class. All of one
//! colour is one path of whole thousandths of an em, in relative steps; black is `currentColor`, so that a
//! formula turns with the text in dark mode. Sizes are in em and go with the text. Characters that `KaTeX`'s
//! fonts lack, such as Chinese in `\text{…}`, are drawn from the system's fonts.

mod path;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use ratex_font::FontId;
use ratex_types::display_item::{DisplayItem, DisplayList};
use ratex_types::math_style::MathStyle;

use self::path::{Ink, Paths};
use crate::image::outline;

/// Longest formula that is drawn, in bytes; an article's longest have a few hundred.
const LONGEST: usize = 20_000;

/// A formula to stand in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// The `<svg>`, whole, with the source as its label.
    pub(crate) svg: String,
    /// Characters for which there is no outline: they are not shown.
    pub(crate) missing: String,
}

/// Why a formula cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// In the words of the parser.
    pub(crate) reason: String,
    /// Where in the source, in bytes, as far as it is known.
    pub(crate) place: Option<Range<usize>>,
}

/// Draws a formula; one on a line of its own (`display`) is larger.
///
/// # Errors
/// What is wrong with it, and where.
pub(crate) fn formula(tex: &str, display: bool) -> Result<Drawing, Mistake> {
    let mistake = |reason: &str| Mistake {
        reason: reason.to_owned(),
        place: None,
    };
    if tex.len() > LONGEST {
        return Err(mistake("too long"));
    }
    if tex.trim().is_empty() {
        return Err(mistake("empty"));
    }
    let nodes = ratex_parser::parse(&with_number(tex)).map_err(|error| Mistake {
        reason: error.message,
        place: error
            .loc
            .map(|loc| loc.start..loc.end)
            .filter(|place| place.start <= place.end && place.end <= tex.len()),
    })?;
    let style = if display {
        MathStyle::Display
    } else {
        MathStyle::Text
    };
    let options = ratex_layout::LayoutOptions::default().with_style(style);
    let laid_out = ratex_layout::layout(&nodes, &options);
    ratex_layout::validate_layout(&laid_out).map_err(|_| mistake("too large"))?;
    Ok(draw(tex, &ratex_layout::to_display_list(&laid_out)))
}

/// The formula with its `\tag` as a part of it: `RaTeX` sets the number right behind the formula.
fn with_number(tex: &str) -> Cow<'_, str> {
    const TAG: &str = r"\tag";
    let Some(start) = tex.find(TAG) else {
        return tex.into();
    };
    let rest = &tex[start + TAG.len()..];
    let (rest, [open, close]) = match rest.strip_prefix('*') {
        Some(rest) => (rest, ["", ""]),
        None => (rest, ["(", ")"]),
    };
    let mut depth = 0_usize;
    let end = rest.char_indices().find_map(|(at, character)| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    });
    match (rest.strip_prefix('{'), end) {
        (Some(inside), Some(end)) if end > 0 => {
            let number = &inside[..end - 1];
            let after = &rest[end + 1..];
            format!(
                r"{}\qquad{open}\text{{{number}}}{close}{after}",
                &tex[..start]
            )
            .into()
        }
        _ => tex.into(),
    }
}

fn draw(tex: &str, list: &DisplayList) -> Drawing {
    let mut paths = Paths::default();
    let mut missing = String::new();
    for item in &list.items {
        match item {
            DisplayItem::GlyphPath {
                x,
                y,
                scale,
                font,
                char_code,
                color,
            } => match glyph(font, *char_code) {
                Ok(segments) => paths.glyph(Ink::of(*color), [*x, *y], *scale, &segments),
                Err(character) if character.is_whitespace() => {}
                Err(character) => missing.push(character),
            },
            DisplayItem::Line {
                x,
                y,
                width,
                thickness,
                color,
                ..
            } => {
                let top = y - thickness / 2.0;
                paths.rectangle(Ink::of(*color), [*x, top], [*width, *thickness]);
            }
            DisplayItem::Rect {
                x,
                y,
                width,
                height,
                color,
            } => paths.rectangle(Ink::of(*color), [*x, *y], [*width, *height]),
            DisplayItem::Path {
                x,
                y,
                commands,
                fill,
                color,
            } => paths.commands(Ink::of(*color), [*x, *y], commands, *fill),
        }
    }
    let height = list.height + list.depth;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg viewBox=\"0 0 {:.0} {:.0}\" fill=\"currentColor\" role=\"img\" aria-label=\"{}\" \
         style=\"width:{}em;height:{}em;vertical-align:{}em;\">",
        list.width * path::UNITS,
        height * path::UNITS,
        escaped(tex),
        em(list.width),
        em(height),
        em(-list.depth),
    );
    paths.write(&mut svg);
    svg.push_str("</svg>");
    Drawing { svg, missing }
}

/// The outline of a character in one of `KaTeX`'s fonts, else in one of the system's; the character if none
/// has it.
fn glyph(font: &str, code: u32) -> Result<Vec<outline::Segment>, char> {
    let id = FontId::parse(font).unwrap_or(FontId::MainRegular);
    let character = ratex_font::katex_ttf_glyph_char(id, code);
    let from_katex = || {
        let bytes = ratex_katex_fonts::ttf_bytes(&format!("KaTeX_{}.ttf", id.as_str()))?;
        outline::of_font(&bytes, character)
    };
    from_katex()
        .or_else(|| outline::of_system(character))
        .ok_or(character)
}

/// A length in em, as short as it is exact to the eye.
fn em(length: f64) -> String {
    let text = format!("{length:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Text as the value of an attribute, on one line.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            '&' => value.push_str("&amp;"),
            '<' => value.push_str("&lt;"),
            '>' => value.push_str("&gt;"),
            '"' => value.push_str("&quot;"),
            character if character.is_whitespace() => value.push(' '),
            character => value.push(character),
        }
    }
    value
}

#[cfg(test)]
mod tests;
