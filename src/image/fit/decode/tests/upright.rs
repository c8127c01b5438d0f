use image::DynamicImage;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{ExtendedColorType, ImageEncoder};

use super::*;

/// EXIF with nothing but an orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// A picture in which no two pixels are alike, larger than the blocks that turning works in.
fn distinct(channels: u32) -> (u32, u32, Vec<u8>) {
    let (width, height) = (71, 45);
    let pixels = (0..width * height)
        .flat_map(|index: u32| (0..channels).map(move |channel| (index, channel)))
        .map(|(index, channel)| (index >> (channel % 2 * 8)).to_le_bytes()[0])
        .collect();
    (width, height, pixels)
}

fn png(width: u32, height: u32, pixels: &[u8], color: ExtendedColorType, exif: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.write_image(pixels, width, height, color).unwrap();
    bytes
}

#[test]
fn every_orientation_comes_out_as_image_turns_it() {
    for (channels, color) in [(3, ExtendedColorType::Rgb8), (4, ExtendedColorType::Rgba8)] {
        let (width, height, pixels) = distinct(channels);
        for value in 1..=8 {
            let bytes = png(width, height, &pixels, color, exif(value));
            let decoded = full(&bytes);
            let mut expected = if channels == 3 {
                let picture = image::RgbImage::from_raw(width, height, pixels.clone());
                DynamicImage::ImageRgb8(picture.unwrap())
            } else {
                let picture = image::RgbaImage::from_raw(width, height, pixels.clone());
                DynamicImage::ImageRgba8(picture.unwrap())
            };
            expected.apply_orientation(Orientation::from_exif(value).unwrap());
            assert_eq!(decoded.raster.width, expected.width(), "{value}");
            assert_eq!(decoded.raster.height, expected.height(), "{value}");
            assert_eq!(decoded.width, expected.width());
            assert_eq!(decoded.raster.bytes(), expected.as_bytes(), "{value}");
        }
    }
}

#[test]
fn a_turned_jpeg_stands_upright_when_scaled_too() {
    // The scene as a camera held to the left stores it: turned to the left.
    let (width, height) = (128, 64);
    let upright = image::RgbImage::from_raw(width, height, scene(width, height)).unwrap();
    let stored = image::imageops::rotate270(&upright);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.add_exif_metadata(&exif(6)).unwrap();
    encoder
        .encode(&stored, 64, 128, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    assert_scene(&full(&bytes), width, height, 4);
    for (long_edge, expected) in [
        (64, (64, 32)),
        (65, (128, 64)),
        (20, (32, 16)),
        (1, (16, 8)),
    ] {
        let decoded = scaled(&bytes, long_edge);
        assert_eq!((decoded.width, decoded.height), (width, height));
        assert_eq!((decoded.raster.width, decoded.raster.height), expected);
        assert_fields(&decoded.raster, FIELDS, 4);
    }
}

#[test]
fn a_strange_orientation_is_none() {
    for value in [0, 9, 255] {
        let pixels = scene(48, 32);
        let bytes = png(48, 32, &pixels, ExtendedColorType::Rgb8, exif(value));
        assert_scene(&full(&bytes), 48, 32, 0);
    }
}
