//! Drawings written into articles: which a page replaces, and what it puts in their place.

use crate::article::tests::{article, hosted};
use crate::article::{Format, Syntax, Target};

const BROKEN: &str = "<svg width='30'><title>图</title><use href='#a'/><g id='a'/></svg>";

/// The source of every drawing that a page replaces, as written.
fn drawings(format: Format, source: &str) -> Vec<String> {
    let article = article(format, source);
    article
        .scan_for_page()
        .references
        .into_iter()
        .filter(|reference| reference.syntax == Syntax::InlineSvg)
        .map(|reference| source[reference.span].to_owned())
        .collect()
}

fn replaced(format: Format, source: &str) -> String {
    let article = article(format, source);
    let scan = article.scan_for_page();
    let urls: Vec<_> = (0..scan.references.len()).map(hosted).collect();
    let spliced = article.splice(scan.references.iter().zip(&urls));
    String::from_utf8(spliced.into_bytes()).unwrap()
}

#[test]
fn a_page_replaces_what_would_break_and_rewriting_does_not() {
    for format in [Format::Html, Format::Markdown] {
        let source = format!("<p>a</p>\n\n{BROKEN}\n\n<svg><path d='M0 0'/></svg>\n");
        assert_eq!(drawings(format, &source), [BROKEN], "{format:?}");
        assert!(
            article(format, source.as_str())
                .scan()
                .references
                .is_empty()
        );
        let page = replaced(format, &source);
        assert!(
            page.contains(
                "\n<img src=\"https://mmbiz.qpic.cn/mmbiz_png/0/0?wx_fmt=png&amp;from=appmsg\" \
             style=\"width:30px;max-width:100%\" alt=\"&#22270;\">\n"
            ),
            "{page}"
        );
        assert!(page.contains("<svg><path d='M0 0'/></svg>"));
    }
}

#[test]
fn only_the_outermost_counts_and_pictures_in_it_do_not() {
    let inner = format!("<svg><image href='a.png'/>{BROKEN}</svg>");
    let source = format!("<img src='b.png'>{inner}<svg><image href='c.png'/></svg>");
    assert_eq!(drawings(Format::Html, &source), [inner]);
    let article = article(Format::Html, source);
    assert_eq!(article.scan_for_page().references.len(), 3);
    assert_eq!(article.scan().references.len(), 3);
}

#[test]
fn nothing_is_found_where_no_element_is() {
    for source in [
        format!("<!-- {BROKEN} -->"),
        format!("<script>{BROKEN}</script><textarea>{BROKEN}</textarea>"),
        format!("<template><p>{BROKEN}</p></template>"),
        "<svg><use href='#a'/>".to_owned(),
        "<svg viewBox='url(#a)'/>".to_owned(),
        "</svg><svg".to_owned(),
    ] {
        assert_eq!(
            drawings(Format::Html, &source),
            Vec::<String>::new(),
            "{source}"
        );
    }
    for source in [
        format!("`{BROKEN}`"),
        format!("```\n{BROKEN}\n```"),
        format!("    {BROKEN}"),
    ] {
        assert_eq!(
            drawings(Format::Markdown, &source),
            Vec::<String>::new(),
            "{source}"
        );
    }
}

#[test]
fn text_between_tags_is_part_of_a_drawing_in_markdown() {
    for (source, expected) in [
        (
            "看 <svg width=9><style>a{}</style><text>字 a</text></svg> 图".to_owned(),
            "<style>a{}</style><text>字 a</text></svg>",
        ),
        (
            "> <svg width=9>\n> <use href='#a'/><text>字\n> a</text></svg>\n".to_owned(),
            "<use href=\"#a\"/><text>字\n a</text></svg>",
        ),
    ] {
        let scan = article(Format::Markdown, source.as_str()).scan_for_page();
        let [reference] = scan.references.as_slice() else {
            panic!("{:?}", scan.references);
        };
        let Target::InlineSvg(xml) = &reference.target else {
            panic!("{reference:?}");
        };
        assert!(xml.ends_with(expected), "{xml}");
        assert_eq!(reference.shown_width, Some(9));
    }
}

#[test]
fn other_encodings_are_decoded() {
    let source = format!("<meta charset=gbk><p>文{BROKEN}字");
    let bytes = encoding_rs::GBK.encode(&source).0.into_owned();
    let article = article(Format::Html, bytes);
    let scan = article.scan_for_page();
    let reference = &scan.references[0];
    assert_eq!(
        article.decode(&article.source()[reference.span.clone()]),
        BROKEN
    );
    let Target::InlineSvg(xml) = &reference.target else {
        panic!("{reference:?}");
    };
    assert!(xml.contains("<title>图</title>"));
    let page = article.splice([(reference, &hosted(0))]).into_bytes();
    let page = encoding_rs::GBK.decode(&page).0.into_owned();
    assert!(page.ends_with("alt=\"&#22270;\">字"), "{page}");
}

#[test]
fn widths_are_found_where_they_are_written() {
    let widths = |format, source: &str| -> Vec<Option<u32>> {
        let scan = article(format, source).scan();
        scan.references
            .iter()
            .map(|reference| reference.shown_width)
            .collect()
    };
    assert_eq!(
        widths(
            Format::Html,
            "<img src=a width=300><img style='width:20px' width=300 data-src=b src=c>\
             <img src=d width='50%'><video poster=e width=9>"
        ),
        [Some(300), Some(20), Some(20), None, None]
    );
    assert_eq!(
        widths(
            Format::Markdown,
            "![[a.svg|300x200]] ![x|40](b.svg) ![](c.svg =50x) ![x](d.svg) ![y|60][e] <img src='f' width=70>\n\n\
             {% asset_img g.svg 80 %}\n\n[e]: e.svg\n"
        ),
        [
            Some(300),
            Some(40),
            Some(50),
            None,
            Some(70),
            Some(80),
            Some(60)
        ]
    );
}
