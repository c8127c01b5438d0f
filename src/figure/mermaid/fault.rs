//! What can go wrong with a diagram, as problems at their place in the source.

use std::ops::Range;

use merman::RenderError;

use super::{FigureError, SECONDS};
use crate::problem::{Code, Problem};

/// The kinds that are drawn, as a source begins with them.
pub(super) const KINDS: [&str; 12] = [
    "flowchart",
    "sequenceDiagram",
    "classDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "gantt",
    "pie",
    "mindmap",
    "gitGraph",
    "timeline",
    "journey",
    "quadrantChart",
];

/// Longest reason that is told, in characters.
const TOLD: usize = 300;

/// The problem of what `merman` says.
pub(super) fn of(source: &str, error: RenderError) -> FigureError {
    match error {
        RenderError::NoDiagram => unknown_kind(source, ""),
        RenderError::Cancelled(_) => too_slow(),
        RenderError::ResourceLimitExceeded(_) => {
            FigureError::new(Problem::new(Code::DiagramTooLarge).with("kind", "parts"))
        }
        RenderError::Parse(diagnostic) => {
            let details = diagnostic.terminal_diagnostic_details();
            match details.code.as_str() {
                "merman.parse.no_diagram_detected" => unknown_kind(source, ""),
                "merman.parse.unsupported_diagram" => {
                    unknown_kind(source, details.diagram_type.as_deref().unwrap_or_default())
                }
                "merman.parse.cancelled" => too_slow(),
                _ => {
                    let message = diagnostic.terminal_safe_message();
                    let at = details.span.map(|span| span.start..span.end);
                    invalid(source, &message, at)
                }
            }
        }
        other => {
            let message = other.to_string();
            if message.contains("capability `math`") {
                let at = source.find("$$").map_or(0..0, |at| at..at + 2);
                return unsupported(at, "formula");
            }
            invalid(source, &message, None)
        }
    }
}

/// The problem of a kind that is not drawn, at the word that names it.
pub(super) fn unknown_kind(source: &str, found: &str) -> FigureError {
    let at = first_word(source);
    let written = at.clone().map_or("", |at| &source[at]);
    let kind = if written.is_empty() { found } else { written };
    let problem = Problem::new(Code::DiagramKind)
        .with("kind", kind)
        .with("kinds", KINDS.join(", "));
    FigureError { problem, at }
}

pub(super) fn too_slow() -> FigureError {
    FigureError::new(Problem::new(Code::DiagramTooSlow).with("seconds", SECONDS))
}

/// The drawer failed at a source that it should have drawn or refused.
pub(super) fn of_a_panic() -> FigureError {
    FigureError::new(Problem::new(Code::InternalBug).with("reason", "mermaid"))
}

/// Something at a place that Mermaid has and that is not drawn.
pub(super) fn unsupported(at: Range<usize>, kind: &str) -> FigureError {
    FigureError {
        problem: Problem::new(Code::DiagramUnsupported).with("kind", kind),
        at: Some(at),
    }
}

/// A picture or icon in a node: nothing is fetched for a diagram, and a node without it would say nothing.
pub(super) fn picture(source: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let shape = lower.find("@{").map(|at| at + 2);
        let found = lower.find("<img").map(|at| at..at + 4).or_else(|| {
            let shape = shape?;
            ["img:", "icon:"].iter().find_map(|key| {
                let at = shape + lower[shape..].find(key)?;
                let is_a_key = lower[..at].ends_with(['{', ' ', ',']);
                is_a_key.then(|| at..at + key.len() - 1)
            })
        });
        if let Some(found) = found {
            return Some(start + found.start..start + found.end);
        }
        start += line.len();
    }
    None
}

fn invalid(source: &str, message: &str, at: Option<Range<usize>>) -> FigureError {
    let at = at
        .or_else(|| of_front_matter(source, message))
        .or_else(|| of_line(source, message))
        .or_else(|| of_quote(source, message))
        .filter(|at| source.get(at.clone()).is_some());
    FigureError {
        problem: Problem::new(Code::DiagramInvalid).with("reason", reason(message)),
        at,
    }
}

/// The cause alone, on one line.
fn reason(message: &str) -> String {
    let cause = message
        .strip_prefix("Diagram parse error (")
        .and_then(|rest| rest.split_once("): "))
        .map_or(message, |(_, cause)| cause);
    // Where it is, is told in lines.
    let cause = match cause.rsplit_once(" at ") {
        Some((what, place)) if place.bytes().all(|byte| byte.is_ascii_digit()) => what,
        _ => cause,
    };
    let mut line = String::new();
    for word in cause.split_whitespace() {
        if line.chars().count() + word.chars().count() > TOLD {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The line that a message names in words, if it does.
fn of_line(source: &str, message: &str) -> Option<Range<usize>> {
    let (_, rest) = message.split_once("line ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    let number: usize = digits.parse().ok()?;
    let mut start = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// The front matter: its parser counts from the line behind the first one.
fn of_front_matter(source: &str, message: &str) -> Option<Range<usize>> {
    if !message.contains("YAML front-matter") {
        return None;
    }
    let first = source.find('\n')? + 1;
    match of_line(&source[first..], message) {
        Some(line) => Some(first + line.start..first + line.end),
        None => Some(0..first - 1),
    }
}

/// What a message says of the source in its words, where that occurs once.
fn of_quote(source: &str, message: &str) -> Option<Range<usize>> {
    message
        .match_indices([':', '"', '`'])
        .map(|(at, mark)| message[at + mark.len()..].trim())
        .map(|tail| tail.trim_end_matches(['"', '`', '.']))
        .filter(|tail| tail.len() > 1)
        .find_map(|tail| {
            let mut found = source.match_indices(tail);
            let (at, _) = found.next()?;
            found.next().is_none().then(|| at..at + tail.len())
        })
}

/// The word that names the kind: the first one that is no front matter, directive or comment.
fn first_word(source: &str) -> Option<Range<usize>> {
    let mut in_front_matter = false;
    let mut in_directive = false;
    let mut start = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        let text = line.trim();
        let at = start + line.len() - line.trim_start().len();
        start += line.len();
        if text == "---" && (index == 0 || in_front_matter) {
            in_front_matter = !in_front_matter;
            continue;
        }
        in_directive |= text.starts_with("%%{");
        let is_aside = in_directive || in_front_matter || text.starts_with("%%") || text.is_empty();
        if in_directive && text.ends_with("}%%") {
            in_directive = false;
        }
        if !is_aside {
            let word = text.split_whitespace().next()?;
            return Some(at..at + word.len());
        }
    }
    None
}
