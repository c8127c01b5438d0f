//! What a decoder gives, and the raster that is made of it.
//!
//! In: 8-bit samples in the order of the file, with the colour space and orientation that the file
//! tells. Out: sRGB, upright, without an alpha channel where everything is opaque.

use image::metadata::Orientation;

use super::color::{self, Space};
use super::{Decoded, upright};
use crate::image::raster::{Pixels, Raster};

/// What the bytes of a pixel stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
    /// Amounts of ink: 255 is full.
    Cmyk,
}

/// Decoded samples, row by row from the top, without padding.
#[derive(Debug, Clone)]
pub(super) struct Samples {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Size of the picture in the file, before turning; larger when the decoder scaled.
    pub(super) full: (u32, u32),
    pub(super) layout: Layout,
    pub(super) bytes: Vec<u8>,
    pub(super) space: Space,
    pub(super) orientation: Orientation,
}

impl Samples {
    /// The picture as it is shown.
    pub(super) fn finish(self) -> Decoded {
        let pixels = without_idle_alpha(color::to_srgb(self.layout, self.bytes, &self.space));
        let (full_width, full_height) = upright::turned(self.orientation, self.full);
        let (width, height) = upright::turned(self.orientation, (self.width, self.height));
        let pixels = upright::turn(self.orientation, self.width, self.height, pixels);
        Decoded {
            raster: Raster {
                width,
                height,
                pixels,
            },
            width: full_width,
            height: full_height,
        }
    }
}

/// Drops an alpha channel that is opaque everywhere.
fn without_idle_alpha(pixels: Pixels) -> Pixels {
    let Pixels::Rgba(mut bytes) = pixels else {
        return pixels;
    };
    if bytes.as_chunks::<4>().0.iter().any(|pixel| pixel[3] < 255) {
        return Pixels::Rgba(bytes);
    }
    // Moves forward within the buffer, so that no second one is needed.
    let count = bytes.len() / 4;
    for index in 0..count {
        bytes.copy_within(index * 4..index * 4 + 3, index * 3);
    }
    bytes.truncate(count * 3);
    Pixels::Rgb(bytes)
}
