//! From a picture as it is to one that the service takes: jpg or png under the limit for article bodies,
//! or a GIF for the material library when it moves.
//!
//! `strip` cuts private metadata out of files that pass as they are; `decode` gives pixels; `still`
//! encodes them under the limit; `animation` does both for what moves; `profile` names how it was done, so
//! that another way is remembered apart. Drawings come from `vector`, the room beside. Same bytes in, same
//! bytes out.

mod animation;
mod decode;
mod foresee;
mod greys;
mod profile;
mod segments;
mod still;
mod strip;

use crate::asset::ImageFormat;
use crate::fitting::{Fitting, Shape};
use crate::image::load::{Loaded, UPLOAD_LIMIT};
use crate::image::vector::{self, Drawing};
use crate::options::{Animated, FitOptions};
use crate::problem::{Code, Problem};

pub(crate) use foresee::{Foresight, foresee};
pub(crate) use greys::{Greys, greys};
pub use profile::profile;

/// Size that a still picture encoded here stays below, in bytes: the service takes 1,048,575, and counts
/// in ways that have been seen to differ.
pub(crate) const STILL_LIMIT: u64 = 1_000_000;

/// Size that an animation encoded here stays below, in bytes: the material library takes 10 MB.
pub(crate) const ANIMATION_LIMIT: u64 = 10_000_000;

/// Largest GIF that goes to the material library as it is, in bytes (10 MB by `material/add_material`).
const LIBRARY_LIMIT: u64 = 10 << 20;

/// A picture to be fitted.
pub struct Picture<'a> {
    /// The name to use in problems (a path, a URL, or `data:`).
    pub name: &'a str,
    /// Its asset and bytes.
    pub loaded: Loaded,
    /// The width at which the article shows it, in CSS pixels, if it says; drawings are drawn for it.
    pub shown_width: Option<u32>,
    /// Gives the bytes of a picture that a drawing refers to, if it may have them.
    pub resolve: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
}

/// A picture that the service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fitted {
    /// `Png`, `Jpeg`, or `Gif` for the material library.
    pub format: ImageFormat,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What was done; `None` when the picture goes as it is, but for private metadata.
    pub fitting: Option<Fitting>,
}

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

/// Whether [`fit`] knows the format at all; asks nothing of the file but that.
///
/// # Errors
/// `image.unsupported-format`.
pub fn check_fittable(name: &str, format: ImageFormat) -> Result<(), Problem> {
    match format {
        ImageFormat::Jxl | ImageFormat::Psd | ImageFormat::Pdf => {
            Err(Problem::new(Code::ImageUnsupportedFormat)
                .with("path", name)
                .with("format", format.name()))
        }
        _ => Ok(()),
    }
}

/// Memory that [`fit`] takes for a picture beside its bytes, in bytes: an estimate from its header.
#[must_use]
pub fn memory(loaded: &Loaded, options: &FitOptions) -> u64 {
    let format = loaded.asset.format;
    if goes_as_it_is(format, loaded.asset.size) {
        return loaded.asset.size;
    }
    match format {
        // The pixels, and what draws into them.
        ImageFormat::Svg => 12 * u64::from(options.max_width).pow(2),
        _ => decode::memory(format, &loaded.bytes, options.max_width),
    }
}

/// Makes a picture fit.
///
/// A jpg or png within the limit goes byte for byte, but for private metadata. With `again`, because the
/// service refused it so, it is encoded anew whatever its size.
///
/// # Errors
/// `image.unsupported-format`, `image.damaged`, `image.too-many-pixels`, `image.animated`,
/// `image.cannot-fit`, `image.font-missing`, `image.svg-external`, `image.svg-html-text`.
pub fn fit(picture: Picture<'_>, options: &FitOptions, again: bool) -> Result<Fitted, Problem> {
    let Picture { name, loaded, .. } = picture;
    let format = loaded.asset.format;
    check_fittable(name, format)?;
    let still = matches!(format, ImageFormat::Png | ImageFormat::Jpeg);
    if still && !again {
        let bytes = strip::strip(format, &loaded.bytes).unwrap_or(loaded.bytes);
        if goes_as_it_is(format, bytes.len() as u64) {
            return Ok(Fitted::as_it_is(format, bytes));
        }
        return encode_still(name, format, bytes, *options);
    }
    let frames = animation::frames(format, &loaded.bytes);
    match options.animated {
        Animated::Fail if frames > 1 => Err(Problem::new(Code::ImageAnimated)
            .with("path", name)
            .with("frames", frames)),
        Animated::Keep if frames > 1 => moving(name, loaded, frames, *options, again),
        _ if format == ImageFormat::Svg => {
            let drawing = Drawing {
                name,
                bytes: &loaded.bytes,
                shown_width: picture.shown_width,
                max_width: options.max_width,
                resolve: picture.resolve,
            };
            let drawn = vector::draw(&drawing)?;
            let from = Shape::still(format, drawn.width, drawn.height, loaded.asset.size);
            let encoded = still::encode(name, drawn.raster, *options, STILL_LIMIT)?;
            Ok(Fitted::encoded(from, encoded))
        }
        _ => encode_still(name, format, loaded.bytes, *options),
    }
}

/// Whether the service takes a file of this format and size as it is.
fn goes_as_it_is(format: ImageFormat, size: u64) -> bool {
    matches!(format, ImageFormat::Png | ImageFormat::Jpeg) && size <= UPLOAD_LIMIT
}

fn encode_still(
    name: &str,
    format: ImageFormat,
    bytes: Vec<u8>,
    options: FitOptions,
) -> Result<Fitted, Problem> {
    let size = bytes.len() as u64;
    let decoded = decode::decode(name, format, &bytes, options.max_width)?;
    // The pixels are many times the file, and encoding makes more of them.
    drop(bytes);
    let from = Shape::still(format, decoded.width, decoded.height, size);
    let encoded = still::encode(name, decoded.raster, options, STILL_LIMIT)?;
    Ok(Fitted::encoded(from, encoded))
}

fn moving(
    name: &str,
    loaded: Loaded,
    frames: u32,
    options: FitOptions,
    again: bool,
) -> Result<Fitted, Problem> {
    let Loaded { asset, bytes } = loaded;
    if asset.format == ImageFormat::Gif && asset.size <= LIBRARY_LIMIT && !again {
        let bytes = strip::strip(asset.format, &bytes).unwrap_or(bytes);
        return Ok(Fitted::as_it_is(asset.format, bytes));
    }
    let encoded = animation::encode(name, asset.format, &bytes, options, ANIMATION_LIMIT)?;
    let (width, height) =
        decode::size(asset.format, &bytes).unwrap_or((encoded.width, encoded.height));
    let from = Shape::still(asset.format, width, height, asset.size).animated(frames);
    Ok(Fitted::encoded(from, encoded))
}

impl Fitted {
    fn as_it_is(format: ImageFormat, bytes: Vec<u8>) -> Self {
        Self {
            format,
            bytes,
            fitting: None,
        }
    }

    fn encoded(from: Shape, encoded: Encoded) -> Self {
        let to = Shape::still(
            encoded.format,
            encoded.width,
            encoded.height,
            encoded.bytes.len() as u64,
        );
        let mut fitting = Fitting::new(from, to.animated(encoded.frames));
        fitting.quality = encoded.quality;
        fitting.colors = encoded.colors;
        Self {
            format: encoded.format,
            bytes: encoded.bytes,
            fitting: Some(fitting),
        }
    }
}
