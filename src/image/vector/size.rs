//! How large a drawing is: the size it says it has, and the pixels it is drawn with.

use resvg::tiny_skia::Transform;
use resvg::usvg::{Tree, roxmltree::Document};

/// Pixels to one CSS pixel: what a phone shows sharply.
const DENSITY: f64 = 2.0;

/// Most pixels drawn, whatever the options say.
const MOST_PIXELS: f64 = 40e6;

/// Where a browser puts what has no size (<https://www.w3.org/TR/CSS22/visudet.html#inline-replaced-width>).
const DEFAULT: Size = Size {
    width: 300.0,
    height: 150.0,
};

/// A size in CSS pixels, both sides positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A size in pixels, both sides at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PixelSize {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Size {
    /// The size of a drawing that was read as `tree`.
    pub(super) fn of(document: &Document<'_>, tree: &Tree) -> Self {
        let root = document.root_element();
        let read = Self {
            width: f64::from(tree.size().width()),
            height: f64::from(tree.size().height()),
        };
        let length = |name| root.attribute(name).and_then(css_length);
        match (length("width"), length("height")) {
            (Some(_), Some(_)) => read,
            _ if root.has_attribute("viewBox") => read,
            // The drawer takes the box around what is drawn instead.
            (width, height) => Self {
                width: width.unwrap_or(DEFAULT.width),
                height: height.unwrap_or(DEFAULT.height),
            },
        }
    }

    /// In whole CSS pixels.
    pub(super) fn rounded(self) -> (u32, u32) {
        (whole(self.width), whole(self.height))
    }

    /// The pixels to draw it with, at most `longest` on the longer edge.
    pub(super) fn pixels(self, shown_width: Option<u32>, longest: u32) -> PixelSize {
        let shown = shown_width
            .filter(|&width| width > 0)
            .map_or(1.0, |width| f64::from(width) / self.width);
        let wanted = Self {
            width: self.width * shown * DENSITY,
            height: self.height * shown * DENSITY,
        };
        let longest = f64::from(longest.max(1));
        let fits = (longest / wanted.width.max(wanted.height)).min(1.0);
        let area = wanted.width * fits * wanted.height * fits;
        let fits = fits * (MOST_PIXELS / area).sqrt().min(1.0);
        PixelSize {
            width: whole((wanted.width * fits).min(longest)),
            height: whole((wanted.height * fits).min(longest)),
        }
    }
}

impl PixelSize {
    /// Smaller by a factor.
    pub(super) fn scaled(self, factor: f64) -> Self {
        Self {
            width: whole(f64::from(self.width) * factor),
            height: whole(f64::from(self.height) * factor),
        }
    }

    /// From CSS pixels of a drawing of some size to these.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the drawer takes single precision"
    )]
    pub(super) fn transform(self, size: Size) -> Transform {
        Transform::from_scale(
            (f64::from(self.width) / size.width) as f32,
            (f64::from(self.height) / size.height) as f32,
        )
    }
}

/// The width that is written at the root, or else in its view box, in CSS pixels.
pub(super) fn written_width(document: &Document<'_>) -> Option<u32> {
    let root = document.root_element();
    let of_box = || {
        let numbers = root.attribute("viewBox")?.split([' ', ',', '\t', '\n']);
        let width = numbers.filter(|number| !number.is_empty()).nth(2)?;
        css_length(width)
    };
    root.attribute("width")
        .and_then(css_length)
        .or_else(of_box)
        .map(whole)
}

/// The nearest whole number from 1 on.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded on the same line"
)]
fn whole(length: f64) -> u32 {
    length.round().clamp(1.0, f64::from(u32::MAX)) as u32
}

/// `12`, `12px`, `1.5in`: a positive length in CSS pixels; nothing for a percentage.
fn css_length(text: &str) -> Option<f64> {
    let text = text.trim();
    let unit = text
        .rfind(|c: char| c.is_ascii_digit() || c == '.')
        .map_or(0, |last| last + 1);
    let pixels = match text[unit..].to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        // A pica, or the usual size of text.
        "pc" | "em" | "rem" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "ex" => 8.0,
        _ => return None,
    };
    let length = text[..unit].trim().parse::<f64>().ok()? * pixels;
    (length.is_finite() && length > 0.0).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(width: f64, height: f64, shown: Option<u32>, longest: u32) -> (u32, u32) {
        let size = Size { width, height }.pixels(shown, longest);
        (size.width, size.height)
    }

    #[test]
    fn drawn_at_twice_the_size_shown_within_bounds() {
        assert_eq!(pixels(100.0, 50.0, None, 2560), (200, 100));
        assert_eq!(pixels(100.0, 50.0, Some(300), 2560), (600, 300));
        assert_eq!(pixels(100.0, 50.0, Some(0), 2560), (200, 100));
        assert_eq!(pixels(2000.0, 1000.0, None, 2560), (2560, 1280));
        assert_eq!(pixels(1e9, 1e9, Some(u32::MAX), 2560), (2560, 2560));
        assert_eq!(pixels(1e9, 0.001, None, 2560), (2560, 1));
        assert_eq!(pixels(0.001, 0.001, None, 0), (1, 1));
        let (width, height) = pixels(1e6, 1e6, None, u32::MAX);
        assert!(u64::from(width) * u64::from(height) < 41_000_000);
    }

    #[test]
    fn lengths_have_units() {
        assert_eq!(css_length(" 12 "), Some(12.0));
        assert_eq!(css_length("1.5in"), Some(144.0));
        assert_eq!(css_length("1e2px"), Some(100.0));
        for nothing in ["100%", "auto", "", "-3", "NaN", "0", "1e999"] {
            assert_eq!(css_length(nothing), None, "{nothing}");
        }
    }
}
