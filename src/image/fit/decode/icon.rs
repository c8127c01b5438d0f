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

/// Size of the header that pictures in icons have, which is not PNG.
const DIB: u32 = 40;

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
        let number = |at: usize| Some(u32::from_le_bytes(*picture.get(at..)?.first_chunk()?));
        // The height counts the mask below the picture too.
        let (width, height) = (number(4)?, number(8)? / 2);
        // 0 stands for 256 and more.
        let short = |side: u32| u8::try_from(side).unwrap_or(0);
        let mut icon = vec![
            0,
            0,
            1,
            0,
            1,
            0,
            short(width),
            short(height),
            0,
            0,
            1,
            0,
            0,
            0,
        ];
        let mut picture = picture.to_vec();
        if number(0)? == DIB && picture.get(14) == Some(&32) {
            settle_alpha(&mut picture, u64::from(width) * u64::from(height));
        }
        icon.extend(u32::try_from(picture.len()).ok()?.to_le_bytes());
        icon.extend([22, 0, 0, 0]);
        icon.extend(picture);
        Some(icon)
    }
}

/// The mask below a picture with alpha is for systems that know no alpha: applied, it eats the soft
/// edges, so it goes. Where all alpha is 0 there is none, and the mask counts.
fn settle_alpha(picture: &mut Vec<u8>, pixels: u64) {
    let end = usize::try_from(pixels)
        .ok()
        .and_then(|pixels| pixels.checked_mul(4))
        .and_then(|size| size.checked_add(DIB as usize));
    let Some(body) = end.and_then(|end| picture.get_mut(DIB as usize..end)) else {
        return;
    };
    let pixels = body.as_chunks_mut::<4>().0;
    if pixels.iter().all(|pixel| pixel[3] == 0) {
        for pixel in pixels {
            pixel[3] = 255;
        }
    } else {
        let length = DIB as usize + body.len();
        picture.truncate(length);
    }
}

fn side(written: u8) -> u32 {
    if written == 0 { 256 } else { written.into() }
}
