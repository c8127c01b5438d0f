//! The colours of a GIF: choosing them, and finding the one for a pixel.
//!
//! Pictures of few colours keep them exactly. Others are dithered by position: what a pixel becomes
//! depends on its colour and its place alone, so still areas never flicker from frame to frame.

mod nearest;
mod samples;

use nearest::Nearest;
use samples::Few;
pub(super) use samples::Samples;

/// Red, green, blue.
pub(super) type Color = [u8; 3];

/// The sum of squared differences of the channels below which a colour passes for another.
const SAME: u32 = 12;

/// Thresholds from 0 to 63 of an ordered dither.
const THRESHOLDS: [[u8; 8]; 8] = [
    [0, 32, 8, 40, 2, 34, 10, 42],
    [48, 16, 56, 24, 50, 18, 58, 26],
    [12, 44, 4, 36, 14, 46, 6, 38],
    [60, 28, 52, 20, 62, 30, 54, 22],
    [3, 35, 11, 43, 1, 33, 9, 41],
    [51, 19, 59, 27, 49, 17, 57, 25],
    [15, 47, 7, 39, 13, 45, 5, 37],
    [63, 31, 55, 23, 61, 29, 53, 21],
];

/// Up to 255 colours; the index after the last is left for transparency.
pub(super) struct Palette {
    nearest: Nearest,
    /// Whether it holds each colour it was made from.
    pub(super) exact: bool,
    /// Mixes that were asked for, each at the place of its colour.
    known: Vec<Option<(Color, Mix)>>,
}

/// How many mixes are remembered.
const KNOWN: usize = 1 << 12;

/// What stands for a colour: the nearest one of the palette, in places another one.
#[derive(Debug, Clone, Copy)]
struct Mix {
    near: u8,
    /// Squared.
    distance: u32,
    far: u8,
    /// How much of the mix is `far`, of 128.
    share: i32,
}

impl Palette {
    /// A palette of at most `most` colours, 2 to 255.
    pub(super) fn new(samples: Samples, most: usize) -> Self {
        let (colors, exact) = samples.choose(most);
        Self::of(colors, exact)
    }

    /// A palette of these colours, if they are at most `most`.
    pub(super) fn all(mut colors: impl Iterator<Item = Color>, most: usize) -> Option<Self> {
        let mut few = Few::new();
        colors
            .all(|color| few.add(color, most))
            .then(|| Self::of(few.colors(), true))
    }

    fn of(mut colors: Vec<Color>, exact: bool) -> Self {
        if colors.is_empty() {
            colors.push([0; 3]);
        }
        Self {
            nearest: Nearest::new(colors),
            exact,
            known: vec![None; KNOWN],
        }
    }

    pub(super) fn colors(&self) -> &[Color] {
        self.nearest.colors()
    }

    /// The index that stands for transparency.
    pub(super) fn transparent(&self) -> u8 {
        u8::try_from(self.colors().len()).expect("at most 255 colours")
    }

    /// As the file has it, with a place for transparency.
    pub(super) fn table(&self) -> Vec<u8> {
        let mut table = self.colors().as_flattened().to_vec();
        table.extend([0; 3]);
        table
    }

    /// The index for a pixel at a place, and how far its nearest colour is from it, squared.
    pub(super) fn index(&mut self, color: Color, x: usize, y: usize) -> (u8, u32) {
        let [red, green, blue] = color.map(usize::from);
        let place = (red * 409 + green * 67 + blue) % KNOWN;
        let mix = match self.known[place] {
            Some((known, mix)) if known == color => mix,
            _ => {
                let mix = self.mix(color);
                self.known[place] = Some((color, mix));
                mix
            }
        };
        let threshold = 2 * i32::from(THRESHOLDS[y % 8][x % 8]) + 1;
        let index = if mix.share > threshold {
            mix.far
        } else {
            mix.near
        };
        (index, mix.distance)
    }

    fn mix(&mut self, color: Color) -> Mix {
        let (near, distance) = self.nearest.find(color);
        let alone = Mix {
            near,
            distance,
            far: near,
            share: 0,
        };
        if distance <= SAME {
            return alone;
        }
        let own = self.colors()[usize::from(near)].map(i32::from);
        let wanted = color.map(i32::from);
        // Another colour on the opposite side, so that the two mix to the one that is wanted.
        for reach in [1, 3] {
            let opposite = [0, 1, 2].map(|channel| {
                let value = wanted[channel] + reach * (wanted[channel] - own[channel]);
                u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
            });
            let (far, _) = self.nearest.find(opposite);
            if far != near {
                let other = self.colors()[usize::from(far)].map(i32::from);
                let (mut toward, mut length) = (0, 0);
                for channel in 0..3 {
                    let axis = other[channel] - own[channel];
                    toward += axis * (wanted[channel] - own[channel]);
                    length += axis * axis;
                }
                let share = toward * 128 / length.max(1);
                return Mix {
                    far,
                    share,
                    ..alone
                };
            }
        }
        alone
    }
}

#[cfg(test)]
mod tests;
