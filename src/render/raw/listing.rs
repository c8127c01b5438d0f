//! Code in HTML: the tokens of a `pre` that names its language come in, as text; a code block goes out. The
//! classes that somebody else's highlighter has put around the words are left out; where it gave them colours of
//! their own, all stays as it is. A `pre` that names no language is none of its business.

use std::mem;
use std::ops::Range;

use html5ever::local_name;

use crate::render::code;
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
    Open(Listed),
}

/// A `pre` that names its language, as far as it was read.
#[derive(Debug)]
pub(super) struct Listed {
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
                    *self = match language(&tag).map(str::to_owned) {
                        Some(language) => {
                            let tokens = vec![(Token::Start(tag), range.clone())];
                            Self::open(language, tokens)
                        }
                        None => Self::Begun(tag, range.clone()),
                    };
                    Rest::Nothing
                }
                token => Rest::Token(token),
            },
            Self::Begun(pre, place) => match token {
                Token::Start(tag) if tag.name == local_name!("code") => {
                    match language(&tag).map(str::to_owned) {
                        Some(language) => {
                            let code = (Token::Start(tag), range.clone());
                            *self = Self::open(language, vec![(Token::Start(pre), place), code]);
                            Rest::Nothing
                        }
                        None => Rest::Held(pre, place, Token::Start(tag)),
                    }
                }
                token => Rest::Held(pre, place, token),
            },
            Self::Open(mut listed) => {
                let ends = matches!(&token, Token::End(name) if *name == local_name!("pre"));
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
                    *self = Self::Open(listed);
                    return Rest::Nothing;
                }
                if listed.coloured {
                    return Rest::Whole(listed.tokens);
                }
                write(writer, &listed.language, &listed.text);
                Rest::Nothing
            }
        }
    }

    fn open(language: String, tokens: Vec<(Token, Range<usize>)>) -> Self {
        Self::Open(Listed {
            language,
            text: String::new(),
            tokens,
            coloured: false,
        })
    }

    /// Ends what the article leaves open; a `pre` with nothing behind it is not missed.
    pub(super) fn finish(&mut self, writer: &mut Writer) {
        if let Self::Open(listed) = mem::take(self) {
            write(writer, &listed.language, &listed.text);
        }
    }
}

fn write(writer: &mut Writer, language: &str, text: &str) {
    // The first line feed of a `pre` is not content, the last not a line.
    let text = text.strip_prefix('\n').unwrap_or(text);
    code::write(writer, language, text);
}

/// The language that a tag names.
fn language(tag: &StartTag) -> Option<&str> {
    let classes = tag.attribute("class").unwrap_or_default();
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
