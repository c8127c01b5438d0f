//! Pictures of every sort for the tests, made by rule.

use crate::image::raster::{Pixels, Raster};

/// Numbers without a pattern, the same in every run.
pub(super) struct Noise(u32);

impl Noise {
    pub(super) fn new() -> Self {
        Self(0x9E37_79B9)
    }

    /// 0 to `below - 1`.
    pub(super) fn next(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % below
    }
}

fn byte(value: f64) -> u8 {
    format!("{:.0}", value.clamp(0.0, 255.0))
        .parse()
        .expect("clamped to a byte")
}

pub(super) fn rgb(width: u32, height: u32, mut pixel: impl FnMut(u32, u32) -> [u8; 3]) -> Raster {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            pixels.extend(pixel(x, y));
        }
    }
    Raster {
        width,
        height,
        pixels: Pixels::Rgb(pixels),
    }
}

pub(super) fn rgba(width: u32, height: u32, mut pixel: impl FnMut(u32, u32) -> [u8; 4]) -> Raster {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            pixels.extend(pixel(x, y));
        }
    }
    Raster {
        width,
        height,
        pixels: Pixels::Rgba(pixels),
    }
}

/// Hills and light, and the grain of a sensor.
pub(super) fn photo(width: u32, height: u32) -> Raster {
    let mut noise = Noise::new();
    let wave = |value: u32, length: f64| (f64::from(value) / length).sin();
    rgb(width, height, |x, y| {
        let light = 120.0 + 50.0 * wave(x + y, 61.0) + 40.0 * wave(3 * y, 97.0) * wave(x, 23.0);
        let grain = || f64::from(noise.next(9)) - 4.0;
        [light * 1.1, light, light * 0.8].map({
            let mut grain = grain;
            move |channel| byte(channel + grain())
        })
    })
}

/// A window with a bar, a list and lines of letters.
pub(super) fn screenshot(width: u32, height: u32) -> Raster {
    rgb(width, height, |x, y| match (x, y) {
        (_, 0..30) => [52, 61, 70],
        (0..120, _) if y / 24 % 5 == 2 => [0, 120, 212],
        (0..120, _) => [240, 240, 240],
        _ => letters(x, y),
    })
}

/// Marks like letters with soft edges, black on white.
pub(super) fn letters(x: u32, y: u32) -> [u8; 3] {
    let inked = y % 20 < 12 && x % 97 > 9 && (x / 9 * 7 + y / 20 * 13) % 5 > 0;
    let shade = match (inked, (x * x / 9 + y * 3) % 9) {
        (false, _) => 255,
        (true, 0..3) => 20,
        (true, 3..5) => 120,
        (true, _) => 255,
    };
    [shade; 3]
}

/// Brightness from left to right, colour from top to bottom.
pub(super) fn gradient(width: u32, height: u32) -> Raster {
    let part = |value: u32, whole: u32| byte(255.0 * f64::from(value) / f64::from(whole));
    rgb(width, height, |x, y| [part(x, width), part(y, height), 128])
}

/// A page of letters with a photo in a corner.
pub(super) fn page_with_photo(width: u32, height: u32) -> Raster {
    let photo = photo(width, height);
    let mut pixels = photo.bytes().chunks_exact(3);
    rgb(width, height, |x, y| match pixels.next() {
        Some(pixel) if x > width / 3 && y > height / 2 => [pixel[0], pixel[1], pixel[2]],
        _ => letters(x, y),
    })
}

/// A disc of one colour with a soft edge; around it transparent black.
pub(super) fn disc(side: u32, color: [u8; 3]) -> Raster {
    rgba(side, side, |x, y| {
        let half = f64::from(side) / 2.0;
        let distance = (f64::from(x) + 0.5 - half).hypot(f64::from(y) + 0.5 - half);
        match byte((half * 0.8 - distance) * 255.0) {
            0 => [0; 4],
            alpha => [color[0], color[1], color[2], alpha],
        }
    })
}
