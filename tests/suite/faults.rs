//! The service misbehaves: what can be finished is finished and kept, the rest is said.

use tuwen::Sandbox;

use crate::project::{Project, Run};
use crate::service::Service;

/// An article with `count` pictures.
fn article(project: &Project, count: u8) {
    let mut text = String::new();
    for number in 0..count {
        project.png(&format!("{number}.png"), number);
        text = format!("{text}![]({number}.png)\n");
    }
    project.file("a.md", text);
}

fn rewrite(project: &Project) -> Run {
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md"]);
    assert!(
        !run.stderr.contains(Sandbox::APP_SECRET),
        "a secret in {run:?}"
    );
    assert!(
        !run.stdout.contains(Sandbox::APP_SECRET),
        "a secret in {run:?}"
    );
    run
}

#[test]
fn passing_faults_are_waited_out() {
    for fault in [
        "busy=2",
        "http-500=2",
        "html=1",
        "truncated=1",
        "reset-before=2",
        "cut=1",
        "rate-limited=1",
    ] {
        let service = Service::with_fault(fault);
        let project = service.project();
        article(&project, 4);
        let run = rewrite(&project);
        assert_eq!(run.status, 0, "{fault}: {run:?}");
        assert_eq!(
            project
                .read("b.md")
                .matches("https://mmbiz.qpic.cn/")
                .count(),
            4,
            "{fault}"
        );
    }
}

#[test]
fn an_expired_or_replaced_token_is_renewed_once() {
    for fault in ["token-expired=#2", "token-replaced=#2"] {
        let service = Service::with_fault(fault);
        let project = service.project();
        article(&project, 4);
        let run = rewrite(&project);
        assert_eq!(run.status, 0, "{fault}: {run:?}");
        assert_eq!(service.uploads(), 4);
    }
}

#[test]
fn one_refused_picture_does_not_stop_the_others() {
    let service = Service::with_fault("44001=#2");
    let project = service.project();
    article(&project, 5);
    let run = rewrite(&project);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(
        run.stderr.matches("error[image.refused]").count(),
        1,
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("rid"), "{}", run.stderr);
    assert!(!project.path("b.md").exists());
    assert_eq!(service.uploads(), 4, "all others are stored and recorded");
    service.sandbox().clear_faults();
    assert_eq!(rewrite(&project).status, 0);
    assert_eq!(service.uploads(), 5, "and not sent again");
}

#[test]
fn what_is_wrong_with_one_file_never_stops_the_others() {
    for code in [40005, 40006, 40009, 40113, 40137, 45001] {
        let service = Service::with_fault(&code.to_string());
        let project = service.project();
        article(&project, 5);
        let run = rewrite(&project);
        assert_eq!(run.status, 1, "{code}: {run:?}");
        let told = run.stderr.matches("error[image.refused]").count();
        assert_eq!(told, 5, "{run:?}");
        assert!(run.stderr.contains(&format!("({code}, rid ")), "{run:?}");
        // Each was tried as it is, and encoded anew.
        assert_eq!(
            service.sandbox().requests()["media/uploadimg"],
            10,
            "{code}"
        );
        service.sandbox().clear_faults();
        assert_eq!(rewrite(&project).status, 0, "{code}");
        assert_eq!(service.uploads(), 5, "{code}");
    }
}

#[test]
fn a_spent_quota_tells_its_numbers_and_when_the_next_day_begins() {
    let service = Service::with_fault("quota=3..");
    let mut project = service.project();
    project.variable("TUWEN_JOBS", "2");
    article(&project, 6);
    let run = rewrite(&project);
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.stderr.contains("of 100000 a day)"), "{run:?}");
    assert!(
        run.stderr.contains("midnight, Beijing time (in "),
        "{run:?}"
    );
    assert_eq!(
        service.sandbox().requests()["openapi/quota/get"],
        1,
        "asked once"
    );
}

#[test]
fn a_refused_library_leaves_still_pictures_their_way() {
    for fault in ["48001", "45009"] {
        let service = Service::with_fault(&format!("{fault}@material/add_material"));
        let project = service.project();
        article(&project, 3);
        project.file("动.gif", moving_gif());
        project.file("a.md", "![](动.gif)\n![](0.png)\n![](1.png)\n![](2.png)\n");
        let run = rewrite(&project);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(
            run.stderr.contains("error[wechat.library-refused]"),
            "{run:?}"
        );
        assert!(run.stderr.contains("--animated first-frame"), "{run:?}");
        assert_eq!(service.uploads(), 3);
        let still = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--animated", "first-frame"]);
        assert_eq!(still.status, 0, "{still:?}");
    }
}

/// A GIF of two frames of one pixel.
fn moving_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let palette = [0, 0, 0, 255, 255, 255];
    let mut encoder = gif::Encoder::new(&mut bytes, 1, 1, &palette).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    for color in [0, 1] {
        let mut frame = gif::Frame::from_indexed_pixels(1, 1, vec![color], None);
        frame.delay = 10;
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    bytes
}

#[test]
fn what_the_account_lacks_is_said_once_with_status_3() {
    for (fault, code) in [
        ("ip", "wechat.ip-not-allowed"),
        ("frozen", "wechat.account"),
        ("forbidden", "wechat.forbidden"),
        ("quota=3..", "wechat.quota-spent"),
    ] {
        let service = Service::with_fault(fault);
        let project = service.project();
        article(&project, 6);
        let run = rewrite(&project);
        assert_eq!(run.status, 3, "{fault}: {run:?}");
        assert_eq!(
            run.stderr.matches(&format!("error[{code}]")).count(),
            1,
            "{fault}: {}",
            run.stderr
        );
        assert!(run.stderr.contains("hint:"), "{}", run.stderr);
        assert!(!project.path("b.md").exists(), "{fault}");
    }
}

#[test]
fn what_was_done_before_the_quota_ended_is_kept() {
    let service = Service::with_fault("quota=3..");
    let mut project = service.project();
    project.variable("TUWEN_JOBS", "1");
    article(&project, 6);
    assert_eq!(rewrite(&project).status, 3);
    let stored = service.uploads();
    assert_eq!(stored, 2);
    service.sandbox().clear_faults();
    assert_eq!(rewrite(&project).status, 0);
    assert_eq!(service.uploads(), 6);
}

#[test]
fn a_wrong_secret_is_told_without_showing_it() {
    let service = Service::start();
    let mut project = service.project();
    project.variable("WECHAT_APP_SECRET", "wrong-and-private");
    article(&project, 2);
    let run = project.tuwen(["rewrite", "a.md", "-v"]);
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.stderr.contains("wechat.credentials"), "{}", run.stderr);
    assert!(!run.stderr.contains("wrong-and-private"), "{}", run.stderr);
    assert_eq!(service.uploads(), 0);
}

#[test]
fn nobody_listening_is_status_4() {
    let mut project = Service::start().project();
    project.variable("TUWEN_API_BASE", "http://127.0.0.1:9");
    article(&project, 3);
    let run = rewrite(&project);
    assert_eq!(run.status, 4, "{run:?}");
    assert!(run.stderr.contains("wechat.unreachable"), "{}", run.stderr);
    assert!(!project.path("b.md").exists());
}

#[test]
fn no_configuration_is_status_2_and_says_what_to_set() {
    let project = Project::new();
    article(&project, 1);
    let run = rewrite(&project);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("WECHAT_APP_ID"), "{}", run.stderr);
}

#[test]
fn a_given_token_is_used_as_it_is_and_never_shown() {
    let service = Service::start();
    let mut project = service.project();
    project
        .variable("WECHAT_APP_SECRET", "")
        .variable("WECHAT_ACCESS_TOKEN", "given-token-of-somebody");
    article(&project, 1);
    let run = rewrite(&project);
    assert_eq!(run.status, 3, "the emulator does not know it: {run:?}");
    assert!(
        !run.stderr.contains("given-token-of-somebody"),
        "{}",
        run.stderr
    );
    assert_eq!(
        service.sandbox().requests().get("stable_token"),
        None,
        "none is fetched"
    );
}

#[cfg(unix)]
#[test]
fn the_token_is_cached_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let service = Service::start();
    let project = service.project();
    article(&project, 1);
    assert_eq!(rewrite(&project).status, 0);
    let mut files = Vec::new();
    let mut directories = vec![project.home()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty());
    for file in files {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is {mode:o}", file.display());
    }
    project.png("9.png", 99).file("a.md", "![](9.png)");
    assert_eq!(rewrite(&project).status, 0);
    assert_eq!(
        service.sandbox().requests()["stable_token"],
        1,
        "the second run uses the cached one"
    );
}
