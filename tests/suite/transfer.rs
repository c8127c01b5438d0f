//! `cache export` and `cache import`: what one machine remembers, on another.

use crate::project::Project;
use crate::service::Service;
use crate::wires::Wires;

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

/// A picture that the service has never had.
const LOST: &str = "{\"account\":\"wxsandbox000000001\",\"digest\":\"sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a\",\"profile\":\"original\",\"url\":\"https://mmbiz.qpic.cn/mmbiz_png/lost/0\"}\n";

#[test]
fn pictures_that_are_gone_are_told_and_forgotten() {
    let (service, wires) = (Service::start(), Wires::new());
    let end = wires.encrypted(service.sandbox().address());
    let proxy = wires.http_proxy(end.address, None);
    let mut project = service.project();
    project
        .png("图.png", 1)
        .file("稿.md", "# 题\n\n![图](图.png)\n")
        .file("root.pem", &wires.authority);
    assert_eq!(project.tuwen(["publish", "稿.md", "--lock"]).status, 0);
    let root = project.path("root.pem").to_str().unwrap().to_owned();
    project
        .variable("SSL_CERT_FILE", root)
        .variable("HTTPS_PROXY", format!("http://{}", proxy.address));
    let verify = |more: &str| project.tuwen(["cache", "verify", "--report=json", more]);
    let run = verify("--quiet");
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.json()["there"], 1, "{run:?}");
    let run = project.tuwen_with_input(["cache", "import", "-"], LOST);
    assert_eq!(run.status, 0, "{run:?}");
    let run = project.tuwen(["cache", "verify"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stderr
            .contains("https://mmbiz.qpic.cn/mmbiz_png/lost/0"),
        "{run:?}"
    );
    let run = verify("--forget");
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.json()["forgotten"], 1, "{run:?}");
    assert_eq!(verify("--quiet").json()["there"], 1);
    // Without a way there nobody can tell, and nothing is forgotten.
    project.variable("HTTPS_PROXY", "http://127.0.0.1:9");
    let run = project.tuwen(["cache", "verify", "--forget", "--report=json"]);
    assert_eq!(run.status, 4, "{run:?}");
    assert_eq!(run.json()["forgotten"], 0);
}

#[test]
fn what_is_of_no_use_any_more_is_dropped() {
    let service = Service::start();
    let project = service.project();
    project
        .png("图/a.png", 1)
        .png("图/b.png", 2)
        .file("文/甲.md", "# 甲\n\n![图](../图/a.png)\n")
        .file("文/乙.md", "# 乙\n\n![图](../图/b.png)\n")
        .file("tuwen.toml", "root = \".\"\nlock = true\n");
    // Files that have just been written are not in the file index.
    let old = std::time::SystemTime::now() - std::time::Duration::from_mins(1);
    for name in ["图/a.png", "图/b.png"] {
        let file = std::fs::File::options()
            .write(true)
            .open(project.path(name));
        file.unwrap().set_modified(old).unwrap();
    }
    assert_eq!(project.tuwen(["publish", "文"]).status, 0);
    let lines = || project.read("tuwen.lock").matches("sha256:").count();
    assert_eq!(lines(), 2);
    std::fs::remove_file(project.path("文/乙.md")).unwrap();
    std::fs::remove_file(project.path("文/乙.wechat.html")).unwrap();
    let run = project.tuwen(["cache", "prune", "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.json()["articles"], 1, "{run:?}");
    assert_eq!(run.json()["lockfile_lines"], 0);
    assert_eq!(lines(), 2, "without articles nobody knows");
    let run = project.tuwen(["cache", "prune", "文", "--report=json"]);
    assert_eq!(run.json()["lockfile_lines"], 1, "{run:?}");
    assert_eq!(lines(), 1);
    // What is left still serves the other article.
    let run = project.tuwen(["publish", "文", "--report=json"]);
    assert_eq!(run.json()["totals"]["requests"], 0, "{run:?}");
    // An article that shows a picture nobody knows may be the one that a line is for.
    project.file("文/丙.md", "# 丙\n\n![图](https://example.com/x.png)\n");
    let run = project.tuwen(["cache", "prune", "文"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("lockfile.prune-unsure"), "{run:?}");
    assert_eq!(lines(), 1);
}
