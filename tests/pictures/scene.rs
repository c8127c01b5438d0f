//! What specimens show: pictures computed pixel by pixel, upright, sRGB, so that every mistake of
//! orientation, colour, alpha or size is a difference.

use image::{Rgba, RgbaImage};

/// A number between 0 and 1 that depends on the place alone.
fn noise(x: u32, y: u32) -> f64 {
    let mut hash = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77);
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2c1b_3c6d);
    hash ^= hash >> 12;
    f64::from(hash & 0xffff) / 65_535.0
}

fn byte(value: f64) -> u8 {
    // In range by the clamp.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=255"
    )]
    let byte = value.round().clamp(0.0, 255.0) as u8;
    byte
}

/// Like a photo: soft colours that change everywhere, texture, a little noise; a sun at the top left and a
/// dark shore at the bottom, so that no turn or flip looks the same. `grain` is the strength of the noise.
pub(crate) fn photo(width: u32, height: u32, grain: f64) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let (u, v) = (
            f64::from(x) / f64::from(width),
            f64::from(y) / f64::from(height),
        );
        let wave = (u * 23.0 + (v * 17.0).sin() * 2.0).sin() * 12.0;
        let grain = (noise(x, y) - 0.5) * grain;
        let sun = (-((u - 0.22).powi(2) + (v - 0.25).powi(2)) * 60.0).exp() * 120.0;
        let shore = if v > 0.8 + 0.05 * (u * 9.0).sin() {
            0.35
        } else {
            1.0
        };
        let channel = |base: f64| byte((base + wave + sun) * shore + grain);
        Rgba([
            channel(60.0 + 120.0 * u),
            channel(90.0 + 70.0 * v),
            channel(190.0 - 110.0 * v + 30.0 * u),
            255,
        ])
    })
}

/// Like a screenshot: flat areas, hard edges, small regular shapes in place of letters.
pub(crate) fn screen(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let colour = if y < height / 12 {
            [32, 36, 44]
        } else if x < width / 6 {
            if y / 14 % 3 == 1 && x % 11 < 7 {
                [90, 96, 110]
            } else {
                [240, 242, 245]
            }
        } else if y / 9 % 2 == 0 && x / 3 % 4 != 3 && noise(x / 5, y / 9) > 0.35 {
            [40, 44, 52]
        } else if x > width * 4 / 5 && y > height * 2 / 3 {
            [226, 74, 51]
        } else {
            [255, 255, 255]
        };
        Rgba([colour[0], colour[1], colour[2], 255])
    })
}

/// Something cut out: a soft-edged disc of changing colour on nothing.
pub(crate) fn cutout(width: u32, height: u32, grain: f64) -> RgbaImage {
    let mut picture = photo(width, height, grain);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (u, v) = (
            f64::from(x) / f64::from(width) - 0.45,
            f64::from(y) / f64::from(height) - 0.55,
        );
        let distance = (u * u + v * v).sqrt();
        pixel.0[3] = byte((0.4 - distance) * 900.0);
        if pixel.0[3] == 0 {
            pixel.0 = [0; 4];
        }
    }
    picture
}

/// Grey, for the formats that know only that.
pub(crate) fn grey(width: u32, height: u32) -> RgbaImage {
    let mut picture = photo(width, height, 6.0);
    for pixel in picture.pixels_mut() {
        let value = pixel.0[1];
        pixel.0 = [value, value, value, 255];
    }
    picture
}

/// One frame of an animation: a square that wanders over a still ground of few colours.
pub(crate) fn moving(frame: usize) -> RgbaImage {
    let left = 8 + 20 * u32::try_from(frame).expect("a handful of frames");
    RgbaImage::from_fn(160, 120, |x, y| {
        let square = (left..left + 24).contains(&x) && (40..64).contains(&y);
        if square {
            Rgba([220, 60, 40, 255])
        } else if y > 90 {
            Rgba([40, 90, 60, 255])
        } else {
            Rgba([byte(f64::from(x / 8 * 8)), 200, 230, 255])
        }
    })
}
