//! What people read: problems with the source line and a caret, outputs, sums; and the same as JSON.
//! How a run ends that is stopped, by the service or by Ctrl-C.

use crate::project::{Project, Run};
use crate::service::Service;

/// An article with a picture that is there, one that is missing, and one that is empty.
fn project() -> Project {
    let project = Project::new();
    project.png("图/甲.png", 1).file("图/空.png", "").file(
        "文章.md",
        "# 标题\n\n如下图所示：![流程](图/流程图.png)，见下。\n\n-\t![甲](图/甲.png) ![](图/空.png)\n",
    );
    project
}

#[test]
fn problems_are_shown_where_they_are() {
    let run = project().tuwen(["publish", "文章.md", "--dry-run"]);
    assert_eq!(run.status, 1);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.stderr,
        "\
文章.md:3:13: error[image.missing]: no file for `图/流程图.png`
  3 | 如下图所示：![流程](图/流程图.png)，见下。
    |                     ^^^^^^^^^^^^^
  hint: correct the path, or tell where images are with `--root DIR`
文章.md:5:21: error[image.empty]: `图/空.png` is an empty file
  5 | -    ![甲](图/甲.png) ![](图/空.png)
    |                           ^^^^^^^^^
  hint: save or export the picture again
文章.md: not written, 2 images cannot be served
3 references: 1 image would be uploaded, 2 failed
"
    );
}

#[test]
fn problems_are_shown_in_chinese() {
    let run = project().tuwen(["publish", "文章.md", "--dry-run", "--lang=zh"]);
    assert_eq!(
        run.stderr,
        "\
文章.md:3:13: 错误[image.missing]：找不到图片 `图/流程图.png`
  3 | 如下图所示：![流程](图/流程图.png)，见下。
    |                     ^^^^^^^^^^^^^
  提示：改正路径，或用 `--root 目录` 指明图片所在的位置
文章.md:5:21: 错误[image.empty]：`图/空.png` 是空文件
  5 | -    ![甲](图/甲.png) ![](图/空.png)
    |                           ^^^^^^^^^
  提示：重新保存或导出这张图片
文章.md：没有写出，有 2 张图片不可用
3 处引用：将会上传 1 张图片，2 处失败
"
    );
}

#[test]
fn quiet_says_nothing_but_errors() {
    let project = project();
    let run = project.tuwen(["publish", "文章.md", "--dry-run", "-q"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("image.missing"));
    assert!(!run.stderr.contains("not written"), "{run:?}");
    project.file("好.md", "![](图/甲.png)\n");
    let run = project.tuwen(["publish", "好.md", "--dry-run", "--quiet"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

#[test]
fn verbose_says_what_becomes_of_each_image() {
    let run = project().tuwen(["publish", "文章.md", "--dry-run", "-v"]);
    assert!(
        run.stderr.contains("  5:8  图/甲.png  would be uploaded\n"),
        "{run:?}"
    );
    assert!(run.stderr.contains("  3:13  图/流程图.png  failed\n"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let project = project();
    let before = project.names();
    let run = project.tuwen(["publish", "文章.md", "--dry-run", "--allow-missing"]);
    assert!(run.stderr.contains("would be written"), "{run:?}");
    assert_eq!(project.names(), before);
}

#[test]
fn the_json_report_is_alone_on_standard_output() {
    let run = project().tuwen(["publish", "文章.md", "--dry-run", "--report=json"]);
    let report = run.json();
    assert_eq!(run.status, 1);
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(report["command"], "publish");
    assert_eq!(report["exit"], 1);
    let article = &report["articles"][0];
    assert_eq!(article["input"], "文章.md");
    assert_eq!(article["status"], "incomplete");
    assert_eq!(article["output"], serde_json::Value::Null);
    let missing = &article["references"][0];
    assert_eq!(missing["line"], 3);
    assert_eq!(missing["column"], 13);
    assert_eq!(missing["written"], "图/流程图.png");
    assert_eq!(missing["syntax"], "markdown-inline");
    assert_eq!(missing["problem"], "image.missing");
    let found = &article["references"][1];
    assert_eq!(found["target"], "图/甲.png");
    assert_eq!(found["status"], "uploaded");
    assert!(found["digest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(article["problems"][0]["severity"], "error");
    assert_eq!(report["totals"]["references"], 3);
}

#[test]
fn without_an_account_one_problem_says_so_for_all_images() {
    let project = Project::new();
    project
        .png("a.png", 1)
        .png("b.png", 2)
        .file("文章.md", "![](a.png) ![](b.png) ![](a.png)\n");
    let run = project.tuwen(["publish", "文章.md"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert_eq!(run.stderr.matches("error[config.no-account]").count(), 1);
    assert!(run.stderr.contains("WECHAT_APP_ID"), "{run:?}");
    assert!(!project.path("文章.wechat.html").exists());
}

#[test]
fn an_app_id_without_its_secret_is_named() {
    let mut project = Project::new();
    project.variable("WECHAT_APP_ID", "wx0000000000000001");
    project.png("a.png", 1).file("文章.md", "![](a.png)\n");
    let run = project.tuwen(["publish", "文章.md"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr
            .contains("`app-secret` is not set for `wx0000000000000001`")
    );
}

#[test]
fn an_article_without_pictures_needs_nothing() {
    let project = Project::new();
    let run = project.tuwen_with_input(["rewrite", "-", "--from", "markdown"], "# 只有文字\r\n");
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.stdout, "# 只有文字\r\n");
    assert!(run.stderr.contains("no images"), "{run:?}");
    let run = project.tuwen_with_input(["rewrite", "-"], "x");
    run.assert_usage("input.format-unknown");
}

#[test]
fn nothing_misleading_is_printed_when_an_upload_fails() {
    let project = project();
    let run = project.tuwen(["upload", "图/甲.png", "图/没有.png"]);
    assert_ne!(run.status, 0);
    assert_eq!(run.stdout, "");
    let run = project.tuwen(["upload", "http://127.0.0.1:9/a.png"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("remote.blocked"), "{run:?}");
    let hosted = "https://mmbiz.qpic.cn/mmbiz_png/x/0";
    assert_eq!(
        project.tuwen(["upload", hosted]).stdout,
        format!("{hosted}\n")
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::Stdio;
    let project = Project::new();
    let mut child = project
        .process()
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed before anything can be written: the script is larger than a pipe holds.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let project = Project::new();
    project.file("a.md", "文字\n");
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = project
        .process()
        .args(["rewrite", "a.md"])
        .stdout(full)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("output.unwritable"), "{stderr}");
}

#[test]
fn what_stops_a_run_is_told_once_and_not_for_every_image() {
    let service = Service::with_fault("ip");
    let project = service.project();
    for (article, number) in [("甲.md", 1), ("乙.md", 2), ("丙.md", 3)] {
        project
            .png(&format!("{number}.png"), number)
            .file(article, format!("![]({number}.png)\n"));
    }
    let run = project.tuwen(["publish", ".", "-o", "out"]);
    assert_eq!(run.status, 3, "{run:?}");
    assert_eq!(run.stderr.matches("error[").count(), 1, "{run:?}");
    assert!(
        run.stderr
            .contains("error[wechat.ip-not-allowed]: WeChat does not accept calls from"),
        "{run:?}"
    );
    assert!(
        run.stderr.contains("甲.md: not written, 1 image"),
        "{run:?}"
    );
    let chinese = project.tuwen(["publish", ".", "-o", "out", "--lang=zh"]);
    assert!(chinese.stderr.contains("IP 白名单"), "{chinese:?}");
    // Who wants to know each image is told, and the report names all.
    let verbose = project.tuwen(["publish", ".", "-o", "out", "-v"]);
    assert_eq!(
        verbose.stderr.matches("error[image.not-sent]").count(),
        3,
        "{verbose:?}"
    );
    let report = project
        .tuwen(["publish", ".", "-o", "out", "--report=json"])
        .json();
    assert_eq!(report["exit"], 3);
    assert_eq!(report["problems"][0]["code"], "wechat.ip-not-allowed");
    for article in report["articles"].as_array().unwrap() {
        assert_eq!(article["references"][0]["problem"], "image.not-sent");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_finishes_what_is_in_flight_and_keeps_it() {
    use std::process::{Command, Stdio};
    let service = Service::with_fault("delay=300ms@media/uploadimg");
    let project = service.project();
    let mut text = String::new();
    for number in 0..12 {
        project.png(&format!("{number}.png"), number);
        text += "![](";
        text += &number.to_string();
        text += ".png)\n";
    }
    project.file("文章.md", text);
    let child = project
        .process()
        .args(["rewrite", "文章.md", "-o", "b.md", "--jobs", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while service.uploads() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("error[run.interrupted]"), "{stderr}");
    assert!(!project.path("b.md").exists());
    let sent = service.uploads();
    assert!(sent < 12, "{sent}");
    // Nothing that was sent is sent again.
    service.sandbox().clear_faults();
    let again = project.tuwen(["rewrite", "文章.md", "-o", "b.md"]);
    assert_eq!(again.status, 0, "{again:?}");
    assert_eq!(service.uploads(), 12);
}

/// What of the talk tells of requests and connections.
fn told(run: &Run, target: &str) -> Vec<String> {
    let lines = run.stderr.lines().filter(|line| line.contains(target));
    lines.map(str::to_owned).collect()
}

#[test]
fn vv_tells_each_request_and_vvv_what_fails_as_well() {
    let service = Service::with_fault("cut=1");
    let project = service.project();
    project.png("a.png", 1).png("b.png", 2);
    project.file("a.md", "![](a.png)\n");
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "-vvv", "--report", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.json()["exit"], 0, "the log is no part of the report");
    let requests = told(&run, " tuwen::wechat POST ");
    assert_eq!(requests.len(), 3, "token, cut, whole: {run:?}");
    let host = service.sandbox().address();
    assert!(
        requests[0].contains(&format!(
            "POST {host}/cgi-bin/stable_token status=200 sent="
        )),
        "{requests:?}"
    );
    assert!(
        requests[1].contains("/cgi-bin/media/uploadimg failed=closed sent="),
        "{requests:?}"
    );
    assert!(requests[2].contains(" ms="), "{requests:?}");
    assert!(!run.stderr.contains("access_token"), "{run:?}");
    let connections = told(&run, " tuwen::connection ");
    assert!(
        connections
            .iter()
            .any(|line| line.contains(" connected ms="))
    );
    assert!(
        connections
            .iter()
            .any(|line| line.contains(" failed=closed; "))
    );

    project.file("a.md", "![](b.png)\n");
    for (flags, requests) in [(["-v", "-v"], 1), (["-v", "--no-progress"], 0)] {
        let [first, second] = flags;
        let run = project.tuwen(["rewrite", "a.md", "--refresh", first, second]);
        assert_eq!(told(&run, " POST ").len(), requests, "{run:?}");
        assert!(told(&run, "tuwen::connection").is_empty(), "{run:?}");
        assert!(
            run.stderr.contains("uploaded"),
            "still what -v says: {run:?}"
        );
    }
}

#[test]
fn the_variable_and_files_know_the_levels_too() {
    let service = Service::start();
    let mut project = service.project();
    project.png("a.png", 1).file("a.md", "![](a.png)\n");
    let requests = |project: &Project| {
        let run = project.tuwen(["rewrite", "a.md", "--refresh", "-o", "b.md"]);
        assert_eq!(run.status, 0, "{run:?}");
        let verbose =
            run.stderr.contains("uploaded  http") || run.stderr.contains("a.png  uploaded");
        (verbose, !told(&run, " POST ").is_empty())
    };
    assert_eq!(requests(&project), (false, false));
    project.file("tuwen.toml", "verbose = true\n");
    assert_eq!(requests(&project), (true, false));
    project.file("tuwen.toml", "verbose = 2\n");
    assert_eq!(requests(&project), (true, true));
    project.variable("TUWEN_VERBOSE", "true");
    assert_eq!(requests(&project), (true, false));
    project.variable("TUWEN_VERBOSE", "3");
    assert_eq!(requests(&project), (true, true));
    let quiet = project.tuwen(["rewrite", "a.md", "--refresh", "-o", "b.md", "-q"]);
    assert_eq!(
        quiet.stderr, "",
        "quiet on the line hides what is verbose below"
    );
    project.variable("TUWEN_VERBOSE", "loud");
    let run = project.tuwen(["rewrite", "a.md"]);
    run.assert_usage("a level from 1 to 3");
    project
        .variable("TUWEN_VERBOSE", "")
        .file("tuwen.toml", "verbose = 7\n");
    project
        .tuwen(["rewrite", "a.md"])
        .assert_usage("a level from 0 to 3");
}
