//! YAML and JSON metadata, which YAML includes: the content in, its strings with keys and places out.
//!
//! Works on the parser's events, so nesting costs no stack and an alias is never expanded. The text of block
//! scalars (`|`, `>`) and of those that go over several lines is not one piece of the source.

use std::ops::Range;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle};

use super::{Broken, Candidate};

/// A collection that is being read.
enum Open {
    /// A list, whose items belong to the key it stands under.
    Sequence,
    /// A mapping: the key that waits for its value.
    Mapping(Option<String>),
}

/// Deeper than any cover stands.
const DEEPEST_KEYS: usize = 5;

pub(super) fn strings(content: &str) -> Result<Vec<Candidate>, Broken> {
    let mut candidates = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(content) {
        let (event, span) = event.map_err(|error| Broken {
            reason: error.info(),
            at: error.marker().byte_offset().unwrap_or(0),
        })?;
        match event {
            Event::SequenceStart(..) => open.push(Open::Sequence),
            Event::MappingStart(..) => open.push(Open::Mapping(None)),
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                value_read(&mut open);
            }
            Event::Alias(..) => value_read(&mut open),
            Event::Scalar(text, style, ..) => {
                if let Some(Open::Mapping(key @ None)) = open.last_mut() {
                    *key = Some(text.into_owned());
                } else {
                    let range = span.byte_range();
                    candidates.extend(candidate(content, &open, &text, style, range));
                    value_read(&mut open);
                }
            }
            _ => {}
        }
    }
    Ok(candidates)
}

/// The value of the innermost mapping's key is complete; or, a collection was a key itself.
fn value_read(open: &mut [Open]) {
    if let Some(Open::Mapping(key)) = open.last_mut() {
        *key = match key {
            Some(_) => None,
            None => Some(String::new()),
        };
    }
}

fn candidate(
    content: &str,
    open: &[Open],
    text: &str,
    style: ScalarStyle,
    range: Option<Range<usize>>,
) -> Option<Candidate> {
    if open.len() > DEEPEST_KEYS * 2 {
        return None;
    }
    let keys = open
        .iter()
        .map(|level| match level {
            Open::Sequence => None,
            Open::Mapping(key) => key.clone(),
        })
        .collect::<Vec<_>>();
    let keys: Vec<String> = keys.into_iter().flatten().collect();
    let range = range?;
    let raw = content.get(range.clone())?;
    let is_nothing = ["", "~", "null", "Null", "NULL"].contains(&raw.trim());
    let (span, quoted, in_one_piece) = match style {
        ScalarStyle::Plain if is_nothing => return None,
        // The parser's range may take in blanks behind the scalar.
        ScalarStyle::Plain if raw.trim_end() == text => {
            (range.start..range.start + text.len(), false, true)
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let raw = raw.trim_end();
            let quote = raw.chars().next().filter(|first| "\"'".contains(*first))?;
            raw[1..].strip_suffix(quote)?;
            (range.start + 1..range.start + raw.len() - 1, true, true)
        }
        _ => (
            range.start..range.start + raw.trim_end().len(),
            false,
            false,
        ),
    };
    Some(Candidate {
        keys,
        span,
        text: text.to_owned(),
        quoted,
        in_one_piece,
    })
}
