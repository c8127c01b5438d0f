//! `![图](a.png =300x)`, the way of many editors to write an image's size, which `CommonMark` leaves as
//! text: text comes in, the events of an image go out, with the size at the end of the alternative text
//! where `picture` looks for it.
//!
//! Images that are uploaded have got that form when their address was put in; this is for those that are
//! kept where they are.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::Item;

/// An image with a size.
#[derive(Debug)]
pub(super) struct Sized {
    whole: Range<usize>,
    alt: Range<usize>,
    url: Range<usize>,
    title: Range<usize>,
    size: String,
}

/// Longest such image, in bytes.
const LONGEST: usize = 2048;

impl Sized {
    /// The image that begins at `at` and ends before `end`.
    pub(super) fn at(body: &str, at: usize, end: usize) -> Option<Self> {
        let text = &body[at..end];
        let inner = text.strip_prefix("![")?;
        let window = window(inner);
        let close = window.find([']', '[', '\n'])?;
        let rest = window[close..].strip_prefix("](")?;
        let content = &rest[..rest.find([')', '(', '\n'])?];
        if !rest[content.len()..].starts_with(')') {
            return None;
        }
        let from = at + 2 + close + 2;
        let range = |part: &str| {
            let start = from + (part.as_ptr() as usize - content.as_ptr() as usize);
            start..start + part.len()
        };
        let (mut before, size) = content.rsplit_once('=')?;
        let size = size.trim();
        let size = size.strip_suffix(['x', 'X']).unwrap_or(size);
        let is_number = |text: &str| {
            (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_size = match size.split_once(['x', 'X']) {
            Some((width, height)) => (width.is_empty() || is_number(width)) && is_number(height),
            None => is_number(size),
        };
        if !is_size || !before.ends_with([' ', '\t']) {
            return None;
        }
        before = before.trim_end();
        let mut title = &before[..0];
        let url = match before.split_once([' ', '\t']) {
            None => before,
            Some((url, quoted)) => {
                let quoted = quoted.trim();
                title = ['"', '\'']
                    .iter()
                    .find_map(|quote| quoted.strip_prefix(*quote)?.strip_suffix(*quote))?;
                url
            }
        };
        if url.is_empty() {
            return None;
        }
        Some(Self {
            whole: at..from + content.len() + 1,
            alt: at + 2..at + 2 + close,
            url: range(url),
            title: range(title),
            size: format!("|{size}"),
        })
    }

    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.whole.end
    }

    /// What it means.
    pub(super) fn events(self, body: &str) -> [Item<'_>; 4] {
        let part = |range: &Range<usize>| CowStr::Borrowed(&body[range.clone()]);
        let image = Tag::Image {
            link_type: LinkType::Inline,
            dest_url: part(&self.url),
            title: part(&self.title),
            id: CowStr::Borrowed(""),
        };
        [
            (Event::Start(image), self.whole.clone()),
            (Event::Text(part(&self.alt)), self.alt),
            (Event::Text(CowStr::from(self.size)), self.whole.clone()),
            (Event::End(TagEnd::Image), self.whole),
        ]
    }
}

/// As much of a text as is looked at.
fn window(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
