//! The backend's table as a configuration file: the table as mdBook has read it comes in, with what variables
//! (`MDBOOK_OUTPUT__…`) have changed; a text goes out in which each key stands in the line where `book.toml` has it, so
//! that messages can name the place.

use std::path::Path;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};
use tuwen::{Code, Problem, read_limited};

use crate::sources::ConfigFile;

/// Keys that are mdBook's own.
const OF_MDBOOK: [&str; 2] = ["command", "optional"];

/// Keys for what mdBook decides: the articles, where their pages go, what is on standard output.
const DECIDED: [&str; 7] = [
    "from", "base-dir", "base_dir", "output", "in-place", "in_place", "report",
];

/// Largest `book.toml` that is looked at, in bytes.
const LONGEST: u64 = 1 << 20;

/// The configuration file that the table `output.NAME` of a book in `root` comes to.
///
/// # Errors
/// `config.unknown-key` for what mdBook decides, `config.invalid` for what no such file can say.
pub(super) fn configuration(
    root: &Path,
    (name, table): (&str, Option<&Value>),
) -> Result<ConfigFile, Problem> {
    let path = root.join("book.toml");
    let lines = Lines::read(&path, name);
    let invalid = |line: usize, reason: String| {
        Problem::new(Code::ConfigInvalid)
            .with("path", path.display())
            .with("line", line)
            .with("reason", reason)
    };
    let empty = Map::new();
    let table = match table {
        Some(Value::Object(table)) => table,
        None => &empty,
        Some(_) => {
            let reason = format!("`output.{name}` is no table");
            return Err(invalid(lines.of(""), reason));
        }
    };
    let mut keys = Vec::new();
    for (key, value) in table {
        let line = lines.of(key);
        if DECIDED.contains(&key.as_str()) {
            return Err(Problem::new(Code::ConfigUnknownKey)
                .with("path", path.display())
                .with("line", line)
                .with("key", key));
        }
        if OF_MDBOOK.contains(&key.as_str()) || value.is_null() {
            continue;
        }
        let value =
            toml::Value::try_from(value).map_err(|error| invalid(line, error.to_string()))?;
        keys.push((
            line,
            format!("{} = {value}", toml::Value::from(key.as_str())),
        ));
    }
    keys.sort();
    let mut text = String::new();
    let mut next = 1;
    for (line, key) in keys {
        for _ in next..line {
            text.push('\n');
        }
        next = next.max(line) + 1;
        text.push_str(&key);
        text.push('\n');
    }
    Ok(ConfigFile::project(path, text))
}

/// Where the keys stand in `book.toml`.
struct Lines {
    keys: Vec<(String, usize)>,
    /// The line of the table.
    table: usize,
}

impl Lines {
    /// What cannot be read or is not there has its keys in the first line.
    fn read(path: &Path, name: &str) -> Self {
        let bytes = read_limited(path, LONGEST).ok().flatten();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.and_then(|text| Self::of_text(&text, name))
            .unwrap_or(Self {
                keys: Vec::new(),
                table: 1,
            })
    }

    fn of_text(text: &str, name: &str) -> Option<Self> {
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let book = DeTable::parse(text).ok()?;
        let output = book.get_ref().get("output")?.get_ref();
        let (name, table) = output.as_table()?.get_key_value(name)?;
        let DeValue::Table(keys) = table.get_ref() else {
            return None;
        };
        Some(Self {
            keys: keys
                .keys()
                .map(|key| (key.get_ref().to_string(), line(key.span().start)))
                .collect(),
            table: line(name.span().start),
        })
    }

    /// The line of a key; of one that is not there, that of the table.
    fn of(&self, key: &str) -> usize {
        let mut keys = self.keys.iter();
        keys.find(|(name, _)| name == key)
            .map_or(self.table, |(_, line)| *line)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BOOK: &str = "[book]\ntitle = \"书\"\n\n[output.tuwen] # 我们\ncommand = \"tuwen mdbook\"\n\n\
        primary = '#0f766e'\nclean = true\n\n[output.tuwen.check]\n\"article.title\" = \"off\"\n";

    fn text(table: &Value) -> String {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("book.toml"), BOOK).unwrap();
        configuration(directory.path(), ("tuwen", Some(table)))
            .unwrap()
            .text
    }

    #[test]
    fn keys_stand_where_the_book_has_them() {
        let table = json!({
            "command": "tuwen mdbook", "optional": true, "primary": "#0f766e", "clean": true,
            "check": {"article.title": "off"}, "css": null,
        });
        assert_eq!(
            text(&table),
            "\n\n\n\n\n\n\"primary\" = \"#0f766e\"\n\"clean\" = true\n\n\"check\" = { \"article.title\" = \"off\" }\n"
        );
    }

    #[test]
    fn a_key_that_a_variable_has_set_stands_at_the_table() {
        assert_eq!(
            text(&json!({"jobs": 2, "theme": "literary"})),
            "\n\n\n\"jobs\" = 2\n\"theme\" = \"literary\"\n"
        );
    }

    #[test]
    fn a_table_without_a_book_is_read_all_the_same() {
        let file =
            configuration(Path::new("nowhere"), ("tuwen", Some(&json!({"jobs": 2})))).unwrap();
        assert_eq!(file.text, "\"jobs\" = 2\n");
        let none = configuration(Path::new("nowhere"), ("tuwen", None)).unwrap();
        assert_eq!(none.text, "");
    }
}
