use super::nearest::distance;
use super::*;
use crate::image::fit::animation::tests::make::Dice;

fn palette(colors: impl IntoIterator<Item = Color>, most: usize) -> Palette {
    let mut samples = Samples::of_about(1);
    for color in colors {
        samples.add(color);
    }
    Palette::new(samples, most)
}

#[test]
fn few_colours_are_kept_exactly() {
    let mut dice = Dice(5);
    let colors: Vec<Color> = (0..255)
        .map(|_| [dice.byte(), dice.byte(), dice.byte()])
        .collect();
    let mut palette = palette(colors.iter().copied(), 255);
    assert!(palette.exact);
    for (place, &color) in colors.iter().enumerate() {
        let (index, distance) = palette.index(color, place, 3);
        assert_eq!((palette.colors()[usize::from(index)], distance), (color, 0));
    }
    assert!(Palette::all(colors.iter().copied(), 255).is_some());
    assert!(Palette::all(colors.iter().copied(), 127).is_none());
}

#[test]
fn no_colours_make_a_palette_too() {
    let palette = palette([], 255);
    assert_eq!((palette.colors().len(), palette.transparent()), (1, 1));
}

#[test]
fn the_nearest_colour_is_the_nearest() {
    let mut dice = Dice(6);
    let colors: Vec<Color> = (0..60)
        .map(|_| [dice.byte(), dice.byte(), dice.byte() / 8])
        .collect();
    let mut nearest = Nearest::new(colors.clone());
    for _ in 0..3_000 {
        let color = [dice.byte(), dice.byte(), dice.byte()];
        let least = colors.iter().map(|own| distance(*own, color)).min();
        let (index, found) = nearest.find(color);
        assert_eq!(Some(found), least);
        assert_eq!(distance(colors[usize::from(index)], color), found);
    }
}

#[test]
fn what_is_most_of_a_picture_stays_exact_among_many_colours() {
    let mut dice = Dice(7);
    let flat = [30, 31, 33];
    let noise: Vec<Color> = (0..4_000)
        .map(|_| [dice.byte(), dice.byte(), dice.byte()])
        .collect();
    let palette = palette(noise.into_iter().chain([flat; 4_000]), 64);
    assert!(!palette.exact);
    assert!(palette.colors().len() <= 64);
    assert!(palette.colors().contains(&flat));
}

#[test]
fn dithering_gives_the_colour_on_average_and_the_same_in_the_same_place() {
    let mut palette = palette([[0, 0, 0], [100, 100, 100], [255, 255, 255]], 255);
    let mut sum = 0;
    for y in 0..8 {
        for x in 0..8 {
            let (index, _) = palette.index([40, 40, 40], x, y);
            sum += u32::from(palette.colors()[usize::from(index)][0]);
            assert_eq!(palette.index([40, 40, 40], x + 8, y + 16).0, index);
        }
    }
    assert!((sum / 64).abs_diff(40) <= 1, "{}", sum / 64);
}

#[test]
fn many_pixels_are_sampled_fairly() {
    let mut samples = Samples::of_about(1 << 20);
    for place in 0..1_u32 << 20 {
        let value = u8::try_from(place >> 12).unwrap();
        samples.add([value, u8::try_from(place % 7).unwrap(), 0]);
    }
    let palette = Palette::new(samples, 255);
    // The whole range of the ramp is there.
    let reds = palette.colors().iter().map(|color| color[0]);
    assert!(reds.clone().min() < Some(8) && reds.max() > Some(247));
}
