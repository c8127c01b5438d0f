//! Code in HTML: the tokens of a `pre` that names its language come in, as text; a code block goes out. The
//! classes that somebody else's highlighter has put around the words are left out; where it gave them colours of
//! their own, all stays as it is. A `pre` that names no language is none of its business.

use std::mem;
use std::ops::Range;

use html5ever::{LocalName, local_name};

use crate::render::code;
use crate::render::figure::{self, Lines};
use crate::render::token::{StartTag, Token};
use crate::render::writer::Writer;

/// Code, and how far a `pre` has been read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    state: State,
    /// The article keeps the look of its code; what describes a diagram becomes one all the same.
    keeps_code: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    None,
    /// The start tag of a `pre`; what follows decides.
    Begun(StartTag, Range<usize>),
    /// Inside one that names its language.
    Open(Listed),
}

/// A `pre` that names its language, as far as it was read.
#[derive(Debug)]
struct Listed {
    name: LocalName,
    language: String,
    text: String,
    tokens: Vec<(Token, Range<usize>)>,
    /// Whether somebody gave its words colours that the page keeps.
    coloured: bool,
}

/// What is left of a token.
pub(super) enum Rest {
    /// Nothing: it belongs to the listing.
    Nothing,
    /// The token.
    Token(Token),
    /// The `pre` that was held back, and the token.
    Held(StartTag, Range<usize>, Token),
    /// All tokens of a listing that is coloured already.
    Whole(Vec<(Token, Range<usize>)>),
}

impl Listing {
    /// For an article that keeps the look of its code.
    pub(super) fn of_diagrams() -> Self {
        Self {
            keeps_code: true,
            ..Self::default()
        }
    }

    /// Takes what belongs to it.
    pub(super) fn token(
        &mut self,
        writer: &mut Writer,
        token: Token,
        range: &Range<usize>,
    ) -> Rest {
        let keeps_code = self.keeps_code;
        let language = |tag: &StartTag| {
            let language = language(tag).filter(|language| !keeps_code || is_diagram(language));
            language.map(str::to_owned)
        };
        match mem::take(&mut self.state) {
            State::None => match token {
                Token::Start(tag) if tag.name == local_name!("pre") || is_figure(&tag) => {
                    self.state = match language(&tag) {
                        Some(language) => {
                            let name = tag.name.clone();
                            let tokens = vec![(Token::Start(tag), range.clone())];
                            State::open(name, language, tokens)
                        }
                        None => State::Begun(tag, range.clone()),
                    };
                    Rest::Nothing
                }
                token => Rest::Token(token),
            },
            State::Begun(pre, place) => match token {
                Token::Start(tag) if tag.name == local_name!("code") => match language(&tag) {
                    Some(language) => {
                        let name = pre.name.clone();
                        let code = (Token::Start(tag), range.clone());
                        let tokens = vec![(Token::Start(pre), place), code];
                        self.state = State::open(name, language, tokens);
                        Rest::Nothing
                    }
                    None => Rest::Held(pre, place, Token::Start(tag)),
                },
                token => Rest::Held(pre, place, token),
            },
            State::Open(mut listed) => {
                let ends = matches!(&token, Token::End(name) if *name == listed.name);
                match &token {
                    Token::Text(more) => listed.text.push_str(more),
                    Token::Start(tag) if tag.name == local_name!("br") => listed.text.push('\n'),
                    Token::Start(tag) => {
                        let style = tag.attribute("style").unwrap_or_default();
                        listed.coloured |= style.contains("color");
                    }
                    Token::End(_) => {}
                }
                listed.tokens.push((token, range.clone()));
                if !ends {
                    self.state = State::Open(listed);
                    return Rest::Nothing;
                }
                if listed.coloured {
                    return Rest::Whole(listed.tokens);
                }
                listed.write(writer);
                Rest::Nothing
            }
        }
    }

    /// Ends what the article leaves open; a `pre` with nothing behind it is not missed.
    pub(super) fn finish(&mut self, writer: &mut Writer) {
        if let State::Open(listed) = mem::take(&mut self.state) {
            listed.write(writer);
        }
    }
}

impl State {
    fn open(name: LocalName, language: String, tokens: Vec<(Token, Range<usize>)>) -> Self {
        Self::Open(Listed {
            name,
            language,
            text: String::new(),
            tokens,
            coloured: false,
        })
    }
}

impl Listed {
    fn write(self, writer: &mut Writer) {
        // The first line feed of a `pre` is not content, the last not a line.
        let text = self.text.strip_prefix('\n').unwrap_or(&self.text);
        let start = self.tokens.first().map_or(0, |(_, range)| range.start);
        let end = self.tokens.last().map_or(start, |(_, range)| range.end);
        let place = Lines::within(start..end.max(start));
        if !figure::write(writer, &self.language, text, place) {
            code::write(writer, &self.language, text);
        }
    }
}

/// Whether an element that is no `pre` holds the source of a diagram: `<div class="mermaid">`.
fn is_figure(tag: &StartTag) -> bool {
    tag.name == local_name!("div") && language(tag).is_some_and(is_diagram)
}

fn is_diagram(language: &str) -> bool {
    language.eq_ignore_ascii_case("mermaid")
}

/// The language that a tag names.
fn language(tag: &StartTag) -> Option<&str> {
    let classes = tag.attribute("class").unwrap_or_default();
    let mut words = classes.split_ascii_whitespace();
    if words.any(|class| class == "mermaid") {
        return Some("mermaid");
    }
    let by_class = classes.split_ascii_whitespace().find_map(|class| {
        let language = class
            .strip_prefix("language-")
            .or_else(|| class.strip_prefix("lang-"))
            .or_else(|| class.strip_prefix("highlight-source-"));
        language.filter(|language| !language.is_empty())
    });
    by_class
        .or_else(|| tag.attribute("data-lang"))
        .or_else(|| tag.attribute("data-language"))
        .map(str::trim)
        .filter(|language| !language.is_empty())
}
