//! `tuwen publish --draft`: articles in the draft box, each once, with as few requests as there can be.

mod faults;
mod said;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::project::{Project, Run};
use crate::service::Service;

const TOKEN: &str = "stable_token";
const BODY: &str = "media/uploadimg";
const LIBRARY: &str = "material/add_material";
const ADD: &str = "draft/add";
const GET: &str = "draft/get";
const UPDATE: &str = "draft/update";
const LIST: &str = "draft/batchget";
const DELETE: &str = "draft/delete";

const ARTICLE: &str = "---\nauthor: 张三\ndescription: 一句话的摘要\nsource_url: https://example.com/a\n\
    cover: 封面.png\n---\n# 题目\n\n正文第一段。\n\n![图](图.png)\n";

/// A picture that is large enough for a cover; each seed gives another one.
fn cover(seed: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = (47, 20);
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let pixels = vec![seed; (width * height) as usize];
    writer.write_image_data(&pixels).unwrap();
    drop(writer);
    bytes
}

/// What a run asked for, by endpoint.
fn asked(service: &Service, run: impl FnOnce() -> Run) -> (Run, BTreeMap<String, u64>) {
    let before = service.sandbox().requests();
    let run = run();
    let mut asked = service.sandbox().requests();
    for (endpoint, count) in before {
        if let Some(now) = asked.get_mut(&endpoint) {
            *now -= count;
        }
    }
    asked.retain(|_, count| *count > 0);
    let short = |(endpoint, count): (String, u64)| (endpoint.trim_matches('/').to_owned(), count);
    (run, asked.into_iter().map(short).collect())
}

fn counts<const N: usize>(counts: [(&str, u64); N]) -> BTreeMap<String, u64> {
    counts
        .into_iter()
        .map(|(endpoint, count)| (endpoint.to_owned(), count))
        .collect()
}

/// Publishes into the draft box.
fn tried(project: &Project) -> Run {
    project.tuwen([
        "publish",
        "文.md",
        "--draft",
        "-o",
        "文.html",
        "--report=json",
    ])
}

/// Publishes into the draft box; everything is well.
fn drafted(project: &Project) -> Run {
    let run = tried(project);
    assert_eq!(run.status, 0, "{run:?}");
    run
}

fn draft(run: &Run) -> Value {
    run.json()["articles"][0]["draft"].clone()
}

fn id(run: &Run) -> String {
    draft(run)["media_id"].as_str().unwrap().to_owned()
}

/// The articles of a draft as the service keeps them.
fn stored(project: &Project, id: &str) -> Value {
    let run = project.tuwen(["draft", "show", id, "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    run.json()["draft"]["articles"].clone()
}

fn drafts_in_the_box(project: &Project) -> u64 {
    let run = project.tuwen(["draft", "list", "--report=json"]);
    run.json()["total"].as_u64().unwrap()
}

fn project(service: &Service) -> Project {
    let project = service.project();
    project.file("封面.png", cover(1)).png("图.png", 2);
    project.file("文.md", ARTICLE);
    project
}

fn codes(run: &Run) -> Vec<String> {
    let report = run.json();
    let articles = report["articles"].as_array().unwrap();
    let of_articles = articles
        .iter()
        .flat_map(|article| article["problems"].as_array().unwrap());
    let of_run = report["problems"].as_array().unwrap().iter();
    of_articles
        .chain(of_run)
        .map(|problem| problem["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn each_change_costs_just_the_requests_that_it_needs() {
    let service = Service::start();
    let project = project(&service);
    let (first, requests) = asked(&service, || drafted(&project));
    let once = counts([(TOKEN, 1), (BODY, 1), (LIBRARY, 1), (ADD, 1), (GET, 1)]);
    assert_eq!(requests, once, "{first:?}");
    assert_eq!(draft(&first)["status"], "created");
    let id = id(&first);

    let (again, requests) = asked(&service, || drafted(&project));
    assert_eq!(requests, counts([]), "{again:?}");
    assert_eq!(draft(&again)["status"], "unchanged");
    assert_eq!(draft(&again)["media_id"], id);

    project.file("文.md", ARTICLE.replace("第一段", "第一段改了"));
    let (text, requests) = asked(&service, || drafted(&project));
    assert_eq!(requests, counts([(UPDATE, 1), (GET, 2)]), "{text:?}");
    assert_eq!(draft(&text)["status"], "updated");

    project.png("图.png", 3);
    let (picture, requests) = asked(&service, || drafted(&project));
    assert_eq!(
        requests,
        counts([(BODY, 1), (UPDATE, 1), (GET, 2)]),
        "{picture:?}"
    );

    project.file("封面.png", cover(4));
    let (cover, requests) = asked(&service, || drafted(&project));
    assert_eq!(
        requests,
        counts([(LIBRARY, 1), (UPDATE, 1), (GET, 2)]),
        "{cover:?}"
    );

    for run in [text, picture, cover] {
        assert_eq!(self::id(&run), id);
        assert_eq!(codes(&run), [""; 0], "{run:?}");
    }
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn a_renamed_article_keeps_its_draft() {
    let service = Service::start();
    let project = project(&service);
    let first = id(&drafted(&project));
    std::fs::rename(project.path("文.md"), project.path("改名.md")).unwrap();
    let publish = || {
        project.tuwen([
            "publish",
            "改名.md",
            "--draft",
            "-o",
            "改.html",
            "--report=json",
        ])
    };
    let (run, requests) = asked(&service, publish);
    assert_eq!((id(&run), requests), (first.clone(), counts([])), "{run:?}");
    assert_eq!(codes(&run), ["draft.renamed"]);
    // It is told once.
    assert_eq!(codes(&publish()), [""; 0]);
    project.file("改名.md", ARTICLE.replace("第一段", "另一段"));
    assert_eq!(id(&publish()), first);
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn an_id_holds_whatever_else_changes_and_belongs_to_one() {
    let service = Service::start();
    let project = service.project();
    project.file("甲.md", "---\nid: 文一\n---\n# 题\n\n正文\n");
    let publish =
        |name: &str| project.tuwen(["publish", name, "--draft", "-o", "页.html", "--report=json"]);
    let first = id(&publish("甲.md"));
    std::fs::remove_file(project.path("甲.md")).unwrap();
    project.file("乙.md", "---\nid: 文一\n---\n# 别的题\n\n别的正文\n");
    assert_eq!(id(&publish("乙.md")), first);
    project.file("丙.md", "---\nid: 文一\n---\n# 又一篇\n\n正文\n");
    let run = publish("丙.md");
    assert_eq!(
        (run.status, codes(&run)),
        (1, vec!["draft.id-taken".to_owned()]),
        "{run:?}"
    );
    let run = project.tuwen(["publish", "乙.md", "丙.md", "--draft", "--report=json"]);
    assert_eq!(
        (run.status, codes(&run)),
        (1, vec!["draft.id-taken".to_owned()]),
        "{run:?}"
    );
    assert_eq!(draft(&run)["media_id"], first);
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn the_lockfile_knows_the_draft_on_another_machine() {
    let service = Service::start();
    let mut project = project(&service);
    project.variable("TUWEN_LOCK", "on");
    let first = id(&drafted(&project));
    let lock = project.read("tuwen.lock");
    assert!(
        lock.contains(&format!("draft:文.md wxsandbox000000001 {first} 1/1\n")),
        "{lock}"
    );
    project.variable(
        "TUWEN_CACHE_DIR",
        project.path("另一台").display().to_string(),
    );
    project.file("文.md", ARTICLE.replace("第一段", "改了"));
    let (run, requests) = asked(&service, || drafted(&project));
    assert_eq!(id(&run), first);
    // Nothing is uploaded again.
    assert_eq!(
        requests,
        counts([(TOKEN, 1), (UPDATE, 1), (GET, 2)]),
        "{run:?}"
    );
    assert_eq!(project.read("tuwen.lock"), lock);
}

#[test]
fn another_draft_is_made_only_when_that_is_asked_for() {
    let service = Service::start();
    let project = project(&service);
    let first = id(&drafted(&project));
    let run = project.tuwen([
        "publish",
        "文.md",
        "--draft",
        "--new",
        "-o",
        "文.html",
        "--report=json",
    ]);
    let second = id(&run);
    assert_ne!(second, first);
    assert_eq!(id(&drafted(&project)), second);
    assert_eq!(drafts_in_the_box(&project), 2);
}

#[test]
fn a_dry_run_tells_and_does_nothing() {
    let service = Service::start();
    let project = project(&service);
    let dry = || {
        project.tuwen([
            "publish",
            "文.md",
            "--draft",
            "--dry-run",
            "-o",
            "文.html",
            "--report=json",
        ])
    };
    let run = dry();
    assert_eq!(draft(&run)["status"], "would-create", "{run:?}");
    assert_eq!(service.requests(), 0);
    drafted(&project);
    assert_eq!(draft(&dry())["status"], "unchanged");
    project.file("文.md", ARTICLE.replace("第一段", "改了"));
    assert_eq!(draft(&dry())["status"], "would-update");
}

#[test]
fn several_articles_become_one_draft() {
    let service = Service::start();
    let project = service.project();
    for number in 1..=3 {
        project.file(
            &format!("{number}.md"),
            format!("# 题 {number}\n\n正文 {number}\n"),
        );
    }
    let publish = |inputs: &[&str]| {
        let mut command = project.command();
        let run = command.arg("publish").args(inputs);
        Run::of(run.args(["--draft", "--together", "-o", "页", "--report=json"]))
    };
    let (run, requests) = asked(&service, || publish(&["1.md", "2.md", "3.md"]));
    assert_eq!(run.status, 0, "{run:?}");
    let once = counts([(TOKEN, 1), (LIBRARY, 3), (ADD, 1), (GET, 1)]);
    assert_eq!(requests, once);
    let first = id(&run);
    let titles = |id: &str| -> Vec<String> {
        let articles = stored(&project, id);
        let articles = articles.as_array().unwrap().iter();
        articles
            .map(|article| article["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(titles(&first), ["题 1", "题 2", "题 3"]);
    let (_, requests) = asked(&service, || publish(&["1.md", "2.md", "3.md"]));
    assert_eq!(requests, counts([]));
    // One text: one update.
    project.file("2.md", "# 题 2\n\n改了\n");
    let (run, requests) = asked(&service, || publish(&["1.md", "2.md", "3.md"]));
    assert_eq!(requests, counts([(UPDATE, 1), (GET, 2)]), "{run:?}");
    assert_eq!(id(&run), first);
    // Another order: two updates of the same draft.
    let (run, requests) = asked(&service, || publish(&["2.md", "1.md", "3.md"]));
    assert_eq!(requests, counts([(UPDATE, 2), (GET, 2)]), "{run:?}");
    assert_eq!(id(&run), first);
    assert_eq!(titles(&first), ["题 2", "题 1", "题 3"]);
    // Fewer: another draft in its place.
    let (run, requests) = asked(&service, || publish(&["2.md", "1.md"]));
    assert_eq!(
        requests,
        counts([(GET, 2), (ADD, 1), (DELETE, 1)]),
        "{run:?}"
    );
    assert_eq!(titles(&id(&run)), ["题 2", "题 1"]);
    assert_eq!(drafts_in_the_box(&project), 1);
    // Of more than eight there is none.
    let nine = [
        "1.md", "2.md", "3.md", "4.md", "5.md", "6.md", "7.md", "8.md", "9.md",
    ];
    for name in nine {
        project.file(name, "# 题\n");
    }
    let run = publish(&nine);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("draft.too-many"), "{run:?}");
}

#[test]
fn a_picture_post_has_its_pictures_in_the_library_and_plain_text() {
    let service = Service::start();
    let project = service.project();
    project.png("一.png", 1).png("二.png", 2);
    let text = "---\ntitle: 图\ntype: newspic\n---\n看**图**：\n\n![](一.png)\n\n![](二.png)\n\n![](一.png)\n";
    project.file("文.md", text);
    let (run, requests) = asked(&service, || drafted(&project));
    assert_eq!(
        requests,
        counts([(TOKEN, 1), (LIBRARY, 2), (ADD, 1), (GET, 1)]),
        "{run:?}"
    );
    let article = &stored(&project, &id(&run))[0];
    assert_eq!(article["type"], "newspic");
    assert_eq!(article["content"], "看图：");
    project.file("文.md", text.replace("看", "再看"));
    let (_, requests) = asked(&service, || drafted(&project));
    assert_eq!(requests, counts([(UPDATE, 1), (GET, 2)]));
    project.file("文.md", "---\ntitle: 图\ntype: newspic\n---\n没有图\n");
    let run = tried(&project);
    assert_eq!(
        (run.status, codes(&run)),
        (1, vec!["draft.no-pictures".to_owned()]),
        "{run:?}"
    );
}

#[test]
fn another_article_of_the_same_title_is_no_renamed_one() {
    let service = Service::start();
    let project = service.project();
    let publish =
        |name: &str| project.tuwen(["publish", name, "--draft", "-o", "页.html", "--report=json"]);
    let chapter = |number: u32| {
        let lines: Vec<String> = (0..9)
            .map(|line| format!("第 {number} 章第 {line} 行\n\n"))
            .collect();
        format!("# 小结\n\n{}", lines.concat())
    };
    project.file("一.md", chapter(1));
    let first = id(&publish("一.md"));
    std::fs::remove_file(project.path("一.md")).unwrap();
    project.file("二.md", chapter(2));
    let second = publish("二.md");
    assert_ne!(id(&second), first);
    // The same text with an edit is one.
    std::fs::remove_file(project.path("二.md")).unwrap();
    project.file("三.md", chapter(2).replace("第 3 行", "改了的一行"));
    let third = publish("三.md");
    assert_eq!(id(&third), id(&second));
    assert_eq!(codes(&third), ["draft.renamed"]);
}

#[test]
fn a_draft_that_was_deleted_here_is_made_again() {
    let service = Service::start();
    let project = project(&service);
    let first = id(&drafted(&project));
    assert_eq!(
        project.tuwen(["draft", "delete", &first, "--yes"]).status,
        0
    );
    let run = drafted(&project);
    assert_eq!(draft(&run)["status"], "created");
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn of_several_for_one_draft_none_is_sent_where_one_cannot() {
    let service = Service::start();
    let project = service.project();
    project.png("图.png", 1);
    project.file("一.md", "# 一\n\n![](图.png)\n");
    project.file("二.md", "没有题目\n");
    let run = project.tuwen([
        "publish",
        "一.md",
        "二.md",
        "--draft",
        "--together",
        "-o",
        "页",
        "--report=json",
    ]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(codes(&run), ["draft.together", "draft.no-title"]);
    assert_eq!(service.requests(), 0);
}

#[test]
fn an_article_that_gets_an_id_keeps_its_draft() {
    let service = Service::start();
    let mut project = project(&service);
    project.variable("TUWEN_LOCK", "on");
    let first = id(&drafted(&project));
    project.file("文.md", ARTICLE.replace("author", "id: 一\nauthor"));
    let run = drafted(&project);
    assert_eq!((id(&run), drafts_in_the_box(&project)), (first.clone(), 1));
    let lock = project.read("tuwen.lock");
    // The line of the path went with it.
    assert_eq!(lock.matches(&first).count(), 1, "{lock}");
    assert!(lock.contains("draft:id:一 "), "{lock}");
}
