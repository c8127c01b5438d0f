//! Hexo: a folder of pictures for each post, `{% asset_img %}`, `root`, pictures that are loaded late, and its usual
//! theme.

use crate::program::packages;
use crate::site::Site;

/// What the theme has around the articles.
const THEME: [&str; 4] = ["Archives", "Recent Posts", "article-share-link", "Newer"];

#[test]
fn articles_and_their_built_pages() {
    let Some(packages) = packages("hexo") else {
        return;
    };
    let site = Site::new("hexo");
    site.link_packages(&packages);
    site.build_with_npm("hexo", ["generate"]);

    site.publish("out", ["source/_posts"])
        .remarks(&[])
        .counts(2, 4, 0)
        .lacks(&THEME)
        .page(
            "春茶.wechat.html",
            &["头采", "第二篮", "二叶初展"],
            &["春茶/一叶.png", "春茶/二叶.jpg", "source/img/封面.png"],
        )
        .page(
            "rain.wechat.html",
            &["雨前摘", "雨生百谷"],
            &["rain/雨.png", "source/img/封面.png"],
        );

    // Every `src` is `loading.png` there, which is sent and not shown; the pictures are in `data-original`.
    let built = site.publish("built", ["public/2026", "--select", ".article-entry"]);
    // The theme's icons, from another host.
    built
        .remarks(&["page.sheet-left-out"])
        .counts(2, 1, 4)
        .lacks(&THEME)
        .page(
            "04/05/春茶/index.wechat.html",
            &["头采", "第二篮"],
            &["春茶/一叶.png", "春茶/二叶.jpg", "封面.png"],
        )
        .page(
            "04/20/rain/index.wechat.html",
            &["雨前摘", "雨生百谷"],
            &["rain/雨.png", "封面.png"],
        );
}
