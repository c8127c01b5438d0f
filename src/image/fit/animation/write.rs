//! A GIF from pictures, one after the other.
//!
//! Each frame holds only the rectangle that changed, with what did not change in it transparent: such
//! pixels stay exactly as they are. Where something becomes transparent, the frame before is told to
//! clear its area afterwards; therefore one frame is held back until the next is known.

mod change;
mod colors;
mod drawing;

use gif::{DisposalMethod, Encoder, Frame, Repeat};

use super::canvas::{Area, CLEAR, Pixel};
use change::{Change, differs};
use colors::Colored;
pub(super) use colors::Colors;
use drawing::Drawing;

/// A frame whose delay or disposal may still change.
struct Pending {
    area: Area,
    colored: Colored,
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
    colors: Colors,
    frames: u32,
}

/// What was written.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) frames: u32,
}

impl Writer {
    /// Ready for pictures of `width × height`. A pixel is drawn again when one of its channels is off
    /// by more than `tolerance`.
    pub(super) fn new(
        (width, height): (u16, u16),
        repeat: Repeat,
        colors: Colors,
        tolerance: u8,
    ) -> Result<Self, gif::EncodingError> {
        let mut encoder = Encoder::new(Vec::new(), width, height, &colors.table())?;
        encoder.set_repeat(repeat)?;
        Ok(Self {
            encoder,
            width: width.into(),
            drawn: vec![CLEAR; usize::from(width) * usize::from(height)],
            pending: None,
            tolerance,
            colors,
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
        let colored = self.colors.color(&Drawing {
            drawn: &self.drawn,
            picture,
            width: self.width,
            area,
            tolerance: self.tolerance,
        });
        self.pending = Some(Pending {
            area,
            colored,
            delay,
            disposal: DisposalMethod::Keep,
        });
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
            transparent: Some(pending.colored.transparent),
            palette: pending.colored.table,
            buffer: pending.colored.indices.into(),
            ..Frame::default()
        })
    }
}

impl Pending {
    /// Makes the frame clear its area afterwards, and this one too.
    fn clear(&mut self, cleared: Area) {
        let area = self.area.around(cleared);
        let mut indices = vec![self.colored.transparent; area.pixels()];
        let inner = Area {
            left: self.area.left - area.left,
            top: self.area.top - area.top,
            ..self.area
        };
        for (to, from) in inner
            .rows(area.width)
            .zip(self.colored.indices.chunks_exact(self.area.width))
        {
            indices[to].copy_from_slice(from);
        }
        self.area = area;
        self.colored.indices = indices;
        self.disposal = DisposalMethod::Background;
    }
}

#[cfg(test)]
mod tests;
