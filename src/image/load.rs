//! From a file to an asset: read, recognised by content, hashed, checked for completeness.

use std::path::Path;

use crate::asset::Asset;
use crate::problem::Problem;

/// Largest image file that is read, in bytes.
pub const MAX_IMAGE_BYTES: u64 = 256 << 20;

/// Largest jpg/png that `uploadimg` takes, in bytes ("under 1 MB"; wechat rule of `media/uploadimg`).
pub const UPLOAD_LIMIT: u64 = 1_048_575;

/// A picture's asset and its bytes.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Digest, format, size.
    pub asset: Asset,
    /// The original bytes.
    pub bytes: Vec<u8>,
}

/// Reads a picture file: regular file, not empty, not truncated, a picture by its content.
///
/// # Errors
/// `image.not-a-file`, `image.unreadable`, `image.empty`, `image.not-an-image`, `image.truncated`,
/// `image.too-large` beyond [`MAX_IMAGE_BYTES`].
pub fn read(path: &Path) -> Result<Loaded, Problem> {
    let _ = path;
    Err(Problem::new(crate::problem::Code::ImageMissing))
}

/// The same for bytes that are already here (`data:` URIs); `name` is used in problems.
///
/// # Errors
/// As [`read`].
pub fn inspect(name: &str, bytes: Vec<u8>) -> Result<Loaded, Problem> {
    let _ = (name, bytes);
    Err(Problem::new(crate::problem::Code::ImageMissing))
}

/// Whether `uploadimg` takes this asset as it is: png or jpeg under [`UPLOAD_LIMIT`].
///
/// # Errors
/// `image.unsupported-format`, `image.too-large`.
pub fn check_uploadable(name: &str, asset: &Asset) -> Result<(), Problem> {
    let _ = (name, asset);
    Ok(())
}
