//! What a picture is, by its first bytes and never by its name.
//!
//! In: the bytes of a file. Out: a format, or nothing. A signature must stand at the very beginning:
//! a picture behind other bytes is one that `WeChat` would not recognise either.

mod svg;
#[cfg(test)]
mod tests;

use crate::asset::ImageFormat;

pub(super) use svg::{closes as svg_closes, root as svg_root};

/// The eight bytes every PNG begins with.
pub(super) const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The format of `bytes`, or `None` if it is no picture we know.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    let starts = |signature: &[u8]| bytes.starts_with(signature);
    if starts(PNG_SIGNATURE) {
        return Some(if is_animated_png(bytes) {
            ImageFormat::Apng
        } else {
            ImageFormat::Png
        });
    }
    if starts(b"\xFF\xD8\xFF") {
        return Some(ImageFormat::Jpeg);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Some(ImageFormat::Gif);
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(ImageFormat::Webp);
    }
    if starts(b"\xFF\x0A") || starts(b"\0\0\0\x0CJXL \r\n\x87\n") {
        return Some(ImageFormat::Jxl);
    }
    // Plain TIFF (42) and BigTIFF (43), either byte order.
    if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
        .iter()
        .any(|signature| starts(*signature))
    {
        return Some(ImageFormat::Tiff);
    }
    if starts(b"8BPS\0\x01") || starts(b"8BPS\0\x02") {
        return Some(ImageFormat::Psd);
    }
    if starts(b"%PDF-") {
        return Some(ImageFormat::Pdf);
    }
    if is_bmp(bytes) {
        return Some(ImageFormat::Bmp);
    }
    if is_ico(bytes) {
        return Some(ImageFormat::Ico);
    }
    if let Some(format) = iso_brand(bytes) {
        return Some(format);
    }
    svg::is_svg(bytes).then_some(ImageFormat::Svg)
}

/// One chunk of a PNG as its header tells it: the type, and the offset just past the chunk, which
/// may lie beyond the end of the bytes.
pub(super) struct PngChunk {
    pub(super) kind: [u8; 4],
    pub(super) end: usize,
}

/// The PNG chunk that begins at `start`; `None` when not even its header is there.
pub(super) fn png_chunk(bytes: &[u8], start: usize) -> Option<PngChunk> {
    let header = bytes.get(start..)?.first_chunk::<8>()?;
    let length = usize::try_from(u32::from_be_bytes([
        header[0], header[1], header[2], header[3],
    ]))
    .ok()?;
    Some(PngChunk {
        kind: [header[4], header[5], header[6], header[7]],
        // Length, type and checksum take twelve bytes.
        end: start.checked_add(length)?.checked_add(12)?,
    })
}

/// Whether an `acTL` chunk stands before the first `IDAT`, which is what makes a PNG animated.
fn is_animated_png(bytes: &[u8]) -> bool {
    let mut start = PNG_SIGNATURE.len();
    while let Some(chunk) = png_chunk(bytes, start) {
        match &chunk.kind {
            b"acTL" => return true,
            b"IDAT" | b"IEND" => return false,
            _ => start = chunk.end,
        }
    }
    false
}

/// `BM` alone begins many a text; the size of the second header, one of a handful, decides.
fn is_bmp(bytes: &[u8]) -> bool {
    let header_size = bytes
        .get(14..18)
        .and_then(|field| field.first_chunk::<4>())
        .map(|field| u32::from_le_bytes(*field));
    bytes.starts_with(b"BM") && matches!(header_size, Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

/// ICO and CUR have next to no signature: the first directory entry has to make sense too.
fn is_ico(bytes: &[u8]) -> bool {
    let Some(head) = bytes.first_chunk::<22>() else {
        return false;
    };
    let count = usize::from(u16::from_le_bytes([head[4], head[5]]));
    let size = u32::from_le_bytes([head[14], head[15], head[16], head[17]]);
    let offset = u32::from_le_bytes([head[18], head[19], head[20], head[21]]);
    (head.starts_with(b"\0\0\x01\0") || head.starts_with(b"\0\0\x02\0"))
        && count > 0
        && head[9] == 0
        && size > 0
        && usize::try_from(offset).is_ok_and(|offset| offset >= 6 + 16 * count)
}

/// AVIF and HEIC by the brands of the leading `ftyp` box (ISO/IEC 23008-12). The neutral brands
/// `mif1`, `msf1` and `miaf` leave the decision to the compatible brands after them.
fn iso_brand(bytes: &[u8]) -> Option<ImageFormat> {
    let head = bytes.first_chunk::<16>()?;
    if &head[4..8] != b"ftyp" {
        return None;
    }
    let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    // No real brand list comes near this; the bound keeps hostile ones cheap.
    let end = usize::try_from(size).ok()?.min(4096).min(bytes.len());
    let coded = |brand: &[u8]| match brand {
        b"avif" | b"avis" => Some(ImageFormat::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => {
            Some(ImageFormat::Heic)
        }
        _ => None,
    };
    let major = &head[8..12];
    if let Some(format) = coded(major) {
        return Some(format);
    }
    if !matches!(major, b"mif1" | b"msf1" | b"miaf" | b"mif2") {
        return None;
    }
    let mut compatible = bytes.get(16..end).unwrap_or_default().chunks_exact(4);
    Some(compatible.find_map(coded).unwrap_or(ImageFormat::Heic))
}
