//! The metadata block before a Markdown article: where it ends, the covers in it, and what it says of
//! the article.
//!
//! YAML between `---` lines, TOML between `+++` lines, or a JSON object, and only at the very start:
//! the parser's own option takes any two `---` lines, also in the middle of an article, for metadata
//! and would swallow the text between two thematic breaks. A block that cannot be parsed is a
//! warning; its covers are not seen, the article still is.

mod cover;
mod description;
mod facts;
mod toml;
mod yaml;

use std::ops::Range;

pub(crate) use description::{Description, Said};
pub(crate) use facts::Metadata;

use super::found::Found;
use super::reference::Slot;
use super::survey::Fact;
use super::{LocalKind, Syntax, target};
use crate::problem::{Code, Problem};

/// The languages of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Yaml,
    Toml,
    Json,
}

/// A metadata block.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    language: Language,
    /// What is parsed.
    content: Range<usize>,
    /// Where the body begins.
    end: usize,
}

/// A string in the block that may be a cover.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    /// The keys that lead to it, list items left out.
    keys: Vec<String>,
    /// The bytes of the text in the block's content, quotes left out.
    span: Range<usize>,
    /// The text it means.
    text: String,
    /// Whether it stands in quotes.
    quoted: bool,
    /// Whether it is a text that stands in the source as one piece, so that another can take its place.
    in_one_piece: bool,
}

/// Why a block cannot be parsed, and where in its content.
#[derive(Debug)]
struct Broken {
    reason: String,
    at: usize,
}

/// The offset at which the body of a Markdown text begins, behind its front matter if it has any.
/// `text` comes without a byte-order mark.
pub(super) fn body_start(text: &str) -> usize {
    find(text).map_or(0, |block| block.end)
}

/// The covers of the block at the start of `text`; offsets are relative to `text`.
pub(super) fn scan(text: &str) -> (Vec<Found>, Option<(Range<usize>, Problem)>) {
    let Some(block) = find(text) else {
        return (Vec::new(), None);
    };
    let content = &text[block.content.clone()];
    match strings(block.language, content) {
        Ok(candidates) => {
            let found = candidates
                .into_iter()
                .filter(|candidate| candidate.in_one_piece && cover::is_cover(&candidate.keys))
                .filter_map(|candidate| reference(&candidate, text, block.content.start))
                .collect();
            (found, None)
        }
        Err(broken) => {
            let at = block.content.start + broken.at.min(content.len());
            let problem = Problem::new(Code::ArticleFrontMatter).with("reason", broken.reason);
            (Vec::new(), Some((at..at, problem)))
        }
    }
}

/// The title in the block at the start of `text`.
pub(super) fn title(text: &str) -> Option<String> {
    metadata(text).title
}

fn strings(language: Language, content: &str) -> Result<Vec<Candidate>, Broken> {
    match language {
        Language::Yaml | Language::Json => yaml::strings(content),
        Language::Toml => toml::strings(content),
    }
}

/// What the block at the start of `text` says of the article; nothing when it cannot be parsed.
pub(super) fn metadata(text: &str) -> Metadata {
    find(text)
        .and_then(|block| strings(block.language, &text[block.content]).ok())
        .map(facts::of)
        .unwrap_or_default()
}

/// What the block at the start of `text` says of the draft that the article becomes.
pub(super) fn description(text: &str) -> Description {
    let Some(block) = find(text) else {
        return Description::default();
    };
    let candidates = strings(block.language, &text[block.content.clone()]);
    candidates.map_or_else(
        |_| Description::default(),
        |candidates| description::of(candidates, block.content.start),
    )
}

/// The texts of the block that `WeChat` has limits for, with their places; of several digests the first.
pub(super) fn facts(text: &str) -> Vec<(Range<usize>, Fact, String)> {
    let Some(block) = find(text) else {
        return Vec::new();
    };
    let Ok(candidates) = strings(block.language, &text[block.content.clone()]) else {
        return Vec::new();
    };
    facts::placed(candidates, block.content.start)
}

fn reference(candidate: &Candidate, text: &str, offset: usize) -> Option<Found> {
    let target = target::decode(&candidate.text, LocalKind::Path)?;
    if !target::looks_like_image(&candidate.text, &target) {
        return None;
    }
    let span = candidate.span.start + offset..candidate.span.end + offset;
    Some(Found {
        at: span.start,
        written: text.get(span.clone())?.to_owned(),
        span,
        syntax: Syntax::FrontMatter,
        target,
        slot: if candidate.quoted {
            Slot::Plain
        } else {
            Slot::YamlPlain
        },
        shown_width: None,
    })
}

fn find(text: &str) -> Option<Block> {
    if text.starts_with('{') {
        return find_json(text);
    }
    let (language, fence) = if text.starts_with("---") {
        (Language::Yaml, "---")
    } else if text.starts_with("+++") {
        (Language::Toml, "+++")
    } else {
        return None;
    };
    let mut lines = lines(text);
    let first = lines.next()?;
    if text[first.clone()].trim_end() != fence {
        return None;
    }
    let start = first.end;
    // A thematic break at the top of an article is no fence: behind one comes a key or nothing.
    let mut is_metadata = None;
    for line in lines {
        let content = text[line.clone()].trim_end();
        if content == fence || (language == Language::Yaml && content == "...") {
            return (is_metadata != Some(false)).then_some(Block {
                language,
                content: start..line.start,
                end: line.end,
            });
        }
        if is_metadata.is_none() && !content.is_empty() && !content.trim_start().starts_with('#') {
            is_metadata = Some(looks_like_entry(content, language));
            if is_metadata == Some(false) {
                return None;
            }
        }
    }
    None
}

/// Whether the first line of a block is an entry: `key: value`, `key = value`, `[table]`, `{…}`.
fn looks_like_entry(line: &str, language: Language) -> bool {
    let line = line.trim_start();
    let separator = match language {
        Language::Yaml if line.starts_with(['{', '?', '%']) => return true,
        Language::Yaml => ':',
        Language::Toml if line.starts_with('[') => return true,
        Language::Toml => '=',
        Language::Json => return true,
    };
    line.split_once(separator).is_some_and(|(key, value)| {
        let key = key.trim().trim_matches(['"', '\'']);
        let plain = |character: char| character.is_alphanumeric() || "_-. /&*".contains(character);
        !key.is_empty()
            && key.chars().all(plain)
            && !key.starts_with(['-', '*', '&'])
            && (language != Language::Yaml || value.is_empty() || value.starts_with([' ', '\t']))
    })
}

/// Hugo's third kind: an object at the very start, closed before the rest of its line is blank.
fn find_json(text: &str) -> Option<Block> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    let close = values.byte_offset();
    let line = lines(&text[close..]).next().unwrap_or(0..0);
    let rest = text[close..].get(line.clone())?;
    let has_key = text[1..close].trim_start().starts_with('"');
    (has_key && rest.trim().is_empty()).then_some(Block {
        language: Language::Json,
        content: 0..close,
        end: close + line.end,
    })
}

/// The ranges of the lines of a text, line ends included.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let end = bytes[start..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(bytes.len(), |found| {
                let end = start + found + 1;
                end + usize::from(bytes[end - 1] == b'\r' && bytes.get(end) == Some(&b'\n'))
            });
        at = end;
        (start < end).then_some(start..end)
    })
}

#[cfg(test)]
mod tests;
