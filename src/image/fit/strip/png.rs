//! PNG: critical chunks stay, and of the others those that change the look.
//!
//! Dropped: texts but for the name of the program, times, EXIF but for the orientation, and chunks
//! that are not known, among them provenance records with the author's name.

use super::exif::{self, Verdict};
use super::tells_nothing;
use crate::image::format::{PNG_SIGNATURE, png_chunk};

/// Ancillary chunks that change the look, and those of animations.
const LOOK: [&[u8; 4]; 16] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD",
    b"hIST", b"sPLT", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// Marks a chunk as ancillary, in the first byte of its type.
const ANCILLARY: u8 = 0x20;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut private = false;
    let mut result = Vec::with_capacity(bytes.len());
    result.extend(PNG_SIGNATURE);
    let mut start = PNG_SIGNATURE.len();
    loop {
        let chunk = png_chunk(bytes, start)?;
        let whole = bytes.get(start..chunk.end)?;
        let body = &whole[8..whole.len() - 4];
        start = chunk.end;
        match &chunk.kind {
            b"eXIf" => match exif::judge(body) {
                Verdict::Keep => result.extend(whole),
                Verdict::Drop => private = true,
                Verdict::Replace(tiff) => {
                    private = true;
                    push(&mut result, *b"eXIf", &tiff);
                }
            },
            b"tEXt" if body.starts_with(b"Software\0") => result.extend(whole),
            kind if kind[0] & ANCILLARY == 0 || LOOK.contains(&kind) => result.extend(whole),
            _ => private = true,
        }
        if &chunk.kind == b"IEND" {
            private |= !tells_nothing(&bytes[start..]);
            return private.then_some(result);
        }
    }
}

/// Appends a chunk with its checksum.
fn push(result: &mut Vec<u8>, kind: [u8; 4], body: &[u8; 26]) {
    result.extend(26_u32.to_be_bytes());
    let start = result.len();
    result.extend(kind);
    result.extend(body);
    let sum = checksum(&result[start..]);
    result.extend(sum.to_be_bytes());
}

/// CRC-32 as PNG has it (ISO/IEC 15948, annex D), bit by bit: thirty bytes need no table.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}
