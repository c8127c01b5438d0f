//! Whole trees of articles: which of them are meant, and what becomes of outputs whose articles are gone.

use crate::project::Project;

fn site() -> Project {
    let project = Project::new();
    project
        .file("文/甲.md", "# 甲\n")
        .file("文/深/乙.md", "# 乙\n")
        .file("文/丙.md", "# 丙\n");
    project
}

fn names(project: &Project, directory: &str) -> Vec<String> {
    let prefix = format!("{directory}/");
    let names = project.names().into_iter();
    names
        .filter_map(|name| name.strip_prefix(&prefix).map(str::to_owned))
        .collect()
}

#[test]
fn outputs_whose_articles_are_gone_are_told_and_removed_only_when_asked() {
    let project = site();
    let publish = ["publish", "文", "-o", "出", "--sandbox"];
    assert_eq!(project.tuwen(publish).status, 0);
    project.file("出/自己的.html", "somebody's");
    std::fs::remove_dir_all(project.path("文/深")).unwrap();
    let run = project.tuwen(publish);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("出/深/乙.wechat.html"), "{run:?}");
    assert!(run.stderr.contains("--clean"), "{run:?}");
    assert!(project.path("出/深/乙.wechat.html").exists());
    let clean =
        |more: &str| project.tuwen(["publish", "文", "-o", "出", "--sandbox", "--clean", more]);
    let run = clean("--dry-run");
    assert!(run.stderr.contains("would be removed"), "{run:?}");
    assert!(project.path("出/深/乙.wechat.html").exists());
    let run = clean("--report=json");
    let stale = &run.json()["stale"][0];
    assert_eq!(stale["output"], "出/深/乙.wechat.html", "{run:?}");
    assert_eq!(stale["article"], "文/深/乙.md");
    assert_eq!(stale["status"], "removed");
    // The directory that it left empty goes as well; what is somebody's stays.
    assert_eq!(
        names(&project, "出"),
        ["丙.wechat.html", "甲.wechat.html", "自己的.html"]
    );
    assert!(!project.path("出/深").exists());
    let run = clean("--report=json");
    assert!(run.json()["stale"].is_null(), "{run:?}");
}

#[test]
fn a_stale_output_that_was_changed_since_it_was_written_stays() {
    let project = site();
    assert_eq!(project.tuwen(["publish", "文", "--sandbox"]).status, 0);
    std::fs::remove_file(project.path("文/甲.md")).unwrap();
    project.file("文/甲.wechat.html", "<p>mine now</p>");
    let run = project.tuwen(["publish", "文", "--sandbox", "--clean", "--report=json"]);
    assert_eq!(run.json()["stale"][0]["status"], "changed", "{run:?}");
    assert_eq!(project.read("文/甲.wechat.html"), "<p>mine now</p>");
}

#[test]
fn the_output_of_an_article_that_moved_is_stale_at_its_old_place() {
    let project = site();
    let publish = ["publish", "文", "-o", "出", "--sandbox", "--clean", "-q"];
    assert_eq!(project.tuwen(publish).status, 0);
    std::fs::rename(project.path("文/甲.md"), project.path("文/深/甲.md")).unwrap();
    assert_eq!(project.tuwen(publish).status, 0);
    assert_eq!(
        names(&project, "出"),
        ["丙.wechat.html", "深/乙.wechat.html", "深/甲.wechat.html"]
    );
}

#[test]
fn only_what_changed_since_a_revision_is_published_to_the_same_places() {
    let mut project = site();
    project.repository();
    project
        .file("文/深/乙.md", "# 乙二\n")
        .file("文/新.md", "# 新\n");
    let run = project.tuwen([
        "publish",
        "文",
        "--changed-since",
        "HEAD",
        "-o",
        "出",
        "--sandbox",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        names(&project, "出"),
        ["新.wechat.html", "深/乙.wechat.html"]
    );
    // Without an input: the whole working directory.
    let run = project.tuwen([
        "publish",
        "--changed-since",
        "HEAD",
        "-o",
        "全",
        "--sandbox",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(names(&project, "全").contains(&"文/新.wechat.html".to_owned()));
    project.git("", ["add", "文"]);
    project.git("", ["commit", "-q", "-m", "second"]);
    let run = project.tuwen([
        "rewrite",
        "文",
        "--changed-since",
        "HEAD",
        "-o",
        "无",
        "--sandbox",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(!project.path("无").exists());
}

#[test]
fn a_list_of_files_is_published_and_mirrored_as_it_is_written() {
    let project = site();
    let list = "文/甲.md\n./文/深/乙.md\n文/图.png\n文/甲.md\n";
    let run = project.tuwen_with_input(
        ["publish", "--files-from", "-", "-o", "出", "--sandbox"],
        list,
    );
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        names(&project, "出"),
        ["文/深/乙.wechat.html", "文/甲.wechat.html"]
    );
    let run = project.tuwen_with_input(
        ["rewrite", "--files-from", "-", "--sandbox"],
        "没有.md\n文/甲.md\n",
    );
    assert_eq!(run.status, 2, "two outputs need a place: {run:?}");
    let run = project.tuwen_with_input(
        ["publish", "--files-from", "-", "-o", "出", "--sandbox"],
        "没有.md\n",
    );
    assert_eq!(run.status, 1, "{run:?}");
    project
        .tuwen(["publish", "--sandbox"])
        .assert_usage("INPUT");
}

#[test]
fn pages_of_a_built_site_without_an_article_are_passed_over() {
    let project = Project::new();
    project
        .png("站/logo.png", 1)
        .png("站/a.png", 2)
        .file(
            "站/index.html",
            "<body><img src=logo.png><ul><li>列表</ul></body>",
        )
        .file(
            "站/a.html",
            "<body><div class=post><p>文</p><img src=a.png></div></body>",
        );
    let publish = |select| {
        project.tuwen([
            "publish",
            "站",
            "-o",
            "出",
            "--sandbox",
            "--report=json",
            "--select",
            select,
        ])
    };
    let run = publish(".post");
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(names(&project, "出"), ["a.wechat.html"]);
    // Nothing is sent for what is not shown.
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
    let statuses: Vec<_> = run.json()["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|article| article["status"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(statuses, ["done", "passed-over"]);
    let run = publish(".nothing");
    assert_eq!(run.status, 1, "{run:?}");
}

#[test]
fn what_only_the_generator_shows_is_told() {
    let project = Project::new();
    project.file(
        "稿.md",
        "# 题\n\n{{< figure src=\"/img/窑.png\" >}}\n\n今年是 {{ year }} 年，`{{ code }}`，\\{{ 不是 }}。\n\n<Figure src=\"b.png\" />\n\n<MyChart data={x} />\n\n后面。\n",
    );
    let run = project.tuwen(["publish", "稿.md", "--sandbox"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stderr.contains("稿.md:3:1: error[image.shortcode]"),
        "{run:?}"
    );
    assert!(
        run.stderr.contains("稿.md:5:5: warning[article.shortcode]"),
        "{run:?}"
    );
    assert!(
        run.stderr.contains("稿.md:7:1: error[image.shortcode]"),
        "{run:?}"
    );
    assert!(run.stderr.contains("`<MyChart>`"), "{run:?}");
    assert_eq!(run.stderr.matches("shortcode]").count(), 3, "{run:?}");
    assert!(!project.path("稿.wechat.html").exists());
    let run = project.tuwen(["publish", "稿.md", "--sandbox", "--allow-missing"]);
    assert!(project.read("稿.wechat.html").contains("今年是"), "{run:?}");
}

#[test]
fn what_is_staged_is_published_as_it_is_staged() {
    let mut project = site();
    project.repository();
    project.file("文/甲.md", "# 甲\n\n暂存的。\n");
    project.git("", ["add", "文/甲.md"]);
    project
        .file("文/甲.md", "# 甲\n\n后来的。\n")
        .file("文/丙.md", "# 丙二\n");
    let run = project.tuwen(["publish", "文", "--staged", "-o", "出", "--sandbox"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(names(&project, "出"), ["甲.wechat.html"]);
    let page = project.read("出/甲.wechat.html");
    assert!(
        page.contains("暂存的") && !page.contains("后来的"),
        "{page}"
    );
    // In its place, half of a file would take the place of the whole.
    let run = project.tuwen(["rewrite", "文", "--staged", "--in-place", "--sandbox"]);
    assert_eq!(project.read("文/甲.md"), "# 甲\n\n后来的。\n", "{run:?}");
}

#[test]
fn a_run_says_that_there_is_something_new_to_commit() {
    let project = Project::new();
    project
        .png("a.png", 1)
        .file("稿.md", "# 题\n\n![图](a.png)\n");
    let publish = ["publish", "稿.md", "--sandbox", "--lock"];
    let run = project.tuwen(publish);
    assert!(run.stderr.contains("tuwen.lock: 1 line"), "{run:?}");
    let run = project.tuwen(publish);
    assert!(!run.stderr.contains("tuwen.lock"), "{run:?}");
    let run = project.tuwen([
        "publish",
        "稿.md",
        "--sandbox",
        "--lock",
        "--report=json",
        "--refresh",
    ]);
    assert_eq!(run.json()["lockfile"]["lines"], 1, "{run:?}");
}
