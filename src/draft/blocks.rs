//! A page cut at its top level, so that the part a refusal is about can be named.
//!
//! Comes in: the HTML of a page. Goes out: the bytes of each child of its root element, or of each element at the
//! top when there are several.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element};

/// Where the blocks of a page stand.
pub(crate) fn blocks(html: &str) -> Vec<Range<usize>> {
    let [top, inside] = levels(html);
    if top.len() == 1 && !inside.is_empty() {
        inside
    } else {
        top
    }
}

/// The elements at the top, and those in them.
type Levels = [Vec<Range<usize>>; 2];

fn levels(html: &str) -> Levels {
    let (levels, depth) = (Rc::default(), Rc::default());
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(element!("*", |element| {
            begin(element, &levels, &depth);
            Ok(())
        }));
    let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
    // The only error left in non-strict mode is a memory limit, and none is set.
    let _ = scanner.write(html.as_bytes()).and_then(|()| scanner.end());
    levels.take()
}

fn begin(element: &mut Element<'_, '_>, levels: &Rc<RefCell<Levels>>, depth: &Rc<Cell<usize>>) {
    let level = depth.get();
    let block = element.source_location().bytes();
    let number = levels.borrow_mut().get_mut(level).map(|blocks| {
        blocks.push(block);
        blocks.len() - 1
    });
    if let Some(handlers) = element.end_tag_handlers() {
        depth.set(level + 1);
        let (levels, depth) = (Rc::clone(levels), Rc::clone(depth));
        handlers.push(Box::new(move |end| {
            depth.set(level);
            if let Some(number) = number {
                levels.borrow_mut()[level][number].end = end.source_location().bytes().end;
            }
            Ok(())
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(html: &str) -> Vec<&str> {
        blocks(html).into_iter().map(|block| &html[block]).collect()
    }

    #[test]
    fn the_children_of_the_root_are_the_blocks() {
        assert_eq!(
            cut("<section><p>甲<b>乙</b></p><img src=a><section><p>丙</p></section>丁</section>"),
            [
                "<p>甲<b>乙</b></p>",
                "<img src=a>",
                "<section><p>丙</p></section>"
            ]
        );
        assert_eq!(
            cut("<p>甲</p>\n<svg><g/></svg>"),
            ["<p>甲</p>", "<svg><g/></svg>"]
        );
        assert_eq!(cut("<p>甲</p>"), ["<p>甲</p>"]);
        assert!(cut("甲").is_empty());
    }
}
