use crate::article::tests::{article, found, rewrite, rewritten};
use crate::article::{Article, Format, Origin, Target};

fn html(source: &str) -> Vec<String> {
    found(&article(Format::Html, source))
}

#[track_caller]
fn becomes(source: &str, expected: &str) {
    assert_eq!(rewritten(Format::Html, source), expected, "{source:?}");
}

#[test]
fn every_attribute_that_names_a_picture() {
    becomes(
        "<body background=a.png><IMG SRC='b.png' data-Src=\"c.png\" data-original=d.png><video poster=e.png src=x.mp4></video><input type=Image src=f.png><input src=x.png><svg><image href=g.png xlink:href='h.png'/></svg><td background=\"i.png\"><p style=\"a:url(j.png)\">",
        "<body background=\"U0&\"><IMG SRC='U1&' data-Src=\"U2&\" data-original=\"U3&\"><video poster=\"U4&\" src=x.mp4></video><input type=Image src=\"U5&\"><input src=x.png><svg><image href=\"U6&\" xlink:href='U7&'/></svg><td background=\"U8&\"><p style=\"a:url(U9&)\">",
    );
    assert_eq!(
        html(
            "<video><source src=a.mp4></video><audio src=b><iframe src=c.png></iframe><a href=d.png><div data-src=e.png>"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn quotes_blanks_and_case_stay() {
    becomes(
        "<img\n  ALT = \"图\"\n  src =  ' a.png '\n/ >",
        "<img\n  ALT = \"图\"\n  src =  'U0&'\n/ >",
    );
    becomes(
        "<img src=a.png/><img src=b.png >",
        "<img src=\"U0&\"><img src=\"U1&\" >",
    );
}

#[test]
fn srcset_and_style_change_only_their_urls() {
    becomes(
        "<picture><source srcset=\"a.png 1x, b,c.png 2x\" media='(min-width: 1px)'><img srcset=d.png></picture>",
        "<picture><source srcset=\"U0& 1x, U1& 2x\" media='(min-width: 1px)'><img srcset=U2&></picture>"
            .replace("srcset=U2&", "srcset=U2#")
            .replace("U2#", "https://mmbiz.qpic.cn/mmbiz_png/2/0?wx_fmt&#61;png&amp;from&#61;appmsg")
            .as_str(),
    );
    becomes(
        "<p style='background:#fff url(&quot;图 1.png&quot;) no-repeat, URL( b.png );color:red'>",
        "<p style='background:#fff url(&quot;U0&&quot;) no-repeat, URL( U1& );color:red'>",
    );
}

#[test]
fn values_are_decoded() {
    assert_eq!(
        html("<img src=\"a&amp;b&#x56fe;.png?c=1&copy=2\">"),
        ["html-src a&b图.png?c=1&copy=2"]
    );
    assert_eq!(html("<img src='\n 图.png\n'>"), ["html-src 图.png"]);
    assert_eq!(
        html("<img src=''><img src><img src='#a'><img src='about:blank'>"),
        Vec::<String>::new()
    );
}

#[test]
fn of_a_doubled_attribute_the_first_counts() {
    becomes("<img src=a.png SRC=b.png>", "<img src=\"U0&\" SRC=b.png>");
}

#[test]
fn nothing_is_found_where_there_are_no_elements() {
    assert_eq!(
        html(
            "<!-- <img src=a.png> --><script>'<img src=b.png>'</script><style>a{background:url(c.png)}</style><textarea><img src=d.png></textarea><title><img src=e.png></title><img src=f.png"
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        html("<noscript><img src=a.png></noscript><template><img src=b.png></template>").len(),
        2
    );
}

#[test]
fn a_base_moves_relative_targets() {
    let with = |base: &str| {
        html(&format!(
            "<base href='{base}'><img src=图/a.png><img src=/b.png>"
        ))
    };
    assert_eq!(with("/"), ["html-src /图/a.png", "html-src /b.png"]);
    assert_eq!(
        with("/站/index.html"),
        ["html-src /站/图/a.png", "html-src /b.png"]
    );
    assert_eq!(with("../"), ["html-src ../图/a.png", "html-src /b.png"]);
    assert_eq!(with("./"), ["html-src ./图/a.png", "html-src /b.png"]);
    assert_eq!(
        with("https://example.com/x/"),
        [
            "html-src remote:https://example.com/x/%E5%9B%BE/a.png",
            "html-src remote:https://example.com/b.png"
        ]
    );
    assert_eq!(
        with("{{ site.url }}"),
        ["html-src 图/a.png", "html-src /b.png"]
    );
}

#[test]
fn template_expressions_in_attributes() {
    for (source, expected) in [
        (
            "<img src=\"{{ \"/图.png\" | relative_url }}\">",
            "html-src SitePath:/图.png",
        ),
        (
            "<img src={{ site.baseurl }}/图.png>",
            "html-src SitePath:/图.png",
        ),
        (
            "<img src=\"{{ page.x }}\">",
            "html-src template:{{ page.x }}",
        ),
        ("<img src='<%= x %>'>", "html-src template:<%= x %>"),
        ("<img v-bind:src='x'>", "html-src template:x"),
        (
            "<img srcset=\"{{ site.baseurl }}/图.png 2x\">",
            "html-srcset SitePath:/图.png",
        ),
    ] {
        assert_eq!(html(source), [expected], "{source}");
    }
    assert_eq!(
        html("{% comment %}<img src=a.png>{% endcomment %}<img src=b.png>"),
        ["html-src b.png"]
    );
}

#[test]
fn pages_in_chinese_encodings_are_rewritten_byte_for_byte() {
    for (label, encoding) in [
        ("gbk", encoding_rs::GBK),
        ("gb18030", encoding_rs::GB18030),
        ("big5", encoding_rs::BIG5),
    ] {
        let page = |url: &str| {
            let text = format!(
                "<meta charset={label}><p title=\"說明\">圖文<img alt='圖' src=\"{url}\" srcset=\"{url} 2x\" style=\"a:url({url})\">乗許功"
            );
            encoding.encode(&text).0.into_owned()
        };
        let source = page("圖/&amp;許功.png");
        let article = Article::new(Origin::File("頁.html".into()), Format::Html, source).unwrap();
        let scan = article.scan();
        assert_eq!(scan.references.len(), 3, "{label}");
        for reference in &scan.references {
            assert_eq!(reference.written, "圖/&amp;許功.png");
            let Target::Local(local) = &reference.target else {
                panic!("{:?}", reference.target)
            };
            assert_eq!(local.path, "圖/&許功.png");
        }
        let before = article.text().find("圖/").unwrap();
        assert_eq!(
            scan.references[0].position.column,
            article.text()[..before].chars().count() + 1
        );
        let url = crate::article::tests::hosted(7);
        let output = article
            .splice(scan.references.iter().map(|one| (one, &url)))
            .into_bytes();
        assert_eq!(output, page(&url.as_str().replace('&', "&amp;")));
        rewrite(&article);
    }
}

#[test]
fn hostile_input_takes_linear_time() {
    for (unit, count) in [
        ("<div>", 100_000),
        ("<div></p>", 50_000),
        ("<img src='", 100_000),
        ("<img src=a.png ", 50_000),
        ("<svg>", 50_000),
        ("<!--", 100_000),
        ("{{", 100_000),
        ("{% raw %}", 50_000),
        ("<img srcset='a,", 50_000),
    ] {
        let start = std::time::Instant::now();
        let _ = article(Format::Html, unit.repeat(count)).scan();
        let took = start.elapsed();
        assert!(took.as_secs() < 10, "{unit:?} took {took:?}");
    }
    for value in [
        "a,",
        "url(",
        "url('",
        "&amp",
        "&#",
        "/*",
        "\\",
        "(",
        "url(a.png),",
    ] {
        let value = value.repeat(50_000);
        let source = format!("<img srcset=\"{value}\" style=\"{value}\" src=\"{value}\">");
        let start = std::time::Instant::now();
        let _ = article(Format::Html, source).scan();
        let took = start.elapsed();
        assert!(took.as_secs() < 10, "{:?} took {took:?}", &value[..4]);
    }
}
