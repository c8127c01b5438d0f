//! Any colour space to sRGB.
//!
//! In: 8-bit samples and what the file says of their colours: an ICC profile, or the code points of
//! ITU-T H.273. Out: RGB or RGBA in sRGB. A profile that is broken, or that speaks of other channels
//! than there are, is ignored, as browsers do; one that is sRGB in all but name costs no pass.

use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile, DataColorSpace, MatrixCoefficients,
    TransferCharacteristics, Transform8BitExecutor, TransformOptions,
};
use std::sync::Arc;

use super::samples::Layout;
use crate::image::raster::Pixels;

/// The colour space of samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Space {
    /// sRGB, or nothing is said.
    Srgb,
    /// An ICC profile.
    Icc(Vec<u8>),
    /// Primaries and transfer function by code point.
    Coded { primaries: u8, transfer: u8 },
}

impl Space {
    /// The space of a profile that may be there.
    pub(super) fn of_icc(profile: Option<Vec<u8>>) -> Self {
        profile.map_or(Self::Srgb, Self::Icc)
    }

    fn profile(&self) -> Option<ColorProfile> {
        match self {
            Self::Srgb => None,
            Self::Icc(bytes) => ColorProfile::new_from_slice(bytes).ok(),
            Self::Coded {
                primaries,
                transfer,
            } => coded(*primaries, *transfer),
        }
    }
}

/// The primaries of a code point; those of sRGB for what is not told or not known.
pub(super) fn primaries(code: u8) -> CicpColorPrimaries {
    match code {
        4 => CicpColorPrimaries::Bt470M,
        5 => CicpColorPrimaries::Bt470Bg,
        6 | 7 => CicpColorPrimaries::Bt601,
        8 => CicpColorPrimaries::GenericFilm,
        9 => CicpColorPrimaries::Bt2020,
        11 => CicpColorPrimaries::Smpte431,
        12 => CicpColorPrimaries::Smpte432,
        22 => CicpColorPrimaries::Ebu3213,
        _ => CicpColorPrimaries::Bt709,
    }
}

/// The profile of code points; `None` for those that are shown as sRGB.
fn coded(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    // The video curves (1, 6, 14, 15) are shown as the sRGB curve: that is what viewers do with stills.
    let transfer_characteristics = match transfer {
        4 => TransferCharacteristics::Bt470M,
        5 => TransferCharacteristics::Bt470Bg,
        8 => TransferCharacteristics::Linear,
        _ => TransferCharacteristics::Srgb,
    };
    let color_primaries = self::primaries(primaries);
    let plain = color_primaries == CicpColorPrimaries::Bt709
        && transfer_characteristics == TransferCharacteristics::Srgb;
    (!plain).then(|| {
        ColorProfile::new_from_cicp(CicpProfile {
            color_primaries,
            transfer_characteristics,
            matrix_coefficients: MatrixCoefficients::Bt709,
            full_range: true,
        })
    })
}

/// Converts samples to sRGB.
pub(super) fn to_srgb(layout: Layout, bytes: Vec<u8>, space: &Space) -> Pixels {
    let conversion = space
        .profile()
        .and_then(|profile| conversion(&profile, layout));
    match layout {
        Layout::Gray => Pixels::Rgb(expanded::<1, 3>(&bytes, conversion)),
        Layout::GrayAlpha => Pixels::Rgba(expanded::<2, 4>(&bytes, conversion)),
        Layout::Rgb => Pixels::Rgb(converted::<3>(bytes, conversion)),
        Layout::Rgba => Pixels::Rgba(converted::<4>(bytes, conversion)),
        Layout::Cmyk => Pixels::Rgb(without_ink(bytes, conversion.as_ref())),
    }
}

/// How one kind of samples becomes sRGB; `None` when they are that already, or cannot become it.
fn conversion(profile: &ColorProfile, layout: Layout) -> Option<Arc<Transform8BitExecutor>> {
    let (space, from, to) = match layout {
        // Alpha of a grey picture never reaches the transform.
        Layout::Gray | Layout::GrayAlpha => (
            DataColorSpace::Gray,
            moxcms::Layout::Gray,
            moxcms::Layout::Rgb,
        ),
        Layout::Rgb => (
            DataColorSpace::Rgb,
            moxcms::Layout::Rgb,
            moxcms::Layout::Rgb,
        ),
        Layout::Rgba => (
            DataColorSpace::Rgb,
            moxcms::Layout::Rgba,
            moxcms::Layout::Rgba,
        ),
        // Four inks go in as four channels.
        Layout::Cmyk => (
            DataColorSpace::Cmyk,
            moxcms::Layout::Rgba,
            moxcms::Layout::Rgb,
        ),
    };
    if profile.color_space != space {
        return None;
    }
    let transform = profile
        .create_transform_8bit(
            from,
            &ColorProfile::new_srgb(),
            to,
            TransformOptions::default(),
        )
        .ok()?;
    let idle = match layout {
        Layout::Rgb => is_idle::<3>(&transform),
        Layout::Rgba => is_idle::<4>(&transform),
        // Samples that change their shape need a pass anyway.
        Layout::Gray | Layout::GrayAlpha | Layout::Cmyk => false,
    };
    (!idle).then_some(transform)
}

/// Whether a transform leaves a grid of colours where it was, within what two roundings differ.
fn is_idle<const N: usize>(transform: &Arc<Transform8BitExecutor>) -> bool {
    const STEPS: [u8; 6] = [0, 51, 102, 153, 204, 255];
    let mut before = Vec::with_capacity(216 * N);
    for red in STEPS {
        for green in STEPS {
            for blue in STEPS {
                before.extend(&[red, green, blue, 255][..N]);
            }
        }
    }
    let mut after = vec![0; before.len()];
    transform.transform(&before, &mut after).is_ok()
        && before
            .iter()
            .zip(&after)
            .all(|(before, after)| before.abs_diff(*after) <= 2)
}

/// Pixels that a transform takes at a time: a buffer for these is all it needs.
const STRETCH: usize = 1 << 14;

/// Colours in place.
fn converted<const N: usize>(
    mut bytes: Vec<u8>,
    conversion: Option<Arc<Transform8BitExecutor>>,
) -> Vec<u8> {
    let Some(transform) = conversion else {
        return bytes;
    };
    let mut source = vec![0; STRETCH * N];
    for stretch in bytes.chunks_mut(STRETCH * N) {
        let source = &mut source[..stretch.len()];
        source.copy_from_slice(stretch);
        // A whole number of pixels on both sides is all that can be asked for.
        if transform.transform(source, stretch).is_err() {
            stretch.copy_from_slice(source);
        }
    }
    bytes
}

/// Grey to colours by a table of its 256 values; an alpha channel goes along.
fn expanded<const FROM: usize, const TO: usize>(
    bytes: &[u8],
    conversion: Option<Arc<Transform8BitExecutor>>,
) -> Vec<u8> {
    let values: Vec<u8> = (0..=255).collect();
    let mut table: Vec<u8> = values.iter().flat_map(|value| [*value; 3]).collect();
    if let Some(transform) = conversion {
        let mut converted = vec![0; table.len()];
        if transform.transform(&values, &mut converted).is_ok() {
            table = converted;
        }
    }
    let table = table.as_chunks::<3>().0;
    let mut result = vec![[0; TO]; bytes.len() / FROM];
    for (target, source) in result.iter_mut().zip(bytes.as_chunks::<FROM>().0) {
        target[..3].copy_from_slice(&table[usize::from(source[0])]);
        if FROM == 2 {
            target[TO - 1] = source[FROM - 1];
        }
    }
    result.into_flattened()
}

/// Inks to colours, within the buffer; without a profile by the rule that all viewers share.
fn without_ink(mut bytes: Vec<u8>, conversion: Option<&Arc<Transform8BitExecutor>>) -> Vec<u8> {
    let count = bytes.len() / 4;
    let mut colors = vec![0; STRETCH * 3];
    for start in (0..count).step_by(STRETCH) {
        let pixels = STRETCH.min(count - start);
        let inks = &bytes[start * 4..(start + pixels) * 4];
        let colors = &mut colors[..pixels * 3];
        let done = conversion.is_some_and(|transform| transform.transform(inks, colors).is_ok());
        if !done {
            let pairs = colors
                .as_chunks_mut::<3>()
                .0
                .iter_mut()
                .zip(inks.as_chunks::<4>().0);
            for (color, [cyan, magenta, yellow, black]) in pairs {
                *color = [cyan, magenta, yellow].map(|ink| product(255 - ink, 255 - black));
            }
        }
        bytes[start * 3..(start + pixels) * 3].copy_from_slice(colors);
    }
    bytes.truncate(count * 3);
    bytes
}

/// `a × b`, both as parts of 255, rounded.
fn product(a: u8, b: u8) -> u8 {
    u8::try_from((u16::from(a) * u16::from(b) + 127) / 255).expect("255 × 255 / 255 is 255")
}
