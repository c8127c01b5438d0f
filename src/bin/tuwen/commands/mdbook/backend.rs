//! Under which name mdBook runs us: the tables below `output` come in, the one that is ours goes out.
//!
//! A book may call a backend anything, `[output.wechat]` with `command = "tuwen mdbook"`, and may run one program as
//! several. mdBook does not say which it is running; but of several backends each has the folder of its name.

use serde_json::{Map, Value};

/// The name that needs no command to be known by.
pub(super) const OURS: &str = "tuwen";

/// A backend: its name and its table.
type Backend<'b> = (&'b str, &'b Value);

/// The table that holds; `folder` is the last component of the destination.
pub(super) fn choose<'b>(
    tables: &'b Map<String, Value>,
    folder: Option<&str>,
) -> Option<Backend<'b>> {
    let programs: Vec<Backend> = tables
        .iter()
        .filter(|(name, table)| *name == OURS || command(table).is_some())
        .map(|(name, table)| (name.as_str(), table))
        .collect();
    let ours: Vec<Backend> = programs
        .iter()
        .copied()
        .filter(|(name, table)| *name == OURS || command(table).is_some_and(runs_us))
        .collect();
    let named = |wanted: &str| programs.iter().find(|(name, _)| *name == wanted).copied();
    folder
        .and_then(named)
        .or_else(|| named(OURS))
        .or_else(|| only(&ours))
        // A script of the book's own runs us.
        .or_else(|| only(&programs))
}

fn only<'b>(backends: &[Backend<'b>]) -> Option<Backend<'b>> {
    match backends {
        [one] => Some(*one),
        _ => None,
    }
}

fn command(table: &Value) -> Option<&str> {
    table.get("command")?.as_str()
}

/// Whether a command line is `tuwen mdbook`, with a path, quotes, a suffix, or words before and between.
fn runs_us(command: &str) -> bool {
    let mut words = command.split_whitespace().map(|word| {
        let bare = word.trim_matches(['\'', '"']);
        let name = bare.rsplit(['/', '\\']).next().unwrap_or(bare);
        name.strip_suffix(".exe").unwrap_or(name)
    });
    words.any(|word| word == OURS) && words.any(|word| word == "mdbook")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chosen(tables: &Value, folder: &str) -> Option<String> {
        let backend = choose(tables.as_object().unwrap(), Some(folder));
        backend.map(|(name, _)| name.to_owned())
    }

    #[test]
    fn the_table_is_known_by_its_folder_its_name_or_its_command() {
        let ours = json!({"command": "tuwen mdbook"});
        for (tables, folder, name) in [
            (json!({"html": {}, "wechat": ours}), "wechat", "wechat"),
            (json!({"wechat": ours}), "book", "wechat"),
            (json!({"tuwen": {}}), "book", "tuwen"),
            (
                json!({"html": {}, "tuwen": {}, "b": ours}),
                "tuwen",
                "tuwen",
            ),
            (json!({"html": {}, "tuwen": {}, "b": ours}), "b", "b"),
            (json!({"a": ours, "b": ours, "html": {}}), "b", "b"),
            // As the context may be given by hand, from anywhere.
            (
                json!({"html": {}, "wechat": ours, "x": {"command": "x"}}),
                "out",
                "wechat",
            ),
            // A script.
            (
                json!({"wechat": {"command": "./publish.sh"}}),
                "book",
                "wechat",
            ),
            (
                json!({"html": {}, "wechat": {"command": "./publish.sh"}}),
                "wechat",
                "wechat",
            ),
        ] {
            assert_eq!(chosen(&tables, folder).as_deref(), Some(name), "{tables}");
        }
        for (tables, folder) in [
            (json!({"html": {}}), "html"),
            (json!({"a": ours, "b": ours}), "book"),
            (json!({}), "book"),
        ] {
            assert_eq!(chosen(&tables, folder), None, "{tables}");
        }
    }

    #[test]
    fn a_command_is_ours_however_it_is_written() {
        for command in [
            "tuwen mdbook",
            "/opt/bin/tuwen mdbook",
            "'C:\\Program Files\\tuwen.exe' mdbook",
            "env TUWEN_JOBS=2 tuwen --lang zh mdbook",
        ] {
            assert!(runs_us(command), "{command}");
        }
        for command in [
            "mdbook-pdf",
            "mdbook tuwen",
            "tuwen publish",
            "nottuwen mdbook",
            "",
        ] {
            assert!(!runs_us(command), "{command}");
        }
    }
}
