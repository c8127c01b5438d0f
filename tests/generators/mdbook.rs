//! mdBook: pictures beside the chapters, its one theme, pictures that open at a click.

use crate::program::program;
use crate::site::Site;

/// What the theme has around the chapters, and what the source has beside them.
const THEME: [&str; 4] = ["目录", "读书札记", "Keyboard shortcuts", "chapter"];

#[test]
fn articles_and_their_built_pages() {
    let Some(mdbook) = program("mdbook") else {
        return;
    };
    let site = Site::new("mdbook");
    site.build(&mdbook, ["build"]);

    site.publish("out", ["src/夜读.md", "src/part"])
        .remarks(&[])
        .counts(2, 4, 0)
        .lacks(&THEME)
        .page(
            "夜读.wechat.html",
            &["灯下读书", "灯要暖一些", "夜读"],
            &["书 页.png", "书架.jpg"],
        )
        .page(
            "old.wechat.html",
            &["旧书里夹着"],
            &["part/图.png", "夜灯.webp"],
        );

    // Each picture is there twice, the second for a click.
    site.publish("built", ["book/夜读.html", "book/part", "--select", "main"])
        .remarks(&[])
        .counts(2, 0, 4)
        .lacks(&THEME)
        .page(
            "夜读.wechat.html",
            &["灯下读书", "灯要暖一些"],
            &["书 页.png", "书架.jpg"],
        )
        .page(
            "old.wechat.html",
            &["旧书里夹着"],
            &["part/图.png", "夜灯.webp"],
        );
}

/// The site, with us as its second backend.
fn book() -> Site {
    let site = Site::new("mdbook");
    let settings = format!(
        "mathjax-support = true\n\n[output.tuwen]\ncommand = \"'{}' mdbook\"\nsandbox = true\ntheme = \"literary\"\n",
        env!("CARGO_BIN_EXE_tuwen").replace('\\', "/")
    );
    site.append("book.toml", &settings);
    site
}

#[test]
fn mdbook_runs_the_backend() {
    let Some(mdbook) = program("mdbook") else {
        return;
    };
    let site = book();
    site.append(
        "src/夜读.md",
        "\n- ```rust\n  # fn main() {\n  let 灯 = 1;\n  # }\n  ```\n\n{{#include ../book.toml:2}}\n\n\\\\[ \\mu = x^2 \\\\]\n",
    );
    site.build(&mdbook, ["build"]);
    let pages = site.pages("book/tuwen");
    let names: Vec<&str> = pages.keys().map(String::as_str).collect();
    assert_eq!(names, ["part/old.wechat.html", "夜读.wechat.html"]);
    let page = &pages["夜读.wechat.html"];
    assert!(
        page.contains("灯下读书") && page.contains("读书札记"),
        "{page}"
    );
    // What mdBook hides is hidden, and formulas are where it has them.
    assert!(!page.contains("fn main"), "{page}");
    assert!(page.contains("<svg"), "{page}");
    assert!(
        page.contains("let") && page.contains("https://mmbiz.qpic.cn/"),
        "{page}"
    );
    assert!(!page.contains("{{"), "{page}");
}

#[test]
fn a_picture_that_is_missing_fails_the_build() {
    let Some(mdbook) = program("mdbook") else {
        return;
    };
    let site = book();
    site.append("src/part/old.md", "\n![没有](没有.png)\n");
    let output = site.generator(&mdbook).arg("build").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("error[image.missing]"), "{said}");
    // The other chapter is complete.
    let pages = site.pages("book/tuwen");
    assert_eq!(pages.keys().collect::<Vec<_>>(), ["夜读.wechat.html"]);
}
