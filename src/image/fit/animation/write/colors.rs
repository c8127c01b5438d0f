//! Which colours a frame is written with: those of the whole animation, or its own if they are better.

use super::drawing::{Drawing, Indexed};
use crate::image::fit::animation::palette::{Palette, Samples};

/// The mean squared distance of colours up to which the palette of the whole serves a frame.
const GOOD: f64 = 40.0;

/// Pixels of a frame for each colour of a palette of its own, from which that is worth its bytes.
const WORTH: usize = 8;

pub(in super::super) struct Colors {
    whole: Palette,
    /// Whether things are cleared. What stands still is drawn again then and has to come out the same,
    /// so no frame gets colours of its own.
    clears: bool,
    /// Most colours of a frame's own palette.
    most: usize,
    /// The last palette of a frame's own, and how well it served that frame.
    own: Option<(Palette, f64)>,
    /// How well a frame was served for which no palette of its own was better.
    hopeless: f64,
}

/// A frame in colours.
pub(super) struct Colored {
    pub(super) indices: Vec<u8>,
    pub(super) transparent: u8,
    /// The frame's own palette, as the file has it.
    pub(super) table: Option<Vec<u8>>,
}

impl Colors {
    /// Colours of at most `most` for the whole, and for each frame that needs others.
    pub(in super::super) fn new(samples: Samples, most: usize) -> Self {
        Self {
            clears: samples.clears,
            whole: Palette::new(samples, most),
            most,
            own: None,
            hopeless: 0.0,
        }
    }

    /// Whether the palette of the whole has each colour that was met.
    pub(in super::super) fn exact(&self) -> bool {
        self.whole.exact
    }

    /// The palette of the whole, as the file has it.
    pub(super) fn table(&self) -> Vec<u8> {
        self.whole.table()
    }

    /// Colours a frame.
    pub(super) fn color(&mut self, drawing: &Drawing<'_>) -> Colored {
        let indexed = drawing.index(&mut self.whole);
        if indexed.error > 0.0 && !self.clears {
            // Colours that a palette of the frame's own may have.
            let most = self.most.min(indexed.pixels / WORTH);
            let mut better = self.exactly(drawing, most);
            if better.is_none()
                && most == self.most
                && indexed.error > GOOD.max(self.hopeless * 1.25)
            {
                better = self.better(drawing, indexed.error);
                if better.is_none() {
                    self.hopeless = indexed.error;
                }
            }
            if let (Some(better), Some((own, _))) = (better, &self.own) {
                return Colored {
                    indices: better.indices,
                    transparent: own.transparent(),
                    table: Some(own.table()),
                };
            }
        }
        Colored {
            indices: indexed.indices,
            transparent: self.whole.transparent(),
            table: None,
        }
    }

    /// With a palette of at most `most` colours that has every colour of the frame: that of a frame
    /// before, or a new one.
    fn exactly(&mut self, drawing: &Drawing<'_>, most: usize) -> Option<Indexed> {
        if let Some((palette, _)) = &mut self.own
            && palette.exact
            && palette.colors().len() <= most
        {
            let indexed = drawing.index(palette);
            if indexed.error == 0.0 {
                return Some(indexed);
            }
        }
        let palette = Palette::all(drawing.colors(), most)?;
        let (palette, _) = self.own.insert((palette, 0.0));
        Some(drawing.index(palette))
    }

    /// With a palette for the frame, if that is clearly better than an error of `error`: that of a
    /// frame before as long as it serves about as well, or a new one.
    fn better(&mut self, drawing: &Drawing<'_>, error: f64) -> Option<Indexed> {
        let better = |indexed: &Indexed| indexed.error < error * 0.75;
        if let Some((palette, usual)) = &mut self.own {
            let indexed = drawing.index(palette);
            if indexed.error <= *usual * 1.25 + GOOD / 4.0 && better(&indexed) {
                return Some(indexed);
            }
        }
        let mut samples = Samples::of_about(drawing.area.pixels());
        for color in drawing.colors() {
            samples.add(color);
        }
        let palette = Palette::new(samples, self.most);
        let (palette, usual) = self.own.insert((palette, 0.0));
        let indexed = drawing.index(palette);
        *usual = indexed.error;
        better(&indexed).then_some(indexed)
    }
}
