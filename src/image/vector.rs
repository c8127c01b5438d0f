//! Draws SVG: the bytes of a drawing in, pixels at twice the size it is shown out.
//!
//! Everything that readers of the file would see is drawn, or it is a problem: text for which no font is
//! installed, pictures it refers to that cannot be had, HTML inside that is not drawn. Bounded in memory
//! whatever the file asks for; how long it may take is the caller's to bound.
//!
//! `source` makes well-formed XML of the bytes, `css` writes what the drawer does not know in words it
//! does, `work` and `layers` estimate what a drawing costs, `fonts` and `glyphs` see to its text,
//! `pictures` to the pictures in it, `foreign` to HTML.

mod animation;
mod css;
mod fonts;
mod foreign;
mod glyphs;
mod layers;
#[cfg(feature = "math")]
pub(crate) mod outline;
mod pictures;
mod references;
mod size;
mod source;
mod studio;
#[cfg(test)]
mod tests;
pub(crate) mod widths;
mod work;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use resvg::tiny_skia::Pixmap;
use resvg::usvg::{Group, Node};

use fonts::Fonts;
use studio::Studio;

use crate::image::raster::{Pixels, Raster};
use crate::problem::{Code, Problem};

/// What is drawn, and how.
pub(crate) struct Drawing<'a> {
    /// For problems.
    pub(crate) name: &'a str,
    pub(crate) bytes: &'a [u8],
    /// Width in CSS pixels at which the article shows it, if it says.
    pub(crate) shown_width: Option<u32>,
    /// Longest edge of the result, in pixels.
    pub(crate) max_width: u32,
    /// The bytes of a file that the drawing refers to, if it may be read.
    pub(crate) resolve: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
}

/// A drawing as pixels.
#[derive(Debug)]
pub(crate) struct Drawn {
    pub(crate) raster: Raster,
    /// The size it says it has, in CSS pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Whether some font of this system has a character.
pub(crate) fn has_glyph(character: char) -> bool {
    Fonts::system().fallback(character, &[]).is_some()
}

/// The family that Chinese text of drawings is drawn in on this system.
///
/// # Errors
/// `image.font-missing` (a warning) when no installed font has Chinese text, or none Latin letters.
pub fn chinese_font() -> Result<String, Problem> {
    chinese_font_of(Fonts::system())
}

fn chinese_font_of(fonts: &Fonts) -> Result<String, Problem> {
    const SAMPLE: [char; 3] = ['A', '中', '图'];
    let has = |character| fonts.fallback(character, &[]).is_some();
    let missing: BTreeSet<char> = SAMPLE.into_iter().filter(|sample| !has(*sample)).collect();
    match fonts.family_with('中') {
        Some(family) if missing.is_empty() => Ok(family.to_owned()),
        _ => Err(glyphs::problem("*.svg", &missing).softened()),
    }
}

/// The width that an SVG file says it has, or else that of its view box, in CSS pixels.
pub(crate) fn svg_width(bytes: &[u8]) -> Option<u32> {
    let text = source::well_formed(bytes, studio::DEEPEST_ELEMENTS[0])?;
    size::written_width(&source::parse(&text).ok()?)
}

/// Draws with the fonts of this system.
///
/// # Errors
/// `image.damaged`, `image.font-missing`, `image.svg-external`, `image.svg-html-text`.
pub(crate) fn draw(drawing: &Drawing<'_>) -> Result<Drawn, Problem> {
    // The drawer's arithmetic is checked by the bounds here, but it was not written for hostile numbers.
    catch_unwind(AssertUnwindSafe(|| draw_with(drawing, &|| Fonts::system())))
        .unwrap_or_else(|_| Err(damaged(drawing.name)))
}

/// Draws with the fonts that `fonts` gives when the first text is met.
fn draw_with<'a>(
    drawing: &'a Drawing<'a>,
    fonts: &'a (dyn Fn() -> &'a Fonts + Sync),
) -> Result<Drawn, Problem> {
    let studio = Studio::new(drawing, fonts);
    let (tree, size) = studio.tree()?;
    let refused = || damaged(drawing.name);
    let wanted = size.pixels(drawing.shown_width, drawing.max_width);
    let scale =
        layers::scale_that_fits(&tree, wanted, wanted.transform(size)).ok_or_else(refused)?;
    let pixels = wanted.scaled(scale);
    let mut pixmap = Pixmap::new(pixels.width, pixels.height).ok_or_else(refused)?;
    resvg::render(&tree, pixels.transform(size), &mut pixmap.as_mut());
    let raster = raster(pixmap);
    if has_marks(tree.root()) && is_blank(&raster) {
        return Err(damaged(drawing.name));
    }
    let (width, height) = size.rounded();
    Ok(Drawn {
        raster,
        width,
        height,
    })
}

/// The pixels, without the alpha channel when nothing shows through.
fn raster(pixmap: Pixmap) -> Raster {
    let (width, height) = (pixmap.width(), pixmap.height());
    let rgba = pixmap.take_demultiplied();
    let is_opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX);
    let pixels = if is_opaque {
        let colors = rgba.chunks_exact(4).flat_map(|pixel| &pixel[..3]);
        Pixels::Rgb(colors.copied().collect())
    } else {
        Pixels::Rgba(rgba)
    };
    Raster {
        width,
        height,
        pixels,
    }
}

/// Whether anything stands in a group that would be seen if it were drawn rightly.
fn has_marks(group: &Group) -> bool {
    group.children().iter().any(|node| match node {
        Node::Group(group) => has_marks(group),
        Node::Path(_) | Node::Image(_) | Node::Text(_) => true,
    })
}

fn is_blank(raster: &Raster) -> bool {
    match &raster.pixels {
        Pixels::Rgb(_) => false,
        Pixels::Rgba(rgba) => rgba.chunks_exact(4).all(|pixel| pixel[3] == 0),
    }
}

fn damaged(name: &str) -> Problem {
    Problem::new(Code::ImageDamaged)
        .with("path", name)
        .with("format", "svg")
}
