//! PNG: the picture as it is, or in the few colours that suit it best.

use oxipng::{BitDepth, ColorType, Deflater, FilterStrategy, Options, RGBA8, RawImage, indexset};
use quantizr::{Image, QuantizeResult};

use crate::image::raster::{Pixels, Raster};

/// How the rows are prepared for the coder, when left as they are is not best: one for pages, where most
/// of a row is like the one above, and one for what goes on smoothly.
const FILTERS: [FilterStrategy; 2] = [FilterStrategy::Bigrams, FilterStrategy::PAETH];

/// Rows of a band of the sample: more than the coder looks back over.
const BAND: usize = 32;

/// One band in so many is in the sample.
const SHARE: usize = 8;

/// What a sample says about encoding the whole.
pub(super) struct Forecast {
    /// About how many bytes it is going to need; more when 256 colours do for all of it.
    pub(super) bytes: u64,
    filter: FilterStrategy,
}

/// Encodes bands spread over the picture.
pub(super) fn forecast(raster: &Raster) -> Forecast {
    let row = raster.width as usize * raster.channels();
    // Starting in the middle, also of a picture of fewer rows.
    let first = (raster.height as usize / BAND).min(SHARE) / 2;
    let bands = raster.bytes().chunks(row * BAND).skip(first).step_by(SHARE);
    let bands = bands.flatten().copied().collect::<Vec<_>>();
    let height = u32::try_from(bands.len() / row).unwrap_or(u32::MAX);
    let sample = Raster {
        width: raster.width,
        height,
        pixels: match raster.pixels {
            Pixels::Rgb(_) => Pixels::Rgb(bands),
            Pixels::Rgba(_) => Pixels::Rgba(bands),
        },
    };
    let try_out = |filter: &FilterStrategy| {
        let options = Options {
            filters: indexset! {filter.clone()},
            deflater: Deflater::Libdeflater { compression: 5 },
            // The bands may have few colours where the whole has many.
            palette_reduction: false,
            ..lossless_options()
        };
        length(&write(
            &sample,
            sample.bytes().to_vec(),
            kind(&sample),
            &options,
        ))
    };
    let (mut bytes, mut filter) = (try_out(&FilterStrategy::NONE), FilterStrategy::NONE);
    for other in FILTERS {
        let size = try_out(&other);
        if size < bytes {
            (bytes, filter) = (size, other);
        }
    }
    Forecast {
        bytes: bytes * u64::from(raster.height) / u64::from(height),
        filter,
    }
}

/// Encodes the picture without loss; of transparent pixels nobody sees the colour, and it is not kept.
pub(super) fn lossless(raster: &Raster, forecast: &Forecast) -> Vec<u8> {
    let options = Options {
        // Rows as they are is best for a palette, of which the forecast does not know.
        filters: indexset! {FilterStrategy::NONE, forecast.filter.clone()},
        ..lossless_options()
    };
    write(raster, raster.bytes().to_vec(), kind(raster), &options)
}

fn lossless_options() -> Options {
    Options {
        // From 10 on, a percent or two costs ten times as long.
        deflater: Deflater::Libdeflater { compression: 8 },
        optimize_alpha: true,
        ..Options::default()
    }
}

fn kind(raster: &Raster) -> ColorType {
    match raster.pixels {
        Pixels::Rgb(_) => ColorType::RGB {
            transparent_color: None,
        },
        Pixels::Rgba(_) => ColorType::RGBA,
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// A picture in few colours.
pub(super) struct Reduced {
    pub(super) bytes: Vec<u8>,
    pub(super) colors: u16,
}

/// Reduces the picture to 256 colours at most, mixing them where they do not do.
pub(super) fn reduced(raster: &Raster) -> Reduced {
    let pixels = rgba(raster);
    let sketch = sketch(&pixels);
    let (width, height) = (raster.width as usize, raster.height as usize);
    let image = Image::new(&sketch, sketch.len() / 4, 1);
    let mut indexes = vec![0; width * height];
    let result = image.map(|image| QuantizeResult::quantize(&image, &quantizr::Options::default()));
    let result = result.and_then(|result| {
        let image = Image::new(&pixels, width, height)?;
        result.remap_image(&image, &mut indexes)?;
        Ok(result)
    });
    let result = result.expect("the buffers are as large as the pictures");
    let palette = result.get_palette();
    let palette = palette.entries[..palette.count as usize]
        .iter()
        .map(|color| RGBA8::new(color.r, color.g, color.b, color.a))
        .collect::<Vec<_>>();
    let colors = u16::try_from(palette.len()).unwrap_or(u16::MAX);
    let options = Options {
        filters: indexset! {FilterStrategy::NONE},
        deflater: Deflater::Libdeflater { compression: 8 },
        color_type_reduction: false,
        palette_reduction: false,
        ..Options::default()
    };
    let bytes = write(raster, indexes, ColorType::Indexed { palette }, &options);
    Reduced { bytes, colors }
}

fn write(raster: &Raster, pixels: Vec<u8>, kind: ColorType, options: &Options) -> Vec<u8> {
    RawImage::new(raster.width, raster.height, kind, BitDepth::Eight, pixels)
        .and_then(|raw| raw.create_optimized_png(options))
        .expect("a raster holds exactly its pixels, and no time limit ends the work")
}

/// The pixels with their opacity; what is not seen is black.
fn rgba(raster: &Raster) -> Vec<u8> {
    let mut pixels = match &raster.pixels {
        Pixels::Rgb(bytes) => bytes
            .chunks_exact(3)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255])
            .collect(),
        Pixels::Rgba(bytes) => bytes.clone(),
    };
    for pixel in pixels.chunks_exact_mut(4) {
        if pixel[3] == 0 {
            pixel.fill(0);
        }
    }
    pixels
}

/// Most pixels of a sketch: as long as the sum of a channel over all of them is below 2^24, the 32-bit
/// floats in which the palette is computed hold it exactly. Where they do not, a mean may come out smaller
/// than all the values it is the mean of, and the computation fails.
const SKETCH: usize = (1 << 24) / 255;

/// Pixels with the colours of the picture, more of those that it has more of, and each at least once, so
/// that a small sign in a colour of its own keeps it.
fn sketch(pixels: &[u8]) -> Vec<u8> {
    let mut all: Vec<u32> = pixels
        .chunks_exact(4)
        .map(|p| u32::from_be_bytes([p[0], p[1], p[2], p[3]]))
        .collect();
    all.sort_unstable();
    let mut colors = all
        .chunk_by(|a, b| a == b)
        .map(|same| (same[0], same.len()))
        .collect::<Vec<_>>();
    let total = all.len();
    // Colours that differ by little count as one, represented by the most frequent.
    let mut mask = u32::MAX;
    while colors.len() > SKETCH / 2 {
        mask = mask << 1 & 0xFEFE_FEFE;
        colors.sort_unstable_by_key(|(color, _)| (color & mask, *color));
        colors = colors
            .chunk_by(|(a, _), (b, _)| a & mask == b & mask)
            .map(|near| {
                let most = near
                    .iter()
                    .max_by_key(|(_, count)| *count)
                    .map_or(near[0].0, |most| most.0);
                (most, near.iter().map(|(_, count)| count).sum())
            })
            .collect();
    }
    colors
        .iter()
        .flat_map(|(color, count)| {
            let times = 1 + count * (SKETCH / 2) / total;
            std::iter::repeat_n(color.to_be_bytes(), times)
        })
        .flatten()
        .collect()
}
