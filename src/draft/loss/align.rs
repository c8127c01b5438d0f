//! Two sequences side by side: which of the second is which of the first.
//!
//! What both begin and end with is paired first. The rest is cut at stretches that both have exactly once, long
//! ones before short ones, and what is small enough then gets the longest common subsequence. Time stays close to
//! linear however much the sequences differ; what remains large and has nothing unique in it is paired greedily.

use std::collections::HashMap;
use std::ops::Range;

/// Lengths of the stretches that cut, each tried twice: the second time in smaller pieces, in which more is
/// unique.
const STRETCHES: [usize; 6] = [16, 16, 4, 4, 1, 1];

/// Most pairs that are looked at one by one.
const TABLE: usize = 1 << 14;

/// How far ahead a greedy pairing looks.
const AHEAD: usize = 64;

/// A piece of both sequences that is not paired yet, and the first stretch to try.
type Gap = (Range<usize>, Range<usize>, usize);

/// Pairs what lies between the pairs that there are, by other keys; at the start there are none.
#[derive(Debug)]
pub(super) struct Pairs {
    /// For each of the first sequence its partner; they go up.
    partners: Vec<Option<usize>>,
    /// The length of the second.
    length: usize,
}

impl Pairs {
    pub(super) fn none(first: usize, second: usize) -> Self {
        Self {
            partners: vec![None; first],
            length: second,
        }
    }

    pub(super) fn partner(&self, index: usize) -> Option<usize> {
        self.partners.get(index).copied().flatten()
    }

    /// Pairs all that have the same key and no partner yet, as far as the order allows.
    pub(super) fn add(&mut self, first: &[u64], second: &[u64]) {
        let mut gaps = self.gaps();
        while let Some(gap) = gaps.pop() {
            let (mut a, mut b, stretch) = gap;
            while !a.is_empty() && !b.is_empty() && first[a.start] == second[b.start] {
                self.partners[a.start] = Some(b.start);
                (a.start, b.start) = (a.start + 1, b.start + 1);
            }
            while !a.is_empty() && !b.is_empty() && first[a.end - 1] == second[b.end - 1] {
                (a.end, b.end) = (a.end - 1, b.end - 1);
                self.partners[a.end] = Some(b.end);
            }
            if a.is_empty() || b.is_empty() {
                continue;
            }
            let (offset, ahead) = (a.clone(), b.clone());
            let (left, right) = (&first[a.clone()], &second[b.clone()]);
            if left.len().saturating_mul(right.len()) <= TABLE {
                self.pair(&offset, &ahead, &longest(left, right));
            } else if let Some(length) = STRETCHES.get(stretch) {
                let cuts = unique(left, right, *length);
                self.pair(&offset, &ahead, &cuts);
                let (mut from, mut to) = (a.start, b.start);
                for (in_first, in_second) in cuts {
                    let (cut, partner) = (a.start + in_first, b.start + in_second);
                    gaps.push((from..cut, to..partner, stretch + 1));
                    (from, to) = (cut + 1, partner + 1);
                }
                gaps.push((from..a.end, to..b.end, stretch + 1));
            } else {
                self.pair(&offset, &ahead, &greedy(left, right));
            }
        }
    }

    fn pair(&mut self, a: &Range<usize>, b: &Range<usize>, pairs: &[(usize, usize)]) {
        for (first, second) in pairs {
            self.partners[a.start + first] = Some(b.start + second);
        }
    }

    fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let (mut from, mut to) = (0, 0);
        let end = (self.partners.len(), Some(self.length));
        let partners = self.partners.iter().copied().enumerate();
        for (index, partner) in partners.chain([end]) {
            let Some(partner) = partner else { continue };
            if index > from && partner > to {
                gaps.push((from..index, to..partner, 0));
            }
            (from, to) = (index + 1, partner + 1);
        }
        gaps
    }
}

/// The longest common subsequence, of short sequences.
fn longest(first: &[u64], second: &[u64]) -> Vec<(usize, usize)> {
    let width = second.len() + 1;
    // How much the rests from here on have in common.
    let mut common = vec![0_u32; (first.len() + 1) * width];
    for (row, left) in first.iter().enumerate().rev() {
        for (column, right) in second.iter().enumerate().rev() {
            common[row * width + column] = if left == right {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < first.len() && column < second.len() {
        if first[row] == second[column] {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if common[(row + 1) * width + column] >= common[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// Where stretches of this length begin that both sequences have once, as far as they are in the same order.
fn unique(first: &[u64], second: &[u64], length: usize) -> Vec<(usize, usize)> {
    /// How often a stretch was seen, and where last.
    #[derive(Default)]
    struct Seen {
        first: (u8, usize),
        second: (u8, usize),
    }
    let mut seen: HashMap<u64, Seen> = HashMap::new();
    for (at, stretch) in first.windows(length).enumerate() {
        let counted = &mut seen.entry(hash(stretch)).or_default().first;
        *counted = (counted.0.saturating_add(1), at);
    }
    for (at, stretch) in second.windows(length).enumerate() {
        if let Some(found) = seen.get_mut(&hash(stretch)) {
            found.second = (found.second.0.saturating_add(1), at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = seen
        .into_values()
        .filter(|seen| seen.first.0 == 1 && seen.second.0 == 1)
        .map(|seen| (seen.first.1, seen.second.1))
        .filter(|(a, b)| first[*a..a + length] == second[*b..b + length])
        .collect();
    pairs.sort_unstable();
    rising(&pairs)
}

fn hash(stretch: &[u64]) -> u64 {
    stretch.iter().fold(0, |hash: u64, key| {
        (hash.rotate_left(5) ^ key).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

/// The longest choice of pairs that goes up in both places.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends the choice of that length earliest.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (index, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before[index] = length.checked_sub(1).map(|last| ends[last]);
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut chosen = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        chosen.push(pairs[index]);
        next = before[index];
    }
    chosen.reverse();
    chosen
}

/// Each with the next that is the same and not far away.
fn greedy(first: &[u64], second: &[u64]) -> Vec<(usize, usize)> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, key) in second.iter().enumerate().rev() {
        places.entry(*key).or_default().push(at);
    }
    let (mut from, mut pairs) = (0, Vec::new());
    for (at, key) in first.iter().enumerate() {
        let Some(places) = places.get_mut(key) else {
            continue;
        };
        while places.last().is_some_and(|place| *place < from) {
            places.pop();
        }
        if let Some(place) = places.last().copied().filter(|place| *place - from < AHEAD) {
            pairs.push((at, place));
            from = place + 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<u64> {
        text.chars().map(u64::from).collect()
    }

    /// What of the first text has no partner.
    fn lost(first: &str, second: &str) -> String {
        let (a, b) = (keys(first), keys(second));
        let mut pairs = Pairs::none(a.len(), b.len());
        pairs.add(&a, &b);
        let partners: Vec<usize> = (0..a.len()).filter_map(|at| pairs.partner(at)).collect();
        assert!(partners.is_sorted_by(|one, next| one < next));
        let same = |at| pairs.partner(at).is_none_or(|partner| a[at] == b[partner]);
        assert!((0..a.len()).all(same));
        let is_lost = |at: &usize| pairs.partner(*at).is_none();
        let letters: Vec<char> = first.chars().collect();
        (0..a.len()).filter(is_lost).map(|at| letters[at]).collect()
    }

    #[test]
    fn what_is_missing_has_no_partner() {
        assert_eq!(lost("甲乙丙丁", "甲乙丙丁"), "");
        assert_eq!(lost("甲乙丙丁", "甲丁"), "乙丙");
        assert_eq!(lost("甲乙丙丁", "丙甲乙丁"), "丙");
        assert_eq!(lost("甲乙", ""), "甲乙");
        assert_eq!(lost("", "甲"), "");
    }

    #[test]
    fn long_sequences_are_cut_where_they_are_unique() {
        let line = |number: usize| format!("第{number}行的文字，各行差不多。");
        let all: String = (0..2000).map(line).collect();
        let some: String = (0..2000)
            .filter(|number| number % 7 != 3)
            .map(|number| line(number) + "加")
            .collect();
        let missing: usize = (0..2000)
            .filter(|number| number % 7 == 3)
            .map(|number| line(number).chars().count())
            .sum();
        assert_eq!(lost(&all, &some).chars().count(), missing);
    }

    #[test]
    fn what_differs_altogether_takes_no_longer() {
        let start = std::time::Instant::now();
        let noise = |seed: u64| {
            let mut state = seed;
            let mut letter = || {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                char::from(b'a' + u8::try_from((state >> 33) % 4).unwrap())
            };
            (0..300_000).map(|_| letter()).collect::<String>()
        };
        lost(&noise(1), &noise(2));
        lost(&"a".repeat(300_000), &"ab".repeat(150_000));
        lost(&"ab".repeat(150_000), &"ba".repeat(100_000));
        assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    }
}
