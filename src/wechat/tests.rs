//! What goes over the wire, seen by a bare socket, and how the client lives with the emulator.

#[cfg(feature = "sandbox")]
mod emulated;
mod wire;

use super::*;
use crate::asset::{Digest, ImageFormat};
use crate::secret::Secret;

/// A small PNG-like picture; each number gives another one.
fn picture(number: u32) -> FittedImage {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend_from_slice(&number.to_be_bytes());
    FittedImage {
        digest: Digest::of(&bytes),
        format: ImageFormat::Png,
        destination: Destination::Bodies,
        bytes,
        name: format!("图片/第 {number} 张.png"),
    }
}
