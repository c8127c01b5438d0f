//! The colours that a palette is made from.

use std::collections::BTreeSet;

use quantizr::{Image, Options, QuantizeResult};

use super::Color;
use super::nearest::Nearest;
use crate::image::fit::animation::canvas::Pixel;

/// How many pixels are looked at closely, at most.
const MOST: usize = 1 << 17;

/// Colours, each once, as long as they are few.
#[derive(Clone)]
pub(super) struct Few {
    colors: BTreeSet<Color>,
    /// Some that are known to be in: most pixels are like one shortly before.
    recent: Vec<Option<Color>>,
}

impl Few {
    pub(super) fn new() -> Self {
        Self {
            colors: BTreeSet::new(),
            recent: vec![None; 1024],
        }
    }

    /// Takes a colour in; whether there are still at most `most`.
    pub(super) fn add(&mut self, color: Color, most: usize) -> bool {
        let [red, green, blue] = color.map(usize::from);
        let place = &mut self.recent[(red * 61 + green * 7 + blue) % 1024];
        if *place != Some(color) {
            *place = Some(color);
            self.colors.insert(color);
        }
        self.colors.len() <= most
    }

    /// In order.
    pub(super) fn colors(self) -> Vec<Color> {
        self.colors.into_iter().collect()
    }
}

/// Colours of pictures: each one while they are few, and a fair choice of the pixels.
#[derive(Clone)]
pub(in super::super) struct Samples {
    /// All colours met, or nothing once they were too many for a palette.
    few: Option<Few>,
    /// Whether something that was drawn is clear in a later picture.
    pub(in super::super) clears: bool,
    sampled: Vec<Color>,
    /// One pixel of so many is sampled.
    every: usize,
    skip: usize,
}

impl Samples {
    /// Ready for about so many pixels.
    pub(in super::super) fn of_about(pixels: usize) -> Self {
        Self {
            few: Some(Few::new()),
            clears: false,
            sampled: Vec::new(),
            every: pixels.div_ceil(MOST).max(1),
            skip: 0,
        }
    }

    /// Adds what is opaque in a picture, which comes after `before`.
    pub(in super::super) fn add_picture(&mut self, picture: &[Pixel], before: &[Pixel]) {
        for &[red, green, blue, alpha] in picture {
            if alpha != 0 {
                self.add([red, green, blue]);
            }
        }
        let mut pairs = before.iter().zip(picture);
        self.clears |= pairs.any(|(before, pixel)| before[3] != 0 && pixel[3] == 0);
    }

    pub(in super::super) fn add(&mut self, color: Color) {
        if self.skip == 0 {
            self.sampled.push(color);
            // Not in even steps, which would meet the same columns in each row.
            let jitter = self.sampled.len().wrapping_mul(0x9E37_79B1) >> 7;
            self.skip = jitter % (2 * self.every - 1);
        } else {
            self.skip -= 1;
        }
        if self.few.as_mut().is_some_and(|few| !few.add(color, 255)) {
            self.few = None;
        }
    }

    /// At most `most` colours, and whether these are all.
    pub(super) fn choose(mut self, most: usize) -> (Vec<Color>, bool) {
        if let Some(few) = self.few.map(Few::colors)
            && few.len() <= most
        {
            return (few, true);
        }
        self.sampled.sort_unstable();
        let mut counted: Vec<(Color, usize)> = Vec::new();
        for color in self.sampled {
            match counted.last_mut() {
                Some((last, count)) if *last == color => *count += 1,
                _ => counted.push((color, 1)),
            }
        }
        let mut colors = quantize(&counted, most);
        prefer_real(&mut colors, &counted);
        colors.sort_unstable();
        colors.dedup();
        (colors, false)
    }
}

/// Means of groups of colours. A colour counts by the root of its pixels, so that large areas do not
/// leave small ones without theirs.
fn quantize(counted: &[(Color, usize)], most: usize) -> Vec<Color> {
    let mut pixels = Vec::new();
    for &([red, green, blue], count) in counted {
        pixels.extend(std::iter::repeat_n([red, green, blue, 255], count.isqrt()));
    }
    let mut options = Options::default();
    let (Ok(image), Ok(())) = (
        Image::new(pixels.as_flattened(), pixels.len(), 1),
        options.set_max_colors(i32::try_from(most).unwrap_or(i32::MAX)),
    ) else {
        return vec![[0; 3]];
    };
    let result = QuantizeResult::quantize(&image, &options);
    let palette = result.get_palette();
    let entries = palette.entries.iter().take(palette.count as usize);
    entries.map(|color| [color.r, color.g, color.b]).collect()
}

/// Where most pixels of a group have one colour, that is the group's colour: flat areas stay exact.
fn prefer_real(colors: &mut [Color], counted: &[(Color, usize)]) {
    let mut nearest = Nearest::new(colors.to_vec());
    let mut groups = vec![(0, 0, [0; 3]); colors.len()];
    for &(color, count) in counted {
        let (total, largest, main) = &mut groups[usize::from(nearest.find(color).0)];
        *total += count;
        if count > *largest {
            (*largest, *main) = (count, color);
        }
    }
    for (color, (total, largest, main)) in colors.iter_mut().zip(groups) {
        if largest * 2 > total {
            *color = main;
        }
    }
}
