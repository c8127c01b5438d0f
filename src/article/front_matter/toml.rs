//! TOML metadata: the content in, its strings and dates with keys and places out.

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
            // Single-line strings only: `"…"` and `'…'`.
            let raw = content.get(span.clone()).unwrap_or_default();
            let is_quoted = ["\"", "'"].iter().any(|quote| {
                raw.len() >= 2
                    && raw.starts_with(quote)
                    && raw.ends_with(quote)
                    && !raw.starts_with(&quote.repeat(3))
            });
            if is_quoted {
                candidates.push(Candidate {
                    keys: keys.clone(),
                    span: span.start + 1..span.end - 1,
                    text: text.to_string(),
                    quoted: true,
                });
            }
        }
        DeValue::Datetime(date) => candidates.push(Candidate {
            keys: keys.clone(),
            span,
            text: date.to_string(),
            quoted: false,
        }),
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
        _ => {}
    }
}
