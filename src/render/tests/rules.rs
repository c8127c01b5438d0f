//! What holds for every page, whatever the article.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::theme::{self, Theme};
use super::super::token::{Token, Tokens};
use super::super::{compat, model, write};
use super::*;

/// A page or the like as tokens: tags with sorted attributes, and text in one piece.
fn tokens(html: &str) -> Vec<String> {
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
pub(super) fn check(html: &str) {
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
                    assert!(
                        value.is_empty() || value.contains("//mp.weixin.qq.com/"),
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
fn check_reads_back(html: &str) {
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

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\n\n",
    " ",
    "> ",
    "- ",
    "1. ",
    "  ",
    "    ",
    "# ",
    "**",
    "_",
    "`",
    "~~",
    "[",
    "]",
    "| a | b |\n|:--|--:|\n| c | d |\n",
    "![图|30](a.png \"题\")",
    "[连](https://例.cn/a)",
    "[文](https://mp.weixin.qq.com/s/x)",
    "<https://a.cn>",
    "[^1]",
    "\n\n[^1]: 注 [^2]\n\n",
    "\n\n[^2]: 又\n\n",
    "> [!NOTE]\n> ",
    "- [x] ",
    "---\n",
    "```rust\n",
    "```\n",
    "<div>",
    "</div>",
    "<div align=center>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<span style='color:red;position:fixed'>",
    "</span>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<thead>",
    "<tbody>",
    "<caption>",
    "<colgroup>",
    "<col>",
    "<ul>",
    "</ul>",
    "<ol start=3>",
    "</ol>",
    "<li>",
    "</li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<a href='https://b.cn'>",
    "<a href=#x>",
    "<a href='https://mp.weixin.qq.com/s/y'>",
    "</a>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<blockquote>",
    "</blockquote>",
    "<br>",
    "<hr>",
    "<img src=b.png width=30>",
    "<picture>",
    "<source srcset='c.png 2x'>",
    "</picture>",
    "<ruby>",
    "<rt>",
    "</ruby>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<font color=red>",
    "</font>",
    "<nobr>",
    "<svg viewBox='0 0 1 1'>",
    "<g>",
    "<path d='M0 0'/>",
    "</g>",
    "</svg>",
    "<center>",
    "</center>",
    "<form>",
    "</form>",
    "<body>",
    "</body>",
    "<html>",
    "<main>",
    "</main>",
    "<my-tag>",
    "</my-tag>",
    "&amp;",
    "&lt;",
    "<",
    "<!-- x -->",
    "<style>p{color:red}",
    "</style>",
    "<script>",
    "</script>",
    "<video>",
    "</video>",
    "<noscript>",
    "</noscript>",
    "<select>",
    "<option>",
    "</select>",
    "<button>",
    "</button>",
    "<iframe src=//v.qq.com/x>",
    "</iframe>",
    "<textarea>",
    "</textarea>",
    "<input type=checkbox>",
    "<template>",
    "</template>",
    "<frameset>",
    "<title>",
    "<plaintext>",
    "<math>",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => (0..1000_u32).prop_map(|number| format!("字{number} ")),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Pieces that neither hide nor take apart the text between them.
const TRANSPARENT: &[&str] = &[
    "\n\n",
    "> ",
    "- ",
    "# ",
    "**",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<h1>",
    "</h1>",
    "<pre>",
    "</pre>",
    "<a href='https://b.cn'>",
    "</a>",
    "<span style='color:red'>",
    "</span>",
    "<svg>",
    "<g>",
    "</svg>",
    "<my-tag>",
    "<ruby>",
    "<rt>",
    "<details>",
    "<dl>",
    "<dt>",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown_gives_a_page_that_keeps_the_rules(source in soup()) {
        let page = page(&source, Format::Markdown);
        check_reads_back(&page.html);
        for (range, _) in page.problems {
            prop_assert!(source.get(range).is_some());
        }
    }

    #[test]
    fn any_html_gives_a_page_that_keeps_the_rules(source in soup()) {
        let page = page(&source, Format::Html);
        check_reads_back(&page.html);
        for (range, _) in page.problems {
            prop_assert!(source.get(range).is_some());
        }
    }

    #[test]
    fn any_characters_give_a_page(source in "\\PC*") {
        page(&source, Format::Markdown);
        page(&source, Format::Html);
    }

    #[test]
    fn no_word_is_lost(
        pieces in prop::collection::vec(prop::sample::select(TRANSPARENT), 0..30),
        html in any::<bool>(),
    ) {
        let mut source = String::new();
        for (number, piece) in pieces.iter().enumerate() {
            source.push_str(piece);
            source.extend(["字", &number.to_string(), "。"]);
        }
        let format = if html { Format::Html } else { Format::Markdown };
        let page = page(&source, format);
        let text = tokens(&page.html).concat();
        for number in 0..pieces.len() {
            prop_assert!(text.contains(&format!("字{number}。")), "字{number} of {source}: {}", page.html);
        }
    }
}

const KITCHEN: &str = include_str!("kitchen.md");

/// Style attributes as maps from property to value.
fn styles(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found = Vec::new();
    Tokens::new().feed(html, 0, |token, _| {
        if let Token::Start(tag) = token
            && !matches!(&*tag.name, "html" | "head" | "body")
        {
            let style = tag.attribute("style").unwrap_or_default();
            let declarations = compat::declarations(style)
                .map(|(property, value)| (property.to_owned(), value.replace(", ", ",")));
            // The sentinels have no part in the theme.
            if !style.starts_with("font-size:0") && !style.contains("font-size: 0") {
                found.push((tag.name.to_string(), declarations.collect()));
            }
        }
    });
    found
}

#[test]
fn the_fast_road_gives_the_styles_of_the_general_inliner() {
    let fast = page(KITCHEN, Format::Markdown).html;
    let written = write(KITCHEN, Format::Markdown, &RenderOptions::default()).unwrap();
    let roles = written.writer.shapes().roles();
    let classes = written.writer.finish(
        |html, shape, own| {
            html.extend([" class=\"", roles[shape.index()], "\" style=\"", own, "\""]);
        },
        |_| String::from("1"),
    );
    let general = theme::inline(&classes, Theme::DEFAULT.css()).unwrap();
    let (fast, general) = (styles(&fast), styles(&general));
    assert!(fast.len() > 150, "{}", fast.len());
    assert!(fast.iter().filter(|(_, style)| !style.is_empty()).count() > 100);
    for (index, (fast, general)) in fast.iter().zip(&general).enumerate() {
        assert_eq!(fast, general, "element {index}");
    }
    assert_eq!(fast.len(), general.len());
}

#[test]
fn the_theme_uses_nothing_a_page_cannot_carry() {
    let css = Theme::DEFAULT.css();
    let mut rest = String::new();
    let mut source = css;
    while let Some((before, comment)) = source.split_once("/*") {
        rest.push_str(before);
        source = comment.split_once("*/").unwrap().1;
    }
    rest.push_str(source);
    let written = write(KITCHEN, Format::Markdown, &RenderOptions::default()).unwrap();
    let mut roles = written.writer.shapes().roles();
    roles.push("page-latin");
    for rule in rest.split('}').filter(|rule| !rule.trim().is_empty()) {
        let (selectors, body) = rule.split_once('{').unwrap();
        for selector in selectors.split(',').map(str::trim) {
            if selector == ":root" {
                continue;
            }
            assert!(
                selector
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || " .>-".contains(c)),
                "shapes do not tell `{selector}`"
            );
            for role in selector
                .split(['.', ' ', '>'])
                .filter(|part| part.contains('-'))
            {
                assert!(roles.contains(&role), "no element has the role `{role}`");
            }
            for part in selector
                .split([' ', '>'])
                .filter_map(|part| part.strip_prefix('.'))
            {
                assert!(roles.contains(&part), "no element has the role `{part}`");
            }
            for (property, value) in compat::declarations(body) {
                let value = value.replace("var(", "(");
                assert_eq!(compat::declaration(property, &value), Ok(()), "{property}");
                assert!(!value.contains(['"', '&', '<']) && !value.contains("!important"));
            }
        }
    }
}

#[test]
fn the_kitchen_sink_reads_back() {
    check_reads_back(&page(KITCHEN, Format::Markdown).html);
}
