//! Image targets that are not `CommonMark` but that Typora, Obsidian and others show:
//! `![图](图片/第 一.png "题")`, `![h](h.png =100x200)`, `![x]({{ page.cover }})` in, a reference
//! that rewrites the whole into valid `CommonMark` out.
//!
//! Bare words in parentheses are prose, so a path must end like a picture's name.

use std::ops::Range;

use super::description::size_suffix;
use crate::article::found::Found;
use crate::article::html::decode_references;
use crate::article::reference::Slot;
use crate::article::target::{self, has_image_suffix};
use crate::article::template::{self, Evaluated};
use crate::article::{LocalKind, Syntax, Target, width};

/// The image whose `![description` takes up `image`, with `](` behind it, and which ends before
/// `limit` on the same line.
pub(super) fn at(text: &str, image: Range<usize>, limit: usize, in_table: bool) -> Option<Found> {
    let open = image.end + 2;
    let close = closing(text.get(..limit)?.as_bytes(), open)?;
    let content = &text[open..close];
    let Parts { path, title, size } = parts(content);
    let start = open + content.find(path)?;
    let evaluated = template::evaluate(path);
    if path.is_empty() || !(size.is_some() || path.contains([' ', '\t', '\u{3000}'])) {
        return None;
    }
    let target = if evaluated == Evaluated::Literal {
        target::decode(&unescaped(path), LocalKind::Path)?
    } else {
        target::decode(path, LocalKind::Path)?
    };
    let shown = match &target {
        Target::Local(local) => has_image_suffix(&local.path),
        Target::Template(_) | Target::InlineSvg(_) | Target::Figure(_) => true,
        // No URL has a blank; with a size behind it, it can only be meant as one.
        Target::Remote(_) | Target::Data(_) | Target::Hosted(_) => !path.contains([' ', '\t']),
    };
    if !shown {
        return None;
    }
    let shown_width = match size {
        Some(size) => width::of_size(size),
        None => width::of_description(&text[image.clone()]),
    };
    let size = size.map_or_else(String::new, |size| size_suffix(size, in_table));
    let title = title.map_or_else(String::new, |title| format!(" {title}"));
    Some(Found {
        span: image.start..close + 1,
        at: start,
        written: path.to_owned(),
        syntax: Syntax::MarkdownRaw,
        target,
        slot: Slot::Around {
            before: format!("{}{size}](", &text[image]),
            after: format!("{title})"),
        },
        shown_width,
    })
}

/// The parenthesis that closes what begins at `open`, on the same line.
///
/// Stops at the next `](`: whatever follows belongs to another image, and a line of openers stays linear.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => return None,
            b']' if bytes.get(at + 1) == Some(&b'(') => return None,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            quote @ (b'"' | b'\'') if matches!(bytes[at - 1], b' ' | b'\t') => {
                // A title may hold parentheses.
                if let Some(end) = title_end(bytes, at, quote) {
                    at = end;
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The closing quote of the title at `open`, if only a size and `)` follow it.
fn title_end(bytes: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match *bytes.get(at)? {
            b'\n' | b'\r' => return None,
            b']' if bytes.get(at + 1) == Some(&b'(') => return None,
            b'\\' => at += 1,
            byte if byte == quote => break,
            _ => {}
        }
        at += 1;
    }
    let rest = &bytes[at + 1..];
    let follows = rest
        .iter()
        .position(|byte| !byte.is_ascii_digit() && !b" \t=x%".contains(byte))?;
    (rest[follows] == b')').then_some(at)
}

/// What stands between the parentheses.
struct Parts<'t> {
    path: &'t str,
    /// With its quotes.
    title: Option<&'t str>,
    /// `100x200`, `100` or `x200`.
    size: Option<&'t str>,
}

fn parts(content: &str) -> Parts<'_> {
    let mut rest = content.trim();
    let mut title = None;
    let mut size = None;
    // The title and the size come in either order.
    for _ in 0..2 {
        if title.is_none()
            && let Some((before, found)) = trailing_title(rest)
        {
            (rest, title) = (before, Some(found));
        } else if size.is_none()
            && let Some((before, found)) = trailing_size(rest)
        {
            (rest, size) = (before, Some(found));
        }
    }
    let path = rest
        .strip_prefix('<')
        .and_then(|inner| inner.strip_suffix('>'))
        .unwrap_or(rest);
    Parts { path, title, size }
}

fn trailing_title(text: &str) -> Option<(&str, &str)> {
    let quote = text
        .chars()
        .next_back()
        .filter(|last| "\"'".contains(*last))?;
    let inner = &text[..text.len() - 1];
    let open = inner
        .match_indices(quote)
        .map(|(open, _)| open)
        .find(|&open| inner[..open].ends_with([' ', '\t']))?;
    // A quote inside must be escaped, or this is no title.
    let body = &inner.as_bytes()[open + 1..];
    let first = super::destination::unescaped(body, 0, quote as u8);
    (first.is_none() && !ends_with_escape(body)).then(|| (text[..open].trim_end(), &text[open..]))
}

/// Whether the text's last backslash escapes what follows the text.
fn ends_with_escape(text: &[u8]) -> bool {
    text.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

fn trailing_size(text: &str) -> Option<(&str, &str)> {
    let (before, size) = text.rsplit_once('=')?;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let valid = match size.split_once('x') {
        Some((width, height)) => size.len() > 1 && number(width) && number(height),
        None => !size.is_empty() && number(size),
    };
    (valid && before.ends_with([' ', '\t'])).then(|| {
        // `100x` means a width alone.
        (before.trim_end(), size.strip_suffix('x').unwrap_or(size))
    })
}

/// Decodes backslash escapes and character references, as in a destination that is one.
fn unescaped(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut characters = path.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.next_if(|next| character == '\\' && next.is_ascii_punctuation()) {
            // A reference behind a backslash is none.
            Some('&') => plain.push_str("&amp;"),
            Some(escaped) => plain.push(escaped),
            None => plain.push(character),
        }
    }
    if plain.contains('&') {
        decode_references(&plain)
    } else {
        plain
    }
}
