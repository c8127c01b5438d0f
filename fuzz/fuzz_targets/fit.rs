//! Any bytes as a picture: fitted, or a problem; in bounded memory and without a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tuwen::{FitOptions, Picture, fit_image, inspect};

fuzz_target!(|bytes: &[u8]| {
    let Ok(loaded) = inspect("x", bytes.to_vec()) else {
        return;
    };
    let picture = Picture {
        name: "x",
        loaded,
        shown_width: None,
        resolve: &|_| None,
    };
    if let Ok(fitted) = fit_image(picture, &FitOptions::default(), true) {
        assert!(fitted.bytes.len() <= 10_000_000);
        let again = inspect("x", fitted.bytes).expect("what was made is a whole picture");
        assert_eq!(again.asset.format, fitted.format);
    }
});
