//! `check`: every rule hit and not hit, the forms of its report, what it reads and that it writes nothing.

mod fix;
mod forms;
mod staged;

use crate::project::{Project, Run};

/// The codes and severities of what a check found, in order.
fn found(run: &Run) -> Vec<(String, String)> {
    let report = run.json();
    let articles = report["articles"].as_array().unwrap().clone();
    let placed = articles
        .iter()
        .flat_map(|article| article["problems"].as_array().unwrap().clone());
    let all = placed.chain(report["problems"].as_array().unwrap().clone());
    all.map(|problem| {
        let word = |key: &str| problem[key].as_str().unwrap().to_owned();
        (word("code"), word("severity"))
    })
    .collect()
}

/// The codes that a check of one article finds.
fn codes(project: &Project, article: &str) -> Vec<String> {
    project.file("文.md", article);
    let run = project.tuwen(["check", "文.md", "--report", "json"]);
    found(&run).into_iter().map(|(code, _)| code).collect()
}

/// A project with one good picture.
fn project() -> Project {
    let project = Project::new();
    project.png("图/a.png", 1);
    project
}

#[test]
fn a_good_article_has_nothing_and_leaves_nothing() {
    let project = project();
    project.file(
        "文.md",
        "---\ntitle: 题\n---\n![图](图/a.png) [x](https://mp.weixin.qq.com/s/a)\n",
    );
    let run = project.tuwen(["check", "--strict"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.stderr, "1 article, 1 reference: nothing to say\n");
    assert_eq!(project.names(), ["图/a.png", "文.md"]);
    assert_eq!(std::fs::read_dir(project.home()).unwrap().count(), 0);
}

#[test]
fn names_of_pictures_are_judged() {
    let project = project();
    project.png("b/x.png", 2).png("c/x.png", 3);
    for (article, expected) in [
        ("![图](图/无.png)", "image.missing"),
        ("![图](../外.png)", "image.outside-roots"),
        ("![[x.png]]", "image.ambiguous"),
        ("![图](图%00.png)", "image.missing"),
    ] {
        assert_eq!(codes(&project, article), [expected], "{article}");
    }
    if cfg!(target_os = "linux") {
        assert_eq!(codes(&project, "![图](图/A.PNG)"), ["image.inexact-name"]);
        assert_eq!(codes(&project, "![图](图\\a.png)"), ["image.inexact-name"]);
    }
    let outside = project.home().join("秘.png");
    std::fs::write(&outside, crate::project::png(9)).unwrap();
    assert_eq!(
        codes(&project, "![图](../home/秘.png)"),
        ["image.outside-roots"]
    );
}

#[test]
fn contents_of_pictures_are_judged() {
    let project = project();
    let whole = crate::project::png(1);
    let mut broken_gif = b"GIF89a\x01\0\x01\0\0\0\0".to_vec();
    broken_gif.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x01\xff\0;");
    project
        .file("空.png", "")
        .file("半.png", &whole[..whole.len() - 8])
        .file("错.png", "<html>404</html>")
        .file("谎.jpg", &whole)
        .file("文.pdf", "%PDF-1.7\n")
        .file("坏.gif", broken_gif);
    std::fs::create_dir(project.path("夹.png")).unwrap();
    for (name, expected) in [
        ("空.png", "image.empty"),
        ("半.png", "image.truncated"),
        ("错.png", "image.not-an-image"),
        ("谎.jpg", "image.misnamed"),
        ("文.pdf", "image.unsupported-format"),
        ("夹.png", "image.not-a-file"),
        ("坏.gif", "image.damaged"),
    ] {
        assert_eq!(
            codes(&project, &format!("![图]({name})")),
            [expected],
            "{name}"
        );
    }
    assert_eq!(
        codes(&project, "![图](data:image/png;base64,!!!)"),
        ["image.bad-data"]
    );
}

#[test]
fn what_is_encoded_anew_is_told_only_on_demand() {
    let project = project();
    project.file("画.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>");
    project.file("文.md", "![图](画.svg)");
    let quiet = project.tuwen(["check", "--report", "json"]);
    assert_eq!(found(&quiet), []);
    let told = project.tuwen(["check", "--report", "json", "--warn", "image.needs-fitting"]);
    assert_eq!(
        found(&told),
        [("image.needs-fitting".into(), "warning".into())]
    );
}

#[test]
fn pictures_elsewhere_are_a_warning_or_with_keep_an_error() {
    let project = project();
    project.file("文.md", "![图](https://例.cn/a.png)\n");
    let fetched = project.tuwen(["check", "--report", "json"]);
    assert_eq!(found(&fetched), [("image.remote".into(), "warning".into())]);
    assert_eq!(fetched.status, 0);
    let kept = project.tuwen(["check", "--report", "json", "--remote", "keep"]);
    assert_eq!(found(&kept), [("image.remote".into(), "error".into())]);
    assert_eq!(kept.status, 1);
    assert_eq!(
        codes(&project, "![图]({{ page.cover }})"),
        ["image.template"]
    );
}

#[test]
fn spellings_that_only_we_read_are_told() {
    let project = project();
    project.png("图 一.png", 2);
    assert_eq!(
        codes(&project, "![图](图 一.png)"),
        ["image.not-commonmark"]
    );
    assert_eq!(
        codes(&project, "![图](图/a.png =300x)"),
        ["image.not-commonmark"]
    );
    assert_eq!(
        codes(&project, "![图](<图 一.png>) ![图](图/a.png \"题\")"),
        [""; 0]
    );
}

#[test]
fn texts_around_pictures_are_judged() {
    let project = project();
    let long = "字".repeat(65);
    for (article, expected) in [
        ("![](图/a.png)".to_owned(), "image.alt-missing"),
        (
            format!("---\ntitle: {long}\n---\n文"),
            "article.title-too-long",
        ),
        (
            "---\nauthor: 一二三四五六七八九十一二三四五六七\n---\n文".to_owned(),
            "article.author-too-long",
        ),
        (
            format!("---\ndigest: {long}{long}\n---\n文"),
            "article.digest-too-long",
        ),
        ("---\na: [\n---\n文".to_owned(), "article.front-matter"),
        ("[上](#顶)".to_owned(), "link.fragment"),
        ("<a href=\"#\">上</a>".to_owned(), "link.fragment"),
        (
            "<iframe src=\"https://例.cn\"></iframe>".to_owned(),
            "page.dropped",
        ),
        (
            "<p style=\"color: red; position: absolute\">文</p>".to_owned(),
            "page.style-dropped",
        ),
        (
            "<style>p { color: red }</style>\n\n文".to_owned(),
            "page.dropped",
        ),
        ("[文字][无]".to_owned(), "label.undefined"),
        ("[a]\n\n[a]: x\n[a]: y".to_owned(), "label.duplicate"),
        ("$\\nosuch x$".to_owned(), "formula.invalid"),
    ] {
        assert_eq!(codes(&project, &article), [expected], "{article}");
    }
    let within = "字".repeat(64);
    let good = format!(
        "---\ntitle: {within}\nauthor: 甲\ndigest: {within}\n---\n[a](https://例.cn) $x^2$ [b]\n\n[b]: y\n"
    );
    assert_eq!(codes(&project, &good), [""; 0]);
}

#[test]
fn a_check_finds_what_publishing_finds() {
    let project = project();
    project
        .file("谎.jpg", crate::project::png(4))
        .file("坏.png", "坏");
    project.file(
        "文.md",
        "![图](图/无.png) ![图](谎.jpg) ![图](坏.png) ![图](图\\a.png)\n\n<video src=a.mp4></video>\n\n$\\nosuch$\n",
    );
    let check = project.tuwen(["check", "--report", "json"]);
    let publish = project.tuwen([
        "publish",
        "文.md",
        "--dry-run",
        "--allow-missing",
        "--report",
        "json",
    ]);
    let problems = |run: &Run| run.json()["articles"][0]["problems"].clone();
    let by_code = |run: &Run| {
        let mut rows: Vec<String> = (problems(run).as_array().unwrap().iter())
            .map(|row| format!("{} {} {}", row["code"], row["line"], row["column"]))
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(by_code(&check).len(), 6, "{check:?}");
    assert_eq!(by_code(&check), by_code(&publish));
}

#[test]
fn a_page_over_a_megabyte_is_told() {
    let project = project();
    let article = "正文一段。\n\n".repeat(40_000);
    assert_eq!(codes(&project, &article), ["page.too-long"]);
}

#[test]
fn own_css_is_judged_as_well() {
    let project = project();
    project.file("样.css", "p { position: fixed }\n");
    project.file("tuwen.toml", "css = \"样.css\"\n");
    project.file("文.md", "文\n");
    let run = project.tuwen(["check", "--report", "json"]);
    assert_eq!(found(&run), [("theme.property".into(), "warning".into())]);
    assert_eq!(run.json()["articles"][1]["input"], "样.css");
}

#[test]
fn unused_pictures_are_told_on_demand() {
    let project = project();
    project
        .png("图/b.png", 2)
        .file("文.md", "![图](图/a.png)\n");
    assert_eq!(found(&project.tuwen(["check", "--report", "json"])), []);
    let run = project.tuwen(["check", "--unused", "--report", "json"]);
    assert_eq!(found(&run), [("image.unused".into(), "warning".into())]);
    assert!(
        run.json()["problems"][0]["message"]
            .as_str()
            .unwrap()
            .contains("图/b.png")
    );
}

#[test]
fn pictures_beside_the_page_and_in_drawings_are_used() {
    let project = project();
    project.png("标.png", 2).png("图/里.png", 3);
    project.file("图/画.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='里.png' width='9' height='9'/></svg>");
    project.file("页.html", "<nav><img src=标.png alt=x></nav><article><img src=图/a.png alt=x><img src=图/画.svg alt=x></article>");
    let run = project.tuwen(["check", "--unused", "--report", "json"]);
    assert_eq!(found(&run), [], "{run:?}");
}

#[test]
fn uploads_are_required_on_demand() {
    let project = project();
    project
        .png("图/b.png", 2)
        .file("文.md", "![图](图/a.png)\n");
    let required = [
        "check",
        "文.md",
        "--sandbox",
        "--require-uploaded",
        "--report",
        "json",
    ];
    let before = project.tuwen(required);
    assert_eq!(
        found(&before),
        [("image.not-uploaded".into(), "error".into())]
    );
    assert_eq!(before.status, 1);
    assert_eq!(
        std::fs::read_dir(project.home()).unwrap().count(),
        0,
        "nothing was written"
    );
    assert_eq!(project.tuwen(["publish", "文.md", "--sandbox"]).status, 0);
    let after = project.tuwen(required);
    assert_eq!((found(&after), after.status), (vec![], 0));
}

#[test]
fn uploads_of_pictures_elsewhere_are_required_too() {
    let project = project();
    project.file("文.md", "![图](https://例.cn/a.png)\n");
    let run = project.tuwen([
        "check",
        "--sandbox",
        "--require-uploaded",
        "--report",
        "json",
    ]);
    let codes: Vec<String> = found(&run).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["image.not-uploaded", "image.remote"]);
}

#[test]
fn rules_are_switched_by_file_and_flags() {
    let project = project();
    project.file("文.md", "[上](#顶)\n![](图/a.png)\n");
    project.file(
        "tuwen.toml",
        "[check]\n\"link.fragment\" = \"error\"\n\"image.alt-missing\" = \"off\"\n",
    );
    let run = project.tuwen(["check", "--report", "json"]);
    assert_eq!(found(&run), [("link.fragment".into(), "error".into())]);
    assert_eq!(run.status, 1);
    let run = project.tuwen([
        "check",
        "--report",
        "json",
        "--allow",
        "link.fragment",
        "--deny",
        "image.alt-missing",
    ]);
    assert_eq!(found(&run), [("image.alt-missing".into(), "error".into())]);
    project
        .tuwen(["check", "--deny", "alt-missing"])
        .assert_usage("check.unknown-rule");
    project.file("tuwen.toml", "[check]\n\"link.fragmen\" = \"off\"\n");
    project.tuwen(["check"]).assert_usage("config.unknown-key");
    project.file("tuwen.toml", "[check]\n\"link.fragment\" = \"loud\"\n");
    project.tuwen(["check"]).assert_usage("config.invalid");
}

#[test]
fn a_rule_is_explained_in_both_languages() {
    let project = project();
    let english = project.tuwen(["check", "--explain", "image.missing"]);
    assert!(
        english.stdout.starts_with("# image.missing\n"),
        "{english:?}"
    );
    let chinese = project.tuwen(["check", "--explain", "image.missing", "--lang", "zh"]);
    assert!(chinese.stdout.contains("找不到图片文件"), "{chinese:?}");
    let all = project.tuwen(["check", "--explain"]);
    assert!(all.stdout.lines().count() > 40, "{all:?}");
    project
        .tuwen(["check", "--explain", "image.mising"])
        .assert_usage("check.unknown-rule");
}

#[test]
fn lists_of_files_and_standard_input_are_articles() {
    let project = project();
    project
        .file("a.md", "![](图/a.png)")
        .file("图 文.md", "[x](#y)")
        .file("其他.txt", "");
    let listed = ["check", "--files-from", "-", "--report", "json"];
    for list in ["a.md\n其他.txt\n图 文.md\n", "图 文.md\0a.md\0图/a.png\0"] {
        let mut codes = found(&project.tuwen_with_input(listed, list));
        codes.sort();
        let codes: Vec<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["image.alt-missing", "link.fragment"], "{list:?}");
    }
    let gone = project.tuwen_with_input(listed, "没有.md\n");
    assert_eq!(
        (found(&gone)[0].0.as_str(), gone.status),
        ("article.unreadable", 1)
    );
    let empty = project.tuwen_with_input(["check", "--files-from", "-"], "");
    assert_eq!(
        (empty.status, empty.stderr.as_str()),
        (0, "no articles, no images: nothing to say\n")
    );
    let stdin = project.tuwen_with_input(
        ["check", "-", "--from", "markdown", "--report", "json"],
        "![](图/a.png)",
    );
    assert_eq!(found(&stdin)[0].0, "image.alt-missing");
}
