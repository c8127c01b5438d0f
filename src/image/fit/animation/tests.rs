pub(super) mod make;

use gif::Repeat;
use make::{Cel, Dice, alike, apng, cel, gif, shown, webp};

use super::canvas::{Area, Pixel};
use super::read::Reader;
use super::*;

const LIMIT: u64 = 10_000_000;

fn fit(format: ImageFormat, bytes: &[u8], limit: u64) -> Result<Encoded, Problem> {
    encode("a", format, bytes, FitOptions::default(), limit)
}

fn code(result: Result<Encoded, Problem>) -> Code {
    result.unwrap_err().code()
}

/// The canvases of a GIF.
fn canvases(bytes: &[u8]) -> Vec<Vec<Pixel>> {
    let outline = Outline::of(ImageFormat::Gif, bytes, 10_000).unwrap();
    let mut reader = Reader::open(ImageFormat::Gif, bytes, &outline).unwrap();
    outline
        .frames
        .iter()
        .map(|_| {
            reader.advance().unwrap();
            reader.shown().to_vec()
        })
        .collect()
}

fn duration(bytes: &[u8]) -> u64 {
    let outline = Outline::of(ImageFormat::Gif, bytes, 10_000).unwrap();
    outline.frames.iter().map(|frame| frame.shown).sum::<u64>() / 10_000
}

/// A noisy picture on which a square wanders; no two pictures are the same.
fn wandering(width: usize, height: usize, frames: usize, delay: u16) -> Vec<Cel> {
    let mut dice = Dice(42);
    let ground: Vec<Pixel> = (0..width * height)
        .map(|place| {
            let slope = u8::try_from(place % width * 150 / width).unwrap();
            [slope + dice.byte() / 4, 90 + dice.byte() / 4, slope, 255]
        })
        .collect();
    (0..frames)
        .map(|number| {
            let mut pixels = ground.clone();
            let square = Area {
                left: number * 3 % (width - 10),
                top: number % (height - 10),
                width: 10,
                height: 10,
            };
            for row in square.rows(width) {
                pixels[row].fill([250, u8::try_from(number * 7 % 256).unwrap(), 20, 255]);
            }
            cel(width, pixels, delay)
        })
        .collect()
}

/// Pictures that change everywhere, as a film does.
fn film(width: usize, height: usize, frames: usize, delay: u16) -> Vec<Cel> {
    let mut dice = Dice(43);
    (0..frames)
        .map(|number| {
            let value = |place: usize, step: usize| {
                u8::try_from((place * step + number * 9) % 200).unwrap()
            };
            let pixels = (0..width * height)
                .map(|place| {
                    let noise = dice.byte() / 8;
                    let (x, y) = (place % width, place / width);
                    [
                        value(x, 2) + noise,
                        value(y, 3) + noise,
                        value(x + y, 1),
                        255,
                    ]
                })
                .collect();
            cel(width, pixels, delay)
        })
        .collect()
}

#[test]
fn every_format_becomes_a_gif_that_shows_the_same() {
    let mut dice = Dice(50);
    for round in 0..12 {
        let mut cels: Vec<_> = (0..5).map(|_| dice.cel(16, 12, false)).collect();
        cels[0] = cel(16, vec![[round * 9, 0, 0, 255]; 16 * 12], 7);
        for cel in &mut cels {
            cel.blends = true;
            if cel.disposal == canvas::Disposal::Restore {
                cel.disposal = canvas::Disposal::Clear;
            }
        }
        let mut expected = shown(16, 12, &cels);
        expected.dedup();
        let total: u64 = cels.iter().map(|cel| u64::from(cel.delay)).sum();
        for (format, bytes) in [
            (ImageFormat::Gif, gif(16, 12, Repeat::Finite(6), &cels)),
            (ImageFormat::Webp, webp(16, 12, 7, &cels)),
            (ImageFormat::Apng, apng(16, 12, 7, &cels, None)),
        ] {
            let made = fit(format, &bytes, LIMIT).unwrap();
            assert_eq!(canvases(&made.bytes), expected, "{format:?}");
            assert_eq!(made.frames, u32::try_from(expected.len()).unwrap());
            assert_eq!(frames(ImageFormat::Gif, &made.bytes), made.frames);
            assert_eq!((made.width, made.height, made.colors), (16, 12, None));
            assert_eq!(duration(&made.bytes), total, "{format:?}");
            let outline = Outline::of(ImageFormat::Gif, &made.bytes, 100).unwrap();
            assert_eq!(outline.repeat, Repeat::Finite(6));
        }
    }
}

#[test]
fn half_transparent_pixels_are_put_over_white_or_left_out() {
    let mut dice = Dice(51);
    let cels: Vec<_> = (0..4)
        .map(|_| Cel {
            blends: false,
            ..cel(
                4,
                dice.cel(8, 8, true)
                    .pixels
                    .into_iter()
                    .cycle()
                    .take(16)
                    .collect(),
                9,
            )
        })
        .collect();
    let made = fit(ImageFormat::Apng, &apng(4, 4, 0, &cels, None), LIMIT).unwrap();
    for (canvas, cel) in canvases(&made.bytes).iter().zip(&cels) {
        for (found, pixel) in canvas.iter().zip(&cel.pixels) {
            if pixel[3] < 64 {
                assert_eq!(found[3], 0);
            } else {
                let white = canvas::over([255; 4], *pixel);
                assert!(alike(&[*found], &[white]), "{found:?} {white:?}");
            }
        }
    }
}

#[test]
fn what_stands_still_does_not_flicker() {
    let cels = wandering(60, 40, 8, 10);
    let made = fit(ImageFormat::Apng, &apng(60, 40, 0, &cels, None), LIMIT).unwrap();
    assert!(made.colors.is_some(), "more colours than a palette");
    let canvases = canvases(&made.bytes);
    assert_eq!(canvases.len(), 8);
    let mut still = 0;
    for (pictures, canvases) in cels.windows(2).zip(canvases.windows(2)) {
        let before = pictures[0].pixels.iter().zip(&canvases[0]);
        let after = pictures[1].pixels.iter().zip(&canvases[1]);
        for ((pixel, shown), (next, then)) in before.zip(after) {
            if pixel == next {
                assert_eq!(shown, then);
                still += 1;
            }
        }
    }
    assert!(still > 10_000);
}

#[test]
fn under_a_small_limit_it_still_moves_and_lasts_as_long() {
    for (pictures, limit) in [
        (film(48, 36, 24, 3), 20_000),
        (film(48, 36, 24, 4), 8_000),
        (film(48, 36, 3, 100), 2_000),
        (wandering(48, 36, 20, 6), 6_000),
    ] {
        let total: u64 = pictures.iter().map(|cel| u64::from(cel.delay)).sum();
        let bytes = apng(48, 36, 0, &pictures, None);
        let made = fit(ImageFormat::Apng, &bytes, limit).unwrap();
        let size = u64::try_from(made.bytes.len()).unwrap();
        assert!(size <= limit && size > limit / 3, "{size} of {limit}");
        assert!(made.frames >= 2);
        assert_eq!(duration(&made.bytes), total);
        let canvases = canvases(&made.bytes);
        assert!(canvases.windows(2).all(|pair| pair[0] != pair[1]));
        // The same again, byte for byte.
        assert_eq!(fit(ImageFormat::Apng, &bytes, limit).unwrap(), made);
    }
}

#[test]
fn a_light_that_blinks_goes_on_blinking() {
    let pair = film(60, 40, 2, 4);
    let cels: Vec<_> = (0..20).map(|number| pair[number % 2].clone()).collect();
    let whole = fit(ImageFormat::Apng, &apng(60, 40, 0, &cels, None), LIMIT).unwrap();
    let limit = u64::try_from(whole.bytes.len()).unwrap() * 2 / 3;
    let made = fit(ImageFormat::Apng, &apng(60, 40, 0, &cels, None), limit).unwrap();
    assert_eq!(made.frames, 20);
    assert_eq!(duration(&made.bytes), 80);
}

#[test]
fn the_longer_side_is_capped() {
    let bytes = webp(60, 40, 0, &wandering(60, 40, 2, 10));
    let options = FitOptions {
        max_width: 30,
        ..FitOptions::default()
    };
    let made = encode("a", ImageFormat::Webp, &bytes, options, LIMIT).unwrap();
    assert_eq!((made.width, made.height, made.frames), (30, 20, 2));
    assert_eq!(capped(1, 80_000, 100_000), (1, 65_535));
    assert_eq!(capped(80_000, 1, 16), (16, 1));
}

#[test]
fn nothing_but_pixels_is_carried_over() {
    let mut encoder = ::gif::Encoder::new(Vec::new(), 2, 2, &[1, 2, 3, 4, 5, 6]).unwrap();
    let comment = ::gif::AnyExtension(0xFE);
    encoder.write_raw_extension(comment, &[b"secret"]).unwrap();
    let xmp = ::gif::AnyExtension(0xFF);
    encoder
        .write_raw_extension(xmp, &[b"XMP DataXMP", b"secret"])
        .unwrap();
    for index in 0..2 {
        let frame = ::gif::Frame::from_indexed_pixels(2, 2, vec![index; 4], None);
        encoder.write_frame(&frame).unwrap();
    }
    let bytes = encoder.into_inner().unwrap();
    assert!(bytes.windows(6).any(|part| part == b"secret"));
    let made = fit(ImageFormat::Gif, &bytes, LIMIT).unwrap();
    assert_eq!(made.frames, 2);
    assert!(!made.bytes.windows(6).any(|part| part == b"secret"));
}

#[test]
fn too_much_is_refused_before_it_is_decoded() {
    let head = |width: u16, height: u16| {
        let mut bytes = gif(1, 1, Repeat::Infinite, &[]);
        bytes.pop();
        bytes[6..8].copy_from_slice(&width.to_le_bytes());
        bytes[8..10].copy_from_slice(&height.to_le_bytes());
        bytes
    };
    let frame = |side: u16| {
        let [low, high] = side.to_le_bytes();
        let descriptor = [
            0x2C, 0, 0, 0, 0, low, high, low, high, 0x80, 0, 0, 0, 0, 0, 0,
        ];
        [&descriptor[..], &[2, 2, 0x4C, 1, 0]].concat()
    };
    let many = |head: Vec<u8>, side, count| [head, frame(side).repeat(count), vec![0x3B]].concat();
    let problem = fit(ImageFormat::Gif, &many(head(8_000, 6_000), 1, 2), LIMIT).unwrap_err();
    assert_eq!(problem.code(), Code::ImageTooManyPixels);
    assert_eq!(problem.argument("height"), Some("6000"));
    let long = many(head(1, 1), 1, 2_001);
    assert_eq!(frames(ImageFormat::Gif, &long), 2_001);
    assert_eq!(
        code(fit(ImageFormat::Gif, &long, LIMIT)),
        Code::ImageCannotFit
    );
    let bomb = many(head(6_000, 6_000), 1, 42);
    assert_eq!(
        code(fit(ImageFormat::Gif, &bomb, LIMIT)),
        Code::ImageCannotFit
    );
    // Frames larger than the canvas count with their own size.
    let bomb = |side, count| [head(10, 10), frame(1), frame(side).repeat(count)].concat();
    assert_eq!(
        code(fit(ImageFormat::Gif, &bomb(6_000, 42), LIMIT)),
        Code::ImageCannotFit
    );
    assert_eq!(
        code(fit(ImageFormat::Gif, &bomb(40_000, 1), LIMIT)),
        Code::ImageDamaged
    );
}

#[test]
fn what_cannot_become_small_enough_is_told_with_its_size() {
    let bytes = apng(40, 30, 0, &film(40, 30, 5, 10), None);
    let problem = fit(ImageFormat::Apng, &bytes, 300).unwrap_err();
    assert_eq!(problem.code(), Code::ImageCannotFit);
    assert_eq!(problem.argument("limit"), Some("300"));
    let size: u64 = problem.argument("size").unwrap().parse().unwrap();
    assert!(size > 300 && size < 5_000, "{size}");
}

#[test]
fn what_is_no_animation_is_damage() {
    for format in [
        ImageFormat::Gif,
        ImageFormat::Webp,
        ImageFormat::Apng,
        ImageFormat::Jpeg,
    ] {
        for bytes in [&b""[..], b"GIF89a", b"RIFF\x04\0\0\0WEBP", &[0; 100]] {
            assert_eq!(code(fit(format, bytes, LIMIT)), Code::ImageDamaged);
            assert_eq!(frames(format, bytes), 1);
        }
    }
}

#[test]
fn changed_bytes_never_do_more_than_damage() {
    let mut dice = Dice(99);
    let cels: Vec<_> = (0..4)
        .map(|number| match number {
            0 => cel(12, vec![[3, 200, 3, 255]; 12 * 9], 4),
            _ => dice.cel(12, 9, false),
        })
        .collect();
    let originals = [
        (ImageFormat::Gif, gif(12, 9, Repeat::Infinite, &cels)),
        (ImageFormat::Webp, webp(12, 9, 0, &cels)),
        (ImageFormat::Apng, apng(12, 9, 0, &cels, None)),
    ];
    let (mut good, mut bad) = (0, 0);
    for (format, original) in &originals {
        for _ in 0..250 {
            let mut bytes = original.clone();
            for _ in 0..=dice.roll(3) {
                let place = dice.roll(bytes.len());
                match dice.roll(4) {
                    0 => bytes[place] = dice.byte(),
                    1 => bytes[place] ^= 1 << dice.roll(8),
                    2 => bytes.insert(place, dice.byte()),
                    _ => bytes.truncate(place.max(1)),
                }
            }
            assert!(frames(*format, &bytes) >= 1);
            // Large canvases are decoded as any other; they only take their time.
            let outline = Outline::of(*format, &bytes, MOST_FRAMES + 1);
            if outline.is_some_and(|outline| outline.pixels() > 50_000) {
                continue;
            }
            match fit(*format, &bytes, 2_000) {
                Ok(made) => {
                    assert!(made.bytes.len() <= 2_000);
                    assert!(!canvases(&made.bytes).is_empty());
                    good += 1;
                }
                Err(_) => bad += 1,
            }
        }
    }
    assert!(good > 50 && bad > 50, "{good} {bad}");
}
