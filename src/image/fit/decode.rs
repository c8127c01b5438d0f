//! From the bytes of a picture to its pixels: upright, sRGB, 8 bits a channel.
//!
//! In: bytes, their format by content, and the long edge that will be wanted (a JPEG comes out smaller
//! where its decoder can do that for nothing). Out: a raster, and the size of the picture in the file.
//! Of an animation it is the first frame as it is shown. Refused: what is damaged, has more than
//! [`MAX_MEGAPIXELS`], or is of a kind that no decoder here takes.
//!
//! `jpeg`, `plain` (what the `image` crate reads) and `heif` (HEIC, AVIF) decode to samples; `samples`
//! makes a raster of them by way of `color` and `upright`.

mod av1;
mod bits;
mod color;
mod hdr;
mod heif;
mod hevc;
mod icon;
mod jpeg;
mod plain;
mod samples;
#[cfg(test)]
mod tests;
mod upright;

use crate::asset::ImageFormat;
use crate::image::raster::Raster;
use crate::problem::{Code, Problem};

/// Most pixels that are decoded, in millions: the largest cameras, and a bound for bombs.
const MAX_MEGAPIXELS: u32 = 120;

/// The same in pixels.
const MAX_PIXELS: u64 = MAX_MEGAPIXELS as u64 * 1_000_000;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) raster: Raster,
    /// Width of the picture in the file, upright. The raster may be smaller.
    pub(crate) width: u32,
    /// Height of the picture in the file, upright.
    pub(crate) height: u32,
}

/// Why a picture gives no pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// The bytes contradict themselves or end early.
    Damaged,
    /// A kind that is not decoded; the word says which.
    Unsupported(&'static str),
    /// Wider and higher than is decoded.
    TooManyPixels { width: u32, height: u32 },
}

/// Decodes a picture; `name` is used in problems.
///
/// # Errors
/// `image.damaged`, `image.unsupported-format`, `image.too-many-pixels`.
pub(crate) fn decode(
    name: &str,
    format: ImageFormat,
    bytes: &[u8],
    long_edge: u32,
) -> Result<Decoded, Problem> {
    let samples = match format {
        ImageFormat::Jpeg => jpeg::decode(bytes, long_edge),
        ImageFormat::Png => plain::png(bytes),
        ImageFormat::Apng => plain::apng(bytes),
        ImageFormat::Gif => plain::gif(bytes),
        ImageFormat::Webp => plain::webp(bytes),
        ImageFormat::Bmp => plain::bmp(bytes),
        ImageFormat::Tiff => plain::tiff(bytes),
        ImageFormat::Ico => icon::decode(bytes),
        ImageFormat::Avif | ImageFormat::Heic => heif::decode(bytes, format.name()),
        ImageFormat::Svg | ImageFormat::Jxl | ImageFormat::Psd | ImageFormat::Pdf => {
            Err(Refusal::Unsupported(format.name()))
        }
    };
    samples
        .map(samples::Samples::finish)
        .map_err(|refusal| problem(name, format, refusal))
}

/// Width and height by the header alone, as the file lays the pixels; `None` when it cannot be read.
pub(crate) fn size(format: ImageFormat, bytes: &[u8]) -> Option<(u32, u32)> {
    header(format, bytes).map(|header| (header.width, header.height))
}

/// Bytes that decoding takes at its peak, estimated from the header; little when it cannot be read.
pub(crate) fn memory(format: ImageFormat, bytes: &[u8], long_edge: u32) -> u64 {
    match format {
        ImageFormat::Jpeg => jpeg::memory(bytes, long_edge),
        _ => header(format, bytes).map_or(0, |header| {
            u64::from(header.width) * u64::from(header.height) * header.peak
        }),
    }
}

/// What a header tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    width: u32,
    height: u32,
    /// Bytes a pixel of all buffers that live at once.
    peak: u64,
}

fn header(format: ImageFormat, bytes: &[u8]) -> Option<Header> {
    match format {
        ImageFormat::Jpeg => jpeg::header(bytes),
        ImageFormat::Png
        | ImageFormat::Apng
        | ImageFormat::Gif
        | ImageFormat::Webp
        | ImageFormat::Bmp
        | ImageFormat::Tiff => plain::header(format, bytes),
        ImageFormat::Ico => icon::header(bytes),
        ImageFormat::Avif | ImageFormat::Heic => heif::header(bytes),
        ImageFormat::Svg | ImageFormat::Jxl | ImageFormat::Psd | ImageFormat::Pdf => None,
    }
}

/// Lets a size pass that is not empty and not too large.
fn admit(width: u32, height: u32) -> Result<(), Refusal> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Refusal::Damaged),
        1..=MAX_PIXELS => Ok(()),
        _ => Err(Refusal::TooManyPixels { width, height }),
    }
}

fn problem(name: &str, format: ImageFormat, refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Damaged => Problem::new(Code::ImageDamaged)
            .with("path", name)
            .with("format", format.name()),
        Refusal::Unsupported(kind) => Problem::new(Code::ImageUnsupportedFormat)
            .with("path", name)
            .with("format", kind),
        Refusal::TooManyPixels { width, height } => Problem::new(Code::ImageTooManyPixels)
            .with("path", name)
            .with("width", width)
            .with("height", height)
            .with("most", MAX_MEGAPIXELS),
    }
}
