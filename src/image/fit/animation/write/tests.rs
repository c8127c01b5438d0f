use super::*;
use crate::asset::ImageFormat;
use crate::image::fit::animation::outline::Outline;
use crate::image::fit::animation::palette::Samples;
use crate::image::fit::animation::read::Reader;
use crate::image::fit::animation::tests::make::{Dice, shown};

const WIDTH: usize = 12;

fn write(pictures: &[Vec<Pixel>], delays: &[u64], tolerance: u8) -> Vec<u8> {
    let mut samples = Samples::of_about(1_000);
    let mut before: &[Pixel] = &[];
    for picture in pictures {
        samples.add_picture(picture, before);
        before = picture;
    }
    let height = u16::try_from(pictures[0].len() / WIDTH).unwrap();
    let size = (u16::try_from(WIDTH).unwrap(), height);
    let colors = Colors::new(samples, 255);
    let mut writer = Writer::new(size, Repeat::Infinite, colors, tolerance).unwrap();
    for (picture, &delay) in pictures.iter().zip(delays) {
        writer.add(picture, delay).unwrap();
    }
    writer.finish().unwrap().bytes
}

/// Delay and canvas of each frame.
fn read(bytes: &[u8]) -> Vec<(u64, Vec<Pixel>)> {
    let outline = Outline::of(ImageFormat::Gif, bytes, 1_000).unwrap();
    let mut reader = Reader::open(ImageFormat::Gif, bytes, &outline).unwrap();
    let frame = |frame: &crate::image::fit::animation::outline::Span| {
        reader.advance().unwrap();
        (frame.shown / 10_000, reader.shown().to_vec())
    };
    outline.frames.iter().map(frame).collect()
}

#[test]
fn what_is_read_again_is_what_was_written() {
    let mut dice = Dice(9);
    for _ in 0..40 {
        let cels: Vec<_> = (0..6).map(|_| dice.cel(WIDTH, 9, false)).collect();
        let mut pictures = shown(WIDTH, 9, &cels);
        pictures.dedup();
        let delays = [3, 4, 5, 6, 7, 8];
        let frames = read(&write(&pictures, &delays, 0));
        assert_eq!(frames.len(), pictures.len());
        for ((frame, picture), delay) in frames.iter().zip(&pictures).zip(delays) {
            assert_eq!(*frame, (delay, picture.clone()));
        }
    }
}

#[test]
fn equal_pictures_are_one_frame() {
    let one = vec![[1, 1, 1, 255]; WIDTH * 2];
    let other = vec![[2, 2, 2, 255]; WIDTH * 2];
    let pictures = [one.clone(), one.clone(), other.clone(), other, one];
    let delays: Vec<_> = read(&write(&pictures, &[3, 4, 5, 6, 7], 0))
        .iter()
        .map(|frame| frame.0)
        .collect();
    assert_eq!(delays, [7, 11, 7]);
}

#[test]
fn what_changes_too_little_is_not_drawn_until_it_adds_up() {
    let gray = |value| vec![[value, value, value, 255]; WIDTH * 2];
    let pictures = [gray(100), gray(102), gray(103), gray(104), gray(105)];
    let frames = read(&write(&pictures, &[5; 5], 3));
    assert_eq!(frames.len(), 2);
    assert_eq!((frames[0].0, frames[1].0), (15, 10));
    assert_eq!(frames[1].1, gray(104));
}

#[test]
fn a_picture_of_nothing_is_a_frame_too() {
    let clear = vec![CLEAR; WIDTH * 2];
    let red = vec![[200, 0, 0, 255]; WIDTH * 2];
    let pictures = [clear.clone(), red.clone(), clear.clone()];
    let frames = read(&write(&pictures, &[5; 3], 0));
    assert_eq!(
        frames.iter().map(|frame| &frame.1).collect::<Vec<_>>(),
        [&clear, &red, &clear]
    );
}

#[test]
fn a_frame_in_other_colours_than_the_whole_gets_its_own() {
    let mut dice = Dice(11);
    let pictures: Vec<Vec<Pixel>> = (0..12)
        .map(|_| {
            let colors: Vec<_> = (0..24)
                .map(|_| [dice.byte(), dice.byte(), dice.byte(), 255])
                .collect();
            (0..WIDTH * 20).map(|_| colors[dice.roll(24)]).collect()
        })
        .collect();
    // Together too many for one palette, alone exact.
    let frames = read(&write(&pictures, &[5; 12], 0));
    for (frame, picture) in frames.iter().zip(&pictures) {
        assert_eq!(frame.1, *picture);
    }
}

#[test]
fn a_delay_beyond_what_a_gif_can_tell_is_the_longest_it_can() {
    let pictures = [vec![[1, 1, 1, 255]; WIDTH], vec![[2, 1, 1, 255]; WIDTH]];
    let frames = read(&write(&pictures, &[100_000, 5], 0));
    assert_eq!((frames[0].0, frames[1].0), (65_535, 5));
}

#[test]
fn what_stands_still_is_the_same_after_something_was_cleared() {
    let mut dice = Dice(13);
    let ground: Vec<Pixel> = (0..WIDTH * 40)
        .map(|_| [dice.byte(), dice.byte(), dice.byte(), 255])
        .collect();
    let pictures: Vec<_> = (0..4)
        .map(|number| {
            let mut picture = ground.clone();
            picture[number] = CLEAR;
            picture
        })
        .collect();
    let frames = read(&write(&pictures, &[5; 4], 0));
    for (number, frame) in frames.iter().enumerate() {
        assert_eq!(frame.1[number], CLEAR);
        assert_eq!(frame.1[4..], frames[0].1[4..]);
    }
}
