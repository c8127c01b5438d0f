//! Hexo's image tags: `{% asset_img [class] 图.png [width] [height] ["title" ["alt"]] %}` and
//! `{% img [class] /img/图.png … %}` in, references out.
//!
//! An `asset_img` names a file of the article's own folder and can name nothing else, so it becomes
//! a Markdown image (an `<img>` inside HTML); of an `img` only the URL changes.
//! See <https://hexo.io/docs/tag-plugins>.

use std::ops::Range;

use super::description::{IN_DESCRIPTION, escaped, size_suffix};
use crate::article::found::Found;
use crate::article::reference::Slot;
use crate::article::target::{self, has_image_suffix, looks_like_image};
use crate::article::template::Tag;
use crate::article::{LocalKind, Syntax, width};

/// The image of a tag that stands in Markdown text.
pub(super) fn in_markdown(text: &str, tag: &Tag<'_>, in_table: bool) -> Option<Found> {
    let image = Image::of(text, tag)?;
    image.found(text, tag, |image| {
        let size = image
            .size()
            .map_or_else(String::new, |size| size_suffix(&size, in_table));
        let title = image.title.filter(|title| !title.is_empty());
        Slot::Around {
            before: format!(
                "![{}{size}](",
                escaped(image.description(), IN_DESCRIPTION, in_table)
            ),
            after: title.map_or_else(
                || ")".to_owned(),
                |title| format!(" \"{}\")", escaped(title, "\"\\&<", in_table)),
            ),
        }
    })
}

/// The image of a tag that stands in HTML.
pub(super) fn in_html(text: &str, tag: &Tag<'_>) -> Option<Found> {
    let image = Image::of(text, tag)?;
    image.found(text, tag, |image| {
        let value = |text: &str| {
            text.replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('<', "&lt;")
        };
        let mut after = format!("\" alt=\"{}\"", value(image.description()));
        for (name, part) in [
            ("width", image.width),
            ("height", image.height),
            ("title", image.title.filter(|title| !title.is_empty())),
        ] {
            if let Some(part) = part {
                after.extend([" ", name, "=\"", &value(part), "\""]);
            }
        }
        after.push('>');
        Slot::AroundHtml {
            before: "<img src=\"".to_owned(),
            after,
        }
    })
}

/// What a tag says.
struct Image<'t> {
    is_asset: bool,
    /// The path or URL, in the source.
    url: Range<usize>,
    width: Option<&'t str>,
    height: Option<&'t str>,
    title: Option<&'t str>,
    alt: Option<&'t str>,
}

impl<'t> Image<'t> {
    fn of(text: &'t str, tag: &Tag<'t>) -> Option<Self> {
        let (name, rest) = tag.inner.split_once([' ', '\t'])?;
        let is_asset = match name {
            "asset_img" => true,
            "img" | "image" => false,
            _ => return None,
        };
        let offset = rest.as_ptr() as usize - text.as_ptr() as usize;
        let arguments = arguments(rest);
        // What comes before the picture are class names.
        let picture = arguments.iter().position(|range| {
            let argument = &rest[range.clone()];
            has_image_suffix(argument)
                || (!is_asset
                    && (argument.contains("://") || argument.starts_with(['/', '.', '{'])))
        })?;
        let url = arguments[picture].clone();
        let mut words = arguments[picture + 1..]
            .iter()
            .map(|range| &rest[range.clone()])
            .peekable();
        let is_number =
            |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let width = words.next_if(is_number);
        let height = width.and_then(|_| words.next_if(is_number));
        Some(Self {
            is_asset,
            url: url.start + offset..url.end + offset,
            width,
            height,
            title: words.next(),
            alt: words.next(),
        })
    }

    fn description(&self) -> &'t str {
        self.alt.or(self.title).unwrap_or_default()
    }

    fn size(&self) -> Option<String> {
        match (self.width, self.height) {
            (Some(width), Some(height)) => Some(format!("{width}x{height}")),
            (width, _) => width.map(str::to_owned),
        }
    }

    fn found(&self, text: &str, tag: &Tag<'_>, whole: impl Fn(&Self) -> Slot) -> Option<Found> {
        let written = &text[self.url.clone()];
        let kind = if self.is_asset {
            LocalKind::AssetFolder
        } else {
            LocalKind::Path
        };
        let target = target::decode(written, kind)?;
        if !looks_like_image(written, &target) {
            return None;
        }
        let (span, slot) = if self.is_asset {
            (tag.range.clone(), whole(self))
        } else {
            (self.url.clone(), Slot::Plain)
        };
        Some(Found {
            span,
            at: self.url.start,
            written: written.to_owned(),
            syntax: Syntax::HexoAssetImg,
            target,
            slot,
            shown_width: self.width.and_then(width::of_size),
        })
    }
}

/// The words of a tag, quotes left out.
fn arguments(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
        } else if matches!(byte, b'"' | b'\'') {
            let end = text[at + 1..]
                .find(char::from(byte))
                .map_or(bytes.len(), |length| at + 1 + length);
            words.push(at + 1..end);
            at = end + 1;
        } else {
            let end = text[at..]
                .find(|character: char| character.is_ascii_whitespace())
                .map_or(bytes.len(), |length| at + length);
            words.push(at..end);
            at = end;
        }
    }
    words
}
