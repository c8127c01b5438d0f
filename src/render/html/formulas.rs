//! Formulas of a web page: its tokens come in, the same tokens go out, with one element in the place of each
//! formula that says what its TeX is, how it was written and where. What a program had made of the TeX goes.
//!
//! - `\( … \)`, `\[ … \]`, `$$ … $$` in text, as `MathJax` and `KaTeX` look for them: not in code, and not across
//!   tags.
//! - `<script type="math/tex">`, and what `MathJax` 2 drew beside it.
//! - What `KaTeX` has drawn, and `MathML`: where they carry the TeX as an annotation.
//! - `<span class="math inline">` of `Pandoc`, `arithmatex`, Sphinx: where they hold TeX.

mod delimited;

use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::{LocalName, local_name};

use crate::render::token::{StartTag, Token};
use delimited::{Cursor, delimited, stripped};

/// What comes out.
pub(super) enum Piece {
    Token(Token, Range<usize>),
    Formula(Found),
}

/// A formula of the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) tex: String,
    /// How it is shown where it cannot be drawn.
    pub(super) written: String,
    pub(super) display: bool,
    /// Where the TeX stands in the source.
    pub(super) range: Range<usize>,
}

/// The state of one pass.
pub(super) struct Formulas<'s> {
    source: &'s str,
    /// Whether there can be any; without, tokens pass.
    possible: bool,
    /// Whether what `MathJax` 2 drew stands beside its source.
    has_scripts: bool,
    /// Text that goes on, and its bytes.
    run: String,
    place: Range<usize>,
    /// Open elements whose text is no formula.
    silent: usize,
    capture: Option<Capture>,
    ready: Vec<Piece>,
}

/// An element that is read whole before anything of it goes out.
struct Capture {
    name: LocalName,
    depth: usize,
    kind: Kind,
    display: bool,
    tokens: Vec<(Token, Range<usize>)>,
    /// All text, and its bytes.
    text: String,
    place: Option<Range<usize>>,
    has_children: bool,
    /// The TeX that an annotation or script in it says.
    tex: Option<(String, Range<usize>)>,
    in_source: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Says its TeX in an annotation: `MathML`, alone or in what `KaTeX` drew.
    Annotated,
    /// A script: all it holds is TeX.
    Script,
    /// Marked as a formula by its class.
    Marked,
    /// Drawn from a script beside it.
    Drawn,
}

impl<'s> Formulas<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let signs = [
            "\\(",
            "\\[",
            "$$",
            "math/tex",
            "x-tex",
            "x-latex",
            "math",
            "arithmatex",
        ];
        Self {
            source,
            possible: cfg!(feature = "math") && signs.iter().any(|sign| source.contains(sign)),
            has_scripts: source.contains("math/tex"),
            run: String::new(),
            place: 0..0,
            silent: 0,
            capture: None,
            ready: Vec::new(),
        }
    }

    /// Takes a token; gives what is ready to go on.
    pub(super) fn token(&mut self, token: Token, range: Range<usize>) -> Vec<Piece> {
        if !self.possible {
            return vec![Piece::Token(token, range)];
        }
        if self.capture.is_some() {
            self.captured(token, range);
        } else {
            self.free(token, range);
        }
        std::mem::take(&mut self.ready)
    }

    /// What is left at the end of the source.
    pub(super) fn finish(&mut self) -> Vec<Piece> {
        if let Some(capture) = self.capture.take() {
            self.release(capture.tokens);
        }
        self.end_run();
        std::mem::take(&mut self.ready)
    }

    fn free(&mut self, token: Token, range: Range<usize>) {
        match token {
            Token::Text(text) if self.silent == 0 => {
                if self.run.is_empty() {
                    self.place = range.clone();
                }
                self.run.push_str(&text);
                self.place.end = range.end;
                return;
            }
            Token::Start(tag) => {
                self.end_run();
                if self.silent == 0
                    && let Some((kind, display)) = self.kind(&tag)
                {
                    self.capture = Some(Capture {
                        name: tag.name.clone(),
                        depth: 1,
                        kind,
                        display,
                        tokens: vec![(Token::Start(tag), range)],
                        text: String::new(),
                        place: None,
                        has_children: false,
                        tex: None,
                        in_source: false,
                    });
                    return;
                }
                self.silent += usize::from(is_silent(&tag.name) && !tag.self_closing);
                self.ready.push(Piece::Token(Token::Start(tag), range));
                return;
            }
            Token::End(ref name) => {
                self.end_run();
                self.silent = self.silent.saturating_sub(usize::from(is_silent(name)));
            }
            Token::Text(_) => {}
        }
        self.ready.push(Piece::Token(token, range));
    }

    /// Whether an element is to be read whole, and whether it is a formula on a line of its own.
    fn kind(&self, tag: &StartTag) -> Option<(Kind, bool)> {
        let mut classes = tag
            .attribute("class")
            .unwrap_or_default()
            .split_ascii_whitespace();
        let has = |wanted: &str| {
            let mut classes = classes.clone();
            classes.any(|class| class == wanted)
        };
        match tag.name {
            local_name!("script") => {
                let kind = tag.attribute("type")?.trim();
                let mode = kind.strip_prefix("math/tex")?;
                Some((Kind::Script, mode.contains("display")))
            }
            local_name!("math") => {
                let display = tag.attribute("display") == Some("block");
                Some((Kind::Annotated, display))
            }
            local_name!("span") | local_name!("div") => {
                if has("katex-display") || has("katex") {
                    return Some((Kind::Annotated, has("katex-display")));
                }
                if has("math") || has("arithmatex") {
                    let display = has("display") || tag.name == local_name!("div");
                    return Some((Kind::Marked, display));
                }
                let is_drawn = classes.any(|class| {
                    class == "MathJax"
                        || class.starts_with("MathJax_")
                        || matches!(class, "MJXc-display" | "mjx-chtml")
                });
                (self.has_scripts && is_drawn).then_some((Kind::Drawn, false))
            }
            _ => None,
        }
    }

    fn captured(&mut self, token: Token, range: Range<usize>) {
        let Some(mut capture) = self.capture.take() else {
            return;
        };
        match &token {
            Token::Start(tag) => {
                if tag.name == capture.name && !tag.self_closing {
                    capture.depth += 1;
                }
                let encoding = tag.attribute("encoding").unwrap_or_default();
                let is_script = tag.name == local_name!("script")
                    && (tag.attribute("type")).is_some_and(|kind| kind.starts_with("math/tex"));
                capture.in_source = is_script
                    || (&*tag.name == "annotation"
                        && matches!(
                            encoding,
                            "application/x-tex" | "application/x-latex" | "TeX" | "LaTeX"
                        ));
                if capture.in_source && capture.tex.is_none() {
                    capture.tex = Some((String::new(), range.end..range.end));
                }
                capture.has_children = true;
            }
            Token::End(name) => {
                capture.in_source = false;
                if *name == capture.name {
                    capture.depth -= 1;
                }
                if capture.depth == 0 {
                    capture.tokens.push((token, range));
                    self.end_capture(capture);
                    return;
                }
            }
            Token::Text(text) => {
                if capture.in_source
                    && let Some((tex, place)) = &mut capture.tex
                {
                    tex.push_str(text);
                    place.end = range.end;
                }
                capture.text.push_str(text);
                let start = capture
                    .place
                    .as_ref()
                    .map_or(range.start, |place| place.start);
                capture.place = Some(start..range.end);
            }
        }
        capture.tokens.push((token, range));
        self.capture = Some(capture);
    }

    fn end_capture(&mut self, capture: Capture) {
        let Capture {
            kind,
            mut display,
            text,
            place,
            has_children,
            tokens,
            tex,
            ..
        } = capture;
        let place = place.unwrap_or(0..0);
        let whole = |text: String, place: Range<usize>| {
            let inside = 0..text.len();
            (text, inside, place)
        };
        let found = match kind {
            Kind::Drawn => return,
            Kind::Script => Some(whole(text, place)),
            _ if tex.is_some() => tex.map(|(tex, place)| whole(tex, place)),
            Kind::Annotated => None,
            Kind::Marked if has_children => None,
            Kind::Marked => match stripped(&text) {
                Some((inside, is_display)) => {
                    display |= is_display;
                    Some((text, inside, place))
                }
                // Only Pandoc's own classes say that all of it is TeX.
                None if is_pandoc(&tokens) => Some(whole(text, place)),
                None => None,
            },
        };
        let Some((text, inside, place)) = found.filter(|(text, ..)| !text.trim().is_empty()) else {
            self.release(tokens);
            return;
        };
        let range = Cursor::new(self.source, &place, &text).range(inside.clone());
        let tex = text[inside].to_owned();
        let written = if display {
            format!("\\[{tex}\\]")
        } else {
            format!("\\({tex}\\)")
        };
        self.ready.push(Piece::Formula(Found {
            tex,
            written,
            display,
            range,
        }));
    }

    /// Lets tokens go that turned out to be no formula.
    fn release(&mut self, tokens: Vec<(Token, Range<usize>)>) {
        let pieces = tokens
            .into_iter()
            .map(|(token, range)| Piece::Token(token, range));
        self.ready.extend(pieces);
    }

    /// Finds the formulas of the text that has ended.
    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let mut cursor = Cursor::new(self.source, &self.place, &run);
        let mut done = 0;
        let text = |from: usize, to: usize| {
            let text = StrTendril::from_slice(&run[from..to]);
            Piece::Token(Token::Text(text), self.place.clone())
        };
        for formula in delimited(&run) {
            if done < formula.outer.start {
                self.ready.push(text(done, formula.outer.start));
            }
            done = formula.outer.end;
            self.ready.push(Piece::Formula(Found {
                tex: run[formula.inner.clone()].to_owned(),
                written: run[formula.outer].to_owned(),
                display: formula.display,
                range: cursor.range(formula.inner),
            }));
        }
        if done < run.len() {
            self.ready.push(text(done, run.len()));
        }
    }
}

fn is_pandoc(tokens: &[(Token, Range<usize>)]) -> bool {
    let Some((Token::Start(tag), _)) = tokens.first() else {
        return false;
    };
    let classes = tag.attribute("class").unwrap_or_default();
    matches!(classes.trim(), "math inline" | "math display")
}

/// Elements in whose text nobody looks for formulas.
fn is_silent(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("pre")
            | local_name!("code")
            | local_name!("kbd")
            | local_name!("samp")
            | local_name!("tt")
            | local_name!("script")
            | local_name!("style")
            | local_name!("noscript")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("svg")
            | local_name!("xmp")
    )
}

#[cfg(test)]
mod tests;
