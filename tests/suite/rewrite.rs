//! `rewrite`: only image URLs change, each content is uploaded once, nothing half-good is written.

use crate::project::png;
use crate::service::Service;

const URL: &str = "https://mmbiz.qpic.cn/";

/// The text with each hosted URL replaced by `@`.
fn without_urls(text: &str) -> String {
    let mut pieces = text.split(URL);
    let mut output = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_/?=.".contains(c)))
            .unwrap_or(piece.len());
        output.push('@');
        output.push_str(&piece[end..]);
    }
    output
}

#[test]
fn every_markdown_syntax_is_rewritten_and_every_other_byte_stays() {
    let service = Service::start();
    let project = service.project();
    for (seed, name) in [
        "a.png",
        "图 片/第 一.png",
        "b.png",
        "c.png",
        "附件/找我.png",
    ]
    .iter()
    .enumerate()
    {
        project.png(name, u8::try_from(seed).unwrap());
    }
    let source = "\u{feff}---\r\ncover: a.png\r\n---\r\n# 题\r\n\
        ![甲](a.png \"题\") ![乙](<图 片/第 一.png>) ![丙](图%20片/第%20一.png)\r\n\
        ![丁](图 片/第 一.png)\r\n\
        [![戊][b]](https://example.com)\r\n\
        \r\n\
        | 表 | 图 |\r\n|---|---|\r\n| 一 | ![己](./a.png) |\r\n\
        \r\n\
        > <img alt=庚 src='c.png'>\r\n\
        \r\n\
        ![[找我.png|300]]\r\n\
        \r\n\
        `![码](a.png)` <!-- ![注](a.png) -->\r\n\
        \r\n\
        ```\r\n![块](a.png)\r\n```\r\n\
        \r\n\
        [b]: b.png \"共用\"\r\n";
    project.file("稿.md", source);
    project.file(".obsidian/app.json", "{}");
    let run = project.tuwen(["rewrite", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    let expected = source
        .replace("cover: a.png", "cover: @")
        .replace("(a.png \"题\")", "(@ \"题\")")
        .replace("(<图 片/第 一.png>)", "(<@>)")
        .replace("(图%20片/第%20一.png)", "(@)")
        .replace("(图 片/第 一.png)", "(@)")
        .replace("(./a.png)", "(@)")
        .replace("src='c.png'", "src='@'")
        .replace("![[找我.png|300]]", "![找我|300](@)")
        .replace("[b]: b.png", "[b]: @");
    assert_eq!(without_urls(&run.stdout), expected);
    assert_eq!(service.uploads(), 5, "each content once");

    project.file("再.md", &run.stdout);
    let again = project.tuwen(["rewrite", "再.md"]);
    assert_eq!(again.stdout, run.stdout, "rewriting twice changes nothing");
    assert_eq!(service.uploads(), 5);
}

#[test]
fn html_keeps_its_encoding_and_everything_but_the_urls() {
    let service = Service::start();
    let project = service.project();
    project.png("图.png", 1).png("b.png", 2);
    let source = "<!DOCTYPE html><META charset=gbk><BODY  background='图.png'>\
        <IMG  SRC = 图.png data-A=\"1\"/ ><p style=\"background:url(&quot;b.png&quot;)\">题</p>\
        <img srcset='b.png 1x, 图.png 2x' data-src=b.png><!-- <img src=b.png> -->\
        <script>'<img src=b.png>'</script>";
    let (bytes, _, _) = encoding_rs::GBK.encode(source);
    project.file("页.html", bytes);
    let run = project.tuwen(["rewrite", "页.html", "-o", "出.html"]);
    assert_eq!(run.status, 0, "{run:?}");
    let written = std::fs::read(project.path("出.html")).unwrap();
    let (text, _, broken) = encoding_rs::GBK.decode(&written);
    assert!(!broken);
    let expected = source
        .replace("background='图.png'", "background='@'")
        .replace("SRC = 图.png", "SRC = \"@\"")
        .replace("url(&quot;b.png&quot;)", "url(&quot;@&quot;)")
        .replace("'b.png 1x, 图.png 2x'", "'@ 1x, @ 2x'")
        .replace("data-src=b.png", "data-src=\"@\"");
    assert_eq!(without_urls(&text), expected);
    assert_eq!(service.uploads(), 2);
}

#[test]
fn a_rerun_makes_no_request_and_needs_neither_secret_nor_configuration() {
    let service = Service::start();
    let mut project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    let first = project.tuwen(["rewrite", "a.md"]);
    assert_eq!(first.status, 0, "{first:?}");
    let requests = service.requests();
    assert_eq!(requests, 2, "one token, one upload");
    project
        .variable("TUWEN_API_BASE", "")
        .variable("WECHAT_APP_ID", "")
        .variable("WECHAT_APP_SECRET", "");
    let second = project.tuwen(["rewrite", "a.md"]);
    assert_eq!(second.status, 0, "{second:?}");
    assert_eq!(second.stdout, first.stdout);
    assert_eq!(service.requests(), requests);
}

#[test]
fn the_same_content_under_many_names_is_uploaded_once_over_a_whole_tree() {
    let service = Service::start();
    let project = service.project();
    for article in 0..12 {
        let name = format!("第{article}章/图{article}.png");
        project.png(&name, u8::try_from(article % 3).unwrap());
        let text =
            format!("![](图{article}.png) ![](./图{article}.png?v=1) <img src=图{article}.png>");
        project.file(&format!("第{article}章/正文.md"), text);
    }
    let run = project.tuwen([
        "rewrite", ".", "-o", "出", "--report", "json", "--jobs", "8",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    let totals = &run.json()["totals"];
    assert_eq!(totals["articles"], 12);
    assert_eq!(totals["references"], 36);
    assert_eq!(totals["assets"], 3);
    assert_eq!(totals["uploaded"], 3);
    assert_eq!(totals["requests"], 4);
    assert_eq!(service.uploads(), 3);
    assert!(
        project.read("出/第7章/正文.md").contains(URL),
        "the tree is mirrored"
    );
}

#[test]
fn several_processes_at_once_upload_each_content_once() {
    let service = Service::with_fault("delay=30ms");
    let project = service.project();
    let mut text = String::new();
    for number in 0..10u8 {
        project.png(&format!("{number}.png"), number);
        text = format!("{text}![]({number}.png)\n");
    }
    project.file("a.md", text);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let project = &project;
            scope.spawn(move || {
                let output = format!("出{number}.md");
                let run = project.tuwen(["rewrite", "a.md", "-o", &output]);
                assert_eq!(run.status, 0, "{run:?}");
            });
        }
    });
    assert_eq!(service.uploads(), 10);
    for number in 1..4 {
        assert_eq!(
            project.read(&format!("出{number}.md")),
            project.read("出0.md")
        );
    }
}

#[test]
fn in_place_replaces_the_articles_that_are_complete_and_leaves_the_others() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1);
    project
        .file("好.md", "![](a.png)")
        .file("坏.md", "![](a.png) ![](没有.png)");
    let run = project.tuwen(["rewrite", "好.md", "坏.md", "--in-place"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(project.read("好.md").contains(URL));
    assert_eq!(project.read("坏.md"), "![](a.png) ![](没有.png)");
    assert!(
        run.stderr.contains("坏.md:1:16: error[image.missing]"),
        "{}",
        run.stderr
    );
    assert_eq!(
        project.names(),
        ["a.png", "坏.md", "好.md"],
        "nothing else is left behind"
    );

    let run = project.tuwen(["rewrite", "坏.md", "--in-place", "--allow-missing"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(project.read("坏.md").starts_with(&format!("![]({URL}")));
    assert!(project.read("坏.md").ends_with("![](没有.png)"));
}

#[test]
fn standard_input_is_read_and_standard_output_holds_the_article_alone() {
    let service = Service::start();
    let project = service.project();
    project.png("图/a.png", 1);
    let arguments = ["rewrite", "-", "--from", "markdown", "--base-dir", "图"];
    let run = project.tuwen_with_input(arguments, "前 ![](a.png) 后\n");
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(without_urls(&run.stdout), "前 ![](@) 后\n");
}

#[test]
fn a_dry_run_sends_nothing_and_writes_nothing() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    let run = project.tuwen([
        "rewrite",
        "a.md",
        "-o",
        "b.md",
        "--dry-run",
        "--report",
        "json",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        run.json()["articles"][0]["references"][0]["status"],
        "uploaded"
    );
    assert_eq!(run.json()["totals"]["requests"], 0);
    assert_eq!(service.requests(), 0);
    assert_eq!(project.names(), ["a.md", "a.png"]);
    assert!(
        !project.home().join(".local").exists(),
        "not even the ledger"
    );
}

#[test]
fn refresh_uploads_again() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    let first = project.tuwen(["rewrite", "a.md"]).stdout;
    let second = project.tuwen(["rewrite", "a.md", "--refresh"]).stdout;
    assert_eq!(service.uploads(), 2);
    assert_ne!(first, second, "the service gives a new URL");
    assert_eq!(
        project.tuwen(["rewrite", "a.md"]).stdout,
        second,
        "and that one is remembered"
    );
}

#[test]
fn two_accounts_never_share_an_upload() {
    let service = Service::start();
    let mut project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    assert_eq!(project.tuwen(["rewrite", "a.md"]).status, 0);
    project
        .variable("WECHAT_APP_ID", "wxother")
        .variable("WECHAT_APP_SECRET", "secret");
    let run = project.tuwen(["rewrite", "a.md"]);
    assert_eq!(
        run.status, 3,
        "the emulator does not know that account: {run:?}"
    );
}

#[test]
fn an_unchanged_output_is_not_touched() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    project.tuwen(["rewrite", "a.md", "-o", "b.md"]);
    let before = std::fs::metadata(project.path("b.md"))
        .unwrap()
        .modified()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        std::fs::metadata(project.path("b.md"))
            .unwrap()
            .modified()
            .unwrap(),
        before
    );
}

#[test]
fn what_goes_over_the_wire_is_what_real_servers_want() {
    let service = Service::start();
    let project = service.project();
    project
        .png("中文 名.png", 7)
        .file("a.md", "![](<中文 名.png>)");
    assert_eq!(project.tuwen(["rewrite", "a.md"]).status, 0);
    let upload = &service.sandbox().uploads()[0];
    assert_eq!(upload.field, "media");
    assert!(
        upload.filename.is_ascii() && upload.filename.strip_suffix(".png").is_some(),
        "{}",
        upload.filename
    );
    assert_eq!(upload.content_type, "image/png");
    assert!(upload.content_length.is_some());
    assert_eq!(upload.digest, tuwen::Digest::of(&png(7)));
}

#[test]
fn an_edit_during_the_uploads_is_not_lost() {
    let service = Service::with_fault("delay=1500ms@media/uploadimg");
    let project = service.project();
    project.png("a.png", 1).file("a.md", "旧 ![](a.png)");
    let run = std::thread::scope(|scope| {
        let run = scope.spawn(|| project.tuwen(["rewrite", "a.md", "--in-place"]));
        while !service.sandbox().requests().contains_key("media/uploadimg") {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        project.file("a.md", "新 ![](a.png)");
        run.join().unwrap()
    });
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("article.changed"), "{}", run.stderr);
    assert_eq!(project.read("a.md"), "新 ![](a.png)");
    assert_eq!(project.tuwen(["rewrite", "a.md", "--in-place"]).status, 0);
    assert_eq!(service.uploads(), 1, "the upload is remembered");
}

#[test]
fn outputs_below_the_input_are_no_articles_of_the_next_run() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    for _ in 0..2 {
        let run = project.tuwen(["rewrite", ".", "-o", "出"]);
        assert_eq!(run.status, 0, "{run:?}");
    }
    assert_eq!(project.names(), ["a.md", "a.png", "出/a.md"]);
}

#[test]
fn two_processes_that_refresh_upload_once() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    assert_eq!(project.tuwen(["rewrite", "a.md"]).status, 0);
    service
        .sandbox()
        .fault("delay=1500ms@media/uploadimg".parse().unwrap());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert_eq!(project.tuwen(["rewrite", "a.md", "--refresh"]).status, 0));
        }
    });
    assert_eq!(service.uploads(), 2, "one of before, one of both together");
}

#[test]
fn a_hundred_thousand_problems_in_one_line_are_told_in_little_memory() {
    let service = Service::start();
    let project = service.project();
    project.file("a.md", "![](没有.png) ".repeat(20_000));
    let run = project.tuwen(["rewrite", "a.md", "-q"]);
    assert_eq!(run.status, 1);
    assert_eq!(
        run.stderr.matches("error[image.missing]").count(),
        1,
        "one cause, told once"
    );
}
