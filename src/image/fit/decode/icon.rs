//! ICO and CUR: the largest of the pictures in one.
//!
//! `image` would take the one with most colours, wants the directory to be right in what it repeats,
//! and refuses PNG without alpha; so the entry is chosen here, and a PNG is read as one.

use std::cmp::Reverse;
use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::ico::IcoDecoder;

use super::plain;
use super::samples::Samples;
use super::{Header, Refusal};
use crate::image::format::PNG_SIGNATURE;

/// Bytes before the directory, and of one entry of it.
const HEAD: usize = 6;
const ENTRY: usize = 16;

pub(super) fn decode(bytes: &[u8]) -> Result<Samples, Refusal> {
    let entry = largest(bytes).ok_or(Refusal::Damaged)?;
    let picture = entry.picture(bytes).ok_or(Refusal::Damaged)?;
    if picture.starts_with(PNG_SIGNATURE) {
        return plain::png(picture);
    }
    let single = Entry::alone(picture).ok_or(Refusal::Damaged)?;
    plain::read("ico", IcoDecoder::new(Cursor::new(&single)))
}

pub(super) fn header(bytes: &[u8]) -> Option<Header> {
    let entry = largest(bytes)?;
    let picture = entry.picture(bytes)?;
    if picture.starts_with(PNG_SIGNATURE) {
        return plain::header(crate::asset::ImageFormat::Png, picture);
    }
    let single = Entry::alone(picture)?;
    let (width, height) = IcoDecoder::new(Cursor::new(&single)).ok()?.dimensions();
    Some(Header {
        width,
        height,
        peak: 8,
    })
}

/// One entry of the directory.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Sides as written: 0 is 256.
    width: u8,
    height: u8,
    bits: u16,
    length: usize,
    offset: usize,
}

/// The entry with most pixels; among equals the one with most colours, then the first.
fn largest(bytes: &[u8]) -> Option<Entry> {
    let count = usize::from(u16::from_le_bytes(*bytes.get(4..)?.first_chunk()?));
    // In a cursor the field for colours holds the place of its tip.
    let is_cursor = bytes.get(2) == Some(&2);
    bytes
        .get(HEAD..)?
        .chunks_exact(ENTRY)
        .take(count)
        .map(|entry| {
            let number = |at: usize| {
                u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]])
            };
            Entry {
                width: entry[0],
                height: entry[1],
                bits: if is_cursor {
                    0
                } else {
                    u16::from_le_bytes([entry[6], entry[7]])
                },
                length: usize::try_from(number(8)).unwrap_or(usize::MAX),
                offset: usize::try_from(number(12)).unwrap_or(usize::MAX),
            }
        })
        .filter(|entry| entry.picture(bytes).is_some())
        .min_by_key(|entry| Reverse((side(entry.width) * side(entry.height), entry.bits)))
}

impl Entry {
    /// The bytes of its picture.
    fn picture<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let end = self.offset.checked_add(self.length)?;
        bytes
            .get(self.offset..end)
            .filter(|picture| picture.len() > 8)
    }

    /// An icon that holds this picture alone, with the size that the picture itself tells.
    fn alone(picture: &[u8]) -> Option<Vec<u8>> {
        let dimension = |at: usize, divisor: u32| {
            let value = u32::from_le_bytes(*picture.get(at..)?.first_chunk()?);
            let side = value / divisor;
            // 0 stands for 256 and more.
            Some(u8::try_from(side).unwrap_or(0))
        };
        // The height counts the mask below the picture too.
        let (width, height) = (dimension(4, 1)?, dimension(8, 2)?);
        let length = u32::try_from(picture.len()).ok()?;
        let mut icon = vec![0, 0, 1, 0, 1, 0, width, height, 0, 0, 1, 0, 0, 0];
        icon.extend(length.to_le_bytes());
        icon.extend([22, 0, 0, 0]);
        icon.extend(picture);
        Some(icon)
    }
}

fn side(written: u8) -> u32 {
    if written == 0 { 256 } else { written.into() }
}
