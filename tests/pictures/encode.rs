//! Writes pictures in the ways that ordinary encoders do not offer: with private metadata, turned, in
//! other colours, interlaced, moving.

use std::io::Cursor;

use image::{DynamicImage, ImageEncoder as _, ImageFormat, RgbImage, RgbaImage};

/// A file of a format by its ordinary encoder.
pub(crate) fn plain(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Without its alpha channel.
pub(crate) fn opaque(picture: &RgbaImage) -> RgbImage {
    DynamicImage::ImageRgba8(picture.clone()).to_rgb8()
}

/// How a JPEG is written.
#[derive(Default)]
pub(crate) struct Jpeg {
    pub(crate) quality: u8,
    pub(crate) progressive: bool,
    /// The one form that zune-jpeg 0.5 decodes as noise: tables of its own, one scan a component.
    pub(crate) optimised: bool,
    pub(crate) exif: Option<Vec<u8>>,
    pub(crate) icc: Option<Vec<u8>>,
    pub(crate) others: Vec<(u8, Vec<u8>)>,
}

impl Jpeg {
    pub(crate) fn new(quality: u8) -> Self {
        Self {
            quality,
            ..Self::default()
        }
    }

    pub(crate) fn write(
        &self,
        pixels: &[u8],
        size: (u32, u32),
        colour: jpeg_encoder::ColorType,
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, self.quality);
        encoder.set_progressive(self.progressive);
        encoder.set_optimized_huffman_tables(self.optimised);
        if self.optimised {
            encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
        }
        if let Some(exif) = &self.exif {
            let mut segment = b"Exif\0\0".to_vec();
            segment.extend(exif);
            encoder.add_app_segment(1, segment).unwrap();
        }
        if let Some(icc) = &self.icc {
            encoder.add_icc_profile(icc).unwrap();
        }
        for (number, segment) in &self.others {
            encoder.add_app_segment(*number, segment.clone()).unwrap();
        }
        let narrow = |side: u32| u16::try_from(side).unwrap();
        encoder
            .encode(pixels, narrow(size.0), narrow(size.1), colour)
            .unwrap();
        bytes
    }

    pub(crate) fn rgb(&self, picture: &RgbaImage) -> Vec<u8> {
        let size = picture.dimensions();
        self.write(opaque(picture).as_raw(), size, jpeg_encoder::ColorType::Rgb)
    }
}

/// EXIF with an orientation, a maker whose name is `secret`, and a GPS directory.
pub(crate) fn exif(orientation: u16, secret: &[u8]) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x03\0".to_vec();
    let entries = 8 + 2 + 3 * 12 + 4;
    let gps = entries + u32::try_from(secret.len()).unwrap() + 1;
    let mut entry = |tag: u16, kind: u16, count: u32, value: u32| {
        exif.extend(tag.to_le_bytes());
        exif.extend(kind.to_le_bytes());
        exif.extend(count.to_le_bytes());
        exif.extend(value.to_le_bytes());
    };
    entry(0x010f, 2, gps - entries, entries);
    entry(0x0112, 3, 1, orientation.into());
    entry(0x8825, 4, 1, gps);
    exif.extend([0; 4]);
    exif.extend(secret);
    exif.push(0);
    // GPS: one entry, the reference of the latitude.
    exif.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0");
    exif
}

/// The pixels as a camera held otherwise stores them, so that `orientation` makes them upright.
pub(crate) fn stored(picture: &RgbaImage, orientation: u16) -> RgbaImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(picture),
        3 => rotate180(picture),
        4 => flip_vertical(picture),
        5 => flip_horizontal(&rotate90(picture)),
        6 => rotate270(picture),
        7 => flip_horizontal(&rotate270(picture)),
        8 => rotate90(picture),
        _ => picture.clone(),
    }
}

/// The colours of a picture in Display P3, by the matrix of its definition; and a profile of it.
pub(crate) fn display_p3(picture: &RgbaImage) -> (RgbaImage, Vec<u8>) {
    const MATRIX: [[f64; 3]; 3] = [
        [0.822_462_1, 0.177_538_0, 0.0],
        [0.033_194_1, 0.966_805_8, 0.0],
        [0.017_082_7, 0.072_397_4, 0.910_519_9],
    ];
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let curved = |value: f64| {
        let value = value.clamp(0.0, 1.0);
        let value = if value <= 0.003_130_8 {
            value * 12.92
        } else {
            1.055 * value.powf(1.0 / 2.4) - 0.055
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=1"
        )]
        let byte = (value * 255.0).round() as u8;
        byte
    };
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut() {
        let rgb = [0, 1, 2].map(|channel| linear(pixel.0[channel]));
        for (channel, row) in MATRIX.iter().enumerate() {
            pixel.0[channel] = curved(
                row.iter()
                    .zip(rgb)
                    .map(|(factor, value)| factor * value)
                    .sum(),
            );
        }
    }
    (
        picture,
        moxcms::ColorProfile::new_display_p3().encode().unwrap(),
    )
}

/// A PNG with a colour profile.
pub(crate) fn png_with_profile(picture: &RgbaImage, profile: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile).unwrap();
    let (width, height) = picture.dimensions();
    encoder
        .write_image(
            picture.as_raw(),
            width,
            height,
            image::ExtendedColorType::Rgba8,
        )
        .unwrap();
    bytes
}

/// A PNG with a palette.
pub(crate) fn png_with_palette(
    indices: &[u8],
    palette: &[u8],
    (width, height): (u32, u32),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(indices).unwrap();
    drop(writer);
    bytes
}

/// An interlaced PNG (Adam7), 8 bits RGB, stored without compression.
pub(crate) fn png_interlaced(picture: &RgbImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let mut rows = Vec::new();
    for (x0, y0, dx, dy) in [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ] {
        if x0 >= width {
            continue;
        }
        for y in (y0..height).step_by(dy) {
            rows.push(0);
            for x in (x0..width).step_by(dx) {
                rows.extend(picture.get_pixel(x, y).0);
            }
        }
    }
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 1]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(
        &mut png,
        *b"IDAT",
        &miniz_oxide::deflate::compress_to_vec_zlib(&rows, 1),
    );
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// A chunk in front of the pixels of a PNG.
pub(crate) fn png_with_chunk(png: &[u8], kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    // Signature and IHDR.
    let (head, rest) = png.split_at(8 + 25);
    let mut png = head.to_vec();
    chunk(&mut png, kind, data);
    png.extend(rest);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(data);
    let sum = !png[start..].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    });
    png.extend(sum.to_be_bytes());
}

/// An animated GIF, each frame with its own palette.
pub(crate) fn gif(frames: &[RgbaImage], delay: u32) -> Vec<u8> {
    let (width, height) = frames[0].dimensions();
    let narrow = |side: u32| u16::try_from(side).unwrap();
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, narrow(width), narrow(height), &[]).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    for frame in frames {
        let mut pixels = frame.as_raw().clone();
        let mut frame = gif::Frame::from_rgba_speed(narrow(width), narrow(height), &mut pixels, 1);
        frame.delay = u16::try_from(delay).unwrap();
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    bytes
}

/// An animated PNG.
pub(crate) fn apng(frames: &[RgbaImage], delay: u32) -> Vec<u8> {
    let (width, height) = frames[0].dimensions();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder
        .set_animated(u32::try_from(frames.len()).unwrap(), 0)
        .unwrap();
    encoder
        .set_frame_delay(u16::try_from(delay).unwrap(), 100)
        .unwrap();
    let mut writer = encoder.write_header().unwrap();
    for frame in frames {
        writer.write_image_data(frame.as_raw()).unwrap();
    }
    drop(writer);
    bytes
}

/// An animated WebP of lossless frames.
pub(crate) fn webp(frames: &[RgbaImage], delay: u32) -> Vec<u8> {
    let (width, height) = frames[0].dimensions();
    let three = |number: u32| number.to_le_bytes()[..3].to_vec();
    let part = |kind: &[u8], data: &[u8]| {
        let mut part = kind.to_vec();
        part.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        part.extend(data);
        if data.len() % 2 == 1 {
            part.push(0);
        }
        part
    };
    let mut header = vec![0b0001_0010, 0, 0, 0];
    header.extend(three(width - 1));
    header.extend(three(height - 1));
    let mut body = b"WEBP".to_vec();
    body.extend(part(b"VP8X", &header));
    body.extend(part(b"ANIM", &[0; 6]));
    for frame in frames {
        let still = plain(frame.clone(), ImageFormat::WebP);
        let mut data = three(0);
        data.extend(three(0));
        data.extend(three(width - 1));
        data.extend(three(height - 1));
        data.extend(three(delay * 10));
        data.push(0b10);
        // What follows the RIFF header is the frame's own chunk.
        data.extend(&still[12..]);
        body.extend(part(b"ANMF", &data));
    }
    part(b"RIFF", &body)
}
