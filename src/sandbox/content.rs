//! What a draft's HTML loses on its way in, so that tests can see the loss.
//!
//! Comes in: the `content` of an article. Goes out: what `draft/get` will give back. Refused (45166):
//! fragment links, links to unpublished articles, editor-only elements. Everything else that is not
//! liked vanishes in silence, foreign pictures first of all.

use std::cell::Cell;

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, doc_comments, element, rewrite_str};

use crate::asset::HostedUrl;

/// Elements that vanish with what is in them.
const REMOVED: &[&str] = &[
    "style",
    "script",
    "link",
    "meta",
    "base",
    "object",
    "embed",
    "video",
    "audio",
    "input",
    "button",
    "select",
    "textarea",
    "canvas",
    "foreignobject",
    "defs",
    "marker",
];

/// Filters the content of an article.
///
/// # Errors
/// 45166 `invalid content`.
pub(super) fn filter(content: &str) -> Result<String, i64> {
    let refused = Cell::new(false);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("*", |element| {
            if !is_allowed(element) {
                refused.set(true);
            }
            Ok(())
        }))
        .append_element_content_handler(element!("details > *", |element| {
            if element.tag_name() != "summary" {
                element.remove();
            }
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            comment.remove();
            Ok(())
        }));
    let filtered = rewrite_str(content, settings).map_err(|_| 45166)?;
    if refused.get() {
        Err(45166)
    } else {
        Ok(filtered)
    }
}

/// Takes all pictures out of the content of an article.
pub(super) fn without_pictures(content: &str) -> String {
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("img", |element| {
            element.remove();
            Ok(())
        }));
    rewrite_str(content, settings).unwrap_or_default()
}

/// Filters one element; false when the whole article is refused because of it.
fn is_allowed(element: &mut Element<'_, '_>) -> bool {
    let name = element.tag_name();
    let is_svg = element.namespace_uri().ends_with("/svg");
    let source = |names: [&str; 2]| {
        names
            .into_iter()
            .find_map(|name| element.get_attribute(name))
            .unwrap_or_default()
    };
    let (shown, linked) = (source(["src", "data-src"]), source(["href", "xlink:href"]));
    match name.as_str() {
        "mpvoice" | "mpvideosnap" | "qqmusic" => return false,
        "form" | "details" => element.remove_and_keep_content(),
        "iframe" if host(&shown) != Some("v.qq.com") => element.remove(),
        "img" if !HostedUrl::is_hosted(&shown) => element.remove(),
        "image" if is_svg && !HostedUrl::is_hosted(&linked) => element.remove(),
        "a" if is_svg => element.remove_and_keep_content(),
        name if REMOVED.contains(&name) => element.remove(),
        _ => {}
    }
    if name == "a"
        && let Some(target) = element.get_attribute("href")
    {
        let target = target.trim();
        if target.starts_with('#') || target.contains("tempkey=") {
            return false;
        }
        if host(target) != Some("mp.weixin.qq.com") {
            element.remove_attribute("href");
        }
    }
    let attributes: Vec<(String, String, String)> = element
        .attributes()
        .iter()
        .map(|attribute| {
            (
                attribute.name(),
                attribute.name_preserve_case(),
                attribute.value(),
            )
        })
        .collect();
    for (name, written, value) in attributes {
        let is_script = value
            .trim_start()
            .get(..11)
            .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"));
        if name == "id" || name.starts_with("on") || is_script {
            element.remove_attribute(&name);
        } else if name == "style" {
            let clean = declarations(&value);
            if clean != value {
                let _ = element.set_attribute("style", &clean);
            }
        } else if is_svg && name != written {
            element.remove_attribute(&name);
            let _ = element.set_attribute(&name, &value);
        }
    }
    true
}

fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.trim().split_once("//")?;
    let known = scheme.is_empty()
        || scheme.eq_ignore_ascii_case("http:")
        || scheme.eq_ignore_ascii_case("https:");
    known.then(|| rest.split(['/', '?', '#']).next().unwrap_or(rest))
}

/// The declarations of a `style` that stay.
fn declarations(style: &str) -> String {
    let decoded = style.replace("&quot;", "\"");
    let kept: Vec<&str> = split(&decoded)
        .into_iter()
        .filter(|declaration| stays(declaration))
        .collect();
    if kept.len() == split(&decoded).len() {
        return style.to_owned();
    }
    kept.join(";")
}

fn stays(declaration: &str) -> bool {
    let (property, value) = declaration.split_once(':').unwrap_or((declaration, ""));
    let property = property.trim().to_ascii_lowercase();
    if property == "position" || property == "filter" {
        return false;
    }
    value.match_indices("url(").all(|(at, found)| {
        let target = value[at + found.len()..].trim_start_matches(['"', '\'', ' ']);
        target.starts_with('#') || HostedUrl::is_hosted(target)
    })
}

/// Splits at the semicolons that stand outside of quotes and parentheses.
fn split(style: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_u32, None);
    for (at, letter) in style.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ';') if depth == 0 => {
                pieces.push(&style[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&style[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::filter;

    fn becomes(before: &str, after: &str) {
        assert_eq!(filter(before).as_deref(), Ok(after), "{before}");
    }

    #[test]
    fn a_clean_article_comes_through_byte_for_byte() {
        let clean = "<section style=\"color: #333;display:flex\"><p>中文 &amp; <strong>粗</strong></p>\
            <img src=\"https://mmbiz.qpic.cn/mmbiz_png/a/0?from=appmsg\" alt=\"图\" style=\"width:100%\">\
            <a href=\"https://mp.weixin.qq.com/s/x\">文</a><section style=\"background-image:url(&quot;https://mmbiz.qpic.cn/mmbiz_png/b/0&quot;);margin:0\"></section></section>";
        becomes(clean, clean);
    }

    #[test]
    fn foreign_pictures_vanish_in_silence() {
        becomes(
            "<p>a<img src=\"img/a.png\"><img src='https://example.com/a.png'><img src=\"data:image/png;base64,AA\"><img>b</p>",
            "<p>ab</p>",
        );
        becomes(
            "<p style=\"background:url('https://example.com/a;b.png');color:red\">a</p>",
            "<p style=\"color:red\">a</p>",
        );
    }

    #[test]
    fn active_and_structural_things_are_stripped() {
        becomes(
            "<style>p{}</style><script>1</script><p id=\"a\" onclick=\"x()\" class=\"c\">a<!-- 注 --></p>",
            "<p class=\"c\">a</p>",
        );
        becomes(
            "<p style=\"position:fixed;color:red;filter:blur(1px)\">a</p>",
            "<p style=\"color:red\">a</p>",
        );
        becomes(
            "<iframe src=\"https://example.com\"></iframe><iframe src=\"https://v.qq.com/x\"></iframe>",
            "<iframe src=\"https://v.qq.com/x\"></iframe>",
        );
        becomes("<form>a<input></form>", "a");
        becomes(
            "<details><summary>题</summary><p>文</p></details>",
            "<summary>题</summary>",
        );
        becomes(
            "<a href=\"https://example.com\">a</a><a href=\"JavaScript:x\">b</a>",
            "<a>a</a><a>b</a>",
        );
    }

    #[test]
    fn svg_attribute_names_lose_their_case() {
        becomes(
            "<svg viewBox=\"0 0 1 1\"><rect fill=\"red\"/></svg>",
            "<svg viewbox=\"0 0 1 1\"><rect fill=\"red\"/></svg>",
        );
    }

    #[test]
    fn some_things_refuse_the_whole_article() {
        for content in [
            "<p><a href=\"#top\">a</a></p>",
            "<a href=\"https://mp.weixin.qq.com/s?tempkey=x\">a</a>",
            "<mpvoice></mpvoice>",
        ] {
            assert_eq!(filter(content), Err(45166), "{content}");
        }
    }
}
