//! A picture as pixels: upright, sRGB, 8 bits a channel.
//!
//! What decoders and the SVG drawer give and encoders take.

/// Pixels, row by row from the top, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pixels {
    /// Opaque: red, green, blue.
    Rgb(Vec<u8>),
    /// Red, green, blue, alpha; not premultiplied.
    Rgba(Vec<u8>),
}

/// A picture as pixels; `pixels` holds exactly `width × height` of them, and neither side is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Pixels,
}

impl Raster {
    /// The longer side, in pixels.
    pub(crate) fn long_edge(&self) -> u32 {
        self.width.max(self.height)
    }

    /// The bytes of the pixels.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.pixels {
            Pixels::Rgb(bytes) | Pixels::Rgba(bytes) => bytes,
        }
    }

    /// Bytes of one pixel: 3 or 4.
    pub(crate) fn channels(&self) -> usize {
        match self.pixels {
            Pixels::Rgb(_) => 3,
            Pixels::Rgba(_) => 4,
        }
    }
}
