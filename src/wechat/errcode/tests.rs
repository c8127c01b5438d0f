use std::fmt::Write as _;
use std::path::Path;

use super::{Meaning, TABLE, meaning};
use crate::asset::{Digest, ImageFormat};
use crate::message::Language;
use crate::problem::Problem;
use crate::upload::{Destination, FittedImage};
use crate::wechat::reply::{Answer, Subject, read};

#[test]
fn the_table_is_sorted_and_holds_each_code_once() {
    assert!(TABLE.is_sorted_by(|one, next| one.0 < next.0));
}

#[test]
fn only_three_codes_ask_for_a_new_token() {
    let stale: Vec<i64> = (-700_000..100_000)
        .filter(|&errcode| meaning(errcode) == Meaning::TokenStale)
        .collect();
    assert_eq!(stale, [40001, 40014, 42001]);
}

#[test]
fn a_code_outside_the_table_is_unknown() {
    assert_eq!(meaning(0), Meaning::Unknown);
    assert_eq!(meaning(99_999), Meaning::Unknown);
    assert_eq!(meaning(i64::MIN), Meaning::Unknown);
}

/// The problem of a reply with this code.
fn problem(errcode: i64, subject: Subject<'_>) -> Problem {
    let body = format!(
        r#"{{"errcode":{errcode},"errmsg":"RAW TEXT hint: [x] rid: 6f5b3894-6f7cfd2e-24149285"}}"#
    );
    let answer = Answer {
        status: 200,
        body: body.into_bytes(),
        date: None,
    };
    read(&answer).unwrap_err().into_problem(subject)
}

fn image() -> FittedImage {
    FittedImage {
        digest: Digest::of(b""),
        format: ImageFormat::Png,
        destination: Destination::Bodies,
        bytes: Vec::new(),
        name: "图.png".to_owned(),
    }
}

#[test]
fn every_code_is_told_in_plain_words_with_its_rid() {
    let image = image();
    for (errcode, _) in TABLE {
        let mut library = image.clone();
        library.destination = Destination::Library;
        for subject in [
            Subject::Image(&image),
            Subject::Image(&library),
            Subject::Token,
            Subject::Platform,
            Subject::Question,
            Subject::Draft("ID"),
            Subject::Publication("ID"),
        ] {
            let problem = problem(*errcode, subject);
            for language in Language::ALL {
                let (message, hint) = (problem.message(*language), problem.hint(*language));
                assert!(!message.contains("RAW TEXT"), "{errcode}: {message}");
                assert!(message.contains(&errcode.to_string()), "{message}");
                assert!(message.contains("6f5b3894"), "{message}");
                assert!(!hint.is_empty() && !hint.contains('$'), "{hint}");
            }
        }
    }
}

#[test]
fn an_unknown_code_keeps_its_text() {
    let image = image();
    let message = problem(99_999, Subject::Image(&image)).message(Language::Chinese);
    assert!(message.contains("RAW TEXT"), "{message}");
}

/// The word for whose turn it is.
fn class(meaning: Meaning) -> [&'static str; 2] {
    match meaning {
        Meaning::Busy => ["retry", "重试"],
        Meaning::TokenStale => ["refresh", "换 token"],
        Meaning::RateLimited | Meaning::QuotaSpent => ["wait", "等待"],
        Meaning::TokenDead
        | Meaning::Credentials
        | Meaning::IpNotAllowed
        | Meaning::Forbidden
        | Meaning::Account
        | Meaning::LibraryFull => ["user", "用户处理"],
        Meaning::Image | Meaning::Content => ["file", "改文件"],
        Meaning::OurFault => ["ours", "tuwen 的缺陷"],
        Meaning::Unknown => ["", ""],
    }
}

/// `docs/ERRORS*.md`, drawn from the table and the catalogues.
fn page(language: Language) -> String {
    let (chinese, head) = match language {
        Language::Chinese => (true, include_str!("head.zh.md")),
        _ => (false, include_str!("head.en.md")),
    };
    let mut page = head.to_owned();
    let image = image();
    for (errcode, meaning) in TABLE {
        let problem = problem(*errcode, Subject::Image(&image));
        let told = Problem::new(problem.code());
        let code = told.code().as_str();
        let message = problem
            .message(language)
            .replace(", rid 6f5b3894-6f7cfd2e-24149285", "")
            .replace("，rid 6f5b3894-6f7cfd2e-24149285", "");
        let _ = writeln!(
            page,
            "| {errcode} | {} | `{code}` | {message} | {} |",
            class(*meaning)[usize::from(chinese)],
            problem.hint(language),
        );
    }
    page
}

#[test]
fn the_documentation_lists_every_code() {
    for (language, name) in [
        (Language::English, "ERRORS.md"),
        (Language::Chinese, "ERRORS.zh-CN.md"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("docs")
            .join(name);
        let page = page(language);
        // `TUWEN_BLESS=1 cargo test the_documentation` writes the pages anew.
        if std::env::var_os("TUWEN_BLESS").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == page, "docs/{name} differs from the table");
    }
}
