//! The service has stored a picture and its answer is lost: that one is sent again, no other, and
//! everything ends complete.

use std::collections::BTreeMap;

use tuwen::Digest;

use crate::project::{Project, png};
use crate::service::Service;

const PICTURES: u8 = 6;

/// A project with one article of all pictures.
fn project(service: &Service) -> Project {
    let project = service.project();
    let mut text = String::new();
    for number in 0..PICTURES {
        project.png(&format!("图{number}.png"), number);
        text = format!("{text}第 {number} 张：![](图{number}.png)\n\n");
    }
    project.file("文.md", text);
    project
}

/// Looks at what was sent: everything, and at most one picture twice.
#[track_caller]
fn at_most_one_again(service: &Service, fault: &str) {
    let mut sent: BTreeMap<Digest, usize> = BTreeMap::new();
    for upload in service.sandbox().uploads() {
        *sent.entry(upload.digest).or_default() += 1;
    }
    assert_eq!(sent.len(), usize::from(PICTURES), "{fault}");
    let total: usize = sent.values().sum();
    assert!(total <= usize::from(PICTURES) + 1, "{fault}: {sent:?}");
    // The fault did strike, or there would be nothing to see.
    assert!(total > usize::from(PICTURES), "{fault}: {sent:?}");
}

/// Looks at an output: the article with, for each picture, a URL that shows it.
#[track_caller]
fn is_complete(service: &Service, output: &str, fault: &str) {
    let mut lines = output.lines().filter(|line| !line.is_empty());
    for number in 0..PICTURES {
        let line = lines.next().unwrap();
        let url = line
            .strip_prefix(&format!("第 {number} 张：![]("))
            .and_then(|rest| rest.strip_suffix(')'));
        let shown = service.sandbox().picture(url.expect(line));
        assert_eq!(shown, Some(png(number)), "{fault}: {line}");
    }
    assert_eq!(lines.next(), None);
}

/// Looks at a run with everything done already.
#[track_caller]
fn a_rerun_asks_nothing(service: &Service, project: &Project) {
    let requests = service.requests();
    let run = project.tuwen(["rewrite", "文.md", "-o", "再.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.requests(), requests);
}

#[test]
fn a_lost_answer_costs_its_picture_once_more_and_no_other() {
    for fault in [
        "reset-after=#1",
        "reset-after=#3",
        "reset-after=#6",
        "cut=#2",
        "empty=#4",
        "truncated=#5",
    ] {
        let service = Service::with_fault(fault);
        let project = project(&service);
        let run = project.tuwen(["rewrite", "文.md", "-o", "出.md"]);
        assert_eq!(run.status, 0, "{fault}: {run:?}");
        at_most_one_again(&service, fault);
        is_complete(&service, &project.read("出.md"), fault);
        a_rerun_asks_nothing(&service, &project);
    }
}

#[test]
fn of_two_processes_that_lose_an_answer_only_one_sends_again() {
    for fault in ["reset-after=#1", "reset-after=#4"] {
        let service = Service::with_fault(fault);
        service.sandbox().fault("delay=20ms".parse().unwrap());
        let project = project(&service);
        std::thread::scope(|scope| {
            for output in ["甲.md", "乙.md"] {
                let project = &project;
                scope.spawn(move || {
                    let run = project.tuwen(["rewrite", "文.md", "-o", output, "--jobs", "2"]);
                    assert_eq!(run.status, 0, "{fault}: {run:?}");
                });
            }
        });
        at_most_one_again(&service, fault);
        is_complete(&service, &project.read("甲.md"), fault);
        assert_eq!(project.read("甲.md"), project.read("乙.md"), "{fault}");
        a_rerun_asks_nothing(&service, &project);
    }
}

#[test]
fn a_process_that_dies_with_its_answer_lost_costs_its_pictures_once_more() {
    // The answers never come: whoever waits for them is stopped, and the next run has only those to
    // send again that were under way.
    let service = Service::with_fault("reset-after=1");
    service.sandbox().fault("stall=2..".parse().unwrap());
    let project = project(&service);
    let mut run = project.process();
    let mut run = run
        .args(["rewrite", "文.md", "-o", "出.md"])
        .spawn()
        .unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while service.uploads() == 0 {
        assert!(std::time::Instant::now() < deadline, "nothing was sent");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(!project.path("出.md").exists());
    service.sandbox().clear_faults();
    let run = project.tuwen(["rewrite", "文.md", "-o", "出.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    at_most_one_again(&service, "killed");
    is_complete(&service, &project.read("出.md"), "killed");
    a_rerun_asks_nothing(&service, &project);
}
