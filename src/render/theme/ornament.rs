//! What a theme puts before and after the content of an element: pseudo-elements, which exist in style
//! sheets only, made real elements, with their counters counted.

mod numbering;

use std::collections::HashMap;

use html5ever::LocalName;

use crate::render::compat;
use crate::render::escape::{push_attribute, push_text};
use crate::render::model;

use numbering::Numbering;

/// A piece of generated text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Counter(String, Numbering),
}

/// Changes of counters at an element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counting {
    resets: Vec<(String, i32)>,
    increments: Vec<(String, i32)>,
}

impl Counting {
    /// Takes a declaration if it is about counters.
    pub(super) fn take(&mut self, property: &str, value: &str) -> bool {
        match property {
            "counter-reset" => self.resets = changes(value, 0),
            "counter-increment" => self.increments = changes(value, 1),
            _ => return false,
        }
        true
    }

    fn is_empty(&self) -> bool {
        self.resets.is_empty() && self.increments.is_empty()
    }
}

/// `name 2 other`; `default` for names without a number.
fn changes(value: &str, default: i32) -> Vec<(String, i32)> {
    let mut found: Vec<(String, i32)> = Vec::new();
    for word in value.split_whitespace() {
        match (word.parse::<i32>(), found.last_mut()) {
            (Ok(number), Some(last)) => last.1 = number,
            (Err(_), _) if word != "none" => found.push((word.to_owned(), default)),
            _ => {}
        }
    }
    found
}

/// One generated element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ornament {
    parts: Vec<Part>,
    /// As attribute text, without what is said by the element itself.
    style: String,
    counting: Counting,
    /// Whether it is a block of its own.
    is_block: bool,
}

impl Ornament {
    /// From the declarations of a pseudo-element; `None` when they generate nothing.
    pub(super) fn of<'a>(declarations: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let mut ornament = Self::default();
        let mut content = None;
        let mut has_size = false;
        for (property, value) in declarations {
            if property == "content" {
                content = parse_content(value);
                continue;
            }
            if ornament.counting.take(property, value)
                || compat::declaration(property, value).is_err()
            {
                continue;
            }
            if property == "display" {
                if value == "none" {
                    return None;
                }
                ornament.is_block = matches!(value, "block" | "flex" | "grid" | "table");
            }
            has_size |= property == "font-size" || value.ends_with("em");
            if !ornament.style.is_empty() {
                ornament.style.push(';');
            }
            push_attribute(&mut ornament.style, property);
            ornament.style.push(':');
            push_attribute(&mut ornament.style, value);
        }
        ornament.parts = content?;
        // The line of what holds the place of nothing must not make a bar higher.
        if ornament.parts.is_empty() && !has_size {
            ornament.style.push_str(";font-size:0;line-height:0");
        }
        Some(ornament)
    }

    /// Whether it has a text that readers can read: icon fonts have theirs in the private use areas.
    pub(super) fn is_legible(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Text(text) => text.chars().any(|c| {
                !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..) && !c.is_whitespace()
            }),
            Part::Counter(..) => true,
        })
    }

    /// Whether it has a text at all.
    pub(super) fn has_text(&self) -> bool {
        !self.parts.is_empty()
    }

    fn push(&self, page: &mut String, inside: &LocalName, counters: &Counters) {
        // In a line there is only room for a span.
        let is_inline = !model::ends_paragraph(inside) || &**inside == "p";
        let name = if self.is_block && !is_inline {
            "section"
        } else {
            "span"
        };
        page.extend(["<", name]);
        if !self.style.is_empty() {
            page.extend([" style=\"", self.style.trim_start_matches(';'), "\""]);
        }
        page.push('>');
        let start = page.len();
        for part in &self.parts {
            match part {
                Part::Text(text) => push_text(page, text),
                Part::Counter(name, numbering) => {
                    page.push_str(&numbering.write(counters.get(name)));
                }
            }
        }
        if page.len() == start {
            // An empty element would be deleted.
            page.push_str("&nbsp;");
        }
        page.extend(["</", name, ">"]);
    }
}

/// The parts of a `content`; `None` where it generates no element (`none`, or what cannot be known here).
fn parse_content(value: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = value.trim();
    if rest.to_ascii_lowercase().ends_with("!important") {
        rest = rest[..rest.len() - "!important".len()].trim_end();
    }
    while let Some(first) = rest.chars().next() {
        if first == '"' || first == '\'' {
            let (text, after) = string(&rest[1..], first)?;
            if !text.is_empty() {
                parts.push(Part::Text(text));
            }
            rest = after.trim_start();
        } else if let Some(inside) = rest.strip_prefix("counter(") {
            let (inside, after) = inside.split_once(')')?;
            let (name, style) = inside.split_once(',').unwrap_or((inside, "decimal"));
            let numbering = Numbering::of(style.trim())?;
            parts.push(Part::Counter(name.trim().to_owned(), numbering));
            rest = after.trim_start();
        } else {
            return None;
        }
    }
    Some(parts)
}

/// Whether a `content` can be written into a page.
pub(super) fn is_content(value: &str) -> bool {
    let bare = value.trim().trim_end_matches("!important").trim_end();
    matches!(bare, "none" | "normal") || parse_content(value).is_some()
}

/// A string without its quotes and escapes, and what follows it.
fn string(text: &str, quote: char) -> Option<(String, &str)> {
    let mut result = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return Some((result, &text[at + 1..]));
        }
        if character != '\\' {
            result.push(character);
            continue;
        }
        let mut code = 0;
        let mut digits = 0;
        while let Some(digit) = characters.peek().and_then(|(_, next)| next.to_digit(16))
            && digits < 6
        {
            code = code * 16 + digit;
            digits += 1;
            characters.next();
        }
        if digits > 0 {
            // One space ends the number.
            characters.next_if(|(_, next)| next.is_whitespace());
            result.extend(char::from_u32(code).filter(|character| !character.is_control()));
        } else if let Some((_, escaped)) = characters.next() {
            result.push(escaped);
        }
    }
    None
}

/// Where the counters of a page stand.
#[derive(Debug, Default)]
struct Counters(HashMap<String, i32>);

impl Counters {
    fn get(&self, name: &str) -> i32 {
        self.0.get(name).copied().unwrap_or(0)
    }

    fn count(&mut self, counting: &Counting) {
        for (name, number) in &counting.resets {
            self.0.insert(name.clone(), *number);
        }
        for (name, number) in &counting.increments {
            let counter = self.0.entry(name.clone()).or_default();
            *counter = counter.saturating_add(*number);
        }
    }
}

/// What each element of a page gets beside its style, by shape or by place.
#[derive(Debug, Default)]
pub(super) struct Ornaments {
    pub(super) before: Vec<Option<Ornament>>,
    pub(super) after: Vec<Option<Ornament>>,
    pub(super) counting: Vec<Counting>,
    counters: Counters,
    /// The element whose start tag was written last.
    last: usize,
    /// Whether that was written in place of a rule.
    replaced: bool,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    key: usize,
    name: LocalName,
    /// Written in place of an element that can hold nothing.
    replaces: bool,
}

impl Ornaments {
    /// At the style of an element: counts, and makes a section of a rule that is ornamented.
    pub(super) fn meet(&mut self, page: &mut String, key: usize) {
        self.last = key;
        if let Some(counting) = self
            .counting
            .get(key)
            .filter(|counting| !counting.is_empty())
        {
            self.counters.count(counting);
        }
        if page.ends_with("<hr") && (has(&self.before, key) || has(&self.after, key)) {
            page.truncate(page.len() - "hr".len());
            page.push_str("section");
            self.replaced = true;
        }
    }

    /// Behind a start tag.
    pub(super) fn open(&mut self, page: &mut String) {
        let key = self.last;
        let tag = page.rfind('<').map_or("", |at| &page[at + 1..]);
        let end = tag.find([' ', '>']).unwrap_or(tag.len());
        let name = LocalName::from(&tag[..end]);
        let replaces = std::mem::take(&mut self.replaced);
        write(&self.before, key, page, &name, &mut self.counters);
        self.open.push(Open {
            key,
            name,
            replaces,
        });
    }

    /// Before an end tag.
    pub(super) fn close(&mut self, page: &mut String) {
        if let Some(open) = self.open.pop() {
            write(&self.after, open.key, page, &open.name, &mut self.counters);
            if open.replaces {
                page.push_str("</section>");
            }
        }
    }
}

fn has(ornaments: &[Option<Ornament>], key: usize) -> bool {
    matches!(ornaments.get(key), Some(Some(_)))
}

fn write(
    ornaments: &[Option<Ornament>],
    key: usize,
    page: &mut String,
    name: &LocalName,
    counters: &mut Counters,
) {
    let Some(Some(ornament)) = ornaments.get(key) else {
        return;
    };
    counters.count(&ornament.counting);
    // Between rows and between items nothing else can stand.
    let holds_no_text = model::holds_only_table_parts(name)
        || matches!(&**name, "ul" | "ol" | "dl" | "ruby" | "svg" | "hr");
    if !holds_no_text {
        ornament.push(page, name, counters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_text_and_counters() {
        assert_eq!(
            parse_content("'第' counter(h2, cjk-ideographic) \"\\300C a\\\"\""),
            Some(vec![
                Part::Text("第".to_owned()),
                Part::Counter("h2".to_owned(), Numbering::Chinese),
                Part::Text("「a\"".to_owned()),
            ])
        );
        assert_eq!(parse_content("''"), Some(Vec::new()));
        for none in [
            "none",
            "attr(title)",
            "url(a.png)",
            "'open",
            "counter(x, greek)",
        ] {
            assert_eq!(parse_content(none), None, "{none}");
        }
        assert!(is_content("none") && is_content("'a' !important") && !is_content("attr(x)"));
    }

    #[test]
    fn counters_are_reset_and_counted() {
        let mut counting = Counting::default();
        assert!(counting.take("counter-reset", "a 3 b"));
        assert!(counting.take("counter-increment", "a b 2"));
        assert!(!counting.take("color", "red"));
        let mut counters = Counters::default();
        counters.count(&counting);
        assert_eq!((counters.get("a"), counters.get("b")), (4, 2));
    }
}
