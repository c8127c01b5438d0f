use super::*;
use crate::image::fit::animation::canvas::{Area, CLEAR, Disposal};
use crate::image::fit::animation::tests::make::{
    self, Cel, Dice, alike, apng, cel, gif, shown, webp, webp_of,
};

const WIDTH: usize = 14;
const HEIGHT: usize = 10;

/// Every canvas that the reader shows.
fn read(format: ImageFormat, bytes: &[u8]) -> Vec<Vec<Pixel>> {
    let outline = Outline::of(format, bytes, 100).unwrap();
    let mut reader = Reader::open(format, bytes, &outline).unwrap();
    outline
        .frames
        .iter()
        .map(|_| {
            reader.advance().unwrap();
            reader.shown().to_vec()
        })
        .collect()
}

fn assert_alike(found: &[Vec<Pixel>], expected: &[Vec<Pixel>]) {
    assert_eq!(found.len(), expected.len());
    for (number, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(alike(found, expected), "frame {number}");
    }
}

#[test]
fn gif_frames_are_put_together_as_specified() {
    let mut dice = Dice(1);
    for _ in 0..40 {
        let mut cels: Vec<Cel> = (0..6).map(|_| dice.cel(WIDTH, HEIGHT, false)).collect();
        for cel in &mut cels {
            cel.blends = true;
        }
        let bytes = gif(14, 10, ::gif::Repeat::Infinite, &cels);
        assert_alike(
            &read(ImageFormat::Gif, &bytes),
            &shown(WIDTH, HEIGHT, &cels),
        );
    }
}

#[test]
fn apng_frames_are_put_together_as_specified() {
    let mut dice = Dice(2);
    for _ in 0..40 {
        let mut cels: Vec<Cel> = (0..6).map(|_| dice.cel(WIDTH, HEIGHT, true)).collect();
        // The first frame is the picture itself.
        cels[0] = cel(
            WIDTH,
            (0..WIDTH * HEIGHT).map(|_| [dice.byte(); 4]).collect(),
            5,
        );
        let bytes = apng(14, 10, 0, &cels, None);
        assert_alike(
            &read(ImageFormat::Apng, &bytes),
            &shown(WIDTH, HEIGHT, &cels),
        );
    }
}

#[test]
fn webp_frames_are_put_together_as_specified() {
    let mut dice = Dice(3);
    for _ in 0..40 {
        let mut cels: Vec<Cel> = (0..6).map(|_| dice.cel(WIDTH, HEIGHT, true)).collect();
        for cel in &mut cels {
            if cel.disposal == Disposal::Restore {
                cel.disposal = Disposal::Clear;
            }
        }
        let bytes = webp(14, 10, 0, &cels);
        assert_alike(
            &read(ImageFormat::Webp, &bytes),
            &shown(WIDTH, HEIGHT, &cels),
        );
    }
}

#[test]
fn what_is_cleared_stays_cleared_when_the_frame_after_it_is_taken_back() {
    let part = |disposal, color| Cel {
        area: Area {
            left: 0,
            top: 0,
            width: 2,
            height: 1,
        },
        disposal,
        ..cel(2, vec![color; 2], 5)
    };
    let red = [200, 0, 0, 255];
    let cels = [
        cel(4, vec![[0, 0, 200, 255]; 4], 5),
        part(Disposal::Clear, red),
        part(Disposal::Restore, [0, 200, 0, 255]),
        Cel {
            area: Area {
                left: 2,
                top: 0,
                width: 2,
                height: 1,
            },
            ..part(Disposal::Keep, red)
        },
    ];
    let bytes = apng(4, 1, 0, &cels, None);
    assert_eq!(read(ImageFormat::Apng, &bytes)[3], [CLEAR, CLEAR, red, red]);
}

#[test]
fn the_cover_of_an_apng_is_not_shown() {
    let cels = [
        cel(2, vec![[1, 2, 3, 255]; 4], 5),
        cel(2, vec![[4, 5, 6, 255]; 4], 5),
    ];
    let bytes = apng(2, 2, 0, &cels, Some(&[[9, 9, 9, 255]; 4]));
    let canvases = read(ImageFormat::Apng, &bytes);
    assert_alike(&canvases, &shown(2, 2, &cels));
}

/// An APNG with two frames of the same pixels, the second in the middle; written sample by sample.
fn deep(color: png::ColorType, depth: png::BitDepth, frames: [&[u8]; 2]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 4, 2);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(frames[0]).unwrap();
    writer.set_frame_dimension(2, 1).unwrap();
    writer.set_frame_position(1, 1).unwrap();
    writer.write_image_data(frames[1]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn sixteen_bits_and_gray_apngs_are_read() {
    use png::{BitDepth, ColorType};
    let bytes = deep(ColorType::Rgb, BitDepth::Sixteen, [&[100; 48], &[7; 12]]);
    let canvases = read(ImageFormat::Apng, &bytes);
    assert_eq!(canvases[0], [[100, 100, 100, 255]; 8]);
    let mut expected = vec![[100, 100, 100, 255]; 8];
    expected[5..7].fill([7, 7, 7, 255]);
    assert_eq!(canvases[1], expected);
    let bytes = deep(
        ColorType::GrayscaleAlpha,
        BitDepth::Eight,
        [&[50, 128].repeat(8), &[9, 255, 9, 255]],
    );
    let mut expected = vec![[50, 50, 50, 128]; 8];
    expected[5..7].fill([9, 9, 9, 255]);
    assert_eq!(read(ImageFormat::Apng, &bytes)[1], expected);
}

/// An 8×8 picture of `#c82828` by cwebp: a `VP8 ` chunk.
const RED: &[u8] =
    b"VP8 \x2a\0\0\0\x90\x01\0\x9d\x01\x2a\x08\0\x08\0\x02\xc0\x4c\x25\xa0\x02\x74\xba\
    \0\x03\x98\0\xfe\xec\x26\x5f\x5f\0\x53\xd5\x1f\xfc\xe2\x5f\xc9\x1f\xa0\x5d\xa0\0\0\0";

/// An 8×8 gradient from `#ff000000` down to `#0000ffff` by cwebp: an `ALPH` and a `VP8 ` chunk.
const FADE: &[u8] =
    b"ALPH\x24\0\0\0\x01\x3f\x20\x10\x48\xe1\x30\x1d\x11\xd1\x36\x30\x08\x49\xca\x2b\
    \xa4\x90\x42\x0a\x29\xa4\x90\xc2\xf9\x1f\x45\x44\xff\x33\x96\xed\xb8\x9e\x2f\0\
    VP8 \x2a\0\0\0\x70\x01\0\x9d\x01\x2a\x08\0\x08\0\x04\0\x68\x25\xa0\x02\x74\x01\x40\0\0\xfe\xf0\
    \x9b\x43\xff\x42\x4f\xff\xe2\x6c\xff\xfa\x4d\x9f\x08\xa8\xc2\x69\x23\xb0\0";

fn lossy(left: usize, disposal: Disposal) -> Cel {
    Cel {
        area: Area {
            left,
            top: 0,
            width: 8,
            height: 8,
        },
        disposal,
        ..cel(8, vec![CLEAR; 64], 5)
    }
}

#[test]
fn an_opaque_lossy_frame_after_a_cleared_one_leaves_the_rest_clear() {
    let frames = [
        (lossy(0, Disposal::Clear), RED.to_vec()),
        (lossy(8, Disposal::Keep), RED.to_vec()),
    ];
    let bytes = webp_of(16, 8, 0, &frames);
    let canvases = read(ImageFormat::Webp, &bytes);
    let is_red = |pixel: Pixel| {
        pixel[0].abs_diff(0xC8) < 8 && pixel[1].abs_diff(0x28) < 8 && pixel[3] == 255
    };
    for row in canvases[1].chunks(16) {
        assert!(row[..8].iter().all(|&pixel| pixel == CLEAR));
        assert!(row[8..].iter().all(|&pixel| is_red(pixel)));
    }
}

#[test]
fn a_lossy_frame_keeps_the_transparency_that_stands_beside_it() {
    let bytes = webp_of(8, 8, 0, &[(lossy(0, Disposal::Keep), FADE.to_vec())]);
    let alphas: Vec<u8> = read(ImageFormat::Webp, &bytes)[0]
        .chunks(8)
        .map(|row| row[3][3])
        .collect();
    assert_eq!(alphas, [0, 37, 73, 110, 146, 183, 219, 255]);
}

#[test]
fn a_lossy_frame_of_another_size_than_it_says_is_damage() {
    let mut cel = lossy(0, Disposal::Keep);
    cel.area.width = 9;
    let bytes = webp_of(16, 8, 0, &[(cel, RED.to_vec())]);
    let outline = Outline::of(ImageFormat::Webp, &bytes, 100).unwrap();
    let mut reader = Reader::open(ImageFormat::Webp, &bytes, &outline).unwrap();
    assert_eq!(reader.advance(), Err(Damaged));
}

#[test]
fn gif_frames_beyond_the_screen_are_cut_and_the_first_makes_it_larger() {
    let mut cels = [
        make::cel(4, vec![[1, 2, 3, 255]; 12], 5),
        make::cel(4, vec![[200, 2, 3, 255]; 16], 5),
    ];
    cels[1].area.left = 2;
    let bytes = gif(2, 2, ::gif::Repeat::Infinite, &cels);
    let canvases = read(ImageFormat::Gif, &bytes);
    let row = [
        [1, 2, 3, 255],
        [1, 2, 3, 255],
        [200, 2, 3, 255],
        [200, 2, 3, 255],
    ];
    assert_eq!(canvases[1], [row; 3].as_flattened());
}

/// An interlaced APNG in gray of 9×6, each pixel `10x + y`; its second frame is 3×3 at (4, 2), each
/// pixel `200 + 10x + y`. Written with a script of our own.
const INTERLACED: &str = "\
    89504e470d0a1a0a0000000d494844520000000900000006080000000143abdb8f000000086163544c00000002\
    00000000f38d93700000001a6663544c00000000000000090000000600000000000000000001000a0000c8df22\
    4f0000004a4944415478da63600860d06060d1096110b1619070606012d3b20b62e092337263e05130f160e053\
    32f36260e41695d734b6750f6460e61557d436b5f70c6660e59754d63577f40e050009e008f895a72804000000\
    1a6663544c00000001000000030000000300000004000000020001000a00003a780fcf0000001c666441540000\
    000278da6338c17087e1d43d864b0c57184e5ebe0b0033c1076c6c8341f00000000049454e44ae426082";

#[test]
fn interlaced_frames_smaller_than_the_canvas_are_read() {
    let bytes: Vec<u8> = INTERLACED
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let value = |x: u8, y: u8| match (x, y) {
        (4..7, 2..5) => 200 + 10 * (x - 4) + y - 2,
        _ => 10 * x + y,
    };
    let expected: Vec<u8> = (0..6)
        .flat_map(|y| (0..9).map(move |x| value(x, y)))
        .collect();
    let canvases = read(ImageFormat::Apng, &bytes);
    let found: Vec<u8> = canvases[1].iter().map(|pixel| pixel[0]).collect();
    assert_eq!(found, expected);
}
