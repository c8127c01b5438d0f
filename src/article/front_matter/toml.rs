//! TOML metadata: the content in, its strings, dates, numbers and truths with keys and places out.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Broken, Candidate};

/// Deeper than any cover stands.
const DEEPEST: usize = 10;

pub(super) fn strings(content: &str) -> Result<Vec<Candidate>, Broken> {
    let table = DeTable::parse(content).map_err(|error| Broken {
        reason: error.message().to_owned(),
        at: error.span().map_or(0, |span| span.start),
    })?;
    let mut candidates = Vec::new();
    collect_table(content, table.get_ref(), &mut Vec::new(), &mut candidates);
    candidates.sort_by_key(|candidate| candidate.span.start);
    Ok(candidates)
}

fn collect_table(
    content: &str,
    table: &DeTable<'_>,
    keys: &mut Vec<String>,
    candidates: &mut Vec<Candidate>,
) {
    if keys.len() > DEEPEST {
        return;
    }
    for (key, value) in table {
        keys.push(key.get_ref().to_string());
        collect(content, value.get_ref(), value.span(), keys, candidates, 0);
        keys.pop();
    }
}

fn collect(
    content: &str,
    value: &DeValue<'_>,
    span: Range<usize>,
    keys: &mut Vec<String>,
    candidates: &mut Vec<Candidate>,
    depth: usize,
) {
    match value {
        DeValue::String(text) => {
            // Single-line strings are one piece of the source: `"…"` and `'…'`.
            let raw = content.get(span.clone()).unwrap_or_default();
            let is_quoted = ["\"", "'"].iter().any(|quote| {
                raw.len() >= 2
                    && raw.starts_with(quote)
                    && raw.ends_with(quote)
                    && !raw.starts_with(&quote.repeat(3))
            });
            candidates.push(Candidate {
                keys: keys.clone(),
                span: if is_quoted {
                    span.start + 1..span.end - 1
                } else {
                    span
                },
                text: text.to_string(),
                quoted: is_quoted,
                in_one_piece: is_quoted,
            });
        }
        DeValue::Datetime(_) | DeValue::Boolean(_) | DeValue::Integer(_) | DeValue::Float(_) => {
            let raw = content.get(span.clone()).unwrap_or_default();
            candidates.push(Candidate {
                keys: keys.clone(),
                text: match value {
                    DeValue::Datetime(date) => date.to_string(),
                    _ => raw.to_owned(),
                },
                span,
                quoted: false,
                in_one_piece: false,
            });
        }
        DeValue::Array(items) if depth < DEEPEST => {
            for item in items {
                collect(
                    content,
                    item.get_ref(),
                    item.span(),
                    keys,
                    candidates,
                    depth + 1,
                );
            }
        }
        DeValue::Table(table) => collect_table(content, table, keys, candidates),
        DeValue::Array(_) => {}
    }
}
