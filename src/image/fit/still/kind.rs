//! What sort of picture it is, by a look at tiles spread over it.
//!
//! A camera leaves grain: brightness that goes up and down by little from pixel to pixel. What was drawn
//! by a program has runs of one colour, and edges. Neither: gradients, renderings, a page with a photo in it.

use std::collections::HashSet;

use crate::image::raster::Raster;

/// A sort of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// JPEG does it justice.
    Photo,
    /// Few colours, text, lines: JPEG smears it.
    Drawn,
    /// Some of both, or gradients: best without loss, and better as a JPEG than in few colours.
    Mixed,
}

/// Sides of a tile, in pixels.
const TILE: u32 = 16;

/// Most tiles looked at along each side.
const TILES: u32 = 20;

/// Up to so many pixels a picture costs little without loss, whatever it is.
const ICON: u64 = 128 * 128;

/// As many colours as a palette has.
const PALETTE: usize = 256;

/// A step of the green channel by more than this from pixel to pixel is an edge, not grain.
const GRAIN: u8 = 12;

/// What sort of picture it is.
pub(super) fn of(raster: &Raster) -> Kind {
    if u64::from(raster.width) * u64::from(raster.height) <= ICON {
        return Kind::Drawn;
    }
    let look = Look::at(raster);
    if look.coloured && look.few {
        // A palette has them all; the grain is somebody's dithering.
        Kind::Drawn
    } else if look.grainy * 33 > look.tiles && look.grainy > look.drawn {
        Kind::Photo
    } else if (look.grainy + look.soft) * 10 < look.tiles {
        Kind::Drawn
    } else {
        Kind::Mixed
    }
}

/// What was seen.
struct Look {
    tiles: u32,
    /// Tiles with grain.
    grainy: u32,
    /// Tiles of one colour, nearly (nine of ten pixels are like the one before), or of edges.
    drawn: u32,
    /// Tiles without an edge whose pixels change all the same.
    soft: u32,
    /// There is a colour that is no grey.
    coloured: bool,
    /// All the colours seen fit a palette.
    few: bool,
}

impl Look {
    fn at(raster: &Raster) -> Self {
        let mut look = Self {
            tiles: 0,
            grainy: 0,
            drawn: 0,
            soft: 0,
            coloured: false,
            few: true,
        };
        let mut colours = HashSet::new();
        let channels = raster.channels();
        let row = raster.width as usize * channels;
        for top in starts(raster.height) {
            for left in starts(raster.width) {
                let from = left as usize * channels;
                let to = (left + TILE).min(raster.width) as usize * channels;
                let rows = raster.bytes().chunks_exact(row).skip(top as usize);
                let mut steps = Steps::default();
                for pixels in rows.take(TILE as usize).map(|row| &row[from..to]) {
                    steps.along(pixels, channels);
                    if look.few {
                        colours.extend(pixels.chunks_exact(channels).map(rgb));
                        look.few = colours.len() <= PALETTE;
                    }
                }
                look.tiles += 1;
                look.grainy += u32::from(steps.turns * 8 > steps.all);
                let flat = steps.none * 10 >= steps.all * 9;
                let sharp = steps.edges * 4 >= steps.all - steps.none;
                look.drawn += u32::from(flat || sharp);
                look.soft += u32::from(steps.edges == 0 && steps.none * 4 < steps.all * 3);
            }
        }
        look.coloured = colours.iter().any(|[r, g, b]| r != g || g != b);
        look
    }
}

/// How the pixels of a tile differ from their neighbours on the left.
#[derive(Default)]
struct Steps {
    all: u32,
    /// Not at all.
    none: u32,
    /// A lot.
    edges: u32,
    /// A little, in the other direction than the step before.
    turns: u32,
}

impl Steps {
    /// Counts the steps along a row.
    fn along(&mut self, pixels: &[u8], channels: usize) {
        let mut before = std::cmp::Ordering::Equal;
        for (left, right) in pixels
            .chunks_exact(channels)
            .zip(pixels.chunks_exact(channels).skip(1))
        {
            let (left, right) = (rgb(left), rgb(right));
            self.all += 1;
            if left == right {
                self.none += 1;
                continue;
            }
            let widest = left.iter().zip(&right).map(|(a, b)| a.abs_diff(*b)).max();
            self.edges += u32::from(widest > Some(40));
            let now = right[1].cmp(&left[1]);
            if now.is_ne() {
                let little = left[1].abs_diff(right[1]) <= GRAIN;
                self.turns += u32::from(little && now == before.reverse());
                before = if little {
                    now
                } else {
                    std::cmp::Ordering::Equal
                };
            }
        }
    }
}

/// Where tiles begin along a side, evenly spread from end to end.
fn starts(side: u32) -> impl Iterator<Item = u32> {
    let room = side.saturating_sub(TILE);
    let count = (side / TILE).clamp(1, TILES);
    (0..count).map(move |index| room / (count - 1).max(1) * index)
}

/// The colour of a pixel.
fn rgb(pixel: &[u8]) -> [u8; 3] {
    [pixel[0], pixel[1], pixel[2]]
}
