//! `publish --copy`: the page is on the clipboard when the program has ended, until something else is.
//!
//! What needs a screen runs on one that nobody sees (`Xvfb`), where it is installed; `TUWEN_NEEDS_X11` makes
//! that a must.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use crate::project::Project;
use crate::service::Service;

const ARTICLE: &str = "# 题\n\n第一段 **粗**，$x^2$。\n\n![图](a.png)\n\n- 甲\n- 乙\n";

/// A screen of its own.
struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    /// A screen, if one can be had.
    fn start() -> Option<Self> {
        let is_needed = std::env::var_os("TUWEN_NEEDS_X11").is_some();
        let has = |program| {
            let found = Command::new(program).arg("-version").output().is_ok();
            assert!(found || !is_needed, "{program} is not installed");
            found
        };
        if !has("Xvfb") || !has("xclip") {
            return None;
        }
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "640x480x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let output = server.stdout.as_mut().unwrap();
        BufReader::new(output).read_line(&mut number).unwrap();
        Some(Self {
            server,
            name: format!(":{}", number.trim()),
        })
    }

    fn xclip(&self) -> Command {
        let mut command = Command::new("xclip");
        command
            .env("DISPLAY", &self.name)
            .args(["-selection", "clipboard"]);
        command
    }

    /// What would be pasted as this type.
    fn paste(&self, kind: &str) -> String {
        let output = self.xclip().args(["-o", "-t", kind]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Copies something else.
    fn copy(&self, text: &str) {
        let mut child = self
            .xclip()
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn project(service: &Service) -> Project {
    let project = service.project();
    project.file("稿.md", ARTICLE).png("a.png", 1);
    project
}

#[test]
fn the_page_can_be_pasted_when_the_program_has_ended() {
    let Some(screen) = Screen::start() else {
        return;
    };
    let service = Service::start();
    let mut project = project(&service);
    project.variable("DISPLAY", &screen.name);
    let run = project.tuwen(["publish", "稿.md", "--copy", "--lang=zh"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("页面已在剪贴板里"), "{run:?}");
    let page = project.read("稿.wechat.html");
    assert_eq!(screen.paste("text/html"), page);
    assert!(page.contains("mmbiz.qpic.cn"), "{page}");
    assert_eq!(
        screen.paste("UTF8_STRING"),
        "题\n\n第一段 粗，x^2。\n\n图\n\n甲\n乙\n"
    );
    // Again, of a page that is up to date.
    screen.copy("别的");
    let run = project.tuwen(["publish", "稿.md", "--copy", "--report=json"]);
    assert_eq!(run.json()["totals"]["up_to_date"], 1, "{run:?}");
    assert_eq!(screen.paste("text/html"), page);
    // The one that holds it knows no secret and ends with it.
    let holders = || {
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            let of_screen = format!("DISPLAY={}\0", screen.name);
            let text = String::from_utf8_lossy(&environment).into_owned();
            if line.ends_with(b"\0--hold-clipboard\0") && text.contains(&of_screen) {
                found.push(text);
            }
        }
        found
    };
    if cfg!(target_os = "linux") {
        let held = holders();
        assert_eq!(held.len(), 1, "{held:?}");
        assert!(
            !held[0].contains("WECHAT_") && !held[0].contains("TUWEN_"),
            "{held:?}"
        );
        screen.copy("再一个");
        for _ in 0..500 {
            if holders().is_empty() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("{:?}", holders());
    }
}

#[test]
fn without_a_clipboard_the_page_is_there_and_the_reason_is_told() {
    if cfg!(any(windows, target_os = "macos")) {
        return;
    }
    let service = Service::start();
    let mut project = project(&service);
    let run = project.tuwen(["publish", "稿.md", "--copy"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("clipboard.unavailable"), "{run:?}");
    assert!(run.stderr.contains("--open"), "{run:?}");
    assert_eq!(service.uploads(), 1);
    assert!(project.read("稿.wechat.html").contains("mmbiz.qpic.cn"));
    // A screen that does not answer.
    project.variable("DISPLAY", ":9999");
    let run = project.tuwen(["publish", "稿.md", "--copy", "--report=json"]);
    assert_eq!(run.status, 1, "{run:?}");
    let report = run.json();
    assert_eq!(
        report["problems"][0]["code"], "clipboard.unavailable",
        "{report}"
    );
}

#[test]
fn one_article_is_copied_and_none_in_a_dry_run() {
    let service = Service::start();
    let project = project(&service);
    project.file("又.md", "文\n");
    project
        .tuwen(["publish", "稿.md", "又.md", "--copy"])
        .assert_usage("clipboard.one-article");
    let run = project.tuwen(["publish", "稿.md", "--copy", "--dry-run"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.requests(), 0);
    // Nobody is kept waiting by a holder that gets no page.
    let mut child = Command::new(env!("CARGO_BIN_EXE_tuwen"))
        .arg("--hold-clipboard")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(
        (said.as_str(), child.wait().unwrap().code()),
        ("no page\n", Some(1))
    );
}
