//! Single settings out of a generator's configuration.
//!
//! In: the text of a YAML, TOML, JSON or JavaScript file. Out: the string values of one key. This
//! reads lines and is no parser, on purpose: such files hold tags, functions and comments that a
//! strict parser refuses, and all that is wanted is where pictures are. A key it does not understand
//! counts as not set.

/// The values of a top-level `key: value`, `key = value` or `"key": value`, in a list one each;
/// letter case of the key does not count (Hugo). In TOML, top level ends where the first table
/// begins, and `table` asks for that table instead.
pub(super) fn values(text: &str, table: Option<&str>, key: &str) -> Vec<String> {
    let mut here = table.is_none();
    for line in text.lines() {
        if let Some(header) = line.trim().strip_prefix('[') {
            here = table.is_some_and(|table| header.trim_end().strip_suffix(']') == Some(table));
            continue;
        }
        if !here {
            continue;
        }
        // JSON indents its top level; YAML and TOML do not.
        let line = if line.trim_start().starts_with('"') {
            line.trim_start()
        } else {
            line
        };
        if let Some(value) = after_key(line, key) {
            return split(value);
        }
    }
    Vec::new()
}

/// What stands behind `key` and its `:` or `=`, if the line begins so.
fn after_key<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (line, quoted) = match line.strip_prefix('"') {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let head = line.get(..key.len())?;
    if !head.eq_ignore_ascii_case(key) {
        return None;
    }
    let mut rest = &line[key.len()..];
    if quoted {
        rest = rest.strip_prefix('"')?;
    }
    rest.trim_start().strip_prefix([':', '='])
}

/// One scalar, or the members of a one-line list.
fn split(value: &str) -> Vec<String> {
    let value = value.trim().trim_end_matches(',');
    match value.strip_prefix('[') {
        Some(list) => list
            .split(']')
            .next()
            .unwrap_or_default()
            .split(',')
            .filter_map(scalar)
            .collect(),
        None => scalar(value).into_iter().collect(),
    }
}

/// A scalar without quotes and without the comment behind it.
fn scalar(value: &str) -> Option<String> {
    let value = value.trim();
    let text = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(" #").next()?.trim_end(),
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// The first `key: "value"` anywhere in a JavaScript configuration.
pub(super) fn script_value(text: &str, key: &str) -> Option<String> {
    text.match_indices(key).find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')) {
            return None;
        }
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'']);
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        value.starts_with(['"', '\'', '`']).then(|| {
            let quote = value.chars().next().unwrap_or('"');
            value[1..].split(quote).next().map(str::to_owned)
        })?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, key: &str) -> Option<String> {
        values(text, None, key).into_iter().next()
    }

    #[test]
    fn scalars_are_read_from_yaml_toml_and_json() {
        for (text, expected) in [
            ("title: 图\nbaseurl: /blog # 注\n", Some("/blog")),
            ("baseurl: \"/blog\"\n", Some("/blog")),
            ("baseurl: ''\n", None),
            ("baseurl:\n", None),
            ("site:\n  baseurl: /x\n", None),
            ("baseURL = '/blog'\n[params]\n", Some("/blog")),
            ("[params]\nbaseurl = \"/x\"\n", None),
            ("{\n  \"baseurl\": \"/blog\",\n}", Some("/blog")),
            ("baseurls: /x\n", None),
            ("图图图: /x\n", None),
        ] {
            assert_eq!(value(text, "baseurl").as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn lists_and_tables_are_read() {
        let text = "staticDir = [\"static\", '图库']\n[book]\nsrc = \"书\"\n[other]\nsrc = \"x\"\n";
        assert_eq!(values(text, None, "staticDir"), ["static", "图库"]);
        assert_eq!(values(text, Some("book"), "src"), ["书"]);
        assert!(values(text, None, "src").is_empty());
    }

    #[test]
    fn a_script_is_searched_for_a_quoted_value() {
        let text = "export default { database: 'x', base: `/站/`, 'srcDir' : \"./src\", a: f() }";
        assert_eq!(script_value(text, "base").as_deref(), Some("/站/"));
        assert_eq!(script_value(text, "srcDir").as_deref(), Some("./src"));
        assert_eq!(script_value(text, "a"), None);
    }
}
