//! The same scene in every format: four fields, red, green, blue and white from the top left.

mod color;
mod heif;
mod hostile;
mod jpeg;
mod plain;
mod upright;

use super::{Decoded, decode, memory, size};
use crate::asset::ImageFormat;
use crate::image::raster::{Pixels, Raster};
use crate::image::sniff;
use crate::problem::{Code, Problem};

/// The fields of the scene, from the top left.
const FIELDS: [[u8; 3]; 4] = [
    [0xD0, 0x20, 0x20],
    [0x20, 0xB0, 0x40],
    [0x20, 0x40, 0xD0],
    [255, 255, 255],
];

/// A file of `tests/pictures/fields`.
fn file(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pictures/fields")
        .join(name);
    std::fs::read(path).unwrap()
}

/// The pixels of the scene.
fn scene(width: u32, height: u32) -> Vec<u8> {
    (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let column = usize::from(x >= width / 2);
            let row = usize::from(y >= height / 2);
            FIELDS[row * 2 + column]
        })
        .collect()
}

/// Decodes at full size.
fn full(bytes: &[u8]) -> Decoded {
    scaled(bytes, u32::MAX)
}

fn scaled(bytes: &[u8], long_edge: u32) -> Decoded {
    attempt(bytes, long_edge).unwrap()
}

fn attempt(bytes: &[u8], long_edge: u32) -> Result<Decoded, Problem> {
    decode("图", sniff(bytes).unwrap(), bytes, long_edge)
}

/// The code of the problem and the format it names, if any.
fn refused(bytes: &[u8]) -> (Code, String) {
    let problem = attempt(bytes, 100).unwrap_err();
    assert_eq!(problem.argument("path"), Some("图"));
    let format = problem.argument("format").unwrap_or_default();
    (problem.code(), format.to_owned())
}

/// One pixel, alpha included where there is one.
fn pixel(raster: &Raster, x: u32, y: u32) -> Vec<u8> {
    let start = (y as usize * raster.width as usize + x as usize) * raster.channels();
    raster.bytes()[start..start + raster.channels()].to_vec()
}

/// The middles of the four fields.
fn middles(raster: &Raster) -> [Vec<u8>; 4] {
    let (left, top) = (raster.width / 4, raster.height / 4);
    let (right, bottom) = (raster.width - 1 - left, raster.height - 1 - top);
    [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| pixel(raster, x, y))
}

/// Asserts colours up to a difference in each channel; alpha is not looked at.
#[track_caller]
fn assert_fields(raster: &Raster, fields: [[u8; 3]; 4], most: u8) {
    for (found, expected) in middles(raster).iter().zip(fields) {
        assert!(
            found
                .iter()
                .zip(expected)
                .all(|(found, expected)| found.abs_diff(expected) <= most),
            "{found:?} is not {expected:?}: {:?}",
            middles(raster)
        );
    }
}

/// Asserts that this is the scene, opaque.
#[track_caller]
fn assert_scene(decoded: &Decoded, width: u32, height: u32, most: u8) {
    let Decoded { raster, .. } = decoded;
    assert_eq!((decoded.width, decoded.height), (width, height));
    assert_eq!((raster.width, raster.height), (width, height));
    assert!(matches!(raster.pixels, Pixels::Rgb(_)));
    assert_fields(raster, FIELDS, most);
}

#[test]
fn the_header_tells_size_and_need_of_memory() {
    for (name, expected) in [
        ("420.avif", (48, 32)),
        ("grid.avif", (120, 60)),
        ("phone.heic", (120, 60)),
        ("interlaced-16-bit.png", (48, 32)),
        ("animated.webp", (48, 32)),
    ] {
        let bytes = file(name);
        let format = sniff(&bytes).unwrap();
        assert_eq!(size(format, &bytes), Some(expected), "{name}");
        let pixels = u64::from(expected.0) * u64::from(expected.1);
        assert!(memory(format, &bytes, 100) >= pixels * 6, "{name}");
        assert_eq!(size(format, &bytes[..20]), None);
        assert_eq!(memory(format, &bytes[..20], 100), 0);
    }
}

#[test]
fn formats_without_a_decoder_are_named() {
    for (format, name) in [
        (ImageFormat::Jxl, "jxl"),
        (ImageFormat::Psd, "psd"),
        (ImageFormat::Pdf, "pdf"),
        (ImageFormat::Svg, "svg"),
    ] {
        let problem = decode("图", format, b"", 100).unwrap_err();
        assert_eq!(problem.code(), Code::ImageUnsupportedFormat);
        assert_eq!(problem.argument("format"), Some(name));
    }
}
