//! `publish`: a page that can be pasted, complete or not written.

use crate::project::Run;
use crate::service::Service;

#[test]
fn a_page_is_one_section_with_every_style_inline() {
    let service = Service::start();
    let project = service.project();
    project.png("图.png", 1);
    let source = "---\ntitle: 题\n---\n# 标题\n\n正文**重点** ![图](图.png \"说明\")\n\n\
        - [x] 做完\n- [ ] 没做\n\n| 甲 | 乙 |\n|:-:|--:|\n| 1 | 2 |\n\n> [!NOTE]\n> 注意\n\n\
        ```rust\nfn main() {\n    run();\n}\n```\n\n脚注[^1] ~~删~~ https://example.com\n\n[^1]: 注\n\n\
        <div class=\"x\" id=y onclick=\"z()\"><script>1</script>原样</div>\n";
    project.file("稿.md", source);
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    let page = project.read("稿.wechat.html");
    assert!(
        page.starts_with("<section") && page.trim_end().ends_with("</section>"),
        "{page}"
    );
    for forbidden in [
        "<div",
        "class=",
        " id=",
        "<style",
        "<script",
        "onclick",
        "title: 题",
        "href=\"#",
    ] {
        assert!(!page.contains(forbidden), "{forbidden} in {page}");
    }
    for wanted in [
        "标题",
        "重点",
        "https://mmbiz.qpic.cn/",
        "说明",
        "☑",
        "☐",
        "<table",
        "<pre",
        "原样",
        "<br>",
    ] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    assert!(
        page.contains(
            "<br>&nbsp;&nbsp;&nbsp;&nbsp;<span style=\"color:#8250df\">run</span>();<br>"
        ),
        "indentation survives, in colours: {page}"
    );
}

#[test]
fn a_page_with_a_hole_is_not_written_unless_allowed() {
    let service = Service::start();
    let project = service.project();
    project
        .png("有.png", 1)
        .file("稿.md", "![](有.png)\n\n![](没有.png)\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(!project.path("稿.wechat.html").exists());
    assert!(
        run.stderr.contains("稿.md:3:5: error[image.missing]"),
        "{}",
        run.stderr
    );

    let run = project.tuwen(["publish", "稿.md", "--allow-missing"]);
    assert_eq!(run.status, 1, "the problem stays one: {run:?}");
    assert!(
        project
            .read("稿.wechat.html")
            .contains("https://mmbiz.qpic.cn/")
    );
    assert_eq!(service.uploads(), 1);
}

#[test]
fn pictures_of_other_hosts_and_templates_are_holes_in_a_page_but_not_in_a_rewrite() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "稿.md",
        "![](http://127.0.0.1:9/a.png)\n\n![]({{ site.logo }})\n",
    );
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("remote.blocked"), "{}", run.stderr);
    assert!(run.stderr.contains("image.template"), "{}", run.stderr);
    let kept = project.tuwen(["publish", "稿.md", "--remote=keep"]);
    assert!(kept.stderr.contains("image.remote"), "{kept:?}");
    let run = project.tuwen(["rewrite", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.stdout, project.read("稿.md"));
    assert_eq!(service.requests(), 0);
}

#[test]
fn pictures_a_page_does_not_show_are_only_warned_about() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1);
    let source = "---\ncover: 没有.png\n---\n<picture><source srcset=\"没有.webp\"><img src=\"a.png\"></picture>\n";
    project.file("稿.md", source);
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        run.stderr.matches("warning[image.missing]").count(),
        2,
        "{}",
        run.stderr
    );
    assert!(!project.read("稿.wechat.html").contains("没有"));
}

#[test]
fn html_gives_the_selected_element() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).png("导航.png", 2);
    project.file(
        "页.html",
        "<html><body><nav><img src=导航.png></nav><article><p style=\"color:red\">正文</p><img data-src=a.png></article></body></html>",
    );
    let run = project.tuwen(["publish", "页.html"]);
    assert_eq!(run.status, 0, "{run:?}");
    let page = project.read("页.wechat.html");
    assert!(
        page.contains("正文") && page.contains("color:red"),
        "{page}"
    );
    assert_eq!(page.matches("<img").count(), 1, "{page}");
    assert!(page.contains("src=\"https://mmbiz.qpic.cn/"), "{page}");
    let run = project.tuwen(["publish", "页.html", "--select", "nav", "-o", "-"]);
    assert!(
        run.stdout.contains("<img") && !run.stdout.contains("正文"),
        "{run:?}"
    );
    let run = project.tuwen(["publish", "页.html", "--select", ".没有"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("article.select-no-match"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_built_in_sandbox_needs_no_account_and_its_own_ledger() {
    let project = crate::project::Project::new();
    project.png("a.png", 1).file("稿.md", "![](a.png)");
    let run = project.tuwen(["publish", "稿.md", "--sandbox", "--report", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.json()["totals"]["requests"], 2);
    let again = project.tuwen(["publish", "稿.md", "--sandbox", "--report", "json"]);
    assert_eq!(again.json()["totals"]["requests"], 0);
    assert_eq!(again.json()["totals"]["reused"], 1);
    let real = project.tuwen(["publish", "稿.md"]);
    assert_eq!(
        real.status, 2,
        "a URL of the sandbox is never taken for a real one: {real:?}"
    );
}

#[test]
fn markdown_and_html_of_one_name_get_a_page_each() {
    let service = Service::start();
    let project = service.project();
    project
        .file("文/稿.md", "甲")
        .file("文/稿.html", "<p>乙</p>");
    let run = project.tuwen(["publish", "文", "-o", "出"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(project.read("出/稿.wechat.html").contains('甲'));
    assert!(project.read("出/稿.html.wechat.html").contains('乙'));
    let run = project.tuwen(["publish", "文"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(project.path("文/稿.html.wechat.html").exists());
}

#[test]
fn pictures_beside_the_selected_element_are_neither_sent_nor_missed() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).png("导航.png", 2);
    let source = "<nav><img src=导航.png><img src=https://example.com/logo.png><img src=没有.png></nav>\
        <article><img src=a.png></article><footer><img src=没有.png></footer>";
    project.file("页.html", source);
    let run = project.tuwen(["publish", "页.html"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.uploads(), 1);
}

#[test]
fn an_image_of_a_set_alone_is_a_hole_unless_one_of_the_set_is_hosted() {
    let service = Service::start();
    let project = service.project();
    project.png("有.png", 1);
    project.file("一.md", "<img srcset=\"有.png 1x, 没有.png 2x\">\n");
    let run = project.tuwen(["publish", "一.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        project
            .read("一.wechat.html")
            .contains("src=\"https://mmbiz.qpic.cn/")
    );
    for source in [
        "<picture><source srcset=\"没有.png\"><img alt=\"图\"></picture>",
        "<img srcset=\"https://example.com/x.png 2x\">",
    ] {
        project.file("二.md", source);
        let run = project.tuwen(["publish", "二.md"]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(
            run.stderr.contains("error[page.unhosted]"),
            "{}",
            run.stderr
        );
        assert!(!project.path("二.wechat.html").exists());
    }
}

#[test]
fn what_a_page_shows_is_said_by_flags_variables_and_files() {
    let service = Service::start();
    let mut project = service.project();
    let source = "---\ntitle: 题\nauthor: 张三\n---\n![甲](https://mmbiz.qpic.cn/x/0)\n\n用Rust写[链](https://a.cn)\n";
    project.file("稿.md", source);
    let shown = |run: Run| {
        assert_eq!(run.status, 0, "{run:?}");
        [">甲</figcaption>", "参考资料", ">张三</p>", "用 Rust 写"]
            .map(|text| run.stdout.contains(text))
    };
    let plain = ["publish", "稿.md", "-o", "-"];
    assert_eq!(shown(project.tuwen(plain)), [false, true, false, false]);
    let flags = [
        "publish",
        "稿.md",
        "-o",
        "-",
        "--caption=alt",
        "--links=text",
        "--metadata",
        "--spacing",
    ];
    assert_eq!(shown(project.tuwen(flags)), [true, false, true, true]);
    project.file(
        "tuwen.toml",
        "caption = 'alt'\nlinks = 'text'\nmetadata = true\nspacing = true\n",
    );
    assert_eq!(shown(project.tuwen(plain)), [true, false, true, true]);
    project
        .variable("TUWEN_CAPTION", "none")
        .variable("TUWEN_LINKS", "endnotes")
        .variable("TUWEN_SPACING", "off");
    assert_eq!(shown(project.tuwen(plain)), [false, true, true, false]);
    for (argument, hint) in [("--caption=both", "`alt`"), ("--links=all", "`endnotes`")] {
        let run = project.tuwen(["publish", "稿.md", argument]);
        run.assert_usage(hint);
    }
}

#[test]
fn html_looks_as_its_own_style_sheets_say() {
    let service = Service::start();
    let project = service.project();
    project.file("outside.css", "p{color:green}");
    project.file(
        "站/css/theme.css",
        "@import 'parts/更多.css'; p{color:#123456}",
    );
    project.file("站/css/parts/更多.css", "p{margin:7px;color:red}");
    project.file(
        "站/posts/a.html",
        "<link rel=stylesheet href='/css/theme.css?v=1'><link rel=stylesheet href='../../outside.css'>\n\
         <link rel=stylesheet href='https://cdn.example/x.css'>\n<article><p>文</p></article>",
    );
    let run = project.tuwen([
        "publish",
        "--root",
        "站",
        "--report",
        "json",
        "站/posts/a.html",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    let page = project.read("站/posts/a.wechat.html");
    assert!(
        page.contains("<p style=\"margin:7px;color:#123456\">文</p>"),
        "{page}"
    );
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let article = &report["articles"][0];
    assert_eq!(article["page"]["bytes"], page.len());
    assert_eq!(article["page"]["characters"], page.chars().count());
    let left_out: Vec<_> = article["problems"].as_array().unwrap().iter().collect();
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    for (problem, line) in left_out.iter().zip([1, 2]) {
        assert_eq!(problem["code"], "page.sheet-left-out");
        assert_eq!(problem["line"], line);
    }
}

#[test]
fn a_page_that_is_too_long_says_what_makes_it_so() {
    let service = Service::start();
    let project = service.project();
    project.file("长.md", "很长的一段文字。".repeat(8000));
    let run = project.tuwen(["publish", "长.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("page.too-long"), "{run:?}");
    assert!(project.read("长.wechat.html").contains("很长"));
}

#[test]
fn sheets_that_import_each_other_come_to_an_end() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "a.css",
        format!("{}p{{margin:5px}}", "@import 'a.css';".repeat(40)),
    );
    project.file(
        "a.html",
        "<link rel=stylesheet href=a.css><article><p>文</p></article>",
    );
    let run = project.tuwen(["publish", "a.html"]);
    assert!(run.status == 0, "{run:?}");
    assert!(project.read("a.wechat.html").contains("文"));
}
