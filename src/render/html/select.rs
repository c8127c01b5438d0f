//! Which element is the article: a selector comes in, the bytes of the first element it matches go out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element as Matched, EndTag};
use lol_html::{ElementContentHandlers, HtmlRewriter, Selector, Settings};

use crate::problem::{Code, Problem};

/// The bytes of the element that will be the page, in a source as it was written; from its start tag to
/// the end of the source where its end tag is left out. `None` where everything is.
///
/// # Errors
/// `input.bad-pattern` for a selector that does not parse.
pub(crate) fn selected(
    source: &str,
    select: Option<&str>,
) -> Result<Option<Range<usize>>, Problem> {
    let found = first_match(source, &selectors(select))?;
    Ok(found.map(|(outer, inner)| {
        let is_closed = outer.end > inner.end;
        outer.start..if is_closed { outer.end } else { source.len() }
    }))
}

/// The selectors to try, in order.
pub(super) fn selectors(select: Option<&str>) -> Vec<&str> {
    match select {
        Some(selector) => vec![selector],
        None => vec!["article", "main", "body"],
    }
}

pub(super) type Places = (Range<usize>, Range<usize>);

/// The bytes of the first element that matches, with its tags and without; earlier selectors win.
pub(super) fn first_match(html: &str, selectors: &[&str]) -> Result<Option<Places>, Problem> {
    let found: Vec<Rc<RefCell<Option<Places>>>> = selectors.iter().map(|_| Rc::default()).collect();
    let mut settings = Settings::new().with_strict(false);
    for (selector, slot) in selectors.iter().zip(&found) {
        let parsed: Selector = selector.parse().map_err(|error| bad(selector, error))?;
        let slot = Rc::clone(slot);
        let handler =
            ElementContentHandlers::default().element(move |element: &mut Matched<'_, '_>| {
                if slot.borrow().is_some() {
                    return Ok(());
                }
                let tag = element.source_location().bytes();
                // Without an end tag it is a void element.
                *slot.borrow_mut() = Some((tag.clone(), tag.end..tag.end));
                if let Some(handlers) = element.end_tag_handlers() {
                    let slot = Rc::clone(&slot);
                    handlers.push(Box::new(move |end: &mut EndTag<'_>| {
                        let end = end.source_location().bytes();
                        *slot.borrow_mut() = Some((tag.start..end.end, tag.end..end.start));
                        Ok(())
                    }));
                }
                Ok(())
            });
        settings = settings.append_element_content_handler((Cow::Owned(parsed), handler));
    }
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter
        .write(html.as_bytes())
        .and_then(|()| rewriter.end())
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))?;
    Ok(found.iter().find_map(|slot| slot.borrow().clone()))
}

fn bad(selector: &str, error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::InputBadPattern)
        .with("pattern", selector)
        .with("reason", error)
}
