//! Astro: pictures of a content collection that become WebP with a hash in their names, `<Image>` with a `srcset`,
//! `base`, an own layout.

use crate::program::packages;
use crate::site::Site;

/// What the layout has around the articles.
const THEME: [&str; 3] = ["首页导航", "侧栏", "页脚"];

#[test]
fn articles_and_their_built_pages() {
    let Some(packages) = packages("astro") else {
        return;
    };
    let site = Site::new("astro");
    site.link_packages(&packages);
    site.build_with_npm("astro", ["build"]);

    // The cover of one stands in its front matter and is hosted, not shown.
    site.publish("out", ["src/content/posts"])
        .remarks(&[])
        .counts(2, 4, 0)
        .lacks(&THEME)
        .page(
            "花开.wechat.html",
            &["先开的是", "最后开的是桂"],
            &["花 一.png", "花园.jpg", "public/img/封面.png"],
        )
        .page(
            "prune.wechat.html",
            &["冬天剪枝", "branch"],
            &["花 一.png", "public/img/封面.png"],
        );

    // Only `封面.png` is as it was: two pictures of the articles and three sizes of the cover are new.
    site.publish("built", ["dist", "--select", "article"])
        .remarks(&[])
        .counts(2, 5, 1)
        .lacks(&THEME)
        .page(
            "posts/花开/index.wechat.html",
            &["花开的次序", "先开的是", "color:#234"],
            &["_astro/春.", "_astro/花 一.", "_astro/花园.", "封面.png"],
        )
        .page(
            "posts/prune/index.wechat.html",
            &["剪枝", "冬天剪枝", "branch"],
            &["_astro/花 一.", "封面.png"],
        );
}
