//! Pictures of a page on this machine: a page comes in, the same page with other picture URLs goes out.
//!
//! A picture that cannot be shown (its file is missing, browsers do not know its format) is a drawing that
//! says so, with the size of a small picture.

use std::collections::HashMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::{Shown, Sight};
use crate::asset::{HostedUrl, ImageFormat};

/// What stands before the URL of a picture inside a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Source,
    Link,
    Style,
}

impl Before {
    const ALL: [(Self, &str); 3] = [
        (Self::Source, " src=\""),
        (Self::Link, " href=\""),
        (Self::Style, "url("),
    ];
}

/// The page with every picture that `sights` knows shown as `show` says, and every one that no browser could
/// find by a placeholder.
pub(super) fn localised(
    page: &str,
    sights: &[Sight],
    show: impl Fn(&Shown) -> Option<String>,
) -> String {
    let known: HashMap<&str, &Shown> = sights
        .iter()
        .map(|sight| (sight.url.as_str(), &sight.shown))
        .collect();
    rewrite(page, |before, written| {
        let url = written.replace("&amp;", "&");
        let clean = HostedUrl::parse(&url);
        let key = clean.as_ref().map_or(url.as_str(), HostedUrl::as_str);
        match known.get(key) {
            Some(shown) => Some(show(shown).unwrap_or_else(|| placeholder(shown_name(shown)))),
            None if before == Before::Source && !is_found_by_browsers(&url) => {
                Some(placeholder(&url))
            }
            None => None,
        }
    })
}

/// Whether the page shows nothing but pictures that are uploaded.
pub(super) fn is_hosted(page: &str) -> bool {
    let mut hosted = true;
    rewrite(page, |before, written| {
        hosted &= !written.starts_with(super::PLANNED)
            && (before != Before::Source || HostedUrl::is_hosted(written));
        None
    });
    hosted
}

/// A picture as a page shows it that is a file itself.
pub(super) fn as_file(shown: &Shown) -> Option<String> {
    match shown {
        Shown::File(path, format, _) => {
            media_type(*format)?;
            Url::from_file_path(std::path::absolute(path).ok()?)
                .ok()
                .map(String::from)
        }
        Shown::Bytes(bytes, format, _) => {
            let kind = media_type(*format)?;
            Some(format!("data:{kind};base64,{}", STANDARD.encode(&**bytes)))
        }
        Shown::Elsewhere(url) => Some(url.clone()),
    }
}

/// The media type of a format that browsers show.
pub(super) fn media_type(format: ImageFormat) -> Option<&'static str> {
    Some(match format {
        ImageFormat::Png | ImageFormat::Apng => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        ImageFormat::Webp => "image/webp",
        ImageFormat::Avif => "image/avif",
        ImageFormat::Bmp => "image/bmp",
        ImageFormat::Ico => "image/x-icon",
        ImageFormat::Svg => "image/svg+xml",
        _ => return None,
    })
}

fn shown_name(shown: &Shown) -> &str {
    match shown {
        Shown::File(path, _, _) => path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default(),
        Shown::Bytes(_, format, _) => format.name(),
        Shown::Elsewhere(url) => url,
    }
}

fn is_found_by_browsers(url: &str) -> bool {
    let begins = |with: &str| {
        url.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    ["https://", "http://", "//", "data:image/"]
        .into_iter()
        .any(begins)
}

/// A drawing in the place of a picture, with its name.
fn placeholder(name: &str) -> String {
    let mut shown: String = name.chars().take(36).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    let drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"240\" viewBox=\"0 0 640 240\">\
         <rect x=\"1.5\" y=\"1.5\" width=\"637\" height=\"237\" rx=\"12\" fill=\"#f7f3f2\" stroke=\"#d9a9a2\" stroke-width=\"3\" stroke-dasharray=\"10 9\"/>\
         <path d=\"M292 78h56v44h-56zM300 114l16-18 12 12 8-8 8 10\" fill=\"none\" stroke=\"#c8402f\" stroke-width=\"3\" stroke-linejoin=\"round\"/>\
         <text x=\"320\" y=\"168\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"22\" fill=\"#8a4a42\">{}</text></svg>",
        escape(&shown)
    );
    let mut url = "data:image/svg+xml,".to_owned();
    for byte in drawing.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

/// Text as the value of an attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// The page with the URLs of pictures in its tags replaced where `replaced` gives another. Pages are what the
/// renderer writes: `<` opens a tag and nothing else, attributes stand in double quotes.
fn rewrite(page: &str, mut replaced: impl FnMut(Before, &str) -> Option<String>) -> String {
    let mut output = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        output.push_str(&rest[..open]);
        let end = open + end_of_tag(&rest[open..]);
        let mut tag = &rest[open..end];
        rest = &rest[end..];
        while let Some((before, at)) = next_url(tag) {
            output.push_str(&tag[..at]);
            tag = &tag[at..];
            let end = match before {
                Before::Style => {
                    let end = tag.find([')', '\'', '"']).unwrap_or(tag.len());
                    Some(tag[..end].find("&quot;").unwrap_or(end))
                }
                Before::Source | Before::Link => tag.find('"'),
            };
            let (written, after) = tag.split_at(end.unwrap_or(tag.len()));
            match replaced(before, written) {
                Some(url) => output.push_str(&escape(&url)),
                None => output.push_str(written),
            }
            tag = after;
        }
        output.push_str(tag);
    }
    output.push_str(rest);
    output
}

/// Where a tag ends: behind its first `>` outside of quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(tag.len(), |end| end + 1)
}

/// The first URL of a picture in a piece of a tag: what it is, and where it begins.
fn next_url(tag: &str) -> Option<(Before, usize)> {
    let bytes = tag.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let (before, name) = Before::ALL
            .into_iter()
            .find(|(_, name)| bytes[at..].starts_with(name.as_bytes()))?;
        let mut begin = at + name.len();
        if before == Before::Style {
            for quote in ["'", "&quot;"] {
                if tag[begin..].starts_with(quote) {
                    begin += quote.len();
                }
            }
        }
        Some((before, begin))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn sights() -> Vec<Sight> {
        let digest = crate::asset::Digest::of(b"x");
        vec![
            Sight::new(
                "https://mmbiz.qpic.cn/a/0?x=1&y=2",
                Shown::File(PathBuf::from("/图/a b.png"), ImageFormat::Png, digest),
            ),
            Sight::new(
                "https://mmbiz.qpic.cn/planned/1",
                Shown::File(PathBuf::from("/c.heic"), ImageFormat::Heic, digest),
            ),
        ]
    }

    #[test]
    fn known_pictures_are_shown_from_disk_and_others_stay() {
        let page = "<p> src=\"https://mmbiz.qpic.cn/a/0?x=1&amp;y=2\"</p>\
            <img src=\"https://mmbiz.qpic.cn/a/0?x=1&amp;y=2\" alt=\"a > b\"><img src=\"https://mmbiz.qpic.cn/b/0\">\
            <section style=\"background:url('https://mmbiz.qpic.cn/a/0?x=1&y=2') 0 0\"></section>";
        let shown = localised(page, &sights(), as_file);
        assert_eq!(
            shown.matches("file:///%E5%9B%BE/a%20b.png").count(),
            2,
            "{shown}"
        );
        assert!(shown.starts_with("<p> src=\"https://mmbiz"), "{shown}");
        assert!(shown.contains("<img src=\"https://mmbiz.qpic.cn/b/0\">"));
    }

    #[test]
    fn what_no_browser_finds_is_a_drawing_that_says_so() {
        let page = "<img src=\"没有.png\"><img src=\"https://mmbiz.qpic.cn/planned/1\"><img src=\"https://example.com/x.png\">";
        let shown = localised(page, &sights(), as_file);
        assert_eq!(shown.matches("data:image/svg+xml,").count(), 2, "{shown}");
        assert!(shown.contains("c.heic"), "{shown}");
        assert!(shown.contains("https://example.com/x.png"));
    }

    #[test]
    fn a_page_is_hosted_when_all_its_pictures_are() {
        assert!(is_hosted("<p>a</p><img src=\"https://mmbiz.qpic.cn/a/0\">"));
        for hole in [
            "<img src=\"a.png\">",
            "<img src=\"https://mmbiz.qpic.cn/planned/0\">",
            "<section style=\"background:url(https://mmbiz.qpic.cn/planned/3)\">",
            "<img src=\"data:image/png;base64,AA\">",
        ] {
            assert!(!is_hosted(hole), "{hole}");
        }
    }
}
