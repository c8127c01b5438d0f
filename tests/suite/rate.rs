//! When WeChat asks for fewer requests, the account slows down as a whole: all workers, and all processes.

use std::time::Duration;

use crate::project::{Project, picture};
use crate::service::Service;

const RATE_LIMITED: i64 = 45011;

/// A service that takes its time, and a project with so many articles of forty pictures each.
fn service(articles: u32) -> (Service, Project) {
    let service = Service::with_fault("delay=40ms@media/uploadimg");
    let project = service.project();
    for article in 0..articles {
        let mut text = String::new();
        for number in 0..40 {
            let name = format!("{article}-{number}.png");
            project.file(&name, picture(article * 1000 + number));
            text = format!("{text}![]({name})\n");
        }
        project.file(&format!("{article}.md"), text);
    }
    (service, project)
}

/// The moments, in milliseconds, at which uploads arrived, and that of the first refusal.
fn moments(service: &Service) -> (Vec<u64>, u64) {
    let log = service.sandbox().request_log();
    let uploads = log
        .iter()
        .filter(|request| request.endpoint == "media/uploadimg");
    let refused = log
        .iter()
        .find(|request| request.errcode == Some(RATE_LIMITED));
    (
        uploads.map(|request| request.at_ms).collect(),
        refused.expect("one was refused").at_ms,
    )
}

/// Asserts that nothing was sent in the quiet time, but for what was under way.
#[track_caller]
fn assert_quiet(moments: &[u64], refused: u64) {
    // The answer takes 40 ms; another process looks before each upload.
    let (begin, end) = (refused + 600, refused + 1900);
    let loud = moments.iter().filter(|at| (begin..end).contains(at));
    assert_eq!(loud.count(), 0, "refused at {refused}: {moments:?}");
    assert!(
        moments.iter().any(|at| *at > end),
        "it goes on: {moments:?}"
    );
}

#[test]
fn a_limit_quiets_all_workers_and_fewer_go_on() {
    let (service, project) = service(1);
    service.sandbox().fault("rate-limited=#12".parse().unwrap());
    let run = project.tuwen(["rewrite", "0.md", "-o", "b.md", "--jobs", "8", "-vv"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.uploads(), 40);
    let (all, refused) = moments(&service);
    assert_quiet(&all, refused);
    let log = service.sandbox().request_log();
    let after = log.iter().filter(|request| request.at_ms > refused + 1900);
    let most = after.map(|request| request.in_flight).max();
    assert!(
        most.is_some_and(|most| (2..=4).contains(&most)),
        "half of eight"
    );
    assert!(
        run.stderr.contains("asked to slow down: 4 at once"),
        "{run:?}"
    );
}

#[test]
fn other_processes_of_the_account_slow_down_as_well() {
    let (service, project) = service(2);
    service.sandbox().fault("rate-limited=#20".parse().unwrap());
    let children: Vec<_> = (0..2)
        .map(|article| {
            let (input, output) = (format!("{article}.md"), format!("out/{article}.md"));
            let mut process = project.process();
            process
                .args(["rewrite", &input, "-o", &output, "-q"])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(service.uploads(), 80);
    let (all, refused) = moments(&service);
    assert_quiet(&all, refused);
}

#[test]
fn another_account_goes_on_as_before() {
    let (service, mut project) = service(1);
    service.sandbox().fault("rate-limited=#5".parse().unwrap());
    let run = project.tuwen(["rewrite", "0.md", "-o", "b.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    // The quiet time is over, but its file is still there; another account has its own.
    let token = service.sandbox().issued_tokens().pop().unwrap();
    project
        .variable("WECHAT_APP_ID", "wx00000000000000c3")
        .variable("WECHAT_ACCESS_TOKEN", token.expose());
    let run = project.tuwen(["rewrite", "0.md", "-o", "c.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    let names: Vec<_> = std::fs::read_dir(project.home().join(".local/share/tuwen/pace"))
        .unwrap()
        .collect();
    assert_eq!(names.len(), 1, "only what was slowed down");
}

#[test]
fn a_long_quiet_time_is_told() {
    let (service, project) = service(1);
    service.sandbox().fault("rate-limited=3".parse().unwrap());
    let started = std::time::Instant::now();
    let run = project.tuwen(["rewrite", "0.md", "-o", "b.md", "--jobs", "1"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(started.elapsed() > Duration::from_secs(10));
    assert!(
        run.stderr
            .contains("WeChat asks for fewer requests a minute"),
        "{run:?}"
    );
}
