//! PNG, GIF, WebP, BMP and TIFF, by the `image` crate.
//!
//! 16 bits become 8 with rounding. The gamma of a PNG is not applied: where it is written at all it is
//! that of sRGB, nearly always, and browsers differ over the rest; its ICC profile is. Refused: JPEG
//! within TIFF, which goes through a decoder that gets valid files wrong, and floating-point samples.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, ColorType, ImageDecoder, ImageError, ImageResult, Limits};

use super::color::Space;
use super::samples::{Layout, Samples};
use super::{Header, MAX_PIXELS, Refusal, admit};
use crate::asset::ImageFormat;
use crate::image::format::{PNG_SIGNATURE, png_chunk};

pub(super) fn png(bytes: &[u8]) -> Result<Samples, Refusal> {
    read("png", PngDecoder::with_limits(Cursor::new(bytes), limits()))
}

pub(super) fn gif(bytes: &[u8]) -> Result<Samples, Refusal> {
    read("gif", GifDecoder::new(Cursor::new(bytes)))
}

pub(super) fn webp(bytes: &[u8]) -> Result<Samples, Refusal> {
    read("webp", WebPDecoder::new(Cursor::new(bytes)))
}

pub(super) fn bmp(bytes: &[u8]) -> Result<Samples, Refusal> {
    read("bmp", BmpDecoder::new(Cursor::new(bytes)))
}

pub(super) fn tiff(bytes: &[u8]) -> Result<Samples, Refusal> {
    if tiff_holds_jpeg(bytes) {
        return Err(Refusal::Unsupported("jpeg in tiff"));
    }
    read("tiff", TiffDecoder::new(Cursor::new(bytes)))
}

/// The first frame of an animated PNG: the default picture where it belongs to the animation, which
/// is nearly always; else the frame behind it.
pub(super) fn apng(bytes: &[u8]) -> Result<Samples, Refusal> {
    if default_picture_moves(bytes) {
        return png(bytes);
    }
    let failed = |error: ImageError| refusal("apng", &error);
    let mut decoder = PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    admit(width, height)?;
    let space = Space::of_icc(decoder.icc_profile().unwrap_or_default());
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let frame = decoder
        .apng()
        .map_err(failed)?
        .into_frames()
        .next()
        .ok_or(Refusal::Damaged)?
        .map_err(failed)?;
    Ok(Samples {
        width,
        height,
        full: (width, height),
        layout: Layout::Rgba,
        bytes: frame.into_buffer().into_raw(),
        space,
        orientation,
    })
}

/// What the headers of these formats tell.
pub(super) fn header(format: ImageFormat, bytes: &[u8]) -> Option<Header> {
    let cursor = Cursor::new(bytes);
    match format {
        ImageFormat::Png | ImageFormat::Apng => {
            Some(known(&PngDecoder::with_limits(cursor, limits()).ok()?, 0))
        }
        // A palette picture beside its colours.
        ImageFormat::Gif => Some(known(&GifDecoder::new(cursor).ok()?, 1)),
        // Planes, or a second picture with alpha that is not kept.
        ImageFormat::Webp => Some(known(&WebPDecoder::new(cursor).ok()?, 4)),
        ImageFormat::Bmp => Some(known(&BmpDecoder::new(cursor).ok()?, 0)),
        ImageFormat::Tiff => {
            let decoder = TiffDecoder::new(cursor).ok()?;
            let beside = u64::from(decoder.original_color_type().bits_per_pixel().div_ceil(8));
            Some(known(&decoder, beside))
        }
        _ => None,
    }
}

/// Bytes a pixel: what `read` allocates, and `beside` that within the decoder.
fn known(decoder: &impl ImageDecoder, beside: u64) -> Header {
    let (width, height) = decoder.dimensions();
    let own = u64::from(decoder.color_type().bytes_per_pixel());
    // Grey is expanded afterwards, and a turned picture takes a second buffer.
    let after = if decoder.color_type().has_color() {
        2 * own.min(4)
    } else {
        own + 4
    };
    Header {
        width,
        height,
        peak: (own + beside).max(after),
    }
}

/// Most that a decoder may allocate: the largest picture at 16 bits with alpha, and what it needs aside.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_PIXELS * 8 + (64 << 20));
    limits
}

/// Reads the picture a decoder stands at; `kind` names its format.
pub(super) fn read<D: ImageDecoder>(
    kind: &'static str,
    decoder: ImageResult<D>,
) -> Result<Samples, Refusal> {
    let failed = |error: ImageError| refusal(kind, &error);
    let mut decoder = decoder.map_err(failed)?;
    let (width, height) = decoder.dimensions();
    admit(width, height)?;
    decoder.set_limits(limits()).map_err(failed)?;
    let (layout, depth) = match decoder.color_type() {
        ColorType::L8 => (Layout::Gray, 1),
        ColorType::La8 => (Layout::GrayAlpha, 1),
        ColorType::Rgb8 => (Layout::Rgb, 1),
        ColorType::Rgba8 => (Layout::Rgba, 1),
        ColorType::L16 => (Layout::Gray, 2),
        ColorType::La16 => (Layout::GrayAlpha, 2),
        ColorType::Rgb16 => (Layout::Rgb, 2),
        ColorType::Rgba16 => (Layout::Rgba, 2),
        _ => return Err(Refusal::Unsupported(kind)),
    };
    // Broken metadata do not spoil a picture.
    let space = Space::of_icc(decoder.icc_profile().unwrap_or_default());
    let orientation = orientation(&mut decoder);
    let size = usize::try_from(decoder.total_bytes()).map_err(|_| Refusal::Damaged)?;
    let mut bytes = vec![0; size];
    decoder.read_image(&mut bytes).map_err(failed)?;
    if depth == 2 {
        narrow(&mut bytes);
    }
    Ok(Samples {
        width,
        height,
        full: (width, height),
        layout,
        bytes,
        space,
        orientation,
    })
}

/// The orientation in EXIF. Some WebP writers put the prefix of a JPEG segment before it.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    let exif = decoder.exif_metadata().unwrap_or_default();
    match exif
        .as_deref()
        .map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))
    {
        Some(exif) => Orientation::from_exif_chunk(exif),
        // A TIFF has it among its own tags.
        None => decoder.orientation().ok(),
    }
    .unwrap_or(Orientation::NoTransforms)
}

/// 16 bits to 8, rounded, within the buffer.
fn narrow(bytes: &mut Vec<u8>) {
    let count = bytes.len() / 2;
    for index in 0..count {
        let wide = u16::from_ne_bytes([bytes[index * 2], bytes[index * 2 + 1]]);
        let narrow = (u32::from(wide) * 255 + 32_767) / 65_535;
        bytes[index] = u8::try_from(narrow).expect("65,535 becomes 255");
    }
    bytes.truncate(count);
}

fn refusal(kind: &'static str, error: &ImageError) -> Refusal {
    match error {
        ImageError::Unsupported(_) => Refusal::Unsupported(kind),
        _ => Refusal::Damaged,
    }
}

/// Whether a frame control stands before the default picture of an animated PNG.
fn default_picture_moves(bytes: &[u8]) -> bool {
    let mut start = PNG_SIGNATURE.len();
    while let Some(chunk) = png_chunk(bytes, start) {
        match &chunk.kind {
            b"fcTL" => return true,
            b"IDAT" | b"IEND" => return false,
            _ => start = chunk.end,
        }
    }
    true
}

/// Whether the first directory of a TIFF names one of the two JPEG compressions.
fn tiff_holds_jpeg(bytes: &[u8]) -> bool {
    /// The tag `Compression`, and its values for JPEG, old and new.
    const COMPRESSION: u64 = 259;
    const JPEG: [u64; 2] = [6, 7];
    let little = bytes.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<u64> {
        let field = bytes.get(at..at.checked_add(length)?)?;
        let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if little {
            field.iter().rev().fold(0, fold)
        } else {
            field.iter().fold(0, fold)
        })
    };
    let search = || -> Option<bool> {
        // BigTIFF has wider fields: offset of the directory, count and size of its entries, values.
        let (offset, count, entry) = if number(2, 2)? == 43 {
            (number(8, 8)?, 8, 20)
        } else {
            (number(4, 4)?, 2, 12)
        };
        let start = usize::try_from(offset).ok()?;
        let entries = usize::try_from(number(start, count)?).ok()?;
        (0..entries.min(4096))
            .map(|index| start + count + index * entry)
            .find(|at| number(*at, 2) == Some(COMPRESSION))
            .and_then(|at| number(at + entry - count.max(4), 2))
            .map(|compression| JPEG.contains(&compression))
    };
    search().unwrap_or(false)
}
