//! The theme: styles by shape are the styles of the whole cascade, and nothing in it is lost.

use std::collections::BTreeMap;

use super::super::shape::ShapeId;
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

/// The page of the kitchen sink, every element with its role as its class and its own style in place.
fn with_classes() -> String {
    let written = write(KITCHEN, Format::Markdown, &RenderOptions::default()).unwrap();
    let roles = written.writer.shapes().roles();
    written.writer.finish(
        |html: &mut String, shape: ShapeId, own: &str| {
            html.extend([" class=\"", roles[shape.index()], "\" style=\"", own, "\""]);
        },
        |_| String::from("1"),
    )
}

#[test]
fn the_fast_road_gives_the_styles_of_the_general_inliner() {
    let fast = page(KITCHEN, Format::Markdown).html;
    let general = theme::inline(&with_classes(), Theme::default().compiled().main()).unwrap();
    let (fast, general) = (styles(&fast), styles(&general));
    assert!(fast.len() > 150, "{}", fast.len());
    assert!(fast.iter().filter(|(_, style)| !style.is_empty()).count() > 100);
    for (index, (fast, general)) in fast.iter().zip(&general).enumerate() {
        assert_eq!(fast, general, "element {index}");
    }
    assert_eq!(fast.len(), general.len());
}

#[test]
fn every_theme_gives_the_same_page_by_either_road() {
    for name in Theme::names() {
        let mut options = RenderOptions {
            theme: Theme::named(name).unwrap(),
            ..RenderOptions::default()
        };
        assert!(!options.theme.compiled().asks_for_page(), "{name}");
        let fast = render(KITCHEN, Format::Markdown, &options).unwrap().html;
        // A selector that shapes cannot answer, and that nothing matches.
        options.theme = options.theme.with_css("hr + hr + hr { color: red }");
        assert!(options.theme.compiled().asks_for_page(), "{name}");
        let whole = render(KITCHEN, Format::Markdown, &options).unwrap().html;
        assert_eq!(fast, whole, "{name}");
        // What is printed gives the same page as own CSS.
        options.theme = Theme::named(Theme::NONE)
            .unwrap()
            .with_css(&Theme::named(name).unwrap().css());
        let own = render(KITCHEN, Format::Markdown, &options).unwrap().html;
        assert_eq!(fast, own, "{name}");
    }
}

#[test]
fn the_kitchen_sink_reads_back() {
    check_reads_back(&page(KITCHEN, Format::Markdown).html);
}
