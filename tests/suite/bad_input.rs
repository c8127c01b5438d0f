//! Bad input is normal input: a message with place, cause and next step, and nothing half-done.

use crate::project::{Project, png};
use crate::service::Service;

/// Runs `rewrite` on an article with one picture and expects that picture's problem.
#[track_caller]
fn expect_problem(service: &Service, project: &Project, written: &str, code: &str) {
    let before = service.uploads();
    project.png("好.png", 1);
    project.file(
        "a.md",
        format!("第一行\n\n看：![图]({written}) ![](好.png)\n"),
    );
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md"]);
    assert_eq!(run.status, 1, "{written}: {run:?}");
    assert!(
        run.stderr.contains(&format!("a.md:3:8: error[{code}]")),
        "{written}: {}",
        run.stderr
    );
    assert!(run.stderr.contains("hint:"), "{}", run.stderr);
    assert!(!project.path("b.md").exists(), "{written}");
    assert!(
        service.uploads() <= before + 1,
        "the good picture is uploaded all the same"
    );
}

#[test]
fn pictures_that_cannot_go_up_have_each_their_problem() {
    let service = Service::start();
    let project = service.project();
    let whole = png(3);
    project
        .file("空.png", "")
        .file("半.png", &whole[..whole.len() - 8])
        .file("文字.png", "不是图片")
        .file("文.psd", "8BPS\0\x01......................")
        .file("目录.png/里面.txt", "");
    for (written, code) in [
        ("没有.png", "image.missing"),
        ("空.png", "image.empty"),
        ("半.png", "image.truncated"),
        ("文字.png", "image.not-an-image"),
        ("文.psd", "image.unsupported-format"),
        ("目录.png", "image.not-a-file"),
        ("../../../../../../etc/passwd", "image.outside-roots"),
    ] {
        expect_problem(&service, &project, written, code);
    }
}

#[cfg(unix)]
#[test]
fn a_fifo_does_not_hang_and_a_symlink_does_not_lead_out() {
    let service = Service::start();
    let project = service.project();
    project.file("占位", "");
    let fifo = project.path("管道.png");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    expect_problem(&service, &project, "管道.png", "image.not-a-file");
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("a.png"), png(1)).unwrap();
    std::os::unix::fs::symlink(outside.path().join("a.png"), project.path("链接.png")).unwrap();
    expect_problem(&service, &project, "链接.png", "image.outside-roots");
}

#[test]
fn articles_that_are_no_text_are_refused_and_the_others_done() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1);
    project
        .file("文/gbk.md", b"\xd6\xd0\xce\xc4 ![](a.png)".as_slice())
        .file("文/nul.md", b"a\0b".as_slice())
        .file("文/好.md", "![](../a.png)");
    let run = project.tuwen(["rewrite", "文", "-o", "出", "--root", "."]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("article.encoding"), "{}", run.stderr);
    assert!(run.stderr.contains("article.binary"), "{}", run.stderr);
    assert!(project.path("出/好.md").exists());
    assert!(!project.path("出/gbk.md").exists());
}

#[test]
fn hostile_articles_take_no_time_and_no_stack() {
    let service = Service::start();
    let project = service.project();
    project
        .file("行.md", "![](x".repeat(2_000_000))
        .file("括号.md", "![".repeat(50_000))
        .file("引用.md", ">".repeat(50_000))
        .file("块.html", "<div>".repeat(50_000))
        .file(
            "属性.html",
            format!("<img src=\"{}\">", "a".repeat(10_000_000)),
        );
    for name in ["行.md", "括号.md", "引用.md", "块.html", "属性.html"] {
        for verb in ["rewrite", "publish"] {
            let run = project.tuwen([verb, name, "-o", "出.html", "--allow-missing"]);
            assert!(run.status <= 1, "{verb} {name}: {}", run.status);
        }
    }
}

#[test]
fn a_broken_ledger_is_set_aside_with_a_warning() {
    let service = Service::start();
    let project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)");
    project.file("数据/ledger.sqlite3", "这不是数据库".repeat(1000));
    let run = project.tuwen(["rewrite", "a.md", "--cache-dir", "数据"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stderr.contains("warning[ledger.set-aside]"),
        "{}",
        run.stderr
    );
    let again = project.tuwen(["rewrite", "a.md", "--cache-dir", "数据"]);
    assert_eq!(
        again.stderr.matches("ledger.").count(),
        0,
        "{}",
        again.stderr
    );
    assert_eq!(service.uploads(), 1, "the new ledger remembers");
}

#[test]
fn a_ledger_that_cannot_be_made_is_a_warning() {
    let service = Service::start();
    let project = service.project();
    project
        .png("a.png", 1)
        .file("a.md", "![](a.png)")
        .file("占用", "文件");
    let run = project.tuwen(["rewrite", "a.md", "--cache-dir", "占用"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stderr.contains("warning[ledger.unavailable]"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("https://mmbiz.qpic.cn/"));
}

#[test]
fn outputs_are_refused_before_anything_is_sent() {
    let service = Service::start();
    let project = service.project();
    project
        .png("a.png", 1)
        .file("a.md", "![](a.png)")
        .file("b.md", "![](a.png)")
        .file("文件", "");
    for (arguments, code) in [
        (
            ["rewrite", "a.md", "b.md", "-o", "文件"],
            "output.not-a-directory",
        ),
        (["rewrite", "a.md", "b.md", "-o", "-"], "output.needs-place"),
        (
            ["publish", "a.md", "--report", "json", "-o-"],
            "output.stdout-taken",
        ),
        (
            ["rewrite", "a.md", "--in-place", "-o", "c.md"],
            "--in-place",
        ),
    ] {
        let run = project.tuwen(arguments);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains(code), "{code}: {}", run.stderr);
    }
    let run = project.tuwen(["rewrite", "a.md", "b.md"]);
    assert_eq!(run.status, 2, "several need a place: {run:?}");
    assert_eq!(service.requests(), 0);
}
