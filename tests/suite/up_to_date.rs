//! Articles of which nothing has changed are not made again; whatever does change is seen.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::project::Project;
use crate::service::Service;

const ARTICLE: &str = "---\ncover: 没有.png\n---\n# 题\n\n![图](a.png) 与 ![又](图/b.png)\n\n\
    [站外](https://example.com)\n\n$x^2$\n\n```rust\nfn main() {}\n```\n";

fn project(service: &Service) -> Project {
    let project = service.project();
    project
        .png("a.png", 1)
        .png("图/b.png", 2)
        .file("稿.md", ARTICLE)
        .file("另.md", "![](a.png)\n");
    project
}

fn publish(project: &Project) -> Value {
    let run = project.tuwen(["publish", ".", "-o", "out", "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    run.json()
}

/// Runs until all is remembered, and gives the last report.
fn settled(project: &Project) -> Value {
    publish(project);
    let report = publish(project);
    assert_eq!(report["totals"]["up_to_date"], 2, "{report}");
    report
}

#[test]
fn the_second_run_makes_nothing_again_and_tells_the_same() {
    let service = Service::start();
    let project = project(&service);
    let first = publish(&project);
    assert_eq!(first["totals"]["up_to_date"], 0);
    let page = project.read("out/稿.wechat.html");
    let requests = service.requests();
    let second = publish(&project);
    assert_eq!(second["totals"]["up_to_date"], 2, "{second}");
    assert_eq!(second["totals"]["reused"], 2);
    assert_eq!(service.requests(), requests);
    assert_eq!(project.read("out/稿.wechat.html"), page);
    // The missing cover is still told, and every reference has its row.
    let codes = |report: &Value| report["articles"][1]["problems"].to_string();
    assert!(codes(&first).contains("image.missing"), "{first}");
    assert_eq!(codes(&second), codes(&first));
    let rows = |report: &Value| {
        let mut rows = report["articles"].to_string();
        for (from, to) in [
            ("\"uploaded\"", "\"reused\""),
            ("\"changed\":true", "\"changed\":false"),
            ("\"up_to_date\":false", "\"up_to_date\":true"),
        ] {
            rows = rows.replace(from, to);
        }
        rows
    };
    assert_eq!(rows(&second), rows(&first));
}

#[test]
fn a_change_of_the_text_is_seen_even_with_the_old_times() {
    let service = Service::start();
    let project = project(&service);
    settled(&project);
    let path = project.path("另.md");
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    // As long as before.
    project.file("另.md", "![](b.png)\n").png("b.png", 5);
    std::fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    let report = publish(&project);
    assert_eq!(report["totals"]["up_to_date"], 1);
    assert_eq!(report["totals"]["uploaded"], 1);
}

#[test]
fn another_picture_under_the_name_is_seen() {
    let service = Service::start();
    let project = project(&service);
    settled(&project);
    project.png("a.png", 9);
    let report = publish(&project);
    assert_eq!(report["totals"]["up_to_date"], 0);
    assert_eq!(report["totals"]["uploaded"], 1);
}

#[test]
fn a_picture_that_goes_away_is_missed() {
    let service = Service::start();
    let project = project(&service);
    settled(&project);
    std::fs::remove_file(project.path("图/b.png")).unwrap();
    let run = project.tuwen(["publish", ".", "-o", "out", "--report=json"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("image.missing"));
    assert_eq!(run.json()["totals"]["up_to_date"], 1);
}

#[test]
fn a_cover_that_comes_into_being_is_seen() {
    let service = Service::start();
    let project = project(&service);
    settled(&project);
    project.png("没有.png", 3);
    let report = publish(&project);
    assert_eq!(report["totals"]["up_to_date"], 1);
    assert_eq!(report["totals"]["uploaded"], 1);
}

#[test]
fn a_nearer_file_that_comes_into_being_is_used() {
    let service = Service::start();
    let project = service.project();
    project
        .file("hugo.toml", "")
        .png("static/图.png", 1)
        .file("content/稿.md", "![](图.png)\n");
    let publish = || {
        let run = project.tuwen(["publish", "content/稿.md", "--report=json"]);
        assert_eq!(run.status, 0, "{run:?}");
        run.json()
    };
    publish();
    assert_eq!(publish()["totals"]["up_to_date"], 1);
    project.png("content/图.png", 2);
    let report = publish();
    assert_eq!(report["totals"]["up_to_date"], 0);
    assert_eq!(report["totals"]["uploaded"], 1);
}

#[test]
fn an_output_that_was_edited_or_removed_is_made_again() {
    let service = Service::start();
    let project = project(&service);
    settled(&project);
    let page = project.read("out/稿.wechat.html");
    project.file("out/稿.wechat.html", page.replace('题', "改"));
    std::fs::remove_file(project.path("out/另.wechat.html")).unwrap();
    let report = publish(&project);
    assert_eq!(report["totals"]["up_to_date"], 0);
    assert_eq!(project.read("out/稿.wechat.html"), page);
    assert!(project.path("out/另.wechat.html").exists());
}

#[test]
fn other_options_make_other_pages() {
    let service = Service::start();
    let project = project(&service);
    settled(&project);
    let page = project.read("out/稿.wechat.html");
    project.file("tuwen.toml", "theme = \"ink\"\n");
    assert_eq!(publish(&project)["totals"]["up_to_date"], 0);
    assert_ne!(project.read("out/稿.wechat.html"), page);
    project.file("tuwen.toml", "css = \"own.css\"\n");
    project.file("own.css", "p { color: #123456 }");
    publish(&project);
    assert_eq!(publish(&project)["totals"]["up_to_date"], 2);
    project.file("own.css", "p { color: #654321 }");
    assert_eq!(publish(&project)["totals"]["up_to_date"], 0);
    assert!(project.read("out/稿.wechat.html").contains("#654321"));
}

#[test]
fn a_style_sheet_of_the_site_that_changes_or_comes_into_being_is_seen() {
    let service = Service::start();
    let project = service.project();
    project
        .file(
            "页.html",
            "<link rel=stylesheet href=甲.css><link rel=stylesheet href=乙.css><article><p>字</p></article>",
        )
        .file("甲.css", "@import '丙.css'; p { color: #123456 }")
        .file("丙.css", "p { font-weight: 700 }");
    let publish = || {
        let run = project.tuwen(["publish", "页.html", "--report=json"]);
        assert_eq!(run.status, 0, "{run:?}");
        run.json()["totals"]["up_to_date"].clone()
    };
    assert_eq!((publish(), publish()), (0.into(), 1.into()));
    project.file("丙.css", "p { font-weight: 300 }");
    assert_eq!(publish(), 0);
    assert!(project.read("页.wechat.html").contains("font-weight:300"));
    assert_eq!(publish(), 1);
    project.file("乙.css", "p { color: #654321 }");
    assert_eq!(publish(), 0);
    assert!(project.read("页.wechat.html").contains("#654321"));
}

#[test]
fn what_is_forgotten_or_refreshed_is_uploaded_again() {
    let service = Service::start();
    let project = project(&service);
    let report = settled(&project);
    let url = report["articles"][0]["references"][0]["url"].as_str();
    let forgotten = project.tuwen(["cache", "forget", url.unwrap()]);
    assert_eq!(forgotten.status, 0, "{forgotten:?}");
    let report = publish(&project);
    assert_eq!(report["totals"]["uploaded"], 1);
    assert_eq!(report["totals"]["up_to_date"], 0);
    publish(&project);
    let run = project.tuwen(["publish", ".", "-o", "out", "--refresh", "--report=json"]);
    assert_eq!(run.json()["totals"]["uploaded"], 2, "{run:?}");
    assert_eq!(run.json()["totals"]["up_to_date"], 0, "{run:?}");
}

#[test]
fn an_article_rewritten_in_place_is_up_to_date_once_it_is_whole() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("稿.md", "![](a.png)\n");
    let run = || {
        let run = project.tuwen(["rewrite", "稿.md", "--in-place", "--report=json"]);
        assert_eq!(run.status, 0, "{run:?}");
        run.json()["totals"]["up_to_date"].clone()
    };
    assert_eq!((run(), run(), run()), (0.into(), 0.into(), 1.into()));
}

#[test]
fn a_dry_run_remembers_nothing_and_may_use_what_is_remembered() {
    let service = Service::start();
    let project = project(&service);
    let dry = || project.tuwen(["publish", ".", "-o", "out", "--dry-run", "--report=json"]);
    dry();
    assert_eq!(dry().json()["totals"]["up_to_date"], 0);
    settled(&project);
    assert_eq!(dry().json()["totals"]["up_to_date"], 2);
}

/// Whatever is done to a project, what a run leaves is what a run that remembers no article makes.
#[test]
fn no_sequence_of_changes_leaves_an_old_page() {
    let service = Service::start();
    let project = project(&service);
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut dice = |sides: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % sides
    };
    let mut recalled = 0;
    for round in 0..40 {
        let number = u8::try_from(dice(4)).unwrap();
        let name = ["a.png", "图/b.png", "图/a.png", "没有.png", "b.png"];
        let name = name[usize::try_from(dice(5)).unwrap()];
        match dice(8) {
            0 => drop(project.png(name, number)),
            1 if !["a.png", "图/b.png"].contains(&name) => {
                let _ = std::fs::remove_file(project.path(name));
            }
            2 => drop(project.file("稿.md", ARTICLE.replace("又", &number.to_string()))),
            3 => drop(project.file("另.md", format!("![](图/b.png){number}\n"))),
            4 => drop(project.file("tuwen.toml", format!("font-size = \"1{}px\"\n", number + 3))),
            5 => drop(project.file("out/另.wechat.html", "改")),
            6 => {
                // Older than any doubt about its times.
                let file = std::fs::File::options()
                    .write(true)
                    .open(project.path("稿.md"));
                let past = SystemTime::now() - Duration::from_secs(60 + dice(2));
                file.unwrap().set_modified(past).unwrap();
            }
            _ => {}
        }
        let report = publish(&project);
        recalled += report["totals"]["up_to_date"].as_u64().unwrap();
        let anew = format!("anew{round}");
        let run = project.tuwen(["publish", "稿.md", "另.md", "-o", &anew, "--report=json"]);
        assert_eq!(run.json()["totals"]["up_to_date"], 0);
        for page in ["稿.wechat.html", "另.wechat.html"] {
            let (kept, made) = (
                project.read(&format!("out/{page}")),
                project.read(&format!("{anew}/{page}")),
            );
            assert!(kept == made, "round {round}: {page} is an old one");
        }
        std::fs::remove_dir_all(project.path(&anew)).unwrap();
    }
    assert!(recalled > 20, "only {recalled} articles were recalled");
}

#[test]
fn what_is_staged_is_up_to_date_as_long_as_it_stays() {
    let mut project = Project::new();
    project.repository();
    let staged = |project: &Project| {
        let arguments = [
            "publish",
            "--staged",
            "-o",
            "出",
            "--sandbox",
            "--report=json",
        ];
        let run = project.tuwen(arguments);
        assert_eq!(run.status, 0, "{run:?}");
        run.json()["totals"]["up_to_date"].clone()
    };
    project.file("稿.md", "# 一\n");
    project.git("", ["add", "稿.md"]);
    // The file itself does not count.
    project.file("稿.md", "# 二\n");
    assert_eq!(staged(&project), 0);
    assert_eq!(staged(&project), 1);
    project.git("", ["add", "稿.md"]);
    assert_eq!(staged(&project), 0);
    assert!(project.read("出/稿.wechat.html").contains('二'));
    // What is staged is what the file holds now.
    let run = project.tuwen([
        "publish",
        "稿.md",
        "-o",
        "出/",
        "--sandbox",
        "--report=json",
    ]);
    assert_eq!(run.json()["totals"]["up_to_date"], 1, "{run:?}");
}
