//! Whether a file ends where its picture does, or before.
//!
//! The structure is walked, not the pixels: one pass over the bytes, no memory. Bytes after the end
//! of a picture are fine (phones put a film behind a JPEG); formats whose end cannot be told cheaply
//! count as whole.

use crate::asset::ImageFormat;
use crate::image::format::{PNG_SIGNATURE, png_chunk, svg_closes};

/// Whether nothing is missing at the end of `bytes`, which hold a picture of this format.
pub(super) fn is_whole(format: ImageFormat, bytes: &[u8]) -> bool {
    match format {
        ImageFormat::Png | ImageFormat::Apng => png(bytes),
        ImageFormat::Jpeg => jpeg(bytes).is_some(),
        ImageFormat::Gif => gif(bytes).is_some(),
        ImageFormat::Webp => webp(bytes),
        ImageFormat::Avif | ImageFormat::Heic => iso_boxes(bytes),
        ImageFormat::Bmp => bmp(bytes),
        ImageFormat::Svg => svg_closes(bytes),
        ImageFormat::Tiff
        | ImageFormat::Ico
        | ImageFormat::Jxl
        | ImageFormat::Psd
        | ImageFormat::Pdf => true,
    }
}

/// Every chunk up to `IEND` is there, pixels among them.
fn png(bytes: &[u8]) -> bool {
    let mut start = PNG_SIGNATURE.len();
    let mut pixels = false;
    while let Some(chunk) = png_chunk(bytes, start) {
        if chunk.end > bytes.len() {
            return false;
        }
        match &chunk.kind {
            b"IEND" => return pixels,
            b"IDAT" => pixels = true,
            _ => {}
        }
        start = chunk.end;
    }
    false
}

/// Walks the segments from SOI to EOI; at least one scan must stand between them.
fn jpeg(bytes: &[u8]) -> Option<()> {
    let mut at = 2;
    let mut scanned = false;
    loop {
        // Decoders skip stray bytes between segments, and any number of 0xFF may fill a gap.
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        at += bytes[at..].iter().position(|&byte| byte != 0xFF)?;
        let marker = bytes[at];
        at += 1;
        match marker {
            0xD9 => return scanned.then_some(()),
            // A stuffed zero, a restart, TEM or another SOI: a marker without a length.
            0x00 | 0x01 | 0xD0..=0xD8 => {}
            _ => {
                let field = bytes.get(at..)?.first_chunk::<2>()?;
                at += usize::from(u16::from_be_bytes(*field)).max(2);
                if marker == 0xDA {
                    scanned = true;
                    at = end_of_scan(bytes, at)?;
                }
            }
        }
    }
}

/// The offset of the marker that ends the entropy-coded data beginning at `at`.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match bytes.get(at + 1)? {
            // Stuffing and restarts belong to the data; 0xFF before a marker is filling.
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// Walks the blocks. The trailer byte itself may be missing, as decoders show such files: what
/// counts is that at least one picture is there and no block runs past the end.
fn gif(bytes: &[u8]) -> Option<()> {
    let table = |flags: u8| {
        if flags & 0x80 == 0 {
            0
        } else {
            3 << ((flags & 7) + 1)
        }
    };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut pictures = false;
    loop {
        match bytes.get(at) {
            Some(0x2C) => {
                at += 10 + table(*bytes.get(at + 9)?) + 1;
                at = past_sub_blocks(bytes, at)?;
                pictures = true;
            }
            Some(0x21) => at = past_sub_blocks(bytes, at + 2)?,
            // The trailer, the end, or stray bytes where decoders stop.
            _ => return (pictures && at <= bytes.len()).then_some(()),
        }
    }
}

fn past_sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// The RIFF header tells the size. Some encoders leave out the padding byte of an odd last chunk.
fn webp(bytes: &[u8]) -> bool {
    bytes
        .get(4..8)
        .and_then(|field| field.first_chunk::<4>())
        .and_then(|field| usize::try_from(u32::from_le_bytes(*field)).ok())
        .is_some_and(|size| size <= bytes.len().saturating_sub(8) + 1)
}

/// The header tells where the pixels begin.
fn bmp(bytes: &[u8]) -> bool {
    bytes
        .get(10..14)
        .and_then(|field| field.first_chunk::<4>())
        .and_then(|field| usize::try_from(u32::from_le_bytes(*field)).ok())
        .is_some_and(|pixels| pixels < bytes.len())
}

/// Every top-level box ends within the file, and more than the `ftyp` box is there.
fn iso_boxes(bytes: &[u8]) -> bool {
    let mut at = 0_usize;
    let mut boxes = 0_usize;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let Some(head) = rest.first_chunk::<8>() else {
            // Less than a header: padding behind the last box.
            return boxes > 1;
        };
        let size = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            0 => return boxes > 0,
            1 => match rest.get(8..).and_then(|field| field.first_chunk::<8>()) {
                Some(field) => usize::try_from(u64::from_be_bytes(*field)).unwrap_or(usize::MAX),
                None => return false,
            },
            size => usize::try_from(size).unwrap_or(usize::MAX),
        };
        if size < 8 || size > rest.len() {
            // Bytes that are no box may follow a complete picture; a known box cut short may not.
            return boxes > 1 && !head[4..8].iter().all(u8::is_ascii_alphanumeric);
        }
        at += size;
        boxes += 1;
    }
    boxes > 1
}
