//! One way through an animation: decoded, put together, made smaller and written frame by frame.
//!
//! The input is decoded twice: a few frames first, for the palette, then all. No more than a few
//! pictures are in memory at any time.

use super::canvas::Pixel;
use super::outline::{Outline, Span};
use super::palette::Samples;
use super::picture::Studio;
use super::read::{Damaged, Reader};
use super::reduce::Plan;
use super::timeline::{self, Step};
use super::write::{Colors, Writer, Written};
use crate::asset::ImageFormat;

/// Frames that the palette is made from.
const FOR_PALETTE: usize = 12;

/// An animation as it is.
pub(super) struct Original<'a> {
    format: ImageFormat,
    bytes: &'a [u8],
    outline: &'a Outline,
    /// The size at which it is written if it may be: at most the canvas.
    whole: (u16, u16),
    /// Colours of the whole, and the size at which they were gathered.
    samples: Option<((u16, u16), Samples)>,
}

/// What a pass came to.
pub(super) enum Pass {
    Fits {
        written: Written,
        /// The colours, if they are not all that were there.
        reduced_to: Option<u16>,
    },
    /// It was given up over the limit; the whole would take about so many bytes.
    TooLarge { estimated: u64 },
}

impl<'a> Original<'a> {
    pub(super) fn new(
        format: ImageFormat,
        bytes: &'a [u8],
        outline: &'a Outline,
        whole: (u16, u16),
    ) -> Self {
        Self {
            format,
            bytes,
            outline,
            whole,
            samples: None,
        }
    }

    /// Writes it by a plan, in at most `limit` bytes.
    pub(super) fn write(&mut self, plan: &Plan, limit: u64) -> Result<Pass, Damaged> {
        let frames = &self.outline.frames;
        let steps = timeline::steps(frames, plan.interval);
        let size = plan.size(self.whole);
        let colors = Colors::new(self.samples(&steps, size)?, plan.colors);
        let most = u16::try_from(plan.colors + 1).unwrap_or(u16::MAX);
        let reduced_to = (!colors.exact()).then_some(most);
        let mut writer =
            Writer::new(size, self.outline.repeat, colors, plan.tolerance).map_err(|_| Damaged)?;
        let bytes_of = |frames: &[Span]| frames.iter().map(|frame| frame.bytes).sum::<u64>();
        let mut pictures = Pictures::open(self, size)?;
        for (number, step) in steps.into_iter().enumerate() {
            writer
                .add(pictures.at(step.frame)?, step.delay)
                .map_err(|_| Damaged)?;
            // All before this frame is written, this one is held back.
            if number > 0 && writer.size() > limit {
                let done = bytes_of(&frames[..step.frame]).max(1);
                let whole = u128::from(writer.size()) * u128::from(bytes_of(frames));
                let estimated = u64::try_from(whole / u128::from(done)).unwrap_or(u64::MAX);
                return Ok(Pass::TooLarge { estimated });
            }
        }
        let written = writer.finish().map_err(|_| Damaged)?;
        let size = u64::try_from(written.bytes.len()).unwrap_or(u64::MAX);
        if size > limit {
            return Ok(Pass::TooLarge { estimated: size });
        }
        Ok(Pass::Fits {
            written,
            reduced_to,
        })
    }

    /// Colours of the whole, from frames spread over it.
    fn samples(&mut self, steps: &[Step], size: (u16, u16)) -> Result<Samples, Damaged> {
        if let Some((gathered, samples)) = &self.samples
            && *gathered == size
        {
            return Ok(samples.clone());
        }
        let count = steps.len().min(FOR_PALETTE);
        let mut samples = Samples::of_about(count * usize::from(size.0) * usize::from(size.1));
        let mut pictures = Pictures::open(self, size)?;
        let mut before = Vec::new();
        for number in 0..count {
            let step = &steps[number * (steps.len() - 1) / (count - 1).max(1)];
            let picture = pictures.at(step.frame)?;
            samples.add_picture(picture, &before);
            before.clear();
            before.extend_from_slice(picture);
        }
        self.samples = Some((size, samples.clone()));
        Ok(samples)
    }
}

/// The frames of an animation as pictures for a GIF.
struct Pictures<'a> {
    reader: Reader<'a>,
    read: usize,
    studio: Studio,
}

impl<'a> Pictures<'a> {
    fn open(original: &Original<'a>, size: (u16, u16)) -> Result<Self, Damaged> {
        let outline = original.outline;
        let reader = Reader::open(original.format, original.bytes, outline)?;
        let studio = Studio::new(
            (outline.width, outline.height),
            (size.0.into(), size.1.into()),
            reader.profile(),
        );
        Ok(Self {
            reader,
            read: 0,
            studio,
        })
    }

    /// The picture of a frame, not before one that was asked for.
    fn at(&mut self, frame: usize) -> Result<&[Pixel], Damaged> {
        while self.read <= frame {
            self.reader.advance()?;
            self.read += 1;
        }
        self.studio.picture(self.reader.shown())
    }
}
