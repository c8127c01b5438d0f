//! The nearest colour of a palette, exactly and fast: the cube of colours is cut into cells, and for
//! each cell that is asked for, the colours that can be the nearest to anything in it are listed.

use super::Color;

/// Cells along each channel, and how wide each is.
const CELLS: usize = 32;
const WIDTH: u8 = 8;

pub(super) struct Nearest {
    colors: Vec<Color>,
    /// For each cell, where its candidates stand: first and past the last; nothing if never asked for.
    cells: Vec<Option<(u32, u32)>>,
    candidates: Vec<(Color, u8)>,
}

impl Nearest {
    pub(super) fn new(colors: Vec<Color>) -> Self {
        Self {
            colors,
            cells: vec![None; CELLS * CELLS * CELLS],
            candidates: Vec::new(),
        }
    }

    pub(super) fn colors(&self) -> &[Color] {
        &self.colors
    }

    /// The index of the nearest colour, the first of several, and its distance squared.
    pub(super) fn find(&mut self, color: Color) -> (u8, u32) {
        let [red, green, blue] = color.map(|value| usize::from(value / WIDTH));
        let cell = (red * CELLS + green) * CELLS + blue;
        let (first, end) = match self.cells[cell] {
            Some(range) => range,
            None => self.list(cell, color),
        };
        let mut found = (0, u32::MAX);
        for &(own, index) in &self.candidates[first as usize..end as usize] {
            let distance = distance(own, color);
            if distance < found.1 {
                found = (index, distance);
            }
        }
        found
    }

    /// Lists the candidates of the cell that `color` lies in.
    fn list(&mut self, cell: usize, color: Color) -> (u32, u32) {
        let low = color.map(|value| value / WIDTH * WIDTH);
        let high = low.map(|value| value + (WIDTH - 1));
        // Nothing in the cell is further from its nearest colour than this.
        let most = self.colors.iter().map(|own| {
            let far = [0, 1, 2].map(|channel| {
                let middle = low[channel] + WIDTH / 2;
                if own[channel] < middle {
                    high[channel]
                } else {
                    low[channel]
                }
            });
            distance(*own, far)
        });
        let most = most.min().unwrap_or(u32::MAX);
        let first = self.candidates.len();
        for (index, &own) in (0..=u8::MAX).zip(&self.colors) {
            let near = [0, 1, 2].map(|channel| own[channel].clamp(low[channel], high[channel]));
            if distance(own, near) <= most {
                self.candidates.push((own, index));
            }
        }
        let range = [first, self.candidates.len()]
            .map(|place| u32::try_from(place).expect("32,768 cells of at most 255 candidates"));
        self.cells[cell] = Some((range[0], range[1]));
        (range[0], range[1])
    }
}

/// The sum of the squared differences of the channels.
pub(super) fn distance(one: Color, other: Color) -> u32 {
    let mut sum = 0;
    for channel in 0..3 {
        let difference = u32::from(one[channel].abs_diff(other[channel]));
        sum += difference * difference;
    }
    sum
}
