use crate::article::tests::{article, found, rewrite, rewritten};
use crate::article::{Format, Target};

fn md(source: &str) -> Vec<String> {
    found(&article(Format::Markdown, source))
}

fn out(source: &str) -> String {
    rewritten(Format::Markdown, source)
}

#[track_caller]
fn becomes(source: &str, expected: &str) {
    assert_eq!(out(source), expected, "{source:?}");
}

#[track_caller]
fn keeps(source: &str) {
    assert_eq!(md(source), Vec::<String>::new(), "{source:?}");
}

#[test]
fn inline_images_in_every_form() {
    becomes("![](图.png)", "![](U0)");
    becomes("![图](<图 1.png> \"题\")", "![图](<U0> \"题\")");
    becomes("![图]( 图.png '题' )", "![图]( U0 '题' )");
    becomes("![a](b(c).png (题))", "![a](U0 (题))");
    becomes("![a](b\\(c.png)![](d&amp;e.png)", "![a](U0)![](U1)");
    becomes("![a](\n  b.png\n  \"题\")", "![a](\n  U0\n  \"题\")");
    becomes("![](  <>)![](#x)", "![](  <>)![](#x)");
    assert_eq!(md("![a](b\\_c&amp;d.png)"), ["markdown-inline b_c&d.png"]);
    assert_eq!(md("![a](a%20b.png?x#y)"), ["markdown-inline a%20b.png?x#y"]);
}

#[test]
fn descriptions_may_hold_anything() {
    becomes("![a](b\\_c.png)", "![a](U0)");
    becomes(
        "![`](` \\](x) *粗* [y](z)](b\\_c.png)",
        "![`](` \\](x) *粗* [y](z)](U0)",
    );
    becomes("![](b\\_c.png)", "![](U0)");
    becomes("![a ](b\\_c.png)", "![a ](U0)");
    becomes("![a\nb](b\\_c.png)", "![a\nb](U0)");
    becomes("![![内](a.png)](b\\_c.png)", "![![内](a.png)](U0)");
    becomes("![外 ![内](a.png)](b.png)", "![外 ![内](a.png)](U0)");
}

#[test]
fn images_in_every_block() {
    becomes(
        "# ![a](a.png)\n\n> ![b](\n> b.png)\n> ![c](\n> c\\_.png)\n\n- ![d](d.png)\n\n  1. ![e](e.png)\n\n| ![f](f.png) | x |\n|-|-|\n| ![g\\|](g\\|h.png) | `![](x.png)` |\n\n注[^1]\n\n[^1]: ![i](i.png)\n\n[![j](j.png)](k.png)\n\n> [!NOTE]\n> ![l](l.png)\n\n- [ ] ![m](m.png) ~~![n](n.png)~~",
        "# ![a](U0)\n\n> ![b](\n> U1)\n> ![c](\n> U2)\n\n- ![d](U3)\n\n  1. ![e](U4)\n\n| ![f](U5) | x |\n|-|-|\n| ![g\\|](U6) | `![](x.png)` |\n\n注[^1]\n\n[^1]: ![i](U7)\n\n[![j](U8)](k.png)\n\n> [!NOTE]\n> ![l](U9)\n\n- [ ] ![m](U10) ~~![n](U11)~~",
    );
    assert_eq!(
        md("| a |\n|-|\n| ![](g\\|h.png) |"),
        ["markdown-inline g|h.png"]
    );
}

#[test]
fn definitions_of_all_kinds_are_one_reference_each() {
    becomes(
        "![图][一] ![一][] ![一] ![图][ 一 ]\n\n[一]: <图 1.png> '题'\n[一]: 后.png\n",
        "![图][一] ![一][] ![一] ![图][ 一 ]\n\n[一]: <U0> '题'\n[一]: 后.png\n",
    );
    becomes("![x][ẞ]\n\n[SS]: a.png", "![x][ẞ]\n\n[SS]: U0");
    becomes(
        "![x][A b]\n\n[a\n B]:\n  a\\_b.png",
        "![x][A b]\n\n[a\n B]:\n  U0",
    );
    becomes(
        "![a\\]: x]\n\n[a\\]: x]: b\\_c.png",
        "![a\\]: x]\n\n[a\\]: x]: U0",
    );
    becomes("> ![a]\n>\n> [a]:\n> b\\_c.png", "> ![a]\n>\n> [a]:\n> U0");
    becomes(
        "- ![a]\n\n[a]: b&amp;c.png \"t\"",
        "- ![a]\n\n[a]: U0 \"t\"",
    );
    keeps("[a]: unused.png\n\n[链接][b]\n\n[b]: b.png");
}

#[test]
fn a_definition_shared_with_a_link_stays_and_images_go_inline() {
    becomes(
        "![图][a] [链接][A]\n\n![a] ![a][]\n\n[a]: b.png \"题 \\\"x\\\" &amp; y\"\n",
        "![图](U0 \"题 \\\"x\\\" \\& y\") [链接][A]\n\n![a](U1 \"题 \\\"x\\\" \\& y\") ![a](U2 \"题 \\\"x\\\" \\& y\")\n\n[a]: b.png \"题 \\\"x\\\" &amp; y\"\n",
    );
    becomes(
        "[![图][a]][a]\n\n[a]: b.png",
        "[![图](U0)][a]\n\n[a]: b.png",
    );
    becomes(
        "|x|\n|-|\n|![甲\\|`]`][a][b][a]|\n\n[a]: b.png '一|二'\n\n[b][a]",
        "|x|\n|-|\n|![甲\\|`]`](U0 \"一\\|二\")[b][a]|\n\n[a]: b.png '一|二'\n\n[b][a]",
    );
    let source = "![图][a] [链接][a]\n\n[a]: b.png";
    let scan = article(Format::Markdown, source).scan();
    assert_eq!(scan.references[0].written, "b.png");
    assert_eq!(scan.references[0].position.column, 1);
}

#[test]
fn nothing_is_found_in_code_comments_or_math() {
    keeps("`![](a.png)` ``![[a.png]]``");
    keeps("```\n![](a.png)\n![[b.png]]\n<img src=c.png>\n{% asset_img d.png %}\n```");
    keeps("    ![](a.png)\n    ![x](a b.png)");
    keeps("<!-- ![](a.png) <img src=b.png> ![[c.png]] -->");
    keeps("文 <!-- ![](a.png) <img src='b.png'> --> 字");
    keeps("$$\n![](a.png) <img src=a.png>\n$$\n\n$![](b.png)$");
    keeps("<script>\nlet a = '<img src=\"a.png\">';\n</script>");
    keeps("\\![a](b c.png) \\![[a.png]] !\\[a](b c.png) \\!\\[[a.png]]");
    keeps("[x](<![[a.png]]>) <http://a/![[a.png]]>");
    keeps("![a] (b.png)");
    keeps("~~~\n![](a.png)");
}

#[test]
fn wikilink_embeds_become_markdown_images() {
    becomes("![[图.png]]", "![图](U0)");
    becomes("见![[图 1.png|300]]。", "见![图 1|300](U0)。");
    becomes("![[夹/a.png#t|说明|300x200]]", "![说明|300x200](U0)");
    becomes(
        "![[a_[1.png]]![[b_*.PNG|a`b*]]",
        "![[a_[1.png]]![a\\`b\\*](U0)",
    );
    becomes(
        "| 图 |\n|-|\n| ![[a.png\\|说\\|300]] |",
        "| 图 |\n|-|\n| ![说\\|300](U0) |",
    );
    assert_eq!(
        md("![[夹/图 1.png#t|300]]"),
        ["markdown-wikilink VaultName:夹/图 1.png"]
    );
    keeps("![[笔记]] ![[笔记.md]] ![[a.pdf]] ![[a.mp4]] [[a.png]] ![[]] ![[a.png");
    // What CommonMark knows goes before.
    becomes(
        "![[说明]](a.png) ![[b.png]](c.png)",
        "![[说明]](U0) ![[b.png]](U1)",
    );
    becomes("[[1]](b.png) ![[a.png]](b c)", "[[1]](b.png) ![a](U0)(b c)");
}

#[test]
fn raw_targets_become_commonmark() {
    becomes("![图](图片/第 一.png)", "![图](U0)");
    becomes("![图](a b.png \"题 (1)\")", "![图](U0 \"题 (1)\")");
    becomes("![`x` *y*](a (1) b.png 't')", "![`x` *y*](U0 't')");
    becomes("![h](h.png =100x200)", "![h|100x200](U0)");
    becomes("![h](h.png \"题\" =100x)", "![h|100](U0 \"题\")");
    becomes("![h](h.png =x50 '题')", "![h|x50](U0 '题')");
    becomes("![h](https://example.com/1 =100x200)", "![h|100x200](U0)");
    becomes("[![图](a b.png)](c.html)", "[![图](U0)](c.html)");
    becomes("> ![一\n> 二](a b.png)", "> ![一\n> 二](U0)");
    becomes("|![h](h.png =1x2)|\n|-|", "|![h\\|1x2](U0)|\n|-|");
    becomes("![a [链](x) b](c d.png)", "![a [链](x) b](U0)");
    becomes("![外 ![内](a b.png)](c d.png)", "![外 ![内](U0)](c d.png)");
    becomes(
        "![外 ![内](a.png)](c d.png) ![后](e f.png)",
        "![外 ![内](U0)](c d.png) ![后](U1)",
    );
    becomes("![外 ![[a.png]]](c d.png)", "![外 ![a](U0)](c d.png)");
    assert_eq!(
        md("![a](C:\\图 片\\a.png)"),
        ["markdown-raw C:\\图 片\\a.png"]
    );
    assert_eq!(
        md("![a](a\\_b &amp; c%20d.png)"),
        ["markdown-raw a_b & c%20d.png"]
    );
    // Made valid, these would turn the text around them into a destination, and vanish.
    keeps("[注]: ![图](a b.png)");
    keeps("[注]: 见{% asset_img a.png %}");
    keeps("[注](![图](a b.png) ![](![图](a.png =1x1))");
    becomes("文 [注]: ![图](a b.png)", "文 [注]: ![图](U0)");
    keeps("![注意](这里 只是 文字) ![a](b c.pdf) ![a](b\nc.png) ![a](b c.png");
    keeps("[链接](a b.png) !(a b.png)");
}

#[test]
fn written_and_place_of_a_raw_target_are_the_path() {
    let scan = article(
        Format::Markdown,
        "文 ![图](<a b.png> =1x1)![图](图 1.png 'x')",
    )
    .scan();
    let written: Vec<_> = scan
        .references
        .iter()
        .map(|one| (one.written.as_str(), one.position.column))
        .collect();
    assert_eq!(written.last(), Some(&("图 1.png", 28)));
}

#[test]
fn template_expressions_are_site_paths_or_kept() {
    for source in [
        "![图]({{ site.baseurl }}/img/图.png)",
        "![图]({{site.baseurl}}/img/图.png \"题\")",
        "![图]({{ \"/img/图.png\" | relative_url }})",
        "![图](<{{ '/img/图.png' | absolute_url }}>)",
        "![图]({% link img/图.png %})",
        "![图][a]\n\n[a]: {{ site.url }}{{ site.baseurl }}/img/图.png",
        "|图|\n|-|\n|![]({{ \"/img/图.png\" | relative_url }})|",
    ] {
        let targets = md(source);
        assert_eq!(targets.len(), 1, "{source}");
        assert!(
            targets[0].ends_with("SitePath:/img/图.png"),
            "{source}: {targets:?}"
        );
        assert!(
            !out(source).contains("site") && !out(source).contains('{'),
            "{source}"
        );
    }
    assert_eq!(
        md("<img src=\"{{ \"/img/图.png\" | relative_url }}\">"),
        ["html-src SitePath:/img/图.png"]
    );
    for source in [
        "![图]({{ page.cover }})",
        "![图]({{page.cover}})",
        "![图]({{ url_for('a.png') }})",
        "![图](${base}/a.png)",
        "![图](<%= a %>)",
        "<img src=\"{{ page.cover }}\">",
        "<img :src=\"logo\">",
        "![图][a] [链][a]\n\n[a]: {{page.x}}",
    ] {
        let scan = article(Format::Markdown, source).scan();
        assert_eq!(scan.references.len(), 1, "{source}");
        assert!(
            matches!(scan.references[0].target, Target::Template(_)),
            "{source}"
        );
    }
    keeps("{{< figure src=\"a.png\" >}} {{% img src=\"b.png\" %}} {{ page.title }}");
}

#[test]
fn blocks_of_code_and_comments_hide_images() {
    becomes(
        "![](a.png)\n\n{% raw %}\n![](b.png)\n{% endraw %}\n\n![](c.png)\n\n{% comment %}![[d.png]]{% endcomment %}\n\n{% highlight html %}\n<img src=\"e.png\">\n{% endhighlight %}\n",
        "![](U0)\n\n{% raw %}\n![](U1)\n{% endraw %}\n\n![](U2)\n\n{% comment %}![[d.png]]{% endcomment %}\n\n{% highlight html %}\n<img src=\"e.png\">\n{% endhighlight %}\n",
    );
    // A tag in code is only talked about.
    becomes(
        "`{% raw %}` ![](a.png) `{% endraw %}`",
        "`{% raw %}` ![](U0) `{% endraw %}`",
    );
    becomes("{% raw %} ![](a.png)", "{% raw %} ![](U0)");
}

#[test]
fn hexo_tags_name_images() {
    becomes("{% asset_img 图.png %}", "![](U0)");
    becomes(
        "{% asset_img left-img \"图 1.png\" 300 200 \"题\" \"说明\" %}",
        "![说明|300x200](U0 \"题\")",
    );
    becomes("文 {% asset_img a.png 题 %} 字", "文 ![题](U0 \"题\") 字");
    becomes(
        "{% img class /img/图.png 100 '\"题\" \"x\"' %}",
        "{% img class U0 100 '\"题\" \"x\"' %}",
    );
    becomes("{% img https://example.com/1 %}", "{% img U0 %}");
    becomes(
        "<center>\n{% asset_img a.png 300 \"题\" %}\n</center>",
        "<center>\n<img src=\"U0&\" alt=\"题\" width=\"300\" title=\"题\">\n</center>",
    );
    becomes(
        "|x|\n|-|\n|{% asset_img a.png 3 4 %}|",
        "|x|\n|-|\n|![\\|3x4](U0)|",
    );
    assert_eq!(
        md("{% asset_img 图/a.png %}"),
        ["hexo-asset-img AssetFolder:图/a.png"]
    );
    keeps("{% asset_img 说明 %} {% asset_path a.png %} {% post_link a.png %} {% img %}");
}

#[test]
fn html_in_markdown_is_scanned() {
    becomes(
        "<p align=center>\n  <img src=\"图.png\"\n       srcset='a.png 1x, b.png 2x'>\n</p>\n\n文 <img src=c.png> 字<img alt=\"x\" src='d.png'/>",
        "<p align=center>\n  <img src=\"U0&\"\n       srcset='U1& 1x, U2& 2x'>\n</p>\n\n文 <img src=\"U3&\"> 字<img alt=\"x\" src='U4&'/>",
    );
    becomes(
        "> <picture>\n> <source srcset=\"a.png\">\n> <img\n>   alt=\"图\"\n>   src=\"b.png\">\n> </picture>\n>\n> 文 <img\n> src=\"c.png\"> 字",
        "> <picture>\n> <source srcset=\"U0&\">\n> <img\n>   alt=\"图\"\n>   src=\"U1&\">\n> </picture>\n>\n> 文 <img\n> src=\"U2&\"> 字",
    );
    becomes(
        "- <div style=\"background:url(a.png)\">\n\n  ![](b.png)\n\n  </div>",
        "- <div style=\"background:url(U0&)\">\n\n  ![](U1)\n\n  </div>",
    );
    becomes(
        "# <img src=a.png>\n\n|<img src=\"b.png\">|\n|-|",
        "# <img src=\"U0&\">\n\n|<img src=\"U1&\">|\n|-|",
    );
    // Not a tag for CommonMark, so not an image for readers.
    keeps("文 <img src=\"a.png\" \" x> 字");
}

#[test]
fn front_matter_and_body_come_together() {
    becomes(
        "---\ntitle: 图\ncover: 图.png\n---\n\n![](a.png)\n\n---\n![](b.png)\n---\n",
        "---\ntitle: 图\ncover: U0\n---\n\n![](U1)\n\n---\n![](U2)\n---\n",
    );
    let problems = article(Format::Markdown, "---\na: \"\n---\n![](a.png)")
        .scan()
        .problems;
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_byte_order_mark_and_odd_line_ends_stay() {
    becomes(
        "\u{FEFF}![](a.png)\r\n\r![b]\r\n\r\n[b]: b.png",
        "\u{FEFF}![](U0)\r\n\r![b]\r\n\r\n[b]: U1",
    );
}

#[test]
fn hosted_remote_and_data_targets_are_told_apart() {
    assert_eq!(
        md(
            "![](http://mmbiz.qpic.cn/a/0) ![](https://x.cn/a.png) ![](data:image/png;base64,AA==) ![](file:///图/a.png) ![](//x.cn/a)"
        ),
        [
            "markdown-inline hosted",
            "markdown-inline remote:https://x.cn/a.png",
            "markdown-inline data",
            "markdown-inline FileUrl:/图/a.png",
            "markdown-inline remote://x.cn/a",
        ]
    );
}

#[test]
fn hostile_input_takes_linear_time() {
    for (unit, count) in [
        ("![", 100_000),
        ("nested", 50_000),
        ("![](", 100_000),
        ("![[", 100_000),
        ("![a](b c", 100_000),
        ("![a](\" ", 100_000),
        ("[![a](b c.png)", 50_000),
        ("![a](b(c ", 50_000),
        ("{%", 100_000),
        ("{{ a", 100_000),
        ("{% raw %}", 50_000),
        ("{% asset_img a.png", 50_000),
        ("<img src='", 50_000),
        ("<img src=a.png>", 20_000),
        ("<img src=a.png>\n\n", 2_000),
        ("![a](b.png)", 20_000),
        ("![a](b c.png)", 20_000),
        ("![[a.png]]", 20_000),
        ("> ", 5_000),
        ("![a][b]\n\n[b]: c.png\n\n", 10_000),
        ("*![a", 20_000),
        ("<!-- ", 50_000),
        ("`$", 20_000),
    ] {
        let source = if unit == "nested" {
            "![".repeat(count) + &"](a b.png)".repeat(count)
        } else {
            unit.repeat(count)
        };
        let start = std::time::Instant::now();
        let _ = article(Format::Markdown, source).scan();
        let took = start.elapsed();
        assert!(took.as_secs() < 10, "{unit:?} took {took:?}");
    }
}

#[test]
fn many_images_on_one_line_each_have_their_column() {
    let source = "图![](a.png)".repeat(20_000);
    let article = article(Format::Markdown, source);
    let scan = article.scan();
    assert_eq!(scan.references.len(), 20_000);
    for (number, reference) in scan.references.iter().enumerate() {
        assert_eq!(reference.position.line, 1);
        assert_eq!(reference.position.column, number * 11 + 6);
    }
    rewrite(&article);
}

/// Both ways to find a destination give the same bytes wherever both apply.
pub(in crate::article) fn destinations_agree(source: &str) {
    use super::{destination, markdown_options};
    use pulldown_cmark::{Event, LinkType, Parser, Tag};

    let mut events = Parser::new_ext(source, markdown_options()).into_offset_iter();
    let mut open = Vec::new();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                id,
                ..
            }) => {
                if let Some(definition) = events.reference_definitions().get(&id)
                    && let Some(borrowed) = destination::borrowed(source, &definition.dest)
                {
                    let read = destination::of_definition(source, definition.span.clone());
                    assert_eq!(read, Some(borrowed), "{source:?}");
                }
                open.push((link_type, dest_url));
            }
            Event::End(pulldown_cmark::TagEnd::Image) => {
                let Some((LinkType::Inline, dest)) = open.pop() else {
                    continue;
                };
                if let Some(borrowed) = destination::borrowed(source, &dest) {
                    let from = source[..borrowed.start].rfind("](").unwrap_or(0);
                    let read = destination::of_inline(source, from..range.end);
                    assert_eq!(read, Some(borrowed), "{source:?}");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn images_in_containers_and_beside_formulas_are_found_at_their_places() {
    let body = "::: tip ![题](t.png)\n![图](a.png)\n- ![乙](b.png)\n:::\n\n\\(x^2\\) ![图](c.png) \\[y_1 ![不是](d.png) z\\]\n";
    becomes(
        body,
        &["t", "a", "b", "c", "d"]
            .iter()
            .enumerate()
            .fold(body.to_owned(), |text, (index, name)| {
                text.replace(&format!("{name}.png"), &format!("U{index}"))
            }),
    );
}
