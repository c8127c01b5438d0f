//! The nearest colour of a palette, exactly and fast: the cube of colours is cut into cells, and for
//! each cell that is asked for, the colours that can be the nearest to anything in it are listed. They
//! are found among those of a larger cell around it, and these among all.

use super::Color;

/// How wide cells are: the larger ones and those in them.
const WIDTHS: [u8; 2] = [32, 8];

/// Where the candidates of a cell stand: first and past the last.
type Range = (usize, usize);

pub(super) struct Nearest {
    colors: Vec<Color>,
    /// All colours with their indices; behind them those of each cell that was asked for.
    candidates: Vec<(Color, u8)>,
    cells: [Vec<Option<Range>>; 2],
}

impl Nearest {
    pub(super) fn new(colors: Vec<Color>) -> Self {
        let candidates = colors.iter().copied().zip(0..=u8::MAX).collect();
        Self {
            colors,
            candidates,
            cells: WIDTHS.map(|width| vec![None; along(width).pow(3)]),
        }
    }

    pub(super) fn colors(&self) -> &[Color] {
        &self.colors
    }

    /// The index of the nearest colour, the first of several, and its distance squared.
    pub(super) fn find(&mut self, color: Color) -> (u8, u32) {
        let (first, end) = self.near(color, WIDTHS.len());
        let mut found = (0, u32::MAX);
        for &(own, index) in &self.candidates[first..end] {
            let distance = distance(own, color);
            if distance < found.1 {
                found = (index, distance);
            }
        }
        found
    }

    /// The candidates for a colour, by cells of so many widths.
    fn near(&mut self, color: Color, depth: usize) -> Range {
        let Some(level) = depth.checked_sub(1) else {
            return (0, self.colors.len());
        };
        let width = WIDTHS[level];
        let [red, green, blue] = color.map(|value| usize::from(value / width));
        let cell = (red * along(width) + green) * along(width) + blue;
        if let Some(range) = self.cells[level][cell] {
            return range;
        }
        let (first, end) = self.near(color, level);
        let low = color.map(|value| value / width * width);
        // Nothing in the cell is further from its nearest colour than this.
        let most = (first..end)
            .map(|place| bounds(self.candidates[place].0, low, width).1)
            .min()
            .unwrap_or(u32::MAX);
        let start = self.candidates.len();
        for place in first..end {
            let candidate = self.candidates[place];
            if bounds(candidate.0, low, width).0 <= most {
                self.candidates.push(candidate);
            }
        }
        let range = (start, self.candidates.len());
        self.cells[level][cell] = Some(range);
        range
    }
}

/// Cells along each channel.
const fn along(width: u8) -> usize {
    256 / width as usize
}

/// The least and the most squared distance of a colour to what lies in a cell.
fn bounds(color: Color, low: Color, width: u8) -> (u32, u32) {
    let (mut least, mut most) = (0, 0);
    for (value, low) in color.into_iter().zip(low) {
        let high = low + (width - 1);
        let near = u32::from(value.abs_diff(value.clamp(low, high)));
        let far = u32::from(value.abs_diff(low).max(value.abs_diff(high)));
        least += near * near;
        most += far * far;
    }
    (least, most)
}

/// The sum of the squared differences of the channels.
pub(super) fn distance(one: Color, other: Color) -> u32 {
    let [red, green, blue] = [0, 1, 2].map(|channel: usize| {
        let difference = u32::from(one[channel].abs_diff(other[channel]));
        difference * difference
    });
    red + green + blue
}
