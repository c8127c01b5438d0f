//! Footnotes: written aside where they are defined, put below the text in the order in which they are
//! first referred to. One that nobody refers to is left out, as GFM says.

use html5ever::{LocalName, local_name};

use super::Renderer;
use crate::render::writer::Fill;

/// What a footnote stands in at the end of the page.
pub(super) const FOOTNOTE_PATH: [(LocalName, &str); 2] = [
    (local_name!("section"), "footnotes"),
    (local_name!("section"), "footnote"),
];

impl Renderer<'_, '_> {
    pub(super) fn label(&mut self, label: &str) -> usize {
        let next = self.labels.len();
        *self.labels.entry(label.to_lowercase()).or_insert(next)
    }

    /// Before the first text of a footnote: its mark.
    pub(super) fn footnote_mark(&mut self) {
        let Some((label, waiting)) = self.marks.last_mut() else {
            return;
        };
        if !std::mem::take(waiting) {
            return;
        }
        let label = *label;
        self.open(local_name!("span"), "footnote-mark");
        self.writer.footnote_number(label);
        self.writer.close();
        self.writer.text(" ");
    }

    /// Puts the footnotes below the text, in the order in which they are first referred to.
    pub(super) fn footnotes(mut self) -> Vec<usize> {
        let mut numbers = vec![0; self.labels.len()];
        let mut order = Vec::new();
        let mut seen = 0;
        self.writer.close_all();
        let mut written = 0;
        loop {
            for hole in &self.writer.holes()[seen..] {
                if let Fill::Footnote(label) = hole.fill
                    && numbers[label] == 0
                {
                    order.push(label);
                    numbers[label] = order.len();
                }
            }
            seen = self.writer.holes().len();
            let Some(label) = order.get(written) else {
                break;
            };
            if written == 0 {
                self.open(local_name!("section"), "footnotes");
                self.open(local_name!("p"), "notes-title");
                self.writer
                    .text(if self.chinese { "注释" } else { "Notes" });
                self.writer.close();
            }
            written += 1;
            if let Some(fragment) = self.notes.remove(label) {
                self.open(local_name!("section"), "footnote");
                self.writer.append(fragment);
                self.writer.close();
            }
        }
        if written > 0 {
            self.writer.close();
        }
        numbers
    }
}
