//! How alike two texts are, by a small sketch of each: enough to know an article again that was renamed and edited.

use std::collections::BTreeSet;

use crate::asset::Digest;

/// Lines that a sketch has at most: those with the least digests, which are the same ones in every text that has
/// them.
const LINES: usize = 64;

/// The sketch of a text.
pub(super) fn sketch(text: &str) -> Vec<u32> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let marks: BTreeSet<u32> = lines
        .map(|line| {
            let digest = Digest::of(line.as_bytes());
            let [one, two, three, four, ..] = *digest.as_bytes();
            u32::from_be_bytes([one, two, three, four])
        })
        .collect();
    marks.into_iter().take(LINES).collect()
}

/// Whether half of the lines of two texts are the same, as far as their sketches tell.
pub(super) fn are_alike(one: &[u32], other: &[u32]) -> bool {
    let all: BTreeSet<u32> = one.iter().chain(other).copied().collect();
    let looked_at = all.into_iter().take(LINES);
    let (mut total, mut shared) = (0, 0);
    for mark in looked_at {
        total += 1;
        shared +=
            usize::from(one.binary_search(&mark).is_ok() && other.binary_search(&mark).is_ok());
    }
    total > 0 && shared * 2 >= total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: std::ops::Range<u32>) -> Vec<u32> {
        let lines: Vec<String> = lines.map(|line| format!("第 {line} 行\n\n")).collect();
        sketch(&lines.concat())
    }

    #[test]
    fn an_edited_text_is_known_again_and_another_is_not() {
        assert!(are_alike(&text(0..100), &text(0..100)));
        assert!(are_alike(&text(0..100), &text(10..105)));
        assert!(!are_alike(&text(0..100), &text(80..200)));
        assert!(!are_alike(&text(0..3), &text(2..5)));
        assert!(!are_alike(&[], &[]));
    }
}
