//! `tuwen mdbook`: a book on standard input becomes pages. The real mdBook runs it in `tests/generators`.

use serde_json::{Value, json};

use crate::project::{Project, Run};

/// What mdBook sends, under the name that its version has for the chapters.
fn context(project: &Project, items: &str, settings: &Value) -> String {
    let chapter = |name: &str, path: Value, content: &str, below: Value| {
        json!({"Chapter": {
            "name": name, "content": content, "number": null, "sub_items": below,
            "path": path, "source_path": path, "parent_names": [],
        }})
    };
    let below = chapter(
        "二",
        json!("深/二.md"),
        "# 二\n\n![图](图.png)\n",
        json!([]),
    );
    let draft = chapter("没写", Value::Null, "", json!([]));
    let chapters = json!([
        {"PartTitle": "上"},
        chapter("一", json!("一.md"), "# 一\n\n![图](深/图.png)\n", json!([below])),
        "Separator",
        draft,
    ]);
    let book = json!({
        "version": "0.5.4",
        "root": project.directory(),
        "book": {items: chapters, "__non_exhaustive": null},
        "config": {"book": {"src": "文", "language": "zh"}, "output": {"tuwen": settings}},
        "destination": project.path("书/tuwen"),
    });
    book.to_string()
}

fn book() -> Project {
    let project = Project::new();
    project.png("文/深/图.png", 1).file("书/tuwen/.keep", "");
    project
}

fn run(project: &Project, input: String) -> Run {
    project.tuwen_with_input(["mdbook"], input)
}

#[test]
fn chapters_of_both_versions_become_pages() {
    for items in ["sections", "items"] {
        let project = book();
        let settings = json!({"command": "tuwen mdbook", "optional": true, "sandbox": true});
        let run = run(&project, context(&project, items, &settings));
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
    let run = run(
        &project,
        context(&project, "items", &json!({"sandbox": true})),
    );
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
    ] {
        let run = run(&project, context(&project, "items", &settings));
        run.assert_usage(said);
        assert!(run.stderr.contains("book.toml"), "{run:?}");
        assert!(!run.stderr.contains("geheim"), "{run:?}");
    }
}

#[test]
fn who_runs_it_by_hand_is_told_how_it_is_meant() {
    let project = book();
    for input in ["", "{}", "# 题\n"] {
        let run = run(&project, input.to_owned());
        run.assert_usage("mdbook.no-book");
        assert!(run.stderr.contains("[output.tuwen]"), "{run:?}");
    }
}
