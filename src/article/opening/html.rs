//! How an HTML article begins.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::TextChunk;
use lol_html::{EndTagHandler, HtmlRewriter, Settings, element, text};

use super::{Opening, is_prose, joined};
use crate::article::html::decode_references;

/// What is being read of HTML.
#[derive(Debug, Default)]
struct Reading {
    opening: Opening,
    start: Option<usize>,
    text: String,
    paragraph: Option<String>,
}

/// The beginning of a piece of HTML.
pub(super) fn html(html: &str) -> Opening {
    let reading = Rc::new(RefCell::new(Reading::default()));
    let (headline, heading_text) = (Rc::clone(&reading), Rc::clone(&reading));
    let (paragraph, paragraph_text) = (Rc::clone(&reading), Rc::clone(&reading));
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(element!("h1", move |element| {
            let start = element.source_location().bytes().start;
            let mut reading = headline.borrow_mut();
            if reading.opening.headline.is_some() || reading.start.is_some() {
                return Ok(());
            }
            reading.start = Some(start);
            let ended = Rc::clone(&headline);
            if let Some(handlers) = element.end_tag_handlers() {
                let note: EndTagHandler<'static> = Box::new(move |end| {
                    let mut reading = ended.borrow_mut();
                    let text = joined(&decode_references(&reading.text));
                    if let Some(start) = reading.start.take() {
                        reading.opening.headline =
                            Some((start..end.source_location().bytes().end, text));
                    }
                    Ok(())
                });
                handlers.push(note);
            }
            Ok(())
        }))
        .append_element_content_handler(text!("h1", move |chunk: &mut TextChunk<'_>| {
            let mut reading = heading_text.borrow_mut();
            if reading.start.is_some() {
                reading.text.push_str(chunk.as_str());
            }
            Ok(())
        }))
        .append_element_content_handler(element!("p", move |_| {
            let mut reading = paragraph.borrow_mut();
            let text = reading.paragraph.take();
            reading.settle(text);
            reading.paragraph = Some(String::new());
            Ok(())
        }))
        .append_element_content_handler(text!("p", move |chunk: &mut TextChunk<'_>| {
            if let Some(text) = &mut paragraph_text.borrow_mut().paragraph {
                text.push_str(chunk.as_str());
            }
            Ok(())
        }));
    let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Nothing fails in non-strict mode without a limit of memory; the article's size is the bound.
    let _ = scanner.write(html.as_bytes()).and_then(|()| scanner.end());
    let mut reading = reading.take();
    let text = reading.paragraph.take();
    reading.settle(text);
    reading.opening
}

/// The text of the first-level heading of an HTML page that has just one.
pub(crate) fn only_headline(text: &str) -> Option<String> {
    let first = html(text).headline?;
    let rest = html(text.get(first.0.end..)?);
    rest.headline.is_none().then_some(first.1)
}

impl Reading {
    /// Takes the text of a paragraph, if it is the first that says something.
    fn settle(&mut self, text: Option<String>) {
        let text = text.map(|text| joined(&decode_references(&text)));
        if let Some(text) = text.filter(|text| is_prose(text)) {
            self.opening.paragraph.get_or_insert(text);
        }
    }
}
