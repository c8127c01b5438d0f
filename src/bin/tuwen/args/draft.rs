//! What can be typed for `draft`.

use std::ffi::OsString;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::layer::Layer;
use crate::time;

/// `tuwen draft`.
#[derive(Debug, Args)]
pub(crate) struct Draft {
    #[command(subcommand)]
    pub(crate) command: DraftCommand,
}

/// What to do with the draft box.
#[derive(Debug, Subcommand)]
pub(crate) enum DraftCommand {
    List(List),
    Show(Named),
    Open(Named),
    Publish(Publication),
    Delete(Delete),
}

/// `tuwen draft list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = "output")]
    pub(crate) most: u32,
}

/// One draft.
#[derive(Debug, Args)]
pub(crate) struct Named {
    #[arg(value_name = "ID", required = true, help_heading = "input")]
    pub(crate) id: String,
}

/// `tuwen draft publish`.
#[derive(Debug, Args)]
pub(crate) struct Publication {
    #[arg(value_name = "ID", required = true, help_heading = "input")]
    pub(crate) id: String,
    #[arg(long, help_heading = "output")]
    pub(crate) yes: bool,
    #[arg(long, value_name = "TIME", value_parser = time::parse, help_heading = "output")]
    pub(crate) deadline: Option<Duration>,
}

/// `tuwen draft delete`.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[arg(value_name = "ID", required = true, help_heading = "input")]
    pub(crate) ids: Vec<String>,
    #[arg(long, help_heading = "output")]
    pub(crate) yes: bool,
}

impl Draft {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        if let DraftCommand::Publish(publication) = &self.command {
            layer.deadline = publication.deadline;
        }
    }
}

/// Shortest id that is taken for one although it begins like an option, in characters; real ones have about 64.
const SHORTEST_ID: usize = 32;

/// Puts ids behind a `--` where one begins with `-`, as one in sixty-four does, so that they are no options; all of
/// them, so that they keep their order.
pub(crate) fn with_ids_last(mut line: Vec<OsString>) -> Vec<OsString> {
    let is_draft = line.iter().skip(1).any(|word| word == "draft");
    if !is_draft || line.iter().any(|word| word == "--") {
        return line;
    }
    let is_odd = |word: &OsString| is_id(word) && word.as_encoded_bytes().starts_with(b"-");
    if !line.iter().any(is_odd) {
        return line;
    }
    let mut ids: Vec<OsString> = line.extract_if(.., |word| is_id(word)).collect();
    line.push("--".into());
    line.append(&mut ids);
    line
}

fn is_id(word: &OsString) -> bool {
    word.to_str().is_some_and(|word| {
        word.len() >= SHORTEST_ID
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_an_id_is_moved() {
        let id = "-nuWN8kfOHOSHRZLk0NPlUYyNCmFP3eD1Rk2bbtxiiVuNWzd";
        let line = |text: String| {
            let words = text.split(' ').map(OsString::from).collect();
            with_ids_last(words).join(&OsString::from(" "))
        };
        let moved = format!("tuwen draft delete a --yes -- {id}");
        assert_eq!(line(format!("tuwen draft delete {id} a --yes")), *moved);
        for text in [
            format!("tuwen publish {id}"),
            format!("tuwen draft delete -- {id}"),
            "tuwen draft show abc --report=json".to_owned(),
        ] {
            assert_eq!(line(text.clone()), *text);
        }
    }
}
