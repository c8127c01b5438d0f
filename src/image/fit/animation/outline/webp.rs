//! The chunks of an animated WebP, and the frames in them.

use super::{Head, Span, repeat_of_plays};

/// A frame of a WebP: where it goes, and the chunks that hold its picture.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Frame<'a> {
    pub(in super::super) left: u32,
    pub(in super::super) top: u32,
    pub(in super::super) width: u32,
    pub(in super::super) height: u32,
    milliseconds: u32,
    /// Its transparent parts let through what is below.
    pub(in super::super) blends: bool,
    /// Its place is cleared after it was shown.
    pub(in super::super) clears: bool,
    pub(in super::super) chunks: &'a [u8],
}

pub(super) fn walk(bytes: &[u8], mut visit: impl FnMut(Span)) -> Option<Head> {
    let (width, height) = canvas(bytes)?;
    let mut lossy = false;
    for frame in frames(bytes) {
        lossy |= parts(frame.chunks).any(|(kind, _)| kind == b"VP8 ");
        let delay = u64::from(frame.milliseconds) * 1_000;
        visit(Span::new(
            delay,
            frame.chunks.len() + 24,
            frame.width,
            frame.height,
        ));
    }
    let plays = chunks(bytes)
        .find(|(kind, _)| *kind == b"ANIM")
        .and_then(|(_, data)| data.get(4..)?.first_chunk::<2>())
        .map_or(1, |field| u32::from(u16::from_le_bytes(*field)));
    Some(Head {
        width,
        height,
        repeat: repeat_of_plays(plays),
        lossy,
    })
}

/// The frames of an animated WebP that are there as a whole.
pub(in super::super) fn frames(bytes: &[u8]) -> impl Iterator<Item = Frame<'_>> {
    chunks(bytes)
        .filter(|(kind, _)| *kind == b"ANMF")
        .filter_map(|(_, data)| {
            Some(Frame {
                left: triple(data, 0)? * 2,
                top: triple(data, 3)? * 2,
                width: triple(data, 6)? + 1,
                height: triple(data, 9)? + 1,
                milliseconds: triple(data, 12)?,
                blends: data.get(15)? & 2 == 0,
                clears: data[15] & 1 != 0,
                chunks: &data[16..],
            })
        })
}

/// The colour profile.
pub(in super::super) fn profile(bytes: &[u8]) -> Option<&[u8]> {
    chunks(bytes)
        .find(|(kind, _)| *kind == b"ICCP")
        .map(|(_, data)| data)
}

/// The size of the canvas of a WebP that says it is animated.
fn canvas(bytes: &[u8]) -> Option<(u32, u32)> {
    let extended = bytes.get(12..30)?;
    (extended.starts_with(b"VP8X") && extended[8] & 2 != 0)
        .then_some((triple(extended, 12)? + 1, triple(extended, 15)? + 1))
}

/// Type and data of each chunk after the header.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    parts(bytes.get(30..).unwrap_or_default())
}

/// The chunks that stand one after the other in `bytes`, each as a whole.
pub(in super::super) fn parts(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (kind, rest) = bytes.split_first_chunk::<4>()?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
        let data = rest.get(..size)?;
        // An odd chunk has a byte of padding, which some leave out at the end.
        bytes = rest.get(size + size % 2..).unwrap_or_default();
        Some((kind, data))
    })
}

fn triple(data: &[u8], at: usize) -> Option<u32> {
    let field = data.get(at..)?.first_chunk::<3>()?;
    Some(u32::from_le_bytes([field[0], field[1], field[2], 0]))
}
