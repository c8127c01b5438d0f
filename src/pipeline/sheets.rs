//! The style sheets beside an HTML article: the addresses it links to come in, their text goes out, with what
//! they import in place. Files are found and fenced as pictures are; nothing is fetched.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::finished::Seen;
use crate::article::{Article, Format, LocalKind, LocalTarget, Origin};
use crate::asset::Digest;
use crate::fsio;
use crate::image::Locator;
use crate::render;

/// Longest style sheet that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Longest text of all sheets of an article together, in bytes.
const LONGEST_TOGETHER: usize = 16 * 1024 * 1024;

/// How deep sheets may import sheets.
const DEEPEST: usize = 8;

/// The style sheets of an article.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    /// Those that could be read, by the address as written.
    pub(crate) texts: HashMap<String, String>,
    /// Every file that was looked for.
    pub(super) looked_for: Vec<LookedFor>,
}

/// A style sheet that an article or another sheet names.
#[derive(Debug)]
pub(crate) struct LookedFor {
    /// The sheet that imports it; `None` for the article.
    pub(super) from: Option<PathBuf>,
    /// Its path as written.
    pub(super) written: String,
    /// The file it means, as it was before it was read, and the digest of its bytes.
    pub(super) found: Option<(PathBuf, Option<Seen>, Digest)>,
}

/// Reads the linked style sheets.
pub(crate) fn read(locator: &Locator, article: &Article, text: &str) -> Sheets {
    let mut sheets = Sheets::default();
    if article.format() != Format::Html {
        return sheets;
    }
    let mut reading = Reading {
        locator,
        article: article.origin(),
        left: LONGEST_TOGETHER,
        looked_for: Vec::new(),
    };
    for href in render::linked_sheets(text) {
        if let Some(css) = reading.sheet(None, &href, DEEPEST) {
            sheets.texts.insert(href, css);
        }
    }
    sheets.looked_for = reading.looked_for;
    sheets
}

/// The file that a written path means in the article, or in the sheet `from`.
pub(crate) fn locate(
    locator: &Locator,
    article: &Origin,
    from: Option<&Path>,
    written: &str,
) -> Option<PathBuf> {
    let target = LocalTarget {
        path: written.to_owned(),
        kind: LocalKind::Path,
    };
    let path = match from {
        Some(sheet) => locator.locate(&Origin::File(sheet.to_owned()), &target),
        None => locator.locate(article, &target),
    };
    // A sheet does not reach further than its article.
    let path = path.ok()?.path;
    locator.is_within_reach(article, &path).then_some(path)
}

struct Reading<'a> {
    locator: &'a Locator,
    article: &'a Origin,
    /// Bytes that may still be read.
    left: usize,
    looked_for: Vec<LookedFor>,
}

impl Reading<'_> {
    fn sheet(&mut self, from: Option<&Path>, href: &str, depth: usize) -> Option<String> {
        let bare = href.split(['?', '#']).next().unwrap_or_default();
        // Sheets that import each other many times come to an end here.
        if self.left == 0 {
            return None;
        }
        let is_local = !bare.is_empty() && !bare.starts_with("//") && !bare.contains(':');
        if !is_local {
            return None;
        }
        let place = self.looked_for.len();
        self.looked_for.push(LookedFor {
            from: from.map(Path::to_owned),
            written: bare.to_owned(),
            found: None,
        });
        let path = locate(self.locator, self.article, from, bare)?;
        let seen = Seen::now(&path);
        let bytes = fsio::read_limited(&path, LONGEST).ok().flatten();
        let digest = Digest::of(bytes.as_deref().unwrap_or_default());
        self.looked_for[place].found = Some((path.clone(), seen, digest));
        let bytes = bytes?;
        let is_room = bytes.len() <= self.left;
        self.left = self.left.saturating_sub(bytes.len());
        if !is_room {
            return None;
        }
        let css = String::from_utf8_lossy(&bytes);
        let css = css.trim_start_matches('\u{feff}');
        let mut whole = String::with_capacity(css.len());
        for (imported, media) in render::imported_sheets(css) {
            let sheet = (depth > 0)
                .then(|| self.sheet(Some(&path), &imported, depth - 1))
                .flatten();
            if let Some(sheet) = sheet {
                if media.is_empty() {
                    whole.extend([&*sheet, "\n"]);
                } else {
                    whole.extend(["@media ", &media, "{", &sheet, "}\n"]);
                }
            }
        }
        whole.push_str(css);
        Some(whole)
    }
}
