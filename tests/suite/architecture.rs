//! The borders between rooms: stages don't import each other, a dependency has one home.

use std::path::{Path, PathBuf};

/// Rooms that are stages: they may use the vocabulary, never one another.
const STAGES: [&str; 13] = [
    "image", "figure", "ledger", "plan", "upload", "wechat", "render", "sandbox", "pipeline",
    "article", "check", "git", "cover",
];

/// What every room may use.
const VOCABULARY: [&str; 14] = [
    "asset",
    "code_theme",
    "colour",
    "connection",
    "draft",
    "fitting",
    "fsio",
    "message",
    "options",
    "problem",
    "report",
    "secret",
    "validator",
    "article",
];

/// Edges beside the vocabulary, each with its reason.
const ALLOWED: [(&str, &str); 6] = [
    // Formulas are drawn where they stand: a page needs no upload for them.
    ("render", "figure"),
    // A cover has the colours of a theme, which only the renderer understands.
    ("render", "cover"),
    // Characters of formulas are drawn from the fonts that drawings use.
    ("figure", "image"),
    // The vendor is an image host: it implements the trait.
    ("wechat", "upload"),
    // The emulator recognises pictures by content as the service does.
    ("sandbox", "image"),
    // How pages look is a value that only the renderer understands.
    ("options", "render"),
];

/// Crates and the rooms they may appear in.
const HOMES: [(&str, &[&str]); 27] = [
    ("arboard", &["bin"]),
    ("merman", &["figure"]),
    ("ratex_parser", &["figure"]),
    ("pulldown_cmark", &["article", "render"]),
    // The emulator filters drafts as the service does; a refused draft is cut into its blocks.
    ("lol_html", &["article", "render", "sandbox"]),
    ("css_inline", &["render"]),
    ("svgtypes", &["render"]),
    ("reqwest", &["connection", "wechat", "image"]),
    ("hyper_util", &["connection", "image"]),
    ("tower_layer", &["connection"]),
    ("exif", &["image"]),
    ("heic_rs", &["image"]),
    ("jpeg_decoder", &["image"]),
    ("jpeg_encoder", &["image"]),
    ("moxcms", &["image"]),
    ("oxipng", &["image"]),
    ("re_rav1d", &["image"]),
    ("resvg", &["image"]),
    ("rusqlite", &["ledger"]),
    ("opendal", &["ledger"]),
    ("redis", &["ledger"]),
    ("syntect", &["render"]),
    ("two_face", &["render"]),
    ("axum", &["preview", "sandbox"]),
    ("clap", &["bin"]),
    ("anstream", &["bin"]),
    ("indicatif", &["bin"]),
];

fn sources(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("a readable directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            files.push(path);
        }
    }
}

/// Tests may reach across rooms.
fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests")
}

/// Every source file with its room and the code in it, comments left out.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.retain(|path| !is_test(path));
    assert!(files.len() > 60, "the sources were found");
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).expect("below src");
            let first = inside
                .iter()
                .next()
                .expect("a room")
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned();
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            (first, path, code)
        })
        .collect()
}

/// The rooms named by `crate::room` in a piece of code.
fn uses(code: &str) -> Vec<String> {
    code.match_indices("crate::")
        .filter(|(at, _)| {
            !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        })
        .map(|(at, found)| {
            code[at + found.len()..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

#[test]
fn stages_meet_only_in_the_pipeline() {
    let mut forbidden = Vec::new();
    for (room, path, code) in rooms() {
        // A check looks at an article from all sides, as the pipeline does; nobody looks at the check.
        if ["lib", "bin", "pipeline", "check"].contains(&room.as_str()) {
            continue;
        }
        for used in uses(&code) {
            let allowed = used == room
                || VOCABULARY.contains(&used.as_str())
                || ALLOWED.contains(&(room.as_str(), used.as_str()))
                || !STAGES.contains(&used.as_str());
            if !allowed {
                forbidden.push(format!("{}: {room} uses {used}", path.display()));
            }
        }
    }
    assert!(
        forbidden.is_empty(),
        "forbidden edges:\n{}",
        forbidden.join("\n")
    );
}

#[test]
fn a_dependency_has_one_home() {
    let mut strangers = Vec::new();
    for (room, path, code) in rooms() {
        for (name, homes) in HOMES {
            // `opendal_http_transport_reqwest::` is not `reqwest::`.
            let mark = format!("{name}::");
            let used = code.contains(&format!("use {name};"))
                || code.match_indices(&mark).any(|(at, _)| {
                    !code[..at].ends_with(|before: char| before == '_' || before.is_alphanumeric())
                });
            if used && !homes.contains(&room.as_str()) {
                strangers.push(format!("{}: {name} belongs to {homes:?}", path.display()));
            }
        }
    }
    assert!(
        strangers.is_empty(),
        "dependencies away from home:\n{}",
        strangers.join("\n")
    );
}

#[test]
fn the_program_uses_only_the_public_library() {
    for (room, path, code) in rooms() {
        if room == "bin" {
            let inside = uses(&code);
            let modules = [
                "article", "image", "ledger", "pipeline", "plan", "render", "sandbox", "upload",
                "wechat",
            ];
            for module in modules {
                assert!(
                    !inside.iter().any(|used| used == module),
                    "{}: crate::{module}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_file_opens_with_its_purpose() {
    for (_, path, _) in rooms() {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
    }
}
