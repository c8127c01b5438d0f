//! From a picture as it is to one that the service takes: jpg or png under the limit for the body, or
//! a GIF for the material library when it moves.
//!
//! `strip` cuts private metadata out of files that pass as they are; `decode` gives pixels; `still`
//! encodes them under the limit; `animation` does both for what moves. `vector` (the room beside) draws
//! SVG. Same bytes in, same bytes out.

mod still;

use crate::asset::ImageFormat;

/// Size that a still picture encoded here stays below, in bytes: the service takes 1,048,575, and counts
/// in ways that have been seen to differ.
pub(crate) const STILL_LIMIT: u64 = 1_000_000;

/// Size that an animation encoded here stays below, in bytes: the material library takes 10 MB.
pub(crate) const ANIMATION_LIMIT: u64 = 10_000_000;

/// What an encoder made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Encoded {
    pub(crate) format: ImageFormat,
    pub(crate) bytes: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Frames; 1 for a still picture.
    pub(crate) frames: u32,
    /// JPEG quality.
    pub(crate) quality: Option<u8>,
    /// Colours of the palette, when the picture was reduced to one.
    pub(crate) colors: Option<u16>,
}
