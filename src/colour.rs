//! A colour, and what is made of it: mixtures, tints of other hues, and how well text can be read on it.

use std::fmt;

/// An opaque colour, written as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour([u8; 3]);

impl Colour {
    pub(crate) const WHITE: Self = Self([255; 3]);
    pub(crate) const BLACK: Self = Self([0; 3]);
    #[cfg(feature = "mermaid")]
    /// The text of most pages.
    pub(crate) const INK: Self = Self([51; 3]);

    /// Of red, green and blue.
    pub(crate) const fn of(parts: [u8; 3]) -> Self {
        Self(parts)
    }

    /// A colour written as `#rgb` or `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let digit = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
        let pair = |first, second| Some(digit(first)? << 4 | digit(second)?);
        match digits.len() {
            3 => Some(Self([pair(0, 0)?, pair(1, 1)?, pair(2, 2)?])),
            6 => Some(Self([pair(0, 1)?, pair(2, 3)?, pair(4, 5)?])),
            _ => None,
        }
    }

    /// A share of this colour (0 to 1) in another.
    pub(crate) fn over(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| round(f64::from(a) * share + f64::from(b) * (1.0 - share));
        Self(std::array::from_fn(|at| mix(self.0[at], other.0[at])))
    }

    #[cfg(feature = "mermaid")]
    /// The hue in degrees; greys have none and get that of red.
    pub(crate) fn hue(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| f64::from(part) / 255.0);
        let most = red.max(green).max(blue);
        let range = most - red.min(green).min(blue);
        if range <= f64::EPSILON {
            return 0.0;
        }
        let sixths = if most <= red {
            (green - blue) / range
        } else if most <= green {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
        (sixths * 60.0).rem_euclid(360.0)
    }

    #[cfg(feature = "mermaid")]
    /// A colour by hue (degrees), saturation and lightness (0 to 1).
    pub(crate) fn of_hue(hue: f64, saturation: f64, lightness: f64) -> Self {
        let reach = saturation * lightness.min(1.0 - lightness);
        let part = |offset: f64| {
            let at = (offset + hue / 30.0).rem_euclid(12.0);
            round(255.0 * (lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)))
        };
        Self([part(0.0), part(8.0), part(4.0)])
    }

    /// The contrast of two colours as WCAG 2 counts it, 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The same colour, mixed with black until its contrast with a ground is enough.
    pub(crate) fn darkened(self, ground: Self, contrast: f64) -> Self {
        self.towards(Self::BLACK, &[ground], contrast)
    }

    /// The same colour, mixed with another until its contrast with each of some grounds is enough; that other
    /// one where nothing is.
    pub(crate) fn towards(self, other: Self, grounds: &[Self], contrast: f64) -> Self {
        (0..=20)
            .map(|step| other.over(self, f64::from(step) / 20.0))
            .find(|colour| {
                let least = grounds.iter().map(|ground| colour.contrast(*ground));
                least.fold(f64::INFINITY, f64::min) >= contrast
            })
            .unwrap_or(other)
    }

    #[cfg(feature = "mermaid")]
    /// The same colour, dark enough to be read on a ground, or to have text of the ground's colour on it
    /// (contrast 4.5, level AA).
    pub(crate) fn readable_on(self, ground: Self) -> Self {
        self.darkened(ground, 4.5)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a byte holds"
)]
fn round(part: f64) -> u8 {
    part.round().clamp(0.0, 255.0) as u8
}
