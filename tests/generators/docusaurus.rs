//! Docusaurus: blog and docs, small pictures in the page and bigger ones with a hash in their names, `baseUrl`, and the
//! classic theme.

use crate::program::packages;
use crate::site::Site;

/// What the theme has around the articles.
const THEME: [&str; 5] = ["首页导航", "近况", "页脚", "阅读需", "本页总览"];

#[test]
fn articles_and_their_built_pages() {
    let Some(packages) = packages("docusaurus") else {
        return;
    };
    let site = Site::new("docusaurus");
    site.link_packages(&packages);
    site.build_with_npm("docusaurus", ["build"]);

    site.publish("out", ["blog", "docs"])
        .remarks(&[])
        .counts(2, 4, 0)
        .lacks(&THEME)
        .page(
            "2026-05-01-灯塔/index.wechat.html",
            &["昨夜又亮了", "涨潮前一个时辰"],
            &["灯 塔.png", "海.jpg", "static/img/封面.png"],
        )
        .page(
            "tide.wechat.html",
            &["潮汐", "一天两次", "卯时"],
            &["潮汐.png", "static/img/封面.png"],
        );

    site.publish(
        "built",
        [
            "build/news/lighthouse",
            "build/docs",
            "--select",
            ".markdown",
        ],
    )
    .remarks(&[])
    .counts(2, 0, 4)
    .lacks(&THEME)
    .page(
        "index.wechat.html",
        &["昨夜又亮了", "涨潮前一个时辰", "color:#1c1e21"],
        &["data:", "assets/images/海-", "data:"],
    )
    .page(
        "tide/index.wechat.html",
        &["潮汐", "一天两次", "卯时"],
        &["data:", "data:"],
    );
}
