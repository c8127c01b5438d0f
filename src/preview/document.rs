//! The document: the template of `page.html`, its style and script, and what the script is told, put together
//! into one file without anything from elsewhere.
//!
//! A policy in it lets only this script run, whatever an article holds.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::message::{self, Language};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("night.js"), include_str!("page.js"));

/// A script with a function `darken(element)`: gives a page the colours that WeChat's client gives it at night.
pub const NIGHT_SCRIPT: &str = include_str!("night.js");
const ARTICLE_STYLE: &str = include_str!("article.css");

/// What the script says, by the names it has for it; ids of the catalogue without `preview-`.
const TEXTS: [&str; 31] = [
    "account",
    "bytes",
    "characters",
    "copied",
    "copied-hint",
    "copy",
    "copy-broken",
    "copy-failed",
    "copy-pending",
    "dark",
    "failed",
    "hosted",
    "length",
    "light",
    "live",
    "look",
    "no-pictures",
    "no-problems",
    "pending",
    "pictures",
    "problems",
    "reading",
    "sandbox",
    "soft-limit",
    "stopped",
    "theme",
    "today",
    "upload",
    "upload-note",
    "uploading",
    "width",
];

/// What stands behind a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// It is a file by itself, with pictures from other files.
    Nothing,
    /// A server on this machine.
    #[cfg(feature = "preview")]
    Server,
}

/// What a browser may do with the document: run this script, show pictures and WeChat's videos.
pub(super) fn policy(behind: Behind) -> String {
    let script = STANDARD.encode(Sha256::digest(SCRIPT));
    let pictures = match behind {
        Behind::Nothing => "file:",
        #[cfg(feature = "preview")]
        Behind::Server => "'self'",
    };
    let connections = match behind {
        Behind::Nothing => "'none'",
        #[cfg(feature = "preview")]
        Behind::Server => "'self'",
    };
    format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'unsafe-inline'; \
         img-src {pictures} data: https: http:; connect-src {connections}; frame-src https://v.qq.com; \
         base-uri 'none'; form-action 'none'"
    )
}

/// The document, titled `title`, in which the script begins with `state`.
pub(super) fn document(title: &str, state: &Value, language: Language, behind: Behind) -> String {
    let fill = |name: &str| -> Cow<'static, str> {
        match name {
            "LANG" => match language {
                Language::English => "en".into(),
                Language::Chinese => "zh-CN".into(),
            },
            "POLICY" => escape(&policy(behind)).into(),
            "TITLE" => escape(title).into(),
            "STYLE" => STYLE.into(),
            "TEXTS" => data(&texts(language)).into(),
            "STATE" => data(state).into(),
            "SCRIPT" => SCRIPT.into(),
            other => format!("@{other}@").into(),
        }
    };
    let mut document = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len() + 4096);
    // Names stand between two `@`; nothing that is filled in is looked at again.
    for (index, piece) in PAGE.split('@').enumerate() {
        if index % 2 == 0 {
            document.push_str(piece);
        } else {
            document.push_str(&fill(piece));
        }
    }
    document
}

/// The texts of a language; what the script fills in itself stays as `{name}`.
fn texts(language: Language) -> Value {
    let arguments = ["count", "done", "total", "minutes"].map(|name| (name, format!("{{{name}}}")));
    let mut texts: Map<String, Value> = TEXTS
        .iter()
        .map(|name| {
            let text = message::text(language, &format!("preview-{name}"), &arguments);
            ((*name).to_owned(), text.into())
        })
        .collect();
    texts.insert("article-style".to_owned(), ARTICLE_STYLE.into());
    Value::Object(texts)
}

/// JSON inside a script element, which ends at the first `</`.
fn data(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// Text in an element or an attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn the_script_asks_for_exactly_the_texts_it_gets() {
        let mut asked: BTreeSet<&str> =
            ["failed", "hosted", "pending", "copy-pending", "copy-broken"].into();
        for (source, opening) in [
            (SCRIPT, "text(\""),
            (PAGE, "data-text=\""),
            (PAGE, "data-label=\""),
        ] {
            asked.extend(
                source
                    .split(opening)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next()),
            );
        }
        assert_eq!(asked, TEXTS.into_iter().collect());
        for language in Language::ALL {
            for name in TEXTS {
                let text = &texts(*language)[name];
                assert!(!text.as_str().unwrap().starts_with("preview-"), "{name}");
            }
        }
    }

    #[test]
    fn nothing_of_an_article_leaves_its_place() {
        let state = json!({"page": "</script><script>alert(1)</script><!--", "title": "@STATE@"});
        let title = "</title><script>alert(2)</script>@SCRIPT@";
        let document = document(title, &state, Language::Chinese, Behind::Nothing);
        assert_eq!(document.matches("<script").count(), 3, "{document}");
        assert!(!document.contains("alert(1)</script>"), "{document}");
        assert!(
            document.contains("&lt;/title&gt;&lt;script&gt;"),
            "{document}"
        );
        let inside = document.split("id=\"state\">").nth(1).unwrap();
        let inside = inside.split("</script>").next().unwrap();
        assert_eq!(serde_json::from_str::<Value>(inside).unwrap(), state);
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        for source in [PAGE, STYLE, SCRIPT, ARTICLE_STYLE] {
            assert!(
                !source.contains("http://") && !source.contains("https://"),
                "{source}"
            );
            assert!(!source.contains("@import"));
        }
        assert!(policy(Behind::Nothing).contains("default-src 'none'"));
    }
}
