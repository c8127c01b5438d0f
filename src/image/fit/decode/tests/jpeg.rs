use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;

/// Encodes at quality 90, with what `set` sets.
fn encoded(
    pixels: &[u8],
    (width, height): (u16, u16),
    color: ColorType,
    set: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    set(&mut encoder);
    encoder.encode(pixels, width, height, color).unwrap();
    bytes
}

fn baseline(sampling: SamplingFactor) -> Vec<u8> {
    encoded(&scene(75, 53), (75, 53), ColorType::Rgb, |encoder| {
        encoder.set_sampling_factor(sampling);
    })
}

/// The offset of the last byte of entropy-coded data, roughly in the middle of it.
fn middle_of_scan(bytes: &[u8]) -> usize {
    let scan = bytes
        .windows(2)
        .rposition(|pair| pair == [0xFF, 0xDA])
        .unwrap();
    let middle = usize::midpoint(scan, bytes.len());
    // Not between 0xFF and the byte that belongs to it.
    if bytes[middle - 1] == 0xFF {
        middle + 1
    } else {
        middle
    }
}

#[test]
fn one_scan_per_component_decodes_as_one_scan_for_all() {
    // `jpeg-encoder` writes such files when it optimises without being progressive; the decoder behind
    // `image` gets them wrong without an error.
    for sampling in [
        SamplingFactor::R_4_2_0,
        SamplingFactor::R_4_2_2,
        SamplingFactor::R_4_4_0,
        SamplingFactor::R_4_1_1,
        SamplingFactor::R_4_4_4,
    ] {
        for size in [(75, 53), (16, 16), (17, 33), (1, 1), (128, 64), (264, 72)] {
            let pixels = scene(size.0.into(), size.1.into());
            let [together, apart, progressive] =
                [(false, false), (true, false), (true, true)].map(|(optimized, progressive)| {
                    encoded(&pixels, size, ColorType::Rgb, |encoder| {
                        encoder.set_sampling_factor(sampling);
                        encoder.set_optimized_huffman_tables(optimized);
                        encoder.set_progressive(progressive);
                    })
                });
            let scans = |bytes: &[u8]| bytes.windows(2).filter(|pair| pair == b"\xFF\xDA").count();
            // 4:1:1 is never written in one scan.
            let one = if sampling == SamplingFactor::R_4_1_1 {
                3
            } else {
                1
            };
            assert_eq!((scans(&together), scans(&apart)), (one, 3));
            for long_edge in [u32::MAX, 20] {
                let expected = scaled(&together, long_edge);
                assert_eq!(scaled(&apart, long_edge), expected, "{sampling:?} {size:?}");
                assert_eq!(scaled(&progressive, long_edge), expected);
            }
        }
    }
}

#[test]
fn subsampling_and_restart_markers_change_nothing_of_the_scene() {
    for sampling in [SamplingFactor::R_4_2_0, SamplingFactor::R_4_4_4] {
        for interval in [0, 1, 3] {
            let bytes = encoded(&scene(75, 53), (75, 53), ColorType::Rgb, |encoder| {
                encoder.set_sampling_factor(sampling);
                encoder.set_restart_interval(interval);
            });
            assert_scene(&full(&bytes), 75, 53, 6);
        }
    }
}

#[test]
fn scaling_leaves_whole_pixels_and_the_long_edge() {
    for (size, long_edge, expected) in [
        ((128, 64), 128, (128, 64)),
        ((128, 64), 64, (64, 32)),
        ((128, 64), 65, (128, 64)),
        ((128, 64), 17, (32, 16)),
        ((128, 64), 1, (16, 8)),
        ((130, 66), 65, (65, 33)),
        ((130, 66), 16, (65, 33)),
        ((129, 64), 16, (129, 64)),
        ((130, 65), 16, (130, 65)),
        ((16, 128), 16, (8, 64)),
    ] {
        let pixels = scene(size.0.into(), size.1.into());
        let bytes = encoded(&pixels, size, ColorType::Rgb, |_| {});
        let decoded = scaled(&bytes, long_edge);
        assert_eq!(
            (decoded.width, decoded.height),
            (size.0.into(), size.1.into())
        );
        assert_eq!((decoded.raster.width, decoded.raster.height), expected);
        assert_fields(&decoded.raster, FIELDS, 6);
    }
}

#[test]
fn grey_is_spread_over_the_channels() {
    let bytes = encoded(&[200; 35], (7, 5), ColorType::Luma, |_| {});
    let decoded = full(&bytes);
    assert_eq!(decoded.raster.pixels, Pixels::Rgb(vec![200; 105]));
}

#[test]
fn inks_become_colours() {
    // Red, green, blue and white as inks, and what they look like without a profile.
    let inks = [
        [0, 255, 255, 0],
        [255, 0, 255, 0],
        [255, 255, 0, 0],
        [0, 0, 0, 0],
    ];
    let colors = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
    let scene = scene(48, 32);
    let pixels: Vec<u8> = scene
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|color| inks[FIELDS.iter().position(|field| field == color).unwrap()])
        .collect();
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let decoded = full(&encoded(&pixels, (48, 32), color, |_| {}));
        assert_fields(&decoded.raster, colors, 6);
    }
    let half_black = [0, 0, 0, 128].repeat(64);
    let decoded = full(&encoded(&half_black, (8, 8), ColorType::Cmyk, |_| {}));
    assert!(pixel(&decoded.raster, 4, 4)[0].abs_diff(127) <= 1);
}

#[test]
fn scan_data_that_end_early_are_damage() {
    // The structure is whole each time, so nothing but the entropy-coded data can tell.
    for (optimized, progressive) in [(false, false), (true, false), (true, true)] {
        let noise: Vec<u8> = (0..64_u32 * 64 * 3)
            .map(|index| index.wrapping_mul(2_654_435_761).to_be_bytes()[1])
            .collect();
        let bytes = encoded(&noise, (64, 64), ColorType::Rgb, |encoder| {
            encoder.set_optimized_huffman_tables(optimized);
            encoder.set_progressive(progressive);
        });
        assert!(attempt(&bytes, 64).is_ok());
        let mut cut = bytes[..middle_of_scan(&bytes)].to_vec();
        cut.extend([0xFF, 0xD9]);
        assert_eq!(
            refused(&cut).0,
            Code::ImageDamaged,
            "{optimized} {progressive}"
        );
        let mut cut = bytes;
        cut.truncate(cut.len() - 2);
        assert_eq!(refused(&cut).0, Code::ImageDamaged);
    }
}

#[test]
fn what_follows_the_picture_is_not_looked_at() {
    let mut bytes = baseline(SamplingFactor::R_4_2_0);
    bytes.extend(b"\0\0\0\x18ftypmp42 \xFF\xD8\xFF\xE0");
    assert_scene(&full(&bytes), 75, 53, 6);
}

#[test]
fn kinds_that_no_decoder_takes_are_named() {
    let plain = baseline(SamplingFactor::R_4_2_0);
    let frame = plain
        .windows(2)
        .position(|pair| pair == b"\xFF\xC0")
        .unwrap();
    let patched = |marker: u8, precision: u8| {
        let mut bytes = plain.clone();
        bytes[frame + 1] = marker;
        bytes[frame + 4] = precision;
        refused(&bytes)
    };
    let unsupported = |name: &str| (Code::ImageUnsupportedFormat, name.to_owned());
    assert_eq!(patched(0xC1, 12), unsupported("12-bit jpeg"));
    assert_eq!(patched(0xC9, 8), unsupported("arithmetic-coded jpeg"));
    assert_eq!(patched(0xC5, 8), unsupported("hierarchical jpeg"));
    assert_eq!(patched(0xC3, 8), unsupported("lossless jpeg"));
}

#[test]
fn subsampling_that_the_decoder_gets_wrong_is_refused() {
    let mut bytes = encoded(&scene(75, 53), (75, 53), ColorType::Rgb, |encoder| {
        encoder.set_sampling_factor(SamplingFactor::R_4_2_2);
        encoder.set_progressive(true);
    });
    let frame = bytes
        .windows(2)
        .position(|pair| pair == b"\xFF\xC2")
        .unwrap();
    // The same ratios, written 4 to 2 instead of 2 to 1.
    for (component, factors) in [(0, 0x41), (1, 0x21), (2, 0x21)] {
        bytes[frame + 11 + component * 3] = factors;
    }
    assert_eq!(
        refused(&bytes),
        (
            Code::ImageUnsupportedFormat,
            "jpeg with unusual subsampling".to_owned()
        )
    );
}

#[test]
fn a_size_beyond_the_limit_is_refused_before_decoding() {
    let mut bytes = baseline(SamplingFactor::R_4_2_0);
    let frame = bytes
        .windows(2)
        .position(|pair| pair == b"\xFF\xC0")
        .unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x40, 0, 0x20, 0]);
    let problem = attempt(&bytes, 100).unwrap_err();
    assert_eq!(problem.code(), Code::ImageTooManyPixels);
    assert_eq!(problem.argument("width"), Some("8192"));
    assert_eq!(problem.argument("height"), Some("16384"));
    assert_eq!(problem.argument("most"), Some("120"));
    assert_eq!(size(ImageFormat::Jpeg, &bytes), Some((8192, 16_384)));
}

#[test]
fn scaling_needs_less_memory_and_collecting_scans_more() {
    let [plain, progressive] = [false, true].map(|progressive| {
        encoded(&scene(128, 64), (128, 64), ColorType::Rgb, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
            encoder.set_progressive(progressive);
        })
    });
    let need = |bytes: &[u8], long_edge| memory(ImageFormat::Jpeg, bytes, long_edge);
    assert!(need(&plain, 20) < need(&plain, 128));
    assert!(need(&plain, 128) < need(&progressive, 128));
    assert!(need(&plain, 128) >= 128 * 64 * 4);
}
