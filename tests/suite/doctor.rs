//! `doctor`: every fault is found where it is, with what to do about it and the exit status it deserves;
//! no secret is told, and nothing is left anywhere.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

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
        for run in [&loud, &human, &verbose] {
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
fn each_fault_of_the_service_is_found_where_it_is() {
    for (fault, name, status, code, exit) in [
        ("ip", "token", "failed", "wechat.ip-not-allowed", 3),
        ("ip", "ip-whitelist", "failed", "wechat.ip-not-allowed", 3),
        ("frozen", "token", "failed", "wechat.account", 3),
        (
            "forbidden",
            "permission-pictures",
            "failed",
            "wechat.forbidden",
            3,
        ),
        (
            "forbidden@add_material",
            "permission-animations",
            "warning",
            "wechat.library-refused",
            0,
        ),
        ("quota", "quota-pictures", "failed", "wechat.quota-spent", 3),
        (
            "quota@add_material",
            "quota-animations",
            "warning",
            "wechat.library-refused",
            0,
        ),
        (
            "token-replaced",
            "permission-pictures",
            "failed",
            "wechat.token",
            3,
        ),
        ("busy", "permission-pictures", "failed", "wechat.busy", 4),
        (
            "http-500",
            "permission-pictures",
            "failed",
            "wechat.busy",
            4,
        ),
        ("http-500@*", "service", "failed", "wechat.busy", 4),
        ("html@*", "service", "failed", "wechat.bad-reply", 4),
        (
            "reset-before@*",
            "connection",
            "failed",
            "wechat.unreachable",
            4,
        ),
        (
            "truncated@openapi/quota/get",
            "service",
            "failed",
            "wechat.bad-reply",
            4,
        ),
    ] {
        let service = Service::with_fault(fault);
        let project = service.project();
        let findings = Findings::of(&project);
        println!("{fault}");
        findings.assert_exit(exit).assert(name, status, code);
        assert_eq!(service.uploads(), 0, "{fault}");
    }
}

#[test]
fn the_address_to_add_is_told_exactly() {
    let service = Service::with_fault("ip");
    let findings = Findings::of(&service.project());
    let check = findings.check("ip-whitelist");
    let address = check["details"]["address"].as_str().unwrap();
    assert!(address.parse::<std::net::IpAddr>().is_ok(), "{check}");
    assert!(check["hint"].as_str().unwrap().contains(address), "{check}");
    for name in ["permission-pictures", "quota-animations"] {
        let skipped = findings.assert(name, "skipped", "");
        assert_eq!(skipped["details"]["because"], "ip-whitelist");
    }
}

#[test]
fn a_spent_quota_is_no_lack_of_permission() {
    let service = Service::with_fault("quota");
    let findings = Findings::of(&service.project());
    findings.assert("permission-pictures", "ok", "");
    findings.assert("permission-animations", "ok", "");
    findings.assert("quota-animations", "ok", "");
    let hint = findings.check("quota-pictures")["hint"].as_str().unwrap();
    assert!(hint.contains("Beijing"), "{hint}");
}

#[test]
fn a_service_that_is_busy_for_a_moment_is_well() {
    for fault in ["busy=1@*", "html=1@stable_token", "http-503=1"] {
        let service = Service::with_fault(fault);
        let run = service.project().tuwen(["doctor"]);
        assert_eq!(run.status, 0, "{fault}: {run:?}");
    }
}

#[test]
fn a_wrong_secret_is_told_of_at_the_token() {
    let service = Service::start();
    let mut project = service.project();
    project.variable("WECHAT_APP_SECRET", "geheim-and-wrong");
    let findings = Findings::of(&project);
    let token = findings
        .assert_exit(3)
        .assert("token", "failed", "wechat.credentials");
    assert!(
        token["hint"]
            .as_str()
            .unwrap()
            .contains("developers.weixin.qq.com")
    );
    findings.assert("secret", "ok", "");
    findings.assert("ip-whitelist", "skipped", "");
}

#[test]
fn with_nobody_listening_the_rest_is_still_checked() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut project = Project::new();
    project
        .variable("TUWEN_API_BASE", format!("http://{free}"))
        .variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable("WECHAT_APP_SECRET", Sandbox::APP_SECRET);
    let findings = Findings::of(&project);
    findings
        .assert_exit(4)
        .assert("connection", "failed", "wechat.unreachable");
    findings.assert("dns", "ok", "");
    for name in [
        "tls",
        "service",
        "clock",
        "token",
        "ip-whitelist",
        "quota-pictures",
    ] {
        let skipped = findings.assert(name, "skipped", "");
        assert_eq!(skipped["details"]["because"], "connection");
    }
    findings.assert("ledger", "ok", "");
    findings.assert("directories", "ok", "");
}

#[test]
fn a_proxy_that_is_gone_is_named_without_its_password() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut project = Project::new();
    project
        .variable("HTTPS_PROXY", format!("http://user:geheim@{free}"))
        .variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable("WECHAT_APP_SECRET", Sandbox::APP_SECRET);
    let findings = Findings::of(&project);
    findings
        .assert_exit(4)
        .assert("proxy", "failed", "wechat.unreachable");
    findings.assert("dns", "skipped", "");
}

#[test]
fn without_an_account_the_way_to_the_service_is_checked() {
    let service = Service::start();
    let mut project = Project::new();
    project.variable("TUWEN_API_BASE", service.sandbox().base());
    let findings = Findings::of(&project);
    let account = findings
        .assert_exit(2)
        .assert("account", "failed", "config.no-account");
    assert_eq!(account["message"], "no account is configured");
    assert!(account["hint"].as_str().unwrap().contains("WECHAT_APP_ID"));
    for name in ["dns", "connection", "tls", "service", "clock", "ledger"] {
        findings.assert(name, "ok", "");
    }
    findings.assert("token", "skipped", "");
    project.variable("WECHAT_APP_ID", Sandbox::APP_ID);
    let findings = Findings::of(&project);
    findings.assert("account", "ok", "");
    let secret = findings
        .assert_exit(2)
        .assert("secret", "failed", "config.no-secret");
    assert!(secret["message"].as_str().unwrap().contains("`app-secret`"));
    findings.assert("service", "ok", "");
    findings.assert("token", "skipped", "");
    assert_eq!(service.sandbox().requests().get("stable_token"), None);
}

#[test]
fn a_broken_configuration_is_a_finding_with_its_place() {
    let service = Service::start();
    let project = service.project();
    for (text, code, line) in [
        ("jobs = 4\njobs = = 2\n", "config.invalid", "line 2"),
        ("\n\njob = 4\n", "config.unknown-key", "line 3"),
        (
            "app-secret = \"geheim\"\n",
            "config.secret-in-file",
            "app-secret",
        ),
        (
            "api-base = \"https://elsewhere.test\"\n",
            "config.untrusted-base",
            "elsewhere.test",
        ),
    ] {
        project.file("tuwen.toml", text);
        let findings = Findings::of(&project);
        let check = findings
            .assert_exit(2)
            .assert("configuration", "failed", code);
        let message = check["message"].as_str().unwrap();
        assert!(
            message.contains("tuwen.toml") && message.contains(line),
            "{check}"
        );
        for name in ["account", "secret", "token", "permission-pictures"] {
            findings.assert(name, "skipped", "");
        }
        for name in ["connection", "service", "clock", "ledger", "directories"] {
            findings.assert(name, "ok", "");
        }
    }
    let bad_variable = {
        let mut project = service.project();
        project.variable("TUWEN_JOBS", "many");
        Findings::of(&project)
    };
    bad_variable
        .assert_exit(2)
        .assert("configuration", "failed", "config.bad-value");
    bad_variable.assert("service", "ok", "");
}

#[test]
fn everything_that_is_wrong_with_the_configuration_is_told() {
    let project = Project::new();
    project.file("tuwen.toml", "job = 1\n");
    project.user_config("quality = \"high\"\n");
    let run = project.tuwen(["doctor", "--sandbox", "--report=json"]);
    let report = run.json();
    let checks = report["checks"].as_array().unwrap();
    let codes: Vec<&str> = checks
        .iter()
        .filter(|check| check["name"] == "configuration")
        .filter_map(|check| check["code"].as_str())
        .collect();
    assert_eq!(codes, ["config.unknown-key", "config.invalid"], "{report}");
    assert_eq!(run.status, 2);
}

#[cfg(unix)]
#[test]
fn secrets_that_others_can_read_are_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let service = Service::start();
    let mut project = Project::new();
    project
        .variable("TUWEN_API_BASE", service.sandbox().base())
        .variable("WECHAT_APP_ID", Sandbox::APP_ID);
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let secret = Sandbox::APP_SECRET;
    // In the user's configuration they are refused.
    let config = project.user_config(&format!(
        "app-id = \"{}\"\napp-secret = \"{secret}\"\n",
        Sandbox::APP_ID
    ));
    let findings = Findings::of(&project);
    findings.assert_well();
    let place = &findings.check("secret")["details"]["secrets"][0];
    assert_eq!(place["source"], "user-configuration");
    mode(&config, 0o644);
    let findings = Findings::of(&project);
    findings
        .assert_exit(2)
        .assert("configuration", "failed", "config.secret-in-file");
    std::fs::remove_file(&config).unwrap();
    // In `.env` they are a warning.
    project.file(".env", format!("WECHAT_APP_SECRET={secret}\n"));
    mode(&project.path(".env"), 0o600);
    let findings = Findings::of(&project);
    findings.assert_well();
    assert_eq!(
        findings.check("secret")["details"]["secrets"][0]["place"],
        ".env"
    );
    mode(&project.path(".env"), 0o644);
    let findings = Findings::of(&project);
    findings
        .assert_exit(0)
        .assert("secret", "warning", "config.open-secret");
    findings.assert("token", "ok", "");
    std::fs::remove_file(project.path(".env")).unwrap();
    // In a file of their own they are refused.
    project.file("secret.txt", secret);
    let path = project.path("secret.txt");
    project.variable("WECHAT_APP_SECRET_FILE", path.to_str().unwrap());
    mode(&path, 0o644);
    let findings = Findings::of(&project);
    findings
        .assert_exit(2)
        .assert("secret", "failed", "config.secret-in-file");
    mode(&path, 0o600);
    Findings::of(&project).assert_well();
    std::fs::remove_file(&path).unwrap();
    let findings = Findings::of(&project);
    findings
        .assert_exit(2)
        .assert("secret", "failed", "config.secret-unavailable");
}

#[cfg(unix)]
#[test]
fn a_command_is_named_by_its_first_word_and_asked_with_the_token() {
    let service = Service::start();
    let mut project = Project::new();
    project
        .variable("TUWEN_API_BASE", service.sandbox().base())
        .variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable(
            "WECHAT_APP_SECRET_COMMAND",
            format!("echo {}", Sandbox::APP_SECRET),
        );
    let findings = Findings::of(&project);
    findings.assert_well();
    let message = findings.check("secret")["message"].as_str().unwrap();
    assert!(message.contains("`echo …`"), "{message}");
    project.variable("WECHAT_APP_SECRET_COMMAND", "false geheim");
    let findings = Findings::of(&project);
    findings
        .assert_exit(2)
        .assert("token", "failed", "config.secret-unavailable");
}

#[test]
fn a_classic_token_is_not_asked_for_again() {
    let service = Service::start();
    let mut project = service.project();
    project.variable("TUWEN_AUTH", "classic-token");
    let first = project.tuwen(["doctor", "--report=json"]);
    assert_eq!(first.status, 0, "{first:?}");
    let told = first.json();
    let token = told["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["name"] == "token");
    assert_eq!(token.unwrap()["code"], "wechat.classic-token");
    let findings = Findings::of(&project);
    findings.assert_exit(0).assert("token", "ok", "");
    findings.assert("ip-whitelist", "skipped", "");
    assert_eq!(findings.check("token")["details"]["asked"], false);
    assert_eq!(service.sandbox().requests().get("token"), Some(&1));
}

#[test]
fn a_token_that_is_given_is_used_as_it_is() {
    let service = Service::start();
    let mut project = Project::new();
    project
        .variable("TUWEN_API_BASE", service.sandbox().base())
        .variable("WECHAT_ACCESS_TOKEN", "geheim-token");
    let findings = Findings::of(&project);
    findings.assert("token", "ok", "");
    findings.assert("ip-whitelist", "skipped", "");
    findings
        .assert_exit(3)
        .assert("permission-pictures", "failed", "wechat.token");
    assert_eq!(service.sandbox().requests().get("stable_token"), None);
}

#[test]
fn a_cloud_way_of_calling_says_what_it_cannot_do() {
    let service = Service::start();
    let mut project = Project::new();
    project
        .variable("TUWEN_API_BASE", service.sandbox().base())
        .variable("TUWEN_AUTH", "cloud-sidecar");
    let findings = Findings::of(&project);
    let account = findings.assert("account", "ok", "");
    assert!(
        account["message"]
            .as_str()
            .unwrap()
            .contains("drafts and quotas are not available")
    );
    findings.assert("secret", "ok", "");
    findings.assert("ip-whitelist", "skipped", "");
}

#[test]
fn an_account_that_is_not_there_and_a_base_that_is_not_safe_are_found() {
    let service = Service::start();
    let mut project = service.project();
    project.variable("TUWEN_ACCOUNT", "nobody");
    let findings = Findings::of(&project);
    findings
        .assert_exit(2)
        .assert("account", "failed", "config.unknown-account");
    findings.assert("configuration", "ok", "");
    findings.assert("service", "ok", "");
    findings.assert("token", "skipped", "");
    let mut project = service.project();
    project.variable("TUWEN_API_BASE", "http://user:geheim@10.0.0.1");
    let findings = Findings::of(&project);
    findings
        .assert_exit(2)
        .assert("api-base", "failed", "config.insecure-base");
    findings.assert("connection", "skipped", "");
    findings.assert("token", "skipped", "");
}

/// A service whose clock stands at `date`.
fn service_at(date: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body = r#"{"errcode":41001,"errmsg":"access_token missing"}"#;
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    base
}

#[test]
fn a_wrong_clock_is_found() {
    let mut project = Project::new();
    project.variable(
        "TUWEN_API_BASE",
        service_at("Thu, 01 Jan 2015 00:00:00 GMT"),
    );
    let findings = Findings::of(&project);
    findings.assert("service", "ok", "");
    let clock = findings
        .assert_exit(2)
        .assert("clock", "failed", "clock.wrong");
    assert!(clock["details"]["skew_seconds"].as_i64().unwrap() > 300_000_000);
    assert!(
        clock["message"].as_str().unwrap().contains("days ahead of"),
        "{clock}"
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
