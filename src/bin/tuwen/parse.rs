//! From the words of the command line to [`Arguments`]; or to help, the version, or a mistake, which are
//! printed here and leave only an exit status.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _, ValueEnum as _};

use crate::args::{Arguments, Help, with_ids_last};
use crate::console::Console;
use crate::help;
use crate::layer::{Color, Lang, Layer, joined};
use crate::usage;

/// Exit status of a mistake on the command line.
const USAGE: u8 = 2;

/// `--lang` and `--color`, as far as they can be made out before the line is understood.
pub(crate) fn language_and_color(line: &[OsString]) -> Layer {
    let value = |name: &str| {
        let words: Vec<&str> = line.iter().map_while(|word| word.to_str()).collect();
        let (first, rest) = words
            .iter()
            .enumerate()
            .find_map(|(at, word)| Some((word.strip_prefix(name)?, words.get(at + 1))))?;
        match first.strip_prefix('=') {
            Some(value) => Some(value.to_owned()),
            None => rest.map(|value| (*value).to_owned()),
        }
    };
    Layer {
        lang: value("--lang").and_then(|value| Lang::from_str(&value, true).ok()),
        color: value("--color").and_then(|value| Color::from_str(&value, true).ok()),
        ..Layer::default()
    }
}

/// Parses the command line.
///
/// # Errors
/// The exit status, when all has been said already.
pub(crate) fn parse(line: &[OsString], console: &Console) -> Result<Arguments, u8> {
    let error = match Arguments::try_parse_from(with_ids_last(joined(line))) {
        Ok(arguments) => return Ok(arguments),
        Err(error) => error,
    };
    Err(match error.kind() {
        ErrorKind::DisplayVersion => print(console, &error.render().to_string()),
        ErrorKind::DisplayHelp => print_help(line, console),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            console.say_help(&rendered_help(line, console));
            USAGE
        }
        _ => {
            let verb = verb(line);
            let language = console.talk().language;
            console.mistake(&usage::mistake(&error, verb.as_deref(), language));
            USAGE
        }
    })
}

/// `tuwen help [COMMAND]...`, by another name `tuwen COMMAND --help`.
pub(crate) fn help(help: &Help, console: &Console) -> u8 {
    let mut line = vec![OsString::from("tuwen")];
    line.extend(help.commands.iter().map(OsString::from));
    line.push(OsString::from("--help"));
    match Arguments::try_parse_from(&line) {
        Err(error) if error.kind() != ErrorKind::DisplayHelp => {
            console.mistake(&usage::mistake(&error, None, console.talk().language));
            USAGE
        }
        _ => print_help(&line, console),
    }
}

fn print_help(line: &[OsString], console: &Console) -> u8 {
    print(console, &rendered_help(line, console))
}

fn print(console: &Console, text: &str) -> u8 {
    match console.styled_data(text) {
        Ok(()) => 0,
        Err(problem) => {
            console.problem(&problem);
            problem.class().exit_status()
        }
    }
}

/// The help that this line asks for, in the console's language.
fn rendered_help(line: &[OsString], console: &Console) -> String {
    match help::command(console.talk().language).try_get_matches_from(line) {
        Err(error) => error.render().ansi().to_string(),
        Ok(_) => String::new(),
    }
}

/// The verb of a line that could not be understood.
fn verb(line: &[OsString]) -> Option<String> {
    let command = Arguments::command();
    let mut words = line.iter().skip(1).filter_map(|word| word.to_str());
    let name = words.find(|word| !word.starts_with('-'))?;
    command
        .find_subcommand(name)
        .map(|found| found.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early(line: &[&str]) -> (Option<Lang>, Option<Color>) {
        let line: Vec<OsString> = line.iter().map(OsString::from).collect();
        let layer = language_and_color(&line);
        (layer.lang, layer.color)
    }

    #[test]
    fn language_and_color_are_found_in_any_spelling() {
        assert_eq!(
            early(&["tuwen", "--lang", "zh", "--color=never", "x"]),
            (Some(Lang::Zh), Some(Color::Never))
        );
        assert_eq!(early(&["tuwen", "publish", "--lang=EN"]).0, Some(Lang::En));
        assert_eq!(early(&["tuwen", "--lang"]), (None, None));
        assert_eq!(early(&["tuwen", "--lang", "fr"]), (None, None));
    }
}
