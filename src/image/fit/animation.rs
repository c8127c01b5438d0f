//! An animation that the service does not take as it is becomes a GIF that it takes, and keeps moving.
//!
//! In: an animated GIF, WebP or APNG. Out: a GIF of at most so many bytes, with the same duration and
//! repetitions; nothing but pixels is carried over. At full size if that fits; else frames, size and
//! colours are given up in the order of `reduce`. Refused: more than [`MOST_MEGAPIXELS`] on the canvas,
//! [`MOST_FRAMES`] frames or [`MOST_DECODED`] pixels in all frames together, and anything damaged.
//! Frames are streamed: no more than a few pictures are in memory.

mod canvas;
mod outline;
mod palette;
mod pass;
mod picture;
mod read;
mod reduce;
mod timeline;
mod write;

use super::Encoded;
use crate::asset::ImageFormat;
use crate::options::FitOptions;
use crate::problem::{Code, Problem};
use outline::Outline;
use pass::{Original, Pass};
use reduce::Plan;

/// Pixels of a canvas that are decoded, in millions.
const MOST_MEGAPIXELS: u64 = 40;

/// Frames that are read.
const MOST_FRAMES: usize = 2_000;

/// Pixels of all frames together that are decoded.
const MOST_DECODED: u64 = 1_500_000_000;

/// Passes until something fits: each is aimed by the one before, so that two or three are usual.
const MOST_PASSES: usize = 8;

/// The number of frames, from the structure alone; 1 for a still picture, and for a format that is not
/// an animation's.
pub(crate) fn frames(format: ImageFormat, bytes: &[u8]) -> u32 {
    outline::count(format, bytes)
}

/// A GIF of at most `limit` bytes that shows what an animated GIF, WebP or APNG shows.
///
/// # Errors
/// `image.too-many-pixels`; `image.damaged` when a frame cannot be decoded; `image.cannot-fit` when it
/// is too long, or nothing brings it under the limit.
pub(crate) fn encode(
    name: &str,
    format: ImageFormat,
    bytes: &[u8],
    options: FitOptions,
    limit: u64,
) -> Result<Encoded, Problem> {
    let damaged = || {
        Problem::new(Code::ImageDamaged)
            .with("path", name)
            .with("format", format.name())
    };
    let cannot_fit = |size: u64| {
        Problem::new(Code::ImageCannotFit)
            .with("path", name)
            .with("size", size)
            .with("limit", limit)
    };
    let outline = Outline::of(format, bytes, MOST_FRAMES + 1).ok_or_else(damaged)?;
    if u64::from(outline.width) * u64::from(outline.height) > MOST_MEGAPIXELS * 1_000_000 {
        return Err(Problem::new(Code::ImageTooManyPixels)
            .with("path", name)
            .with("width", outline.width)
            .with("height", outline.height)
            .with("most", MOST_MEGAPIXELS));
    }
    // A frame may be larger than its canvas; one by so much is nobody's picture.
    if outline
        .frames
        .iter()
        .any(|frame| frame.pixels > MOST_MEGAPIXELS * 1_000_000)
    {
        return Err(damaged());
    }
    if outline.frames.len() > MOST_FRAMES || outline.pixels() > MOST_DECODED {
        return Err(cannot_fit(u64::try_from(bytes.len()).unwrap_or(u64::MAX)));
    }
    let whole = capped(outline.width, outline.height, options.max_width);
    let mut original = Original::new(format, bytes, &outline, whole);
    // Lossy frames differ everywhere by what the encoder left; nobody sees it.
    let mut plan = Plan::whole(if outline.lossy { 3 } else { 0 });
    let mut best: Option<Encoded> = None;
    let mut estimated = 0;
    for _ in 0..MOST_PASSES {
        match original.write(&plan, limit).map_err(|_| damaged())? {
            Pass::Fits {
                written,
                reduced_to,
            } => {
                if written.frames < 2
                    && let Some(moving) = plan.with_all_frames()
                {
                    plan = moving;
                    continue;
                }
                let (width, height) = plan.size(whole);
                let size = u64::try_from(written.bytes.len()).unwrap_or(u64::MAX);
                let first = best.is_none();
                best = Some(Encoded {
                    format: ImageFormat::Gif,
                    bytes: written.bytes,
                    width: width.into(),
                    height: height.into(),
                    frames: written.frames,
                    quality: None,
                    colors: reduced_to,
                });
                // A step that went much too far is taken back in part, once.
                match plan.enlarged(size, limit) {
                    Some(larger) if first => plan = larger,
                    _ => break,
                }
            }
            Pass::TooLarge { .. } if best.is_some() => break,
            Pass::TooLarge { estimated: size } => {
                estimated = size;
                match plan.reduced(size, limit, &outline, whole) {
                    Some(smaller) => plan = smaller,
                    None => break,
                }
            }
        }
    }
    best.ok_or_else(|| cannot_fit(estimated))
}

/// The size of a canvas with its longer side at most `most`, and within what a GIF can tell.
fn capped(width: u32, height: u32, most: u32) -> (u16, u16) {
    let long = u64::from(width.max(height));
    let most = long.min(most.into()).min(u64::from(u16::MAX)).max(1);
    let side = |side: u32| {
        let scaled = (u64::from(side) * most + long / 2) / long;
        u16::try_from(scaled.max(1)).unwrap_or(u16::MAX)
    };
    (side(width), side(height))
}

#[cfg(test)]
mod tests;
