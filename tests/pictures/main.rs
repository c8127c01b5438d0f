//! Every kind of picture a writer has, made here, fitted, and held against what it was made from: an
//! independent reference that no decoder or encoder of ours has touched.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod corpus;
mod encode;
mod measure;
mod scene;

use tuwen::{Animated, Code, FitOptions, Fitted, ImageFormat, Picture, fit_image, inspect};

use corpus::Specimen;

fn fit(specimen: &Specimen, options: FitOptions) -> Fitted {
    let picture = Picture {
        name: specimen.name,
        loaded: inspect(specimen.name, specimen.bytes.clone()).unwrap(),
        shown_width: None,
        resolve: &|_| None,
    };
    // Encoded anew whatever its size: small specimens show the same as large ones, in less time.
    fit_image(picture, &options, true).unwrap_or_else(|problem| panic!("{problem:?}"))
}

/// Decibels at which a picture counts as the same; 1080 px is the widest a reader sees.
const SAME: f64 = 35.0;

#[test]
fn still_pictures_come_out_upright_in_the_right_colours_and_under_the_limit() {
    let mut table = String::new();
    let mut bad = Vec::new();
    for specimen in corpus::stills() {
        let fitted = fit(&specimen, FitOptions::default());
        let fitting = fitted.fitting.unwrap();
        let shown = measure::decode(&fitted);
        let likeness = measure::likeness(&specimen.truth, &shown);
        let row = format!("{:28} {likeness:5.1} dB  {fitting}\n", specimen.name);
        table.push_str(&row);
        let (width, height) = specimen.truth.dimensions();
        let same_shape = (fitting.from.width, fitting.from.height) == (width, height)
            && (fitting.to.width, fitting.to.height) == shown.dimensions();
        let small = fitted.bytes.len() < 1_000_000;
        let format = match specimen.becomes {
            Some(format) => fitted.format == format,
            None => true,
        };
        let private = measure::contains(&fitted.bytes, corpus::SECRET);
        if likeness < SAME || !same_shape || !small || !format || private {
            bad.push(specimen.name);
        }
        if specimen.truth.pixels().any(|pixel| pixel.0[3] < 255) {
            assert_eq!(fitted.format, ImageFormat::Png, "{}", specimen.name);
        }
    }
    assert!(bad.is_empty(), "{bad:?} in\n{table}");
}

#[test]
fn what_is_large_comes_under_the_limit_and_still_looks_the_same() {
    for specimen in corpus::large() {
        assert!(specimen.bytes.len() > 1_000_000, "{}", specimen.name);
        let fitted = fit(&specimen, FitOptions::default());
        let likeness = measure::likeness(&specimen.truth, &measure::decode(&fitted));
        assert!(fitted.bytes.len() < 1_000_000, "{}", specimen.name);
        assert!(
            likeness >= SAME,
            "{}: {likeness:.1} dB, {:?}",
            specimen.name,
            fitted.fitting
        );
    }
}

#[test]
fn the_same_bytes_give_the_same_bytes() {
    for specimen in corpus::stills()
        .into_iter()
        .chain(corpus::moving())
        .step_by(5)
    {
        let options = FitOptions::default();
        let (one, other) = (fit(&specimen, options), fit(&specimen, options));
        assert_eq!(one, other, "{}", specimen.name);
    }
}

#[test]
fn animations_keep_moving_and_every_frame_is_the_right_one() {
    for specimen in corpus::moving() {
        let fitted = fit(&specimen, FitOptions::default());
        assert_eq!(fitted.format, ImageFormat::Gif, "{}", specimen.name);
        let frames = measure::frames(&fitted.bytes);
        assert_eq!(frames.len(), corpus::FRAMES, "{}", specimen.name);
        for (number, (shown, delay)) in frames.iter().enumerate() {
            assert_eq!(*delay, corpus::DELAY, "{}", specimen.name);
            let likeness = measure::likeness(&scene::moving(number), shown);
            // 256 colours.
            assert!(
                likeness >= 30.0,
                "{} frame {number}: {likeness:.1} dB",
                specimen.name
            );
        }
    }
}

#[test]
fn of_an_animation_the_first_frame_can_be_had_or_a_problem() {
    let mut options = FitOptions::default();
    for specimen in corpus::moving() {
        options.animated = Animated::FirstFrame;
        let fitted = fit(&specimen, options);
        assert!(matches!(
            fitted.format,
            ImageFormat::Png | ImageFormat::Jpeg
        ));
        let likeness = measure::likeness(&scene::moving(0), &measure::decode(&fitted));
        assert!(likeness >= 30.0, "{}: {likeness:.1} dB", specimen.name);
        options.animated = Animated::Fail;
        let picture = Picture {
            name: specimen.name,
            loaded: inspect(specimen.name, specimen.bytes.clone()).unwrap(),
            shown_width: None,
            resolve: &|_| None,
        };
        let problem = fit_image(picture, &options, false).unwrap_err();
        assert_eq!(problem.code(), Code::ImageAnimated);
    }
}

#[test]
fn what_goes_as_it_is_loses_its_secrets_and_nothing_else() {
    for specimen in corpus::private() {
        assert!(measure::contains(&specimen.bytes, corpus::SECRET));
        let picture = Picture {
            name: specimen.name,
            loaded: inspect(specimen.name, specimen.bytes.clone()).unwrap(),
            shown_width: None,
            resolve: &|_| None,
        };
        let fitted = fit_image(picture, &FitOptions::default(), false).unwrap();
        assert_eq!(fitted.fitting, None, "{}", specimen.name);
        assert!(
            !measure::contains(&fitted.bytes, corpus::SECRET),
            "{}",
            specimen.name
        );
        let (before, after) = (
            measure::pixels(&specimen.bytes),
            measure::pixels(&fitted.bytes),
        );
        assert_eq!(before, after, "{}: not a pixel changes", specimen.name);
        let (before, after) = (
            measure::orientation(&specimen.bytes),
            measure::orientation(&fitted.bytes),
        );
        assert_eq!(before, after, "{}: it stays upright", specimen.name);
    }
}

#[test]
fn hostile_bytes_are_problems_and_never_the_end() {
    // One damaged byte, or a cut, at places spread over the file, the same in every run.
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for specimen in corpus::small() {
        for round in 0..24 {
            let mut bytes = specimen.bytes.clone();
            for _ in 0..=round % 3 {
                let at = random(bytes.len());
                bytes[at] ^= 1 << random(8);
            }
            if round % 4 == 3 {
                bytes.truncate(random(bytes.len()) + 1);
            }
            let Ok(loaded) = inspect(specimen.name, bytes) else {
                continue;
            };
            let picture = Picture {
                name: specimen.name,
                loaded,
                shown_width: None,
                resolve: &|_| None,
            };
            if let Ok(fitted) = fit_image(picture, &FitOptions::default(), true) {
                assert!(fitted.bytes.len() < 10_000_000);
            }
        }
    }
}

/// For people: all results beside one another, to be looked at.
#[test]
#[ignore = "writes files to look at: CONTACT_SHEET=/tmp/x cargo test --test pictures -- --ignored"]
fn contact_sheet() {
    let directory = std::path::PathBuf::from(std::env::var_os("CONTACT_SHEET").unwrap());
    std::fs::create_dir_all(&directory).unwrap();
    for specimen in corpus::stills().into_iter().chain(corpus::large()) {
        let fitted = fit(&specimen, FitOptions::default());
        let shown = measure::decode(&fitted);
        let name = specimen.name.replace([' ', '/'], "-");
        shown.save(directory.join(format!("{name}.png"))).unwrap();
    }
}
