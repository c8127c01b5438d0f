use super::*;
use crate::image::fit::animation::tests::make::{apng, cel, gif, webp};

fn cels() -> Vec<crate::image::fit::animation::tests::make::Cel> {
    (0..3)
        .map(|number| cel(2, vec![[number, 0, 0, 255]; 4], 5 + u16::from(number)))
        .collect()
}

fn all() -> [(ImageFormat, Vec<u8>); 3] {
    [
        (ImageFormat::Gif, gif(2, 2, Repeat::Finite(4), &cels())),
        (ImageFormat::Webp, webp(2, 2, 5, &cels())),
        (ImageFormat::Apng, apng(2, 2, 5, &cels(), None)),
    ]
}

#[test]
fn the_outline_tells_size_repetitions_and_times() {
    for (format, bytes) in all() {
        let outline = Outline::of(format, &bytes, 100).unwrap();
        assert_eq!((outline.width, outline.height), (2, 2), "{format:?}");
        assert_eq!(outline.repeat, Repeat::Finite(4), "{format:?}");
        let shown: Vec<_> = outline.frames.iter().map(|frame| frame.shown).collect();
        assert_eq!(shown, [50_000, 60_000, 70_000], "{format:?}");
        assert!(
            outline
                .frames
                .iter()
                .all(|frame| frame.bytes > 10 && frame.pixels == 4)
        );
        assert_eq!(count(format, &bytes), 3);
    }
}

#[test]
fn frames_that_are_cut_off_do_not_count() {
    for (format, bytes) in all() {
        let mut last = 3;
        for length in (0..bytes.len()).rev() {
            let count = count(format, &bytes[..length]);
            assert!((1..=last).contains(&count), "{format:?} {length}");
            last = count;
        }
        assert_eq!(last, 1);
    }
}

#[test]
fn sizes_that_cannot_be_do_not_overflow() {
    let mut bytes = apng(2, 2, 0, &cels(), None);
    let places: Vec<_> = bytes
        .windows(4)
        .enumerate()
        .filter_map(|(place, word)| (word == b"fcTL").then_some(place))
        .collect();
    for place in places {
        bytes[place + 8..place + 16].fill(0xFF);
    }
    let outline = Outline::of(ImageFormat::Apng, &bytes, 100).unwrap();
    assert_eq!(outline.pixels(), u64::MAX);
}

#[test]
fn what_does_not_move_has_one_frame() {
    let one = cel(2, vec![[1, 1, 1, 255]; 4], 5);
    let cover = [[0; 4]; 4];
    assert_eq!(
        count(
            ImageFormat::Gif,
            &gif(2, 2, Repeat::Infinite, std::slice::from_ref(&one))
        ),
        1
    );
    assert_eq!(
        count(
            ImageFormat::Apng,
            &apng(2, 2, 0, std::slice::from_ref(&one), Some(&cover))
        ),
        1
    );
    assert_eq!(count(ImageFormat::Webp, b"RIFF\x04\0\0\0WEBP"), 1);
    assert_eq!(count(ImageFormat::Jpeg, b"\xFF\xD8\xFF"), 1);
    assert_eq!(count(ImageFormat::Gif, b""), 1);
}

#[test]
fn frames_beyond_what_an_apng_announces_do_not_count() {
    let mut bytes = apng(2, 2, 0, &cels(), None);
    let place = bytes.windows(4).position(|word| word == b"acTL").unwrap();
    bytes[place + 7] = 2;
    assert_eq!(count(ImageFormat::Apng, &bytes), 2);
    bytes[place + 7] = 200;
    assert_eq!(count(ImageFormat::Apng, &bytes), 3);
}

#[test]
fn too_short_times_are_those_that_browsers_show() {
    let frames: Vec<_> = [0, 1, 2]
        .map(|delay| cel(1, vec![[0, 0, 0, 255]], delay))
        .into();
    for bytes in [
        (ImageFormat::Gif, gif(1, 1, Repeat::Infinite, &frames)),
        (ImageFormat::Webp, webp(1, 1, 0, &frames)),
        (ImageFormat::Apng, apng(1, 1, 0, &frames, None)),
    ] {
        let outline = Outline::of(bytes.0, &bytes.1, 100).unwrap();
        let shown: Vec<_> = outline.frames.iter().map(|frame| frame.shown).collect();
        assert_eq!(shown, [100_000, 100_000, 20_000]);
        assert_eq!(outline.repeat, Repeat::Infinite);
    }
}

#[test]
fn a_gif_that_says_nothing_of_repetitions_plays_once() {
    let bytes = gif(2, 2, Repeat::Finite(0), &cels());
    let outline = Outline::of(ImageFormat::Gif, &bytes, 100).unwrap();
    assert_eq!(outline.repeat, Repeat::Finite(0));
    // What plays once in the others does so in a GIF.
    let outline = Outline::of(ImageFormat::Webp, &webp(2, 2, 1, &cels()), 100).unwrap();
    assert_eq!(outline.repeat, Repeat::Finite(0));
}
