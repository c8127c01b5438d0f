//! CSS that the drawer does not know, written in words it does.
//!
//! `var(--x)` becomes what the variable says, `light-dark(a, b)` its first half (Draw.io writes both in
//! every colour), an alpha in percent a number, and `@import` goes, for nothing is fetched. In: a
//! document; out: edits to its source.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node};

use super::animation::Animations;
use super::source::end_of_tag;

/// What is worth a closer look.
const MARKS: [&str; 5] = ["var(", "light-dark(", "@import", "keyframes", "%)"];

/// Functions whose last argument may be an alpha.
const COLORS: [&str; 4] = ["rgb(", "rgba(", "hsl(", "hsla("];

/// Longest value of a variable.
const LONGEST: usize = 1_000;

/// Most variables.
const MOST: usize = 10_000;

/// How often variables may refer to one another, and how deep functions may be nested.
const DEEPEST: usize = 8;

/// Edits to `source`, whose document this is, in order.
pub(super) fn edits(source: &str, document: &Document<'_>) -> Vec<(Range<usize>, String)> {
    if !MARKS.iter().any(|mark| source.contains(mark)) {
        return Vec::new();
    }
    let variables = variables(document);
    let mut animations = Animations::default();
    for style in document.descendants().filter(|node| is_sheet(*node)) {
        animations.read(&sheet(style));
    }
    let plain = |css: &str| numeric_alphas(&resolved(css, &variables, DEEPEST));
    let mut edits = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let value = attribute.value();
            let mut plain = plain(value);
            if attribute.name() == "style" {
                plain.push_str(animations.said(value).unwrap_or_default());
            }
            if plain != value {
                edits.push((attribute.range_value(), escaped(&plain)));
            }
        }
        if is_sheet(node) {
            let sheet = sheet(node);
            let plain = plain(&animations.settled(&without_imports(&sheet)));
            if plain != sheet
                && let Some(inside) = inside(source, node)
            {
                edits.push((inside, escaped(&plain)));
            }
        }
    }
    edits
}

fn is_sheet(node: Node<'_, '_>) -> bool {
    node.tag_name().name() == "style"
}

fn sheet(style: Node<'_, '_>) -> String {
    style
        .descendants()
        .filter(Node::is_text)
        .filter_map(|text| text.text())
        .collect()
}

/// The range between the tags of an element.
fn inside(source: &str, node: Node<'_, '_>) -> Option<Range<usize>> {
    let range = node.range();
    let element = source.get(range.clone())?;
    let start = end_of_tag(element) + 1;
    let end = element.rfind("</")?;
    (start <= end).then(|| range.start + start..range.start + end)
}

/// What variables mean, wherever they are set; of two values the first counts, for a second one is for
/// another colour scheme.
fn variables(document: &Document<'_>) -> HashMap<String, String> {
    let mut variables = written_variables(document);
    for _ in 0..DEEPEST {
        if !variables.values().any(|value| value.contains("var(")) {
            break;
        }
        variables = variables
            .iter()
            .map(|(name, value)| {
                let value = resolved(value, &variables, DEEPEST);
                let fits = value.len() <= LONGEST;
                (name.clone(), if fits { value } else { "unset".to_owned() })
            })
            .collect();
    }
    variables
}

fn written_variables(document: &Document<'_>) -> HashMap<String, String> {
    let mut variables = HashMap::new();
    let mut declared = |css: &str| {
        for declaration in css.split(['{', '}', ';']) {
            if let Some((name, value)) = declaration.split_once(':')
                && name.trim().starts_with("--")
            {
                let value = value.trim().trim_end_matches("!important").trim_end();
                if value.len() <= LONGEST && variables.len() < MOST {
                    variables
                        .entry(name.trim().to_owned())
                        .or_insert_with(|| value.to_owned());
                }
            }
        }
    };
    for node in document.descendants().filter(Node::is_element) {
        if is_sheet(node) {
            declared(&sheet(node));
        }
        if let Some(style) = node.attribute("style") {
            declared(style);
        }
    }
    variables
}

/// The same CSS without functions that the drawer does not know.
fn resolved(css: &str, variables: &HashMap<String, String>, deeper: usize) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((at, function)) = ["var(", "light-dark("]
        .iter()
        .filter_map(|function| Some((rest.find(function)?, *function)))
        .min()
    {
        plain.push_str(&rest[..at]);
        let (arguments, after) = arguments(&rest[at + function.len()..]);
        let (first, second) = arguments.split_at(first_comma(arguments));
        let second = second.strip_prefix(',').map(str::trim);
        let known = variables.get(first.trim()).filter(|_| function == "var(");
        let argument = if function == "var(" {
            second
        } else {
            Some(first.trim())
        };
        match (known, argument) {
            (Some(value), _) => plain.push_str(value),
            (None, Some(argument)) if deeper > 0 => {
                plain.push_str(&resolved(argument, variables, deeper - 1));
            }
            // Without a value the declaration is none, as with an unknown word.
            _ => plain.push_str("unset"),
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The same CSS with the alpha of colours as a number: `rgb(0 0 0 / 50%)` is `rgb(0 0 0 / 0.5)`.
fn numeric_alphas(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(end) = rest.find("%)") {
        let (before, after) = rest.split_at(end);
        let open = COLORS
            .iter()
            .filter_map(|name| before.rfind(name).map(|at| at + name.len()))
            .max();
        let alpha = open.and_then(|open| {
            let arguments = &before[open..];
            let is_alpha = arguments.contains('/') || arguments.matches(',').count() == 3;
            let at = arguments.rfind(['/', ','])?;
            let percent: f64 = arguments[at + 1..].trim().parse().ok()?;
            (is_alpha && !arguments.contains(')')).then_some((open + at + 1, percent / 100.0))
        });
        if let Some((at, alpha)) = alpha {
            plain.push_str(&before[..at]);
            let _ = write!(plain, " {alpha})");
        } else {
            plain.push_str(before);
            plain.push_str("%)");
        }
        rest = &after[2..];
    }
    plain.push_str(rest);
    plain
}

/// What stands before the parenthesis that closes, and what follows it.
fn arguments(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return (&text[..at], &text[at + 1..]),
            b')' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

/// The offset of the first comma outside parentheses, or the end.
fn first_comma(text: &str) -> usize {
    let mut depth = 0_usize;
    let comma = text.bytes().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        byte == b',' && depth == 0
    });
    comma.unwrap_or(text.len())
}

/// A style sheet without `@import`, whose address may hold a semicolon.
fn without_imports(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find("@import") {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut quote = None;
        let mut in_url = false;
        let end = rest.bytes().position(|byte| {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'(') => in_url = true,
                (None, b')') => in_url = false,
                _ => {}
            }
            byte == b';' && quote.is_none() && !in_url
        });
        rest = end.map_or("", |end| &rest[end + 1..]);
    }
    kept.push_str(rest);
    kept
}

/// Text as it may stand in an element or a quoted attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::vector::source::{edited, parse};

    fn plain(source: &str) -> String {
        let document = parse(source).expect("XML");
        edited(source, &edits(source, &document))
    }

    #[test]
    fn variables_and_schemes_become_values() {
        assert_eq!(
            plain(
                "<svg style='--a: red; --b:var(--a)'><style>.x{fill:var(--b)}</style>\
                 <g stroke='var(--none, rgb(1, 2, 3))' style='fill: light-dark(#fff, var(--c, rgb(0, 0, 0))); x:y'/></svg>"
            ),
            "<svg style='--a: red; --b:red'><style>.x{fill:red}</style>\
             <g stroke='rgb(1, 2, 3)' style='fill: #fff; x:y'/></svg>"
        );
    }

    #[test]
    fn alphas_become_numbers() {
        assert_eq!(
            plain(
                "<svg fill='rgb(1 2 3 / 50%)' stroke='hsla(1, 50%, 50%,25%)' style='fill:hsl(1 2% 3%);'/>"
            ),
            "<svg fill='rgb(1 2 3 / 0.5)' stroke='hsla(1, 50%, 50%, 0.25)' style='fill:hsl(1 2% 3%);'/>"
        );
    }

    #[test]
    fn text_is_no_css() {
        let source = "<svg fill='var(--a)'><text>var(--a) 写法</text></svg>";
        assert!(plain(source).contains("<text>var(--a) 写法</text>"));
        let source = "<svg><text>@import</text></svg>";
        assert_eq!(plain(source), source);
    }

    #[test]
    fn imports_go_with_their_semicolons() {
        assert_eq!(
            plain(
                "<svg><style><![CDATA[@import url('https://f/css?a;b'); a > b{fill:red}]]></style></svg>"
            ),
            "<svg><style> a > b{fill:red}</style></svg>"
        );
    }

    #[test]
    fn circles_and_growth_end() {
        let text = plain("<svg style='--a:var(--a)var(--a)' fill='var(--a)'/>");
        assert!(text.len() < 100_000);
        let style: String = ["--a:", "--b:", "--c:"]
            .iter()
            .flat_map(|name| {
                [
                    (*name).to_owned(),
                    "var(--a)var(--b)".repeat(40),
                    ";".to_owned(),
                ]
            })
            .collect();
        assert!(plain(&format!("<svg style='{style}' fill='var(--c)'/>")).len() < 200_000);
        assert!(plain("<svg fill='var(--a, light-dark('/>").contains("<svg"));
    }
}
