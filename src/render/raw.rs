//! The author's own HTML, inside Markdown or as a whole article: tokens come in, only what survives
//! goes to the writer.
//!
//! Unknown elements lose their tags and keep their content; what is lost with its content is reported
//! with its bytes. Images are taken from where lazy-loading pages keep them.

mod anchor;
mod drawing;
mod formula;
mod image;
mod listing;
mod source;
mod style;
mod video;

use std::ops::Range;

use html5ever::{LocalName, local_name};

use super::compat::{self, Fate};
use super::escape::push_attribute;
use super::model;
use super::token::{StartTag, Token};
use super::writer::{Element, Origin, Writer};
use crate::options::Caption;
use crate::problem::{Code, Problem};

use anchor::anchor;
use drawing::svg_attributes;
use formula::formula;
use listing::{Listing, Rest};
use style::style_of;
use video::{tencent_frame, tencent_video};

/// Problems with the bytes of the source they are about.
pub(super) type Problems = Vec<(Range<usize>, Problem)>;

/// The attribute that carries the number of an element's source range through the inliner.
pub(super) const MARK: &str = "data-tuwen-at";

/// The element that stands for a formula on its way through the inliner.
pub(super) const FORMULA: &str = "tuwen-formula";

/// What is being left out.
#[derive(Debug)]
enum Skip {
    /// An element and its content, until as many end tags as start tags were met.
    Element(LocalName, usize),
    /// `noscript` behind an image: its image is taken if that one had none.
    Fallback,
}

/// Which tags and attributes go to the page, and in which form.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// For a whole article, whose tokens come from a copy: where its marked elements stand in the source.
    ranges: Option<Vec<Range<usize>>>,
    skip: Option<Skip>,
    /// Inside `picture`: the best source so far.
    sources: Option<String>,
    /// Whether the last thing written is an image that shows something.
    image_shown: bool,
    after_pre: bool,
    /// The article's styles are its own: no figures and boxes for the theme.
    styled: bool,
    /// Where captions are taken from.
    caption: Caption,
    /// Code that is to be highlighted; `None` where it is left as it is.
    listing: Option<Listing>,
}

impl Filter {
    /// For an HTML article, whose marked elements stand at `ranges`.
    pub(super) fn for_html(ranges: Vec<Range<usize>>, styled: bool, caption: Caption) -> Self {
        Self {
            ranges: Some(ranges),
            styled,
            caption,
            listing: Some(if styled {
                Listing::of_diagrams()
            } else {
                Listing::default()
            }),
            ..Self::default()
        }
    }

    /// For the HTML in a Markdown article.
    pub(super) fn for_markdown(caption: Caption) -> Self {
        Self {
            caption,
            ..Self::default()
        }
    }

    /// Begins a block of HTML in Markdown, whose text comes to the filter too.
    pub(super) fn begin_html_block(&mut self) {
        self.listing = Some(Listing::default());
    }

    /// Ends it; what stands in a line of text is not for listings.
    pub(super) fn end_html_block(&mut self, writer: &mut Writer) {
        self.finish(writer);
        self.listing = None;
        self.end_block();
    }

    /// Ends what the article leaves open.
    pub(super) fn finish(&mut self, writer: &mut Writer) {
        if let Some(listing) = &mut self.listing {
            listing.finish(writer);
        }
    }

    /// Whether text met now belongs to an element that is left out.
    pub(super) fn is_skipping(&self) -> bool {
        self.skip.is_some()
    }

    /// Nothing reaches over the end of a block of Markdown.
    pub(super) fn end_block(&mut self) {
        self.skip = None;
        self.sources = None;
        self.image_shown = false;
        self.after_pre = false;
    }

    /// Takes one token.
    pub(super) fn token(
        &mut self,
        writer: &mut Writer,
        problems: &mut Problems,
        token: Token,
        range: Range<usize>,
    ) {
        let mut token = token;
        if let Some(listing) = &mut self.listing
            && self.skip.is_none()
            && !writer.in_svg()
        {
            match listing.token(writer, token, &range) {
                Rest::Nothing => return,
                Rest::Token(rest) => token = rest,
                Rest::Held(pre, place, rest) => {
                    self.start(writer, problems, &pre, place);
                    token = rest;
                }
                Rest::Whole(tokens) => {
                    for (token, range) in tokens {
                        self.pass(writer, problems, token, range);
                    }
                    return;
                }
            }
        }
        self.pass(writer, problems, token, range);
    }

    fn pass(
        &mut self,
        writer: &mut Writer,
        problems: &mut Problems,
        token: Token,
        range: Range<usize>,
    ) {
        match token {
            Token::Start(tag) => self.start(writer, problems, &tag, range),
            Token::End(name) => self.end(writer, &name),
            Token::Text(text) => self.text(writer, &text),
        }
    }

    fn text(&mut self, writer: &mut Writer, mut text: &str) {
        if self.skip.is_some() {
            return;
        }
        if std::mem::take(&mut self.after_pre) {
            text = text
                .strip_prefix("\r\n")
                .or_else(|| text.strip_prefix('\n'))
                .unwrap_or(text);
        }
        if !text.trim().is_empty() {
            self.image_shown = false;
        }
        writer.text(text);
    }

    fn end(&mut self, writer: &mut Writer, name: &LocalName) {
        self.after_pre = false;
        match &mut self.skip {
            Some(Skip::Element(skipped, depth)) => {
                if skipped == name {
                    *depth -= 1;
                    if *depth == 0 {
                        self.skip = None;
                    }
                }
                return;
            }
            Some(Skip::Fallback) => {
                if *name == local_name!("noscript") {
                    self.skip = None;
                }
                return;
            }
            None => {}
        }
        if *name == local_name!("picture") {
            self.sources = None;
        }
        writer.close_raw(name);
    }

    fn start(
        &mut self,
        writer: &mut Writer,
        problems: &mut Problems,
        tag: &StartTag,
        range: Range<usize>,
    ) {
        self.after_pre = false;
        match &mut self.skip {
            Some(Skip::Element(skipped, depth)) => {
                if *skipped == tag.name && !tag.self_closing {
                    *depth += 1;
                }
                return;
            }
            Some(Skip::Fallback) if tag.name != local_name!("img") || self.image_shown => return,
            _ => {}
        }
        let range = self.source_range(tag, range);
        let name = &tag.name;
        if writer.in_svg() && !model::breaks_out_of_svg(name) {
            self.svg_child(writer, problems, tag, range);
            return;
        }
        if is_hidden(tag) {
            self.skip(tag);
            return;
        }
        match *name {
            _ if &**name == FORMULA => {
                formula(writer, problems, tag, range);
                return;
            }
            local_name!("img") | local_name!("image") => {
                self.image(writer, problems, tag, &range);
                return;
            }
            local_name!("picture") => self.sources = Some(String::new()),
            local_name!("source") => {
                self.source(tag);
                return;
            }
            local_name!("noscript") => {
                self.skip = Some(Skip::Fallback);
                return;
            }
            local_name!("input") if checkbox(writer, tag) => return,
            local_name!("iframe") if tencent_video(tag).is_some() => {
                tencent_frame(writer, tag);
                self.skip(tag);
                return;
            }
            local_name!("svg") => {
                let style = style_of(tag, problems, &range);
                let attributes = svg_attributes(tag, false);
                let element = Element::new(name.clone())
                    .style(&style)
                    .attributes(&attributes);
                writer.open(Origin::Raw, name, &element);
                if tag.self_closing {
                    writer.close_raw(name);
                }
                return;
            }
            local_name!("a") => {
                anchor(writer, problems, tag, &range);
                return;
            }
            _ => {}
        }
        self.image_shown &= *name == local_name!("picture");
        match compat::fate(name) {
            Fate::Unwrap => {}
            Fate::Invisible => self.skip(tag),
            Fate::Lost => {
                if !(*name == local_name!("input") && tag.attribute("type") == Some("hidden")) {
                    problems.push((range, Problem::new(Code::PageDropped).with("element", name)));
                }
                self.skip(tag);
            }
            Fate::Keep => self.element(writer, problems, tag, name, &range),
            Fate::Section => {
                self.element(writer, problems, tag, &local_name!("section"), &range);
            }
            Fate::Span => self.element(writer, problems, tag, &local_name!("span"), &range),
            Fate::As(other) => {
                self.element(writer, problems, tag, &LocalName::from(other), &range);
            }
        }
    }

    fn source_range(&self, tag: &StartTag, range: Range<usize>) -> Range<usize> {
        let Some(ranges) = &self.ranges else {
            return range;
        };
        tag.attribute(MARK)
            .and_then(|mark| ranges.get(mark.parse::<usize>().ok()?))
            .cloned()
            .unwrap_or(0..0)
    }

    fn skip(&mut self, tag: &StartTag) {
        if !model::is_void(&tag.name) {
            self.skip = Some(Skip::Element(tag.name.clone(), 1));
        }
    }

    fn element(
        &mut self,
        writer: &mut Writer,
        problems: &mut Problems,
        tag: &StartTag,
        written: &LocalName,
        range: &Range<usize>,
    ) {
        let style = style_of(tag, problems, range);
        let mut attributes = String::new();
        for (name, value) in tag.attributes() {
            if compat::keeps_attribute(written, name) {
                push_named(&mut attributes, name, value);
            }
        }
        let mut element = Element::new(written.clone())
            .classes(tag.attribute("class").unwrap_or_default())
            .style(&style)
            .attributes(&attributes);
        if !self.styled {
            element = element.role(match tag.name {
                local_name!("summary") => "summary",
                local_name!("details") => "details",
                _ => "",
            });
        }
        if model::is_void(written) {
            writer.void(Origin::Raw, &element);
            return;
        }
        if *written == local_name!("table") && !self.styled {
            writer.open_box("table");
        }
        writer.open(Origin::Raw, &tag.name, &element);
        self.after_pre = *written == local_name!("pre");
    }
}

/// Whether readers of the site never saw it.
fn is_hidden(tag: &StartTag) -> bool {
    &*tag.name == "mjx-assistive-mml"
        || tag.attributes().any(|(name, value)| match name {
            "hidden" => true,
            "style" => compat::is_hidden(value),
            "class" => compat::is_hidden_class(value),
            _ => false,
        })
}

fn push_named(attributes: &mut String, name: &str, value: &str) {
    attributes.push(' ');
    attributes.push_str(name);
    attributes.push_str("=\"");
    push_attribute(attributes, value);
    attributes.push('"');
}

/// A checkbox is drawn as a character; other inputs are not for it to decide.
fn checkbox(writer: &mut Writer, tag: &StartTag) -> bool {
    let is_checkbox = tag
        .attribute("type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"));
    if is_checkbox {
        writer.text(if tag.attribute("checked").is_some() {
            "☑"
        } else {
            "☐"
        });
    }
    is_checkbox
}
