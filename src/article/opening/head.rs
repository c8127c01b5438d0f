//! What the head of an HTML article says of it: its title, its author, its description, its address.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk};
use lol_html::{HtmlRewriter, Settings, element, text};

use crate::article::html::decode_references;
use crate::article::{Description, Said};

/// Reads it; spans are those of the elements.
pub(crate) fn description_of_html(html: &str) -> Description {
    let description = Rc::new(RefCell::new(Description::default()));
    let (title, meta) = (Rc::clone(&description), Rc::clone(&description));
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(text!("title", move |chunk: &mut TextChunk<'_>| {
            let range = chunk.source_location().bytes();
            let mut description = title.borrow_mut();
            match &mut description.title {
                Some(said) if said.span.end == range.start => {
                    said.text.push_str(chunk.as_str());
                    said.span.end = range.end;
                }
                None if !chunk.as_str().trim().is_empty() => {
                    description.title = Some(said(chunk.as_str(), range));
                }
                _ => {}
            }
            Ok(())
        }))
        .append_element_content_handler(element!("meta[name], link[rel=canonical]", move |one| {
            take(one, &mut meta.borrow_mut());
            Ok(())
        }));
    let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Nothing fails in non-strict mode without a limit of memory; the article's size is the bound.
    let _ = scanner.write(html.as_bytes()).and_then(|()| scanner.end());
    let mut description = description.take();
    if let Some(title) = &mut description.title {
        title.text = decode_references(title.text.trim());
    }
    description
}

fn take(element: &Element<'_, '_>, description: &mut Description) {
    let range = element.source_location().bytes();
    let value = |name: &str| {
        let value = decode_references(element.get_attribute(name)?.trim());
        (!value.is_empty()).then(|| said(&value, range.clone()))
    };
    if element.tag_name() == "link" {
        let address = value("href").filter(|said| said.text.starts_with("http"));
        description.source_url = description.source_url.take().or(address);
        return;
    }
    let name = element.get_attribute("name").unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "author" => description.authors.extend(value("content")),
        "description" => description.digest = description.digest.take().or(value("content")),
        _ => {}
    }
}

fn said(text: &str, span: Range<usize>) -> Said {
    Said {
        text: text.to_owned(),
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_of_its_article() {
        let html = "<title>题 &amp; 目 - 站</title><meta name=\"Author\" content=\"张三\">\
            <meta name=description content='说明'><link rel=canonical href=https://example.com/a>\
            <svg><title>图</title></svg>";
        let description = description_of_html(html);
        assert_eq!(description.title.unwrap().text, "题 & 目 - 站");
        assert_eq!(description.authors[0].text, "张三");
        assert_eq!(description.digest.unwrap().text, "说明");
        assert_eq!(
            description.source_url.unwrap().text,
            "https://example.com/a"
        );
    }
}
