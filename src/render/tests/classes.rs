//! Classes that an author wrote in HTML, and own CSS that names them.

use std::fmt::Write as _;

use super::super::theme::Theme;
use super::*;

fn with(source: &str, format: Format, css: &str) -> String {
    let options = RenderOptions {
        theme: Theme::named(Theme::NONE).unwrap().with_css(css),
        ..RenderOptions::default()
    };
    let page = render(source, format, &options).unwrap();
    rules::check(&page.html);
    page.html
}

#[test]
fn own_css_matches_the_classes_of_raw_html() {
    let css = ".box { color: red } .box .in { color: blue } p.wide { width: 1px } .box::before { content: '◆' }";
    let markdown = "<div class=\"other box\">\n\n甲 <span class=\"in x\">乙</span>\n\n</div>\n\n<p class='wide'>丙</p>\n\n丁 <span class=\"in\">戊</span>";
    let page = with(markdown, Format::Markdown, css);
    assert!(page.contains("<section style=\"color:red\">"), "{page}");
    assert!(page.contains("◆"), "{page}");
    assert!(
        page.contains("<span style=\"color:blue\">乙</span>"),
        "{page}"
    );
    assert!(page.contains("<p style=\"width:1px\">丙</p>"), "{page}");
    assert!(
        page.contains("丁 戊") || page.contains("丁 <span>戊</span>"),
        "{page}"
    );
    assert!(!page.contains("class"), "{page}");
    // As many classes as somebody likes to make up.
    let mut many = String::new();
    let mut css = String::new();
    for number in 0..2_000 {
        writeln!(many, "<div class=\"c{number}\">文</div>\n").unwrap();
        writeln!(css, ".c{number} {{ color: red }}").unwrap();
    }
    let page = with(&many, Format::Markdown, &css);
    assert_eq!(page.matches("文").count(), 2_000);
    assert!(page.matches("color:red").count() >= 500);
}

#[test]
fn own_css_matches_the_classes_of_a_bare_web_page() {
    let css = ".box > .in { color: blue }";
    let source = "<article><h1>题</h1><div class=\"box\"><p class=\"in\">甲</p></div><p class=\"in\">乙</p></article>";
    let page = with(source, Format::Html, css);
    assert!(page.contains("<p style=\"color:blue\">甲</p>"), "{page}");
    assert_eq!(page.matches("color:blue").count(), 1, "{page}");
}
