//! `tuwen draft publish`: everybody can read a draft, once somebody has said so, and what is not known is told as such.

use serde_json::json;

use crate::drafts::{done, filled};
use crate::project::{Project, Run};
use crate::service::Service;

fn publish(project: &Project, id: &str, more: &[&str]) -> Run {
    let mut command = project.command();
    Run::of(command.args(["draft", "publish", "--yes", id]).args(more))
}

fn set(service: &Service, fault: &str) {
    service.sandbox().fault(fault.parse().unwrap());
}

fn submissions(service: &Service) -> u64 {
    let requests = service.sandbox().requests();
    requests.get("freepublish/submit").copied().unwrap_or(0)
}

#[test]
fn the_addresses_of_the_articles_are_told_and_the_draft_is_gone() {
    let (service, project, ids) = filled(2);
    // Ids of publications come as numbers and as text.
    for id in &ids {
        let run = publish(&project, id, &[]);
        let lines: Vec<&str> = done(&run).stdout.lines().collect();
        assert!(
            lines[0].starts_with("http://mp.weixin.qq.com/s?"),
            "{run:?}"
        );
        assert!(run.stderr.contains("publish_id 10000000"), "{run:?}");
        let count = lines.len();
        assert!(run.stderr.contains(&format!("{count} article")), "{run:?}");
        assert_eq!(count, 1 + usize::from(*id == ids[1]), "{run:?}");
    }
    let run = project.tuwen(["draft", "list"]);
    assert_eq!(done(&run).stdout, "");
    let run = publish(&project, &ids[0], &[]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("draft.missing"), "{run:?}");
    assert_eq!(submissions(&service), 2);
}

#[test]
fn a_program_reads_the_outcome_as_json() {
    let (_service, project, ids) = filled(2);
    let run = publish(&project, &ids[1], &["--report=json"]);
    let said = done(&run).json();
    assert_eq!(said["command"], "draft publish");
    assert_eq!(said["publish_id"], "100000001");
    assert_eq!(said["status"], "published");
    let articles = said["articles"].as_array().unwrap();
    assert_eq!(articles.len(), 2);
    assert_eq!(articles[1]["index"], 2);
    assert!(articles[1]["url"].as_str().unwrap().contains("idx=2"));
}

#[test]
fn nothing_is_published_without_a_word() {
    let (service, project, ids) = filled(1);
    let before = service.requests();
    let mut command = project.command();
    // Neither is a question asked that a program could answer.
    let run = Run::of(
        command
            .args(["draft", "publish", &ids[0]])
            .write_stdin("y\n"),
    );
    run.assert_usage("publication.unconfirmed");
    assert_eq!(service.requests(), before);
}

#[test]
fn each_end_that_is_not_a_good_one_has_its_problem() {
    for (state, status, code) in [
        (2, "not-original", "publication.not-original"),
        (3, "failed", "publication.failed"),
        (4, "review-refused", "publication.review-refused"),
        (5, "deleted", "publication.deleted"),
        (6, "banned", "publication.banned"),
    ] {
        let (service, project, ids) = filled(1);
        set(&service, &format!("publish-state={state}"));
        let run = publish(&project, &ids[0], &["--report=json"]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stderr.contains(code), "{run:?}");
        assert!(run.stderr.contains("100000001"), "{run:?}");
        assert_eq!(run.json()["status"], status);
        assert_eq!(run.json()["articles"], json!([]));
    }
}

#[test]
fn what_takes_too_long_is_still_under_way() {
    let (service, project, ids) = filled(1);
    set(&service, "publish-state=1");
    let run = publish(&project, &ids[0], &["--deadline=1s", "--report=json"]);
    assert_eq!(run.status, 4, "{run:?}");
    assert!(run.stderr.contains("publication.running"), "{run:?}");
    assert_eq!(run.json()["status"], "running");
    assert_eq!(run.json()["publish_id"], "100000001");
}

#[test]
fn an_account_without_the_interface_is_told_what_it_can_do() {
    let (service, project, ids) = filled(1);
    set(&service, "forbidden@freepublish");
    let run = publish(&project, &ids[0], &[]);
    assert_eq!(run.status, 3, "{run:?}");
    for said in ["wechat.forbidden", "48001", "July 2025", "by hand"] {
        assert!(run.stderr.contains(said), "{said}: {run:?}");
    }
    let run = publish(&project, &ids[0], &["--lang=zh"]);
    assert!(run.stderr.contains("手动发布"), "{run:?}");
    for (errcode, said) in [
        ("53503", "does not pass the check"),
        ("53504", "publish it by hand"),
        ("53505", "save it by hand"),
    ] {
        service.sandbox().clear_faults();
        set(&service, &format!("{errcode}@freepublish/submit"));
        let run = publish(&project, &ids[0], &[]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stderr.contains(said), "{run:?}");
    }
}

#[test]
fn a_submission_whose_answer_is_lost_is_not_sent_again() {
    for (fault, state, code, status) in [
        ("reset-after", None, "publication.accepted", "accepted"),
        ("truncated", None, "publication.accepted", "accepted"),
        ("http-502", None, "publication.uncertain", "unknown"),
        // It is under way, and the draft is in the box as if nothing were.
        ("reset-after", Some(1), "publication.uncertain", "unknown"),
    ] {
        let (service, project, ids) = filled(1);
        set(&service, &format!("{fault}@freepublish/submit"));
        if let Some(state) = state {
            set(&service, &format!("publish-state={state}"));
        }
        let run = publish(&project, &ids[0], &["--report=json"]);
        assert_eq!(run.status, 4, "{fault}: {run:?}");
        assert!(run.stderr.contains(code), "{fault}: {run:?}");
        assert_eq!(run.json()["status"], status, "{fault}");
        assert_eq!(run.json()["publish_id"], json!(null));
        assert_eq!(submissions(&service), 1, "{fault}");
    }
}

#[test]
fn a_service_that_says_it_is_busy_or_wants_a_new_token_has_taken_nothing() {
    let (service, project, ids) = filled(1);
    set(&service, "busy=1@freepublish/submit");
    set(&service, "token-expired=1@freepublish/submit");
    set(&service, "reset-after=1@freepublish/get");
    let run = publish(&project, &ids[0], &[]);
    assert_eq!(done(&run).stdout.lines().count(), 1, "{run:?}");
    assert_eq!(submissions(&service), 3);
}

#[test]
fn a_draft_that_is_not_there_is_not_submitted() {
    let (service, project, ids) = filled(1);
    let id = format!("-{}", &ids[0][1..]);
    let run = publish(&project, &id, &[]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("draft.missing"), "{run:?}");
    assert_eq!(submissions(&service), 0);
}
