//! The source as the inliner can take it: balanced and not too deep, with marks that remember where
//! reportable elements stood; its style sheets are collected on the way, in the order of the document.

use std::collections::HashMap;
use std::ops::Range;

use html5ever::{LocalName, local_name};

use super::formulas::{Formulas, Found, Piece};
use crate::problem::{Code, Problem};
use crate::render::compat::{self, Fate};
use crate::render::escape::push_attribute;
use crate::render::model;
use crate::render::raw::{FORMULA, MARK};
use crate::render::shape::ShapeId;
use crate::render::theme;
use crate::render::token::{StartTag, Token, Tokens};
use crate::render::writer::{Element, Origin, Writer};

/// Deepest nesting that is kept on the way to the inliner, whose own walks are recursive.
const DEPTH: usize = 256;

/// The source, balanced.
pub(super) struct Balanced {
    pub(super) html: String,
    pub(super) css: String,
    /// Where the style sheets begin.
    pub(super) sheets: Vec<Range<usize>>,
    /// Steps the cascade will take, at most.
    pub(super) cascade: u64,
    pub(super) ranges: Vec<Range<usize>>,
    /// What cannot be read.
    pub(super) problems: Vec<(Range<usize>, Problem)>,
}

impl Balanced {
    /// `linked` are the style sheets beside the article, by the address it writes.
    pub(super) fn read(source: &str, linked: &HashMap<String, String>) -> Self {
        let mut reader = Reader {
            linked,
            problems: Vec::new(),
            writer: Writer::verbatim(DEPTH),
            css: String::new(),
            sheets: Vec::new(),
            sheet_start: 0,
            sheets_name_pictures: false,
            elements: 0,
            depths: 0,
            ranges: Vec::new(),
            skip: None,
            in_sheet: false,
            seen: Vec::new(),
        };
        let mut formulas = Formulas::new(source);
        let mut tokens = Tokens::new();
        let mut each = |token, range| reader.pieces(formulas.token(token, range));
        tokens.feed(source, 0, &mut each);
        tokens.finish(&mut each);
        reader.pieces(formulas.finish());
        let count = |wanted: &[u8]| {
            let found = reader.css.bytes().filter(|byte| wanted.contains(byte));
            found.count() as u64
        };
        let by_siblings = count(b"~").saturating_mul(reader.elements.saturating_pow(2) / 8);
        let cascade = count(b"{,")
            .saturating_mul(reader.depths)
            .saturating_add(by_siblings);
        Self {
            cascade,
            sheets: reader.sheets,
            html: reader.writer.finish(nothing, |_| String::new()),
            css: reader.css,
            ranges: reader.ranges,
            problems: reader.problems,
        }
    }
}

/// Fills no holes: a writer of this kind leaves none.
fn nothing(_: &mut String, _: ShapeId, _: &str) {}

/// The address of a style sheet that a `link` names, if a phone would read it.
pub(super) fn style_sheet(tag: &StartTag) -> Option<&str> {
    if tag.name != local_name!("link") || tag.attribute("disabled").is_some() {
        return None;
    }
    let rel = tag.attribute("rel")?.to_ascii_lowercase();
    let mut words = rel.split_ascii_whitespace();
    let is_sheet = words.clone().any(|word| word == "stylesheet")
        && !words.any(|word| word == "alternate")
        && theme::is_for_phones(tag.attribute("media").unwrap_or_default());
    let href = tag.attribute("href")?.trim();
    (is_sheet && !href.is_empty()).then_some(href)
}

struct Reader<'a> {
    linked: &'a HashMap<String, String>,
    problems: Vec<(Range<usize>, Problem)>,
    writer: Writer,
    css: String,
    sheets: Vec<Range<usize>>,
    /// Where the sheet being read begins in `css`.
    sheet_start: usize,
    /// Whether a sheet may give any element a picture that is not hosted.
    sheets_name_pictures: bool,
    elements: u64,
    /// Sum of the depths of all elements.
    depths: u64,
    ranges: Vec<Range<usize>>,
    /// An element that is left out with its text.
    skip: Option<LocalName>,
    in_sheet: bool,
    /// Which of `html` and `body` were met.
    seen: Vec<LocalName>,
}

impl Reader<'_> {
    fn pieces(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Token(token, range) => self.token(token, range),
                Piece::Formula(found) => self.formula(found),
            }
        }
    }

    /// Leaves an element in the place of a formula, which the filter draws.
    fn formula(&mut self, found: Found) {
        if self.skip.is_some() {
            return;
        }
        let mut attributes = String::new();
        let number = self.ranges.len().to_string();
        let display = if found.display { "block" } else { "" };
        for (name, value) in [
            ("tex", &*found.tex),
            ("written", &found.written),
            ("display", display),
            (MARK, &number),
        ] {
            attributes.extend([" ", name, "=\""]);
            push_attribute(&mut attributes, value);
            attributes.push('"');
        }
        self.ranges.push(found.range);
        let name = LocalName::from(FORMULA);
        let element = Element::new(name.clone()).attributes(&attributes);
        self.writer.open(Origin::Raw, &name, &element);
        self.writer.close_raw(&name);
    }

    fn token(&mut self, token: Token, range: Range<usize>) {
        match token {
            Token::Text(text) if self.in_sheet => self.css.push_str(&text),
            Token::Text(text) => {
                if self.skip.is_none() {
                    self.writer.text(&text);
                }
            }
            Token::End(name) => {
                if self.skip.as_ref() == Some(&name) {
                    if self.in_sheet {
                        self.end_sheet();
                    }
                    self.skip = None;
                    self.in_sheet = false;
                    if name == local_name!("style") || is_left_out(&name) {
                        return;
                    }
                }
                if self.skip.is_none() && !matches!(name, local_name!("html") | local_name!("body"))
                {
                    self.writer.close_raw(&as_written(&name));
                }
            }
            Token::Start(tag) => self.start(&tag, range),
        }
    }

    fn start(&mut self, tag: &StartTag, range: Range<usize>) {
        if self.skip.is_some() {
            return;
        }
        let name = as_written(&tag.name);
        if matches!(name, local_name!("html") | local_name!("body")) {
            if self.seen.contains(&name) {
                return;
            }
            self.seen.push(name.clone());
        }
        let in_svg = self.writer.in_svg() && !model::breaks_out_of_svg(&name);
        if name == local_name!("style") && !in_svg {
            self.skip = Some(name);
            self.in_sheet = theme::is_for_phones(tag.attribute("media").unwrap_or_default());
            if self.in_sheet {
                self.sheets.push(range);
                self.sheet_start = self.css.len();
            }
            return;
        }
        if let Some(href) = style_sheet(tag)
            && !in_svg
        {
            self.link(href, range);
            return;
        }
        if is_left_out(&name) {
            let has_content = !(model::is_void(&name) || in_svg && tag.self_closing);
            if has_content {
                self.skip = Some(name);
            }
            return;
        }
        self.elements += 1;
        self.depths += self.writer.depth() as u64;
        let attributes = self.attributes(tag, &name, in_svg, range);
        if in_svg {
            self.writer.open_foreign(&name, &name, &attributes);
            if tag.self_closing {
                self.writer.close_raw(&name);
            }
            return;
        }
        let element = Element::new(name.clone()).attributes(&attributes);
        if model::is_void(&name) {
            self.writer.void(Origin::Raw, &element);
            return;
        }
        self.writer.open(Origin::Raw, &name, &element);
        if tag.self_closing && name == local_name!("svg") {
            self.writer.close_raw(&name);
        }
        // Their text is not content, and escaped it would read back differently.
        if model::is_raw_text(&name) || name == local_name!("textarea") {
            self.skip = Some(name);
        }
    }

    /// Takes the style sheet that lies at an address.
    fn link(&mut self, href: &str, range: Range<usize>) {
        let Some(css) = self.linked.get(href) else {
            let href: String = href.chars().take(200).collect();
            let problem = Problem::new(Code::PageSheetLeftOut).with("url", href);
            self.problems.push((range, problem));
            return;
        };
        self.sheets.push(range);
        self.sheet_start = self.css.len();
        self.css.push_str(css);
        self.end_sheet();
    }

    /// Only what holds on a phone stays; nothing reaches over the end of a sheet.
    fn end_sheet(&mut self) {
        let sheet = theme::parts_for_phones(&self.css[self.sheet_start..]);
        self.sheets_name_pictures |= sheet.to_ascii_lowercase().contains("url(");
        self.css.truncate(self.sheet_start);
        self.css.push_str(&sheet);
        self.css.push('\n');
    }

    fn attributes(
        &mut self,
        tag: &StartTag,
        name: &LocalName,
        in_svg: bool,
        range: Range<usize>,
    ) -> String {
        let mut attributes = String::new();
        for (key, value) in tag.attributes() {
            let clean = key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte));
            if key == MARK || !clean || key.starts_with("on") {
                continue;
            }
            attributes.push(' ');
            attributes.push_str(key);
            attributes.push_str("=\"");
            push_attribute(&mut attributes, value);
            attributes.push('"');
        }
        let reportable = compat::fate(name) == Fate::Lost
            // Hosted or not, which an image's many attributes decide later.
            || matches!(*name, local_name!("img") | local_name!("image"))
            || (in_svg && compat::svg_fate(name) == Fate::Lost)
            || self.sheets_name_pictures
            || tag
                .attribute("style")
                .is_some_and(|style| style.to_ascii_lowercase().contains("url("));
        if reportable {
            let number = self.ranges.len().to_string();
            attributes.extend([" ", MARK, "=\"", &number, "\""]);
            self.ranges.push(range);
        }
        attributes
    }
}

/// Obsolete names for `pre` hold text that would read back as tags.
fn as_written(name: &LocalName) -> LocalName {
    match *name {
        local_name!("xmp") | local_name!("plaintext") => local_name!("pre"),
        _ => name.clone(),
    }
}

/// Elements that neither the inliner nor the reader needs.
fn is_left_out(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("script")
            | local_name!("title")
            | local_name!("meta")
            | local_name!("link")
            | local_name!("base")
            | local_name!("template")
            | local_name!("noframes")
            | local_name!("noembed")
            | local_name!("frame")
    )
}
