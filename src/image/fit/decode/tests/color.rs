use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use moxcms::ColorProfile;

use super::*;

fn png(pixels: &[u8], width: u32, color: ExtendedColorType, profile: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile).unwrap();
    encoder.write_image(pixels, width, 1, color).unwrap();
    bytes
}

fn pixels_of(bytes: &[u8]) -> Pixels {
    full(bytes).raster.pixels
}

#[test]
fn a_wide_gamut_becomes_srgb() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let pixels = [200, 100, 100, 255, 255, 255, 0, 0, 0, 100, 100, 100];
    let Pixels::Rgb(found) = pixels_of(&png(&pixels, 4, ExtendedColorType::Rgb8, profile.clone()))
    else {
        panic!("opaque");
    };
    // 0xC86464 in Display P3 by the formulas of CSS Color 4.
    let expected = [215, 93, 97, 255, 255, 255, 0, 0, 0, 100, 100, 100];
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.abs_diff(expected) <= 2, "{found} {expected}");
    }
    let Pixels::Rgba(with_alpha) = pixels_of(&png(
        &[200, 100, 100, 77],
        1,
        ExtendedColorType::Rgba8,
        profile.clone(),
    )) else {
        panic!("transparent");
    };
    assert_eq!(with_alpha[..3], found[..3]);
    assert_eq!(with_alpha[3], 77);

    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 100);
    encoder.add_icc_profile(&profile).unwrap();
    let flat = [200, 100, 100].repeat(64);
    encoder
        .encode(&flat, 8, 8, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    let raster = full(&bytes).raster;
    for (jpeg, png) in pixel(&raster, 4, 4).iter().zip(&found) {
        assert!(jpeg.abs_diff(*png) <= 3);
    }
}

#[test]
fn what_is_srgb_in_all_but_name_is_left_alone() {
    let pixels: Vec<u8> = (0..=255).collect();
    let profile = ColorProfile::new_srgb().encode().unwrap();
    let bytes = png(&pixels[..255], 85, ExtendedColorType::Rgb8, profile);
    assert_eq!(pixels_of(&bytes), Pixels::Rgb(pixels[..255].to_vec()));
}

#[test]
fn grey_profiles_apply_to_grey() {
    let linear = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let Pixels::Rgb(found) = pixels_of(&png(
        &[0, 55, 255],
        3,
        ExtendedColorType::L8,
        linear.clone(),
    )) else {
        panic!("opaque");
    };
    // A linear 55/255 is about 0.5 in sRGB.
    for (found, expected) in found.iter().zip([0, 0, 0, 128, 128, 128, 255, 255, 255]) {
        assert!(found.abs_diff(expected) <= 2, "{found} {expected}");
    }
    // On colours it means nothing.
    let bytes = png(&[1, 55, 255], 1, ExtendedColorType::Rgb8, linear);
    assert_eq!(pixels_of(&bytes), Pixels::Rgb(vec![1, 55, 255]));
}

#[test]
fn a_broken_profile_is_ignored() {
    let whole = ColorProfile::new_display_p3().encode().unwrap();
    for end in (0..whole.len()).step_by(7) {
        let bytes = png(
            &[1, 55, 255],
            1,
            ExtendedColorType::Rgb8,
            whole[..end].to_vec(),
        );
        assert!(matches!(pixels_of(&bytes), Pixels::Rgb(_)), "{end}");
    }
    let bytes = png(&[1, 55, 255], 1, ExtendedColorType::Rgb8, vec![7; 300]);
    assert_eq!(pixels_of(&bytes), Pixels::Rgb(vec![1, 55, 255]));
}
