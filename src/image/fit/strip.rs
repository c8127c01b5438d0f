//! Cuts private metadata out of pictures that are sent as they are, without touching a pixel.
//!
//! In: the bytes of a JPEG, PNG or GIF. Out: the same picture without place, time, camera, owner,
//! comments, thumbnails, and whatever lies behind its end; orientation and colour profile stay. `None`
//! when nothing private is in it, when the structure is not understood, or for any other format: such
//! files are sent byte for byte, or encoded anew.

mod exif;
mod gif;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;

use crate::asset::ImageFormat;

/// The picture without private metadata; `None` when it is to be sent as it is.
pub(crate) fn strip(format: ImageFormat, bytes: &[u8]) -> Option<Vec<u8>> {
    let stripped = match format {
        ImageFormat::Jpeg => jpeg::strip(bytes),
        ImageFormat::Png | ImageFormat::Apng => png::strip(bytes),
        ImageFormat::Gif => gif::strip(bytes),
        _ => None,
    }?;
    (stripped.len() < bytes.len()).then_some(stripped)
}

/// Whether bytes behind the end of a picture say anything: writers pad with zeros or a line feed.
fn tells_nothing(rest: &[u8]) -> bool {
    rest.iter().all(|byte| matches!(byte, 0 | b'\n' | b'\r'))
}
