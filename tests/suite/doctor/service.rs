//! What is wrong on the way to the service, and what the service refuses.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use tuwen::{Sandbox, SandboxOptions};

use super::Findings;
use crate::project::Project;
use crate::service::Service;

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
    let mut options = SandboxOptions::default();
    options.sidecar = true;
    let service = Service::with_options(options);
    let mut project = Project::new();
    project
        .variable("TUWEN_API_BASE", service.sandbox().base())
        .variable("TUWEN_AUTH", "cloud-sidecar");
    let findings = Findings::of(&project);
    let account = findings.assert_exit(0).assert("account", "ok", "");
    let message = account["message"].as_str().unwrap();
    assert!(message.contains("drafts and quotas are not available"));
    for name in ["secret", "service", "token", "permission-pictures"] {
        findings.assert(name, "ok", "");
    }
    for name in ["ip-whitelist", "quota-pictures", "quota-animations"] {
        findings.assert(name, "skipped", "");
    }
    // Without its sidecar the container is told what to switch on.
    let service = Service::start();
    project.variable("TUWEN_API_BASE", service.sandbox().base());
    let findings = Findings::of(&project);
    let refused = findings
        .assert_exit(3)
        .assert("permission-pictures", "failed", "wechat.token");
    assert!(
        refused["hint"].as_str().unwrap().contains("开放接口服务"),
        "{refused}"
    );
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
