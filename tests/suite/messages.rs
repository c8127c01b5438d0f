//! Every text that the program asks its catalogues for is there, and none is there that nobody asks for.

use std::collections::BTreeSet;
use std::path::Path;

use tuwen::{Language, message_attribute, message_text};

/// Prefixes of the texts that belong to the program, not to a problem.
const PREFIXES: [&str; 3] = ["ui-", "usage-", "init-"];

/// The string literals of the program that are ids of texts.
fn asked_for() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/tuwen");
    read(&program, &mut ids);
    assert!(ids.len() > 30, "{ids:?}");
    ids
}

fn read(directory: &Path, ids: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, ids);
        } else {
            let source = std::fs::read_to_string(&path).unwrap();
            let literals = source.split('"');
            ids.extend(
                literals
                    .filter(|text| PREFIXES.iter().any(|prefix| text.starts_with(prefix)))
                    .filter(|text| {
                        text.bytes()
                            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                    })
                    .map(str::to_owned),
            );
        }
    }
}

fn catalogue(name: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/message")
        .join(name);
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(id, _)| id.to_owned())
        .filter(|id| PREFIXES.iter().any(|prefix| id.starts_with(prefix)))
        .collect()
}

#[test]
fn the_program_asks_for_exactly_the_texts_that_are_there() {
    let asked_for = asked_for();
    for name in ["en.ftl", "zh.ftl"] {
        let there = catalogue(name);
        let missing: Vec<_> = asked_for.difference(&there).collect();
        assert!(missing.is_empty(), "not in {name}: {missing:?}");
        let unused: Vec<_> = there.difference(&asked_for).collect();
        assert!(unused.is_empty(), "nobody asks for {unused:?} of {name}");
    }
}

#[test]
fn texts_of_the_program_are_whole_with_their_arguments() {
    // Every argument that any of them uses; numbers for what counts.
    let arguments: Vec<(&str, String)> = [
        "base",
        "app_id",
        "app_secret",
        "path",
        "account",
        "publish_id",
        "option",
        "value",
        "verb",
        "other",
        "help",
        "possible",
        "suggestion",
        "done",
    ]
    .into_iter()
    .map(|name| (name, format!("«{name}»")))
    .chain(
        [
            "count",
            "failed",
            "entries",
            "files",
            "size",
            "bytes",
            "total",
            "seconds",
            "time",
            "shown",
            "articles",
            "lines",
            "gone",
            "unknown",
            "forgotten",
            "output",
            "article",
            "characters",
            "input",
            "title",
            "cover",
            "from",
            "picture",
            "media_id",
            "others",
        ]
        .into_iter()
        .map(|name| (name, "3".to_owned())),
    )
    .collect();
    for language in Language::ALL {
        for id in asked_for() {
            let mut texts = vec![message_text(*language, &id, &arguments)];
            let is_mistake =
                id.starts_with("usage-") && id != "usage-suggest" && id != "usage-possible";
            if is_mistake {
                texts.push(message_attribute(*language, &id, "hint", &arguments));
            }
            for text in texts {
                assert!(
                    !text.is_empty() && !text.contains(['{', '}', '$']),
                    "{id}: {text}"
                );
                assert!(text != id, "{id}");
            }
        }
    }
}

#[test]
fn english_counts_have_their_plural() {
    let sum = |count: u32| {
        message_text(
            Language::English,
            "ui-sum-images",
            &[("count", count.to_string())],
        )
    };
    assert_eq!(sum(0), "no images");
    assert_eq!(sum(1), "1 reference");
    assert_eq!(sum(12), "12 references");
    assert_eq!(
        message_text(
            Language::Chinese,
            "ui-sum-uploaded",
            &[("count", "5".into()), ("bytes", "812345".into())],
        ),
        "上传 5 张图片（793.3 KB）"
    );
}
