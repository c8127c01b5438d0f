use std::sync::OnceLock;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::*;
use crate::image::fit::decode::decode;
use crate::image::load::inspect;
use crate::image::sniff;

/// A place that must not be sent.
const SECRET: &[u8] = b"31.2304N 121.4737E";

/// EXIF in the byte order of most cameras, with these entries: tag, type, count, value or offset.
fn exif(entries: &[(u16, u16, u32, u32)], rest: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for (tag, kind, count, value) in entries {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend([0; 4]);
    tiff.extend(rest);
    tiff
}

/// Orientation and a secret as the make of the camera.
fn private_exif(orientation: u32) -> Vec<u8> {
    let make = (271, 2, u32::try_from(SECRET.len()).unwrap(), 38);
    exif(&[make, (274, 3, 1, orientation)], SECRET)
}

/// Orientation and resolution unit.
fn harmless_exif(orientation: u32) -> Vec<u8> {
    exif(&[(274, 3, 1, orientation), (296, 3, 1, 2)], b"")
}

fn pixels() -> Vec<u8> {
    (0..48_u32 * 32 * 3)
        .map(|index| (index * 7 / 16).to_le_bytes()[0])
        .collect()
}

fn profile() -> Vec<u8> {
    // It says when it was made: two that are compared must be one.
    static PROFILE: OnceLock<Vec<u8>> = OnceLock::new();
    let encode = || moxcms::ColorProfile::new_display_p3().encode().unwrap();
    PROFILE.get_or_init(encode).clone()
}

/// A JPEG with these application segments.
fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    for (number, body) in segments {
        encoder.add_app_segment(*number, body.to_vec()).unwrap();
    }
    encoder
        .encode(&pixels(), 48, 32, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    bytes
}

fn exif_segment(tiff: &[u8]) -> Vec<u8> {
    [b"Exif\0\0", tiff].concat()
}

/// A PNG with these chunks before its data.
fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile()).unwrap();
    encoder
        .write_image(&pixels(), 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let data = bytes.windows(4).position(|kind| kind == b"IDAT").unwrap() - 4;
    let mut added = Vec::new();
    for (kind, body) in chunks {
        added.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        let start = added.len();
        added.extend(*kind);
        added.extend(*body);
        let sum = png::checksum(&added[start..]);
        added.extend(sum.to_be_bytes());
    }
    bytes.splice(data..data, added);
    bytes
}

/// A GIF of two frames that loops, with these extensions between its header and them.
fn gif(extensions: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::gif::Encoder::new(&mut bytes, 2, 1, &[0, 0, 0, 255, 255, 255]).unwrap();
    encoder.set_repeat(::gif::Repeat::Finite(3)).unwrap();
    for buffer in [[0, 1], [1, 0]] {
        let frame = ::gif::Frame {
            width: 2,
            height: 1,
            buffer: buffer.to_vec().into(),
            ..::gif::Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    bytes.splice(19..19, extensions.iter().copied());
    bytes
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Strips and checks what holds for every stripped picture: smaller, whole, of the same format, without
/// the secret, looking the same to the pixel, and with nothing left to strip.
#[track_caller]
fn stripped(bytes: &[u8]) -> Vec<u8> {
    let format = sniff(bytes).unwrap();
    let result = strip(format, bytes).unwrap();
    assert!(result.len() < bytes.len());
    assert_eq!(inspect("图", result.clone()).unwrap().asset.format, format);
    assert!(!contains(&result, SECRET));
    let shown = |bytes: &[u8]| decode("图", format, bytes, u32::MAX).unwrap();
    assert_eq!(shown(&result), shown(bytes));
    assert_eq!(strip(format, &result), None);
    result
}

#[track_caller]
fn kept(bytes: &[u8]) {
    assert_eq!(strip(sniff(bytes).unwrap(), bytes), None);
}

#[test]
fn a_jpeg_without_secrets_is_sent_as_it_is() {
    kept(&jpeg(&[]));
    kept(&jpeg(&[(1, &exif_segment(&harmless_exif(6)))]));
    let mut padded = jpeg(&[]);
    padded.extend(b"\0\0\0\n");
    kept(&padded);
}

#[test]
fn exif_goes_and_the_orientation_stays() {
    for orientation in 0..=9 {
        let bytes = jpeg(&[(1, &exif_segment(&private_exif(orientation)))]);
        let result = stripped(&bytes);
        assert_eq!(contains(&result, b"Exif"), (2..=8).contains(&orientation));
    }
}

#[test]
fn broken_exif_goes_too() {
    let whole = private_exif(6);
    for end in 0..whole.len() {
        let bytes = jpeg(&[(1, &exif_segment(&whole[..end]))]);
        stripped(&bytes);
    }
    // Harmless tags with something between them that no tag names.
    let mut padded = harmless_exif(3);
    padded.extend([b' '; 400]);
    padded.extend(SECRET);
    stripped(&jpeg(&[(1, &exif_segment(&padded))]));
}

#[test]
fn a_thumbnail_in_exif_goes() {
    // A second directory, as cameras write one for the thumbnail.
    let mut tiff = harmless_exif(1);
    let end = tiff.len();
    tiff[end - 4..].copy_from_slice(&u32::try_from(end).unwrap().to_le_bytes());
    tiff.extend(&exif(&[(259, 3, 1, 6), (296, 3, 1, 2)], SECRET)[8..]);
    stripped(&jpeg(&[(1, &exif_segment(&tiff))]));
}

#[test]
fn other_application_data_of_a_jpeg_goes_and_the_profile_stays() {
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat();
    let photoshop = [b"Photoshop 3.0\x008BIM\x04\x04", SECRET].concat();
    let pictures = [b"MPF\0II*\0", SECRET].concat();
    let icc = [b"ICC_PROFILE\0\x01\x01".to_vec(), profile()].concat();
    let bytes = jpeg(&[
        (1, &xmp),
        (2, &pictures),
        (2, &icc),
        (11, SECRET),
        (13, &photoshop),
    ]);
    let result = stripped(&bytes);
    assert!(contains(&result, &icc));
    assert_eq!(result, jpeg(&[(2, &icc)]));
}

#[test]
fn comments_thumbnails_and_what_follows_a_jpeg_go() {
    let plain = jpeg(&[]);
    let comment = [b"\xFF\xFE\0\x14", SECRET].concat();
    let mut bytes = plain.clone();
    bytes.splice(2..2, comment);
    assert_eq!(stripped(&bytes), plain);

    let mut bytes = plain.clone();
    bytes.extend(b"\0\0\0\x18ftypmp42");
    bytes.extend(SECRET);
    assert_eq!(stripped(&bytes), plain);

    // A JFIF thumbnail of 2×3 pixels: eighteen bytes.
    let mut bytes = plain.clone();
    bytes[5] = 16 + 18;
    bytes[18..20].copy_from_slice(&[2, 3]);
    bytes.splice(20..20, SECRET.iter().copied());
    assert_eq!(stripped(&bytes), plain);
}

#[test]
fn inks_keep_their_colour_transform() {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder
        .add_app_segment(1, exif_segment(&private_exif(8)))
        .unwrap();
    encoder
        .encode(
            &pixels()[..4096],
            32,
            32,
            jpeg_encoder::ColorType::CmykAsYcck,
        )
        .unwrap();
    assert!(contains(&stripped(&bytes), b"Adobe"));
}

#[test]
fn a_png_without_secrets_is_sent_as_it_is() {
    kept(&png(&[]));
    kept(&png(&[
        (b"gAMA", &[0, 0, 0xB1, 0x8F]),
        (b"pHYs", &[0, 0, 11, 19, 0, 0, 11, 19, 1]),
        (b"tEXt", b"Software\0Matplotlib"),
        (b"eXIf", &harmless_exif(6)),
    ]));
}

#[test]
fn texts_times_and_unknown_chunks_of_a_png_go() {
    let text = [b"Comment\0", SECRET].concat();
    let xmp = [b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat();
    let bytes = png(&[
        (b"tEXt", &text),
        (b"iTXt", &xmp),
        (b"tIME", &[7, 232, 1, 1, 1, 1, 1]),
        (b"caBX", SECRET),
        (b"gAMA", &[0, 0, 0xB1, 0x8F]),
    ]);
    assert_eq!(stripped(&bytes), png(&[(b"gAMA", &[0, 0, 0xB1, 0x8F])]));
    let mut bytes = png(&[]);
    bytes.extend(SECRET);
    assert_eq!(stripped(&bytes), png(&[]));
}

#[test]
fn exif_of_a_png_goes_and_the_orientation_stays() {
    for orientation in 1..=8 {
        let bytes = png(&[(b"eXIf", &private_exif(orientation))]);
        assert_eq!(contains(&stripped(&bytes), b"eXIf"), orientation != 1);
    }
}

#[test]
fn comments_of_a_gif_go_and_the_loop_stays() {
    kept(&gif(b""));
    let comment = [b"\x21\xFE\x12", SECRET, b"\0"].concat();
    let xmp = [b"\x21\xFF\x0BXMP DataXMP\x12", SECRET, b"\0"].concat();
    for extension in [&comment, &xmp] {
        assert_eq!(stripped(&gif(extension)), gif(b""));
    }
    let mut bytes = gif(b"");
    bytes.extend(SECRET);
    assert_eq!(stripped(&bytes), gif(b""));
    let profile = b"\x21\xFF\x0BICCRGBG1012\x03abc\0";
    kept(&gif(profile));
}

#[test]
fn what_is_not_understood_is_left_alone() {
    for whole in [
        jpeg(&[(1, &exif_segment(&private_exif(6)))]),
        png(&[(b"tEXt", b"Comment\0secret")]),
        gif(b"\x21\xFE\x01a\0"),
    ] {
        let format = sniff(&whole).unwrap();
        for end in 0..whole.len() {
            assert_eq!(strip(format, &whole[..end]), None);
        }
    }
    assert_eq!(strip(ImageFormat::Webp, b"RIFF"), None);
}
