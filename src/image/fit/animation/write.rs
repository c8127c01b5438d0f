//! A GIF from pictures, one after the other.
//!
//! Each frame holds only the rectangle that changed, with what did not change in it transparent: such
//! pixels stay exactly as they are. Where something becomes transparent, the frame before is told to
//! clear its area afterwards; therefore one frame is held back until the next is known.

mod change;

use gif::{DisposalMethod, Encoder, Frame, Repeat};

use super::canvas::{Area, CLEAR, Pixel};
use super::palette::{Color, Palette, Samples};
use change::{Change, differs};

/// The mean squared distance of colours up to which the palette of the whole animation serves a frame.
const GOOD: u64 = 40;

/// Pixels of a frame from which a palette of its own is worth its bytes.
const WORTH_PALETTE: u64 = 500;

/// A frame whose delay or disposal may still change.
struct Pending {
    area: Area,
    indices: Vec<u8>,
    transparent: u8,
    /// Its own colours.
    table: Option<Vec<u8>>,
    delay: u64,
    disposal: DisposalMethod,
}

/// Writes pictures of one size.
pub(super) struct Writer {
    encoder: Encoder<Vec<u8>>,
    width: usize,
    /// What was drawn at each place, in the colours it should have.
    drawn: Vec<Pixel>,
    pending: Option<Pending>,
    tolerance: u8,
    palette: Palette,
    /// Colours of the last frame that the palette did not serve, and how well they served it.
    own: Option<(Palette, u64)>,
    /// The error of a frame that a palette of its own did not make better.
    hopeless: u64,
    most: usize,
    frames: u32,
}

/// What was written.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) frames: u32,
}

impl Writer {
    /// Ready for pictures of `width × height`; `most` is for palettes of single frames. A pixel is
    /// drawn again when one of its channels is off by more than `tolerance`.
    pub(super) fn new(
        (width, height): (u16, u16),
        repeat: Repeat,
        palette: Palette,
        most: usize,
        tolerance: u8,
    ) -> Result<Self, gif::EncodingError> {
        let mut encoder = Encoder::new(Vec::new(), width, height, &palette.table())?;
        encoder.set_repeat(repeat)?;
        Ok(Self {
            encoder,
            width: width.into(),
            drawn: vec![CLEAR; usize::from(width) * usize::from(height)],
            pending: None,
            tolerance,
            palette,
            own: None,
            hopeless: 0,
            most,
            frames: 0,
        })
    }

    /// Bytes so far, without the frame that is held back.
    pub(super) fn size(&self) -> u64 {
        u64::try_from(self.encoder.get_ref().len()).unwrap_or(u64::MAX)
    }

    /// Adds a picture, of pixels that are opaque or clear, for so many 1/100 s.
    pub(super) fn add(&mut self, picture: &[Pixel], delay: u64) -> Result<(), gif::EncodingError> {
        let mut change = Change::between(&self.drawn, picture, self.width, self.tolerance);
        if let Some(pending) = &mut self.pending {
            if change.drawn.is_none() && change.cleared.is_none() {
                pending.delay += delay;
                return Ok(());
            }
            if let Some(cleared) = change.cleared {
                pending.clear(cleared);
                for row in pending.area.rows(self.width) {
                    self.drawn[row].fill(CLEAR);
                }
                change = Change::between(&self.drawn, picture, self.width, self.tolerance);
            }
            self.flush()?;
        }
        // A frame has a pixel, even if there is nothing to draw.
        let area = change.drawn.unwrap_or(Area {
            left: 0,
            top: 0,
            width: 1,
            height: 1,
        });
        self.pending = Some(self.frame(picture, area, delay));
        for row in area.rows(self.width) {
            for (drawn, &pixel) in self.drawn[row.clone()].iter_mut().zip(&picture[row]) {
                if differs(*drawn, pixel, self.tolerance) {
                    *drawn = pixel;
                }
            }
        }
        Ok(())
    }

    /// The whole file.
    pub(super) fn finish(mut self) -> Result<Written, gif::EncodingError> {
        self.flush()?;
        Ok(Written {
            bytes: self.encoder.into_inner()?,
            frames: self.frames,
        })
    }

    /// The frame that draws what differs in `area`.
    fn frame(&mut self, picture: &[Pixel], area: Area, delay: u64) -> Pending {
        let drawing = Drawing {
            drawn: &self.drawn,
            picture,
            width: self.width,
            area,
            tolerance: self.tolerance,
        };
        let mut indexed = drawing.index(&mut self.palette);
        let mut transparent = self.palette.transparent();
        let mut table = None;
        if indexed.pixels >= WORTH_PALETTE
            && indexed.error > GOOD
            && indexed.error * 4 > self.hopeless * 5
        {
            let better = drawing.index_better(&mut self.own, indexed.error, self.most);
            match (better, &self.own) {
                (Some(better), Some((own, _))) => {
                    indexed = better;
                    transparent = own.transparent();
                    table = Some(own.table());
                }
                _ => self.hopeless = indexed.error,
            }
        }
        Pending {
            area,
            indices: indexed.indices,
            transparent,
            table,
            delay,
            disposal: DisposalMethod::Keep,
        }
    }

    /// Writes the frame that was held back.
    fn flush(&mut self) -> Result<(), gif::EncodingError> {
        let Some(pending) = self.pending.take() else {
            return Ok(());
        };
        let [left, top, width, height] = [
            pending.area.left,
            pending.area.top,
            pending.area.width,
            pending.area.height,
        ]
        .map(|side| u16::try_from(side).expect("areas lie on a canvas of 16 bits"));
        self.frames += 1;
        self.encoder.write_frame(&Frame {
            left,
            top,
            width,
            height,
            // What is shown for more than eleven minutes is shown for eleven minutes.
            delay: u16::try_from(pending.delay).unwrap_or(u16::MAX),
            dispose: pending.disposal,
            transparent: Some(pending.transparent),
            palette: pending.table,
            buffer: pending.indices.into(),
            ..Frame::default()
        })
    }
}

impl Pending {
    /// Makes the frame clear its area afterwards, and this one too.
    fn clear(&mut self, cleared: Area) {
        let area = self.area.around(cleared);
        let mut indices = vec![self.transparent; area.pixels()];
        let inner = Area {
            left: self.area.left - area.left,
            top: self.area.top - area.top,
            ..self.area
        };
        for (to, from) in inner
            .rows(area.width)
            .zip(self.indices.chunks_exact(self.area.width))
        {
            indices[to].copy_from_slice(from);
        }
        self.area = area;
        self.indices = indices;
        self.disposal = DisposalMethod::Background;
    }
}

/// What a frame has to draw.
struct Drawing<'a> {
    drawn: &'a [Pixel],
    picture: &'a [Pixel],
    width: usize,
    area: Area,
    tolerance: u8,
}

/// A frame in the colours of a palette.
struct Indexed {
    indices: Vec<u8>,
    /// Pixels that are drawn.
    pixels: u64,
    /// The mean squared distance of what is drawn from what should be.
    error: u64,
}

impl Drawing<'_> {
    /// Every pixel of the area: its place, and its colour if it is drawn.
    fn pixels(&self) -> impl Iterator<Item = (usize, usize, Option<Color>)> {
        let rows = self.area.rows(self.width);
        (self.area.top..).zip(rows).flat_map(move |(y, row)| {
            let pairs = self.drawn[row.clone()].iter().zip(&self.picture[row]);
            (self.area.left..)
                .zip(pairs)
                .map(move |(x, (drawn, pixel))| {
                    let [red, green, blue, _] = *pixel;
                    let color =
                        differs(*drawn, *pixel, self.tolerance).then_some([red, green, blue]);
                    (x, y, color)
                })
        })
    }

    fn index(&self, palette: &mut Palette) -> Indexed {
        let transparent = palette.transparent();
        let mut indices = Vec::with_capacity(self.area.pixels());
        let (mut pixels, mut error) = (0, 0);
        for (x, y, color) in self.pixels() {
            indices.push(match color {
                None => transparent,
                Some(color) => {
                    let (index, distance) = palette.index(color, x, y);
                    pixels += 1;
                    error += u64::from(distance);
                    index
                }
            });
        }
        Indexed {
            indices,
            pixels,
            error: error / pixels.max(1),
        }
    }

    /// With a palette for this frame, if that is clearly better than an error of `error`: `own`, which
    /// was made for a frame before and becomes another one when it does not serve as well any more.
    fn index_better(
        &self,
        own: &mut Option<(Palette, u64)>,
        error: u64,
        most: usize,
    ) -> Option<Indexed> {
        let better = |indexed: &Indexed| indexed.error * 4 < error * 3;
        if let Some((palette, usual)) = own {
            let indexed = self.index(palette);
            if indexed.error * 4 <= *usual * 5 + GOOD && better(&indexed) {
                return Some(indexed);
            }
        }
        let mut samples = Samples::of_about(self.area.pixels());
        for (_, _, color) in self.pixels() {
            if let Some(color) = color {
                samples.add(color);
            }
        }
        let (palette, usual) = own.insert((Palette::new(samples, most), 0));
        let indexed = self.index(palette);
        *usual = indexed.error;
        better(&indexed).then_some(indexed)
    }
}

#[cfg(test)]
mod tests;
