//! Pictures inside a drawing: bytes of any raster format in, a PNG that the drawer decodes rightly out.
//!
//! The drawer's own JPEG decoder gives wrong pixels for some valid files, and what it cannot decode it
//! leaves out in silence, so every picture is decoded here.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _, ImageReader, Limits};
use jpeg_decoder::PixelFormat;

use crate::asset::ImageFormat;
use crate::image::format::sniff;
use crate::image::raster::{Pixels, Raster};

/// Most pixels of one picture.
const MOST_PIXELS: u64 = 40_000_000;

/// A picture as PNG.
pub(super) fn as_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let raster = match sniff(bytes)? {
        ImageFormat::Jpeg => jpeg(bytes)?,
        _ => plain(bytes)?,
    };
    let color = match raster.pixels {
        Pixels::Rgb(_) => ExtendedColorType::Rgb8,
        Pixels::Rgba(_) => ExtendedColorType::Rgba8,
    };
    let mut png = Vec::new();
    // It lives in memory, until it is drawn.
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Sub)
        .write_image(raster.bytes(), raster.width, raster.height, color)
        .ok()?;
    Some(png)
}

fn plain(bytes: &[u8]) -> Option<Raster> {
    let reader = || {
        ImageReader::new(std::io::Cursor::new(bytes))
            .with_guessed_format()
            .ok()
    };
    let (width, height) = reader()?.into_dimensions().ok()?;
    admit(width, height)?;
    let mut reader = reader()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 16);
    reader.limits(limits);
    let rgba = reader.decode().ok()?.into_rgba8();
    let (width, height) = rgba.dimensions();
    Some(Raster {
        width,
        height,
        pixels: Pixels::Rgba(rgba.into_raw()),
    })
}

fn jpeg(bytes: &[u8]) -> Option<Raster> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.read_info().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    admit(width, height)?;
    let samples = decoder.decode().ok()?;
    let rgb = match info.pixel_format {
        PixelFormat::RGB24 => samples,
        PixelFormat::L8 => samples.iter().flat_map(|&gray| [gray; 3]).collect(),
        PixelFormat::L16 => samples
            .chunks_exact(2)
            .flat_map(|gray| [gray[1]; 3])
            .collect(),
        PixelFormat::CMYK32 => samples.chunks_exact(4).flat_map(from_cmyk).collect(),
    };
    Some(Raster {
        width,
        height,
        pixels: Pixels::Rgb(rgb),
    })
}

fn from_cmyk(inks: &[u8]) -> [u8; 3] {
    let black = 255 - u16::from(inks[3]);
    [inks[0], inks[1], inks[2]].map(|ink| {
        let light = (255 - u16::from(ink)) * black / 255;
        u8::try_from(light).unwrap_or(u8::MAX)
    })
}

fn admit(width: u32, height: u32) -> Option<()> {
    let pixels = u64::from(width) * u64::from(height);
    (1..=MOST_PIXELS).contains(&pixels).then_some(())
}
