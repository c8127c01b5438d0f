//! Code in an HTML article: the tokens of a `pre` that names its language come in, as text; a code block
//! goes out. What somebody else's highlighter has put around the words is left out. A `pre` that names no
//! language is none of its business.

use std::mem;
use std::ops::Range;

use html5ever::local_name;

use crate::render::code;
use crate::render::figure::{self, Lines};
use crate::render::token::{StartTag, Token};
use crate::render::writer::Writer;

/// How far a `pre` has been read.
#[derive(Debug, Default)]
pub(super) enum Listing {
    #[default]
    None,
    /// The start tag of a `pre`; what follows decides.
    Begun(StartTag, Range<usize>),
    /// Inside one that names its language.
    Open {
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
    /// Takes what belongs to it.
    pub(super) fn token(
        &mut self,
        writer: &mut Writer,
        token: Token,
        range: &Range<usize>,
    ) -> Rest {
        match mem::take(self) {
            Self::None => match token {
                Token::Start(tag) if tag.name == local_name!("pre") => {
                    *self = match language(&tag) {
                        Some(language) => Self::open(language, range.clone()),
                        None => Self::Begun(tag, range.clone()),
                    };
                    Rest::Nothing
                }
                token => Rest::Token(token),
            },
            Self::Begun(pre, place) => match token {
                Token::Start(tag) if tag.name == local_name!("code") => match language(&tag) {
                    Some(language) => {
                        *self = Self::open(language, place);
                        Rest::Nothing
                    }
                    None => Rest::Held(pre, place, Token::Start(tag)),
                },
                token => Rest::Held(pre, place, token),
            },
            Self::Open {
                language,
                mut text,
                place,
            } => {
                let place = place.start..range.end;
                match token {
                    Token::End(name) if name == local_name!("pre") => {
                        write(writer, &language, &text, place);
                        return Rest::Nothing;
                    }
                    Token::Text(more) => text.push_str(&more),
                    Token::Start(tag) if tag.name == local_name!("br") => text.push('\n'),
                    _ => {}
                }
                *self = Self::Open {
                    language,
                    text,
                    place,
                };
                Rest::Nothing
            }
        }
    }

    fn open(language: &str, place: Range<usize>) -> Self {
        Self::Open {
            language: language.to_owned(),
            text: String::new(),
            place,
        }
    }

    /// Ends what the article leaves open; a `pre` with nothing behind it is not missed.
    pub(super) fn finish(&mut self, writer: &mut Writer) {
        if let Self::Open {
            language,
            text,
            place,
        } = mem::take(self)
        {
            write(writer, &language, &text, place);
        }
    }
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
