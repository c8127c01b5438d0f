//! Obsidian's embeds: `![[folder/图.png|说明|300x200]]` in, a reference that becomes
//! `![说明|300x200](URL)` out, Obsidian's own way to write an image from elsewhere.
//!
//! Embeds of notes, PDFs, sound and films are no images and stay.

use super::description::{IN_DESCRIPTION, escaped, size_suffix};
use crate::article::found::Found;
use crate::article::reference::Slot;
use crate::article::target::has_image_suffix;
use crate::article::{LocalKind, LocalTarget, Syntax, Target, width};

/// The embed that begins at `start` and ends before `limit`, on one line.
pub(super) fn at(text: &str, start: usize, limit: usize, in_table: bool) -> Option<Found> {
    let inner = text.get(start + 3..limit)?;
    // Names hold no brackets, so looking for the end never goes past the next opener.
    let length = inner.find(['[', ']', '\n', '\r'])?;
    if !inner[length..].starts_with("]]") {
        return None;
    }
    let inner = &inner[..length];
    let mut parts = inner.split('|').map(|part| {
        // In a table the bar itself is escaped.
        part.strip_suffix('\\').unwrap_or(part)
    });
    let written = parts.next()?;
    let path = written.split('#').next().unwrap_or(written).trim();
    if !has_image_suffix(path) || path.contains("://") {
        return None;
    }
    let mut parts: Vec<&str> = parts.map(str::trim).collect();
    let size = parts.pop_if(|last| is_size(last));
    let description = if parts.iter().all(|part| part.is_empty()) {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_owned()
    } else {
        parts.join("|")
    };
    let shown_width = size.and_then(width::of_size);
    let size = size.map_or_else(String::new, |size| size_suffix(size, in_table));
    Some(Found {
        span: start..start + 3 + length + 2,
        at: start + 3,
        written: written.to_owned(),
        syntax: Syntax::MarkdownWikilink,
        target: Target::Local(LocalTarget {
            path: path.to_owned(),
            kind: LocalKind::VaultName,
        }),
        slot: Slot::Around {
            before: format!(
                "![{}{size}](",
                escaped(&description, IN_DESCRIPTION, in_table)
            ),
            after: ")".to_owned(),
        },
        shown_width,
    })
}

/// `300` or `300x200`.
fn is_size(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('x') {
        Some((width, height)) => number(width) && number(height),
        None => number(text),
    }
}
