//! What one frame draws, and how it looks in the colours of a palette.

use super::change::differs;
use crate::image::fit::animation::canvas::{Area, Pixel};
use crate::image::fit::animation::palette::{Color, Palette};

/// What a frame has to draw.
pub(super) struct Drawing<'a> {
    pub(super) drawn: &'a [Pixel],
    pub(super) picture: &'a [Pixel],
    pub(super) width: usize,
    pub(super) area: Area,
    pub(super) tolerance: u8,
}

/// A frame in the colours of a palette.
pub(super) struct Indexed {
    pub(super) indices: Vec<u8>,
    /// Pixels that are drawn.
    pub(super) pixels: usize,
    /// The mean squared distance of what is drawn from what should be.
    pub(super) error: f64,
}

impl Drawing<'_> {
    /// The colours of the pixels that are drawn.
    pub(super) fn colors(&self) -> impl Iterator<Item = Color> {
        self.area.rows(self.width).flat_map(|row| {
            let pairs = self.drawn[row.clone()].iter().zip(&self.picture[row]);
            pairs
                .filter(|&(&drawn, &pixel)| differs(drawn, pixel, self.tolerance))
                .map(|(_, &[red, green, blue, _])| [red, green, blue])
        })
    }

    pub(super) fn index(&self, palette: &mut Palette) -> Indexed {
        let transparent = palette.transparent();
        let mut indices = Vec::with_capacity(self.area.pixels());
        let (mut pixels, mut error) = (0_usize, 0_u64);
        for (y, row) in (self.area.top..).zip(self.area.rows(self.width)) {
            let pairs = self.drawn[row.clone()].iter().zip(&self.picture[row]);
            for (x, (&drawn, &pixel)) in (self.area.left..).zip(pairs) {
                indices.push(if differs(drawn, pixel, self.tolerance) {
                    let [red, green, blue, _] = pixel;
                    let (index, distance) = palette.index([red, green, blue], x, y);
                    pixels += 1;
                    error += u64::from(distance);
                    index
                } else {
                    transparent
                });
            }
        }
        Indexed {
            indices,
            pixels,
            error: mean(error, pixels),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rough measure")]
fn mean(sum: u64, count: usize) -> f64 {
    sum as f64 / count.max(1) as f64
}
