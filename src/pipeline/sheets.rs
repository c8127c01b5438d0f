//! The style sheets beside an HTML article: the addresses it links to come in, their text goes out, with what
//! they import in place. Files are found and fenced as pictures are; nothing is fetched.

use std::collections::HashMap;

use super::images::Images;
use crate::article::{Article, Format, LocalKind, LocalTarget, Origin};
use crate::fsio;
use crate::render;

/// Longest style sheet that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Longest text of all sheets of an article together, in bytes.
const LONGEST_TOGETHER: usize = 16 * 1024 * 1024;

/// How deep sheets may import sheets.
const DEEPEST: usize = 8;

/// The linked style sheets that could be read, by the address as written.
pub(super) fn read(images: &Images, article: &Article, text: &str) -> HashMap<String, String> {
    let mut sheets = HashMap::new();
    if article.format() != Format::Html {
        return sheets;
    }
    let mut reading = Reading {
        images,
        article: article.origin(),
        left: LONGEST_TOGETHER,
    };
    for href in render::linked_sheets(text) {
        if let Some(css) = reading.sheet(article.origin(), &href, DEEPEST) {
            sheets.insert(href, css);
        }
    }
    sheets
}

struct Reading<'a> {
    images: &'a Images,
    article: &'a Origin,
    /// Bytes that may still be read.
    left: usize,
}

impl Reading<'_> {
    fn sheet(&mut self, origin: &Origin, href: &str, depth: usize) -> Option<String> {
        let bare = href.split(['?', '#']).next().unwrap_or_default();
        // Sheets that import each other many times come to an end here.
        if self.left == 0 {
            return None;
        }
        let is_local = !bare.is_empty() && !bare.starts_with("//") && !bare.contains(':');
        if !is_local {
            return None;
        }
        let target = LocalTarget {
            path: bare.to_owned(),
            kind: LocalKind::Path,
        };
        let path = self.images.locate(origin, &target).ok()?.path;
        // A sheet does not reach further than its article.
        if !self.images.is_within_reach(self.article, &path) {
            return None;
        }
        let bytes = fsio::read_limited(&path, LONGEST).ok()??;
        let is_room = bytes.len() <= self.left;
        self.left = self.left.saturating_sub(bytes.len());
        if !is_room {
            return None;
        }
        let css = String::from_utf8_lossy(&bytes);
        let css = css.trim_start_matches('\u{feff}');
        let mut whole = String::with_capacity(css.len());
        let here = Origin::File(path);
        for (imported, media) in render::imported_sheets(css) {
            let sheet = (depth > 0)
                .then(|| self.sheet(&here, &imported, depth - 1))
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
