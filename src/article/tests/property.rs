//! Properties that hold for any article, tried on heaps of everything that means something to one of
//! the parsers.

use proptest::prelude::*;

use super::*;

/// Pieces that make syntax when they meet.
const MARKDOWN: &[&str] = &[
    "![图](图.png)",
    "![a](a b.png \"题\")",
    "![h](h.png =100x200)",
    "![[图 1.png|300]]",
    "![x][甲]",
    "[链][甲]",
    "![甲][]",
    "![甲]",
    "\n\n[甲]: b\\_c.png '题'\n\n",
    "\n[乙]: <d e.png>\n",
    "![乙]",
    "<img src=\"e&amp;f.png\">",
    "<img src=g.png srcset='h.png 1x, i.png 2x'>",
    "<p style=\"background:url('j.png')\">",
    "{% asset_img k.png \"题\" %}",
    "{{ site.baseurl }}/l.png",
    "![]({{ \"/m.png\" | relative_url }})",
    "![](",
    "![",
    "[",
    "](",
    ")",
    "]",
    "<",
    ">",
    "(",
    "`",
    "``",
    "\n```\n",
    "$",
    "*",
    "_",
    "~~",
    "\\",
    "&amp;",
    "|",
    "\n|-|\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "---\n",
    "<!-- ",
    " -->",
    "<div>\n",
    "</div>\n",
    "{% raw %}",
    "{% endraw %}",
    "\"",
    "'",
    " ",
    "图",
    "a",
    "https://example.com/a.png",
    "cover: x.png\n",
    "=1x2",
    "\u{FEFF}",
    "\u{3000}",
];

const HTML: &[&str] = &[
    "<img src=\"图.png\">",
    "<img src=a.png>",
    "<img ",
    "<p ",
    "src=",
    "srcset=",
    "style=",
    "data-src=",
    "\"b.png 1x, c.png 2x\"",
    "'background:url(d.png), url(&quot;e f.png&quot;)'",
    "url(",
    "url('",
    "\\",
    "/*",
    "*/",
    ",",
    ")",
    "\"",
    "'",
    ">",
    "<",
    "/",
    " ",
    "\n",
    "=",
    "&amp;",
    "&#x56fe;",
    "&copy",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<noscript>",
    "<textarea>",
    "<svg>",
    "<image href=g.png>",
    "<base href=/x/>",
    "{{ site.baseurl }}/h.png",
    "{{ page.x }}",
    "{% comment %}",
    "{% endcomment %}",
    "图",
    "a.png",
    "https://example.com/i.png",
    "data:image/png;base64,AA==",
];

fn heap(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

/// What holds for the scan of any article.
fn spans_are_in_order_and_placed(article: &Article) {
    let scan = article.scan();
    let mut end = 0;
    for reference in &scan.references {
        let Range { start, end: stop } = reference.span;
        assert!(start >= end && start < stop, "{reference:?}");
        end = stop;
        let text = article
            .encoding
            .decode_without_bom_handling(&article.source()[start..stop])
            .0;
        let inside = text.contains(&reference.written);
        let shared = reference.syntax == Syntax::MarkdownReference;
        assert!(inside || shared, "{reference:?}");
        assert!(reference.position >= article.position(start));
        assert!(reference.position <= article.position(stop));
    }
    assert!(end <= article.source().len());
}

/// Every byte outside the spans is kept, in order.
fn only_spans_change(article: &Article, output: &[u8]) {
    let mut rest = output;
    let mut copied = 0;
    for reference in article.scan().references {
        let kept = &article.source()[copied..reference.span.start];
        assert!(rest.starts_with(kept));
        rest = &rest[kept.len()..];
        copied = reference.span.end;
        if matches!(reference.target, Target::Template(_)) {
            copied = reference.span.start;
        } else {
            // Behind the end of the URL comes what belongs to the slot, then the kept bytes.
            let url_end = b"from=appmsg";
            let escaped_end = b"from&#61;appmsg";
            let ends = |end: &[u8]| {
                let found = rest.windows(end.len()).position(|window| window == end)?;
                Some(found + end.len())
            };
            let end = ends(url_end).into_iter().chain(ends(escaped_end)).min();
            rest = &rest[end.unwrap()..];
            let after = slot_tail(&reference);
            assert!(rest.starts_with(after.as_bytes()), "{reference:?}");
            rest = &rest[after.len()..];
        }
    }
    assert_eq!(rest, &article.source()[copied..]);
}

fn slot_tail(reference: &Reference) -> &str {
    match &reference.slot {
        reference::Slot::Around { after, .. } | reference::Slot::AroundHtml { after, .. } => after,
        reference::Slot::HtmlUnquoted => "\"",
        _ => "",
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_markdown_keeps_the_promises(source in heap(MARKDOWN)) {
        let article = article(Format::Markdown, source);
        spans_are_in_order_and_placed(&article);
        let output = rewrite(&article);
        only_spans_change(&article, &output);
    }

    #[test]
    fn any_html_keeps_the_promises(source in heap(HTML)) {
        let article = article(Format::Html, source);
        spans_are_in_order_and_placed(&article);
        let output = rewrite(&article);
        only_spans_change(&article, &output);
    }

    #[test]
    fn any_html_in_gbk_keeps_the_promises(source in heap(HTML)) {
        let page = format!("<meta charset=gbk>{source}");
        let article = article(Format::Html, encoding_rs::GBK.encode(&page).0.into_owned());
        spans_are_in_order_and_placed(&article);
        let output = rewrite(&article);
        only_spans_change(&article, &output);
    }

    #[test]
    fn any_bytes_are_an_article_or_a_problem(source in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in [Format::Markdown, Format::Html] {
            if let Ok(article) = Article::new(Origin::File("x".into()), format, source.clone()) {
                spans_are_in_order_and_placed(&article);
            }
        }
    }

    #[test]
    fn both_ways_to_find_a_destination_agree(source in heap(MARKDOWN)) {
        super::super::markdown::destinations_agree(&source);
    }
}
