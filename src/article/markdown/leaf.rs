//! One paragraph, heading or table cell, in which the parser has found all it knows: its range and
//! what in it is not plain text in, what writers use beside `CommonMark` out.
//!
//! Every byte is looked at a bounded number of times, whatever brackets stay open.

use std::ops::Range;

use super::{hexo, raw, wikilink};
use crate::article::found::Found;
use crate::article::template::Tag;

/// The text of a leaf block.
#[derive(Default)]
pub(super) struct Leaf {
    range: Option<Range<usize>>,
    /// What is not plain text.
    holes: Vec<Hole>,
}

/// Bytes that are not plain text.
struct Hole {
    range: Range<usize>,
    /// An image; else code, math, HTML or a link's destination.
    is_image: bool,
}

/// The brackets that are open. An image in a description makes the brackets around it plain ones:
/// nobody would see it, and each enclosing description would be copied once more.
#[derive(Default)]
struct Brackets {
    /// Where the image begins, nothing for a plain bracket.
    open: Vec<Option<usize>>,
    /// How many of the outermost are plain whatever they were.
    plain: usize,
}

impl Brackets {
    fn open(&mut self, image: Option<usize>) {
        self.open.push(image);
    }

    /// Closes the innermost bracket; gives where its image begins.
    fn close(&mut self) -> Option<usize> {
        let image = self.open.pop()?;
        let is_plain = self.open.len() < self.plain;
        self.plain = self.plain.min(self.open.len());
        image.filter(|_| !is_plain)
    }

    fn image_inside(&mut self) {
        self.plain = self.open.len();
    }
}

impl Leaf {
    pub(super) fn extend(&mut self, range: &Range<usize>) {
        match &mut self.range {
            Some(whole) => {
                whole.start = whole.start.min(range.start);
                whole.end = whole.end.max(range.end);
            }
            None => self.range = Some(range.clone()),
        }
    }

    pub(super) fn hole(&mut self, range: Range<usize>) {
        self.push(range, false);
    }

    pub(super) fn image(&mut self, range: Range<usize>) {
        self.push(range, true);
    }

    fn push(&mut self, range: Range<usize>, is_image: bool) {
        if !range.is_empty() {
            self.holes.push(Hole { range, is_image });
        }
    }

    /// Finds embeds, targets that are not `CommonMark`, and tags of site generators.
    pub(super) fn scan<'t>(
        mut self,
        text: &'t str,
        in_table: bool,
        found: &mut Vec<Found>,
        tags: &mut Vec<Tag<'t>>,
    ) {
        let Some(mut range) = self.range else { return };
        let bytes = text.as_bytes();
        // The parser leaves the backslash before an escaped first character out.
        if range.start > 0 && bytes[range.start - 1] == b'\\' {
            range.start -= 1;
        }
        let worth_it = bytes[range.clone()]
            .windows(2)
            .any(|pair| matches!(pair, b"![" | b"{%" | b"{{"));
        if !worth_it {
            return;
        }
        self.holes.sort_by_key(|hole| hole.range.start);
        let mut holes = self.holes.iter().peekable();
        let mut brackets = Brackets::default();
        // Up to here the text could be the destination of a link whose brackets came just before;
        // making an image in it would make the link one.
        let mut destination_end = range.start;
        let mut at = range.start;
        while at < range.end {
            while holes.next_if(|hole| hole.range.end <= at).is_some() {}
            if let Some(hole) = holes.next_if(|hole| hole.range.start <= at) {
                if hole.is_image {
                    brackets.image_inside();
                }
                at = hole.range.end;
                continue;
            }
            // Plain text goes on up to here; a syntax must end before it.
            let limit = holes
                .peek()
                .map_or(range.end, |hole| hole.range.start.min(range.end));
            match bytes[at] {
                b'\\' => at += 2,
                b'!' if bytes[at..limit].starts_with(b"![[") => {
                    if let Some(embed) = wikilink::at(text, at, limit, in_table)
                        && at >= destination_end
                    {
                        at = embed.span.end;
                        found.push(embed);
                        brackets.image_inside();
                    } else {
                        brackets.open(Some(at));
                        at += 2;
                    }
                }
                b'!' if bytes[at..limit].starts_with(b"![") => {
                    brackets.open(Some(at));
                    at += 2;
                }
                b'[' => {
                    brackets.open(None);
                    at += 1;
                }
                b']' => {
                    let image = brackets.close();
                    at += 1;
                    // `[label]:` at the start of a paragraph could begin a definition likewise.
                    let labels = bytes[at..limit].starts_with(b":")
                        && bytes[range.start] == b'['
                        && brackets.open.is_empty();
                    if !labels && !bytes[at..limit].starts_with(b"(") {
                        continue;
                    }
                    if let Some(start) = image
                        && !labels
                        && start >= destination_end
                        && let Some(image) = raw::at(text, start..at - 1, limit, in_table)
                    {
                        at = image.span.end;
                        found.push(image);
                        brackets.image_inside();
                    } else if destination_end <= at {
                        destination_end = destination(bytes, holes.clone(), at + 1..range.end);
                    }
                }
                b'{' => {
                    if let Some(tag) = Tag::at(text, at, limit) {
                        if at >= destination_end {
                            let image = hexo::in_markdown(text, &tag, in_table);
                            if image.is_some() {
                                brackets.image_inside();
                            }
                            found.extend(image);
                        }
                        at = tag.range.end;
                        tags.push(tag);
                    } else {
                        at += 1;
                    }
                }
                _ => at += 1,
            }
        }
    }
}

/// Where the word at the start of `range`, behind blanks, ends; a hole is part of a word.
fn destination<'h>(
    bytes: &[u8],
    holes: impl Iterator<Item = &'h Hole>,
    range: Range<usize>,
) -> usize {
    let mut holes = holes.peekable();
    let mut in_word = false;
    let mut at = range.start;
    while at < range.end {
        while holes.next_if(|hole| hole.range.end <= at).is_some() {}
        if let Some(hole) = holes.next_if(|hole| hole.range.start <= at) {
            in_word = true;
            at = hole.range.end;
        } else if !bytes[at].is_ascii_whitespace() {
            in_word = true;
            at += 1;
        } else if in_word {
            return at;
        } else {
            at += 1;
        }
    }
    range.end
}
