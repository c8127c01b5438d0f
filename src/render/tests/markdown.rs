//! Markdown articles, construct by construct.

use super::*;
use crate::options::{Caption, Links, PageOptions};

#[test]
fn front_matter_is_not_shown() {
    assert_eq!(from_markdown("---\ntitle: 题\n---\n正文"), "<p>正文</p>");
    assert_eq!(
        from_markdown("+++\ntitle = \"题\"\n+++\n\n正文"),
        "<p>正文</p>"
    );
}

#[test]
fn every_list_item_holds_one_section_and_lists_hold_no_white_space() {
    assert_eq!(
        from_markdown("- 甲\n  1. 乙\n  2. 丙\n\n     段\n\n3. 丁"),
        "<ul><li><section>甲<ol><li><section><p>乙</p></section></li>\
         <li><section><p>丙</p><p>段</p></section></li></ol></section></li></ul>\
         <ol start=\"3\"><li><section>丁</section></li></ol>"
    );
}

#[test]
fn task_items_are_drawn_as_characters() {
    assert_eq!(
        from_markdown("- [x] 甲\n- [ ] 乙"),
        "<ul><li><section>☑ 甲</section></li><li><section>☐ 乙</section></li></ul>"
    );
    let page = page("- [x] 甲", Format::Markdown).html;
    assert!(page.contains("list-style-type:none"), "{page}");
}

#[test]
fn tables_scroll_in_a_box_and_every_cell_has_its_alignment() {
    let source = "| 甲 | 乙 | 丙 |\n|:--|:-:|--:|\n| 1 | 2 \\| 3 |\n";
    assert_eq!(
        from_markdown(source),
        "<section><table><thead><tr><th>甲</th><th>乙</th><th>丙</th></tr></thead>\
         <tbody><tr><td>1</td><td>2 | 3</td><td></td></tr></tbody></table></section>"
    );
    let page = page(source, Format::Markdown).html;
    assert!(page.contains("overflow-x:auto\"><table"), "{page}");
    for (tag, alignment) in [
        ("th", "center"),
        ("td", "center"),
        ("td", "right"),
        ("th", "left"),
    ] {
        let found = page.split('<').any(|part| {
            part.starts_with(tag) && part.contains(&format!("text-align:{alignment}\""))
        });
        assert!(found, "{tag} {alignment}: {page}");
    }
    // Cells inherit no font size in the editor.
    let cells = page
        .split('<')
        .filter(|part| part.starts_with("td") || part.starts_with("th "));
    assert!(
        cells
            .into_iter()
            .all(|cell| cell.contains("font-size:14px")),
        "{page}"
    );
}

#[test]
fn footnotes_stand_below_in_the_order_of_their_first_mention() {
    assert_eq!(
        from_markdown(
            "乙[^b]甲[^A]又[^b]\n\n[^a]: 甲注，见[^c]\n[^b]: 乙注\n\n    第二段\n[^c]: 丙注\n[^d]: 没人提\n"
        ),
        "<p>乙<sup>①</sup>甲<sup>②</sup>又<sup>①</sup></p>\
         <section><p>注释</p>\
         <section><p><span>①</span> 乙注</p><p>第二段</p></section>\
         <section><p><span>②</span> 甲注，见<sup>③</sup></p></section>\
         <section><p><span>③</span> 丙注</p></section></section>"
    );
    assert!(from_markdown("a[^1]\n\n[^1]: > b").contains("<p>Notes</p>"));
}

#[test]
fn links_elsewhere_become_numbered_notes() {
    assert_eq!(
        from_markdown(
            "[甲](https://a.cn/?x=1&y=2) [**乙**](http://b.cn) [又](https://a.cn/?x=1&y=2)"
        ),
        "<p><span>甲</span><sup>[1]</sup> <span><strong>乙</strong></span><sup>[2]</sup> \
         <span>又</span><sup>[1]</sup></p>\
         <section><p>参考资料</p><p>[1] 甲: <span>https://a.cn/?x=1&amp;y=2</span></p>\
         <p>[2] 乙: <span>http://b.cn</span></p></section>"
    );
    assert!(from_markdown("[a](https://b.cn)").contains("<p>References</p>"));
}

#[test]
fn links_to_published_articles_stay_and_others_lose_their_address() {
    assert_eq!(
        from_markdown(
            "[文](https://mp.weixin.qq.com/s/x#rd) [锚](#a) [页](b.md) <a@b.cn> [[词条|词]]"
        ),
        "<p><a href=\"https://mp.weixin.qq.com/s/x\">文</a> 锚 页 a@b.cn 词</p>"
    );
}

#[test]
fn notes_are_words() {
    assert_eq!(
        from_markdown(
            "---\na: 1\n---\n见[[笔记]]与![[笔记|别名]]和 [[未完，arr[[0]]\n\n---\n\n文\n\n---\n"
        ),
        "<p>见笔记与别名和 [[未完，arr0</p><hr><p>文</p><hr>"
    );
}

#[test]
fn bare_addresses_are_found_but_need_no_note() {
    assert_eq!(
        from_markdown(
            "见https://mp.weixin.qq.com/s/a_b_c。<https://a.cn> www.b.cn/x_y_z `http://c.cn`"
        ),
        "<p>见<a href=\"https://mp.weixin.qq.com/s/a_b_c\">https://mp.weixin.qq.com/s/a_b_c</a>。\
         <span>https://a.cn</span> <span>www.b.cn/x_y_z</span> <code>http://c.cn</code></p>"
    );
}

#[test]
fn code_keeps_lines_and_spaces_without_line_feeds() {
    assert_eq!(
        from_markdown("```某语,ignore\nfn 主() {\n    a  <b>\n\n}\n```\n\n    缩\n      进\n"),
        "<section><section>某语</section><pre><code>fn 主() {<br>&nbsp;&nbsp;&nbsp;&nbsp;a &nbsp;&lt;b&gt;\
         <br><br>}</code></pre></section>\
         <section><pre><code>缩<br>&nbsp;&nbsp;进</code></pre></section>"
    );
    assert_eq!(
        from_markdown("```\n```"),
        "<section><pre><code><br></code></pre></section>"
    );
}

#[test]
fn an_image_alone_is_a_figure_with_its_title_as_caption() {
    assert_eq!(
        from_markdown(
            "![图 & 甲](a.png \"题<注>\")\n![乙|200](b.png)\n\n文![丙](c.png)字\n\n![d|120](d.png)\n\n![](e.png)"
        ),
        "<figure><img src=\"a.png\" alt=\"图 &amp; 甲\"><figcaption>题&lt;注&gt;</figcaption></figure>\
         <figure><img src=\"b.png\" alt=\"乙\"></figure>\
         <p>文<img src=\"c.png\" alt=\"丙\">字</p>\
         <figure><img src=\"d.png\" alt=\"d\"></figure><figure><img src=\"e.png\"></figure>"
    );
    let page = page("![乙|200](b.png)![|120x80](d.png)", Format::Markdown).html;
    assert!(page.contains(";width:200px\" src=\"b.png\""), "{page}");
    assert!(
        page.contains(";width:120px;height:auto\" src=\"d.png\""),
        "{page}"
    );
}

/// The page of an article with an option set.
fn with(source: &str, set: impl Fn(&mut PageOptions)) -> String {
    let mut options = RenderOptions::default();
    set(&mut options.page);
    let page = render(source, Format::Markdown, &options).unwrap();
    rules::check(&page.html);
    page.html
}

/// A page without its styles and ends.
fn bare_with(source: &str, set: impl Fn(&mut PageOptions)) -> String {
    without_styles(&with(source, set))
}

#[test]
fn links_are_notes_or_text() {
    let source = "[甲](https://a.cn) [文](https://mp.weixin.qq.com/s/x) <https://b.cn> <a href=\"https://c.cn\">丙</a> [锚](#x)";
    assert_eq!(
        bare_with(source, |options| options.links = Links::Text),
        "<p>甲 <a href=\"https://mp.weixin.qq.com/s/x\">文</a> <span>https://b.cn</span> 丙 锚</p>"
    );
    assert!(from_markdown(source).contains("参考资料"));
}

#[test]
fn front_matter_is_shown_when_asked_for() {
    let matter = "---\ntitle: 题\nauthor: [张三, 李四]\ndate: 2024-05-01T08:00:00+08:00\n---\n";
    let show = |options: &mut PageOptions| options.metadata = true;
    assert_eq!(
        bare_with(&format!("{matter}文"), show),
        "<h1>题</h1><p>张三\u{3000}李四\u{3000}2024年5月1日</p><p>文</p>"
    );
    assert_eq!(
        bare_with(&format!("{matter}\n# 自己的题\n\n文\n\n# 又"), show),
        "<h1>自己的题</h1><p>张三\u{3000}李四\u{3000}2024年5月1日</p><p>文</p><h1>又</h1>"
    );
    assert_eq!(
        bare_with("---\ntitle: A <b>\ndate: 2024-05-01\n---\ntext", show),
        "<h1>A &lt;b&gt;</h1><p>2024-05-01</p><p>text</p>"
    );
    assert_eq!(bare_with("文", show), "<p>文</p>");
    assert_eq!(from_markdown(&format!("{matter}文")), "<p>文</p>");
}

#[test]
fn spaces_part_chinese_and_latin_when_asked_for() {
    let source = "[TOC]\n\n## 用Rust写\n\n中文**Bold粗**中`code`文==mark==后[链a](b.md)尾\nword{漢字|かんじ}x，（A）\n第1`x`行H~2~O水\n\n![图](a.png \"图1题\")";
    assert_eq!(
        bare_with(source, |options| options.spacing = true),
        "<ul><li><section>用 Rust 写</section></li></ul><h2>用 Rust 写</h2>\
         <p>中文 <strong>Bold 粗</strong>中 <code>code</code> 文 <mark>mark</mark> 后链 a 尾\nword \
         <ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>x，（A）第 1<code>x</code> 行 H<sub>2</sub>O 水</p>\
         <figure><img src=\"a.png\" alt=\"图\"><figcaption>图 1 题</figcaption></figure>"
    );
    assert!(from_markdown(source).contains("用Rust写"));
}

#[test]
fn tables_written_as_html_keep_their_merged_cells() {
    assert_eq!(
        from_markdown(
            "甲\n\n<table><tr><td rowspan=2>乙<td colspan=\"3\" align=right>丙</tr></table>"
        ),
        "<p>甲</p><section><table><tbody><tr><td rowspan=\"2\">乙</td><td colspan=\"3\">丙</td></tr></tbody></table></section>"
    );
}

#[test]
fn captions_are_titles_alternative_texts_or_nothing() {
    let source = "![甲|300](a.png)\n\n![乙](b.png \"题\")\n\n![](c.png)";
    let captions = |caption| {
        let page = with(source, |options| options.caption = caption);
        let found = page.split("<figcaption").skip(1);
        let text =
            |part: &str| part[part.find('>').unwrap() + 1..part.find('<').unwrap()].to_owned();
        found.map(text).collect::<Vec<_>>()
    };
    assert_eq!(captions(Caption::Title), ["题"]);
    assert_eq!(captions(Caption::Alt), ["甲", "题"]);
    assert!(captions(Caption::None).is_empty());
}

#[test]
fn sizes_and_sides_of_images_are_styles() {
    for (source, style) in [
        ("![甲](a.png){width=60%}", "width:60%"),
        (
            "![甲](a.png){: width=\"300\" height=200 }",
            "width:300px;height:auto",
        ),
        ("![甲](https://mmbiz.qpic.cn/a/0 =100x)", "width:100px"),
        (
            "![甲](https://mmbiz.qpic.cn/a/0 \"题\" =100x50)",
            "width:100px;height:auto",
        ),
        (
            "![甲](https://mmbiz.qpic.cn/a/0 =x50)",
            "height:50px;width:auto",
        ),
        ("![甲|120](a.png){width=50%}", "width:50%"),
        ("![甲](a.png){.right}", "margin:0 0 0 auto"),
        ("![甲|left|120](a.png)", "width:120px;margin:0 auto 0 0"),
    ] {
        let page = page(source, Format::Markdown).html;
        assert!(
            page.contains("<figure") && page.contains("alt=\"甲\""),
            "{source}: {page}"
        );
        assert!(
            page.contains(&format!(";{style}\" src=")),
            "{source}: {page}"
        );
        assert!(!page.contains('{') && !page.contains('='.to_string().repeat(2).as_str()));
    }
    assert_eq!(
        from_markdown("文![甲](a.png){width=20px}字 ![乙](b.png){其他}"),
        "<p>文<img src=\"a.png\" alt=\"甲\">字 <img src=\"b.png\" alt=\"乙\">{其他}</p>"
    );
    assert_eq!(
        from_markdown("![甲](a.png){width=60%} 说明"),
        "<p><img src=\"a.png\" alt=\"甲\"> 说明</p>"
    );
    for source in ["![甲](a.png)\\{width=60%}", "![甲](a.png) {width=60%}"] {
        assert!(from_markdown(source).contains("{width=60%}"), "{source}");
    }
    for source in [
        "![甲](a b =1)",
        "![甲](a.png =大)",
        "![甲] (a.png =1)",
        "\\![甲](a.png =1x)",
    ] {
        assert!(!from_markdown(source).contains("<img"), "{source}");
    }
}

#[test]
fn alerts_carry_a_title_in_the_language_of_the_article() {
    assert_eq!(
        from_markdown("> [!WARNING]\n> 小心"),
        "<section><p>警告</p><p>小心</p></section>"
    );
    assert_eq!(
        from_markdown("> [!TIP]\n> try"),
        "<section><p>Tip</p><p>try</p></section>"
    );
}

#[test]
fn callouts_are_boxes_with_their_title_shown_open() {
    for (source, expected) in [
        (
            "> [!tip] 我的**标题**\n> 内容\n>\n> - 项",
            "<section><p>我的<strong>标题</strong></p><p>内容</p>\
             <ul><li><section>项</section></li></ul></section>",
        ),
        (
            "> [!faq]- 为什么？\n> 因为",
            "<section><p>为什么？</p><p>因为</p></section>",
        ),
        (
            "> [!danger]+\n> 中文",
            "<section><p>危险</p><p>中文</p></section>",
        ),
        (
            "> [!Success]\n> ok",
            "<section><p>Success</p><p>ok</p></section>",
        ),
        (
            "> [!note|right] 题 [链](b.md) `码`",
            "<section><p>题 链 <code>码</code></p></section>",
        ),
        (
            "> [!我的想法]\n> 内容",
            "<section><p>我的想法</p><p>内容</p></section>",
        ),
        (
            "> [!bug] 题\n> ![图](a.png)",
            "<section><p>题</p><figure><img src=\"a.png\" alt=\"图\"></figure></section>",
        ),
        (
            "> [!info] 外\n> > [!warning]\n> > 内",
            "<section><p>外</p><section><p>警告</p><p>内</p></section></section>",
        ),
        (
            "- > [!todo]\n  > 文",
            "<ul><li><section><section><p>待办</p><p>文</p></section></section></li></ul>",
        ),
    ] {
        assert_eq!(from_markdown(source), expected, "{source}");
    }
    for (kind, part) in [
        ("tip", "rgba(47,146,102,.08)"),
        ("failure", "rgba(207,81,72,.08)"),
        ("qq", "rgba(63,127,196,.08)"),
    ] {
        let page = page(&format!("> [!{kind}] 题\n> 文"), Format::Markdown).html;
        assert!(page.contains(part), "{kind}: {page}");
    }
}

#[test]
fn definition_lists_have_terms_and_definitions() {
    assert_eq!(
        from_markdown(
            "**术语：**甲\n: 解释一\n  接着\n: 解释`二`\n\n乙\n丙\n: ![图](a.png)\n\n丁\n\n: 松的\n\n: 又一\n\n文"
        ),
        "<dl><dt><strong>术语：</strong>甲</dt><dd>解释一接着</dd><dd>解释<code>二</code></dd>\
         <dt>乙</dt><dt>丙</dt><dd><img src=\"a.png\" alt=\"图\"></dd>\
         <dt>丁</dt><dd>松的</dd><dd>又一</dd></dl><p>文</p>"
    );
    assert_eq!(
        from_markdown("> 甲\n> : 乙"),
        "<blockquote><dl><dt>甲</dt><dd>乙</dd></dl></blockquote>"
    );
    for source in [
        ": 甲",
        "甲\n:smile: 乙",
        "甲\n::: tip\n乙",
        "甲\n\\: 乙",
        "甲\n`: 乙`",
    ] {
        assert!(!from_markdown(source).contains("<d"), "{source}");
    }
}

#[test]
fn lists_keep_their_numbers_and_hold_any_block() {
    assert_eq!(
        from_markdown(
            "0. 零\n\n   9) 九\n   10) 十\n\n       段\n\n       ```\n       码\n       ```\n\n       ![图](a.png)\n\n       > 引\n       - 深\n         * 更\n           + 最\n"
        ),
        "<ol start=\"0\"><li><section><p>零</p><ol start=\"9\"><li><section><p>九</p></section></li>\
         <li><section><p>十</p><p>段</p><section><pre><code>码</code></pre></section>\
         <figure><img src=\"a.png\" alt=\"图\"></figure><blockquote><p>引</p></blockquote>\
         <ul><li><section>深<ul><li><section>更<ul><li><section>最</section></li></ul></section></li></ul>\
         </section></li></ul></section></li></ol></section></li></ol>"
    );
}

#[test]
fn the_contents_are_a_plain_list_of_headings() {
    let source = "# 总题\n\n[TOC]\n\n## 一 `码`\n\n#### 深\n\n### 浅**粗：**字\n\n> ## 引\n\n\
                  ## 二 [[页|词]]\n\n文\n\n[[toc]]\n\n末";
    assert_eq!(
        from_markdown(source),
        "<h1>总题</h1>\
         <ul><li><section>一 码<ul><li><section>深</section></li></ul>\
         <ul><li><section>浅粗：字</section></li></ul></section></li>\
         <li><section>二 词</section></li></ul>\
         <h2>一 <code>码</code></h2><h4>深</h4><h3>浅<strong>粗：</strong>字</h3>\
         <blockquote><h2>引</h2></blockquote><h2>二 词</h2><p>文</p><p>末</p>"
    );
    assert_eq!(
        from_markdown("[[TOC]]\n\n# 一\n\n# 二"),
        "<ul><li><section>一</section></li><li><section>二</section></li></ul><h1>一</h1><h1>二</h1>"
    );
    assert_eq!(from_markdown("[toc]"), "");
    for source in ["见 [TOC]", "[TOC] 见", "\\[TOC]", "`[TOC]`", "[TOC]\n文"] {
        assert!(
            from_markdown(&format!("# 题\n\n{source}\n\n# 题")).contains("[TOC]"),
            "{source}"
        );
    }
}

#[test]
fn quotes_that_only_look_like_callouts_stay_quotes() {
    for (source, text) in [
        ("> \\[!tip] 甲", "[!tip] 甲"),
        ("> [!tip]甲", "[!tip]甲"),
        ("> 甲 [!tip] 乙", "甲 [!tip] 乙"),
        ("> [!] 甲", "[!] 甲"),
    ] {
        assert_eq!(
            from_markdown(source),
            format!("<blockquote><p>{text}</p></blockquote>")
        );
    }
}

#[test]
fn line_ends_between_chinese_leave_no_gap() {
    assert_eq!(
        from_markdown("第一行，\n第二行\nword\nword **粗\n体**\n末"),
        "<p>第一行，第二行\nword\nword <strong>粗体</strong>末</p>"
    );
    assert_eq!(from_markdown("甲  \n乙\\\n丙"), "<p>甲<br>乙<br>丙</p>");
}

#[test]
fn inline_elements_and_rules() {
    assert_eq!(
        from_markdown("# 题 `a`\n\n*斜* **粗** ~~删~~ &copy; \\*\n\n---\n\n> 引\n> > 又"),
        "<h1>题 <code>a</code></h1>\
         <p><em>斜</em> <strong>粗</strong> <del>删</del> © *</p><hr>\
         <blockquote><p>引</p><blockquote><p>又</p></blockquote></blockquote>"
    );
}

#[test]
fn raw_html_is_balanced_within_its_block() {
    assert_eq!(
        from_markdown("- <div>甲\n- </div>乙 <b>丙\n\n丁</b></ul>"),
        "<ul><li><section><section>甲</section></section></li>\
         <li><section>乙 <b>丙\n</b></section></li></ul><p>丁</p>"
    );
    // Around Markdown it stays open, as browsers show it.
    assert_eq!(
        from_markdown("<div align=\"center\">\n\n**甲**\n\n</div>\n\n乙"),
        "<section><p><strong>甲</strong></p></section><p>乙</p>"
    );
}

#[test]
fn a_block_inside_a_paragraph_interrupts_it() {
    assert_eq!(
        from_markdown("甲 <div>乙</div> 丙 **丁 <div>戊</div>**"),
        "<p>甲</p><section>乙</section><p> 丙 <strong>丁 戊</strong></p>"
    );
}

#[test]
fn details_are_opened() {
    assert_eq!(
        from_markdown("<details>\n<summary>题</summary>\n\n- 甲\n\n</details>"),
        "<section><section>题</section>\n<ul><li><section>甲</section></li></ul></section>"
    );
}

#[test]
fn what_is_lost_is_named_with_its_place() {
    let source =
        "文 <button>按</button>\n\n<video src=\"a.mp4\"\n  controls>\n不支持\n</video>\n\n末";
    assert_eq!(from_markdown(source), "<p>文</p><p>末</p>");
    assert_eq!(
        problems(source, Format::Markdown),
        [
            ("page.dropped", "button".to_owned(), "<button>"),
            (
                "page.dropped",
                "video".to_owned(),
                "<video src=\"a.mp4\"\n  controls>"
            ),
        ]
    );
}

#[test]
fn scripts_styles_and_comments_vanish_without_a_word() {
    let source = "甲<!-- 注 --><script>x()</script><style>p{}</style>乙\n\n<script>\n\nalert(1)\n</script>\n\n丙";
    assert_eq!(from_markdown(source), "<p>甲乙</p><p>丙</p>");
    assert!(problems(source, Format::Markdown).is_empty());
}

#[test]
fn a_forgotten_script_ends_with_its_block() {
    assert_eq!(from_markdown("甲<script>乙\n\n丙"), "<p>甲</p><p>丙</p>");
}

#[test]
fn an_empty_article_is_a_page_with_nothing_in_it() {
    assert_eq!(from_markdown(""), "");
    assert_eq!(from_markdown("<!-- 注 -->\n\n<b></b>"), "");
}
