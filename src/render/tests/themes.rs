//! Every theme: its page keeps to the rules, to the article's text and to what eyes need; own CSS and chosen
//! values change what they should.

use std::collections::BTreeSet;

use svgtypes::Color;

use super::super::theme::{Theme, ThemeVariable, check_theme, roles};
use super::super::token::{Token, Tokens};
use super::super::{compat, model, write};
use super::rules::{check_reads_back, tokens};
use super::*;

const KITCHEN: &str = include_str!("kitchen.md");

/// Small, with what themes differ in most.
const SMALL: &str =
    "# 题\n\n首段**粗**。\n\n## 甲\n\n> 引\n\n### 乙\n\n- 项\n\n---\n\n## 丙\n\n末\n";

fn themed(source: &str, theme: Theme) -> String {
    let options = RenderOptions {
        theme,
        ..RenderOptions::default()
    };
    let page = render(source, Format::Markdown, &options).unwrap();
    rules::check(&page.html);
    page.html
}

fn named(source: &str, name: &str) -> String {
    themed(source, Theme::named(name).unwrap())
}

fn with(source: &str, css: &str) -> String {
    themed(source, Theme::named(Theme::NONE).unwrap().with_css(css))
}

/// The text of a page, in order.
fn text(html: &str) -> String {
    let mut text = String::new();
    Tokens::new().feed(html, 0, |token, _| {
        if let Token::Text(more) = token {
            text.extend(
                more.chars()
                    .filter(|c| !c.is_whitespace() && *c != '\u{a0}'),
            );
        }
    });
    text
}

#[test]
fn every_theme_is_css_that_pages_can_carry() {
    for name in Theme::names() {
        let found = check_theme(&Theme::named(name).unwrap().css());
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn every_theme_has_the_variables_in_common() {
    for name in Theme::names() {
        let theme = Theme::named(name).unwrap();
        let css = theme.css();
        // Behind the base.
        let own = &css[css.rfind(":root").unwrap()..];
        for variable in ThemeVariable::ALL {
            let header = &own[..own.find('}').unwrap()];
            let written = format!("--{}:", variable.name());
            assert!(header.contains(&written), "{name} has no {written}");
        }
        let plain = named(KITCHEN, name);
        for (variable, value, seen) in [
            (ThemeVariable::Primary, "#0a7b54", "#0a7b54"),
            (
                ThemeVariable::FontSize,
                "17px",
                "font-size:17px;line-height",
            ),
            (ThemeVariable::LineHeight, "2.2", "line-height:2.2"),
            (ThemeVariable::Indent, "3em", "text-indent:3em"),
            (ThemeVariable::Font, "serif", "Songti SC"),
            (ThemeVariable::Font, "sans", "PingFang SC"),
        ] {
            let changed = themed(KITCHEN, theme.clone().with(variable, value).unwrap());
            assert!(changed.contains(seen), "{name} without {seen}: {changed}");
            let is_default = plain.contains(seen);
            assert!(changed != plain || is_default, "{name} keeps {variable:?}");
        }
        // Nothing of the colour that was replaced is left.
        let written = own.split("--primary:").nth(1).unwrap();
        let primary = written.split(';').next().unwrap().trim();
        assert!(plain.contains(primary), "{name} does not use {primary}");
        let changed = theme.with(ThemeVariable::Primary, "#123456").unwrap();
        assert!(!themed(KITCHEN, changed).contains(primary), "{name}");
    }
}

#[test]
fn every_theme_keeps_the_text_of_the_article() {
    let expected = text(&named(KITCHEN, Theme::NONE));
    for name in Theme::names() {
        let page = named(KITCHEN, name);
        check_reads_back(&page);
        let found = text(&page);
        // Ornaments stand between the characters of the article, and change none of them.
        let mut rest = found.chars();
        for character in expected.chars() {
            assert!(rest.any(|other| other == character), "{name}: {found}");
        }
        assert!(
            found.chars().count() < expected.chars().count() + 40,
            "{name}"
        );
        assert!(!page.contains("var(") && !page.contains("calc(") && !page.contains("color-mix("));
    }
}

#[test]
fn every_theme_has_a_page_of_its_own() {
    let pages: BTreeSet<String> = Theme::names().map(|name| named(SMALL, name)).collect();
    assert_eq!(pages.len(), Theme::names().count());
    assert!(pages.len() >= 8);
}

#[test]
fn every_role_of_a_page_is_known_to_the_check() {
    let written = write(KITCHEN, Format::Markdown, &RenderOptions::default()).unwrap();
    let mut written: BTreeSet<_> = written.writer.shapes().roles().into_iter().collect();
    written.remove("");
    written.insert("page-latin");
    let known: BTreeSet<_> = roles().iter().copied().collect();
    assert_eq!(written, known);
}

/// Text with its colour and what is behind it, which elements inherit.
#[derive(Clone)]
struct Seen {
    name: String,
    color: Option<Color>,
    background: Vec<Color>,
    size: f64,
    bold: bool,
    is_code: bool,
    has_own_color: bool,
}

fn luminance(color: Color) -> f64 {
    let linear = |channel: u8| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
}

fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn colors(value: &str) -> Vec<Color> {
    value
        .split([' ', ',', '(', ')'])
        .filter_map(|word| word.parse().ok())
        .collect()
}

impl Seen {
    fn inside(&self, name: &str, style: &str) -> Self {
        let mut seen = self.clone();
        seen.name = name.to_owned();
        seen.has_own_color = false;
        for (property, value) in compat::declarations(style) {
            match property {
                "color" if value != "inherit" => {
                    seen.color = Some(value.parse().unwrap());
                    seen.has_own_color = true;
                }
                "background" if value == "none" => {}
                "background" => seen.background = colors(value),
                "font-size" => {
                    if let Some(size) = value.strip_suffix("px") {
                        seen.size = size.parse().unwrap();
                    }
                }
                "font-weight" => seen.bold = value == "700",
                _ => {}
            }
        }
        // Also the label above it.
        seen.is_code |= name == "pre" || style.contains("font-size:12px;line-height:1.4");
        seen
    }
}

#[test]
fn every_text_stands_out_from_what_is_behind_it() {
    let mut faint = BTreeSet::new();
    let (_, body) = KITCHEN.split_at(KITCHEN.find("# ").unwrap());
    let quoted = format!("> {}", body.replace('\n', "\n> "));
    let indented = body.replace('\n', "\n    ");
    let listed = format!("1.  项\n\n    {indented}");
    for (name, source) in
        Theme::names().flat_map(|name| [(name, KITCHEN), (name, &quoted), (name, &listed)])
    {
        let page = named(source, name);
        let mut stack = vec![Seen {
            name: String::new(),
            color: None,
            background: vec![Color::white()],
            size: 16.0,
            bold: false,
            is_code: false,
            has_own_color: false,
        }];
        Tokens::new().feed(&page, 0, |token, _| match token {
            Token::Start(tag) => {
                let seen = stack.last().unwrap();
                let seen = seen.inside(&tag.name, tag.attribute("style").unwrap_or_default());
                if !model::is_void(&tag.name) {
                    stack.push(seen);
                }
            }
            Token::End(_) => {
                stack.pop();
            }
            Token::Text(text) => {
                let seen = stack.last().unwrap();
                // Colours of code are those of its scheme, and the author's red is the author's.
                let is_own = seen.color == Some(Color::red());
                let blank = text.chars().all(|c| c.is_whitespace() || c == '\u{a0}');
                if blank || seen.is_code || is_own {
                    return;
                }
                let color = seen.color.unwrap();
                let is_large = seen.size >= 24.0 || (seen.bold && seen.size >= 18.5);
                // Dots and flowers say nothing.
                let is_ornament = text.chars().all(|c| "●✿❦—“　 ".contains(c));
                let least = match (is_ornament, is_large) {
                    (true, _) => 1.0,
                    (false, true) => 3.0,
                    (false, false) => 4.5,
                };
                for background in &seen.background {
                    let found = contrast(color, *background);
                    if found < least {
                        faint.insert(format!(
                            "{name}: `{}` in {} has {found:.2} of {least}",
                            &*text, seen.name
                        ));
                    }
                }
            }
        });
    }
    assert!(faint.is_empty(), "{faint:#?}");
}

#[test]
fn every_block_of_text_says_its_color() {
    for name in Theme::names() {
        let page = named(KITCHEN, name);
        // Dark mode recolours element by element, and only what has a colour.
        Tokens::new().feed(&page, 0, |token, _| {
            if let Token::Start(tag) = token
                && matches!(
                    &*tag.name,
                    "p" | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "td"
                        | "th"
                        | "dt"
                        | "dd"
                        | "figcaption"
                        | "blockquote"
                        | "pre"
                )
            {
                let style = tag.attribute("style").unwrap_or_default();
                assert!(
                    style.starts_with("color:")
                        || style.contains(";color:")
                        || style.starts_with("font-size:0"),
                    "{name}: <{} {style}>",
                    tag.name
                );
            }
        });
    }
}

#[test]
fn own_css_stands_on_top_of_the_theme_or_alone() {
    let css = "h2 { color: #123456; border-left: 0 } p { position: fixed; margin: 1px }";
    let page = themed("## 甲\n\n乙", Theme::default().with_css(css));
    assert!(
        page.contains("color:#123456") && page.contains("border-left:0"),
        "{page}"
    );
    assert!(
        page.contains("padding:0 0 0 10px") && !page.contains("position"),
        "{page}"
    );
    assert_eq!(
        bare_of(&with("## 甲", "h2 { color: red }")),
        "<h2 style=\"color:red\">甲</h2>"
    );
    assert_eq!(bare_of(&named("## 甲", Theme::NONE)), "<h2>甲</h2>");
}

/// A page without its root and sentinels.
fn bare_of(page: &str) -> String {
    let start = page.find("</p>").unwrap() + 4;
    let end = page.rfind("<p style").unwrap();
    page[start..end].to_owned()
}

#[test]
fn own_css_may_ask_for_neighbours_and_attributes() {
    let css = "p + p { color: red } li:nth-child(2) { color: blue } img[alt='甲'] { width: 1px }
        ul > li:last-child .item { color: green }";
    let page = with(
        "一\n\n二\n\n- 三\n- 四\n\n![甲](https://mmbiz.qpic.cn/a/0)",
        css,
    );
    assert_eq!(
        bare_of(&page),
        "<p>一</p><p style=\"color:red\">二</p><ul><li><section>三</section></li>\
         <li style=\"color:blue\"><section style=\"color:green\">四</section></li></ul>\
         <figure><img style=\"width:1px\" src=\"https://mmbiz.qpic.cn/a/0\" alt=\"甲\"></figure>"
    );
}

#[test]
fn pseudo_elements_become_real_ones() {
    let css = "h2::before { content: '❖ '; color: red } h2:after { content: ''; display: block; height: 1px }
        li::before { content: '·' } p::before { content: 'x'; display: block; position: absolute }
        blockquote::before { content: '“'; display: block } h3::before { content: none } ul::before { content: 'y' }";
    assert_eq!(
        bare_of(&with("## 甲\n\n### 乙\n\n- 丙\n\n> 丁", css)),
        "<h2><span style=\"color:red\">❖ </span>甲\
         <section style=\"display:block;height:1px;font-size:0;line-height:0\">&nbsp;</section></h2>\
         <h3>乙</h3><ul><li><section><span>·</span>丙</section></li></ul>\
         <blockquote><section style=\"display:block\">“</section>\
         <p><span style=\"display:block\">x</span>丁</p></blockquote>"
    );
    // An ornamented rule can hold something.
    assert_eq!(
        bare_of(&with(
            "---",
            "hr { height: 9px } hr::after { content: '✦' }"
        )),
        "<section style=\"height:9px\"><span>✦</span></section>"
    );
}

#[test]
fn ornaments_stand_where_paragraphs_are_interrupted_and_vanish_with_what_is_empty() {
    let css = "p::before { content: '[' } p::after { content: ']' } b::after { content: '!' }";
    let page = with(
        "甲 <div>乙</div> 丙<b></b>\n\n<b></b>\n\n[丁](https://a.cn) https://b.cn",
        css,
    );
    assert_eq!(
        bare_of(&page),
        "<p><span>[</span>甲<span>]</span></p><section>乙</section>\
         <p><span>[</span> 丙<span>]</span></p>\
         <p><span>[</span><span>丁</span><sup>[1]</sup> <span>https://b.cn</span><span>]</span></p>\
         <section><p><span>[</span>参考资料<span>]</span></p>\
         <p><span>[</span>[1] 丁: <span>https://a.cn</span><span>]</span></p></section>"
    );
}

#[test]
fn counters_number_headings() {
    let css = "h2 { counter-increment: a; counter-reset: b } h2::before { content: '第' counter(a, cjk-ideographic) '章 ' }
        h3::before { counter-increment: b; content: counter(a) '.' counter(b, decimal-leading-zero) ' ' }";
    let page = with("## 甲\n\n### 乙\n\n### 丙\n\n## 丁\n\n### 戊", css);
    assert_eq!(text(&page), "第一章甲1.01乙1.02丙第二章丁2.01戊", "{page}");
}

#[test]
fn important_declarations_win_and_stay() {
    let source = "| 甲 |\n|:-:|\n| 乙 |\n";
    let css = "th { text-align: left !important; color: red !important } th { color: blue }
        td { text-align: left }";
    let page = with(source, css);
    assert!(
        page.contains(
            "<th style=\"text-align:left !important;color:red !important;text-align:center\">"
        ),
        "{page}"
    );
    assert!(page.contains("<td style=\"text-align:center\">"), "{page}");
}

#[test]
fn variables_inside_elements_hold_there() {
    let css = ":root { --c: red; --b: 1px solid var(--c) } blockquote { --c: blue } p { border: var(--b); color: var(--c) }";
    let page = with("甲\n\n> 乙", css);
    assert!(page.contains("border:1px solid red;color:red"), "{page}");
    assert!(page.contains("color:blue"), "{page}");
}

#[test]
fn an_article_with_styles_of_its_own_takes_own_css_only() {
    let source = "<style>p{margin:0}</style><p>甲</p><h2>乙</h2>";
    let of = |theme| {
        let options = RenderOptions {
            theme,
            ..RenderOptions::default()
        };
        let page = render(source, Format::Html, &options).unwrap().html;
        rules::check(&page);
        page
    };
    assert_eq!(of(Theme::default()), of(Theme::named("magazine").unwrap()));
    let page =
        of(Theme::default()
            .with_css("h2, p { color: red; margin: 1px } h2::before { content: '◆' }"));
    assert!(
        page.contains("<p style=\"color:red;margin: 0\">甲</p>")
            || page.contains("<p style=\"color:red;margin:0\">甲</p>"),
        "{page}"
    );
    assert!(
        page.contains("<h2 style=\"margin:1px;font-size:1.5em;font-weight:bold;color:red\"><span>◆</span>乙</h2>"),
        "{page}"
    );
}

#[test]
fn odd_css_makes_no_odd_page() {
    for css in [
        "}}}{{{",
        "p { color: \"</style><script>alert(1)</script>\" }",
        "p { font-family: '\"><script>' }",
        "p::before { content: '<script>&amp;' }",
        "*::before { content: 'x' } *::after { content: '' }",
        "* { color: red } :not(p) { margin: 0 } p:has(b) { color: red }",
        "p { background: url(javascript:x) }",
        "@import url(x); @media all { p { color: red } } p:hover, { a: b }",
        "\u{0}p{\\}",
    ] {
        let page = with(KITCHEN, css);
        check_reads_back(&page);
        assert!(!page.contains("<script"), "{css}");
        assert!(!tokens(&page).is_empty());
    }
}

#[test]
fn every_theme_has_a_small_page_that_is_kept() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/tests/themes");
    let accept = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    for name in Theme::names() {
        let path = root.join(format!("{name}.html"));
        // One element a line, to be read.
        let page = named(SMALL, name).replace("><", ">\n<") + "\n";
        if accept {
            std::fs::create_dir_all(&root).unwrap();
            std::fs::write(&path, &page).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page == kept,
            "{name} has changed; look at it, then accept with SNAPSHOTS=overwrite\n{page}"
        );
    }
    for entry in std::fs::read_dir(&root).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".html").unwrap_or_default();
        assert!(
            Theme::names().any(|known| known == stem),
            "{name} has no theme"
        );
    }
}
