//! Whole pages: what every page keeps to, what is lost, and what hostile articles cost.

mod classes;
mod container;
mod golden;
mod hostile;
mod html;
#[cfg(feature = "math")]
mod listing;
mod markdown;
mod math;
mod notation;
mod roads;
pub(super) mod rules;
mod site;
mod soup;
mod themes;

use super::*;

/// The page of an article, without the root section, the sentinels and all styles.
fn bare(source: &str, format: Format) -> String {
    without_styles(&page(source, format).html)
}

fn without_styles(page: &str) -> String {
    let mut html = String::new();
    let mut rest = page;
    while let Some(at) = rest.find(" style=\"") {
        html.push_str(&rest[..at]);
        let value = &rest[at + 8..];
        rest = &value[value.find('"').unwrap() + 1..];
    }
    html.push_str(rest);
    html.strip_prefix("<section><p>&nbsp;</p>")
        .and_then(|html| html.strip_suffix("<p>&nbsp;</p></section>"))
        .unwrap_or_else(|| panic!("no sentinels: {html}"))
        .to_owned()
}

/// The page of an article; every one is checked against the rules.
fn page(source: &str, format: Format) -> Page {
    let page = render(source, format, &RenderOptions::default()).unwrap();
    rules::check(&page.html);
    page
}

fn from_markdown(source: &str) -> String {
    bare(source, Format::Markdown)
}

fn from_html(source: &str) -> String {
    bare(source, Format::Html)
}

/// The problems of a page: code, argument, and the source they point at.
fn problems(source: &str, format: Format) -> Vec<(&'static str, String, &str)> {
    page(source, format)
        .problems
        .into_iter()
        .map(|(range, problem)| {
            let argument = problem.arguments()[0].1.clone();
            (problem.code().as_str(), argument, &source[range])
        })
        .collect()
}
