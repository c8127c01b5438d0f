//! What is uploaded: from a written target to a file inside the roots, from its bytes to an asset.

mod data;
mod format;
mod load;
mod locate;
mod site;

pub use data::decode_data_uri;
pub use format::sniff;
pub use load::{Loaded, MAX_IMAGE_BYTES, UPLOAD_LIMIT, check_uploadable, inspect, read};
pub use locate::{Located, Locator, LocatorOptions};

pub fn display_path(path: &std::path::Path) -> String {
    path.display().to_string()
}
pub fn misnamed(
    _path: &std::path::Path,
    _format: crate::asset::ImageFormat,
) -> Option<crate::problem::Problem> {
    None
}
