//! `upload` and `cache`: pictures in, URLs out, and what is remembered of them.

use crate::service::Service;

#[test]
fn one_url_per_line_in_order_and_nothing_else_on_standard_output() {
    let service = Service::with_fault("delay=5ms");
    let project = service.project();
    project.png("一.png", 1).png("二.png", 2).png("三.png", 1);
    let run = project.tuwen(["upload", "一.png", "二.png", "三.png"]);
    assert_eq!(run.status, 0, "{run:?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{run:?}");
    assert!(
        lines
            .iter()
            .all(|line| line.starts_with("https://mmbiz.qpic.cn/")),
        "{run:?}"
    );
    assert_eq!(lines[0], lines[2], "the same content");
    assert_eq!(service.uploads(), 2);
}

#[test]
fn a_failure_puts_nothing_misleading_on_standard_output() {
    let service = Service::start();
    let project = service.project();
    project.png("一.png", 1);
    let run = project.tuwen(["upload", "一.png", "没有.png"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("没有.png"), "{run:?}");
    assert_eq!(service.uploads(), 1, "the good one is stored and recorded");
}

#[test]
fn the_cache_is_listed_and_forgotten() {
    let service = Service::start();
    let project = service.project();
    project.png("一.png", 1).png("二.png", 2);
    assert_eq!(project.tuwen(["upload", "一.png", "二.png"]).status, 0);
    let list = project.tuwen(["cache", "list"]);
    assert_eq!(list.stdout.lines().count(), 2, "{list:?}");
    let digest = tuwen::Digest::of(&crate::project::png(1)).to_string();
    assert!(list.stdout.contains(&digest), "{list:?}");
    let stats = project.tuwen(["cache", "stats"]);
    assert!(stats.stdout.contains(tuwen::Sandbox::APP_ID), "{stats:?}");
    assert_eq!(project.tuwen(["cache", "forget", &digest]).status, 0);
    assert_eq!(project.tuwen(["cache", "list"]).stdout.lines().count(), 1);
    assert_eq!(project.tuwen(["upload", "一.png"]).status, 0);
    assert_eq!(service.uploads(), 3, "what is forgotten is uploaded again");
}

#[test]
fn a_picture_of_another_host_does_not_stop_the_others() {
    let service = Service::start();
    let project = service.project();
    project.png("一.png", 1);
    let run = project.tuwen(["upload", "http://127.0.0.1:9/x.png", "一.png"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("remote.blocked"), "{run:?}");
    assert_eq!(service.uploads(), 1);
}
