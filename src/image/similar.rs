//! The name the writer may have meant: another suffix, or a slip of the finger.

use super::directory::{Listing, fold};

/// In a directory with more entries than this, nothing is suggested: a guess is not worth the time.
const MAX_ENTRIES: usize = 5000;

/// Longest name, in characters, that is compared letter by letter.
const MAX_LENGTH: usize = 100;

/// The name in a directory that comes nearest to `wanted`, if any is near.
pub(super) fn similar(listing: &Listing, wanted: &str) -> Option<String> {
    if listing.len() > MAX_ENTRIES {
        return None;
    }
    let wanted = fold(wanted);
    let stem = stem_of(&wanted);
    let letters: Vec<char> = wanted.chars().take(MAX_LENGTH + 1).collect();
    // A slip in a third of a short name makes another name.
    let allowed = if letters.len() > MAX_LENGTH {
        0
    } else {
        (stem.chars().count() / 3).min(2)
    };
    listing
        .names()
        .filter_map(|name| {
            let folded = fold(name);
            let distance = if stem_of(&folded) == stem {
                0
            } else {
                distance_within(&letters, &folded, allowed)?
            };
            Some((distance, name))
        })
        .min()
        .map(|(_, name)| name.to_owned())
}

fn stem_of(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// The number of letters to insert, delete or change; `None` when it is 0 or more than `allowed`.
fn distance_within(a: &[char], b: &str, allowed: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().take(MAX_LENGTH + 3).collect();
    if allowed == 0 || a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, &letter) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (column, &other) in b.iter().enumerate() {
            let changed = corner + usize::from(letter != other);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
        if row.iter().all(|&distance| distance > allowed) {
            return None;
        }
    }
    row.last()
        .copied()
        .filter(|distance| (1..=allowed).contains(distance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::directory::Directories;

    #[test]
    fn another_suffix_or_a_slip_is_suggested_and_nothing_far() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["架构图.jpg", "screenshot-1.png", "ab.png", "说明.md"] {
            std::fs::write(directory.path().join(name), "").unwrap();
        }
        let listing = Directories::default().listing(directory.path());
        for (wanted, expected) in [
            ("架构图.png", Some("架构图.jpg")),
            ("架構图.jpg", Some("架构图.jpg")),
            ("screnshot-1.png", Some("screenshot-1.png")),
            ("Screenshot_1.png", Some("screenshot-1.png")),
            ("screenshot-1", Some("screenshot-1.png")),
            ("xy.png", None),
            ("流程图甲.png", None),
        ] {
            assert_eq!(similar(&listing, wanted).as_deref(), expected, "{wanted}");
        }
        assert_eq!(similar(&listing, &"长".repeat(10_000)), None);
    }
}
