//! What differs between what is drawn already and the next picture.

use crate::image::fit::animation::canvas::{Area, Pixel};

/// The rectangles of a change; nothing if there is none of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// Around the pixels that get another colour.
    pub(super) drawn: Option<Area>,
    /// Around the pixels that become transparent.
    pub(super) cleared: Option<Area>,
}

impl Change {
    pub(super) fn between(drawn: &[Pixel], picture: &[Pixel], width: usize, tolerance: u8) -> Self {
        let mut change = Self {
            drawn: None,
            cleared: None,
        };
        let rows = drawn.chunks_exact(width).zip(picture.chunks_exact(width));
        for (y, (below, above)) in rows.enumerate() {
            // Most rows of most animations are the same.
            if below == above {
                continue;
            }
            grow(&mut change.drawn, y, below, above, |drawn, pixel| {
                pixel[3] != 0 && differs(drawn, pixel, tolerance)
            });
            grow(&mut change.cleared, y, below, above, |drawn, pixel| {
                pixel[3] == 0 && drawn[3] != 0
            });
        }
        change
    }
}

/// Makes `area` hold the pixels of a row that are `meant`.
fn grow(
    area: &mut Option<Area>,
    y: usize,
    below: &[Pixel],
    above: &[Pixel],
    meant: impl Fn(Pixel, Pixel) -> bool,
) {
    let mut pairs = below
        .iter()
        .zip(above)
        .map(|(&one, &other)| meant(one, other));
    let Some(first) = pairs.position(|is| is) else {
        return;
    };
    let last = pairs
        .rposition(|is| is)
        .map_or(first, |more| first + 1 + more);
    let row = Area {
        left: first,
        top: y,
        width: last + 1 - first,
        height: 1,
    };
    *area = Some(area.map_or(row, |area| area.around(row)));
}

/// Whether a pixel has to be drawn again.
pub(super) fn differs(drawn: Pixel, pixel: Pixel, tolerance: u8) -> bool {
    drawn != pixel
        && (drawn[3] != pixel[3]
            || (0..3).any(|channel| drawn[channel].abs_diff(pixel[channel]) > tolerance))
}
