use image::codecs::bmp::BmpEncoder;
use image::codecs::ico::{IcoEncoder, IcoFrame};
use image::codecs::png::PngEncoder;
use image::codecs::tiff::TiffEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::*;

fn png(pixels: &[u8], width: u32, height: u32, color: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(pixels, width, height, color)
        .unwrap();
    bytes
}

/// A PNG chunk.
fn chunk(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(body);
    let sum = !bytes[4..].iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            sum >> 1 ^ (0xEDB8_8320 * (sum & 1))
        })
    });
    bytes.extend(sum.to_be_bytes());
    bytes
}

/// The body of the one IDAT chunk of a small PNG, and where the chunk begins and ends.
fn data(png: &[u8]) -> (usize, usize, &[u8]) {
    let start = png.windows(4).position(|kind| kind == b"IDAT").unwrap() - 4;
    let length = u32::from_be_bytes(*png[start..].first_chunk().unwrap()) as usize;
    (
        start,
        start + length + 12,
        &png[start + 8..start + 8 + length],
    )
}

#[test]
fn formats_without_loss_give_the_pixels_that_went_in() {
    let pixels = scene(48, 32);
    let mut bmp = Vec::new();
    BmpEncoder::new(&mut bmp)
        .write_image(&pixels, 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let mut tiff = std::io::Cursor::new(Vec::new());
    TiffEncoder::new(&mut tiff)
        .write_image(&pixels, 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp)
        .write_image(&pixels, 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let png = png(&pixels, 48, 32, ExtendedColorType::Rgb8);
    for bytes in [
        bmp,
        tiff.into_inner(),
        webp,
        png,
        file("interlaced-16-bit.png"),
    ] {
        let decoded = full(&bytes);
        assert_scene(&decoded, 48, 32, 0);
        assert_eq!(decoded.raster.bytes(), pixels);
    }
}

#[test]
fn sixteen_bits_are_rounded() {
    let values = [0_u16, 128, 129, 257, 32_767, 32_896, 65_406, 65_535];
    let pixels: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_ne_bytes())
        .collect();
    let decoded = full(&png(&pixels, 8, 1, ExtendedColorType::L16));
    let expected = [0, 0, 1, 1, 127, 128, 254, 255];
    assert_eq!(
        decoded.raster.pixels,
        Pixels::Rgb(expected.iter().flat_map(|value| [*value; 3]).collect())
    );
}

#[test]
fn transparency_is_kept_and_an_idle_channel_dropped() {
    let gray = [10, 255, 20, 128];
    let decoded = full(&png(&gray, 2, 1, ExtendedColorType::La8));
    assert_eq!(
        decoded.raster.pixels,
        Pixels::Rgba(vec![10, 10, 10, 255, 20, 20, 20, 128])
    );
    let opaque = [10, 255, 20, 255];
    let decoded = full(&png(&opaque, 2, 1, ExtendedColorType::La8));
    assert_eq!(
        decoded.raster.pixels,
        Pixels::Rgb(vec![10, 10, 10, 20, 20, 20])
    );
    let decoded = full(&file("lossy-alpha.webp"));
    assert_fields(&decoded.raster, FIELDS, 12);
    assert_eq!(
        middles(&decoded.raster).map(|pixel| pixel[3]),
        [255, 128, 255, 128]
    );
}

#[test]
fn an_orientation_in_a_tiff_is_its_own_tag() {
    let mut cursor = std::io::Cursor::new(Vec::new());
    TiffEncoder::new(&mut cursor)
        .write_image(&scene(48, 32), 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let mut bytes = cursor.into_inner();
    // One tag that nobody needs becomes the orientation: upside down.
    let resolution = bytes
        .windows(4)
        .position(|tag| tag == [0x28, 1, 3, 0])
        .unwrap();
    bytes[resolution..resolution + 2].copy_from_slice(&274_u16.to_le_bytes());
    bytes[resolution + 8] = 3;
    let decoded = full(&bytes);
    let [a, b, c, d] = FIELDS;
    assert_fields(&decoded.raster, [d, c, b, a], 0);
}

#[test]
fn a_tiff_with_jpeg_inside_or_a_palette_is_refused_by_name() {
    let unsupported = |name: &str| (Code::ImageUnsupportedFormat, name.to_owned());
    assert_eq!(refused(&file("jpeg.tif")), unsupported("jpeg in tiff"));
    assert_eq!(refused(&file("palette.tif")), unsupported("tiff"));
}

#[test]
fn a_still_gif_is_composed_on_its_canvas() {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, 4, 3, &[]).unwrap();
    encoder
        .write_frame(&gif::Frame {
            left: 1,
            top: 1,
            width: 2,
            height: 1,
            palette: Some(vec![200, 0, 0, 0, 0, 200]),
            transparent: Some(1),
            buffer: vec![0, 1].into(),
            ..gif::Frame::default()
        })
        .unwrap();
    encoder
        .write_frame(&gif::Frame {
            width: 4,
            height: 3,
            palette: Some(vec![0, 200, 0]),
            buffer: vec![0; 12].into(),
            ..gif::Frame::default()
        })
        .unwrap();
    drop(encoder);
    let decoded = full(&bytes);
    assert_eq!((decoded.width, decoded.height), (4, 3));
    assert_eq!(pixel(&decoded.raster, 1, 1), [200, 0, 0, 255]);
    for (x, y) in [(0, 0), (2, 1), (3, 2)] {
        assert_eq!(pixel(&decoded.raster, x, y)[3], 0, "{x} {y}");
    }
}

#[test]
fn the_first_frame_of_an_animated_webp_is_decoded() {
    assert_scene(&full(&file("animated.webp")), 48, 32, 12);
}

#[test]
fn the_first_frame_of_an_animated_png_is_the_one_that_is_shown() {
    let control = |sequence: u32| {
        let mut body = sequence.to_be_bytes().to_vec();
        for number in [48_u32, 32, 0, 0] {
            body.extend(number.to_be_bytes());
        }
        body.extend([0, 1, 0, 10, 0, 0]);
        chunk(*b"fcTL", &body)
    };
    let animation = chunk(*b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]);
    let plain = png(&scene(48, 32), 48, 32, ExtendedColorType::Rgb8);
    let other = png(&[9; 48 * 32 * 3], 48, 32, ExtendedColorType::Rgb8);

    // The default picture is the first frame.
    let (start, end, _) = data(&plain);
    let bytes = [&plain[..start], &animation, &control(0), &plain[start..]].concat();
    assert_eq!(sniff(&bytes), Some(ImageFormat::Apng));
    assert_scene(&full(&bytes), 48, 32, 0);

    // The default picture is for those who show no animations.
    let (other_start, other_end, _) = data(&other);
    let frame = [&[0, 0, 0, 1], data(&plain).2].concat();
    let bytes = [
        &other[..other_start],
        &animation,
        &other[other_start..other_end],
        &control(0),
        &chunk(*b"fdAT", &frame),
        &plain[end..],
    ]
    .concat();
    assert_scene(&full(&bytes), 48, 32, 0);
}

#[test]
fn the_largest_picture_of_an_icon_is_decoded() {
    let small = IcoFrame::as_png(&[9; 16 * 16 * 4], 16, 16, ExtendedColorType::Rgba8).unwrap();
    // Opaque PNG, which `image` would not take, under a directory that lies about colours.
    let large = png(&scene(48, 32), 48, 32, ExtendedColorType::Rgb8);
    let large = IcoFrame::with_encoded(large, 48, 32, ExtendedColorType::L8).unwrap();
    let mut bytes = Vec::new();
    IcoEncoder::new(&mut bytes)
        .encode_images(&[small, large])
        .unwrap();
    assert_scene(&full(&bytes), 48, 32, 0);
    assert_eq!(size(ImageFormat::Ico, &bytes), Some((48, 32)));
    // The same as a cursor, whose tip lies where an icon tells its colours.
    bytes[2] = 2;
    assert_scene(&full(&bytes), 48, 32, 0);
}

#[test]
fn an_icon_of_bits_has_its_mask_applied() {
    // 2×2, 24 bits, rows from the bottom; the mask hides the last pixel.
    let mut bytes = b"\0\0\x01\0\x01\0\x02\x02\0\0\x01\0\x18\0\x40\0\0\0\x16\0\0\0".to_vec();
    bytes.extend(b"\x28\0\0\0\x02\0\0\0\x04\0\0\0\x01\0\x18\0");
    bytes.extend([0; 24]);
    bytes.extend([30, 20, 10, 60, 50, 40, 0, 0, 3, 2, 1, 6, 5, 4, 0, 0]);
    bytes.extend([0x40, 0, 0, 0, 0, 0, 0, 0]);
    let decoded = full(&bytes);
    assert_eq!(
        decoded.raster.pixels,
        Pixels::Rgba(vec![
            1, 2, 3, 255, 4, 5, 6, 255, 10, 20, 30, 255, 40, 50, 60, 0
        ])
    );
}

#[test]
fn alpha_in_an_icon_goes_before_its_mask() {
    // 2×1, 32 bits; the mask hides both pixels.
    let icon = |alphas: [u8; 2]| {
        let mut bytes = b"\0\0\x01\0\x01\0\x02\x01\0\0\x01\0\x20\0\x34\0\0\0\x16\0\0\0".to_vec();
        bytes.extend(b"\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x20\0");
        bytes.extend([0; 24]);
        bytes.extend([3, 2, 1, alphas[0], 6, 5, 4, alphas[1]]);
        bytes.extend([0x80, 0, 0, 0]);
        full(&bytes).raster.pixels
    };
    assert_eq!(icon([7, 255]), Pixels::Rgba(vec![1, 2, 3, 7, 4, 5, 6, 255]));
    assert_eq!(icon([0, 0]), Pixels::Rgba(vec![1, 2, 3, 0, 4, 5, 6, 255]));
}

#[test]
fn a_png_bomb_is_refused_by_its_header() {
    let mut bytes = png(&[0], 1, 1, ExtendedColorType::L8);
    let header = chunk(*b"IHDR", &[0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 0, 0, 0, 0]);
    bytes.splice(8..33, header);
    let problem = attempt(&bytes, 100).unwrap_err();
    assert_eq!(problem.code(), Code::ImageTooManyPixels);
    assert_eq!(problem.argument("width"), Some("16384"));
}
