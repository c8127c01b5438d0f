//! Whether a picture can be made to fit, without making it: what [`fit`](super::fit) would refuse, said by
//! decoding alone. What goes as it is, is not decoded; neither are the frames of an animation.

use super::{animation, check_fittable, decode, goes_as_it_is, strip};
use crate::asset::ImageFormat;
use crate::image::vector::{self, Drawing};
use crate::options::{Animated, FitOptions};
use crate::problem::{Code, Problem};

/// What would become of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foresight {
    /// It goes byte for byte, but for private metadata.
    AsItIs,
    /// It is encoded anew.
    Fitted,
}

/// Foresees what becomes of a whole picture of this format.
///
/// # Errors
/// As [`fit`](super::fit), but for `image.cannot-fit`, which only encoding tells.
pub(crate) fn foresee(
    name: &str,
    format: ImageFormat,
    bytes: &[u8],
    shown_width: Option<u32>,
    resolve: &(dyn Fn(&str) -> Option<Vec<u8>> + Sync),
    options: FitOptions,
) -> Result<Foresight, Problem> {
    check_fittable(name, format)?;
    if goes_as_it_is(format, bytes.len() as u64) {
        return Ok(Foresight::AsItIs);
    }
    if matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        // Without what is private it may be small enough.
        let stripped = strip::strip(format, bytes).map(|stripped| stripped.len() as u64);
        if stripped.is_some_and(|size| goes_as_it_is(format, size)) {
            return Ok(Foresight::AsItIs);
        }
    } else if format != ImageFormat::Svg {
        let frames = animation::frames(format, bytes);
        match options.animated {
            Animated::Fail if frames > 1 => {
                return Err(Problem::new(Code::ImageAnimated)
                    .with("path", name)
                    .with("frames", frames));
            }
            Animated::Keep if frames > 1 => return Ok(Foresight::Fitted),
            _ => {}
        }
    }
    if format == ImageFormat::Svg {
        vector::draw(&Drawing {
            name,
            bytes,
            shown_width,
            max_width: options.max_width,
            resolve,
        })?;
    } else {
        decode::decode(name, format, bytes, options.max_width)?;
    }
    Ok(Foresight::Fitted)
}
