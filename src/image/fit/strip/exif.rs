//! What of EXIF is private, and what is left of it.

use exif::{Exif, In, Reader, Tag};
use image::metadata::Orientation;

/// Tags that tell of the picture alone, not of who took it, when, where and with what.
const HARMLESS: [Tag; 12] = [
    Tag::Orientation,
    Tag::XResolution,
    Tag::YResolution,
    Tag::ResolutionUnit,
    Tag::YCbCrPositioning,
    Tag::ExifVersion,
    Tag::FlashpixVersion,
    Tag::ColorSpace,
    Tag::ComponentsConfiguration,
    Tag::PixelXDimension,
    Tag::PixelYDimension,
    Tag::SceneCaptureType,
];

/// Largest TIFF structure with harmless tags alone; in a larger one something lies between them.
const HARMLESS_SIZE: usize = 400;

/// What becomes of EXIF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing private is in it.
    Keep,
    /// It goes, and nothing is lost of the look.
    Drop,
    /// It goes, and this takes its place: a TIFF structure with nothing but the orientation.
    Replace([u8; 26]),
}

/// Judges a TIFF structure.
pub(super) fn judge(tiff: &[u8]) -> Verdict {
    let parsed = Reader::new().read_raw(tiff.to_vec());
    if tiff.len() <= HARMLESS_SIZE && parsed.is_ok_and(|exif| is_harmless(&exif)) {
        return Verdict::Keep;
    }
    // Found even where the rest of the structure is broken.
    match Orientation::from_exif_chunk(tiff) {
        None | Some(Orientation::NoTransforms) => Verdict::Drop,
        Some(orientation) => Verdict::Replace(minimal(orientation)),
    }
}

fn is_harmless(exif: &Exif) -> bool {
    exif.fields()
        .all(|field| field.ifd_num == In::PRIMARY && HARMLESS.contains(&field.tag))
}

/// One directory with one entry, in the byte order of networks.
fn minimal(orientation: Orientation) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    // The value of a short stands left in its field.
    tiff[19] = orientation.to_exif();
    tiff
}
