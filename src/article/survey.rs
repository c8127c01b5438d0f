//! What an article says beside its images, for those who judge it: links, descriptions of images, labels
//! and what the front matter tells. One pass over the parser's events; spans are bytes of the source.

mod html;
mod label;

use std::ops::Range;

use pulldown_cmark::{BrokenLink, Event, LinkType, Parser, Tag, TagEnd};

use super::{Article, Format, Prepared, front_matter, markdown_options, template};
use label::Labels;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// The whole link.
    pub(crate) span: Range<usize>,
    /// Where it leads, escapes decoded.
    pub(crate) href: String,
}

/// A label that is defined a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Duplicate {
    /// The label, brackets included.
    pub(crate) span: Range<usize>,
    /// What is between the brackets.
    pub(crate) label: String,
    /// Where the definition begins that counts.
    pub(crate) first: usize,
}

/// A text of the front matter that `WeChat` has a limit for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// The title.
    Title,
    /// An author.
    Author,
    /// The digest, or what stands for one.
    Digest,
}

/// What an article says beside its images.
#[derive(Debug, Clone, Default)]
pub(crate) struct Survey {
    /// Links, in source order within Markdown and within HTML.
    pub(crate) links: Vec<Link>,
    /// Images that have no description.
    pub(crate) undescribed: Vec<Range<usize>>,
    /// Values of `style` attributes, with the tags they stand in.
    pub(crate) styles: Vec<(Range<usize>, String)>,
    /// `style` and `script` elements.
    pub(crate) silent: Vec<(Range<usize>, &'static str)>,
    /// Labels that are used and not defined.
    pub(crate) undefined: Vec<(Range<usize>, String)>,
    /// Labels that are defined again.
    pub(crate) duplicates: Vec<Duplicate>,
    /// Texts of the front matter.
    pub(crate) facts: Vec<(Range<usize>, Fact, String)>,
}

/// Surveys an article. Nothing for the text of other encodings than UTF-8, whose places cannot be told.
pub(crate) fn survey(article: &Article) -> Survey {
    let mark = article.mark_length();
    let Ok(text) = std::str::from_utf8(&article.source()[mark..]) else {
        return Survey::default();
    };
    let mut survey = Survey::default();
    match article.format() {
        Format::Markdown => {
            survey.facts = front_matter::facts(text);
            let body = front_matter::body_start(text);
            let mut in_body = markdown(&text[body..]);
            in_body.shift(body);
            in_body.facts = std::mem::take(&mut survey.facts);
            survey = in_body;
        }
        Format::Html => {
            let masked = template::masked(text.as_bytes(), true);
            html::survey(&masked, 0, &mut survey);
        }
    }
    survey.shift_all(mark);
    survey
}

fn markdown(text: &str) -> Survey {
    let masked = template::masked(text.as_bytes(), true);
    // Masking writes ASCII over ASCII, so the copy is as valid as the text.
    let Ok(masked) = std::str::from_utf8(&masked) else {
        return Survey::default();
    };
    let prepared = Prepared::read(masked);
    let masked = prepared.text();
    let mut survey = Survey::default();
    let mut labels = Labels::default();
    let mut broken: Vec<(Range<usize>, LinkType, String)> = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        broken.push((
            link.span.clone(),
            link.link_type,
            link.reference.to_string(),
        ));
        None
    };
    let parser = Parser::new_with_broken_link_callback(masked, markdown_options(), Some(callback));
    let mut events = parser.into_offset_iter();
    let mut image: Option<(Range<usize>, bool)> = None;
    let mut depth = 0_usize;
    let mut in_code = false;
    let mut block: Option<Range<usize>> = None;
    for (event, range) in events.by_ref() {
        match event {
            Event::Start(Tag::Link {
                dest_url,
                link_type,
                ..
            }) => {
                // `[label]: x` in the middle of a paragraph is a link before a colon.
                labels.text(range.clone());
                if link_type != LinkType::Email {
                    survey.links.push(Link {
                        span: range,
                        href: dest_url.into_string(),
                    });
                }
            }
            Event::Start(Tag::Image { .. }) => {
                if depth == 0 {
                    image = Some((range, false));
                }
                depth += 1;
            }
            Event::End(TagEnd::Image) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some((range, false)) = image.take()
                {
                    survey.undescribed.push(range);
                }
            }
            Event::Text(ref words) | Event::Code(ref words) | Event::InlineMath(ref words) => {
                if matches!(event, Event::Text(_)) && !in_code {
                    labels.mark(masked, &range);
                }
                if let Some((_, described)) = &mut image {
                    *described |= !words.trim().is_empty();
                }
                labels.text(range);
            }
            Event::DisplayMath(_) => labels.text(range),
            Event::Start(Tag::CodeBlock(_)) => {
                labels.text(range);
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::FootnoteDefinition(label)) => {
                labels.footnote(&label, range, masked, &mut survey);
            }
            Event::Start(Tag::HtmlBlock) => {
                labels.text(range.clone());
                block = Some(range);
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(range) = block.take() {
                    html::survey(&masked.as_bytes()[range.clone()], range.start, &mut survey);
                }
            }
            Event::InlineHtml(_) => {
                labels.text(range.clone());
                html::survey(&masked.as_bytes()[range.clone()], range.start, &mut survey);
            }
            _ => {}
        }
    }
    let definitions = events.reference_definitions();
    for (label, definition) in definitions.iter() {
        labels.defined(label, definition.span.clone());
    }
    labels.duplicates(masked, &mut survey);
    label::undefined(masked, broken, &mut survey);
    labels.undefined_footnotes(masked, &mut survey);
    survey
}

impl Survey {
    fn shift(&mut self, by: usize) {
        let spans = (self.links.iter_mut().map(|link| &mut link.span))
            .chain(&mut self.undescribed)
            .chain(self.styles.iter_mut().map(|(span, _)| span))
            .chain(self.silent.iter_mut().map(|(span, _)| span))
            .chain(self.undefined.iter_mut().map(|(span, _)| span));
        for span in spans {
            *span = span.start + by..span.end + by;
        }
        for duplicate in &mut self.duplicates {
            duplicate.span = duplicate.span.start + by..duplicate.span.end + by;
            duplicate.first += by;
        }
    }

    fn shift_all(&mut self, by: usize) {
        if by > 0 {
            self.shift(by);
            for (span, ..) in &mut self.facts {
                *span = span.start + by..span.end + by;
            }
        }
    }
}

#[cfg(test)]
mod tests;
