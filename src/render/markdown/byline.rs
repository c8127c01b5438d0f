//! The metadata block, for those who ask for it: title, author and date out of the front matter, at the
//! head of the page. An article that begins with a heading of the first level has its title already.

use html5ever::local_name;
use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::Renderer;
use crate::article::metadata;
use crate::render::writer::{Element, Origin};

impl Renderer<'_, '_> {
    /// Before the first event: writes the block, or keeps what stands below the article's own title.
    pub(super) fn begin_byline(&mut self) {
        if !self.options.metadata {
            return;
        }
        let metadata = metadata(self.source);
        let has_title = matches!(
            self.peek(0),
            Some(Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }))
        );
        let mut words = metadata.authors;
        words.extend(metadata.date.map(|date| self.date(&date)));
        self.byline = (!words.is_empty()).then(|| {
            let gap = if self.chinese { "\u{3000}" } else { " · " };
            words.join(gap)
        });
        if has_title {
            return;
        }
        if let Some(title) = metadata.title {
            self.open(local_name!("h1"), "");
            self.writer.text(&title);
            self.writer.close();
        }
        self.byline();
    }

    /// Writes author and date, once.
    pub(super) fn byline(&mut self) {
        let Some(words) = self.byline.take() else {
            return;
        };
        let element = Element::new(local_name!("p"))
            .role("note")
            .style("margin:0 0 24px;text-align:center");
        self.writer
            .open(Origin::Article, &local_name!(""), &element);
        self.writer.text(&words);
        self.writer.close();
    }

    /// `2024-05-01…` as the article's language writes it; other dates as they are.
    fn date(&self, date: &str) -> String {
        let day = date.split(['T', ' ']).next().unwrap_or(date);
        let numbers: Vec<u32> = day
            .split(['-', '/', '.'])
            .filter_map(|part| part.parse().ok())
            .collect();
        match numbers.as_slice() {
            [year @ 1000..=9999, month @ 1..=12, day @ 1..=31] if self.chinese => {
                format!("{year}年{month}月{day}日")
            }
            [1000..=9999, 1..=12, 1..=31] => day.to_owned(),
            _ => date.to_owned(),
        }
    }
}
