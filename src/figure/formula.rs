//! A formula, TeX in, an inline `<svg>` out that stands on the line of the text around it.
//!
//! `RaTeX` parses and lays out; what it wants drawn (glyphs, lines, boxes, paths) is written here, because a
//! page has little room and `WeChat` keeps little: no `id`, no `<defs>`, no font, no class. All of one
//! colour is one path of whole thousandths of an em, in relative steps; black is `currentColor`, so that a
//! formula turns with the text in dark mode. Sizes are in em and go with the text. Characters that `KaTeX`'s
//! fonts lack, such as Chinese in `\text{…}`, are drawn from the system's fonts.

mod path;

use std::borrow::Cow;
use std::ops::Range;

use ratex_font::FontId;
use ratex_types::display_item::{DisplayItem, DisplayList};
use ratex_types::math_style::MathStyle;

use self::path::{Ink, Paths};
use crate::image::outline;

/// Longest formula that is drawn, in bytes; an article's longest have a few hundred.
const LONGEST: usize = 20_000;

/// White around a formula that is a picture, in em: by night it stands in a white box.
const MARGIN: f64 = 0.12;

/// A drawn formula. Lengths are in em.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// How far it reaches below the line of the text.
    pub(crate) depth: f64,
    /// Characters for which there is no outline: they are not shown.
    pub(crate) missing: String,
    /// Its paths, as SVG.
    paths: String,
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
    Ok(draw(&ratex_layout::to_display_list(&laid_out)))
}

impl Drawing {
    /// An `<svg>` to stand in text, whole, with the source as its label.
    pub(crate) fn inline(&self, tex: &str) -> String {
        format!(
            "<svg viewBox=\"0 0 {:.0} {:.0}\" fill=\"currentColor\" role=\"img\" aria-label=\"{}\" \
             style=\"width:{}em;height:{}em;vertical-align:{}em;\">{}</svg>",
            self.width * path::UNITS,
            self.height * path::UNITS,
            escaped(tex),
            em(self.width),
            em(self.height),
            em(-self.depth),
            self.paths
        )
    }

    /// Declarations for a picture of it that stands in text.
    pub(crate) fn style(&self) -> String {
        format!(
            "width:{}em;vertical-align:{}em",
            em(self.width + 2.0 * MARGIN),
            em(-self.depth - MARGIN)
        )
    }

    /// An SVG file in a colour on white; `size` is that of the text, in CSS pixels.
    pub(crate) fn file(&self, size: f64, colour: &str) -> String {
        let [width, height] = [self.width, self.height].map(|length| length + 2.0 * MARGIN);
        let margin = MARGIN * path::UNITS;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{0:.0} {0:.0} {1:.0} {2:.0}\" \
             width=\"{3:.2}\" height=\"{4:.2}\" fill=\"{colour}\" color=\"{colour}\">\
             <rect x=\"{0:.0}\" y=\"{0:.0}\" width=\"{1:.0}\" height=\"{2:.0}\" fill=\"#ffffff\"/>\
             {5}</svg>",
            -margin,
            width * path::UNITS,
            height * path::UNITS,
            width * size,
            height * size,
            self.paths
        )
    }
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

fn draw(list: &DisplayList) -> Drawing {
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
    let mut svg = String::new();
    paths.write(&mut svg);
    Drawing {
        width: list.width,
        height: list.height + list.depth,
        depth: list.depth,
        missing,
        paths: svg,
    }
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
