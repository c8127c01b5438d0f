//! HTML text in, tags and text out, each with the bytes of the source it was made of.
//!
//! The tokens are html5ever's own, so tags, attributes, entities, comments and raw text are read as
//! browsers read them. It gives no positions; they are found by feeding it pieces that begin at each
//! `<` and end after each `>`: a tag ends with the piece it comes out of, and begins with the first
//! piece since anything else came out.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token as Html, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::{LocalName, local_name};

/// A start tag.
#[derive(Debug)]
pub(super) struct StartTag {
    /// In lower case.
    pub(super) name: LocalName,
    /// Whether it ends in `/>`; means something inside `svg` only.
    pub(super) self_closing: bool,
    attributes: Vec<html5ever::Attribute>,
}

impl StartTag {
    /// The value of an attribute, entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// All attributes: names in lower case, values decoded.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes
            .iter()
            .map(|attribute| (&*attribute.name.local, &*attribute.value))
    }
}

/// A tag without attributes (`<b>`, `</sub>`), and nothing else, read without a tokenizer; `None` for
/// all other HTML, and for start tags after which text is read differently.
pub(super) fn simple_tag(html: &str) -> Option<Token> {
    let inner = html.strip_prefix('<')?.strip_suffix('>')?;
    let (name, is_end) = match inner.strip_prefix('/') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !is_name {
        return None;
    }
    let name = LocalName::from(name);
    if is_end {
        return Some(Token::End(name));
    }
    let switches = super::model::is_raw_text(&name)
        || matches!(name, local_name!("title") | local_name!("textarea"));
    (!switches).then(|| {
        Token::Start(StartTag {
            name,
            self_closing: false,
            attributes: Vec::new(),
        })
    })
}

/// One token; comments, doctypes and processing instructions are left out.
#[derive(Debug)]
pub(super) enum Token {
    Start(StartTag),
    End(LocalName),
    /// Entities are decoded; text may come in several pieces.
    Text(StrTendril),
}

impl Token {
    /// Whether it is a tag that stands in a line of text and parts no words.
    pub(super) fn is_inline(&self) -> bool {
        let name = match self {
            Self::Start(tag) => &tag.name,
            Self::End(name) => name,
            Self::Text(_) => return false,
        };
        super::compat::fate(name) == super::compat::Fate::Keep
            && !super::model::ends_paragraph(name)
            && !super::model::is_table_part(name)
            && !super::model::is_void(name)
    }
}

#[derive(Debug, Default)]
struct Sink {
    tokens: RefCell<Vec<Token>>,
    /// Whether anything came out, comments included.
    moved: Cell<bool>,
    svg: Cell<u32>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Html, _line: u64) -> TokenSinkResult<()> {
        match token {
            Html::TagToken(tag) => {
                self.moved.set(true);
                return self.tag(tag);
            }
            Html::CharacterTokens(text) => {
                self.moved.set(true);
                self.tokens.borrow_mut().push(Token::Text(text));
            }
            Html::CommentToken(_) | Html::DoctypeToken(_) => self.moved.set(true),
            Html::NullCharacterToken | Html::EOFToken | Html::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.svg.get() > 0
    }
}

impl Sink {
    fn tag(&self, tag: Tag) -> TokenSinkResult<()> {
        let name = tag.name.clone();
        if tag.kind == TagKind::EndTag {
            if name == local_name!("svg") {
                self.svg.set(self.svg.get().saturating_sub(1));
            }
            self.tokens.borrow_mut().push(Token::End(name));
            return TokenSinkResult::Continue;
        }
        if name == local_name!("svg") && !tag.self_closing {
            self.svg.set(self.svg.get().saturating_add(1));
        }
        self.tokens.borrow_mut().push(Token::Start(StartTag {
            name: tag.name,
            self_closing: tag.self_closing,
            attributes: tag.attrs,
        }));
        if self.svg.get() > 0 {
            return TokenSinkResult::Continue;
        }
        match name {
            local_name!("title") | local_name!("textarea") => {
                TokenSinkResult::RawData(RawKind::Rcdata)
            }
            local_name!("script") => TokenSinkResult::RawData(RawKind::ScriptData),
            _ if super::model::is_raw_text(&name) => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Reads HTML piece by piece.
pub(super) struct Tokens {
    tokenizer: Tokenizer<Sink>,
    input: BufferQueue,
    /// Where the tag being read begins.
    start: usize,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}

impl Tokens {
    pub(super) fn new() -> Self {
        let options = TokenizerOpts {
            discard_bom: false,
            ..TokenizerOpts::default()
        };
        let sink = Sink::default();
        sink.moved.set(true);
        Self {
            tokenizer: Tokenizer::new(sink, options),
            input: BufferQueue::default(),
            start: 0,
        }
    }

    /// Reads more; `offset` is where `html` stands in the source.
    pub(super) fn feed(
        &mut self,
        html: &str,
        offset: usize,
        mut each: impl FnMut(Token, Range<usize>),
    ) {
        let mut at = 0;
        while at < html.len() {
            let bytes = &html.as_bytes()[at..];
            // To the next `<` that is not the first byte, or past the next `>`.
            let end = bytes
                .iter()
                .enumerate()
                .find_map(|(index, byte)| match byte {
                    b'<' if index > 0 => Some(at + index),
                    b'>' => Some(at + index + 1),
                    _ => None,
                })
                .unwrap_or(html.len());
            self.piece(&html[at..end], offset + at, offset + end, &mut each);
            at = end;
        }
    }

    fn piece(
        &mut self,
        piece: &str,
        from: usize,
        to: usize,
        each: &mut impl FnMut(Token, Range<usize>),
    ) {
        let sink = &self.tokenizer.sink;
        if sink.moved.replace(false) {
            self.start = from;
        }
        self.input.push_back(StrTendril::from_slice(piece));
        // A script would have to run now; there is none, so go on.
        while !matches!(
            self.tokenizer.feed(&self.input),
            html5ever::TokenizerResult::Done
        ) {}
        let tokens = std::mem::take(&mut *self.tokenizer.sink.tokens.borrow_mut());
        let several = tokens.len() > 1;
        for token in tokens {
            let start = match &token {
                // A stray `<` before it came out with it.
                Token::Start(_) | Token::End(_) if several => from,
                _ => self.start,
            };
            each(token, start..to);
        }
    }

    /// Ends the input; what was not yet a tag is text or nothing.
    pub(super) fn finish(&mut self, each: impl FnMut(Token, Range<usize>)) {
        self.tokenizer.end();
        let mut each = each;
        let at = self.start;
        for token in std::mem::take(&mut *self.tokenizer.sink.tokens.borrow_mut()) {
            each(token, at..at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(html: &str) -> Vec<(String, &str)> {
        let mut found = Vec::new();
        let mut tokens = Tokens::new();
        tokens.feed(html, 0, |token, range| {
            let name = match token {
                Token::Start(tag) => tag.name.to_string(),
                Token::End(name) => format!("/{name}"),
                Token::Text(_) => return,
            };
            found.push((name, &html[range]));
        });
        tokens.finish(|_, _| {});
        found
    }

    #[test]
    fn every_tag_is_found_with_its_bytes() {
        let html = "甲 < 乙<b title='x<y>z'>丙</B >&lt;<<i><!-- <u> --><br/>";
        let expected = [
            ("b", "<b title='x<y>z'>"),
            ("/b", "</B >"),
            ("i", "<i>"),
            ("br", "<br/>"),
        ];
        let found = tags(html);
        let found: Vec<_> = found
            .iter()
            .map(|(name, text)| (name.as_str(), *text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn raw_text_holds_no_tags_but_svg_does() {
        let names = |html| {
            tags(html)
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names("<script>if(a<b)c='</p>'</script><p>"),
            ["script", "/script", "p"]
        );
        assert_eq!(
            names("<svg><style><g></svg>"),
            ["svg", "style", "g", "/svg"]
        );
    }

    #[test]
    fn simple_tags_are_what_the_tokenizer_says() {
        for html in [
            "<b>",
            "</h1>",
            "<br>",
            "<B>",
            "<b >",
            "<a href=x>",
            "<!-- x -->",
            "<>",
            "<1>",
            "<b/>",
        ] {
            let mut read = Vec::new();
            Tokens::new().feed(html, 0, |token, _| read.push(format!("{token:?}")));
            if let Some(token) = simple_tag(html) {
                assert_eq!(read, [format!("{token:?}")], "{html}");
            }
        }
        assert!(simple_tag("<b>").is_some() && simple_tag("</b>").is_some());
        assert!(simple_tag("<script>").is_none() && simple_tag("<b>x<i>").is_none());
    }

    #[test]
    fn a_tag_over_two_pieces_has_the_bytes_of_both() {
        let mut tokens = Tokens::new();
        let mut found = Vec::new();
        tokens.feed("> <img\n", 2, |token, range| {
            found.push((format!("{token:?}"), range));
        });
        tokens.feed("src=a>", 12, |token, range| {
            found.push((format!("{token:?}"), range));
        });
        assert_eq!(found.last().map(|(_, range)| range.clone()), Some(4..18));
    }
}
