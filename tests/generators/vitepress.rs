//! `VitePress`: pictures beside the pages that become hashed assets or `data:` URIs, `public/`, a base path.

use crate::program::packages;
use crate::site::Site;

/// What the default theme has around the articles.
const THEME: [&str; 6] = [
    "首页导航",
    "侧栏目录",
    "页脚",
    "本页目录",
    "上一篇文章",
    "下一篇文章",
];

#[test]
fn articles_and_their_built_pages() {
    let Some(packages) = packages("vitepress") else {
        return;
    };
    let site = Site::new("vitepress");
    site.link_packages(&packages);
    site.build_with_npm("vitepress", ["build", "docs"]);

    site.publish("out", ["docs/posts"])
        // `{{ year }}`, which only VitePress can work out.
        .remarks(&["article.shortcode"])
        .counts(2, 4, 0)
        .lacks(&THEME)
        .page(
            "morning.wechat.html",
            &["湖上的早晨", "雾散得很慢", "五点以前到", "湖色"],
            &["湖 一.png", "docs/public/img/封面.png", "湖面.jpg"],
        )
        .page(
            "夜.wechat.html",
            &["夜里的湖", "夜里没有风"],
            &["posts/小图.png", "docs/public/img/封面.png"],
        );

    // The big picture is `assets/湖面.<hash>.jpg` there, the small ones are in the page: the same contents.
    site.publish(
        "built",
        ["docs/.vitepress/dist/posts", "--select", ".vp-doc"],
    )
    // The buttons that copy code.
    .remarks(&["page.dropped"])
    .counts(2, 0, 4)
    .lacks(&THEME)
    .page(
        "morning.wechat.html",
        &["湖上的早晨", "雾散得很慢", "五点以前到", "湖色"],
        &["data:", "封面.png", "assets/湖面."],
    )
    .page(
        "夜.wechat.html",
        &["夜里的湖", "今年是 2026 年"],
        &["data:", "封面.png"],
    );
}
