//! The table `figures` of a file: programs that draw diagrams.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use tuwen::FigureCommand;

/// What a file says of figures beyond single words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct FiguresLayer {
    /// Only in the user's own file: who writes it has programs run.
    #[serde(deserialize_with = "commands")]
    pub(crate) commands: BTreeMap<String, FigureCommand>,
}

/// A program and its arguments: `"dot -Tsvg"`, or a list where an argument has blanks in it.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a command or a list of its words")]
enum Words {
    One(String),
    Many(Vec<String>),
}

fn commands<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, FigureCommand>, D::Error> {
    let named = BTreeMap::<String, Words>::deserialize(deserializer)?;
    let commands = named.into_iter().map(|(language, words)| {
        let words = match words {
            Words::One(line) => line.split_whitespace().map(str::to_owned).collect(),
            Words::Many(words) => words,
        };
        let command = FigureCommand::new(&language, words)
            .ok_or_else(|| D::Error::custom(format!("no program for `{language}`")))?;
        Ok((language, command))
    });
    commands.collect()
}
