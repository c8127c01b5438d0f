//! Help texts, from the catalogues: `help-VERB` for a verb (its usage line is the attribute `.usage`),
//! `help-option-VERB-NAME` or `help-option-NAME` for what it takes, `help-heading-…` for the groups.
//!
//! The command of the parser carries no text, so that a run that needs no help looks up none.

use clap::{Command, CommandFactory as _};
use tuwen::{Language, message_attribute, message_text};

use crate::args::Arguments;

/// The command with all its texts.
pub(crate) fn command(language: Language) -> Command {
    let text = |id: &str| message_text(language, id, &[]);
    let command = localise(Arguments::command(), language, None);
    // Subcommands take the global arguments over when the command is built, with their texts.
    command
        .subcommand_help_heading(text("help-heading-commands"))
        .after_help(text("help-more"))
}

fn localise(mut command: Command, language: Language, parent: Option<&str>) -> Command {
    let text = |id: &str| message_text(language, id, &[]);
    // `cache forget` is `cache-forget` in ids; the whole program is `tuwen`.
    let name = match parent {
        None | Some("tuwen") => command.get_name().to_owned(),
        Some(parent) => format!("{parent}-{}", command.get_name()),
    };
    let id = format!("help-{name}");
    let template = format!(
        "{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
        text("help-usage"),
    );
    command = command
        .about(text(&id))
        .override_usage(message_attribute(language, &id, "usage", &[]))
        .help_template(template);
    let arguments: Vec<String> = command
        .get_arguments()
        .map(|argument| argument.get_id().to_string())
        .collect();
    for argument in arguments {
        command = command.mut_arg(&argument, |argument| {
            let heading = argument.get_help_heading().unwrap_or("general");
            let heading = text(&format!("help-heading-{heading}"));
            let help = text(&help_id(language, &name, argument.get_id().as_str()));
            let takes_value = argument.get_action().takes_values();
            // What a verb works on comes before what can be said about it.
            let argument = if argument.is_positional() {
                argument.display_order(0)
            } else {
                argument
            };
            argument
                .help(help)
                .help_heading(heading)
                .hide_possible_values(takes_value)
        });
    }
    let subcommands: Vec<String> = command
        .get_subcommands()
        .map(|subcommand| subcommand.get_name().to_owned())
        .collect();
    for subcommand in subcommands {
        command = command.mut_subcommand(subcommand, |subcommand| {
            localise(subcommand, language, Some(&name))
        });
    }
    if command.has_subcommands() {
        command = command.subcommand_help_heading(text("help-heading-commands"));
    }
    command
}

/// The id of an argument's text: the verb's own, if it has one.
fn help_id(language: Language, verb: &str, argument: &str) -> String {
    let argument = argument.replace('_', "-");
    let own = format!("help-option-{verb}-{argument}");
    if message_text(language, &own, &[]) == own {
        format!("help-option-{argument}")
    } else {
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All helps of all verbs, as one text.
    fn everything(command: &mut Command) -> String {
        let mut text = command.render_help().to_string();
        for subcommand in command.get_subcommands_mut() {
            text.push_str(&everything(subcommand));
        }
        text
    }

    #[test]
    fn every_verb_and_option_has_a_text_in_every_language() {
        for language in Language::ALL {
            let mut command = command(*language);
            command.build();
            let text = everything(&mut command);
            assert!(!text.contains("help-"), "{text}");
        }
    }

    #[test]
    fn chinese_help_has_no_english_headings() {
        let mut command = command(Language::Chinese);
        command.build();
        let text = everything(&mut command);
        for word in [
            "Usage",
            "Options",
            "Arguments",
            "Commands",
            "Print",
            "[default",
        ] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }

    #[test]
    fn the_parser_is_consistent() {
        Arguments::command().debug_assert();
        command(Language::Chinese).debug_assert();
    }
}
