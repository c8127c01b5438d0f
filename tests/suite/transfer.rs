//! `cache export` and `cache import`: what one machine remembers, on another.

use crate::project::Project;
use crate::service::Service;

#[test]
fn what_is_exported_here_makes_another_machine_remember_it() {
    let service = Service::start();
    let project = service.project();
    project
        .png("图.png", 1)
        .file("稿.md", "# 题\n\n![图](图.png)\n");
    assert_eq!(project.tuwen(["publish", "稿.md"]).status, 0);
    let exported = project.tuwen(["cache", "export"]);
    assert_eq!(exported.status, 0, "{exported:?}");
    assert_eq!(exported.stdout.lines().count(), 1);

    let other = Project::new();
    other
        .png("图.png", 1)
        .file("稿.md", "# 题\n\n![图](图.png)\n");
    let import = || {
        other.tuwen_with_input(
            ["cache", "import", "-", "--report=json"],
            exported.stdout.as_str(),
        )
    };
    assert_eq!(import().json()["imported"], 1);
    assert_eq!(import().json()["imported"], 0);
    let run = other.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(other.read("稿.wechat.html"), project.read("稿.wechat.html"));
    let again = other.tuwen(["cache", "export"]);
    assert_eq!(again.stdout, exported.stdout);
    assert_eq!(other.tuwen(["cache", "export", "--account=别人"]).status, 2);
}

#[test]
fn a_line_that_is_no_upload_is_told_and_nothing_is_imported() {
    let project = Project::new();
    let digest = "ab".repeat(32);
    let good = format!(
        "{{\"account\":\"wx1\",\"digest\":\"sha256:{digest}\",\"profile\":\"original\",\
         \"url\":\"https://mmbiz.qpic.cn/a\",\"later\":true}}\n\n"
    );
    for (bad, said) in [
        ("{", "EOF"),
        ("[]", "invalid"),
        (&good.replace("mmbiz.qpic.cn", "example.com"), "example.com"),
        (&good.replace("abab", "ab"), "digest"),
        (&good.replace("wx1", ""), "empty account"),
    ] {
        project.file("导出.jsonl", format!("{good}{bad}"));
        let run = project.tuwen(["cache", "import", "导出.jsonl"]);
        run.assert_usage("cache.import-invalid");
        assert!(run.stderr.contains("导出.jsonl:3"), "{run:?}");
        assert!(run.stderr.contains(said), "{run:?}");
        assert_eq!(project.tuwen(["cache", "export"]).stdout, "");
    }
    let run = project.tuwen(["cache", "import", "没有.jsonl"]);
    run.assert_usage("没有.jsonl: there is no such file");
    project.file("导出.jsonl", &good);
    assert_eq!(project.tuwen(["cache", "import", "导出.jsonl"]).status, 0);
    let exported = project.tuwen(["cache", "export"]).stdout;
    assert!(exported.contains(&digest), "{exported}");
}
