//! How like two pictures are, seen by decoders and a resizer that are not those under test.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::imageops::{FilterType, resize};
use image::{AnimationDecoder as _, DynamicImage, RgbImage, RgbaImage};
use tuwen::Fitted;

/// The widest a reader sees a picture, in pixels.
const SEEN: u32 = 1080;

/// A fitted picture as a reader's program decodes it.
pub(crate) fn decode(fitted: &Fitted) -> RgbaImage {
    pixels(&fitted.bytes)
}

/// The pixels in a jpg, png or gif file, as they lie there.
pub(crate) fn pixels(bytes: &[u8]) -> RgbaImage {
    if bytes.starts_with(b"\xff\xd8") {
        let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(bytes));
        let pixels = decoder.decode().unwrap();
        let (width, height) = decoder.dimensions().unwrap();
        let (width, height) = (
            u32::try_from(width).unwrap(),
            u32::try_from(height).unwrap(),
        );
        let picture = match pixels.len() / (width * height) as usize {
            1 => {
                DynamicImage::ImageLuma8(image::GrayImage::from_raw(width, height, pixels).unwrap())
            }
            _ => DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, pixels).unwrap()),
        };
        return picture.to_rgba8();
    }
    image::load_from_memory(bytes).unwrap().to_rgba8()
}

/// The EXIF orientation a file carries, 1 without one.
pub(crate) fn orientation(bytes: &[u8]) -> u32 {
    exif::Reader::new()
        .read_from_container(&mut Cursor::new(bytes))
        .ok()
        .and_then(|exif| {
            let field = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?;
            field.value.get_uint(0)
        })
        .unwrap_or(1)
}

/// The frames of a GIF and their delays in hundredths of a second.
pub(crate) fn frames(bytes: &[u8]) -> Vec<(RgbaImage, u32)> {
    let frames = GifDecoder::new(Cursor::new(bytes)).unwrap().into_frames();
    frames
        .map(|frame| {
            let frame = frame.unwrap();
            let (numerator, denominator) = frame.delay().numer_denom_ms();
            (frame.into_buffer(), numerator / denominator / 10)
        })
        .collect()
}

/// Decibels (PSNR) between what a picture should be and what came out, both as wide as readers see them,
/// the worse of on white and on black.
pub(crate) fn likeness(truth: &RgbaImage, shown: &RgbaImage) -> f64 {
    let (width, height) = seen(shown.dimensions());
    let (truth, shown) = (scaled(truth, width, height), scaled(shown, width, height));
    [0.0, 255.0]
        .into_iter()
        .map(|ground| psnr(&truth, &shown, ground))
        .fold(f64::INFINITY, f64::min)
}

fn seen((width, height): (u32, u32)) -> (u32, u32) {
    let long = width.max(height);
    if long <= SEEN {
        return (width, height);
    }
    let scaled = |side: u32| {
        ((u64::from(side) * u64::from(SEEN) + u64::from(long) / 2) / u64::from(long)).max(1)
    };
    (
        u32::try_from(scaled(width)).unwrap(),
        u32::try_from(scaled(height)).unwrap(),
    )
}

fn scaled(picture: &RgbaImage, width: u32, height: u32) -> RgbaImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    // Premultiplied, as what is transparent has no colour.
    let mut premultiplied = picture.clone();
    for pixel in premultiplied.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for channel in &mut pixel.0[..3] {
            *channel = u8::try_from((u16::from(*channel) * alpha + 127) / 255).unwrap();
        }
    }
    let mut small = resize(&premultiplied, width, height, FilterType::Lanczos3);
    for pixel in small.pixels_mut() {
        let alpha = u16::from(pixel.0[3]).max(1);
        for channel in &mut pixel.0[..3] {
            *channel = u8::try_from((u16::from(*channel) * 255 / alpha).min(255)).unwrap();
        }
    }
    small
}

fn psnr(one: &RgbaImage, other: &RgbaImage, ground: f64) -> f64 {
    let over = |pixel: &image::Rgba<u8>, channel: usize| {
        let alpha = f64::from(pixel.0[3]) / 255.0;
        f64::from(pixel.0[channel]) * alpha + ground * (1.0 - alpha)
    };
    let mut squares = 0.0;
    for (a, b) in one.pixels().zip(other.pixels()) {
        for channel in 0..3 {
            squares += (over(a, channel) - over(b, channel)).powi(2);
        }
    }
    let mean = squares / (f64::from(one.width()) * f64::from(one.height()) * 3.0);
    if mean == 0.0 {
        99.0
    } else {
        10.0 * (255.0 * 255.0 / mean).log10()
    }
}

/// Whether `bytes` hold `wanted` somewhere.
pub(crate) fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
