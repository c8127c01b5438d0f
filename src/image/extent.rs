//! How large a picture is, by the first bytes of its file: width and height in pixels, as they are stored. Nothing
//! is decoded.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Of a file.
pub(crate) fn extent_of_file(path: &Path) -> Option<(usize, usize)> {
    let file = BufReader::new(File::open(path).ok()?);
    let size = imagesize::reader_size(file).ok()?;
    Some((size.width, size.height))
}

/// Of bytes.
pub(crate) fn extent_of(bytes: &[u8]) -> Option<(usize, usize)> {
    let size = imagesize::blob_size(bytes).ok()?;
    Some((size.width, size.height))
}
