//! Both catalogues are complete, agree with each other and with the table of codes.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::problem::{Code, Problem};

const ENGLISH_SOURCE: &str = concat!(include_str!("en.ftl"), include_str!("errcode/en.ftl"));
const CHINESE_SOURCE: &str = concat!(include_str!("zh.ftl"), include_str!("errcode/zh.ftl"));

/// The text of every entry by its id; attributes stand under `id.attribute`.
fn entries(source: &str) -> BTreeMap<String, String> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    let mut id = String::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, rest)) = line
            .split_once(" = ")
            .or_else(|| line.split_once(" ="))
            .filter(|_| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        {
            name.clone_into(&mut id);
            id.clone_into(&mut current);
            assert!(
                entries.insert(id.clone(), rest.to_owned()).is_none(),
                "`{id}` stands twice"
            );
        } else if let Some((name, rest)) = line
            .strip_prefix("    .")
            .and_then(|line| line.split_once(" = "))
        {
            current = format!("{id}.{name}");
            entries.insert(current.clone(), rest.to_owned());
        } else if let Some(text) = entries.get_mut(&current) {
            text.push('\n');
            text.push_str(line);
        }
    }
    entries
}

/// The arguments that a text uses, through the entries it refers to as well.
fn arguments(text: &str, all: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices('$') {
        let name = text[at + 1..]
            .split(|character: char| {
                !character.is_ascii_alphanumeric() && !"-_".contains(character)
            })
            .next()
            .unwrap();
        found.insert(name.to_owned());
    }
    if text.contains("{ part-reply }") {
        found.extend(arguments(&all["part-reply"], &BTreeMap::new()));
    }
    found
}

/// The arguments that the table of codes documents.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let mut documented = BTreeMap::new();
    let mut comment = String::new();
    for line in include_str!("../problem.rs").lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            comment.push_str(text);
        } else {
            if let Some((_, rest)) = line.split_once(" = \"")
                && let Some((code, _)) = rest.split_once('"')
                && line.ends_with(';')
            {
                let arguments = comment.split_once("Args: ").map_or("", |(_, after)| after);
                let names = arguments.split('`').skip(1).step_by(2);
                documented.insert(code.to_owned(), names.map(str::to_owned).collect());
            }
            comment.clear();
        }
    }
    documented
}

#[test]
fn both_catalogues_parse_without_errors() {
    for source in [ENGLISH_SOURCE, CHINESE_SOURCE] {
        if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
            panic!("{errors:?}");
        }
    }
}

#[test]
fn both_catalogues_hold_the_same_entries_with_the_same_arguments() {
    let (english, chinese) = (entries(ENGLISH_SOURCE), entries(CHINESE_SOURCE));
    let ids = |entries: &BTreeMap<String, String>| entries.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&english), ids(&chinese));
    for (id, text) in &english {
        assert_eq!(
            arguments(text, &english),
            arguments(&chinese[id], &chinese),
            "`{id}`"
        );
    }
}

#[test]
fn every_code_has_a_sentence_and_a_hint_and_uses_only_its_arguments() {
    let documented = documented();
    for (language, source) in [
        (Language::English, ENGLISH_SOURCE),
        (Language::Chinese, CHINESE_SOURCE),
    ] {
        let entries = entries(source);
        for code in Code::ALL {
            let id = code.as_str().replace('.', "-");
            let known = &documented[code.as_str()];
            for id in [id.clone(), format!("{id}.hint")] {
                let text = entries
                    .get(&id)
                    .unwrap_or_else(|| panic!("no `{id}` in {language:?}"));
                let used = arguments(text, &entries);
                assert!(used.is_subset(known), "`{id}` uses {used:?} of {known:?}");
            }
        }
    }
}

#[test]
fn no_sentence_belongs_to_a_code_that_is_not_there() {
    let codes: BTreeSet<String> = Code::ALL
        .iter()
        .map(|code| code.as_str().replace('.', "-"))
        .collect();
    for id in entries(ENGLISH_SOURCE).keys() {
        let of_program = [
            "ui-", "usage-", "help-", "init-", "part-", "reason-", "errcode-", "doctor-",
            "preview-",
        ];
        if !id.contains('.') && !of_program.iter().any(|prefix| id.starts_with(prefix)) {
            assert!(codes.contains(id), "`{id}`");
        }
    }
}

#[test]
fn every_problem_can_be_told_in_full() {
    let documented = documented();
    for language in Language::ALL {
        for code in Code::ALL {
            let mut problem = Problem::new(*code);
            for name in &documented[code.as_str()] {
                problem = problem.with(name.clone().leak(), format_args!("«{name}»"));
            }
            for text in [problem.message(*language), problem.hint(*language)] {
                assert!(!text.contains(['{', '}', '$']), "{text}");
                assert!(!text.contains('\n'), "{text}");
                assert!(!text.contains("  "), "{text}");
                assert!(!text.ends_with(['.', '。', ' ']), "{text}");
            }
        }
    }
}

#[test]
fn english_sentences_begin_in_lower_case() {
    for code in Code::ALL {
        let message = Problem::new(*code).message(Language::English);
        let first = message.chars().next().unwrap();
        assert!(
            first.is_lowercase() || first == '`' || message.starts_with("WeChat") || first == '{',
            "{message}"
        );
    }
}

#[test]
fn what_a_reply_leaves_out_is_not_mentioned() {
    let problem = Problem::new(Code::WechatIpNotAllowed)
        .with("ip", "203.0.113.7")
        .with("errcode", 40164)
        .with("rid", "");
    assert_eq!(
        problem.message(Language::English),
        "WeChat does not accept calls from this machine's address `203.0.113.7` (40164)"
    );
    assert_eq!(
        problem.message(Language::Chinese),
        "微信不接受来自本机地址 `203.0.113.7` 的调用（40164）"
    );
    assert_eq!(
        problem.hint(Language::Chinese),
        "把 `203.0.113.7` 加入 IP 白名单：developers.weixin.qq.com/platform → 我的业务 → 你的公众号 → IP 白名单，5–10 分钟后生效"
    );
    let silent = Problem::new(Code::WechatIpNotAllowed).with("errcode", 40164);
    assert_eq!(
        silent.message(Language::Chinese),
        "微信不接受来自本机地址的调用（40164）"
    );
}

#[test]
fn a_similar_name_is_offered_only_when_there_is_one() {
    let problem = Problem::new(Code::ImageMissing).with("written", "图/a.png");
    assert_eq!(
        problem.clone().message(Language::English),
        "no file for `图/a.png`"
    );
    assert_eq!(
        problem
            .with("similar", "图/A.png")
            .message(Language::English),
        "no file for `图/a.png` (there is `图/A.png`)"
    );
}

#[test]
fn what_the_system_says_is_told_in_the_readers_language() {
    let unreadable = |reason: &str| {
        Problem::new(Code::ImageUnreadable)
            .with("path", "图.png")
            .with("reason", reason)
    };
    let denied = unreadable("Permission denied");
    assert_eq!(
        denied.message(Language::Chinese),
        "无法读取 `图.png`：没有权限"
    );
    assert_eq!(
        denied.message(Language::English),
        "cannot read `图.png`: permission denied"
    );
    let strange = unreadable("Strange failure 7");
    assert_eq!(
        strange.message(Language::Chinese),
        "无法读取 `图.png`：Strange failure 7"
    );
}

#[test]
fn an_unknown_id_is_shown_as_it_is() {
    assert_eq!(text(Language::Chinese, "ui-nothing", &[]), "ui-nothing");
}
