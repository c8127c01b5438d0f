use super::*;

/// What Display P3 looks like in sRGB: saturated colours leave the gamut and are cut off.
fn p3_fields() -> [[u8; 3]; 4] {
    let profile = moxcms::ColorProfile::new_display_p3();
    let transform = profile
        .create_transform_8bit(
            moxcms::Layout::Rgb,
            &moxcms::ColorProfile::new_srgb(),
            moxcms::Layout::Rgb,
            moxcms::TransformOptions::default(),
        )
        .unwrap();
    FIELDS.map(|field| {
        let mut result = [0; 3];
        transform.transform(&field, &mut result).unwrap();
        result
    })
}

/// Fields after a quarter turn to the right.
fn to_the_right([a, b, c, d]: [[u8; 3]; 4]) -> [[u8; 3]; 4] {
    [c, a, d, b]
}

#[test]
fn ordinary_files_decode() {
    assert_scene(&full(&file("420.avif")), 48, 32, 4);
    assert_scene(&full(&file("still.heic")), 48, 32, 6);
}

#[test]
fn depth_sampling_and_range_are_told_apart() {
    assert_scene(&full(&file("422-12-bit-limited.avif")), 48, 32, 4);
    assert_scene(&full(&file("rgb.avif")), 48, 32, 0);
    let grey = full(&file("grey.avif"));
    let [red, .., white] = middles(&grey.raster);
    assert!(red[0].abs_diff(84) < 4 && red[0] == red[1] && red[1] == red[2]);
    assert!(white[0] > 252);
}

#[test]
fn turns_and_mirrors_apply_in_their_order() {
    let decoded = full(&file("444-10-bit-turned.avif"));
    assert_eq!((decoded.width, decoded.height), (32, 48));
    // To the left: green, white above red, blue; then top and bottom change places.
    let [a, b, c, d] = FIELDS;
    assert_fields(&decoded.raster, [a, c, b, d], 4);
}

#[test]
fn tiles_are_put_together_and_what_overhangs_is_cut_off() {
    let decoded = full(&file("grid.avif"));
    assert_eq!((decoded.width, decoded.height), (60, 120));
    assert_fields(&decoded.raster, to_the_right(FIELDS), 4);
}

#[test]
fn a_picture_of_a_phone_keeps_range_orientation_and_colours() {
    let decoded = full(&file("phone.heic"));
    assert_eq!((decoded.width, decoded.height), (60, 120));
    assert_eq!((decoded.raster.width, decoded.raster.height), (60, 120));
    assert_fields(&decoded.raster, to_the_right(p3_fields()), 8);
}

#[test]
fn primaries_by_code_point_become_srgb() {
    assert_fields(&full(&file("p3.avif")).raster, p3_fields(), 4);
}

#[test]
fn alpha_is_kept_and_premultiplication_undone() {
    for (name, most) in [("alpha.heic", 8), ("premultiplied.avif", 6)] {
        let decoded = full(&file(name));
        assert_fields(&decoded.raster, FIELDS, most);
        let alpha = middles(&decoded.raster).map(|pixel| pixel[3]);
        assert_eq!((alpha[0], alpha[2]), (255, 255), "{name}");
        assert!(
            alpha[1].abs_diff(128) < 3 && alpha[3].abs_diff(128) < 3,
            "{name}"
        );
    }
}

#[test]
fn every_cut_is_a_problem() {
    for name in ["420.avif", "grid.avif", "premultiplied.avif", "phone.heic"] {
        let bytes = file(name);
        for end in 16..bytes.len() - 1 {
            assert!(attempt(&bytes[..end], 100).is_err(), "{name} {end}");
        }
    }
}

#[test]
fn other_codecs_are_unsupported() {
    let mut bytes = file("420.avif");
    for at in 0..bytes.len() - 4 {
        if &bytes[at..at + 4] == b"av01" {
            bytes[at..at + 4].copy_from_slice(b"vvc1");
        }
    }
    assert_eq!(
        refused(&bytes),
        (Code::ImageUnsupportedFormat, "avif".to_owned())
    );
}

#[test]
fn light_brighter_than_a_page_is_brought_down() {
    // The code of white in PQ, which would be a middle grey as sRGB.
    let found = pixel(&full(&file("pq.avif")).raster, 24, 16);
    assert!(
        found.iter().all(|channel| channel.abs_diff(192) <= 3),
        "{found:?}"
    );
}
