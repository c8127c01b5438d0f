//! What is uploaded: from a written target to a file inside the roots, from its bytes to an asset.

mod data;
mod directory;
mod extent;
mod fence;
mod fit;
mod format;
mod load;
mod locate;
mod memo;
mod places;
mod raster;
mod remote;
mod search;
mod similar;
mod site;
mod spelling;
mod surroundings;
mod vault;
mod vector;

pub use data::decode_data_uri;
pub(crate) use extent::{extent_of, extent_of_file};
pub use fit::{Fitted, Picture, check_fittable, fit, memory, profile};
pub(crate) use fit::{Foresight, Greys, foresee, greys};
pub use format::sniff;
pub use load::{Loaded, MAX_IMAGE_BYTES, UPLOAD_LIMIT, inspect, misnamed, read};
pub(crate) use load::{bytes_of, examine};
pub use locate::{Located, Locator, LocatorOptions};
pub use remote::{FetchOptions, Fetched, Fetcher};
pub use vector::chinese_font;
#[cfg(feature = "math")]
pub(crate) use vector::outline;
pub(crate) use vector::{has_glyph, svg_width, widths};

/// The spellings under which a written target is looked for, best first.
pub(crate) fn spellings(written: &str) -> Vec<String> {
    spelling::Spellings::of(written)
        .all()
        .map(str::to_owned)
        .collect()
}
