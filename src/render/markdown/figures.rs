//! Images in Markdown: a paragraph of nothing but images is figures, others stand in the line.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Renderer, attributes, spacing};
use crate::render::picture::{Picture, size_style};

impl Renderer<'_, '_> {
    /// Whether the paragraph that has just begun holds images and white space, and nothing else.
    pub(super) fn is_only_images(&mut self) -> bool {
        let (mut index, mut images, mut inside) = (0, 0, 0_usize);
        let mut image_end = None;
        loop {
            let Some((event, range)) = self.peek_item(index) else {
                return false;
            };
            let is_behind = image_end.take() == Some(range.start);
            match event {
                Event::Start(Tag::Image { .. }) => {
                    inside += 1;
                    images += 1;
                }
                Event::End(TagEnd::Image) => {
                    inside -= 1;
                    image_end = (inside == 0).then_some(range.end);
                }
                Event::End(TagEnd::Paragraph) => return images > 0,
                Event::Start(Tag::Link { .. })
                | Event::End(TagEnd::Link)
                | Event::SoftBreak
                | Event::HardBreak => {}
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Text(text) if is_behind && is_attributes(text) => {}
                _ if inside > 0 => {}
                _ => return false,
            }
            index += 1;
        }
    }

    /// Shows the images of a paragraph that has nothing else, one below the other.
    pub(super) fn figures(&mut self) {
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::Image {
                    dest_url, title, ..
                }) => {
                    let picture = self.picture(&dest_url);
                    let title = if self.options.spacing {
                        spacing::spaced(&title, None)
                    } else {
                        Cow::Borrowed(&*title)
                    };
                    picture.write_figure(self.writer, &title, self.options.caption);
                }
                Event::End(TagEnd::Paragraph) => return,
                _ => {}
            }
        }
    }

    /// Reads to the end of an image.
    pub(super) fn picture(&mut self, url: &str) -> Picture {
        let mut alt = String::new();
        let mut inside = 1_usize;
        let mut end = 0;
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::Image { .. }) => inside += 1,
                Event::End(TagEnd::Image) => {
                    inside -= 1;
                    if inside == 0 {
                        end = range.end - self.body;
                        break;
                    }
                }
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        let mut picture = Picture {
            src: url.to_owned(),
            alt,
            style: String::new(),
            side: None,
        };
        picture.take_size_from_alt();
        self.take_attributes(&mut picture, end);
        picture
    }

    /// Takes attributes off the text right behind an image, which ends at `end` of the body.
    fn take_attributes(&mut self, picture: &mut Picture, end: usize) {
        let Some((Event::Text(text), range)) = self.peek_item(0) else {
            return;
        };
        if range.start != end {
            return;
        }
        let Some((attributes, length)) = attributes::at_start(text) else {
            return;
        };
        let size = size_style(attributes.width.as_deref(), attributes.height.as_deref());
        if !size.is_empty() {
            picture.style = size;
        }
        picture.side = attributes.side.or(picture.side);
        if let Some((Event::Text(text), range)) = self.ahead.front_mut() {
            *text = CowStr::from(text[length..].to_owned());
            range.start += length;
        }
    }
}

/// Whether a text is nothing but the attributes of the image before it.
fn is_attributes(text: &str) -> bool {
    attributes::at_start(text).is_some_and(|(_, length)| text[length..].trim().is_empty())
}
