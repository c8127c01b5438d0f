//! Formulas in an HTML article: tokens come in, the same tokens go out, with formulas in the place of what
//! a script would have made some of, or has made of them.
//!
//! - `\(…\)`, `\[…\]` and `$$…$$` in text, as `MathJax` and `KaTeX` find them, where it reads as TeX;
//! - `<script type="math/tex">` (kramdown, `MathJax` 2);
//! - `KaTeX`'s spans and `MathML`, if the TeX they were made from is noted in them.

use std::ops::Range;

use html5ever::{LocalName, local_name};

use crate::article::is_tex;
use crate::render::token::{StartTag, Token};

/// What goes out.
pub(super) enum Piece {
    Token(Token, Range<usize>),
    Formula {
        tex: String,
        display: bool,
        /// Where the TeX stands in the source; the whole text where that cannot be told.
        range: Range<usize>,
    },
}

/// How far formulas have been read.
#[derive(Default)]
pub(super) struct Formulas {
    /// Text that may go on, and whether it stands in the source as it is.
    text: Option<Text>,
    /// Elements in which text means itself, innermost last.
    verbatim: Vec<LocalName>,
    script: Option<Script>,
    drawn: Option<Drawn>,
    /// Inside `KaTeX`'s box for a formula of its own.
    in_display: bool,
}

struct Text {
    content: String,
    range: Range<usize>,
    is_plain: bool,
}

struct Script {
    display: bool,
    tex: String,
    range: Range<usize>,
}

/// What a script has made of a formula.
struct Drawn {
    /// All of it, should no TeX be noted.
    tokens: Vec<(Token, Range<usize>)>,
    name: LocalName,
    depth: usize,
    display: bool,
    tex: Option<String>,
    is_noting: bool,
}

impl Formulas {
    pub(super) fn token(&mut self, token: Token, range: Range<usize>, out: &mut impl FnMut(Piece)) {
        if let Some(drawn) = &mut self.drawn {
            if drawn.token(token, range) {
                self.end_drawn(out);
            }
            return;
        }
        if let Some(script) = &mut self.script {
            match &token {
                Token::Text(text) => {
                    script.tex.push_str(text);
                    script.range.end = range.end;
                }
                Token::End(_) => self.end_script(out),
                Token::Start(_) => {}
            }
            return;
        }
        match token {
            Token::Text(text) if self.verbatim.is_empty() => self.push(&text, range),
            Token::Start(tag) => {
                self.end_text(out);
                self.start(tag, range, out);
            }
            Token::End(name) => {
                self.end_text(out);
                if self.verbatim.last() == Some(&name) {
                    self.verbatim.pop();
                }
                self.in_display &= name != local_name!("span");
                out(Piece::Token(Token::End(name), range));
            }
            token @ Token::Text(_) => out(Piece::Token(token, range)),
        }
    }

    /// Gives out what is left.
    pub(super) fn finish(&mut self, out: &mut impl FnMut(Piece)) {
        self.end_text(out);
        self.end_script(out);
        self.end_drawn(out);
    }

    fn start(&mut self, tag: StartTag, range: Range<usize>, out: &mut impl FnMut(Piece)) {
        if tag.name == local_name!("script") {
            let kind = tag.attribute("type").unwrap_or_default();
            if let Some(rest) = kind.strip_prefix("math/tex") {
                self.script = Some(Script {
                    display: rest.contains("display"),
                    tex: String::new(),
                    range: range.end..range.end,
                });
                return;
            }
        }
        let classes = tag.attribute("class").unwrap_or_default();
        let has_class = |name| classes.split_ascii_whitespace().any(|class| class == name);
        let is_katex = tag.name == local_name!("span") && has_class("katex");
        self.in_display |= has_class("katex-display");
        if is_katex || tag.name == local_name!("math") {
            let is_block = tag.attribute("display") == Some("block");
            self.drawn = Some(Drawn {
                name: tag.name.clone(),
                depth: 1,
                display: is_block || is_katex && self.in_display,
                tex: None,
                is_noting: false,
                tokens: vec![(Token::Start(tag), range)],
            });
            return;
        }
        if means_itself(&tag.name) && !tag.self_closing {
            self.verbatim.push(tag.name.clone());
        }
        out(Piece::Token(Token::Start(tag), range));
    }

    fn push(&mut self, more: &str, range: Range<usize>) {
        let is_plain = more.len() == range.len();
        match &mut self.text {
            Some(text) => {
                text.is_plain &= is_plain && text.range.end == range.start;
                text.range.end = range.end;
                text.content.push_str(more);
            }
            None => {
                self.text = Some(Text {
                    content: more.to_owned(),
                    range,
                    is_plain,
                });
            }
        }
    }

    fn end_text(&mut self, out: &mut impl FnMut(Piece)) {
        let Some(Text {
            content: text,
            range,
            is_plain,
        }) = self.text.take()
        else {
            return;
        };
        let place = |part: Range<usize>| {
            if is_plain {
                range.start + part.start..range.start + part.end
            } else {
                range.clone()
            }
        };
        let mut written = 0;
        for Found {
            whole,
            inside,
            display,
        } in found(&text)
        {
            plain(&text, written..whole.start, &place, out);
            out(Piece::Formula {
                tex: text[inside.clone()].to_owned(),
                display,
                range: place(inside),
            });
            written = whole.end;
        }
        plain(&text, written..text.len(), &place, out);
    }

    fn end_script(&mut self, out: &mut impl FnMut(Piece)) {
        let Some(Script {
            display,
            tex,
            range,
        }) = self.script.take()
        else {
            return;
        };
        // Some generators hide it from readers of XML.
        let tex = tex.trim();
        let tex = tex.strip_prefix("% <![CDATA[").unwrap_or(tex);
        let tex = tex.strip_suffix("%]]>").unwrap_or(tex).trim();
        if !tex.is_empty() {
            out(Piece::Formula {
                tex: tex.to_owned(),
                display,
                range,
            });
        }
    }

    fn end_drawn(&mut self, out: &mut impl FnMut(Piece)) {
        let Some(drawn) = self.drawn.take() else {
            return;
        };
        let tex = drawn.tex.as_deref().map(str::trim);
        match tex.filter(|tex| !tex.is_empty() && drawn.depth == 0) {
            Some(tex) => {
                let start = drawn.tokens.first().map_or(0, |(_, range)| range.start);
                let end = drawn.tokens.last().map_or(start, |(_, range)| range.end);
                out(Piece::Formula {
                    tex: tex.to_owned(),
                    display: drawn.display,
                    range: start..end,
                });
            }
            None => {
                for (token, range) in drawn.tokens {
                    out(Piece::Token(token, range));
                }
            }
        }
    }
}

impl Drawn {
    /// Takes a token; whether it was the last.
    fn token(&mut self, token: Token, range: Range<usize>) -> bool {
        match &token {
            Token::Start(tag) if tag.name == self.name && !tag.self_closing => self.depth += 1,
            Token::Start(tag) if &*tag.name == "annotation" => {
                let is_tex = tag.attribute("encoding") == Some("application/x-tex");
                self.is_noting = is_tex && self.tex.is_none();
            }
            Token::End(name) if *name == self.name => self.depth -= 1,
            Token::End(name) if &**name == "annotation" => self.is_noting = false,
            Token::Text(text) if self.is_noting => {
                self.tex.get_or_insert_default().push_str(text);
            }
            _ => {}
        }
        self.tokens.push((token, range));
        self.depth == 0
    }
}

fn plain(
    text: &str,
    part: Range<usize>,
    place: &impl Fn(Range<usize>) -> Range<usize>,
    out: &mut impl FnMut(Piece),
) {
    if !part.is_empty() {
        let range = place(part.clone());
        out(Piece::Token(Token::Text(text[part].into()), range));
    }
}

/// A formula in text.
struct Found {
    whole: Range<usize>,
    inside: Range<usize>,
    display: bool,
}

/// The formulas of a text.
fn found(text: &str) -> Vec<Found> {
    const DELIMITERS: [(&str, &str, bool); 3] = [
        ("\\(", "\\)", false),
        ("\\[", "\\]", true),
        ("$$", "$$", true),
    ];
    let mut found = Vec::new();
    let mut at = 0;
    // Where no end was found before, there is none later.
    let mut ends = [true; DELIMITERS.len()];
    while let Some(next) = text[at..].find(['\\', '$']).map(|next| at + next) {
        let kind = DELIMITERS
            .iter()
            .position(|(open, ..)| text[next..].starts_with(open));
        let Some(kind) = kind.filter(|kind| ends[*kind]) else {
            // `\\(` is no delimiter.
            at = next + 1 + usize::from(text[next..].starts_with("\\\\"));
            continue;
        };
        let (open, close, display) = DELIMITERS[kind];
        let start = next + open.len();
        let Some(length) = text[start..].find(close) else {
            ends[kind] = false;
            at = start;
            continue;
        };
        let inside = start..start + length;
        let whole = next..inside.end + close.len();
        let is_alone = text[..next].trim().is_empty() && text[whole.end..].trim().is_empty();
        let expected = open != "\\[" || is_alone;
        if is_tex(&text[inside.clone()], expected) {
            at = whole.end;
            found.push(Found {
                whole,
                inside,
                display,
            });
        } else {
            at = start;
        }
    }
    found
}

/// Elements whose text is shown as it is, or not at all.
fn means_itself(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("pre")
            | local_name!("code")
            | local_name!("kbd")
            | local_name!("samp")
            | local_name!("textarea")
            | local_name!("script")
            | local_name!("style")
            | local_name!("title")
            | local_name!("svg")
            | local_name!("xmp")
    )
}
