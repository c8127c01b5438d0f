//! The frames of an animation as they are shown, one after the other on one canvas.
//!
//! Frames are put together here and not by the decoders: in `image` 0.25.10 what an APNG restores after
//! a cleared frame is wrong, 16-bit APNGs are refused, and clearing below an opaque WebP frame hits the
//! wrong pixels. Any frame that cannot be decoded is damage of the whole.

mod apng;
mod gif;
mod webp;

use super::canvas::{Canvas, Pixel};
use super::outline::Outline;
use crate::asset::ImageFormat;

/// A frame cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

enum Source<'a> {
    Gif(Box<gif::Frames<'a>>),
    Webp(webp::Frames<'a>),
    Apng(Box<apng::Frames<'a>>),
}

/// Decodes frame by frame; holds one canvas.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    canvas: Canvas,
}

impl<'a> Reader<'a> {
    pub(super) fn open(
        format: ImageFormat,
        bytes: &'a [u8],
        outline: &Outline,
    ) -> Result<Self, Damaged> {
        let source = match format {
            ImageFormat::Gif => Source::Gif(Box::new(gif::Frames::open(bytes)?)),
            ImageFormat::Webp => Source::Webp(webp::Frames::open(bytes)),
            ImageFormat::Apng => Source::Apng(Box::new(apng::Frames::open(bytes)?)),
            _ => return Err(Damaged),
        };
        Ok(Self {
            source,
            canvas: Canvas::new(outline.width as usize, outline.height as usize),
        })
    }

    /// Draws the next frame.
    pub(super) fn advance(&mut self) -> Result<(), Damaged> {
        match &mut self.source {
            Source::Gif(frames) => frames.draw(&mut self.canvas),
            Source::Webp(frames) => frames.draw(&mut self.canvas),
            Source::Apng(frames) => frames.draw(&mut self.canvas),
        }
    }

    /// What is shown now.
    pub(super) fn shown(&self) -> &[Pixel] {
        &self.canvas.pixels
    }

    /// The colour profile of the pixels. That of a GIF is ignored, as browsers do.
    pub(super) fn profile(&self) -> Option<&[u8]> {
        match &self.source {
            Source::Gif(_) => None,
            Source::Webp(frames) => frames.profile(),
            Source::Apng(frames) => frames.profile(),
        }
    }
}

#[cfg(test)]
mod tests;
