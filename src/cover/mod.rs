//! The cover (封面) of a draft whose article has no picture for it: its title, set in the colours of its
//! theme.
//!
//! A title, an author and a [`Look`] come in; an SVG of 2.35:1 goes out, with the square of it that lists
//! show. The title lies inside of that square. `wording` chooses the words, `pieces` and `lines` break them,
//! `setting` puts them down, `styles` has a ground and an ornament for each theme.
//!
//! `crop` has the boxes that the service cuts covers to, for these and for any other picture.

mod crop;
mod focus;
mod lines;
mod pieces;
mod setting;
mod styles;
#[cfg(test)]
mod tests;
mod wording;
mod words;

pub use crop::{Crop, CropError, CropRatio};
pub(crate) use focus::Focus;
use setting::Setter;
pub(crate) use styles::Look;
use wording::Wording;

/// Width of a cover in CSS pixels; a drawing has two pixels to each.
const WIDTH: u32 = 940;

/// Its height: 2.35:1.
const HEIGHT: u32 = 400;

/// Goes up when the same title would look different.
const VERSION: u32 = 1;

/// The kind of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) serif: bool,
    pub(crate) bold: bool,
}

impl Face {
    /// Its families as CSS has them; the drawer knows the best of each kind on its system.
    pub(crate) fn families(self) -> &'static str {
        if self.serif { "serif" } else { "sans-serif" }
    }
}

/// What is known of the fonts that a cover will be drawn with.
pub(crate) trait Letters {
    /// The width of a text, in ems.
    fn width(&self, text: &str, face: Face) -> f64;

    /// Whether there is a character in any font.
    fn has(&self, character: char) -> bool;
}

/// A cover.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cover {
    pub(crate) svg: String,
    /// Left edge of its square, in CSS pixels.
    square: u32,
}

impl Cover {
    /// The box that it is cut to for a shape.
    pub(crate) fn crop(&self, ratio: CropRatio) -> Crop {
        Crop::at(ratio, WIDTH, HEIGHT, self.square)
    }
}

/// All that decides how a cover looks but for the fonts, as stable text.
pub(crate) fn description(title: &str, author: Option<&str>, look: &Look) -> String {
    format!(
        "cover {VERSION}\n{look}\n{}\n{title}",
        author.unwrap_or_default()
    )
}

/// Draws a cover. Without a title that can be drawn it has colours alone.
pub(crate) fn draw(title: &str, author: Option<&str>, look: &Look, letters: &dyn Letters) -> Cover {
    let style = look.style();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">{}",
        style.ground
    );
    let title = wording::drawable(title, letters);
    let author = author.and_then(|author| wording::drawable(author, letters));
    if let Some(title) = title {
        let setter = Setter::new(&style, letters);
        setter.set(&Wording::of(&title), author.as_deref(), &mut svg);
    }
    svg.push_str("</svg>");
    Cover {
        svg,
        square: style.square,
    }
}
