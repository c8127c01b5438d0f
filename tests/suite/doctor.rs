//! `doctor`: every fault is found where it is, with what to do about it and the exit status it deserves;
//! no secret is told, and nothing is left anywhere.

mod configuration;
mod service;

use serde_json::Value;
use tuwen::Sandbox;

use crate::project::{Project, Run};
use crate::service::Service;

/// Every check, in order.
const NAMES: [&str; 19] = [
    "configuration",
    "account",
    "secret",
    "api-base",
    "proxy",
    "dns",
    "connection",
    "tls",
    "service",
    "clock",
    "token",
    "ip-whitelist",
    "permission-pictures",
    "permission-animations",
    "quota-pictures",
    "quota-animations",
    "fonts",
    "ledger",
    "directories",
];

/// The report of a run, and the same said to people.
struct Findings {
    report: Value,
    human: Run,
}

impl Findings {
    /// Runs it in every way; no way may tell a secret.
    #[track_caller]
    fn of(project: &Project) -> Self {
        let loud = project.tuwen(["doctor", "-v", "--report=json"]);
        let human = project.tuwen(["doctor"]);
        let verbose = project.tuwen(["doctor", "-v", "--lang=zh"]);
        let loudest = project.tuwen(["doctor", "-vvv"]);
        for run in [&loud, &human, &verbose, &loudest] {
            assert_no_secret(project, run);
            assert_eq!(run.status, loud.status, "{run:?}\n{loud:?}");
        }
        assert_eq!(human.stderr, "", "findings are what was asked for");
        assert_eq!(loud.stdout.lines().count(), 1, "{loud:?}");
        let report = loud.json();
        assert_eq!(report["version"], 1);
        assert_eq!(report["command"], "doctor");
        assert_eq!(report["exit"], loud.status);
        let checks = report["checks"].as_array().unwrap();
        let mut names: Vec<&str> = checks
            .iter()
            .map(|check| check["name"].as_str().unwrap())
            .collect();
        names.dedup();
        assert_eq!(names, NAMES, "every check is told of, in order");
        for check in checks {
            let is_wrong = ["failed", "warning"].contains(&check["status"].as_str().unwrap());
            assert_eq!(check["code"].is_string(), is_wrong, "{check}");
            assert_eq!(check["hint"].is_string(), is_wrong, "{check}");
            let message = check["message"].as_str().unwrap();
            assert!(
                !message.is_empty() && !message.contains("doctor-"),
                "{check}"
            );
            assert!(
                loud.stderr.contains(message),
                "{message} in {}",
                loud.stderr
            );
        }
        Self { report, human }
    }

    #[track_caller]
    fn check(&self, name: &str) -> &Value {
        let checks = self.report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap()
    }

    #[track_caller]
    fn assert(&self, name: &str, status: &str, code: &str) -> &Value {
        let check = self.check(name);
        assert_eq!(check["status"], status, "{name}: {}", self.human.stdout);
        match code {
            "" => assert!(check["code"].is_null(), "{check}"),
            code => assert_eq!(check["code"], code, "{}", self.human.stdout),
        }
        check
    }

    #[track_caller]
    fn assert_exit(&self, status: i32) -> &Self {
        assert_eq!(self.report["exit"], status, "{}", self.human.stdout);
        self
    }

    /// Asserts that nothing is wrong but for fonts, which are the machine's.
    #[track_caller]
    fn assert_well(&self) {
        self.assert_exit(0);
        for name in NAMES.iter().filter(|name| **name != "fonts") {
            self.assert(name, "ok", "");
        }
    }
}

/// Neither the secret nor any token that the program keeps stands in what it says.
#[track_caller]
fn assert_no_secret(project: &Project, run: &Run) {
    let mut secrets = vec![
        Sandbox::APP_SECRET.to_owned(),
        "geheim".to_owned(),
        "access_token=".to_owned(),
    ];
    let tokens = project.home().join(".local/share/tuwen/tokens");
    for entry in std::fs::read_dir(tokens).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        if let Ok(kept) = serde_json::from_str::<Value>(&text) {
            secrets.extend(kept["access_token"].as_str().map(str::to_owned));
        }
    }
    for secret in secrets {
        let said = run.stdout.contains(&secret) || run.stderr.contains(&secret);
        assert!(!said, "a secret in {run:?}");
    }
}

#[test]
fn all_is_well_and_nothing_is_left_behind() {
    let service = Service::start();
    let project = service.project();
    let findings = Findings::of(&project);
    findings.assert_well();
    assert_eq!(service.uploads(), 0);
    let drafts = service.sandbox().requests();
    assert!(!drafts.keys().any(|endpoint| endpoint.starts_with("draft")));
    assert_eq!(project.names(), [] as [&str; 0]);
    assert!(
        !project
            .home()
            .join(".local/share/tuwen/ledger.sqlite3")
            .exists()
    );
    assert_eq!(findings.check("token")["details"]["asked"], true);
    assert_eq!(findings.check("clock")["details"]["skew_seconds"], 0);
    assert_eq!(
        findings.check("quota-pictures")["details"]["daily"],
        100_000
    );
    assert_eq!(findings.check("quota-animations")["details"]["daily"], 1000);
    let secret = &findings.check("secret")["details"]["secrets"][0];
    assert_eq!(secret["source"], "variable");
    assert_eq!(secret["place"], "WECHAT_APP_SECRET");
}

#[test]
fn what_people_read_is_a_line_for_each_check_and_a_summary() {
    let service = Service::with_fault("ip");
    let mut project = service.project();
    project.variable("TUWEN_API_BASE", service.sandbox().base());
    let run = project.tuwen(["doctor"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[0].split_whitespace().next(), Some("✓"));
    let is_finding = |line: &&&str| {
        ["✓ ", "! ", "✗ ", "– "]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    assert_eq!(lines.iter().filter(is_finding).count(), NAMES.len() + 1);
    let token = lines
        .iter()
        .position(|line| line.starts_with("✗ token "))
        .unwrap();
    assert!(lines[token].ends_with("[wechat.ip-not-allowed]"), "{run:?}");
    assert!(
        lines[token + 1].trim_start().starts_with("hint: add `"),
        "{run:?}"
    );
    assert!(lines[token + 2].starts_with("✗ IP whitelist "), "{run:?}");
    assert!(lines[token + 2].contains("is not on it"), "{run:?}");
    // One thing to do is said once.
    assert_eq!(run.stdout.matches("hint: add `").count(), 1, "{run:?}");
    assert!(lines[token + 3].starts_with("– pictures "), "{run:?}");
    let last = lines.last().unwrap();
    assert!(
        last.starts_with("✗ 2 problems: token, IP whitelist"),
        "{last}"
    );
    let chinese = project.tuwen(["doctor", "--lang=zh"]).stdout;
    assert!(chinese.contains("✗ IP 白名单  "), "{chinese}");
    assert!(chinese.contains("提示：把 `"), "{chinese}");
    assert!(
        chinese.contains("– 图片权限   未检查：要先解决“IP 白名单”"),
        "{chinese}"
    );
    assert!(
        chinese.contains("✗ 有 2 项问题：token，IP 白名单"),
        "{chinese}"
    );
}

#[test]
fn a_broken_ledger_is_a_warning_and_stays_where_it_is() {
    let service = Service::start();
    let project = service.project();
    let directory = project.home().join(".local/share/tuwen");
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("ledger.sqlite3");
    std::fs::write(&path, "no ledger".repeat(500)).unwrap();
    let findings = Findings::of(&project);
    let ledger = findings
        .assert_exit(0)
        .assert("ledger", "warning", "ledger.broken");
    assert_eq!(ledger["details"]["path"], path.to_str().unwrap());
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "no ledger".repeat(500)
    );
    std::fs::remove_file(&path).unwrap();
    project.png("a.png", 1).file("a.md", "![](a.png)\n");
    assert_eq!(project.tuwen(["rewrite", "a.md", "-o", "b.md"]).status, 0);
    let findings = Findings::of(&project);
    findings.assert_well();
    assert_eq!(findings.check("ledger")["details"]["entries"], 1);
}

#[test]
fn a_place_that_cannot_be_written_is_a_warning() {
    let service = Service::start();
    let mut project = service.project();
    project.file("full", "a file");
    let place = project.path("full").join("data");
    project.variable("TUWEN_CACHE_DIR", place.to_str().unwrap());
    let findings = Findings::of(&project);
    findings
        .assert_exit(0)
        .assert("directories", "warning", "config.no-data-dir");
    findings.assert("ledger", "warning", "ledger.unavailable");
    findings.assert("token", "ok", "");
}

#[test]
fn the_sandbox_needs_nothing() {
    let project = Project::new();
    let run = project.tuwen(["doctor", "--sandbox", "--report=json"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:?}");
    let report = run.json();
    for check in report["checks"].as_array().unwrap() {
        let expected = check["name"] == "fonts" || check["status"] == "ok";
        assert!(expected, "{check}");
    }
    assert_eq!(project.names(), [] as [&str; 0]);
    assert!(!project.home().join(".local").exists());
}

#[test]
fn quiet_tells_only_what_failed_and_plain_locales_get_plain_marks() {
    let service = Service::with_fault("frozen");
    let mut project = service.project();
    let quiet = project.tuwen(["doctor", "-q"]);
    assert_eq!(quiet.status, 3);
    assert_eq!(quiet.stdout.lines().count(), 2, "{quiet:?}");
    assert!(quiet.stdout.starts_with("✗ token "), "{quiet:?}");
    project.variable("LC_ALL", "C");
    let plain = project.tuwen(["doctor"]).stdout;
    assert!(plain.contains("\n x token "), "{plain}");
    assert!(plain.contains("\nok clock "), "{plain}");
    let colored = project.tuwen(["doctor", "--color=always"]).stdout;
    assert!(colored.contains("\u{1b}["), "{colored}");
    assert!(!plain.contains('\u{1b}'), "{plain}");
}
