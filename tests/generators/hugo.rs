//! Hugo: bundles, pictures in `static/`, a base path, and an asset pipeline that scales pictures and names them after
//! their content.

use crate::program::program;
use crate::site::Site;

/// What the theme has around the articles.
const THEME: [&str; 4] = ["首页导航", "侧栏", "页脚", "上一篇"];

#[test]
fn articles_and_their_built_pages() {
    let Some(hugo) = program("hugo") else { return };
    let site = Site::new("hugo");
    site.build(&hugo, ["--quiet"]);

    site.publish("out", ["content"])
        .remarks(&[])
        .counts(3, 5, 0)
        .lacks(&THEME)
        .page(
            "posts/采茶/index.wechat.html",
            &["天亮以前", "下山的路"],
            &[
                "采茶/图 一.png",
                "static/img/封面.png",
                "采茶/茶山.jpg",
                "采茶/清明.webp",
            ],
        )
        .page(
            "posts/kiln.wechat.html",
            &["第一天看火", "1280 ℃"],
            &["static/img/封面.png", "static/img/窑.png"],
        )
        .page(
            "posts/清明.wechat.html",
            &["同一张封面"],
            &["static/img/封面.png"],
        );

    // What the pipeline has made is new: the photo at two sizes. The rest is known. Lists are passed over.
    site.publish("built", ["public", "--select", ".post-content"])
        .remarks(&[])
        .counts(3, 2, 4)
        .lacks(&THEME)
        .page(
            "posts/采茶/index.wechat.html",
            &["天亮以前", "下山的路", "color:#343"],
            &["图 一.png", "封面.png", "茶山_hu", "清明.webp"],
        )
        .page(
            "posts/kiln/index.wechat.html",
            &["第一天看火"],
            &["static/img/封面.png", "static/img/窑.png"],
        )
        .page(
            "posts/清明/index.wechat.html",
            &["同一张封面"],
            &["static/img/封面.png"],
        );
}
