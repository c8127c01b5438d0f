//! How large a picture is encoded, and the resampling to that size. Never enlarges.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};

use crate::image::raster::{Pixels, Raster};

/// The widest column in which readers see a picture, in pixels: a tall picture (a long screenshot, an
/// infographic) is not made narrower than this for the sake of its height, or nobody could read it.
const READER_WIDTH: u32 = 1080;

/// Most pixels of a tall picture that is spared by [`READER_WIDTH`]: the area of a square of 2,560.
const TALL_PIXELS: u64 = 2560 * 2560;

/// No side is longer, whatever the options say: some viewers do not draw more than this, and a JPEG cannot
/// hold much more.
const LONGEST: u32 = 30_000;

/// The width and height of a picture whose long edge is capped at `most`.
pub(super) fn capped(width: u32, height: u32, most: u32) -> (u32, u32) {
    let most = most.clamp(1, LONGEST);
    if width.max(height) <= most {
        return (width, height);
    }
    let by_edge = if width < height {
        (share(width, most, height), most)
    } else {
        (most, share(height, most, width))
    };
    // At least one of these sides is over `most`, so the width only grows for tall pictures.
    let by_area = (TALL_PIXELS * u64::from(width) / u64::from(height)).isqrt();
    let readable = u64::from(width.min(READER_WIDTH).min(most))
        .min(by_area)
        .min(u64::from(LONGEST) * u64::from(width) / u64::from(height));
    match u32::try_from(readable) {
        Ok(readable) if height > width && readable > by_edge.0 => {
            (readable, share(height, readable, width))
        }
        _ => by_edge,
    }
}

/// The picture drawn at the size, which is not larger than it is.
///
/// Lanczos, which keeps fine text and hair; colours are weighed by their opacity, so that a transparent
/// edge takes no colour from pixels that nobody sees.
pub(in crate::image::fit) fn to(raster: &Raster, width: u32, height: u32) -> Raster {
    let kind = match raster.pixels {
        Pixels::Rgb(_) => PixelType::U8x3,
        Pixels::Rgba(_) => PixelType::U8x4,
    };
    let mut drawn = Image::new(width, height, kind);
    ImageRef::new(raster.width, raster.height, raster.bytes(), kind)
        .ok()
        .and_then(|source| Resizer::new().resize(&source, &mut drawn, None).ok())
        .expect("a raster holds exactly its pixels, and both have the same kind of them");
    let bytes = drawn.into_vec();
    Raster {
        width,
        height,
        pixels: match raster.pixels {
            Pixels::Rgb(_) => Pixels::Rgb(bytes),
            Pixels::Rgba(_) => Pixels::Rgba(bytes),
        },
    }
}

/// No picture is made smaller than this at its longer side for the sake of its bytes: nothing is left of it.
const SHORTEST: u32 = 16;

/// The size with about `kept` of `whole` of the pixels; a smaller one in any case, as long as it is one.
pub(super) fn shrunk(width: u32, height: u32, kept: u64, whole: u64) -> Option<(u32, u32)> {
    let long = width.max(height);
    let area = u128::from(long) * u128::from(long) * u128::from(kept) / u128::from(whole.max(1));
    // Estimates are not trusted for more than a step to a quarter, and need not crawl.
    let edge = u32::try_from(area.isqrt())
        .unwrap_or(u32::MAX)
        .clamp(long / 4, long - long.div_ceil(12));
    (edge >= SHORTEST).then(|| (share(width, edge, long), share(height, edge, long)))
}

/// `part / whole` of a side, rounded, at least 1.
fn share(side: u32, part: u32, whole: u32) -> u32 {
    let product = u64::from(side) * u64::from(part);
    let whole = u64::from(whole);
    u32::try_from((product + whole / 2) / whole)
        .unwrap_or(u32::MAX)
        .max(1)
}
