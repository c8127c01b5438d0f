//! How covers look: the colours of a theme in, a ground with its ornament, the colours of the words and
//! their place out.
//!
//! A cover is quiet: one ground, one ornament outside of the square, one mark beside the title. Words can be
//! read on whatever colour somebody chose (WCAG's level AA or better).

mod grounds;

use std::fmt::{self, Write as _};

use super::Face;
use crate::colour::Colour;

/// Width of the words; the square has 26 more on both sides.
const WORDS: f64 = 348.0;

/// Where words begin that stand at the left, and the middle of those that do not.
const LEFT: f64 = 66.0;
const MIDDLE: f64 = 470.0;

/// Left edges of the squares around them.
const LEFT_SQUARE: u32 = 40;
const MIDDLE_SQUARE: u32 = 270;

/// The colour where nobody chose one.
const SLATE: Colour = Colour::of([0x2F, 0x3E, 0x4D]);

/// Contrast with white of what is to be seen at all.
const FAINTEST: f64 = 1.2;

/// Contrast of the title with its ground, and of the other words.
const STRONG: f64 = 7.0;
const ENOUGH: f64 = 4.5;

/// What a theme gives to its covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    theme: String,
    primary: Colour,
    heading: Colour,
    /// The other end of gradients.
    second: Option<Colour>,
    /// The dark fields of a theme, and what shines in them.
    night: Option<Colour>,
    light: Option<Colour>,
    serif: bool,
}

impl Look {
    /// The look of a theme by its name and its variables, asked by their names; colours are written as `#rgb`
    /// or `#rrggbb`.
    pub(crate) fn new(theme: &str, variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let colour = |name| variable(name).and_then(|value| Colour::parse(&value));
        let fonts = variable("--font").unwrap_or_default();
        Self {
            theme: theme.to_owned(),
            // One that is almost white is not seen on paper.
            primary: colour("--primary")
                .unwrap_or(SLATE)
                .darkened(Colour::WHITE, FAINTEST),
            heading: colour("--heading").unwrap_or(Colour::BLACK),
            second: colour("--second"),
            night: colour("--night"),
            light: colour("--light"),
            serif: fonts.ends_with("serif") && !fonts.ends_with("sans-serif"),
        }
    }

    pub(super) fn style(&self) -> Style {
        match self.theme.as_str() {
            "literary" => grounds::literary(self),
            "technical" => grounds::technical(self),
            "magazine" => grounds::magazine(self),
            "academic" => grounds::academic(self),
            "warm" => grounds::warm(self),
            "ink" => grounds::ink(self),
            "vivid" => grounds::vivid(self),
            "midnight" => grounds::midnight(self),
            _ => grounds::bamboo(self),
        }
    }
}

impl fmt::Display for Look {
    /// Stable text that stands for all of it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            theme,
            primary,
            heading,
            serif,
            ..
        } = self;
        write!(formatter, "{theme} {primary} {heading} serif={serif}")?;
        for colour in [self.second, self.night, self.light] {
            match colour {
                Some(colour) => write!(formatter, " {colour}")?,
                None => formatter.write_str(" -")?,
            }
        }
        Ok(())
    }
}

/// Where lines of text stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Align {
    /// They begin at a place.
    Left(f64),
    /// Their middles lie there.
    Middle(f64),
}

/// A small sign beside the title.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// A bar of a width and height.
    Bar(f64, f64),
    /// Three dots.
    Dots,
    /// A seal.
    Seal,
}

/// How one cover looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    /// The ground and its ornament, as SVG.
    pub(super) ground: String,
    pub(super) face: Face,
    /// Space between Chinese characters of the title, in ems.
    pub(super) tracking: f64,
    pub(super) align: Align,
    /// Width of the words.
    pub(super) width: f64,
    /// Left edge of the square.
    pub(super) square: u32,
    /// Top and foot of the title's room.
    pub(super) room: (f64, f64),
    /// Top of the author's line.
    pub(super) foot: f64,
    /// The colours that words may stand on.
    #[cfg(test)]
    pub(super) grounds: Vec<Colour>,
    pub(super) ink: Colour,
    pub(super) soft: Colour,
    pub(super) accent: Colour,
    above: Option<Mark>,
    below: Option<Mark>,
}

impl Style {
    /// Words in the middle or at the left, in colours that can be read on all of some grounds.
    fn new(look: &Look, is_left: bool, wanted: [Colour; 3], grounds: &[Colour]) -> Self {
        let [ink, soft, accent] = wanted;
        let least = |colour: Colour| {
            let contrasts = grounds.iter().map(|ground| colour.contrast(*ground));
            contrasts.fold(f64::INFINITY, f64::min)
        };
        let end = if least(Colour::WHITE) > least(Colour::BLACK) {
            Colour::WHITE
        } else {
            Colour::BLACK
        };
        let readable = |colour: Colour, contrast| colour.towards(end, grounds, contrast);
        Self {
            ground: String::new(),
            face: Face {
                serif: look.serif,
                bold: true,
            },
            tracking: 0.02,
            align: if is_left {
                Align::Left(LEFT)
            } else {
                Align::Middle(MIDDLE)
            },
            width: WORDS,
            square: if is_left { LEFT_SQUARE } else { MIDDLE_SQUARE },
            room: (46.0, 326.0),
            foot: 346.0,
            #[cfg(test)]
            grounds: grounds.to_vec(),
            ink: readable(ink, STRONG),
            soft: readable(soft, ENOUGH),
            accent: readable(accent, ENOUGH),
            above: None,
            below: None,
        }
    }

    /// The height that the marks take.
    pub(super) fn mark_room(&self) -> f64 {
        let of = |mark: Option<Mark>| mark.map_or(0.0, |mark| mark.height() + GAP);
        of(self.above) + of(self.below)
    }

    /// Puts down the mark above the title; the top of what follows.
    pub(super) fn mark_above(&self, top: f64, svg: &mut String) -> f64 {
        match self.above {
            Some(mark) => {
                self.put(mark, top, svg);
                top + mark.height() + GAP
            }
            None => top,
        }
    }

    /// Puts down the mark below the words.
    pub(super) fn mark_below(&self, foot: f64, svg: &mut String) {
        if let Some(mark) = self.below {
            self.put(mark, foot + GAP, svg);
        }
    }

    fn put(&self, mark: Mark, top: f64, svg: &mut String) {
        let colour = self.accent;
        let left = |width: f64| match self.align {
            Align::Left(left) => left,
            Align::Middle(middle) => middle - width / 2.0,
        };
        let _ = match mark {
            Mark::Bar(width, height) => write!(
                svg,
                "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>",
                left(width)
            ),
            Mark::Dots => (0..3).try_for_each(|index| {
                let x = left(36.0) + 4.0 + 14.0 * f64::from(index);
                let y = top + 4.0;
                write!(
                    svg,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>"
                )
            }),
            Mark::Seal => write!(
                svg,
                "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"16\" height=\"16\" rx=\"2\" fill=\"{colour}\"/>",
                left(16.0)
            ),
        };
    }
}

/// Space between a mark and the words.
const GAP: f64 = 26.0;

impl Mark {
    fn height(self) -> f64 {
        match self {
            Self::Bar(_, height) => height,
            Self::Dots => 8.0,
            Self::Seal => 16.0,
        }
    }
}
