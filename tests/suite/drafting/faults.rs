//! What goes wrong on the way, and comes right.

use super::{
    ADD, ARTICLE, BODY, GET, LIBRARY, LIST, TOKEN, UPDATE, asked, codes, counts, cover, draft,
    drafted, drafts_in_the_box, id, project, stored, tried,
};
use crate::service::Service;

#[test]
fn a_draft_that_is_gone_is_replaced_and_that_is_said() {
    let service = Service::start();
    let project = project(&service);
    let first = id(&drafted(&project));
    // Somebody else deletes it.
    let run = service
        .project()
        .tuwen(["draft", "delete", &first, "--yes"]);
    assert_eq!(run.status, 0, "{run:?}");
    project.file("文.md", ARTICLE.replace("第一段", "改了"));
    let run = drafted(&project);
    assert_eq!(codes(&run), ["draft.replaced"]);
    assert_eq!(draft(&run)["status"], "created");
    assert_ne!(id(&run), first);
    assert_eq!(drafts_in_the_box(&project), 1);
    assert_eq!(draft(&drafted(&project))["status"], "unchanged");
}

#[test]
fn a_lost_answer_is_looked_for_and_never_asked_for_again() {
    for fault in [
        "cut=1",
        "truncated=1",
        "reset-after=1",
        "empty=1",
        "html=1",
        "http-502=1",
    ] {
        let service = Service::with_fault(&format!("{fault}@{ADD}"));
        let project = project(&service);
        let (run, requests) = asked(&service, || drafted(&project));
        let looked = requests.get(LIST).copied().unwrap_or_default();
        assert_eq!(looked, 1, "{fault}: {requests:?}");
        assert_eq!(drafts_in_the_box(&project), 1, "{fault}");
        assert_eq!(draft(&run)["status"], "created", "{fault}");
        let (_, requests) = asked(&service, || drafted(&project));
        assert_eq!(requests, counts([]), "{fault}");
    }
    // What was not done is done the second time.
    let service = Service::with_fault(&format!("reset-before=1@{ADD}"));
    let project = project(&service);
    drafted(&project);
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn a_draft_whose_answer_no_run_heard_is_found_by_the_next() {
    let service = Service::start();
    let project = project(&service);
    // The answer is lost, and so is the way to the box.
    service
        .sandbox()
        .fault(format!("reset-after@{ADD}").parse().unwrap());
    service
        .sandbox()
        .fault(format!("reset-before@{LIST}").parse().unwrap());
    let run = tried(&project);
    assert_eq!(run.status, 4, "{run:?}");
    assert!(
        codes(&run).contains(&"draft.not-sent".to_owned()),
        "{run:?}"
    );
    service.sandbox().clear_faults();
    project.file(
        "文.md",
        ARTICLE.replace("第一段", "改了").replace("题目", "新题"),
    );
    let (run, requests) = asked(&service, || drafted(&project));
    assert_eq!(requests.get(ADD), None, "{requests:?}");
    assert_eq!(draft(&run)["status"], "created");
    assert_eq!(drafts_in_the_box(&project), 1);
    // Its text is that of today.
    let content = stored(&project, &id(&run))[0]["content"].clone();
    assert_eq!(content, project.read("文.html"));
    // Another article of the same look is another draft.
    project.file("二.md", ARTICLE);
    let run = project.tuwen([
        "publish",
        "二.md",
        "--draft",
        "-o",
        "二.html",
        "--report=json",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(drafts_in_the_box(&project), 2);
}

#[test]
fn a_token_that_expires_between_cover_and_draft_is_renewed() {
    let service = Service::with_fault(&format!("token-expired=1@{ADD}"));
    let project = project(&service);
    let (_, requests) = asked(&service, || drafted(&project));
    let once = counts([(TOKEN, 2), (BODY, 1), (LIBRARY, 1), (ADD, 2), (GET, 1)]);
    assert_eq!(requests, once);
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn a_cover_that_is_gone_from_the_library_is_uploaded_again() {
    let service = Service::start();
    let project = project(&service);
    drafted(&project);
    project.file("文.md", ARTICLE.replace("第一段", "改了"));
    service
        .sandbox()
        .fault(format!("40007=1@{UPDATE}").parse().unwrap());
    let (run, requests) = asked(&service, || drafted(&project));
    assert_eq!(
        requests,
        counts([(LIBRARY, 1), (UPDATE, 2), (GET, 2)]),
        "{run:?}"
    );
    // Nor is it uploaded for ever.
    service
        .sandbox()
        .fault(format!("40007@{UPDATE}").parse().unwrap());
    project.file("文.md", ARTICLE.replace("第一段", "又改了"));
    let run = tried(&project);
    assert_eq!(
        (run.status, codes(&run)),
        (1, vec!["draft.cover-gone".to_owned()]),
        "{run:?}"
    );
}

#[test]
fn what_somebody_wrote_into_the_draft_is_kept() {
    let service = Service::start();
    let project = project(&service);
    let first = id(&drafted(&project));
    // Somebody else edits it, a while later.
    service.sandbox().advance(std::time::Duration::from_mins(1));
    let mut other = service.project();
    other.file("封面.png", cover(1)).png("图.png", 2);
    other.variable("TUWEN_LOCK", "on");
    other.file("文.md", ARTICLE.replace("第一段", "别人写的"));
    other.file(
        "tuwen.lock",
        format!("draft:文.md wxsandbox000000001 {first} 1/1\n"),
    );
    assert_eq!(id(&drafted(&other)), first);
    service.sandbox().advance(std::time::Duration::from_mins(1));
    project.file("文.md", ARTICLE.replace("第一段", "我们写的"));
    let run = drafted(&project);
    assert_eq!(codes(&run), ["draft.overwritten"], "{run:?}");
    let hint = run.json()["articles"][0]["problems"][0]["hint"].clone();
    let kept = hint.as_str().unwrap().split('`').nth(1).unwrap();
    assert!(std::fs::read_to_string(kept).unwrap().contains("别人写的"));
    assert!(
        stored(&project, &first)[0]["content"]
            .as_str()
            .unwrap()
            .contains("我们写的")
    );
}

#[test]
fn an_account_that_may_not_has_no_drafts_and_keeps_its_pictures() {
    let service = Service::with_fault(&format!("48001@{ADD}"));
    let project = project(&service);
    project.file("二.md", "# 二\n\n正文\n");
    let run = project.tuwen([
        "publish",
        "文.md",
        "二.md",
        "--draft",
        "-o",
        "页",
        "--report=json",
    ]);
    assert_eq!(run.status, 3, "{run:?}");
    assert_eq!(
        codes(&run),
        ["draft.not-sent", "draft.not-sent", "wechat.forbidden"],
        "{run:?}"
    );
    service.sandbox().clear_faults();
    let publish = || {
        project.tuwen([
            "publish",
            "文.md",
            "二.md",
            "--draft",
            "-o",
            "页",
            "--report=json",
        ])
    };
    let (run, requests) = asked(&service, publish);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(requests, counts([(ADD, 2), (GET, 2)]));
}

#[test]
fn two_processes_make_one_draft() {
    let service = Service::with_fault("delay=50ms@*");
    let project = project(&service);
    let start = |output: &str| {
        let mut command = project.process();
        command.args(["publish", "文.md", "--draft", "-o", output]);
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        command.spawn().unwrap()
    };
    let mut both = [start("一.html"), start("二.html")];
    for process in &mut both {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(drafts_in_the_box(&project), 1);
}

#[test]
fn what_is_refused_is_named_at_its_line() {
    let service = Service::start();
    let project = service.project();
    let text = "# 题\n\n正文。\n\n看[预览](https://mp.weixin.qq.com/s?__biz=a&tempkey=b)。\n";
    project.file("文.md", text);
    let run = tried(&project);
    assert_eq!(run.status, 1, "{run:?}");
    let problems = run.json()["articles"][0]["problems"].clone();
    assert_eq!(problems[0]["code"], "draft.trigger", "{run:?}");
    assert_eq!(problems[0]["line"], 5, "{run:?}");
    assert_eq!(problems[1]["code"], "wechat.content-refused", "{run:?}");
    assert_eq!(drafts_in_the_box(&project), 0);
}

#[test]
fn what_the_service_drops_is_told_at_its_line() {
    let service = Service::with_fault("strip-pictures");
    let project = project(&service);
    let run = drafted(&project);
    assert_eq!(codes(&run), ["draft.lost"], "{run:?}");
    let problem = &run.json()["articles"][0]["problems"][0];
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&11.into(), &6.into()),
        "{run:?}"
    );
    assert_eq!(problem["severity"], "warning");
}

#[test]
fn a_draft_that_was_published_is_replaced_when_its_article_changes() {
    let service = Service::start();
    let project = project(&service);
    let first = id(&drafted(&project));
    let run = project.tuwen(["draft", "publish", &first, "--yes"]);
    assert_eq!(run.status, 0, "{run:?}");
    // It is out; nobody wants it in the box again.
    assert_eq!(draft(&drafted(&project))["status"], "unchanged");
    project.file("文.md", ARTICLE.replace("第一段", "改了"));
    let run = drafted(&project);
    assert_eq!(codes(&run), ["draft.replaced"]);
    assert_ne!(id(&run), first);
}
