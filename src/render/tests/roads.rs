//! The theme: styles by shape are the styles of the whole cascade, and nothing in it is lost.

use std::collections::BTreeMap;

use super::super::theme::{self, Theme};
use super::super::token::{Token, Tokens};
use super::super::{compat, write};
use super::rules::check_reads_back;
use super::*;

const KITCHEN: &str = include_str!("kitchen.md");

/// Style attributes as maps from property to value.
fn styles(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found = Vec::new();
    Tokens::new().feed(html, 0, |token, _| {
        if let Token::Start(tag) = token
            && !matches!(&*tag.name, "html" | "head" | "body")
        {
            let style = tag.attribute("style").unwrap_or_default();
            let declarations = compat::declarations(style)
                .map(|(property, value)| (property.to_owned(), value.replace(", ", ",")));
            // The sentinels have no part in the theme.
            if !style.starts_with("font-size:0") && !style.contains("font-size: 0") {
                found.push((tag.name.to_string(), declarations.collect()));
            }
        }
    });
    found
}

#[test]
fn the_fast_road_gives_the_styles_of_the_general_inliner() {
    let fast = page(KITCHEN, Format::Markdown).html;
    let written = write(KITCHEN, Format::Markdown, &RenderOptions::default()).unwrap();
    let roles = written.writer.shapes().roles();
    let classes = written.writer.finish(
        |html, shape, own| {
            html.extend([" class=\"", roles[shape.index()], "\" style=\"", own, "\""]);
        },
        |_| String::from("1"),
    );
    let general = theme::inline(&classes, Theme::DEFAULT.css()).unwrap();
    let (fast, general) = (styles(&fast), styles(&general));
    assert!(fast.len() > 150, "{}", fast.len());
    assert!(fast.iter().filter(|(_, style)| !style.is_empty()).count() > 100);
    for (index, (fast, general)) in fast.iter().zip(&general).enumerate() {
        assert_eq!(fast, general, "element {index}");
    }
    assert_eq!(fast.len(), general.len());
}

#[test]
fn the_theme_uses_nothing_a_page_cannot_carry() {
    let css = Theme::DEFAULT.css();
    let mut rest = String::new();
    let mut source = css;
    while let Some((before, comment)) = source.split_once("/*") {
        rest.push_str(before);
        source = comment.split_once("*/").unwrap().1;
    }
    rest.push_str(source);
    let written = write(KITCHEN, Format::Markdown, &RenderOptions::default()).unwrap();
    let mut roles = written.writer.shapes().roles();
    roles.push("page-latin");
    for rule in rest.split('}').filter(|rule| !rule.trim().is_empty()) {
        let (selectors, body) = rule.split_once('{').unwrap();
        for selector in selectors.split(',').map(str::trim) {
            if selector == ":root" {
                continue;
            }
            assert!(
                selector
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || " .>-".contains(c)),
                "shapes do not tell `{selector}`"
            );
            for role in selector
                .split(['.', ' ', '>'])
                .filter(|part| part.contains('-'))
            {
                assert!(roles.contains(&role), "no element has the role `{role}`");
            }
            for part in selector
                .split([' ', '>'])
                .filter_map(|part| part.strip_prefix('.'))
            {
                assert!(roles.contains(&part), "no element has the role `{part}`");
            }
            for (property, value) in compat::declarations(body) {
                let value = value.replace("var(", "(");
                assert_eq!(compat::declaration(property, &value), Ok(()), "{property}");
                assert!(!value.contains(['"', '&', '<']) && !value.contains("!important"));
            }
        }
    }
}

#[test]
fn the_kitchen_sink_reads_back() {
    check_reads_back(&page(KITCHEN, Format::Markdown).html);
}
