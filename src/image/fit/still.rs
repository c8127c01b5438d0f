//! A still picture under the limit with the best look: jpg for what a camera saw, png for what was drawn
//! and for what lets something shine through.
//!
//! In go pixels, upright and sRGB; out comes a file. Large pictures are drawn smaller first; then quality,
//! colours and at last size give way, in the order in which a reader notices the least. Refused is only what
//! does not fit at any size.

mod jpeg;
mod kind;
#[cfg(test)]
mod pictures;
mod png;
pub(super) mod resize;
#[cfg(test)]
mod tests;

use super::Encoded;
use crate::asset::ImageFormat;
use crate::image::raster::{Pixels, Raster};
use crate::options::FitOptions;
use crate::problem::{Code, Problem};
use jpeg::Colours;
use kind::Kind;

/// Quality of a JPEG that has room for more: above it files grow and nobody sees why.
const BEST: u8 = 92;

/// Below this quality a photo looks better smaller.
const FAIR: u8 = 60;

/// Below this quality a JPEG of letters and lines looks worse than 256 colours.
const CRISP: u8 = 82;

/// Encodes the picture in at most `limit` bytes; `name` is for the problem.
///
/// # Errors
/// `image.cannot-fit`.
pub(crate) fn encode(
    name: &str,
    raster: Raster,
    options: FitOptions,
    limit: u64,
) -> Result<Encoded, Problem> {
    let raster = without_idle_alpha(raster);
    let transparent = matches!(raster.pixels, Pixels::Rgba(_));
    // Looked at as it came: resampling leaves no two pixels alike.
    let kind = kind::of(&raster);
    let raster = match resize::capped(raster.width, raster.height, options.max_width) {
        (width, _) if width == raster.width => raster,
        (width, height) => resize::to(&raster, width, height),
    };
    let best = options.quality.unwrap_or(BEST);
    let fitted = if transparent {
        lossless(&raster, limit).or_else(|_| reduced(&raster, 0, limit))
    } else {
        match kind {
            Kind::Photo => photo(&raster, Colours::Shared, best, limit),
            Kind::Drawn => lossless(&raster, limit)
                .or_else(|_| reduced(&raster, raster.long_edge() / 3 * 2, limit))
                .or_else(|_| photo(&raster, Colours::Sharp, best, limit)),
            Kind::Mixed => lossless(&raster, limit)
                .or_else(|_| crisp(&raster, best, limit))
                .or_else(|_| reduced(&raster, raster.long_edge() / 3 * 2, limit))
                .or_else(|_| photo(&raster, Colours::Sharp, best, limit)),
        }
    };
    fitted.map_err(|TooLarge(size)| {
        Problem::new(Code::ImageCannotFit)
            .with("path", name)
            .with("size", size)
            .with("limit", limit)
    })
}

/// A way to encode did not lead below the limit; so many bytes were needed, or foretold.
#[derive(Debug)]
struct TooLarge(u64);

/// PNG as it is.
fn lossless(raster: &Raster, limit: u64) -> Result<Encoded, TooLarge> {
    // What is hopeless by a sample of it costs no more than that.
    let forecast = png::forecast(raster);
    if forecast.bytes / 2 > limit {
        return Err(TooLarge(forecast.bytes));
    }
    let bytes = png::lossless(raster, &forecast);
    Ok(encoded(ImageFormat::Png, raster, within(bytes, limit)?))
}

/// PNG in few colours, and smaller as far as `edge` for the longer side when need be.
fn reduced(raster: &Raster, edge: u32, limit: u64) -> Result<Encoded, TooLarge> {
    shrinking(raster, edge, limit, |raster| {
        let png::Reduced { bytes, colors } = png::reduced(raster);
        Ok(Encoded {
            colors: Some(colors),
            ..encoded(ImageFormat::Png, raster, within(bytes, limit)?)
        })
    })
}

/// JPEG of good quality at the size that it has.
fn crisp(raster: &Raster, best: u8, limit: u64) -> Result<Encoded, TooLarge> {
    jpeg(raster, Colours::Sharp, CRISP.min(best), best, limit)
}

/// JPEG, and smaller when need be.
fn photo(raster: &Raster, colours: Colours, best: u8, limit: u64) -> Result<Encoded, TooLarge> {
    shrinking(raster, 0, limit, |raster| {
        jpeg(raster, colours, FAIR.min(best), best, limit)
    })
}

fn jpeg(
    raster: &Raster,
    colours: Colours,
    lowest: u8,
    best: u8,
    limit: u64,
) -> Result<Encoded, TooLarge> {
    match jpeg::within(raster, colours, lowest..=best, limit) {
        Ok((bytes, quality)) => Ok(Encoded {
            quality: Some(quality),
            ..encoded(ImageFormat::Jpeg, raster, bytes)
        }),
        Err(size) => Err(TooLarge(size)),
    }
}

/// Tries at smaller and smaller sizes, down to a longer side of `edge`.
fn shrinking(
    raster: &Raster,
    edge: u32,
    limit: u64,
    encode: impl Fn(&Raster) -> Result<Encoded, TooLarge>,
) -> Result<Encoded, TooLarge> {
    let mut tried = encode(raster);
    let (mut width, mut height) = (raster.width, raster.height);
    while let Err(TooLarge(size)) = tried {
        match resize::shrunk(width, height, limit, size) {
            Some(smaller) if smaller.0.max(smaller.1) >= edge => (width, height) = smaller,
            _ => break,
        }
        tried = encode(&resize::to(raster, width, height));
    }
    tried
}

fn within(bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>, TooLarge> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size <= limit {
        Ok(bytes)
    } else {
        Err(TooLarge(size))
    }
}

fn encoded(format: ImageFormat, raster: &Raster, bytes: Vec<u8>) -> Encoded {
    Encoded {
        format,
        bytes,
        width: raster.width,
        height: raster.height,
        frames: 1,
        quality: None,
        colors: None,
    }
}

/// An opaque picture without the channel that says so.
fn without_idle_alpha(mut raster: Raster) -> Raster {
    if let Pixels::Rgba(bytes) = &raster.pixels
        && bytes.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX)
    {
        let opaque = bytes
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        raster.pixels = Pixels::Rgb(opaque.collect());
    }
    raster
}
