//! Images in Markdown: a paragraph of nothing but images is figures, others stand in the line.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::Renderer;
use crate::render::picture::Picture;

impl Renderer<'_, '_> {
    /// Whether the paragraph that has just begun holds images and white space, and nothing else.
    pub(super) fn is_only_images(&mut self) -> bool {
        let (mut index, mut images, mut inside) = (0, 0, 0_usize);
        loop {
            let Some(event) = self.peek(index) else {
                return false;
            };
            match event {
                Event::Start(Tag::Image { .. }) => {
                    inside += 1;
                    images += 1;
                }
                Event::End(TagEnd::Image) => inside -= 1,
                Event::End(TagEnd::Paragraph) => return images > 0,
                Event::Start(Tag::Link { .. })
                | Event::End(TagEnd::Link)
                | Event::SoftBreak
                | Event::HardBreak => {}
                Event::Text(text) if text.trim().is_empty() => {}
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
                    link_type,
                    dest_url,
                    title,
                    ..
                }) => {
                    let picture = self.picture(link_type, &dest_url);
                    picture.write_figure(self.writer, &title);
                }
                Event::End(TagEnd::Paragraph) => return,
                _ => {}
            }
        }
    }

    /// Reads to the end of an image.
    pub(super) fn picture(&mut self, link_type: LinkType, url: &str) -> Picture {
        let mut alt = String::new();
        let mut inside = 1_usize;
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::Image { .. }) => inside += 1,
                Event::End(TagEnd::Image) => {
                    inside -= 1;
                    if inside == 0 {
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
        };
        match link_type {
            // Its text is its size, or else its name once more.
            LinkType::WikiLink { has_pothole } => {
                if has_pothole {
                    picture.alt.insert(0, '|');
                    picture.take_size_from_alt();
                    if let Some(alt) = picture.alt.strip_prefix('|') {
                        picture.alt = alt.to_owned();
                        picture.take_size_from_alt();
                    }
                } else {
                    picture.alt.clear();
                }
            }
            _ => picture.take_size_from_alt(),
        }
        picture
    }
}
