//! What each verb does, one file per verb, and how a run that could not begin ends.

pub(crate) mod articles;
pub(crate) mod cache;
pub(crate) mod check;
mod chosen;
pub(crate) mod completions;
mod date;
pub(crate) mod doctor;
pub(crate) mod draft;
mod drafts;
pub(crate) mod hook;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod mdbook;
mod pages;
pub(crate) mod preview;
pub(crate) mod sandbox;
pub(crate) mod themes;
pub(crate) mod upload;

use tuwen::{Problem, Report};

use crate::console::{Console, exit_status};
use crate::layer::ReportFormat;

/// Tells the problem that ended a run, also in the report if one was asked for; gives the exit status.
pub(crate) fn fail(problem: &Problem, verb: &'static str, console: &Console) -> u8 {
    console.problem(problem);
    if verb == "check" {
        // As below.
        let _ = check::draw(&Report::stopped(verb, problem.clone()), console);
        return exit_status(problem);
    }
    let reports = matches!(verb, "publish" | "rewrite" | "upload");
    if reports && console.talk().report == ReportFormat::Json {
        // The problem is told already; nothing is left to say if it cannot be reported.
        let _ = json(&Report::stopped(verb, problem.clone()), console);
    }
    exit_status(problem)
}

/// Puts a report on standard output.
fn json(report: &Report, console: &Console) -> Result<(), Problem> {
    let mut text = report.to_json();
    text.push('\n');
    console.data(text.as_bytes())
}

/// The exit status of a run that came to its end.
fn status(report: &Report) -> u8 {
    report.class().exit_status()
}
