//! Where in a picture something is to be seen: a small grey copy in, the best place for a window out.
//!
//! Faces, letters and things have edges, skies and walls have few. The window moves away from where one would
//! put it unseen only for the sake of much more of them.

/// Differences of neighbours that are noise.
const NOISE: u8 = 8;

/// What the way from the usual place to the farthest costs, as a share of all edges.
const ACROSS: f64 = 0.5;
const DOWN: f64 = 0.7;

/// Places that are tried.
const PLACES: u32 = 48;

/// How much is to be seen in the columns and rows of a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Focus {
    columns: Vec<f64>,
    rows: Vec<f64>,
}

impl Focus {
    /// Of a picture in greys, row by row, so many columns wide.
    pub(crate) fn of(greys: &[u8], width: usize) -> Self {
        let width = width.max(1);
        let mut focus = Self {
            columns: vec![0.0; width],
            rows: vec![0.0; greys.len() / width],
        };
        for (row, line) in greys.chunks_exact(width).enumerate() {
            let below = greys.get((row + 1) * width..).unwrap_or_default();
            for (column, &grey) in line.iter().enumerate() {
                let edge = [line.get(column + 1), below.get(column)]
                    .into_iter()
                    .flatten()
                    .map(|other| f64::from(grey.abs_diff(*other).saturating_sub(NOISE)))
                    .sum::<f64>();
                focus.columns[column] += edge;
                focus.rows[row] += edge;
            }
        }
        focus
    }

    /// The place of a window over a share of the width, from 0 (left) to 1 (right); usually the middle.
    pub(super) fn across(&self, share: f64) -> f64 {
        best(&self.columns, share, 0.5, ACROSS)
    }

    /// The place of a window over a share of the height, from 0 (top) to 1 (foot); usually the upper part,
    /// where faces and titles are.
    pub(super) fn down(&self, share: f64) -> f64 {
        best(&self.rows, share, 1.0 / 3.0, DOWN)
    }
}

fn best(profile: &[f64], share: f64, usual: f64, cost: f64) -> f64 {
    let all: f64 = profile.iter().sum();
    if all <= 0.0 || share >= 1.0 {
        return usual;
    }
    let far = f64::max(usual, 1.0 - usual);
    let worth = |place: f64| {
        let start = place * (1.0 - share);
        within(profile, start, start + share) / all - cost * (place - usual).abs() / far
    };
    (0..=PLACES)
        .map(|step| f64::from(step) / f64::from(PLACES))
        .chain([usual])
        .map(|place| (place, worth(place)))
        // Of equals the usual one, which comes last.
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map_or(usual, |(place, _)| place)
}

/// The sum of a profile between two shares of its length.
fn within(profile: &[f64], from: f64, to: f64) -> f64 {
    let length = f64::from(u32::try_from(profile.len()).unwrap_or(u32::MAX));
    let mut start = 0.0;
    let mut sum = 0.0;
    for value in profile {
        let end = start + 1.0 / length;
        let part = (to.min(end) - from.max(start)).max(0.0) * length;
        sum += value * part;
        start = end;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 60 × 30 greys with a chequered field.
    fn with_field(left: usize, top: usize, size: usize) -> Focus {
        let mut greys = vec![128; 60 * 30];
        for (y, x) in (top..top + size).flat_map(|y| (left..left + size).map(move |x| (y, x))) {
            greys[y * 60 + x] = if (x + y) % 2 == 0 { 0 } else { 255 };
        }
        Focus::of(&greys, 60)
    }

    #[test]
    fn a_window_goes_where_something_is_to_be_seen() {
        assert!(with_field(2, 5, 12).across(0.5) < 0.2);
        assert!(with_field(46, 5, 12).across(0.5) > 0.8);
        assert!(with_field(2, 2, 8).down(0.4) <= 1.0 / 3.0);
        assert!(with_field(2, 20, 9).down(0.4) > 0.6);
    }

    #[test]
    fn where_all_is_alike_or_seen_already_it_stays() {
        let middle = |focus: &Focus| (focus.across(0.5), focus.down(0.5));
        let usual = (0.5, 1.0 / 3.0);
        assert_eq!(middle(&Focus::default()), usual);
        assert_eq!(middle(&Focus::of(&[7; 600], 30)), usual);
        assert_eq!(middle(&Focus::of(&[], 0)), usual);
        let even: Vec<u8> = (0..60 * 30)
            .map(|at: u32| {
                if (at + at / 60).is_multiple_of(2) {
                    0
                } else {
                    200
                }
            })
            .collect();
        let (across, down) = middle(&Focus::of(&even, 60));
        assert!((across - 0.5).abs() < 0.05 && (down - 1.0 / 3.0).abs() < 0.05);
        let (across, _) = middle(&with_field(22, 8, 14));
        assert!((across - 0.5).abs() < 1e-9);
        // Faint noise is no sight.
        let faint: Vec<u8> = (0..20)
            .flat_map(|_| (0..30).map(|column| if column < 10 { 100 + column % 7 } else { 100 }))
            .collect();
        assert_eq!(middle(&Focus::of(&faint, 30)), usual);
    }
}
