//! A JPEG under a limit, of a quality found by estimation: a sample of the picture is encoded, the size of
//! the whole foretold from it, and the whole encoded once.
//!
//! Baseline with the coder's own Huffman tables: progressive coding saves nothing here, and optimised
//! tables in baseline come out in a form that a widespread decoder shows as noise.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, QuantizationTableType, SamplingFactor,
};

use crate::image::raster::Raster;

/// How the colours are sampled, beside the brightness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    /// Each pixel has its own: for letters and lines.
    Sharp,
    /// Four pixels share theirs: for photos.
    Shared,
}

/// Encodes an opaque picture with the highest of the qualities that stays within `limit` bytes, and says
/// which; or says about how many bytes the lowest needs.
pub(super) fn within(
    raster: &Raster,
    colours: Colours,
    qualities: RangeInclusive<u8>,
    limit: u64,
) -> Result<(Vec<u8>, u8), u64> {
    let (lowest, highest) = qualities.into_inner();
    // Estimates err by a hundredth or two.
    let aim = limit - limit / 40;
    let sample = Sample::of(raster);
    let mut curve = Curve {
        quality: highest,
        bytes: sample.foretell(colours, highest),
        power: USUAL_POWER,
    };
    let mut quality = highest;
    if curve.bytes > aim {
        let guess = curve.best(lowest..=highest, aim).unwrap_or(lowest);
        curve.learn(guess, sample.foretell(colours, guess));
        quality = match curve.best(lowest..=highest, aim) {
            Some(quality) => quality,
            None if curve.quality == lowest => return Err(curve.bytes),
            None => lowest,
        };
    }
    loop {
        let picture = (raster.bytes(), raster.width, raster.height);
        let bytes = encode(picture, colours, quality);
        let size = length(&bytes);
        if size <= limit {
            return Ok((bytes, quality));
        }
        if quality <= lowest {
            return Err(size);
        }
        // The whole says more than the sample did; the steepness stays.
        curve.quality = quality;
        curve.bytes = size;
        quality = curve.best(lowest..=quality - 1, aim).unwrap_or(lowest);
    }
}

/// How the size of photos usually goes with the quality.
const USUAL_POWER: f64 = 0.7;

/// The size as a function of the quality: a power of how coarse the steps of the coefficients are.
struct Curve {
    quality: u8,
    bytes: u64,
    power: f64,
}

impl Curve {
    /// The highest quality that is foretold to need `aim` bytes at most.
    fn best(&self, qualities: RangeInclusive<u8>, aim: u64) -> Option<u8> {
        qualities.rev().find(|quality| {
            let finer = coarseness(self.quality) / coarseness(*quality);
            float(self.bytes) * finer.powf(self.power) <= float(aim)
        })
    }

    /// Goes through one more point.
    fn learn(&mut self, quality: u8, bytes: u64) {
        let power = (float(self.bytes) / float(bytes)).ln()
            / (coarseness(quality) / coarseness(self.quality)).ln();
        if power.is_finite() && power > 0.1 {
            self.power = power;
        }
        self.quality = quality;
        self.bytes = bytes;
    }
}

/// What the quality multiplies the steps of the coefficients with.
fn coarseness(quality: u8) -> f64 {
    let quality = f64::from(quality.clamp(1, 99));
    if quality < 50.0 {
        5000.0 / quality
    } else {
        200.0 - 2.0 * quality
    }
}

/// Sizes are far below what the conversion can hold.
fn float(bytes: u64) -> f64 {
    u32::try_from(bytes).map_or(f64::INFINITY, f64::from)
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Tiles spread over a picture, put together to a smaller one; or the picture, when it is small.
struct Sample<'a> {
    pixels: Cow<'a, [u8]>,
    width: u32,
    height: u32,
    /// Pixels of the whole picture.
    whole: u64,
}

/// One tile in so many is in the sample.
const SHARE: u32 = 8;

/// Width of a tile, in pixels: wide, for the first block of a tile is dearer than the next.
const TILE: u32 = 128;

/// Height of a tile, in pixels: what the coder takes at a time.
const STRIPE: u32 = 16;

/// Bytes of a file that do not depend on the picture: tables and headers.
const HEADERS: u64 = 620;

impl<'a> Sample<'a> {
    fn of(raster: &'a Raster) -> Self {
        let (width, height) = (raster.width, raster.height);
        let groups = width / (TILE * SHARE);
        let stripes = height / STRIPE;
        let whole = u64::from(width) * u64::from(height);
        if groups == 0 || stripes < SHARE {
            return Self {
                pixels: Cow::Borrowed(raster.bytes()),
                width,
                height,
                whole,
            };
        }
        let group = width / groups;
        let mut pixels = Vec::with_capacity(raster.bytes().len() / 8);
        for (row, index) in raster
            .bytes()
            .chunks_exact(width as usize * 3)
            .zip(0..stripes * STRIPE)
        {
            // From stripe to stripe the tile moves, so that no column is left out.
            let moved = (group - TILE) * (index / STRIPE * 3 % SHARE) / (SHARE - 1);
            for number in 0..groups {
                // A picture that was a JPEG before has its blocks where they were.
                let left = (number * group + moved) / STRIPE * STRIPE;
                pixels.extend_from_slice(&row[left as usize * 3..(left + TILE) as usize * 3]);
            }
        }
        Self {
            pixels: Cow::Owned(pixels),
            width: groups * TILE,
            height: stripes * STRIPE,
            whole,
        }
    }

    /// Bytes that the whole picture is going to need.
    fn foretell(&self, colours: Colours, quality: u8) -> u64 {
        let bytes = encode((&self.pixels, self.width, self.height), colours, quality);
        let sample = u64::from(self.width) * u64::from(self.height);
        HEADERS + length(&bytes).saturating_sub(HEADERS) * self.whole / sample
    }
}

/// Encodes red, green, blue of a width and a height.
fn encode((pixels, width, height): (&[u8], u32, u32), colours: Colours, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(match colours {
        Colours::Sharp => SamplingFactor::R_4_4_4,
        Colours::Shared => SamplingFactor::R_4_2_0,
    });
    // The mean of the pixels; the coder would take one of them.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    // By ssimulacra2, at equal bytes, up to 5 points above the tables of the standard, for all photos tried.
    let tables = QuantizationTableType::KleinSilversteinCarney;
    encoder.set_quantization_tables(tables.clone(), tables);
    u16::try_from(width)
        .ok()
        .zip(u16::try_from(height).ok())
        .and_then(|(width, height)| encoder.encode(pixels, width, height, ColorType::Rgb).ok())
        .expect("no side is over what a JPEG holds, and all the pixels are there");
    bytes
}
