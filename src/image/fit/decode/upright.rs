//! Turns and mirrors pixels so that they stand upright.
//!
//! Half turns and mirrors happen in place; quarter turns take a second buffer and go through it in
//! blocks, as a walk along columns would miss the cache at every pixel.

use image::metadata::Orientation;

use crate::image::raster::Pixels;

/// Width and height after turning.
pub(super) fn turned(orientation: Orientation, (width, height): (u32, u32)) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    }
}

/// Turns `width × height` pixels; [`turned`] tells the size that comes out.
pub(super) fn turn(orientation: Orientation, width: u32, height: u32, pixels: Pixels) -> Pixels {
    let (width, height) = (width as usize, height as usize);
    match pixels {
        Pixels::Rgb(bytes) => Pixels::Rgb(turn_bytes::<3>(orientation, width, height, bytes)),
        Pixels::Rgba(bytes) => Pixels::Rgba(turn_bytes::<4>(orientation, width, height, bytes)),
    }
}

fn turn_bytes<const N: usize>(
    orientation: Orientation,
    width: usize,
    height: usize,
    mut bytes: Vec<u8>,
) -> Vec<u8> {
    let pixels = bytes.as_chunks_mut::<N>().0;
    match orientation {
        Orientation::NoTransforms => {}
        Orientation::Rotate180 => pixels.reverse(),
        Orientation::FlipHorizontal => pixels.chunks_exact_mut(width).for_each(<[_]>::reverse),
        Orientation::FlipVertical => {
            let (top, bottom) = pixels.split_at_mut(height / 2 * width);
            for (upper, lower) in top
                .chunks_exact_mut(width)
                .zip(bottom.rchunks_exact_mut(width))
            {
                upper.swap_with_slice(lower);
            }
        }
        // Source of the pixel at column x, row y of the result, where the source has W×H pixels:
        Orientation::Rotate90FlipH => return transposed(pixels, width, height, false, false),
        Orientation::Rotate90 => return transposed(pixels, width, height, false, true),
        Orientation::Rotate270 => return transposed(pixels, width, height, true, false),
        Orientation::Rotate270FlipH => return transposed(pixels, width, height, true, true),
    }
    bytes
}

/// Rows become columns; `from_right` and `from_bottom` say where in the source the result begins.
fn transposed<const N: usize>(
    source: &[[u8; N]],
    width: usize,
    height: usize,
    from_right: bool,
    from_bottom: bool,
) -> Vec<u8> {
    /// Side of a block, in pixels: both sides of it stay in the first cache.
    const BLOCK: usize = 32;
    let mut result = vec![[0; N]; width * height];
    // A band of the result is BLOCK rows: as many columns of the source.
    for (band, rows) in result.chunks_mut(BLOCK * height).enumerate() {
        for left in (0..height).step_by(BLOCK) {
            let right = (left + BLOCK).min(height);
            for (row, target) in rows.chunks_exact_mut(height).enumerate() {
                let y = band * BLOCK + row;
                let column = if from_right { width - 1 - y } else { y };
                for (x, pixel) in (left..right).zip(&mut target[left..right]) {
                    let line = if from_bottom { height - 1 - x } else { x };
                    *pixel = source[line * width + column];
                }
            }
        }
    }
    result.into_flattened()
}
