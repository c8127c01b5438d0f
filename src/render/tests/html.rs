//! HTML articles and the author's own HTML.

use super::*;
use crate::options::Caption;

fn selected(source: &str, selector: &str) -> Result<String, Problem> {
    let options = RenderOptions {
        select: Some(selector.to_owned()),
        ..RenderOptions::default()
    };
    let page = render(source, Format::Html, &options)?;
    rules::check(&page.html);
    Ok(page.html)
}

const SITE: &str = "<!doctype html><html><head><title>站</title></head><body><nav>导航</nav>\
    <main><p>主</p><article id=a class=\"post x\"><h1>题</h1><p>文</article>\
    <article><p>又</article></main><footer>尾</footer></body></html>";

#[test]
fn the_article_is_the_first_of_article_main_body() {
    assert_eq!(from_html(SITE), "<h1>题</h1><p>文</p>");
    assert_eq!(from_html("<nav>导航</nav><main>主</main>"), "主");
    assert_eq!(from_html("<body>全<br>文</body>"), "全<br>文");
    assert_eq!(from_html("<p>片</p>段"), "<p>片</p>段");
}

#[test]
fn a_selector_chooses_another_element() {
    assert!(selected(SITE, "main > p").unwrap().contains(">主</p>"));
    assert!(selected(SITE, "#a.post p").unwrap().contains(">文</p>"));
    assert!(
        selected(SITE, "article:nth-of-type(2)")
            .unwrap()
            .contains("又")
    );
    assert!(
        selected("<div><my-card class=k>甲</my-card></div>", "my-card.k")
            .unwrap()
            .contains('甲')
    );
}

#[test]
fn a_selector_without_a_match_or_a_meaning_is_an_error() {
    let error = selected(SITE, ".没有").unwrap_err();
    assert_eq!(error.code().as_str(), "article.select-no-match");
    assert_eq!(error.argument("selector"), Some(".没有"));
    for selector in ["p[", "", "::before", "a+b"] {
        let error = selected(SITE, selector).unwrap_err();
        assert_eq!(error.code().as_str(), "input.bad-pattern", "{selector}");
        assert_eq!(error.argument("pattern"), Some(selector));
        assert!(
            error
                .argument("reason")
                .is_some_and(|reason| !reason.is_empty())
        );
    }
}

#[test]
fn own_styles_are_inlined_and_kept_alone() {
    let source = "<style>:root{--c:#123}.a{color:var(--c)}p+p{margin:0}.u:hover{color:red}</style>\
        <style media=print>p{color:#fff}</style>\
        <article><p class=a>甲<p style=\"margin:3px;position:fixed\">乙<h2>丙</h2></article>";
    let page = page(source, Format::Html).html;
    assert_eq!(
        page,
        format!(
            "<section>{SENTINEL}<p style=\"margin:1em 0;color:#123\">甲</p><p style=\"margin:3px\">乙</p>\
             <h2 style=\"margin:.83em 0;font-size:1.5em;font-weight:bold\">丙</h2>{SENTINEL}</section>"
        )
    );
}

#[test]
fn a_bare_article_gets_the_theme() {
    let page = page("<style>.unused{color:red}</style><p>甲", Format::Html).html;
    assert!(page.contains("<p style=\"margin:0 0 18px;"), "{page}");
}

#[test]
fn a_block_is_a_section_and_old_attributes_are_styles() {
    assert_eq!(
        from_html("<div class=a id=b onclick=c()>甲</div>"),
        "<section>甲</section>"
    );
    let page = page(
        "<center>甲</center><p align=RIGHT>乙</p><font color=\"#f00\" size=5>丙</font><td bgcolor=red>",
        Format::Html,
    )
    .html;
    for part in [
        "text-align:center\">甲",
        "text-align:right\">乙",
        "color:#f00;font-size:x-large\">丙",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn lazy_images_are_shown_once_and_from_where_they_are_hosted() {
    let hosted = "https://mmbiz.qpic.cn/x/0";
    for source in [
        format!(
            "<p><img src=\"data:image/gif;base64,AA\" data-src=\"{hosted}\"><noscript><img src=y.png></noscript>"
        ),
        format!("<p><img data-original=\"{hosted}\" src=p.gif>"),
        format!("<p><img src=\"{hosted}\" data-src=z.png>"),
        format!("<p><img src=a.png srcset=\"b.png 1x, {hosted} 2x\">"),
        format!(
            "<p><picture><source srcset=\"{hosted}\"><source srcset=c.webp><img src=d.png></picture>"
        ),
        format!("<p><img><noscript>请开启脚本<img src=\"{hosted}\"></noscript>"),
    ] {
        assert_eq!(
            from_html(&source),
            format!("<p><img src=\"{hosted}\"></p>"),
            "{source}"
        );
    }
    assert_eq!(
        from_html(
            "<p><img src=p.gif data-src=\"图 片/a.png\"><img srcset=\"b.png 480w, c.png 800w\">"
        ),
        "<p><img src=\"图 片/a.png\"><img src=\"c.png\"></p>"
    );
}

#[test]
fn the_placeholder_of_a_lazy_image_is_not_shown_although_it_is_hosted_too() {
    let (placeholder, real) = (
        "https://mmbiz.qpic.cn/placeholder/0",
        "https://mmbiz.qpic.cn/real/0",
    );
    for attribute in [
        "data-src",
        "data-original",
        "data-original-src",
        "data-lazy-src",
        "data-srcset",
        "data-lazy-srcset",
    ] {
        assert_eq!(
            from_html(&format!(
                "<p><img src=\"{placeholder}\" {attribute}=\"{real}\">"
            )),
            format!("<p><img src=\"{real}\"></p>"),
            "{attribute}"
        );
    }
}

#[test]
fn image_sizes_are_styles() {
    let page = page(
        "<p><img src=a width=300 height=200><img src=b width=50% style=\"border:0\">",
        Format::Html,
    )
    .html;
    assert!(
        page.contains(";width:300px;height:auto\" src=\"a\""),
        "{page}"
    );
    assert!(page.contains(";border:0;width:50%\" src=\"b\""), "{page}");
}

#[test]
fn an_image_that_is_not_hosted_is_named_where_it_stands() {
    let source = "<p>甲 & 乙<p><img src=b.png width=30>";
    assert_eq!(
        problems(source, Format::Html),
        [(
            "page.unhosted",
            "b.png".to_owned(),
            "<img src=b.png width=30>"
        )]
    );
}

#[test]
fn captions_are_taken_from_where_the_option_says() {
    let source = "<img src=a.png alt=甲 title=题><img src=b.png alt=乙>";
    let page = |caption| {
        let mut options = RenderOptions::default();
        options.page.caption = caption;
        let html = render(source, Format::Html, &options).unwrap().html;
        rules::check(&html);
        html
    };
    let has = |page: &str, text: &str| page.contains(&format!(">{text}</figcaption>"));
    let titles = page(Caption::Title);
    assert!(has(&titles, "题") && !has(&titles, "乙"), "{titles}");
    let alts = page(Caption::Alt);
    assert!(has(&alts, "题") && has(&alts, "乙"), "{alts}");
    assert!(!page(Caption::None).contains("figcaption"));
}

#[test]
fn pictures_in_styles_are_hosted_or_named() {
    let source = "<p style=\"color:red;background:url('图/a.png')\">甲</p>\
                  <p style=\"background:url(https://mmbiz.qpic.cn/x/0)\">乙</p>";
    assert_eq!(
        problems(source, Format::Html),
        [(
            "page.unhosted",
            "图/a.png".to_owned(),
            "<p style=\"color:red;background:url('图/a.png')\">"
        )]
    );
    let page = page(source, Format::Html);
    assert!(
        page.html.contains("<p style=\"color:red\">甲"),
        "{}",
        page.html
    );
    assert!(
        page.html.contains("url(https://mmbiz.qpic.cn/x/0)"),
        "{}",
        page.html
    );
    assert_eq!(
        page.problems[0].1.severity(),
        crate::problem::Severity::Warning
    );
}

#[test]
fn problems_of_what_is_not_selected_are_not_told() {
    let source =
        "<nav><button>菜单</button></nav><article>甲<input type=text><input type=hidden></article>";
    assert_eq!(
        problems(source, Format::Html),
        [("page.dropped", "input".to_owned(), "<input type=text>")]
    );
}

#[test]
fn tables_from_html_keep_merged_cells_and_get_what_they_lack() {
    assert_eq!(
        from_html("<table border=1><tr><th colspan=2>甲<tr><td>乙<td rowspan=3>丙</table>"),
        "<section><table><tbody><tr><th colspan=\"2\">甲</th></tr>\
         <tr><td>乙</td><td rowspan=\"3\">丙</td></tr></tbody></table></section>"
    );
    assert_eq!(
        from_html("<table>散<tr>落<p>段</table><td>外"),
        "<section><table><tbody><tr><td>散</td></tr><tr><td>落<p>段</p></td></tr></tbody></table></section>外"
    );
}

#[test]
fn lists_from_html_hold_sections_too() {
    assert_eq!(
        from_html("<ul>\n<li>甲\n<li>乙<ol start=3><li>丙</ol>\n</ul>"),
        "<ul><li><section>甲</section></li><li><section>乙<ol start=\"3\"><li><section>丙</section></li></ol></section></li></ul>"
    );
}

#[test]
fn code_from_html_keeps_its_lines_too() {
    assert_eq!(
        from_html("<pre><code>\na\n  <span class=k>b</span>  c\n</code></pre>"),
        "<pre><code><br>a<br>&nbsp;&nbsp;<span>b</span> &nbsp;c<br></code></pre>"
    );
    assert_eq!(from_html("<pre>\n\na</pre>"), "<pre><br>a</pre>");
}

#[test]
fn code_that_names_its_language_is_a_code_block_of_the_theme() {
    for source in [
        "<pre><code class=\"hljs language-js\"><span class=hljs-keyword>let</span> a\n  &lt;b&gt;\n</code></pre>",
        "<pre class=lang-js>\nlet a<br>  &lt;b&gt;</pre>",
        "<pre data-lang=js><code>let a\n  &lt;b&gt;\n</code>",
    ] {
        let html = from_html(&format!("<p>前</p>{source}"));
        let start = "<p>前</p><section><section>js</section><pre><code>";
        let html = html.replace("<span>", "").replace("</span>", "");
        assert_eq!(
            html,
            format!("{start}let a<br>&nbsp;&nbsp;&lt;b&gt;</code></pre></section>")
        );
    }
    assert_eq!(from_html("<pre><b>a</b></pre>"), "<pre><b>a</b></pre>");
    // An article with styles of its own keeps them.
    let styled =
        "<style>.k{color:red}</style><pre><code class=language-js><b class=k>let</b></code></pre>";
    assert!(
        page(styled, Format::Html)
            .html
            .contains("<b style=\"color:red\">let</b>")
    );
}

#[test]
fn vector_graphics_keep_what_draws() {
    assert_eq!(
        from_html(
            "<p><svg viewBox=\"0 0 2 2\" id=s onload=x()><style>a</style><title>题</title>\
             <g class=k><path d=\"M0 0\" fill=\"#FFFFFF\" stroke=\"url(#g)\" /><text>字</text></g></svg>后"
        ),
        "<p><svg viewBox=\"0 0 2 2\"><g><path d=\"M0 0\" fill=\"#fefefe\"></path><text>字</text></g></svg>后</p>"
    );
    assert_eq!(
        problems(
            "<svg><defs><marker/></defs><use href=\"#a\"/></svg>",
            Format::Html
        ),
        [
            ("page.dropped", "svg defs".to_owned(), "<defs>"),
            ("page.dropped", "svg use".to_owned(), "<use href=\"#a\"/>"),
        ]
    );
}

#[test]
fn cards_and_tencent_videos_pass() {
    assert_eq!(
        from_html("<mp-miniprogram data-miniprogram-appid=wx1 data-x=y></mp-miniprogram>"),
        "<mp-miniprogram data-miniprogram-appid=\"wx1\"></mp-miniprogram>"
    );
    assert_eq!(
        from_html("<a data-miniprogram-appid=wx1 href=\"#\">卡</a>"),
        "<a data-miniprogram-appid=\"wx1\" href=\"\">卡</a>"
    );
    assert_eq!(
        from_html("<iframe src=\"https://v.qq.com/x?vid=1\"></iframe>"),
        "<iframe data-src=\"https://v.qq.com/x?vid=1\" src=\"https://v.qq.com/x?vid=1\"></iframe>"
    );
}

#[test]
fn scripts_in_addresses_are_gone() {
    assert_eq!(
        from_html(
            "<a href=\"javascript:alert(1)\">甲</a><a href=\" JaVaScRiPt://mp.weixin.qq.com/%0aalert(1)\">乙</a>"
        ),
        "甲乙"
    );
}

#[test]
fn hidden_parts_are_not_shown() {
    assert_eq!(from_html("甲<div hidden>乙<div>丙</div></div>丁"), "甲丁");
}

#[test]
fn no_style_sheet_is_fetched() {
    // Nothing listens there; a fetch would fail the page.
    let source = "<link rel=stylesheet href=\"http://127.0.0.1:9/a.css\"><style>@import 'http://127.0.0.1:9/b.css';</style><p>甲";
    assert_eq!(from_html(source), "<p>甲</p>");
}

#[test]
fn places_are_in_the_source_whatever_stands_before_a_tag() {
    for source in [
        "<<p style=\"a:Url(b.png)\">>",
        "<<p style=\"a:url(b.png)\">文</p>",
        "<p style='a:Url(b.png)'>",
    ] {
        for format in [Format::Html, Format::Markdown] {
            for (range, problem) in page(source, format).problems {
                assert!(
                    source.get(range.clone()).is_some(),
                    "{range:?} {problem:?} of {source}"
                );
            }
        }
    }
}
