//! Jekyll: `baseurl` and the ways to write it, and the theme it starts with.

use crate::program::jekyll_with;
use crate::site::Site;

/// What the theme has around the articles.
const THEME: [&str; 4] = ["site-nav", "subscribe", "feed.xml", "Mar 1, 2026"];

#[test]
fn articles_and_their_built_pages() {
    let Some(jekyll) = jekyll_with("minima") else {
        return;
    };
    let site = Site::new("jekyll");
    site.build(&jekyll, ["build"]);

    site.publish("out", ["_posts"])
        .remarks(&[])
        .counts(2, 4, 0)
        .lacks(&THEME)
        .page(
            "2026-03-01-上山.wechat.html",
            &["三条", "走到山顶"],
            &["茶.png", "山 路.jpg", "封面.png"],
        )
        .page(
            "2026-03-02-night.wechat.html",
            &["夜里下山", "子时"],
            &["夜.png", "茶.png"],
        );

    site.publish("built", ["_site", "--select", ".post-content"])
        .remarks(&[])
        .counts(2, 0, 4)
        .lacks(&THEME)
        .page(
            "2026/03/01/上山.wechat.html",
            &["三条", "走到山顶", "color:#111"],
            &["茶.png", "山 路.jpg", "封面.png"],
        )
        .page(
            "2026/03/02/night.wechat.html",
            &["夜里下山", "子时"],
            &["夜.png", "茶.png"],
        );
}
