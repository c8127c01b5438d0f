//! The `tuwen` program: finds out what is asked for, has it done, turns the outcome into an exit status.

mod args;
mod browser;
#[cfg(feature = "clipboard")]
mod clipboard;
mod commands;
mod console;
mod css;
mod help;
mod host;
mod layer;
mod look;
mod number;
mod parse;
mod session;
mod settings;
mod sources;
mod time;
mod usage;
mod verbosity;

use std::process::ExitCode;

use args::{Arguments, Command};
use commands::articles::Shown;
use console::Console;
use layer::ReportFormat;
use settings::{Settings, Talk};
use sources::Environment;
use tuwen::{Code, Problem, Verb};

fn main() -> ExitCode {
    let (environment, unreadable) = Environment::of_process();
    let locale = sources::locale(&environment);
    let line: Vec<_> = std::env::args_os().collect();
    #[cfg(feature = "clipboard")]
    if line.len() == 2 && line[1] == clipboard::HOLD {
        return ExitCode::from(clipboard::hold());
    }
    let early = Talk::early(&parse::language_and_color(&line), &environment, locale);
    let arguments = match parse::parse(&line, &Console::new(early)) {
        Ok(arguments) => arguments,
        Err(status) => return ExitCode::from(status),
    };
    let early = Talk::early(&arguments.layer(), &environment, locale);
    let mut console = Console::new(early);
    let outcome = match (without_settings(&arguments.command, &console), unreadable) {
        (Some(outcome), _) => outcome,
        // It says itself what is wrong with the configuration.
        (None, unreadable) if matches!(arguments.command, Command::Doctor) => {
            commands::doctor::run(&arguments, environment, unreadable, early)
        }
        (None, Some(problem)) => Err(problem),
        // Its configuration comes with the book.
        (None, None) if matches!(arguments.command, Command::Mdbook) => {
            commands::mdbook::run(&arguments, environment, early)
        }
        (None, None) => settings(&arguments, environment).and_then(|settings| {
            console = Console::new(settings.talk);
            console.tell_work();
            with_settings(&arguments.command, &settings, &console)
        }),
    };
    let status = outcome
        .unwrap_or_else(|problem| commands::fail(&problem, arguments.command.name(), &console));
    ExitCode::from(status)
}

/// Reads the configuration, from everywhere it can stand.
fn settings(arguments: &Arguments, environment: Environment) -> Result<Settings, Problem> {
    let config = arguments.general.config.as_deref();
    let sources = sources::gather(arguments.layer(), config, arguments.inputs(), environment)?;
    let settings = Settings::resolve(sources)?;
    let is_of_check = matches!(
        settings.talk.report,
        ReportFormat::Sarif | ReportFormat::Github
    );
    if is_of_check && !matches!(arguments.command, Command::Check(_)) {
        return Err(Problem::new(Code::ConfigBadValue)
            .with("option", "--report")
            .with("value", settings.talk.report.name())
            .with("expected", "`human`, `json`"));
    }
    Ok(settings)
}

/// The verbs that work whatever the configuration says; the exit status.
fn without_settings(command: &Command, console: &Console) -> Option<Result<u8, Problem>> {
    Some(match command {
        Command::Init(init) => commands::init::run(init, console),
        Command::Completions(completions) => commands::completions::run(completions, console),
        Command::Man(man) => commands::man::run(man, console),
        Command::Hook(hook) => commands::hook::run(&hook.command, console),
        Command::Themes(themes) => commands::themes::run(themes, console),
        Command::Help(help) => Ok(parse::help(help, console)),
        _ => return None,
    })
}

/// The other verbs; the exit status.
fn with_settings(command: &Command, settings: &Settings, console: &Console) -> Result<u8, Problem> {
    match command {
        Command::Publish(publish) => {
            let inputs = &publish.articles.inputs;
            let shown = Shown {
                open: publish.open,
                #[cfg(feature = "clipboard")]
                copy: publish.copy,
                #[cfg(not(feature = "clipboard"))]
                copy: false,
                for_one: publish.drafting.for_one_article(),
            };
            let choosing = &publish.articles.choosing;
            let drafting = &publish.drafting;
            let mut settings = settings.clone();
            if drafting.draft {
                settings.make_drafts(drafting.new, drafting.together);
            }
            commands::articles::run(Verb::Publish, inputs, choosing, shown, &settings, console)
        }
        Command::Rewrite(rewrite) => {
            let inputs = &rewrite.articles.inputs;
            let shown = Shown::default();
            commands::articles::run(
                Verb::Rewrite,
                inputs,
                &rewrite.articles.choosing,
                shown,
                settings,
                console,
            )
        }
        Command::Check(check) => commands::check::run(check, settings, console),
        Command::Upload(upload) => commands::upload::run(&upload.images, settings, console),
        Command::Preview(preview) => commands::preview::run(preview, settings, console),
        Command::Draft(draft) => commands::draft::run(&draft.command, settings, console),
        Command::Cache(cache) => commands::cache::run(&cache.command, settings, console),
        Command::Sandbox(server) => commands::sandbox::run(server, console),
        _ => Ok(0),
    }
}
