//! How wide a text comes out in a drawing: the text and its font specification in, a width in ems out.
//!
//! The same faces are asked that the drawer will take, character by character, so that who lays out a
//! drawing leaves the room its text needs. Kerning is left out: it makes text narrower, by a percent or two.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use resvg::usvg::FontFamily;
use resvg::usvg::fontdb::{ID, Stretch, Style, Weight};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

use super::fonts::{Fonts, Manner};
use super::glyphs::leaves_a_mark;

/// The width of a character that no font has: that of a Chinese one.
const UNKNOWN: f64 = 1.0;

/// Most widths that are remembered.
const MOST: usize = 100_000;

/// What a text is set in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// Families as in CSS, separated by commas.
    pub(crate) families: &'a str,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
}

/// The width of a text on one line, in ems.
pub(crate) fn of_text(text: &str, setting: Setting<'_>) -> f64 {
    let fonts = Fonts::system();
    let Some(face) = fonts.of_families(&families(setting.families), manner(setting)) else {
        return text
            .chars()
            .filter(|&c| leaves_a_mark(c))
            .map(|_| UNKNOWN)
            .sum();
    };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() > MOST {
        known.clear();
    }
    text.chars()
        .map(|character| {
            *known
                .entry((face, character))
                .or_insert_with(|| of_character(fonts, face, character))
        })
        .sum()
}

static KNOWN: LazyLock<Mutex<HashMap<(ID, char), f64>>> = LazyLock::new(Mutex::default);

fn of_character(fonts: &Fonts, face: ID, character: char) -> f64 {
    if !leaves_a_mark(character) && !character.is_whitespace() {
        return 0.0;
    }
    advance(fonts, face, character)
        .or_else(|| advance(fonts, fonts.fallback(character, &[face])?, character))
        .unwrap_or(UNKNOWN)
}

fn advance(fonts: &Fonts, face: ID, character: char) -> Option<f64> {
    fonts.database().with_face_data(face, |bytes, index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        let glyph = font.charmap().map(character)?;
        let (size, location) = (Size::unscaled(), LocationRef::default());
        let em = font.metrics(size, location).units_per_em;
        let advance = font.glyph_metrics(size, location).advance_width(glyph)?;
        Some(f64::from(advance) / f64::from(em.max(1)))
    })?
}

fn manner(setting: Setting<'_>) -> Manner {
    let weight = if setting.bold {
        Weight::BOLD
    } else {
        Weight::NORMAL
    };
    let style = if setting.italic {
        Style::Italic
    } else {
        Style::Normal
    };
    (weight, Stretch::Normal, style)
}

/// The families of a list as CSS writes it.
fn families(list: &str) -> Vec<FontFamily> {
    list.split(',')
        .map(|name| name.trim().trim_matches(['"', '\'']).trim())
        .filter(|name| !name.is_empty())
        .map(|name| match name.to_ascii_lowercase().as_str() {
            "serif" => FontFamily::Serif,
            "sans-serif" | "system-ui" => FontFamily::SansSerif,
            "monospace" => FontFamily::Monospace,
            "cursive" => FontFamily::Cursive,
            "fantasy" => FontFamily::Fantasy,
            _ => FontFamily::Named(name.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(text: &str, families: &str, bold: bool) -> f64 {
        let italic = false;
        let setting = Setting {
            families,
            bold,
            italic,
        };
        of_text(text, setting)
    }

    #[test]
    fn chinese_is_an_em_wide_and_latin_narrower() {
        let plain = |text| width(text, "sans-serif", false);
        assert!((plain("中文") - 2.0).abs() < 0.1, "{}", plain("中文"));
        assert!(plain("il") < plain("MW"));
        assert!((plain("中A文") - plain("中文") - plain("A")).abs() < 1e-9);
        assert!((plain("a\u{200D}\u{FE0F}b") - plain("ab")).abs() < 1e-9);
    }

    #[test]
    fn lists_of_families_end_at_one_that_is_there() {
        let plain = width("Hello", "sans-serif", false);
        let listed = width(
            "Hello",
            "'No Such Face', \"trebuchet-none\", sans-serif",
            false,
        );
        assert!((plain - listed).abs() < 1e-9);
        assert!(width("Hello", "", true) > 0.0);
    }
}
