//! Own CSS in; what of it would have no effect on a page, or be lost on the way to readers, out, each at
//! its place.

use std::collections::HashSet;
use std::ops::Range;

use html5ever::LocalName;

use super::compile::CODE_SCHEME;
use super::selector::{self, Needs};
use super::sheet::{Declaration, FaultKind, Sheet, without_comments};
use super::{BASE, ornament};
use crate::code_theme::CodeTheme;
use crate::problem::{Code, Problem};
use crate::render::compat::{self, Dropped, Fate};
use crate::report::{Place, PlacedProblem};

/// What elements of a page are for; classes that can be selected by.
pub(super) const ROLES: &[&str] = &[
    "alert-caution",
    "alert-important",
    "alert-note",
    "alert-tip",
    "alert-title",
    "alert-warning",
    "code",
    "code-lang",
    "details",
    "even",
    "footnote",
    "footnote-mark",
    "footnote-ref",
    "footnotes",
    "item",
    "link",
    "link-note",
    "note",
    "note-url",
    "notes",
    "notes-title",
    "page",
    "page-latin",
    "summary",
    "table",
    "task",
    "url",
];

/// Characters of a line that are shown on either side of a place.
const REACH: usize = 200;

/// Finds what `WeChat` would ignore or drop in a style sheet.
#[must_use]
pub fn check(css: &str) -> Vec<PlacedProblem> {
    let bare = without_comments(css);
    let common = without_comments(BASE);
    let sheet = Sheet::read(&bare);
    let mut known = HashSet::new();
    for sheet in [&sheet, &Sheet::read(&common)] {
        let declarations = sheet.rules.iter().flat_map(|rule| &rule.declarations);
        known.extend(declarations.map(|declaration| declaration.property.text.to_owned()));
    }
    let mut found: Vec<(Range<usize>, Problem)> = Vec::new();
    for (kind, range) in &sheet.faults {
        let kind = match kind {
            FaultKind::Open => "open",
            FaultKind::Close => "close",
            FaultKind::Declaration => "declaration",
            FaultKind::Rule => "rule",
            FaultKind::Nested => "nested",
        };
        let problem = Problem::new(Code::ThemeSyntax)
            .with("text", short(&css[range.clone()]))
            .with("kind", kind);
        found.push((range.clone(), problem));
    }
    for at_rule in &sheet.at_rules {
        let name = at_rule.text.to_ascii_lowercase();
        // It says what is so anyway.
        if name != "@charset" {
            let problem = Problem::new(Code::ThemeAtRule)
                .with("rule", &name)
                .with("kind", &name[1..]);
            found.push((at_rule.range(), problem));
        }
    }
    for rule in &sheet.rules {
        let mut is_ornament = false;
        for piece in &rule.selectors {
            is_ornament |= selector::split(piece.text).1.is_some();
            if let Some((name, kind)) = dead(piece.text) {
                let problem = Problem::new(Code::ThemeSelector)
                    .with("selector", name)
                    .with("kind", kind);
                found.push((piece.range(), problem));
            }
        }
        let is_root = rule.selectors.iter().all(|piece| piece.text == ":root");
        for declaration in &rule.declarations {
            if let Some(problem) = lost(declaration, is_root, is_ornament, &known) {
                let range = declaration.property.start..declaration.value.range().end;
                found.push((range, problem));
            }
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    placed(css, found)
}

/// Why a selector matches nothing on any page: the part of it that is to blame, and a word for the reason.
fn dead(selector: &str) -> Option<(String, &'static str)> {
    let (stem, _) = selector::split(selector);
    if stem.is_empty() {
        return Some((selector.to_owned(), "empty"));
    }
    if let Needs::Never(name) = selector::needs(&stem) {
        let kind = if name.starts_with("::") || is_part(name) {
            "part"
        } else {
            "state"
        };
        return Some((name.to_owned(), kind));
    }
    if let Some(id) = selector::id(&stem) {
        return Some((id.to_owned(), "id"));
    }
    let element = selector::elements(&stem).find(|name| !is_written(name));
    if let Some(name) = element {
        return Some((name.to_owned(), "element"));
    }
    let class = selector::classes(&stem).find(|class| !ROLES.contains(class));
    class.map(|class| (format!(".{class}"), "class"))
}

/// Pseudo-elements that may be written with one colon.
fn is_part(name: &str) -> bool {
    [":first-letter", ":first-line"]
        .iter()
        .any(|part| name.eq_ignore_ascii_case(part))
}

fn is_written(name: &str) -> bool {
    let name = LocalName::from(name.to_ascii_lowercase());
    compat::fate(&name) == Fate::Keep || compat::svg_fate(&name) == Fate::Keep
}

/// Why a declaration does nothing.
fn lost(
    declaration: &Declaration<'_>,
    is_root: bool,
    is_ornament: bool,
    known: &HashSet<String>,
) -> Option<Problem> {
    let property = declaration.property.text.to_ascii_lowercase();
    let value = declaration.value.text;
    let of_value = |kind: &str| {
        Problem::new(Code::ThemeValue)
            .with("value", short(value))
            .with("kind", kind)
    };
    let of_property = |kind: &str| {
        Problem::new(Code::ThemeProperty)
            .with("property", &property)
            .with("kind", kind)
    };
    if let Some(name) = unknown_variable(value, known) {
        return Some(
            Problem::new(Code::ThemeValue)
                .with("value", name)
                .with("kind", "variable"),
        );
    }
    if property == CODE_SCHEME && CodeTheme::by_name(value).is_none() {
        return Some(of_value("scheme"));
    }
    if property.starts_with("--") {
        return None;
    }
    if is_root {
        return Some(of_property("root"));
    }
    if property == "content" {
        return match (is_ornament, ornament::is_content(value)) {
            (false, _) => Some(of_property("content")),
            (true, false) => Some(of_value("content")),
            (true, true) => None,
        };
    }
    if property.starts_with("counter-") {
        return None;
    }
    // Variables are put in before anything is dropped.
    match compat::declaration(&property, &value.replace("var(", "(")) {
        Err(Dropped::Picture(_)) => return Some(of_value("url")),
        Err(Dropped::Property) if property == "position" => return Some(of_property("position")),
        Err(Dropped::Property) if property.ends_with("filter") => {
            return Some(of_property("filter"));
        }
        Err(Dropped::Property) => return Some(of_property("other")),
        Ok(()) => {}
    }
    has_unit(value, "rem").then(|| of_value("rem"))
}

/// The first variable of a value that nobody defines and that has no fallback.
fn unknown_variable<'a>(value: &'a str, known: &HashSet<String>) -> Option<&'a str> {
    value.match_indices("var(").find_map(|(at, found)| {
        let inside = value[at + found.len()..].trim_start();
        let end = inside
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
            .unwrap_or(inside.len());
        let name = &inside[..end];
        let has_fallback = inside[end..].trim_start().starts_with(',');
        (!has_fallback && !known.contains(name)).then_some(name)
    })
}

/// Whether a number with this unit is in a value.
fn has_unit(value: &str, unit: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.match_indices(unit).any(|(at, _)| {
        let after = lower[at + unit.len()..].chars().next();
        lower[..at].ends_with(|c: char| c.is_ascii_digit())
            && !after.is_some_and(char::is_alphanumeric)
    })
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Finds line and column of each problem in one walk; they are sorted.
fn placed(css: &str, found: Vec<(Range<usize>, Problem)>) -> Vec<PlacedProblem> {
    let mut line = 1;
    let mut line_start = 0;
    // Up to where characters of the line are counted.
    let mut counted = (0, 0);
    found
        .into_iter()
        .map(|(range, problem)| {
            while let Some(end) = css[counted.0..range.start].find('\n') {
                line += 1;
                line_start = counted.0 + end + 1;
                counted = (line_start, 0);
            }
            let before = counted.1 + css[counted.0..range.start].chars().count();
            counted = (range.start, before);
            let head: Vec<char> = css[line_start..range.start]
                .chars()
                .rev()
                .take(REACH)
                .collect();
            let tail: String = css[range.start..]
                .chars()
                .take_while(|c| !matches!(c, '\n' | '\r'))
                .take(REACH)
                .collect();
            let length = css[range].chars().count().min(tail.chars().count());
            let cut = before - head.len();
            let text: String = head.into_iter().rev().collect::<String>() + &tail;
            PlacedProblem {
                problem,
                place: Some(Place::new(line, before + 1, text, cut, length)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(css: &str) -> Vec<(usize, usize, &'static str, String)> {
        check(css)
            .into_iter()
            .map(|placed| {
                let position = placed.place.unwrap().position;
                let problem = placed.problem;
                let last = problem.arguments().last().unwrap().1.clone();
                (
                    position.line,
                    position.column,
                    problem.code().as_str(),
                    last,
                )
            })
            .collect()
    }

    #[test]
    fn what_a_page_cannot_carry_is_named_at_its_place() {
        let css = "/* 注释 */ p { color: red; position: relative }\n\
            @media (max-width: 1px) { p { color: red } }\n\
            a:hover, #nice h2, body, .foo > p, p::selection { color: red }\n\
            p { background: url(a.png); width: 2rem; color: var(--nope); content: 'x'; filter: none }\n\
            h2::before { content: attr(title) }\n\
            :root { color: red; --x: 1px }\n\
            p { color red; margin: var(--x) }\n";
        let expected = [
            (1, 26, "theme.property", "position"),
            (2, 1, "theme.at-rule", "media"),
            (3, 1, "theme.selector", "state"),
            (3, 10, "theme.selector", "id"),
            (3, 20, "theme.selector", "element"),
            (3, 26, "theme.selector", "class"),
            (3, 36, "theme.selector", "part"),
            (4, 5, "theme.value", "url"),
            (4, 29, "theme.value", "rem"),
            (4, 42, "theme.value", "variable"),
            (4, 62, "theme.property", "content"),
            (4, 76, "theme.property", "filter"),
            (5, 14, "theme.value", "content"),
            (6, 9, "theme.property", "root"),
            (7, 5, "theme.syntax", "declaration"),
        ];
        let found = checked(css);
        let found: Vec<_> = found
            .iter()
            .map(|(line, column, code, last)| (*line, *column, *code, last.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_a_page_can_carry_is_not_named() {
        let css = "@charset \"utf-8\"; :root { --a: 2rem }
            .page > p:first-child, h2 + p, td:nth-child(2), .alert-note .alert-title { color: red !important }
            h2 { counter-increment: h } h2::before { content: counter(h) ' · '; display: block }
            p { background: url(https://mmbiz.qpic.cn/a/0); color: var(--primary); width: var(--b, 1px) }";
        assert_eq!(checked(css), []);
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let css = format!("{}p{{position:fixed}}", "p{color:red}".repeat(50));
        let placed = check(&css).remove(0).place.unwrap();
        assert_eq!(placed.position.column, 603);
        assert_eq!(placed.cut, 602 - REACH);
        assert!(placed.line_text.ends_with("{position:fixed}"));
    }
}
