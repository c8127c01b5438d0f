//! `tuwen mdbook`: a book on standard input becomes pages. The real mdBook runs it in `tests/generators`.

use serde_json::{Value, json};
use tuwen::Sandbox;

use crate::project::{Project, Run};
use crate::service::Service;

/// A chapter, with those below it.
fn chapter(path: impl Into<Value>, content: &str, below: &[Value]) -> Value {
    let path = path.into();
    json!({"Chapter": {
        "name": "章", "content": content, "number": null, "sub_items": below,
        "path": path, "source_path": path, "parent_names": [],
    }})
}

/// What mdBook sends, under the name that its version has for the chapters.
fn context(project: &Project, items: &str, chapters: &[Value], settings: &Value) -> String {
    let book = json!({
        "version": "0.5.4",
        "root": project.directory(),
        "book": {items: chapters, "__non_exhaustive": null},
        "config": {"book": {"src": "文", "language": "zh"}, "output": {"tuwen": settings}},
        "destination": project.path("书/tuwen"),
    });
    book.to_string()
}

/// Two chapters that show one picture, and what else stands in a summary.
fn chapters() -> Vec<Value> {
    let below = chapter("深/二.md", "# 二\n\n![图](图.png)\n", &[]);
    vec![
        json!({"PartTitle": "上"}),
        chapter("一.md", "# 一\n\n![图](深/图.png)\n", &[below]),
        json!("Separator"),
        chapter(Value::Null, "", &[]),
    ]
}

fn book() -> Project {
    let project = Project::new();
    project.png("文/深/图.png", 1).file("书/tuwen/.keep", "");
    project
}

/// As mdBook runs it: in the directory of the pages.
fn run(project: &Project, input: impl Into<Vec<u8>>) -> Run {
    let mut command = project.command();
    command.current_dir(project.path("书/tuwen"));
    Run::of(command.arg("mdbook").write_stdin(input))
}

/// Publishes chapters with settings.
fn publish(project: &Project, chapters: &[Value], settings: &Value) -> Run {
    run(project, context(project, "items", chapters, settings))
}

/// The same in the sandbox, to its good end.
#[track_caller]
fn published(project: &Project, chapters: &[Value]) -> Run {
    let run = publish(project, chapters, &json!({"sandbox": true}));
    assert_eq!(run.status, 0, "{run:?}");
    run
}

#[test]
fn chapters_of_both_versions_become_pages() {
    for items in ["sections", "items"] {
        let project = book();
        let settings = json!({"command": "tuwen mdbook", "optional": true, "sandbox": true});
        let run = run(&project, context(&project, items, &chapters(), &settings));
        assert_eq!(run.status, 0, "{run:?}");
        // mdBook shows what goes to standard error, and nothing reads the rest.
        assert_eq!(run.stdout, "");
        for page in ["书/tuwen/一.wechat.html", "书/tuwen/深/二.wechat.html"] {
            let page = project.read(page);
            assert!(page.contains("https://mmbiz.qpic.cn/"), "{page}");
        }
        // Two chapters, one picture.
        assert!(run.stderr.contains("1 image uploaded"), "{run:?}");
    }
}

#[test]
fn a_chapter_that_cannot_be_completed_fails_the_build_at_its_place() {
    let project = book();
    std::fs::remove_file(project.path("文/深/图.png")).unwrap();
    let run = publish(&project, &chapters(), &json!({"sandbox": true}));
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stderr.contains("文/深/二.md:3:6: error[image.missing]"),
        "{run:?}"
    );
}

#[test]
fn the_book_says_no_more_than_a_project_may() {
    let project = book();
    for (settings, said) in [
        (json!({"app-secret": "geheim"}), "config.secret-in-file"),
        (json!({"allow-outside": true}), "config.untrusted-fence"),
        (json!({"thema": "x"}), "config.unknown-key"),
        (json!({"jobs": "many"}), "config.invalid"),
        // mdBook decides where pages go.
        (json!({"output": "x"}), "config.unknown-key"),
    ] {
        let run = publish(&project, &chapters(), &settings);
        run.assert_usage(said);
        assert!(run.stderr.contains("book.toml"), "{run:?}");
        assert!(!run.stderr.contains("geheim"), "{run:?}");
    }
}

#[test]
fn who_runs_it_by_hand_is_told_how_it_is_meant() {
    let project = book();
    for input in ["", "{}", "# 题\n"] {
        let run = run(&project, input);
        run.assert_usage("mdbook.no-book");
        assert!(run.stderr.contains("[output.tuwen]"), "{run:?}");
    }
}

#[test]
fn a_mistake_in_the_settings_is_told_in_the_line_of_the_book() {
    let project = book();
    project.file(
        "book.toml",
        "[book]\nsrc = \"文\"\n\n[output.tuwen]\nsandbox = true\n\nthema = \"x\"\n",
    );
    let settings = json!({"sandbox": true, "thema": "x"});
    let run = publish(&project, &chapters(), &settings);
    run.assert_usage("book.toml`, line 7: there is no key `thema`");
}

#[test]
fn a_backend_of_another_name_has_its_settings_too() {
    let project = book();
    project.file(
        "book.toml",
        "[output.html]\n\n[output.tuwen]\n\n[output.wechat]\ncommand = \"tuwen mdbook\"\nthema = 1\n",
    );
    let context = |outputs: Value, folder: &str| {
        let text = context(&project, "items", &chapters(), &json!({}));
        let mut book: Value = serde_json::from_str(&text).unwrap();
        book["config"]["output"] = outputs;
        book["destination"] = json!(project.path(folder));
        book.to_string()
    };
    let ours = json!({"command": "'/opt/bin/tuwen' mdbook", "sandbox": true});
    // Alone, and as the second one of us.
    for outputs in [
        json!({"wechat": ours}),
        json!({"html": {}, "tuwen": {"jobs": "many"}, "wechat": ours}),
    ] {
        let run = run(&project, context(outputs, "书/wechat"));
        assert_eq!(run.status, 0, "{run:?}");
        assert!(project.path("书/wechat/一.wechat.html").is_file());
    }
    let wrong = json!({"command": "tuwen mdbook", "thema": 1});
    run(&project, context(json!({"wechat": wrong}), "书"))
        .assert_usage("book.toml`, line 7: there is no key `thema`");
}

#[test]
fn the_book_hides_what_the_project_says_and_the_environment_hides_both() {
    let mut project = book();
    project.file("tuwen.toml", "primary = '#112233'\nsandbox = true\n");
    let chapters = [chapter("一.md", "# 一\n\n> 引\n", &[])];
    let primary = |project: &Project, settings: Value| {
        let run = publish(project, &chapters, &settings);
        assert_eq!(run.status, 0, "{run:?}");
        let page = project.read("书/tuwen/一.wechat.html");
        ["#112233", "#445566", "#778899"]
            .into_iter()
            .find(|color| page.contains(color))
    };
    assert_eq!(primary(&project, json!({})), Some("#112233"));
    let settings = json!({"primary": "#445566"});
    assert_eq!(primary(&project, settings.clone()), Some("#445566"));
    project.variable("TUWEN_PRIMARY", "#778899");
    assert_eq!(primary(&project, settings), Some("#778899"));
}

#[test]
fn the_account_and_the_lockfile_are_beside_the_book() {
    let service = Service::start();
    let mut project = Project::new();
    project.variable("TUWEN_API_BASE", service.sandbox().base());
    let (id, secret) = (Sandbox::APP_ID, Sandbox::APP_SECRET);
    project
        .png("文/深/图.png", 1)
        .file("书/tuwen/.keep", "")
        .file(
            ".env",
            format!("WECHAT_APP_ID={id}\nWECHAT_APP_SECRET={secret}\n"),
        );
    for uploads in ["1 image uploaded", "1 image reused"] {
        let run = publish(&project, &chapters(), &json!({"lock": true}));
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.stderr.contains(uploads), "{run:?}");
        assert_eq!(service.uploads(), 1);
    }
    assert!(project.path("tuwen.lock").is_file());
}

#[test]
fn hidden_lines_of_rust_are_hidden_wherever_the_block_stands() {
    let project = book();
    let content = [
        "# 题\n\n- 表\n\n  ```rust,editable\n  # fn hidden() {}\n  let 一 = 1;\n  ```\n\n",
        "> ```rust\n> # hidden();\n> let 二 = 2;\n\n# 后面的标题\n\n",
        "    ```rust\n    # 缩进的代码\n    ```\n\n",
        "~~~rust\n##[三]\n#[四]\n~~~\n\n```sh\n# 五\n```\n",
    ];
    let content = content.concat();
    published(&project, &[chapter("一.md", &content, &[])]);
    let page = project.read("书/tuwen/一.wechat.html");
    assert!(!page.contains("hidden"), "{page}");
    for shown in ["一", "二", "后面的标题", "缩进的代码", "三", "四", "五"] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!page.contains("##"), "{page}");
}

#[test]
fn attributes_of_headings_are_not_shown_and_places_stay() {
    let project = book();
    let content = "# 题 {#id .class}\n\n下 {.b}\n---\n\n```c\n# 码 {#c}\n```\n\n句 {#d}\n";
    published(&project, &[chapter("一.md", content, &[])]);
    let page = project.read("书/tuwen/一.wechat.html");
    for hidden in ["#id", "{.b}"] {
        assert!(!page.contains(hidden), "{hidden} in {page}");
    }
    for shown in ["题", "下", "{#c}", "{#d}"] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let content = "# 题 {#id}\n\n# ![](没有.png) {#id}\n";
    let run = publish(
        &project,
        &[chapter("一.md", content, &[])],
        &json!({"sandbox": true}),
    );
    assert!(
        run.stderr.contains("一.md:3:7: error[image.missing]"),
        "{run:?}"
    );
    // Elsewhere they are text.
    project.file("另.md", "# 题 {#id}\n");
    let run = project.tuwen(["publish", "另.md", "--sandbox", "-o", "-"]);
    assert!(run.stdout.contains("{#id}"), "{run:?}");
}

#[test]
fn a_page_is_called_as_the_book_calls_it_and_its_pictures_are_beside_its_source() {
    let project = book();
    let mut index = chapter("深/index.md", "![](图.png)\n", &[]);
    index["Chapter"]["source_path"] = json!("深/README.md");
    published(&project, std::slice::from_ref(&index));
    assert!(project.path("书/tuwen/深/index.wechat.html").is_file());
    let twice = [index, chapter("深/index.md", "", &[])];
    publish(&project, &twice, &json!({"sandbox": true})).assert_usage("output.collision");
}

#[test]
fn chapters_do_not_leave_the_book() {
    let project = book();
    let above = chapter("../外.md", "# 外\n", &[]);
    let absolute = chapter(
        project.path("外.md").to_string_lossy().into_owned(),
        "# 外\n",
        &[],
    );
    for chapter in [above, absolute] {
        let run = publish(&project, &[chapter], &json!({"sandbox": true}));
        run.assert_usage("mdbook.chapter-outside");
    }
    assert_eq!(project.names(), ["书/tuwen/.keep", "文/深/图.png"]);
}

#[test]
fn pages_of_chapters_that_are_gone_are_told_and_removed() {
    let project = book();
    project.file("文/一.md", "# 一\n").file("文/深/二.md", "");
    published(&project, &chapters());
    std::fs::remove_file(project.path("文/深/二.md")).unwrap();
    let left = [chapter("一.md", "# 一\n", &[])];
    let run = published(&project, &left);
    assert!(run.stderr.contains("二.md is gone"), "{run:?}");
    let page = project.path("书/tuwen/深/二.wechat.html");
    assert!(page.is_file());
    publish(&project, &left, &json!({"sandbox": true, "clean": true}));
    assert!(!page.exists());
}
