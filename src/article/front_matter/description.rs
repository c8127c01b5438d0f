//! What front matter says of the draft that an article becomes: the keys of Hugo, Hexo, Jekyll and of other
//! publishers, each text with its place.

use std::ops::Range;

use super::{Candidate, cover};

/// A text and the bytes it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// What an article says of the draft that it becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) title: Option<Said>,
    /// One each.
    pub(crate) authors: Vec<Said>,
    pub(crate) digest: Option<Said>,
    /// Where 阅读原文 leads.
    pub(crate) source_url: Option<Said>,
    /// The picture of the draft: one of the references that a scan finds.
    pub(crate) cover: Option<Said>,
    /// Who may comment, as written.
    pub(crate) comments: Option<Said>,
    /// The part of the cover that is shown in 2.35:1.
    pub(crate) wide_crop: Option<Said>,
    /// The part of the cover that is shown as a square.
    pub(crate) square_crop: Option<Said>,
    /// By what the article is known wherever it lies.
    pub(crate) id: Option<Said>,
    /// `newspic` for a picture post.
    pub(crate) kind: Option<Said>,
}

/// Tables whose keys are meant for us and outweigh the generator's own.
const OURS: [&str; 4] = ["wechat", "weixin", "tuwen", "公众号"];

/// Keys without `_`, `-` and letter case, the best first.
const TITLES: &[&str] = &["title", "标题"];
const AUTHORS: &[&str] = &["author", "authors", "作者"];
const DIGESTS: &[&str] = &["digest", "description", "summary", "excerpt", "摘要"];
const SOURCE_URLS: &[&str] = &["sourceurl", "contentsourceurl", "原文链接"];
/// Addresses that generators give a page; only whole ones lead anywhere from a phone.
const ADDRESSES: &[&str] = &[
    "canonicalurl",
    "canonical",
    "originalurl",
    "source",
    "link",
    "permalink",
    "url",
];
const COMMENTS: &[&str] = &["comments", "comment", "留言"];
const WIDE_CROPS: &[&str] = &["covercrop", "piccrop2351"];
const SQUARE_CROPS: &[&str] = &["coversquare", "piccrop11"];

/// Reads them off the strings of a block; `offset` is where its content begins.
pub(super) fn of(candidates: Vec<Candidate>, offset: usize) -> Description {
    let mut best = Best::default();
    for candidate in candidates {
        let text = candidate.text.trim();
        if text.is_empty() {
            continue;
        }
        let said = Said {
            text: text.to_owned(),
            span: candidate.span.start + offset..candidate.span.end + offset,
        };
        let keys: Vec<String> = candidate.keys.iter().map(|key| plain(key)).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let is_ours = keys.first().is_some_and(|first| OURS.contains(first));
        let inner = if is_ours { &keys[1..] } else { &keys[..] };
        if candidate.in_one_piece {
            let names = &candidate.keys[usize::from(is_ours)..];
            if let Some(rank) = cover::rank(names) {
                best.cover
                    .offer(rank + usize::from(!is_ours) * WORSE, &said);
            }
        }
        best.take(inner, is_ours, said);
    }
    best.description()
}

/// Added to the rank of what a better place would outweigh.
const WORSE: usize = 1000;

/// The best text so far, by rank; the lesser rank wins, then the earlier text.
#[derive(Debug, Default)]
struct Slot(Option<(usize, Said)>);

impl Slot {
    fn offer(&mut self, rank: usize, said: &Said) {
        if self.0.as_ref().is_none_or(|(best, _)| rank < *best) {
            self.0 = Some((rank, said.clone()));
        }
    }

    fn said(self) -> Option<Said> {
        self.0.map(|(_, said)| said)
    }
}

#[derive(Debug, Default)]
struct Best {
    title: Slot,
    authors: Vec<(bool, Said)>,
    digest: Slot,
    source_url: Slot,
    cover: Slot,
    comments: Slot,
    fans: bool,
    wide_crop: Slot,
    square_crop: Slot,
    id: Slot,
    kind: Slot,
}

impl Best {
    fn take(&mut self, keys: &[&str], is_ours: bool, said: Said) {
        let key = match keys {
            [key] => *key,
            [author, "name"] if AUTHORS.contains(author) => {
                self.authors.push((is_ours, said));
                return;
            }
            _ => return,
        };
        let worse = usize::from(!is_ours) * WORSE;
        let rank = |known: &[&str]| {
            let rank = known.iter().position(|known| *known == key)?;
            Some(rank + worse)
        };
        let is_address = said.text.starts_with("http://") || said.text.starts_with("https://");
        if let Some(rank) = rank(TITLES) {
            self.title.offer(rank, &said);
        } else if rank(AUTHORS).is_some() {
            self.authors.push((is_ours, said));
        } else if let Some(rank) = rank(DIGESTS) {
            self.digest.offer(rank, &said);
        } else if let Some(rank) = rank(SOURCE_URLS) {
            self.source_url.offer(rank, &said);
        } else if let Some(rank) = rank(ADDRESSES).filter(|_| is_address) {
            self.source_url.offer(rank + SOURCE_URLS.len(), &said);
        } else if let Some(rank) = rank(COMMENTS) {
            self.comments.offer(rank, &said);
        } else if key == "needopencomment" {
            let rank = COMMENTS.len() + worse;
            self.comments.offer(rank, &said);
        } else if key == "onlyfanscancomment" {
            self.fans |= ["1", "true", "yes"].contains(&said.text.to_ascii_lowercase().as_str());
        } else if let Some(rank) = rank(WIDE_CROPS) {
            self.wide_crop.offer(rank, &said);
        } else if let Some(rank) = rank(SQUARE_CROPS) {
            self.square_crop.offer(rank, &said);
        } else if key == "id" {
            self.id.offer(worse, &said);
        } else if ["type", "articletype"].contains(&key) {
            self.kind.offer(worse, &said);
        }
    }

    fn description(self) -> Description {
        let ours = self.authors.iter().any(|(is_ours, _)| *is_ours);
        let mut comments = self.comments.said();
        if let Some(comments) = comments.as_mut().filter(|_| self.fans) {
            "fans".clone_into(&mut comments.text);
        }
        Description {
            title: self.title.said(),
            authors: (self.authors.into_iter())
                .filter(|(is_ours, _)| *is_ours == ours)
                .map(|(_, said)| said)
                .collect(),
            digest: self.digest.said(),
            source_url: self.source_url.said(),
            cover: self.cover.said(),
            comments,
            wide_crop: self.wide_crop.said(),
            square_crop: self.square_crop.said(),
            id: self.id.said(),
            kind: self.kind.said(),
        }
    }
}

/// A key without what generators spell differently.
fn plain(key: &str) -> String {
    key.replace(['_', '-', ' '], "").to_lowercase()
}
