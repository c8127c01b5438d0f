//! The one place where the text of a target becomes a [`Target`]: its syntax's own escapes already
//! decoded in, what it points to out.
//!
//! Gives nothing for what names no picture at all: empty text, `#fragment`, `?query`,
//! `about:blank`, `javascript:`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::template::{self, Evaluated};
use super::{LocalKind, LocalTarget, Target};
use crate::asset::HostedUrl;

/// Schemes that are one even without `//` behind the colon; any other word with a colon may be a
/// file name such as `附图:1.png`.
const REMOTE_SCHEMES: [&str; 9] = [
    "http",
    "https",
    "ftp",
    "blob",
    "cid",
    "mid",
    "content",
    "attachment",
    "filesystem",
];

/// Schemes that never name a picture.
const EMPTY_SCHEMES: [&str; 5] = ["about", "javascript", "vbscript", "mailto", "tel"];

/// Suffixes of files that are pictures.
const IMAGE_SUFFIXES: [&str; 17] = [
    "png", "jpg", "jpeg", "gif", "bmp", "svg", "webp", "avif", "heic", "heif", "tif", "tiff",
    "ico", "apng", "jxl", "jfif", "jpe",
];

/// Decodes the text of a target; a local one is looked for as `kind` says.
pub(super) fn decode(text: &str, kind: LocalKind) -> Option<Target> {
    match template::evaluate(text) {
        Evaluated::Unknown => Some(Target::Template(text.to_owned())),
        Evaluated::SitePath(path) => match decode_literal(&path, LocalKind::SitePath)? {
            // `{{ "https://…" | absolute_url }}` stays what it is.
            Target::Local(local) => Some(Target::Local(LocalTarget {
                kind: LocalKind::SitePath,
                ..local
            })),
            elsewhere => Some(elsewhere),
        },
        Evaluated::Literal => decode_literal(text, kind),
    }
}

/// Decodes the value of an HTML attribute: surrounding blanks and inner line ends, which URLs never
/// have, are dropped first (<https://url.spec.whatwg.org/#concept-basic-url-parser>).
pub(super) fn decode_attribute(value: &str) -> Option<Target> {
    let trimmed = value.trim_matches(|character: char| character <= ' ');
    if trimmed.contains(['\n', '\r', '\t']) && !trimmed.contains("{{") {
        decode(&trimmed.replace(['\n', '\r', '\t'], ""), LocalKind::Path)
    } else {
        decode(trimmed, LocalKind::Path)
    }
}

fn decode_literal(text: &str, kind: LocalKind) -> Option<Target> {
    if text.trim().is_empty() || text.starts_with(['#', '?']) {
        return None;
    }
    let local = |path: &str, kind| {
        Some(Target::Local(LocalTarget {
            path: path.to_owned(),
            kind,
        }))
    };
    if HostedUrl::is_hosted(text) {
        return Some(Target::Hosted(text.to_owned()));
    }
    if text.starts_with("//") {
        return Some(Target::Remote(text.to_owned()));
    }
    if let Some(path) = text.strip_prefix("@site/") {
        return local(path, LocalKind::SitePath);
    }
    let Some((scheme, rest)) = split_scheme(text) else {
        return local(text, kind);
    };
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("data") {
        Some(Target::Data(text.to_owned()))
    } else if is("file") {
        Some(match file_path(rest) {
            Some(path) => Target::Local(LocalTarget {
                path,
                kind: LocalKind::FileUrl,
            }),
            None => Target::Remote(text.to_owned()),
        })
    } else if EMPTY_SCHEMES.into_iter().any(is) {
        None
    } else if rest.starts_with("//") || REMOTE_SCHEMES.into_iter().any(is) {
        Some(Target::Remote(text.to_owned()))
    } else {
        local(text, kind)
    }
}

/// `https` and the rest after its colon. A single letter is a Windows drive, not a scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let valid = scheme.len() > 1
        && bytes.next()?.is_ascii_alphabetic()
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then_some((scheme, rest))
}

/// The filesystem path of a `file:` URL, given what follows the colon; nothing for another host.
fn file_path(rest: &str) -> Option<String> {
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let path = match rest.strip_prefix("//") {
        None => Cow::Borrowed(rest),
        // `file://C:/…` is wrong but common: the drive takes the place of the host.
        Some(after) if is_drive(after) => Cow::Borrowed(after),
        Some(after) => {
            let slash = after.find(['/', '\\'])?;
            let host = &after[..slash];
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return None;
            }
            Cow::Borrowed(&after[slash..])
        }
    };
    let decoded = match percent_decode_str(&path).decode_utf8() {
        Ok(decoded) => decoded,
        Err(_) => path.clone(),
    };
    // `/C:/…` names a drive.
    let decoded = match decoded.strip_prefix('/') {
        Some(drive) if is_drive(drive) => drive.to_owned(),
        _ => decoded.into_owned(),
    };
    (!decoded.is_empty() && !decoded.contains('\0')).then_some(decoded)
}

fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':' | b'|', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

/// Whether a path ends like a picture's file name, query and fragment aside.
pub(super) fn has_image_suffix(path: &str) -> bool {
    let ends = |path: &str| {
        path.rsplit_once('.').is_some_and(|(stem, suffix)| {
            !stem.is_empty()
                && IMAGE_SUFFIXES
                    .iter()
                    .any(|known| suffix.eq_ignore_ascii_case(known))
        })
    };
    ends(path) || path.find(['?', '#']).is_some_and(|end| ends(&path[..end]))
}

/// Whether a bare value, such as a cover in front matter, is meant as a picture: it has a picture's
/// suffix, or it is a URL.
pub(super) fn looks_like_image(text: &str, target: &Target) -> bool {
    match target {
        Target::Local(local) => local.kind == LocalKind::FileUrl || has_image_suffix(&local.path),
        Target::Remote(url) => url.starts_with("//") || url.contains("://"),
        Target::Data(url) => url
            .get(..11)
            .is_some_and(|start| start.eq_ignore_ascii_case("data:image/")),
        Target::Hosted(_) | Target::InlineSvg(_) | Target::Figure(_) => true,
        Target::Template(_) => has_image_suffix(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> (String, LocalKind) {
        match decode(text, LocalKind::Path) {
            Some(Target::Local(local)) => (local.path, local.kind),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn paths_keep_escapes_queries_and_fragments() {
        for path in [
            "图/第%201.png?v=2#x",
            "/img/a.png",
            "..\\图\\a.png",
            "C:\\Users\\我\\a.png",
            "C:/图/a.png",
            "c:a.png",
            "\\\\server\\share\\a.png",
            "附图:1.png",
            "10:30.png",
            "note:1.png",
            "a b:c.png",
        ] {
            assert_eq!(local(path), (path.to_owned(), LocalKind::Path));
        }
    }

    #[test]
    fn file_urls_become_paths() {
        for (url, path) in [
            ("file:///home/%E5%9B%BE/a%20b.png?x#y", "/home/图/a b.png"),
            ("FILE://localhost/a.png", "/a.png"),
            ("file:/a.png", "/a.png"),
            ("file:///C:/图/a.png", "C:/图/a.png"),
            ("file://C:\\图\\a.png", "C:\\图\\a.png"),
            ("file:///a%FF.png", "/a%FF.png"),
        ] {
            assert_eq!(local(url), (path.to_owned(), LocalKind::FileUrl), "{url}");
        }
        assert!(matches!(
            decode("file://server/share/a.png", LocalKind::Path),
            Some(Target::Remote(_))
        ));
    }

    #[test]
    fn other_hosts_are_remote() {
        for url in [
            "https://example.com/a.png",
            "HTTP://example.com/a.png",
            "//example.com/a.png",
            "ftp://example.com/a.png",
            "blob:https://example.com/1",
            "app://local/图.png",
            "https://mmbiz.qpic.cn.example.com/a",
        ] {
            let target = decode(url, LocalKind::Path);
            assert_eq!(target, Some(Target::Remote(url.to_owned())));
        }
    }

    #[test]
    fn wechat_hosts_are_hosted_and_data_is_data() {
        let hosted = "http://mmbiz.qpic.cn/mmbiz_png/x/0?wx_fmt=png";
        assert_eq!(
            decode(hosted, LocalKind::Path),
            Some(Target::Hosted(hosted.to_owned()))
        );
        let data = "DATA:image/png;base64,iVBORw0KGgo=";
        assert_eq!(
            decode(data, LocalKind::Path),
            Some(Target::Data(data.to_owned()))
        );
    }

    #[test]
    fn what_names_no_picture_is_nothing() {
        for text in ["", "  ", "#icon", "?", "about:blank", "JavaScript:void(0)"] {
            assert_eq!(decode(text, LocalKind::Path), None, "{text:?}");
        }
    }

    #[test]
    fn docusaurus_site_alias_is_a_site_path() {
        assert_eq!(
            local("@site/static/img/图.png"),
            ("static/img/图.png".to_owned(), LocalKind::SitePath)
        );
    }

    #[test]
    fn attributes_lose_blanks_that_urls_cannot_have() {
        assert_eq!(
            decode_attribute(" \n图/\n a.png\t"),
            Some(Target::Local(LocalTarget {
                path: "图/ a.png".to_owned(),
                kind: LocalKind::Path
            }))
        );
    }

    #[test]
    fn image_suffixes_are_found_before_query_and_fragment() {
        for path in ["图.PNG", "a.b/c.jpeg?x=1", "a.webp#t", "a#b.png"] {
            assert!(has_image_suffix(path), "{path}");
        }
        for path in ["png", ".png", "a.pdf", "a.png.md", "a.mp4?x=.y"] {
            assert!(!has_image_suffix(path), "{path}");
        }
    }
}
