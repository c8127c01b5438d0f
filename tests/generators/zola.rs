//! Zola: the tree of a site, from its source alone, since no package brings the program to every machine that runs this.

use crate::site::Site;

#[test]
fn articles() {
    let site = Site::new("zola");
    site.publish("out", ["content/**/[!_]*.md"])
        .remarks(&[])
        .counts(2, 3, 0)
        .page(
            "posts/雪/index.wechat.html",
            &["初雪落在"],
            &["雪 地.png", "static/img/封面.png"],
        )
        .page(
            "posts/stove.wechat.html",
            &["炉子烧起来"],
            &["炉.jpg", "static/img/封面.png"],
        );
}
