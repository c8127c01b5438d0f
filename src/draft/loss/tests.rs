//! Losses of hand-made pairs, and of what the emulator's filter leaves of a page.

use super::*;

/// The losses as `kind what near count`.
fn lost(sent: &str, stored: &str) -> Vec<(&'static str, String, String, usize)> {
    losses(sent, stored)
        .into_iter()
        .map(|loss| (loss.kind.word(), loss.what, loss.near, loss.count))
        .collect()
}

fn one(sent: &str, stored: &str) -> (&'static str, String, String, usize) {
    let mut lost = lost(sent, stored);
    assert_eq!(lost.len(), 1, "{lost:?}");
    lost.remove(0)
}

fn row(
    kind: &'static str,
    what: &str,
    near: &str,
    count: usize,
) -> (&'static str, String, String, usize) {
    (kind, what.to_owned(), near.to_owned(), count)
}

#[test]
fn spelling_is_no_loss() {
    for (sent, stored) in [
        (
            "<p style=\"color:#FFF;margin:0 0 .5em\" data-a=1 title='b'>甲</p>",
            "<p title=\"b\" data-a=\"1\" style=\"margin: 0px 0px 0.5em; color: rgb(255, 255, 255);\">甲</p>",
        ),
        ("<p>a&nbsp;b &mdash; &#x4e2d;</p>", "<p>a\u{a0}b — 中</p>"),
        (
            "<img src=\"http://mmbiz.qpic.cn/mmbiz_png/ab/0\">",
            "<img data-src=\"https://mmbiz.qpic.cn/sz_mmbiz_png/ab/640?wx_fmt=png\" src=\"data:image/gif;base64,AA\"/>",
        ),
        (
            "<svg viewBox=\"0 0 1 1\"><rect/></svg>",
            "<svg viewbox=\"0 0 1 1\"><rect></rect></svg>",
        ),
        ("<p id=a class=b>甲<!-- 注 --></p>", "<p>甲</p>"),
        (
            "<img src=\"//mmbiz.qpic.cn/a/b/0\" width=300 height=20>",
            "<img src=\"//mmbiz.qpic.cn/a/b/0\" style=\"width:300px;height:20px\">",
        ),
        (
            "<section style=\"color:red\"><p>甲乙</p>\n <p>丙</p></section>",
            "<section style=\"color:red\"><section><p><span leaf=\"\">甲</span><span leaf=\"\">乙</span></p><p><span leaf>丙</span></p></section></section>",
        ),
        (
            "<p style=\"font-family:'A B',serif;background:url('https://mmbiz.qpic.cn/a/b/0')\">甲</p>",
            "<p style=\"font-family: &quot;A B&quot;, serif; background: url(&quot;https://mmbiz.qpic.cn/a/b/0&quot;)\">甲</p>",
        ),
        (
            "<p style=\"display:-webkit-box;display:flex\"><span>甲</span></p>",
            "<p style=\"display:flex\">甲</p>",
        ),
        (
            "<a href=\"http://mp.weixin.qq.com/s/x?a=1&amp;b=2\">甲</a>",
            "<a href='https://mp.weixin.qq.com/s/x?a=1&b=2#rd'>甲</a>",
        ),
        (
            "<section><p style=\"font-size:0;line-height:0\">&nbsp;</p><p>甲</p></section>",
            "<section><p>甲</p></section>",
        ),
    ] {
        assert_eq!(lost(sent, stored), [], "{sent}");
    }
}

#[test]
fn each_kind_of_loss_has_its_word() {
    for (sent, stored, expected) in [
        (
            "<p>甲<img src=\"https://example.com/a.png\">乙</p>",
            "<p>甲乙</p>",
            row("picture", "https://example.com/a.png", "甲", 1),
        ),
        (
            "<p>见<a href=\"https://example.com/\">此</a></p>",
            "<p>见<a>此</a></p>",
            row("link", "https://example.com/", "见", 1),
        ),
        (
            "<p>见<a href=\"https://example.com/\">此</a></p>",
            "<p>见此</p>",
            row("link", "https://example.com/", "见", 1),
        ),
        (
            "<p style=\"color:red;filter:blur(1px)\">甲</p>",
            "<p style=\"color:red\">甲</p>",
            row("declaration", "filter: blur(1px)", "甲", 1),
        ),
        (
            "<p style=\"background:#fff url('https://a.cn/b;c.png')\">甲</p>",
            "<p>甲</p>",
            row("picture", "https://a.cn/b;c.png", "甲", 1),
        ),
        (
            "<p data-tool=\"x\">甲</p>",
            "<p>甲</p>",
            row("attribute", "data-tool", "甲", 1),
        ),
        (
            "<p>甲</p><video src=a></video><p>乙</p>",
            "<p>甲</p><p>乙</p>",
            row("element", "video", "乙", 1),
        ),
        (
            "<p>甲乙 丙</p><section><p>丁戊</p><p>己</p></section>",
            "<p>甲</p><p>己</p>",
            row("text", "乙 丙", "甲", 1),
        ),
        (
            "<p style=\"width:50%\">甲</p>",
            "<p style=\"width:100%\">甲</p>",
            row("declaration", "width: 50%", "甲", 1),
        ),
    ] {
        assert_eq!(one(sent, stored), expected, "{sent}");
    }
}

#[test]
fn the_same_loss_is_told_once() {
    let blurred =
        |number| format!("<p style=\"filter:blur({number}px);color:red\">第{number}段</p>");
    let sharp = |number| format!("<p style=\"color:red\">第{number}段</p>");
    let sent: String = (0..40).map(blurred).collect();
    let stored: String = (0..40).map(sharp).collect();
    let expected = row("declaration", "filter: blur(0px)", "第0段", 40);
    assert_eq!(one(&sent, &stored), expected);
}

#[test]
fn one_picture_of_many_alike_is_the_one_that_is_named() {
    let picture = |number: usize| {
        format!("<img src=\"https://mmbiz.qpic.cn/a/{number}/0\" style=\"width:9%\">")
    };
    let sent: String = (0..30).map(picture).collect();
    let stored: String = (0..30)
        .filter(|number| *number != 17)
        .map(picture)
        .collect();
    let lost = one(&sent, &stored);
    assert_eq!(lost, row("picture", "https://mmbiz.qpic.cn/a/17/0", "", 1));
}

#[test]
fn a_piece_at_the_end_that_is_gone_is_gone_whole() {
    let lost = lost(
        "<section><p>甲</p></section><p>尾声<strong>很</strong>长</p><hr>",
        "<section><p>甲</p></section>",
    );
    let kinds: Vec<&str> = lost.iter().map(|(_, what, _, _)| what.as_str()).collect();
    assert_eq!(kinds, ["p", "hr", "尾声很长"]);
}

#[test]
fn large_documents_of_any_difference_take_bounded_time() {
    let start = std::time::Instant::now();
    let paragraph = |number| format!("<p style=\"margin:{number}px\">段{number}：<b>文</b>字</p>");
    let page = |from: usize| -> String { (from..from + 4000).map(paragraph).collect() };
    assert!(!losses(&page(0), &page(4000)).is_empty());
    losses(&"<b>".repeat(100_000), &"</b><i>".repeat(50_000));
    losses(&page(0), "");
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

/// What the emulator keeps of a page.
#[cfg(feature = "sandbox")]
fn filtered(page: &str) -> String {
    crate::sandbox::filtered(page).unwrap_or_else(|errcode| panic!("{errcode}: {page}"))
}

#[cfg(feature = "sandbox")]
#[test]
fn all_that_the_emulator_drops_is_found() {
    for (page, expected) in [
        (
            "<p>甲<img src=\"img/a.png\">乙</p>",
            row("picture", "img/a.png", "甲", 1),
        ),
        (
            "<p>甲</p><svg viewBox=\"0 0 1 1\"><image href=\"https://a.cn/b.png\"/></svg>",
            row("picture", "https://a.cn/b.png", "甲", 1),
        ),
        (
            "<p>甲</p><style>p{}</style>",
            row("element", "style", "甲", 1),
        ),
        (
            "<script>if(a<b)c()</script><p>甲</p>",
            row("element", "script", "甲", 1),
        ),
        ("<p>甲<input>乙</p>", row("element", "input", "甲", 1)),
        (
            "<p>甲</p><video src=\"a\"></video>",
            row("element", "video", "甲", 1),
        ),
        (
            "<p>甲</p><iframe src=\"https://a.cn\"></iframe>",
            row("element", "iframe", "甲", 1),
        ),
        ("<form><p>甲</p></form>", row("element", "form", "甲", 1)),
        (
            "<svg viewBox=\"0 0 1 1\"><defs><marker></marker></defs><rect/></svg><p>甲</p>",
            row("element", "defs", "甲", 1),
        ),
        (
            "<svg><a href=\"https://mp.weixin.qq.com/s/x\"><rect/></a></svg><p>甲</p>",
            row("link", "https://mp.weixin.qq.com/s/x", "甲", 1),
        ),
        (
            "<p>甲<a href=\"https://a.cn/?b=1&amp;c=2\">乙</a></p>",
            row("link", "https://a.cn/?b=1&c=2", "甲", 1),
        ),
        (
            "<p>甲<a href=\"JavaScript:x\">乙</a></p>",
            row("link", "JavaScript:x", "甲", 1),
        ),
        (
            "<p onclick=\"x()\">甲</p>",
            row("attribute", "onclick", "甲", 1),
        ),
        (
            "<p style=\"Position:fixed;color:red\">甲</p>",
            row("declaration", "position: fixed", "甲", 1),
        ),
        (
            "<section style=\"background-image:url(&quot;https://a.cn/b.png&quot;)\"><p>甲</p></section>",
            row("picture", "https://a.cn/b.png", "甲", 1),
        ),
    ] {
        let mut found = lost(page, &filtered(page));
        // A shape in a shape that is gone.
        found.retain(|(_, what, _, _)| what != "marker");
        assert_eq!(found, [expected], "{page}");
    }
    let page = "<details><summary>题</summary><p>文<b>字</b></p></details>";
    let expected = [
        row("element", "details", "题", 1),
        row("text", "文字", "题", 1),
    ];
    assert_eq!(lost(page, &filtered(page)), expected);
    let page = "<svg><foreignObject><div>外文</div></foreignObject></svg>";
    let found = lost(page, &filtered(page));
    assert_eq!(
        (found[0].1.as_str(), found[1].1.as_str()),
        ("foreignobject", "外文")
    );
}

/// The page of an article with the default theme, its pictures hosted.
#[cfg(feature = "sandbox")]
fn page(source: &str) -> String {
    let options = crate::render::RenderOptions::default();
    let page = crate::render::render(source, crate::article::Format::Markdown, &options);
    page.unwrap().html
}

#[cfg(feature = "sandbox")]
#[test]
fn a_page_of_ours_loses_nothing() {
    for source in [
        include_str!("../../render/tests/kitchen.md"),
        include_str!("../../render/tests/notations.md"),
    ] {
        let page = page(source);
        // The sources have pictures that nobody has uploaded.
        let stored = filtered(&page);
        let mut found = losses(&page, &stored);
        found.retain(|loss| loss.kind != LossKind::Picture || HostedUrl::is_hosted(&loss.what));
        assert_eq!(found, []);
    }
}

#[cfg(feature = "sandbox")]
#[test]
fn a_loss_is_found_in_the_article() {
    let source = "# 题\n\n第一段，有**粗**体。\n\n看 ![](图/甲.png) 与 <span style=\"opacity:.5\">淡</span>的字。\n\n第三段。\n";
    let page = page(source);
    let stored = filtered(&page)
        .replace("opacity:.5", "")
        .replace("第三段。", "");
    let places = super::super::place::Places::new(source);
    let found: Vec<_> = losses(&page, &stored)
        .into_iter()
        .map(|loss| {
            let needles = loss.needles();
            let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
            let place = places.find(&needles, 0).map(|place| &source[place]);
            (loss.kind.word(), place.unwrap_or_default())
        })
        .collect();
    let expected = [
        ("picture", "图/甲.png"),
        ("declaration", "opacity:.5"),
        ("text", "第三段。"),
    ];
    assert_eq!(found, expected);
}
