//! What holds for every page, whatever the article.

use super::super::token::{Token, Tokens};
use super::super::{compat, model};

/// A page or the like as tokens: tags with sorted attributes, and text in one piece.
pub(super) fn tokens(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut tokens = Tokens::new();
    let mut take = |token, _| match token {
        Token::Text(more) => text.push_str(&more),
        Token::Start(tag) => {
            found.push(std::mem::take(&mut text));
            let mut attributes: Vec<String> = tag
                .attributes()
                .map(|(name, value)| format!(" {name}={value:?}"))
                .collect();
            attributes.sort();
            found.push(format!("<{}{}>", tag.name, attributes.concat()));
        }
        Token::End(name) => {
            found.push(std::mem::take(&mut text));
            found.push(format!("</{name}>"));
        }
    };
    tokens.feed(html, 0, &mut take);
    tokens.finish(&mut take);
    found.push(text);
    found.retain(|token| !token.is_empty());
    found
}

const TAGS: &[&str] = &[
    "section",
    "p",
    "span",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "mark",
    "sub",
    "sup",
    "small",
    "kbd",
    "code",
    "samp",
    "var",
    "cite",
    "q",
    "dfn",
    "abbr",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "colgroup",
    "col",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "wbr",
    "img",
    "figure",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ruby",
    "rt",
    "rp",
    "bdi",
    "bdo",
    "a",
    "iframe",
    "mp-miniprogram",
];

/// Fails unless the page keeps to every rule.
pub(in crate::render) fn check(html: &str) {
    assert!(!html.contains("<!"), "a comment: {html}");
    let mut open = Vec::new();
    let mut roots = 0;
    let mut svg = 0_usize;
    let mut tokens = Tokens::new();
    let mut take = |token, _| match token {
        Token::Text(text) => assert!(
            !open.is_empty(),
            "text outside of the root: {text:?} in {html}"
        ),
        Token::Start(tag) => {
            let name = tag.name.to_string();
            roots += usize::from(open.is_empty());
            svg += usize::from(name == "svg");
            assert!(svg > 0 || TAGS.contains(&name.as_str()), "{name} in {html}");
            for (key, value) in tag.attributes() {
                assert!(!is_forbidden(&name, key), "{key} in {html}");
                if key == "href" && name == "a" {
                    let host = value.split("//").nth(1).unwrap_or("");
                    let host = host.split(['/', '?', '#']).next();
                    assert!(
                        value.is_empty() || host == Some("mp.weixin.qq.com"),
                        "{value} in {html}"
                    );
                }
                assert!(
                    !value.trim_start().starts_with("javascript:"),
                    "{value} in {html}"
                );
                if key == "style" {
                    for (property, value) in compat::declarations(value) {
                        assert_eq!(
                            compat::declaration(property, value),
                            Ok(()),
                            "{property} in {html}"
                        );
                    }
                }
            }
            if !model::is_void(&tag.name) {
                open.push(name);
            }
        }
        Token::End(name) => {
            svg -= usize::from(&*name == "svg");
            assert_eq!(open.pop().as_deref(), Some(&*name), "unbalanced: {html}");
        }
    };
    tokens.feed(html, 0, &mut take);
    tokens.finish(&mut take);
    assert!(open.is_empty(), "left open {open:?}: {html}");
    assert_eq!(roots, 1, "{html}");
    assert!(html.starts_with("<section"));
}

/// Fails unless a browser would build the tree that was written.
pub(in crate::render) fn check_reads_back(html: &str) {
    let read = css_inline::CSSInliner::options()
        .load_remote_stylesheets(false)
        .build()
        .inline_fragment(html, "")
        .unwrap();
    pretty_assert(&tokens(html), &tokens(&read), html);
}

fn pretty_assert(left: &[String], right: &[String], html: &str) {
    let at = left.iter().zip(right).position(|(a, b)| a != b);
    if let Some(at) = at {
        panic!(
            "differ at {at}: {:?} and {:?} in {html}",
            left[at], right[at]
        );
    }
    assert_eq!(left.len(), right.len(), "{html}");
}

fn is_forbidden(element: &str, attribute: &str) -> bool {
    matches!(attribute, "class" | "id" | "contenteditable" | "srcset")
        || attribute.starts_with("on")
        || (attribute.starts_with("data-")
            && !attribute.starts_with("data-miniprogram-")
            && element != "iframe")
}
