//! JPEG: what decoding needs stays, application data and comments go, and so does all behind the end.
//!
//! Kept: JFIF (without its thumbnail), the ICC profile, Adobe's colour transform, and EXIF that tells
//! nothing but the shape. Dropped: the rest of EXIF but for the orientation, XMP, IPTC, other
//! pictures of a phone (MPF), its films and gain maps, maker data, comments.

use super::exif::{self, Verdict};
use super::tells_nothing;
use crate::image::fit::segments::{APP0, APP1, APP2, APP14, EOI, EXIF, SOI, Segments};

/// Comment.
const COM: u8 = 0xFE;

/// Bytes of a JFIF body before the thumbnail.
const JFIF: usize = 14;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let segments = Segments::of(bytes)?;
    let mut private = !tells_nothing(segments.rest);
    let mut result = Vec::with_capacity(bytes.len());
    result.extend(SOI);
    let mut oriented = false;
    for segment in &segments.list {
        let body = segment.body;
        match segment.marker {
            APP0 if body.starts_with(b"JFIF\0") && body.len() >= JFIF => {
                if body.len() == JFIF {
                    result.extend(segment.whole);
                } else {
                    private = true;
                    let mut plain = [0; JFIF];
                    plain[..JFIF - 2].copy_from_slice(&body[..JFIF - 2]);
                    push(&mut result, APP0, &[&plain]);
                }
            }
            APP1 if let Some(tiff) = body.strip_prefix(EXIF) => {
                // The first one counts, as for viewers.
                let verdict = if oriented {
                    Verdict::Drop
                } else {
                    exif::judge(tiff)
                };
                oriented = true;
                match verdict {
                    Verdict::Keep => result.extend(segment.whole),
                    Verdict::Drop => private = true,
                    Verdict::Replace(tiff) => {
                        private = true;
                        push(&mut result, APP1, &[EXIF, &tiff]);
                    }
                }
            }
            APP2 if body.starts_with(b"ICC_PROFILE\0") => result.extend(segment.whole),
            APP14 if body.starts_with(b"Adobe") => result.extend(segment.whole),
            APP0..=0xEF | COM => private = true,
            _ => result.extend(segment.whole),
        }
    }
    result.extend(EOI);
    private.then_some(result)
}

/// Appends a segment; its parts are far below the 65,533 bytes that fit.
fn push(result: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) {
    let length = 2 + parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u16::try_from(length).expect("the parts are a few dozen bytes");
    result.extend([0xFF, marker]);
    result.extend(length.to_be_bytes());
    for part in parts {
        result.extend(*part);
    }
}
