//! From a file to an asset: read, recognised by content, hashed, checked for completeness.
//!
//! In: a path, or bytes that are already here. Out: digest, format, size and the bytes. Refused:
//! what is no regular file, cannot be read, is empty, is no picture, or ends before the picture does.

#[cfg(test)]
mod tests;
mod whole;

use std::path::Path;

use super::format::sniff;
use crate::asset::{Asset, Digest, ImageFormat};
use crate::fsio::{self, shown_path};
use crate::problem::{Code, Problem};

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
/// Problems name the path relative to the working directory where it lies below it.
///
/// # Errors
/// `image.not-a-file`, `image.unreadable`, `image.empty`, `image.not-an-image`, `image.truncated`,
/// `image.too-large` beyond [`MAX_IMAGE_BYTES`]; `image.missing` when it is not there (any more).
pub fn read(path: &Path) -> Result<Loaded, Problem> {
    inspect(&shown_path(path), bytes_of(path)?)
}

/// The bytes of a file that may be a picture.
///
/// # Errors
/// `image.not-a-file`, `image.unreadable`, `image.too-large`, `image.missing`.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, Problem> {
    let name = shown_path(path);
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Problem::new(Code::ImageMissing)
            .with("written", &name)
            .with("similar", ""),
        _ => Problem::new(Code::ImageUnreadable)
            .with("path", &name)
            .with("reason", fsio::reason_of(&error)),
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if let Some(kind) = fsio::special_kind(&metadata) {
        return Err(Problem::new(Code::ImageNotFile)
            .with("path", &name)
            .with("kind", kind));
    }
    let bytes =
        fsio::read_limited(path, MAX_IMAGE_BYTES).map_err(|error| unreadable(error.source))?;
    bytes.ok_or_else(|| too_large(&name, metadata.len(), MAX_IMAGE_BYTES))
}

/// The same for bytes that are already here (`data:` URIs); `name` is used in problems.
///
/// # Errors
/// As [`read`].
pub fn inspect(name: &str, bytes: Vec<u8>) -> Result<Loaded, Problem> {
    let format = examine(name, &bytes)?;
    let asset = Asset {
        digest: Digest::of(&bytes),
        format,
        size: bytes.len() as u64,
    };
    Ok(Loaded { asset, bytes })
}

/// The same without the digest, which costs more than all the rest.
///
/// # Errors
/// As [`read`].
pub(crate) fn examine(name: &str, bytes: &[u8]) -> Result<ImageFormat, Problem> {
    let problem = |code| Err(Problem::new(code).with("path", name));
    let size = bytes.len() as u64;
    if size > MAX_IMAGE_BYTES {
        return Err(too_large(name, size, MAX_IMAGE_BYTES));
    }
    if bytes.is_empty() {
        return problem(Code::ImageEmpty);
    }
    let Some(format) = sniff(bytes) else {
        return problem(Code::ImageNotImage);
    };
    if !whole::is_whole(format, bytes) {
        return Err(Problem::new(Code::ImageTruncated)
            .with("path", name)
            .with("format", format.name()));
    }
    Ok(format)
}

/// `image.misnamed` when the suffix of `path` is that of another picture format than `format`.
///
/// No suffix, or one that stands for no picture, is no lie and gives `None`.
#[must_use]
pub fn misnamed(path: &Path, format: ImageFormat) -> Option<Problem> {
    let suffix = path.extension()?.to_str()?.to_ascii_lowercase();
    let honest: &[ImageFormat] = match suffix.as_str() {
        "png" | "apng" => &[ImageFormat::Png, ImageFormat::Apng],
        "jpg" | "jpeg" | "jpe" | "jfif" => &[ImageFormat::Jpeg],
        "gif" => &[ImageFormat::Gif],
        "webp" => &[ImageFormat::Webp],
        "avif" | "avifs" => &[ImageFormat::Avif],
        "heic" | "heif" | "heics" | "hif" => &[ImageFormat::Heic],
        "bmp" | "dib" => &[ImageFormat::Bmp],
        "tif" | "tiff" => &[ImageFormat::Tiff],
        "ico" | "cur" => &[ImageFormat::Ico],
        "svg" => &[ImageFormat::Svg],
        "jxl" => &[ImageFormat::Jxl],
        "psd" | "psb" => &[ImageFormat::Psd],
        "pdf" => &[ImageFormat::Pdf],
        _ => return None,
    };
    (!honest.contains(&format)).then(|| {
        Problem::new(Code::ImageMisnamed)
            .with("path", shown_path(path))
            .with("format", format.name())
    })
}

fn too_large(name: &str, size: u64, limit: u64) -> Problem {
    Problem::new(Code::ImageTooLarge)
        .with("path", name)
        .with("size", size)
        .with("limit", limit)
}
