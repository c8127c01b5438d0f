//! Pixels to a jpg or png of at most so many bytes, the best-looking one.
//!
//! Transparent pictures are png. What was drawn by a program is png while it fits: without loss, else in few
//! colours, else smaller. Photos are jpg of the highest quality that fits; where that would look bad, smaller.

mod jpeg;
mod kind;
mod png;
mod resize;

use std::ops::RangeInclusive;

use super::Encoded;
use crate::asset::ImageFormat;
use crate::image::raster::{Pixels, Raster};
use crate::options::FitOptions;
use crate::problem::{Code, Problem};
use jpeg::{Colours, Jpeg, TooLarge};
use kind::Kind;

/// Above this, a JPEG grows and nobody sees why.
const BEST_QUALITY: u8 = 92;

/// Below this, a smaller picture looks better than a coarser one.
const WORST_QUALITY: u8 = 68;

/// A drawing that had to lose so much of its sides for a palette looks better as a jpg of its full size.
const SHRUNK_TOO_FAR: u32 = 2;

/// Sizes that are tried at most.
const STEPS: usize = 12;

/// Encodes a picture within `limit` bytes.
///
/// # Errors
/// `image.cannot-fit`.
pub(crate) fn encode(
    name: &str,
    raster: Raster,
    options: &FitOptions,
    limit: u64,
) -> Result<Encoded, Problem> {
    let (width, height) = resize::capped(raster.width, raster.height, options.max_width);
    let raster = if (width, height) == (raster.width, raster.height) {
        raster
    } else {
        resize::to(&raster, width, height)
    };
    let opaque = matches!(raster.pixels, Pixels::Rgb(_));
    let encoded = match kind::of(&raster) {
        Kind::Photo if opaque => photo(&raster, Colours::Shared, options, limit),
        Kind::Drawn | Kind::Mixed | Kind::Photo => drawn(&raster, options, limit),
    };
    encoded.map_err(|TooLarge(size)| {
        Problem::new(Code::ImageCannotFit)
            .with("path", name)
            .with("size", size)
            .with("limit", limit)
    })
}

fn photo(
    raster: &Raster,
    colours: Colours,
    options: &FitOptions,
    limit: u64,
) -> Result<Encoded, TooLarge> {
    let best = options.quality.unwrap_or(BEST_QUALITY);
    let qualities = || -> RangeInclusive<u8> { WORST_QUALITY.min(best)..=best };
    let mut too_large = match jpeg::within(raster, colours, qualities(), limit) {
        Ok(jpeg) => return Ok(as_jpeg(raster, jpeg)),
        Err(TooLarge(size)) => size,
    };
    let mut size = (raster.width, raster.height);
    for _ in 0..STEPS {
        let Some(smaller) = resize::shrunk(size.0, size.1, limit, too_large) else {
            break;
        };
        size = smaller;
        let drawn = resize::to(raster, size.0, size.1);
        match jpeg::within(&drawn, colours, qualities(), limit) {
            Ok(jpeg) => return Ok(as_jpeg(&drawn, jpeg)),
            Err(TooLarge(size)) => too_large = size,
        }
    }
    Err(TooLarge(too_large))
}

/// Lossless, then few colours, then smaller.
fn drawn(raster: &Raster, options: &FitOptions, limit: u64) -> Result<Encoded, TooLarge> {
    let opaque = matches!(raster.pixels, Pixels::Rgb(_));
    let lossless = png::lossless(raster);
    if length(&lossless) <= limit {
        return Ok(as_png(raster, lossless, None));
    }
    let mixed = opaque && kind::of(raster) == Kind::Mixed;
    if mixed {
        return photo(raster, Colours::Sharp, options, limit);
    }
    let mut size = (raster.width, raster.height);
    let mut shrunk: Option<Raster> = None;
    let mut too_large = 0;
    for _ in 0..STEPS {
        let picture = shrunk.as_ref().unwrap_or(raster);
        let reduced = png::reduced(picture);
        if length(&reduced.bytes) <= limit {
            return Ok(as_png(picture, reduced.bytes, Some(reduced.colors)));
        }
        too_large = length(&reduced.bytes);
        let Some(smaller) = resize::shrunk(size.0, size.1, limit, too_large) else {
            break;
        };
        if opaque && smaller.0 * SHRUNK_TOO_FAR < raster.width {
            return photo(raster, Colours::Sharp, options, limit);
        }
        size = smaller;
        shrunk = Some(resize::to(raster, size.0, size.1));
    }
    Err(TooLarge(too_large))
}

fn as_jpeg(raster: &Raster, jpeg: Jpeg) -> Encoded {
    Encoded {
        format: ImageFormat::Jpeg,
        bytes: jpeg.bytes,
        width: raster.width,
        height: raster.height,
        frames: 1,
        quality: Some(jpeg.quality),
        colors: None,
    }
}

fn as_png(raster: &Raster, bytes: Vec<u8>, colors: Option<u16>) -> Encoded {
    Encoded {
        format: ImageFormat::Png,
        bytes,
        width: raster.width,
        height: raster.height,
        frames: 1,
        quality: None,
        colors,
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
