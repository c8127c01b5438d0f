//! Links and images in a piece of HTML.

use std::ops::Range;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element};

use super::{Link, Survey};

/// Surveys a piece of HTML that begins at `start` of the source.
pub(super) fn survey(html: &[u8], start: usize, survey: &mut Survey) {
    if !html.contains(&b'<') || !may_hold(html) {
        return;
    }
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(element!("a, img, style, script, [style]", |element| {
            look(element, start, survey);
            Ok(())
        }));
    let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Nothing fails in non-strict mode without a limit of memory; the article's size is the bound.
    let _ = scanner.write(html).and_then(|()| scanner.end());
}

/// Whether anything that is looked for can be in it; cheap, and right when it says no.
fn may_hold(html: &[u8]) -> bool {
    let has_tag = html
        .windows(2)
        .any(|pair| pair[0] == b'<' && matches!(pair[1] | 0x20, b'a' | b'i' | b's'));
    has_tag
        || html
            .windows(5)
            .any(|word| word.eq_ignore_ascii_case(b"style"))
}

fn look(element: &Element<'_, '_>, start: usize, survey: &mut Survey) {
    let tag = element.source_location().bytes();
    let span: Range<usize> = tag.start + start..tag.end + start;
    if let Some(style) = element.get_attribute("style") {
        let style = crate::article::html::decode_references(&style);
        survey.styles.push((span.clone(), style));
    }
    match element.tag_name().as_str() {
        "style" => survey.silent.push((span.clone(), "style")),
        "script" => survey.silent.push((span.clone(), "script")),
        _ => {}
    }
    if element.tag_name() == "img" {
        let is_hidden = element
            .get_attribute("aria-hidden")
            .is_some_and(|value| value == "true");
        // An empty `alt` says that there is nothing to say; a bound one is known to the program alone.
        let is_described = ["alt", ":alt", "v-bind:alt"]
            .iter()
            .any(|name| element.has_attribute(name));
        if !is_hidden && !is_described {
            survey.undescribed.push(span);
        }
    } else if element.tag_name() == "a"
        && let Some(href) = element.get_attribute("href")
    {
        let href = crate::article::html::decode_references(&href);
        survey.links.push(Link { span, href });
    }
}
