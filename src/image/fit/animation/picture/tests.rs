use super::*;

#[test]
fn soft_edges_are_put_over_white_and_faint_pixels_are_clear() {
    let mut studio = Studio::new((4, 1), (4, 1), None);
    let shown = [
        [0, 0, 0, 255],
        [0, 0, 0, 128],
        [200, 100, 0, 63],
        [9, 9, 9, 0],
    ];
    assert_eq!(
        studio.picture(&shown).unwrap(),
        [[0, 0, 0, 255], [127, 127, 127, 255], CLEAR, CLEAR],
    );
}

#[test]
fn clear_pixels_leave_no_dark_rim_when_the_picture_becomes_smaller() {
    let mut studio = Studio::new((8, 2), (4, 1), None);
    let mut row = [[0, 0, 0, 0]; 8];
    row[..5].fill([250, 10, 10, 255]);
    let picture = studio.picture(&[row, row].concat()).unwrap();
    assert!(picture.iter().all(|pixel| pixel[3] == 0 || pixel[0] > 240));
    assert_eq!(picture[0], [250, 10, 10, 255]);
    assert_eq!(picture[3], CLEAR);
}

#[test]
fn a_wide_profile_is_brought_to_srgb() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let mut studio = Studio::new((2, 1), (2, 1), Some(&profile));
    let picture = studio
        .picture(&[[100, 200, 100, 255], [100, 200, 100, 0]])
        .unwrap();
    // Stronger in sRGB than its numbers in Display P3.
    assert!(picture[0][0] < 80 && picture[0][1] > 198, "{picture:?}");
    assert_eq!(picture[1], CLEAR);
}

#[test]
fn a_profile_that_cannot_be_read_changes_nothing() {
    let mut studio = Studio::new((1, 1), (1, 1), Some(b"no profile"));
    assert_eq!(studio.picture(&[[1, 2, 3, 255]]).unwrap(), [[1, 2, 3, 255]]);
}
