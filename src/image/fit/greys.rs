//! A picture as a small grey copy, for those who ask where in it something is to be seen.

use super::decode;
use super::still::resize;
use crate::image::load::Loaded;
use crate::problem::Problem;

/// Longest edge of the copy.
const LONGEST: u32 = 96;

/// A small copy of a picture in greys, with the size of the picture itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Greys {
    /// Width and height of the picture, as shown.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Columns of the copy.
    pub(crate) columns: usize,
    /// Its pixels, row by row.
    pub(crate) pixels: Vec<u8>,
}

/// The copy of a picture; `name` is used in problems. Drawings have none.
///
/// # Errors
/// `image.damaged`, `image.unsupported-format`, `image.too-many-pixels`.
pub(crate) fn greys(name: &str, loaded: &Loaded) -> Result<Greys, Problem> {
    let decoded = decode::decode(name, loaded.asset.format, &loaded.bytes, LONGEST)?;
    let raster = &decoded.raster;
    let longest = raster.long_edge().max(1);
    let side = |side: u32| (u64::from(side) * u64::from(LONGEST) / u64::from(longest)).max(1);
    let side = |length| u32::try_from(side(length)).unwrap_or(LONGEST).min(length);
    let small = resize::to(raster, side(raster.width), side(raster.height));
    let pixels = small.bytes().chunks_exact(small.channels()).map(grey);
    Ok(Greys {
        width: decoded.width,
        height: decoded.height,
        columns: usize::try_from(small.width).unwrap_or(1),
        pixels: pixels.collect(),
    })
}

/// How light a pixel is on white.
fn grey(pixel: &[u8]) -> u8 {
    let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(pixel[channel]));
    let opacity = pixel.get(3).map_or(255, |alpha| u32::from(*alpha));
    let light = (red * 299 + green * 587 + blue * 114) / 1000;
    let on_white = (light * opacity + 255 * (255 - opacity)) / 255;
    u8::try_from(on_white).unwrap_or(u8::MAX)
}
