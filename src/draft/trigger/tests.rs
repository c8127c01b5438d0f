//! Refused pages, each with what its code is about.

use super::*;

fn found(content: &str, errcode: i64) -> Vec<(&'static str, String, String)> {
    triggers(content, errcode)
        .into_iter()
        .map(|trigger| (trigger.kind.word(), trigger.what, trigger.near))
        .collect()
}

fn first(content: &str, errcode: i64) -> Option<(&'static str, String, String)> {
    found(content, errcode).into_iter().next()
}

#[test]
fn a_refused_page_names_what_is_in_it_likeliest_first() {
    let page = "<section><p>见<a href=\"https://example.com/\">此</a></p>\
        <p>听<mpvoice></mpvoice></p><p>回<a href=\"#top\">顶</a><a href=\"#a\">处</a></p>\
        <p>看<a href=\"https://mp.weixin.qq.com/s?__biz=x&amp;tempkey=y\">稿</a>\u{8}</p></section>";
    let triggers = triggers(page, 45166);
    let words: Vec<_> = triggers
        .iter()
        .map(|trigger| (trigger.kind.word(), trigger.count, trigger.certainty))
        .collect();
    assert_eq!(
        words,
        [
            ("fragment-link", 2, Certainty::Known),
            ("preview-link", 1, Certainty::Known),
            ("editor-element", 1, Certainty::Known),
            ("control", 1, Certainty::Suspected),
            ("foreign-link", 1, Certainty::Suspected),
        ]
    );
    assert_eq!(triggers[0].needles(), ["#top", "回"]);
    assert_eq!(
        triggers[1].what,
        "https://mp.weixin.qq.com/s?__biz=x&tempkey=y"
    );
    assert_eq!(triggers[2].needles(), ["<mpvoice", "听"]);
}

#[test]
fn each_code_has_its_own_triggers() {
    let row = |word, what: &str, near: &str| Some((word, what.to_owned(), near.to_owned()));
    let card = "<p>卡<mp-miniprogram data-miniprogram-appid=\"wx1\"></mp-miniprogram></p>";
    assert_eq!(first(card, 45086), row("mini-program", "wx1", "卡"));
    assert_eq!(first(card, 40166), row("mini-program", "wx1", "卡"));
    let home = "https://mp.weixin.qq.com/mp/profile_ext?action=home";
    let link = format!("<p>见<a href=\"{home}\">号</a></p>");
    assert_eq!(first(&link, 40155), row("home-page", home, "见"));
    let mail = "<p>写<a href=\"mailto:a@b.cn\">信</a></p>";
    assert_eq!(
        first(mail, 40213),
        row("link-address", "mailto:a@b.cn", "写")
    );
    let bare = "<p>空<a href=\"https://mp.weixin.qq.com/s/x\"> </a>的</p>";
    let target = "https://mp.weixin.qq.com/s/x";
    assert_eq!(first(bare, 40214), row("link-text", target, "空"));
    for (errcode, word) in [
        (45003, "title"),
        (45004, "digest"),
        (45110, "author"),
        (45005, "source-url"),
    ] {
        assert_eq!(first("<p>甲</p>", errcode), row(word, "", ""));
    }
    assert_eq!(first(card, 48001), None);
    assert_eq!(first(card, 45166), None);
}

#[test]
fn sizes_are_told() {
    let word = |content: &str, errcode| first(content, errcode).map(|(word, what, _)| (word, what));
    let text = |count| "字".repeat(count);
    assert_eq!(
        word(&text(400_000), 45002),
        Some(("bytes", "1200000".to_owned()))
    );
    assert_eq!(
        word(&text(20_000), 45002),
        Some(("characters", "20000".to_owned()))
    );
    assert_eq!(word(&text(10), 45002), None);
    assert_eq!(
        word(&text(1001), 45166),
        Some(("long-text", "1001".to_owned()))
    );
    assert_eq!(word(&format!("<p>{}</p>", text(1001)), 45166), None);
}

#[test]
fn articles_of_the_service_are_no_triggers() {
    for link in [
        "/s/abc",
        "/s?__biz=x&mid=1&idx=1&sn=2#rd",
        "/mp/appmsgalbum?a=1",
    ] {
        let page = format!("<p><a href=\"https://mp.weixin.qq.com{link}\">文</a></p>");
        assert_eq!(found(&page, 45166), [], "{link}");
    }
}

#[cfg(feature = "sandbox")]
#[test]
fn what_the_emulator_refuses_has_a_known_trigger() {
    for content in [
        "<p><a href=\" #top\">a</a></p>",
        "<a href=\"https://mp.weixin.qq.com/s?tempkey=x\">a</a>",
        "<mpvoice></mpvoice>",
        "<qqmusic></qqmusic>",
        "<mpvideosnap></mpvideosnap>",
    ] {
        assert_eq!(crate::sandbox::filtered(content), Err(45166));
        let first = triggers(content, 45166).into_iter().next();
        assert_eq!(
            first.map(|trigger| trigger.certainty),
            Some(Certainty::Known),
            "{content}"
        );
    }
}
