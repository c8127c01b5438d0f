//! Obsidian: a vault, whose pictures are named without a path. It builds nothing.

use crate::site::Site;

#[test]
fn articles() {
    let site = Site::new("obsidian");
    site.publish("out", ["."])
        .remarks(&[])
        .counts(2, 3, 0)
        .lacks(&["[[", "槐花|", "私话", "%%"])
        .page(
            "日记/五月.wechat.html",
            &["五月的街", "早上去", "记得带伞", "width:300px"],
            &["附件/图 一.png", "日记/街角.jpg"],
        )
        .page(
            "槐花.wechat.html",
            &["槐花可以吃", "再去一次"],
            &["附件/Pasted image 20260501.png", "附件/图 一.png"],
        );
}
