//! The chunks of an animated PNG.
//!
//! Image data before the first `fcTL` is the picture for those who cannot show the animation: no frame.

use super::{Head, Span, repeat_of_plays};
use crate::image::format::{PNG_SIGNATURE, png_chunk};

pub(super) fn walk(bytes: &[u8], mut visit: impl FnMut(Span)) -> Option<Head> {
    let data = |start: usize, end: usize| bytes.get(start + 8..end - 4);
    let mut size = None;
    let mut announced = None;
    let mut control: Option<(u64, u32, u32)> = None;
    let mut length = 0;
    let mut left = 0_u32;
    let mut start = PNG_SIGNATURE.len();
    let mut emit = |control: &mut Option<(u64, u32, u32)>, length: &mut usize, left: &mut u32| {
        if let Some((delay, width, height)) = control.take()
            && *length > 0
            && *left > 0
        {
            visit(Span::new(delay, *length, width, height));
            *left -= 1;
        }
        *length = 0;
    };
    while let Some(chunk) = png_chunk(bytes, start) {
        let Some(data) = data(start, chunk.end) else {
            break;
        };
        match &chunk.kind {
            b"IHDR" => size = word(data, 0).zip(word(data, 4)),
            b"acTL" if announced.is_none() => {
                let (frames, plays) = word(data, 0).zip(word(data, 4))?;
                left = frames;
                announced = Some(repeat_of_plays(plays));
            }
            b"fcTL" => {
                emit(&mut control, &mut length, &mut left);
                control = frame(data);
            }
            b"IDAT" | b"fdAT" => length += chunk.end - start,
            b"IEND" => break,
            _ => {}
        }
        start = chunk.end;
    }
    emit(&mut control, &mut length, &mut left);
    let (width, height) = size?;
    Some(Head {
        width,
        height,
        repeat: announced?,
        lossy: false,
    })
}

/// Delay in microseconds, width and height in an `fcTL` chunk.
fn frame(data: &[u8]) -> Option<(u64, u32, u32)> {
    let seconds = u64::from(pair(data, 20)?);
    let parts = match pair(data, 22)? {
        0 => 100,
        parts => u64::from(parts),
    };
    let delay = seconds * 1_000_000 / parts;
    Some((delay, word(data, 4)?, word(data, 8)?))
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    let field = data.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*field))
}

fn pair(data: &[u8], at: usize) -> Option<u16> {
    let field = data.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*field))
}
