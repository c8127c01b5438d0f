//! `check`: articles in, what is wrong with them out. No network, no secret, nothing written but with
//! `--fix`.

mod explain;
mod fixing;
mod selection;

use std::path::PathBuf;

use tuwen::{
    Checker, Code, InputFile, Job, Ledger, Level, Locator, LocatorOptions, Output, Problem, Report,
    Rules, Verb, github, sarif,
};

use super::{json, status};
use crate::args::Check;
use crate::console::Console;
use crate::layer::ReportFormat;
use crate::session;
use crate::settings::Settings;
use selection::Selection;

/// Runs the verb; the exit status.
///
/// # Errors
/// `input.…`, `git.…`, `check.…`, `output.unwritable`.
pub(crate) fn run(check: &Check, settings: &Settings, console: &Console) -> Result<u8, Problem> {
    if let Some(codes) = &check.explain {
        return explain::run(codes.first().map(String::as_str), console);
    }
    let rules = rules(check, settings)?;
    let options = settings.options(Verb::Publish);
    let Selection { jobs, index } = selection::select(check, settings)?;
    if check.fix {
        if check.staged {
            return Err(Problem::new(Code::CheckFixStaged));
        }
        let fence = LocatorOptions::new(options.roots.clone(), options.allow_outside);
        fixing::fix(&jobs, &Locator::new(fence), console)?;
    }
    let mut checker = Checker::new(options, rules.clone());
    let mut warnings = Vec::new();
    if check.require_uploaded {
        let (ledger, problem) = Ledger::open_read_only(&settings.data.directory);
        warnings.extend(problem);
        warnings.extend(session::use_lockfile(settings, &ledger)?);
        if let Some(shared) = session::shared_ledger(settings)? {
            ledger.use_shared_ledger(&shared);
        }
        let account = session::account(settings, &ledger);
        checker = checker.requiring_uploads(ledger, account);
    }
    if let Some(index) = index {
        checker = checker.in_index(index);
    }
    if check.unused {
        checker = checker.looking_for_unused(directories(&check.inputs));
    }
    let mut report = checker.check(jobs);
    if let Some(css) = &settings.css {
        report.articles.extend(style_sheet(css, &rules)?);
    }
    report.problems.extend(warnings);
    draw(&report, console)?;
    console.checked(&report);
    Ok(status(&report))
}

/// Puts the report on standard output in the form that was asked for; nothing for people, who get theirs on
/// standard error.
pub(super) fn draw(report: &Report, console: &Console) -> Result<(), Problem> {
    let language = console.talk().language;
    match console.talk().report {
        ReportFormat::Human => Ok(()),
        ReportFormat::Json => json(report, console),
        ReportFormat::Sarif => console.data(format!("{}\n", sarif(report, language)).as_bytes()),
        ReportFormat::Github => console.data(github(report, language).as_bytes()),
    }
}

/// The rules of the settings, with those of the command line on top.
fn rules(check: &Check, settings: &Settings) -> Result<Rules, Problem> {
    let mut rules = settings.rules.clone();
    let levels = [
        (&check.allow, Level::Off),
        (&check.warn, Level::Warning),
        (&check.deny, Level::Error),
    ];
    for (codes, level) in levels {
        for code in codes {
            rules = rules.with(explain::rule(code)?, level);
        }
    }
    Ok(if check.strict { rules.strict() } else { rules })
}

/// Where pictures that no article shows are looked for: the directories of the inputs.
fn directories(inputs: &[PathBuf]) -> Vec<PathBuf> {
    let directories: Vec<PathBuf> = (inputs.iter())
        .filter(|input| input.is_dir())
        .cloned()
        .collect();
    if directories.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        directories
    }
}

/// What of own CSS would have no effect; nothing when all has.
fn style_sheet(
    path: &std::path::Path,
    rules: &Rules,
) -> Result<Option<tuwen::ArticleReport>, Problem> {
    let found = tuwen::check_theme(&crate::css::read(path)?);
    let name = path.strip_prefix(".").unwrap_or(path).display();
    Ok(rules.style_sheet(&name.to_string(), found))
}

/// A job that is only looked at.
fn job(file: InputFile, stdin: &mut Option<(Vec<u8>, PathBuf)>) -> Option<Job> {
    match file {
        InputFile::File { path, format, .. } => Some(Job::file(path, format, Output::Stdout)),
        InputFile::Stdin { format } => {
            let (source, base_dir) = stdin.take().unwrap_or_default();
            Some(Job::stdin(source, base_dir, format, Output::Stdout))
        }
        _ => None,
    }
}
