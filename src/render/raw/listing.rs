//! Code in an HTML article: the tokens of a `pre` that names its language come in, as text; a code block
//! goes out. What somebody else's highlighter has put around the words is left out. A `pre` that names no
//! language is none of its business.

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
    /// Code has colours of its own; what describes a diagram becomes one all the same.
    is_coloured: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    None,
    /// The start tag of a `pre`; what follows decides.
    Begun(StartTag, Range<usize>),
    /// Inside one that names its language.
    Open {
        /// The element.
        name: LocalName,
        language: String,
        text: String,
        place: Range<usize>,
    },
}

/// What is left of a token.
pub(super) enum Rest {
    /// Nothing: it belongs to the listing.
    Nothing,
    /// The token.
    Token(Token),
    /// The `pre` that was held back, and the token.
    Held(StartTag, Range<usize>, Token),
}

impl Listing {
    /// For an article in which code has colours of its own.
    pub(super) fn coloured() -> Self {
        Self {
            is_coloured: true,
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
        let is_coloured = self.is_coloured;
        let language = |tag| language(tag).filter(|language| !is_coloured || is_diagram(language));
        match mem::take(&mut self.state) {
            State::None => match token {
                Token::Start(tag) if tag.name == local_name!("pre") || is_figure(&tag) => {
                    self.state = match language(&tag) {
                        Some(language) => State::open(&tag.name, language, range.clone()),
                        None => State::Begun(tag, range.clone()),
                    };
                    Rest::Nothing
                }
                token => Rest::Token(token),
            },
            State::Begun(pre, place) => match token {
                Token::Start(tag) if tag.name == local_name!("code") => match language(&tag) {
                    Some(language) => {
                        self.state = State::open(&pre.name, language, place);
                        Rest::Nothing
                    }
                    None => Rest::Held(pre, place, Token::Start(tag)),
                },
                token => Rest::Held(pre, place, token),
            },
            State::Open {
                name,
                language,
                mut text,
                place,
            } => {
                let place = place.start..range.end;
                match token {
                    Token::End(ended) if ended == name => {
                        write(writer, &language, &text, place);
                        return Rest::Nothing;
                    }
                    Token::Text(more) => text.push_str(&more),
                    Token::Start(tag) if tag.name == local_name!("br") => text.push('\n'),
                    _ => {}
                }
                self.state = State::Open {
                    name,
                    language,
                    text,
                    place,
                };
                Rest::Nothing
            }
        }
    }

    /// Ends what the article leaves open; a `pre` with nothing behind it is not missed.
    pub(super) fn finish(&mut self, writer: &mut Writer) {
        if let State::Open {
            language,
            text,
            place,
            ..
        } = mem::take(&mut self.state)
        {
            write(writer, &language, &text, place);
        }
    }
}

impl State {
    fn open(name: &LocalName, language: &str, place: Range<usize>) -> Self {
        Self::Open {
            name: name.clone(),
            language: language.to_owned(),
            text: String::new(),
            place,
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

fn write(writer: &mut Writer, language: &str, text: &str, place: Range<usize>) {
    // The first line feed of a `pre` is not content, the last not a line.
    let text = text.strip_prefix('\n').unwrap_or(text);
    if !figure::write(writer, language, text, Lines::within(place)) {
        code::write(writer, language, text);
    }
}

/// The language that a tag names.
fn language(tag: &StartTag) -> Option<&str> {
    let classes = tag.attribute("class").unwrap_or_default();
    if classes
        .split_ascii_whitespace()
        .any(|class| class == "mermaid")
    {
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
