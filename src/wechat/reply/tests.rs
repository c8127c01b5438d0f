use super::*;
use crate::asset::{Digest, ImageFormat};

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.as_bytes().to_vec(),
        date: None,
    }
}

fn problem(status: u16, body: &str) -> Problem {
    let image = FittedImage {
        digest: Digest::of(b""),
        format: ImageFormat::Png,
        destination: Destination::Bodies,
        bytes: Vec::new(),
        name: "图片/流程图.png".to_owned(),
    };
    read(&answer(status, body))
        .expect_err("a failure")
        .into_problem(Subject::Image(&image))
}

fn refused(errcode: i64, errmsg: &str) -> Problem {
    let body = serde_json::json!({"errcode": errcode, "errmsg": errmsg}).to_string();
    problem(200, &body)
}

#[test]
fn success_needs_no_errcode_and_zero_is_success() {
    for body in [
        r#"{"url":"http://mmbiz.qpic.cn/x/0"}"#,
        r#"{"url":"http://mmbiz.qpic.cn/x/0","errcode":0,"errmsg":"ok"}"#,
        "\u{feff} {\"url\":\"http://mmbiz.qpic.cn/x/0\",\"errcode\":\"0\"}\r\n",
    ] {
        let object = read(&answer(200, body)).expect(body);
        assert_eq!(object["url"], "http://mmbiz.qpic.cn/x/0");
    }
}

#[test]
fn every_class_of_refusal_becomes_its_code() {
    let table: &[(i64, Code)] = &[
        (-1, Code::WechatBusy),
        (45011, Code::WechatRateLimited),
        (45009, Code::WechatQuotaSpent),
        (40001, Code::WechatToken),
        (40014, Code::WechatToken),
        (42001, Code::WechatToken),
        (41001, Code::WechatToken),
        (40013, Code::WechatCredentials),
        (40125, Code::WechatCredentials),
        (40164, Code::WechatIpNotAllowed),
        (61004, Code::WechatIpNotAllowed),
        (48001, Code::WechatForbidden),
        (50007, Code::WechatAccount),
        (40243, Code::WechatAccount),
        (89503, Code::WechatAccount),
        (40005, Code::ImageRefused),
        (40006, Code::ImageRefused),
        (40009, Code::ImageRefused),
        (40113, Code::ImageRefused),
        (40137, Code::ImageRefused),
        (45001, Code::ImageRefused),
        (45166, Code::WechatContentRefused),
        (41005, Code::WechatOurFault),
        (40066, Code::WechatOurFault),
        (12345, Code::WechatUnknown),
    ];
    for (errcode, code) in table {
        let problem = refused(*errcode, "text");
        assert_eq!(problem.code(), *code, "{errcode}");
        assert_eq!(problem.argument("errcode"), Some(&*errcode.to_string()));
        assert_eq!(problem.argument("errmsg"), Some("text"), "{errcode}");
    }
}

#[test]
fn a_wrong_secret_shows_as_credentials_at_the_token_endpoint() {
    let failure = read(&answer(
        200,
        r#"{"errcode":40001,"errmsg":"invalid credential"}"#,
    ))
    .unwrap_err();
    assert!(failure.is_stale_token());
    assert_eq!(
        failure.into_problem(Subject::Token).code(),
        Code::WechatCredentials
    );
}

#[test]
fn rid_is_found_in_all_generations_of_messages() {
    for (text, stem, rid) in [
        (
            "invalid file type hint: [OOr9Ra0781d418] rid: 5f5b3894-6f7cfd2e-24149285",
            "invalid file type",
            "5f5b3894-6f7cfd2e-24149285",
        ),
        (
            "api unauthorized, rid: 66b5fb8f-5e3c0071-3d7f539a",
            "api unauthorized",
            "66b5fb8f-5e3c0071-3d7f539a",
        ),
        (
            "api unauthorized   rid:66b5fb8f-5e3c0071-3d7f539a",
            "api unauthorized",
            "66b5fb8f-5e3c0071-3d7f539a",
        ),
        (
            "invalid credential hints: [nHNcda0FE-PVWZTA!]",
            "invalid credential",
            "nHNcda0FE-PVWZTA!",
        ),
        ("system error", "system error", "none"),
        ("rid: not-an-id", "rid: not-an-id", "none"),
        ("", "", "none"),
    ] {
        let problem = refused(48001, text);
        assert_eq!(problem.argument("errmsg"), Some(stem), "{text}");
        assert_eq!(problem.argument("rid"), Some(rid), "{text}");
    }
}

#[test]
fn the_address_to_allow_is_read_from_the_message() {
    for (text, ip) in [
        (
            "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 61740a39-612fed42-36740516",
            "1.2.3.4",
        ),
        ("invalid ip 2408:8207::1, not in whitelist", "2408:8207::1"),
        (
            "access clientip is not registered requestIP: 10.0.0.8",
            "10.0.0.8",
        ),
        ("invalid ip ::ffff:8.8.4.4, not in whitelist", "8.8.4.4"),
        ("not in whitelist", "none"),
    ] {
        for errcode in [40164, 61004] {
            assert_eq!(refused(errcode, text).argument("ip"), Some(ip), "{text}");
        }
    }
}

#[test]
fn what_is_not_the_apis_is_trouble_on_the_way() {
    for (status, body, code, reason) in [
        (200, "", Code::WechatBadReply, "empty"),
        (
            200,
            "<html>502 Bad Gateway</html>",
            Code::WechatBadReply,
            "html",
        ),
        (
            200,
            "{\"url\":\"http://mmb",
            Code::WechatBadReply,
            "truncated",
        ),
        (200, "[1]", Code::WechatBadReply, "not-json"),
        (200, "请稍后再试", Code::WechatBadReply, "not-json"),
        (302, "", Code::WechatBadReply, "redirect"),
        (403, "<html>", Code::WechatBadReply, "status"),
        (412, "", Code::WechatBadReply, "status"),
    ] {
        let problem = problem(status, body);
        assert_eq!(problem.code(), code, "{status} {body}");
        assert_eq!(problem.argument("reason"), Some(reason), "{status} {body}");
        assert!(problem.code().is_transient());
    }
    for status in [500, 501, 502, 503, 504, 520] {
        let problem = problem(status, "<html>");
        assert_eq!(problem.code(), Code::WechatBusy);
        assert_eq!(
            problem.argument("errcode"),
            Some(&*format!("HTTP {status}"))
        );
    }
    assert_eq!(problem(429, "").code(), Code::WechatRateLimited);
    // A relay with a body limit of exactly 1 MB: trying again would not help.
    assert_eq!(problem(413, "<html>").code(), Code::ImageRefused);
}

#[test]
fn a_refusal_with_a_client_error_status_keeps_its_errcode() {
    let body = r#"{"errcode":"48001","errmsg":"api unauthorized"}"#;
    assert_eq!(problem(403, body).code(), Code::WechatForbidden);
}

#[test]
fn foreign_text_cannot_drive_a_terminal_or_flood_it() {
    let problem = refused(12345, &format!("\u{1b}[2J{}", "坏".repeat(10_000)));
    let message = problem.argument("errmsg").unwrap();
    assert!(!message.contains('\u{1b}'));
    assert!(message.chars().count() <= 301);
}

#[test]
fn a_refused_image_is_named() {
    assert_eq!(
        refused(40005, "invalid file type").argument("path"),
        Some("图片/流程图.png")
    );
}

#[test]
fn a_long_message_is_never_cut_within_a_word_that_may_be_a_secret() {
    let secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    for start in 260..310 {
        let text = format!(
            "{} secret={secret} end {}",
            "文".repeat(start),
            "x ".repeat(300)
        );
        let shown = printable(&text);
        assert!(shown.ends_with('…'), "{shown}");
        assert!(shown.contains(secret) || !shown.contains("0f1e"), "{shown}");
    }
    assert_eq!(printable(&"a".repeat(301)), "…");
    assert_eq!(printable(&"a".repeat(300)).len(), 300);
}
