//! What must hold for any page, told by its characters alone: no reader of HTML stands between. Images lie
//! wherever the source says; the pipeline sees to that.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use tuwen::{Format, RenderOptions, plain_text, render};

/// Elements that the editor or the API drops or breaks.
const ELEMENTS: [&str; 20] = [
    "div", "style", "script", "link", "meta", "base", "form", "input", "button", "select", "textarea", "video",
    "audio", "object", "embed", "frame", "frameset", "canvas", "template", "math",
];

/// Notations that a page shows otherwise than the parser's text, or with more text.
const NOTATIONS: [&str; 14] = ["<", "$", "{", "[", "!", ":", "\\", "^", "~", "==", "&", ".", "@", "+++"];

/// Renders, and looks at every tag.
pub fn keep_the_rules(source: &str, format: Format) {
    let Ok(page) = render(source, format, &RenderOptions::default()) else {
        return;
    };
    for (range, _) in &page.problems {
        assert!(source.get(range.clone()).is_some(), "a place outside of {source:?}");
    }
    let html = &*page.html;
    assert!(html.starts_with("<section") && html.ends_with("</section>"), "{html}");
    assert!(!html.contains("<!"), "{html}");
    let mut open = Vec::new();
    for tag in tags(html) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "unbalanced: {html}");
            continue;
        }
        let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let in_drawing = open.contains(&"svg");
        assert!(in_drawing || !ELEMENTS.contains(&name), "{name} in {html}");
        for (key, value) in attributes(rest) {
            let is_forbidden = matches!(key, "class" | "id" | "srcset" | "contenteditable") || key.starts_with("on");
            assert!(!is_forbidden, "{key} in {html}");
            let value = value.trim_start().to_ascii_lowercase();
            assert!(key == "style" || !value.starts_with("javascript:"), "{value} in {html}");
            match key {
                "href" if name == "a" => {
                    let host = value.split("//").nth(1).unwrap_or("").split(['/', '?', '#']).next();
                    assert!(value.is_empty() || host == Some("mp.weixin.qq.com"), "{value} in {html}");
                }
                "style" => {
                    for declaration in value.split(';') {
                        let property = declaration.split(':').next().unwrap_or("").trim();
                        assert!(!matches!(property, "position" | "filter" | "content"), "{declaration} in {html}");
                    }
                }
                _ => {}
            }
        }
        let is_void = matches!(name, "br" | "hr" | "img" | "col" | "wbr");
        if !is_void {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open {open:?}: {html}");
}

/// Renders, and compares letters and digits with those that the parser tells.
pub fn keep_the_text(source: &str) {
    // Nothing of it is front matter.
    let source = format!("a\n\n{source}");
    let is_strange = |c: char| c.is_control() && c != '\n';
    if NOTATIONS.iter().any(|notation| source.contains(notation)) || source.contains(is_strange) {
        return;
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut expected = String::new();
    for event in Parser::new_ext(&source, options) {
        match event {
            Event::Text(text) | Event::Code(text) => expected.push_str(&letters(&text)),
            // The language stands above the code.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if !info.is_empty() => return,
            _ => {}
        }
    }
    let page = render(&source, Format::Markdown, &RenderOptions::default()).expect("a page");
    assert_eq!(letters(&plain_text(&page.html)), expected, "{source:?}: {}", page.html);
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What stands between `<` and `>`, quoted values aside.
fn tags(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match (byte, start) {
            (b'<', None) => start = Some(at + 1),
            (b'"', Some(_)) => quoted = !quoted,
            (b'>', Some(begin)) if !quoted => {
                found.push(&html[begin..at]);
                start = None;
            }
            _ => {}
        }
    }
    assert!(start.is_none() && !quoted, "an open tag: {html}");
    found
}

fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else {
            break;
        };
        found.push((key.trim(), value));
        rest = after;
    }
    found
}
