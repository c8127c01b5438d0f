//! What front matter says of the article itself: title, authors, date.

use super::Candidate;

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
