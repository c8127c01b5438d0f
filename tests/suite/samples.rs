//! The samples a newcomer runs first, as golden tests: what `publish` makes of each is kept in
//! `tests/golden/`, to be opened in a browser and reviewed like code.
//!
//! `SNAPSHOTS=overwrite cargo test samples` accepts what the pages have become.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::service::Service;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// A project that holds the samples, and its service.
fn samples() -> (Service, Project) {
    let service = Service::start();
    let project = service.project();
    copy(&root().join("samples"), &project.path("samples"));
    (service, project)
}

/// The page with each hosted URL named after the content behind it, which is the same in every run.
fn named(page: &str, service: &Service) -> String {
    let contents: HashMap<String, String> = service
        .sandbox()
        .uploads()
        .into_iter()
        .map(|upload| {
            let url = upload
                .url
                .replacen("http://", "https://", 1)
                .replace('&', "&amp;");
            (
                url,
                format!("https://mmbiz.qpic.cn/{}", &upload.digest.hex()[..12]),
            )
        })
        .collect();
    contents
        .iter()
        .fold(page.to_owned(), |page, (url, name)| page.replace(url, name))
}

/// Fails where a page has what the editor or the API would drop, by its characters alone.
#[track_caller]
fn keeps_the_rules(page: &str) {
    for lost in [
        "<div",
        "<style",
        "<script",
        "<link",
        "<!--",
        "<input",
        "<form",
        "<video",
        "<audio",
        " class=",
        " id=",
        " onclick=",
        " onload=",
        " srcset=",
        " data-src=",
        "position:",
        "href=\"#",
        "data:image",
        "javascript:",
        "<foreignobject",
        "<defs",
        "<marker",
        "var(--",
    ] {
        assert!(!page.to_lowercase().contains(lost), "{lost} in {page}");
    }
    for (mark, hosts) in [
        (" src=\"", ["https://mmbiz.qpic.cn/", "https://v.qq.com/"]),
        (
            " href=\"",
            ["https://mp.weixin.qq.com/", "http://mp.weixin.qq.com/"],
        ),
        (
            "url(",
            ["https://mmbiz.qpic.cn/", "'https://mmbiz.qpic.cn/"],
        ),
    ] {
        for (at, _) in page.match_indices(mark) {
            let address = &page[at + mark.len()..];
            let is_known = hosts.iter().any(|host| address.starts_with(host));
            assert!(
                is_known,
                "{mark}{}",
                address.chars().take(60).collect::<String>()
            );
        }
    }
}

/// Compares with the kept page, or keeps it.
#[track_caller]
fn compare(page: &str, golden: &str) {
    let path = root().join("tests/golden").join(golden);
    if path.extension().is_some_and(|suffix| suffix == "html") {
        keeps_the_rules(page);
    }
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == kept,
        "{golden} has changed; look at it, then accept with SNAPSHOTS=overwrite\n{page}"
    );
}

fn publish(source: &str, golden: &str) {
    let (service, project) = samples();
    let run = project.tuwen(["publish", source, "-o", "页.html"]);
    assert_eq!(run.status, 0, "{run:?}");
    compare(&named(&project.read("页.html"), &service), golden);
}

#[test]
fn the_journey_is_the_page_that_is_kept() {
    publish("samples/journey.md", "journey.html");
}

#[test]
fn the_lake_is_the_page_that_is_kept() {
    publish("samples/lake.html", "lake.html");
}

#[test]
fn the_site_is_the_pages_that_are_kept_with_each_picture_sent_once() {
    let (service, project) = samples();
    let run = project.tuwen(["publish", "samples/site", "-o", "站", "--report", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    let report = run.json();
    assert_eq!(report["totals"]["failed"], 0);
    assert_eq!(report["totals"]["uploaded"], report["totals"]["assets"]);
    for article in report["articles"].as_array().unwrap() {
        let output = PathBuf::from(article["output"].as_str().unwrap());
        let below = output
            .strip_prefix("站")
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let golden = below
            .replace("content/", "")
            .replace('/', "-")
            .replace(".wechat", "");
        compare(
            &named(&project.read(output.to_str().unwrap()), &service),
            &format!("site-{golden}"),
        );
    }
}

#[test]
fn rewriting_the_samples_changes_nothing_but_urls() {
    let (service, project) = samples();
    for name in ["samples/journey.md", "samples/lake.html"] {
        let before = project.read(name);
        let run = project.tuwen(["rewrite", name, "--report", "json", "-o", "出"]);
        assert_eq!(run.status, 0, "{run:?}");
        let after = named(&project.read("出"), &service);
        let lines = before.lines().zip(after.lines());
        let changed = lines.filter(|(old, new)| old != new).count();
        let report = run.json();
        let references = report["articles"][0]["references"]
            .as_array()
            .unwrap()
            .len();
        assert!(
            changed > 0 && changed <= references,
            "{changed} of {references}"
        );
        assert_eq!(before.lines().count(), after.lines().count());
    }
}

#[test]
fn every_kept_page_belongs_to_a_sample() {
    let kept = std::fs::read_dir(root().join("tests/golden")).unwrap();
    for entry in kept {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            ["journey.html", "lake.html"].contains(&name.as_str()) || name.starts_with("site-"),
            "{name}"
        );
    }
}
