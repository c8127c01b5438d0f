//! What the structure of an animation tells without decoding a pixel: canvas, repetitions, and for each
//! frame how long it is shown and how many bytes it takes.
//!
//! GIF: blocks are walked. WebP: `ANMF` chunks of a file whose `VP8X` says that it moves. APNG: `fcTL`
//! chunks with image data behind them, as many as `acTL` announces. What is cut off does not count; a
//! GIF may promise no screen at all, then its first picture is the screen, as browsers have it.

mod apng;
mod gif;
pub(super) mod webp;

use ::gif::Repeat;

use crate::asset::ImageFormat;

/// One frame by its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// How long it is shown, in microseconds.
    pub(super) shown: u64,
    /// Its compressed size.
    pub(super) bytes: u64,
    /// Pixels of its own picture, which may exceed the canvas in a GIF.
    pub(super) pixels: u64,
}

impl Span {
    fn new(delay: u64, bytes: usize, width: u32, height: u32) -> Self {
        // Every browser shows what claims to last 10 ms or less for 100 ms.
        let shown = if delay <= 10_000 { 100_000 } else { delay };
        Self {
            shown,
            bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            pixels: u64::from(width) * u64::from(height),
        }
    }
}

/// What holds for the whole animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    width: u32,
    height: u32,
    repeat: Repeat,
    lossy: bool,
}

/// An animation by its headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) width: u32,
    pub(super) height: u32,
    /// In the words of a GIF: how often it starts again after the first time.
    pub(super) repeat: Repeat,
    /// Whether pixels differ from what was meant by what a lossy encoder left.
    pub(super) lossy: bool,
    pub(super) frames: Vec<Span>,
}

impl Outline {
    /// The outline with at most `most` frames; `None` when there is no canvas or no frame.
    pub(super) fn of(format: ImageFormat, bytes: &[u8], most: usize) -> Option<Self> {
        let mut frames = Vec::new();
        let head = walk(format, bytes, |span| {
            if frames.len() < most {
                frames.push(span);
            }
        })?;
        (head.width > 0 && head.height > 0 && !frames.is_empty()).then_some(Self {
            width: head.width,
            height: head.height,
            repeat: head.repeat,
            lossy: head.lossy,
            frames,
        })
    }

    /// Pixels that decoding all frames touches.
    pub(super) fn pixels(&self) -> u64 {
        let canvas = u64::from(self.width) * u64::from(self.height);
        self.frames.iter().fold(0, |sum: u64, frame| {
            sum.saturating_add(canvas.max(frame.pixels))
        })
    }
}

/// The number of frames, at least 1.
pub(super) fn count(format: ImageFormat, bytes: &[u8]) -> u32 {
    let mut count = 0_u32;
    walk(format, bytes, |_| count = count.saturating_add(1));
    count.max(1)
}

/// Calls `visit` for every frame; `None` when even the head is not there.
fn walk(format: ImageFormat, bytes: &[u8], visit: impl FnMut(Span)) -> Option<Head> {
    match format {
        ImageFormat::Gif => gif::walk(bytes, visit),
        ImageFormat::Webp => webp::walk(bytes, visit),
        ImageFormat::Apng => apng::walk(bytes, visit),
        _ => None,
    }
}

/// In a GIF, what plays `times` in all starts again once less; 0 is for ever.
fn repeat_of_plays(times: u32) -> Repeat {
    match times {
        0 => Repeat::Infinite,
        _ => Repeat::Finite(u16::try_from(times - 1).unwrap_or(u16::MAX)),
    }
}

#[cfg(test)]
mod tests;
