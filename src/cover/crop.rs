//! The box that a cover is cut to: what somebody wrote or the size of a picture in, the wire form out.
//!
//! The service shows one picture as 2.35:1 and as a square and takes a box for each
//! (`pic_crop_235_1`, `pic_crop_1_1`): `X1_Y1_X2_Y2`, shares of its width and height with at most six digits
//! behind the point. A box of another ratio is refused (53402).

use std::fmt;
use std::str::FromStr;

use super::focus::Focus;

/// A whole side, in millionths: the finest that the service takes.
const WHOLE: u32 = 1_000_000;

/// How far a box may be from its ratio, as a share of its width, beside a pixel at each edge.
const TOLERANCE: f64 = 0.01;

/// The two shapes of a cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CropRatio {
    /// 2.35:1, at the top of a message.
    Wide,
    /// 1:1, in lists and when shared.
    Square,
}

impl CropRatio {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Wide, Self::Square];

    /// Width by height.
    fn value(self) -> f64 {
        match self {
            Self::Wide => 2.35,
            Self::Square => 1.0,
        }
    }
}

impl fmt::Display for CropRatio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Wide => "2.35:1",
            Self::Square => "1:1",
        })
    }
}

/// Why a box is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CropError {
    /// It is not four numbers.
    #[error("it is not four numbers: left, top, right, bottom")]
    Numbers,
    /// A number is not between 0 and 1.
    #[error("its numbers are shares of the picture, from 0 to 1")]
    Outside,
    /// The right edge is not right of the left one, or the lower one not below the upper.
    #[error("there is nothing in it")]
    Empty,
    /// Of this picture it cuts another shape.
    #[error("it does not have the ratio of the cover")]
    Ratio,
}

impl CropError {
    /// A word for messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Outside => "outside",
            Self::Empty => "empty",
            Self::Ratio => "ratio",
        }
    }
}

/// A box in a picture, as shares of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Crop {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Crop {
    /// The largest box of a ratio in a picture of so many pixels, where something is to be seen; without a
    /// focus in the middle of a wide picture and in the upper part of a tall one.
    pub(crate) fn of_picture(
        ratio: CropRatio,
        width: u32,
        height: u32,
        focus: Option<&Focus>,
    ) -> Self {
        let (box_width, box_height) = largest(ratio, width.max(1), height.max(1));
        let none = Focus::default();
        let focus = focus.unwrap_or(&none);
        let room = |whole: u32, part: u32| f64::from(whole.max(1) - part);
        let share = |whole: u32, part: u32| f64::from(part) / f64::from(whole.max(1));
        let left = focus.across(share(width, box_width)) * room(width, box_width);
        let top = focus.down(share(height, box_height)) * room(height, box_height);
        Self::of_pixels(
            (width, height),
            (whole(left), whole(top)),
            (box_width, box_height),
        )
    }

    /// The largest box of a ratio whose left edge lies at a pixel, or as far right as it may.
    pub(crate) fn at(ratio: CropRatio, width: u32, height: u32, left: u32) -> Self {
        let size = largest(ratio, width.max(1), height.max(1));
        let left = left.min(width.max(1) - size.0);
        Self::of_pixels((width, height), (left, 0), size)
    }

    fn of_pixels(picture: (u32, u32), corner: (u32, u32), size: (u32, u32)) -> Self {
        let share = |pixels: u32, of: u32| whole(f64::from(pixels) * 1e6 / f64::from(of.max(1)));
        Self {
            left: share(corner.0, picture.0),
            top: share(corner.1, picture.1),
            right: share(corner.0 + size.0, picture.0).min(WHOLE),
            bottom: share(corner.1 + size.1, picture.1).min(WHOLE),
        }
    }

    /// Whether the box has a ratio in a picture of so many pixels.
    ///
    /// # Errors
    /// [`CropError::Ratio`].
    pub fn check(self, ratio: CropRatio, width: u32, height: u32) -> Result<(), CropError> {
        let length = |from: u32, to: u32, of: u32| f64::from(to - from) * f64::from(of) / 1e6;
        let across = length(self.left, self.right, width);
        let wanted = length(self.top, self.bottom, height) * ratio.value();
        let pixels = 1.0 + ratio.value();
        if (across - wanted).abs() <= pixels.max(wanted * TOLERANCE) {
            Ok(())
        } else {
            Err(CropError::Ratio)
        }
    }
}

/// Width and height of the largest box of a ratio, in whole pixels.
fn largest(ratio: CropRatio, width: u32, height: u32) -> (u32, u32) {
    let by_height = f64::from(height) * ratio.value();
    if by_height <= f64::from(width) {
        (whole(by_height).clamp(1, width), height)
    } else {
        let by_width = f64::from(width) / ratio.value();
        (width, whole(by_width).clamp(1, height))
    }
}

/// The nearest whole number from 0 on.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded on the same line"
)]
fn whole(number: f64) -> u32 {
    number.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

impl FromStr for Crop {
    type Err = CropError;

    /// `0.1_0_0.9_1`; commas and spaces may stand for the underscores.
    fn from_str(text: &str) -> Result<Self, CropError> {
        let numbers: Vec<&str> = text
            .trim()
            .split(['_', ',', '，', ' '])
            .filter(|number| !number.is_empty())
            .collect();
        let [left, top, right, bottom] = numbers[..] else {
            return Err(CropError::Numbers);
        };
        let crop = Self {
            left: share(left)?,
            top: share(top)?,
            right: share(right)?,
            bottom: share(bottom)?,
        };
        if crop.left < crop.right && crop.top < crop.bottom {
            Ok(crop)
        } else {
            Err(CropError::Empty)
        }
    }
}

/// A share in millionths.
fn share(text: &str) -> Result<u32, CropError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = text
        .parse()
        .ok()
        .filter(|_| is_plain)
        .ok_or(CropError::Numbers)?;
    if (0.0..=1.0).contains(&number) {
        Ok(whole(number * f64::from(WHOLE)))
    } else {
        Err(CropError::Outside)
    }
}

impl fmt::Display for Crop {
    /// As the service takes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, edge) in [self.left, self.top, self.right, self.bottom]
            .into_iter()
            .enumerate()
        {
            if index > 0 {
                formatter.write_str("_")?;
            }
            let digits = format!("{}.{:06}", edge / WHOLE, edge % WHOLE);
            formatter.write_str(digits.trim_end_matches('0').trim_end_matches('.'))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn automatic(ratio: CropRatio, width: u32, height: u32) -> String {
        Crop::of_picture(ratio, width, height, None).to_string()
    }

    #[test]
    fn boxes_are_read_in_several_spellings_and_written_in_one() {
        for (written, sent) in [
            ("0.1_0_0.9_1", "0.1_0_0.9_1"),
            (" 0.1, 0, .9, 1.0 ", "0.1_0_0.9_1"),
            ("0 0 1 1", "0_0_1_1"),
            ("0.1234567_0_0.5_0.25", "0.123457_0_0.5_0.25"),
            ("0.0，0.05，0.333333，1", "0_0.05_0.333333_1"),
        ] {
            let crop: Crop = written.parse().unwrap();
            assert_eq!(crop.to_string(), sent);
            assert_eq!(sent.parse(), Ok(crop));
        }
        for (written, error) in [
            ("", CropError::Numbers),
            ("0_0_1", CropError::Numbers),
            ("0_0_1_1_1", CropError::Numbers),
            ("a_0_1_1", CropError::Numbers),
            ("NaN_0_1_1", CropError::Numbers),
            ("1e-1_0_1_1", CropError::Numbers),
            ("0_0_1.1_1", CropError::Outside),
            ("-0.1_0_1_1", CropError::Outside),
            ("0_0_100_100", CropError::Outside),
            ("0.5_0_0.5_1", CropError::Empty),
            ("0_0.9_1_0.1", CropError::Empty),
            ("0.9999999_0_1_1", CropError::Empty),
        ] {
            assert_eq!(written.parse::<Crop>(), Err(error), "{written}");
            assert!(!error.as_str().is_empty() && !error.to_string().is_empty());
        }
    }

    #[test]
    fn the_largest_box_stands_in_the_middle_or_the_upper_part() {
        assert_eq!(automatic(CropRatio::Wide, 2350, 1000), "0_0_1_1");
        assert_eq!(automatic(CropRatio::Square, 500, 500), "0_0_1_1");
        assert_eq!(automatic(CropRatio::Square, 2000, 1000), "0.25_0_0.75_1");
        assert_eq!(
            automatic(CropRatio::Square, 1000, 2000),
            "0_0.1665_1_0.6665"
        );
        assert_eq!(automatic(CropRatio::Wide, 4700, 1000), "0.25_0_0.75_1");
    }

    #[test]
    fn boxes_of_any_picture_lie_inside_and_have_their_ratio_to_a_pixel() {
        let sides = [
            1, 2, 3, 7, 99, 400, 401, 639, 640, 900, 1079, 1880, 4032, 9973, 30_000,
        ];
        for (width, height) in sides.iter().flat_map(|w| sides.map(|h| (*w, h))) {
            for ratio in CropRatio::ALL {
                let crop = Crop::of_picture(ratio, width, height, None);
                assert!(crop.left < crop.right && crop.right <= WHOLE, "{crop}");
                assert!(crop.top < crop.bottom && crop.bottom <= WHOLE, "{crop}");
                assert_eq!(crop.to_string().parse(), Ok(crop));
                assert_eq!(crop.check(ratio, width, height), Ok(()), "{width}x{height}");
                let across = f64::from(crop.right - crop.left) * f64::from(width) / 1e6;
                let down = f64::from(crop.bottom - crop.top) * f64::from(height) / 1e6;
                let off = (across / ratio.value() - down)
                    .abs()
                    .min((down * ratio.value() - across).abs());
                assert!(
                    off < 1.05 || width.min(height) < 3,
                    "{width}x{height}: {off}"
                );
            }
        }
    }

    #[test]
    fn a_box_of_another_ratio_is_known_for_one() {
        let half: Crop = "0.25_0_0.75_1".parse().unwrap();
        assert_eq!(half.check(CropRatio::Square, 2000, 1000), Ok(()));
        assert_eq!(half.check(CropRatio::Square, 2010, 1000), Ok(()));
        assert_eq!(
            half.check(CropRatio::Square, 1500, 1000),
            Err(CropError::Ratio)
        );
        assert_eq!(
            half.check(CropRatio::Wide, 2000, 1000),
            Err(CropError::Ratio)
        );
    }
}
