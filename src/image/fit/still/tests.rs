use super::pictures::{
    Noise, disc, gradient, letters, page_with_photo, photo, rgb, rgba, screenshot,
};
use super::*;
use crate::image::fit::STILL_LIMIT;

fn fit(raster: Raster, limit: u64) -> Encoded {
    let encoded = encode("a.png", raster, &FitOptions::default(), limit).unwrap();
    assert!(encoded.bytes.len() as u64 <= limit);
    encoded
}

/// Decoded again, by decoders that are not ours.
fn shown(encoded: &Encoded) -> Raster {
    if encoded.format == ImageFormat::Jpeg {
        let mut decoder = jpeg_decoder::Decoder::new(encoded.bytes.as_slice());
        let pixels = decoder.decode().unwrap();
        let info = decoder.info().unwrap();
        assert_eq!(
            (u32::from(info.width), u32::from(info.height)),
            (encoded.width, encoded.height)
        );
        return Raster {
            width: encoded.width,
            height: encoded.height,
            pixels: Pixels::Rgb(pixels),
        };
    }
    let picture = image::load_from_memory(&encoded.bytes).unwrap();
    Raster {
        width: picture.width(),
        height: picture.height(),
        pixels: if picture.color().has_alpha() {
            Pixels::Rgba(picture.into_rgba8().into_raw())
        } else {
            Pixels::Rgb(picture.into_rgb8().into_raw())
        },
    }
}

/// Decibels of likeness.
fn likeness(a: &Raster, b: &Raster) -> f64 {
    assert_eq!((a.width, a.height), (b.width, b.height));
    assert_eq!(a.bytes().len(), b.bytes().len());
    let squares = a
        .bytes()
        .iter()
        .zip(b.bytes())
        .map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
    let count = f64::from(u32::try_from(a.bytes().len()).unwrap());
    10.0 * (255.0 * 255.0 / (squares.sum::<f64>() / count).max(1e-9)).log10()
}

#[test]
fn sorts_of_pictures_are_told_apart() {
    assert_eq!(kind::of(&photo(400, 300)), Kind::Photo);
    assert_eq!(kind::of(&screenshot(400, 300)), Kind::Drawn);
    assert_eq!(kind::of(&rgb(400, 300, letters)), Kind::Drawn);
    assert_eq!(kind::of(&photo(64, 64)), Kind::Drawn);
    assert_eq!(kind::of(&gradient(400, 300)), Kind::Mixed);
    assert_eq!(kind::of(&page_with_photo(400, 300)), Kind::Mixed);
}

#[test]
fn a_grey_photo_is_a_photo_and_a_dithered_drawing_is_not() {
    let mut noise = Noise::new();
    let grey = rgb(300, 200, |x, _| {
        [u8::try_from(x / 2 + noise.next(7)).unwrap(); 3]
    });
    assert_eq!(kind::of(&grey), Kind::Photo);
    let dithered = rgb(300, 200, |x, y| {
        [200, 100, if (x ^ y) % 2 == 0 { 90 } else { 96 }]
    });
    assert_eq!(kind::of(&dithered), Kind::Drawn);
}

#[test]
fn a_photo_with_room_is_a_jpeg_of_the_best_quality() {
    let picture = photo(400, 300);
    let encoded = fit(picture.clone(), STILL_LIMIT);
    assert_eq!(encoded.format, ImageFormat::Jpeg);
    assert_eq!(encoded.quality, Some(BEST));
    assert!(likeness(&shown(&encoded), &picture) > 35.0);
}

#[test]
fn a_photo_uses_what_the_limit_allows() {
    for limit in [30_000, 40_000, 50_000] {
        let encoded = fit(photo(800, 600), limit);
        assert_eq!((encoded.width, encoded.height), (800, 600));
        assert!(
            encoded.quality < Some(BEST),
            "{limit}: {:?}",
            encoded.quality
        );
        assert!(encoded.bytes.len() as u64 > limit / 100 * 85, "{limit}");
    }
}

#[test]
fn the_size_is_foretold_from_a_sample() {
    // Wide enough that not all of it is tried; the top is dearer than the rest.
    let mut noise = Noise::new();
    let picture = rgb(1100, 400, |x, y| {
        let light = 100 + x / 20 + noise.next(if y < 100 { 40 } else { 8 });
        [u8::try_from(light).unwrap(); 3]
    });
    for limit in [60_000, 90_000, 120_000] {
        let (bytes, quality) = jpeg::within(&picture, Colours::Shared, 30..=95, limit).unwrap();
        let share = bytes.len() as u64 * 100 / limit;
        assert!((85..=100).contains(&share), "{share} % at {quality}");
    }
}

#[test]
fn the_quality_asked_for_is_the_most() {
    let quality = |quality| {
        let mut options = FitOptions::default();
        options.quality = Some(quality);
        encode("a", photo(300, 200), &options, STILL_LIMIT)
            .unwrap()
            .quality
    };
    assert_eq!(quality(80), Some(80));
    assert_eq!(quality(30), Some(30));
    assert_eq!(quality(100), Some(100));
}

#[test]
fn a_photo_gets_smaller_before_it_gets_ugly() {
    let encoded = fit(photo(600, 400), 5_000);
    assert!(encoded.width < 600, "q{:?}", encoded.quality);
    assert!(encoded.quality >= Some(FAIR));
    assert!(encoded.bytes.len() > 3_500);
    // The shape stays.
    assert!((encoded.width * 2).abs_diff(encoded.height * 3) <= 3);
}

#[test]
fn a_drawing_is_kept_without_loss() {
    for picture in [
        screenshot(400, 300),
        rgb(300, 300, letters),
        gradient(300, 200),
    ] {
        let encoded = fit(picture.clone(), STILL_LIMIT);
        assert_eq!(encoded.format, ImageFormat::Png);
        assert_eq!((encoded.quality, encoded.colors), (None, None));
        assert!(likeness(&shown(&encoded), &picture) > 90.0);
    }
}

/// Lines in a colour that is a little different everywhere.
fn motley() -> Raster {
    let mut noise = Noise::new();
    rgb(400, 300, |x, y| match (x % 16, y % 16) {
        (0, _) | (_, 0) => std::array::from_fn(|_| u8::try_from(40 + noise.next(100)).unwrap()),
        _ => [250, 250, 245],
    })
}

#[test]
fn a_drawing_of_too_many_colours_gets_a_palette() {
    let full = fit(motley(), STILL_LIMIT);
    assert_eq!((full.format, full.colors), (ImageFormat::Png, None));
    let limit = full.bytes.len() as u64 / 10 * 7;
    let encoded = fit(motley(), limit);
    assert_eq!(encoded.format, ImageFormat::Png);
    assert_eq!((encoded.width, encoded.colors), (400, Some(256)));
    assert!(likeness(&shown(&encoded), &motley()) > 30.0);
}

#[test]
fn a_page_with_a_photo_is_a_crisp_jpeg_when_it_does_not_fit_without_loss() {
    let picture = page_with_photo(600, 400);
    let encoded = fit(picture.clone(), 100_000);
    assert_eq!(encoded.format, ImageFormat::Jpeg);
    assert!(encoded.quality >= Some(CRISP));
    assert!(likeness(&shown(&encoded), &picture) > 30.0);
}

#[test]
fn an_opaque_drawing_that_nothing_else_helps_becomes_a_jpeg() {
    let encoded = fit(motley(), 3_000);
    assert_eq!(encoded.format, ImageFormat::Jpeg);
}

#[test]
fn what_is_transparent_stays_a_png_with_its_opacity() {
    let mut noise = Noise::new();
    let photo = rgba(300, 200, |x, y| {
        let alpha = u8::try_from((x + y) / 2).unwrap();
        let light = u8::try_from(60 + noise.next(90)).unwrap();
        [light, light / 2, 200 - light, alpha]
    });
    for limit in [STILL_LIMIT, 40_000, 10_000] {
        let encoded = fit(photo.clone(), limit);
        assert_eq!(encoded.format, ImageFormat::Png);
        let Pixels::Rgba(pixels) = shown(&encoded).pixels else {
            panic!("the opacity is gone")
        };
        let alpha = |index: usize| pixels[index * 4 + 3];
        assert!(alpha(0) < 16);
        assert!(alpha(pixels.len() / 4 - 1) > 230);
    }
}

#[test]
fn an_alpha_channel_that_hides_nothing_is_dropped() {
    let opaque = photo(300, 200);
    let bytes = opaque
        .bytes()
        .chunks_exact(3)
        .flat_map(|p| [p[0], p[1], p[2], 255]);
    let pixels = Pixels::Rgba(bytes.collect());
    let encoded = fit(
        Raster {
            pixels,
            ..opaque.clone()
        },
        STILL_LIMIT,
    );
    assert_eq!(encoded, fit(opaque, STILL_LIMIT));
}

#[test]
fn a_soft_edge_takes_no_colour_from_what_is_not_seen() {
    let Pixels::Rgba(pixels) = resize::to(&disc(200, [250, 240, 230]), 73, 73).pixels else {
        panic!("the opacity is gone")
    };
    for pixel in pixels.chunks_exact(4).filter(|pixel| pixel[3] > 32) {
        assert!(
            pixel[0] > 240 && pixel[1] > 230 && pixel[2] > 220,
            "{pixel:?}"
        );
    }
}

#[test]
fn sizes_are_capped_and_never_grow() {
    assert_eq!(resize::capped(4032, 3024, 2560), (2560, 1920));
    assert_eq!(resize::capped(3024, 4032, 2560), (1920, 2560));
    assert_eq!(resize::capped(2560, 1000, 2560), (2560, 1000));
    assert_eq!(resize::capped(30, 20, 2560), (30, 20));
    assert_eq!(resize::capped(60_000, 2, 2560), (2560, 1));
    assert_eq!(resize::capped(5000, 5000, 0), (1, 1));
}

#[test]
fn a_tall_picture_stays_readable() {
    // A long screenshot is shown as wide as the column.
    assert_eq!(resize::capped(1080, 5000, 2560), (1080, 5000));
    assert_eq!(resize::capped(2160, 10_000, 2560), (1080, 5000));
    assert_eq!(resize::capped(2160, 10_000, 500), (500, 2315));
    // Not without end.
    assert_eq!(resize::capped(1080, 20_000, 2560), (594, 11_000));
    assert_eq!(resize::capped(100, 1_000_000, 2560), (3, 30_000));
}

#[test]
fn resampling_is_that_of_lanczos() {
    let picture = photo(700, 500);
    let reference = image::RgbImage::from_raw(700, 500, picture.bytes().to_vec()).unwrap();
    let reference = image::imageops::resize(&reference, 400, 286, image::imageops::Lanczos3);
    let reference = Raster {
        width: 400,
        height: 286,
        pixels: Pixels::Rgb(reference.into_raw()),
    };
    assert!(likeness(&resize::to(&picture, 400, 286), &reference) > 40.0);
}

#[test]
fn what_fits_at_no_size_is_a_problem() {
    let problem = encode("图.png", photo(200, 150), &FitOptions::default(), 500).unwrap_err();
    assert_eq!(problem.code(), Code::ImageCannotFit);
    assert_eq!(problem.argument("path"), Some("图.png"));
    assert_eq!(problem.argument("limit"), Some("500"));
    let size = problem.argument("size").unwrap().parse::<u64>().unwrap();
    assert!(size > 500);
    let problem = encode("b", disc(200, [9, 9, 9]), &FitOptions::default(), 60).unwrap_err();
    assert_eq!(problem.code(), Code::ImageCannotFit);
    assert!(encode("c", photo(1, 1), &FitOptions::default(), 0).is_err());
}

#[test]
fn odd_shapes_are_encoded() {
    for (width, height) in [(1, 1), (1, 3000), (3000, 1), (3, 40_000), (17, 15)] {
        let mut noise = Noise::new();
        let picture = rgb(width, height, |_, _| {
            std::array::from_fn(|_| u8::try_from(noise.next(256)).unwrap())
        });
        for limit in [STILL_LIMIT, 3_000] {
            let encoded = fit(picture.clone(), limit);
            assert!(encoded.width <= width && encoded.height <= height);
            shown(&encoded);
        }
    }
}

#[test]
fn the_same_pixels_give_the_same_bytes() {
    for picture in [
        photo(300, 200),
        page_with_photo(300, 200),
        disc(200, [200, 10, 10]),
    ] {
        for limit in [STILL_LIMIT, 9_000, 3_000] {
            assert_eq!(fit(picture.clone(), limit), fit(picture.clone(), limit));
        }
    }
}
