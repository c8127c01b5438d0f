//! What is wrong with configuration, account and secrets.

use tuwen::Sandbox;

use super::Findings;
use crate::project::Project;
use crate::service::Service;

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
