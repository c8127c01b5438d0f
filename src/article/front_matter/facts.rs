//! What front matter says of the article itself: title, authors, date.

use std::ops::Range;

use super::{Candidate, Fact};

/// Keys of a digest, best first, as the common generators spell them.
const DIGESTS: [&str; 4] = ["digest", "description", "summary", "excerpt"];

/// What front matter says of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// `title`.
    pub(crate) title: Option<String>,
    /// `author`, `authors`; one each.
    pub(crate) authors: Vec<String>,
    /// `date` and the like, as written.
    pub(crate) date: Option<String>,
}

/// Reads them off the strings of a block.
pub(super) fn of(candidates: Vec<Candidate>) -> Metadata {
    let mut metadata = Metadata::default();
    for candidate in candidates {
        let text = candidate.text.trim();
        if text.is_empty() {
            continue;
        }
        let keys: Vec<String> = candidate
            .keys
            .iter()
            .map(|key| key.to_ascii_lowercase())
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let once = |slot: &mut Option<String>| {
            slot.get_or_insert_with(|| text.to_owned());
        };
        match keys.as_slice() {
            ["title"] => once(&mut metadata.title),
            ["date" | "pubdate" | "published" | "created"] => once(&mut metadata.date),
            ["author" | "authors"] | ["author" | "authors", "name"] => {
                metadata.authors.push(text.to_owned());
            }
            _ => {}
        }
    }
    metadata
}

/// The texts that `WeChat` has limits for; `offset` is where the block's content begins.
pub(super) fn placed(
    candidates: Vec<Candidate>,
    offset: usize,
) -> Vec<(Range<usize>, Fact, String)> {
    let mut facts: Vec<(Range<usize>, Fact, String)> = Vec::new();
    let mut digest: Option<(usize, Range<usize>, String)> = None;
    for candidate in candidates {
        let keys: Vec<String> = (candidate.keys.iter())
            .map(|key| key.to_ascii_lowercase())
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let span = candidate.span.start + offset..candidate.span.end + offset;
        let text = candidate.text.trim().to_owned();
        match keys.as_slice() {
            ["title"] => facts.push((span, Fact::Title, text)),
            ["author" | "authors"] | ["author" | "authors", "name"] => {
                facts.push((span, Fact::Author, text));
            }
            [key] => {
                let rank = DIGESTS.iter().position(|known| known == key);
                if let Some(rank) = rank
                    && digest.as_ref().is_none_or(|(best, ..)| rank < *best)
                {
                    digest = Some((rank, span, text));
                }
            }
            _ => {}
        }
    }
    facts.extend(digest.map(|(_, span, text)| (span, Fact::Digest, text)));
    facts
}
