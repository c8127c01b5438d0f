//! The fit profile: what of a picture's preparation is not in its own bytes, as one word for the ledger's
//! key. A change of settings, or of how this room works, must not give back what was made otherwise.

use std::fmt::Write as _;

use super::goes_as_it_is;
use crate::asset::{Asset, ImageFormat};
use crate::options::{Animated, FitOptions};

/// Changes whenever the same bytes and options may give a better or another result.
const VERSION: u32 = 1;

/// How an asset is prepared: `original` when it goes as it is, else `fit-1/2560/…`.
#[must_use]
pub fn profile(asset: &Asset, shown_width: Option<u32>, options: &FitOptions) -> String {
    if goes_as_it_is(asset.format, asset.size) {
        return "original".to_owned();
    }
    let mut profile = format!("fit-{VERSION}/{}", options.max_width);
    // Writing to a string cannot fail.
    if let Some(quality) = options.quality {
        let _ = write!(profile, "/q{quality}");
    }
    match asset.format {
        ImageFormat::Gif | ImageFormat::Apng | ImageFormat::Webp => {
            profile.push_str(match options.animated {
                Animated::Keep => "/keep",
                // One that was a still when it was uploaded still is.
                Animated::Fail => "/fail",
                Animated::FirstFrame => "/first-frame",
            });
        }
        ImageFormat::Svg => {
            if let Some(width) = shown_width {
                let _ = write!(profile, "/at-{width}");
            }
        }
        _ => {}
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Digest;

    fn of(format: ImageFormat, size: u64, change: impl FnOnce(&mut FitOptions)) -> String {
        let asset = Asset {
            digest: Digest::of(b"x"),
            format,
            size,
        };
        let mut options = FitOptions::default();
        change(&mut options);
        profile(&asset, Some(300), &options)
    }

    #[test]
    fn what_goes_as_it_is_does_not_depend_on_options() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let small = of(format, 1_048_575, |options| options.max_width = 100);
            assert_eq!(small, "original");
            assert_eq!(of(format, 1_048_576, |_| ()), "fit-1/2560");
        }
    }

    #[test]
    fn what_changes_the_result_changes_the_profile() {
        let jpeg = |change: fn(&mut FitOptions)| of(ImageFormat::Jpeg, 2_000_000, change);
        assert_eq!(jpeg(|options| options.quality = Some(80)), "fit-1/2560/q80");
        assert_eq!(jpeg(|options| options.max_width = 1080), "fit-1/1080");
        assert_eq!(
            jpeg(|options| options.animated = Animated::FirstFrame),
            "fit-1/2560"
        );
        let gif = of(ImageFormat::Gif, 5, |options| {
            options.animated = Animated::FirstFrame;
        });
        assert_eq!(gif, "fit-1/2560/first-frame");
        assert_eq!(of(ImageFormat::Svg, 5, |_| ()), "fit-1/2560/at-300");
    }
}
