//! The only place that prints: talk to standard error, data to standard output.
//!
//! Colour follows `--color`, `NO_COLOR` and the terminal, and never carries meaning of its own. Whatever
//! comes from articles, paths and servers is cleaned of control characters first. A reader that goes
//! away (broken pipe) is no error.

mod checkup;
mod clean;
mod diagnostic;
mod log;
mod paragraph;
mod progress;
mod summary;
mod verdict;
mod waiting;

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use tuwen::{Class, Code, IoError, PlacedProblem, Problem, Report, Severity, message_text};

use crate::layer::Color;
use crate::settings::Talk;
use crate::usage::Mistake;

pub(crate) use checkup::{Line, Mark};
pub(crate) use clean::clean;
pub(crate) use progress::Bar;
pub(crate) use waiting::Waiting;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Columns to draw in when there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;

/// The console of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    talk: Talk,
    width: usize,
}

impl Console {
    /// A console that talks as `talk` says.
    pub(crate) fn new(talk: Talk) -> Self {
        let width = terminal_size::terminal_size_of(io::stderr())
            .map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
        Self { talk, width }
    }

    /// How it talks.
    pub(crate) fn talk(&self) -> &Talk {
        &self.talk
    }

    /// Tells from now on what the library does, as far as it was asked for.
    pub(crate) fn tell_work(&self) {
        if self.talk.is_verbose() {
            log::start(self, self.talk.verbosity);
        }
    }

    /// A text of the program in the console's language.
    pub(crate) fn text(&self, id: &str, arguments: &[(&str, String)]) -> String {
        message_text(self.talk.language, id, arguments)
    }

    /// Writes data to standard output, byte for byte.
    ///
    /// # Errors
    /// `output.unwritable` when it cannot be written, for another reason than a reader that went away.
    #[expect(clippy::unused_self, reason = "who prints must hold the console")]
    pub(crate) fn data(&self, bytes: &[u8]) -> Result<(), Problem> {
        let mut stdout = io::stdout().lock();
        written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
    }

    /// Writes text that may hold styles to standard output, such as help.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub(crate) fn styled_data(&self, text: &str) -> Result<(), Problem> {
        let mut stdout = AutoStream::new(io::stdout(), self.choice());
        written(
            stdout
                .write_all(text.as_bytes())
                .and_then(|()| stdout.flush()),
        )
    }

    /// Says something that is worth knowing, unless the user wants quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.talk.quiet {
            self.say(&format!("{}\n", clean(text)));
        }
    }

    /// Tells a mistake on the command line.
    pub(crate) fn mistake(&self, mistake: &Mistake) {
        let error = self.text("ui-error", &[]);
        let colon = self.text("ui-colon", &[]);
        self.say(&format!(
            "{ERROR}{error}{ERROR:#}{colon}{}\n{}",
            clean(&mistake.sentence),
            self.hint_line(&mistake.hint, ""),
        ));
    }

    /// Tells a problem of the run as a whole.
    pub(crate) fn problem(&self, problem: &Problem) {
        if self.wants(problem.severity()) {
            self.say(&format!(
                "{}{}",
                self.head(problem),
                self.hint_line(&problem.hint(self.talk.language), "")
            ));
        }
    }

    /// Tells a problem of an article, with the piece of source it is about.
    pub(crate) fn placed_problem(&self, input: &str, placed: &PlacedProblem, more: usize) {
        let problem = &placed.problem;
        if !self.wants(problem.severity()) {
            return;
        }
        let mut text = diagnostic::location(input, placed.place.as_ref());
        text.push_str(&self.head(problem));
        if let Some(place) = &placed.place {
            let style = severity_style(problem.severity());
            text.push_str(&diagnostic::source(place, style, self.width));
        }
        if more > 0 {
            let more = self.text("ui-more-places", &[("count", more.to_string())]);
            let _ = writeln!(text, "  {DIM}{more}{DIM:#}");
        }
        text.push_str(&self.hint_line(&problem.hint(self.talk.language), "  "));
        self.say(&text);
    }

    /// Tells all that a run did: problems, outputs, sums.
    pub(crate) fn report(&self, report: &Report) {
        summary::problems(self, report);
        if !self.talk.quiet {
            summary::outputs(self, report);
        }
    }

    /// A progress bar, if there is a terminal to draw it on and nobody objects.
    pub(crate) fn bar(&self) -> Arc<Bar> {
        let wanted = self.talk.progress
            && !self.talk.quiet
            && self.talk.report == crate::layer::ReportFormat::Human
            && io::stderr().is_terminal();
        Arc::new(Bar::new(self, wanted))
    }

    fn wants(&self, severity: Severity) -> bool {
        severity == Severity::Error || !self.talk.quiet
    }

    /// `error[image.missing]: no file for …`.
    fn head(&self, problem: &Problem) -> String {
        let style = severity_style(problem.severity());
        let word = self.text(
            match problem.severity() {
                Severity::Warning => "ui-warning",
                _ => "ui-error",
            },
            &[],
        );
        format!(
            "{style}{word}[{}]{style:#}{}{}\n",
            problem.code().as_str(),
            self.text("ui-colon", &[]),
            clean(&problem.message(self.talk.language)),
        )
    }

    fn hint_line(&self, hint: &str, indent: &str) -> String {
        let word = self.text("ui-hint", &[]);
        let colon = self.text("ui-colon", &[]);
        format!("{indent}{HINT}{word}{HINT:#}{colon}{}\n", clean(hint))
    }

    /// Shows help that was not asked for.
    pub(crate) fn say_help(&self, text: &str) {
        self.say(text);
    }

    fn say(&self, text: &str) {
        // Nobody can be told that standard error is gone.
        let mut stderr = AutoStream::new(io::stderr(), self.choice()).lock();
        let _ = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
    }

    fn choice(&self) -> ColorChoice {
        match self.talk.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Warning => WARNING,
        _ => ERROR,
    }
}

fn written(result: io::Result<()>) -> Result<(), Problem> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Problem::new(Code::OutputUnwritable)
                .with("path", "-")
                .with("reason", IoError::new(Path::new("-"), error).reason()))
        }
        _ => Ok(()),
    }
}

/// The exit status of a problem that ended the run.
pub(crate) fn exit_status(problem: &Problem) -> u8 {
    match problem.class() {
        // Whatever its severity elsewhere, here it kept something from being done.
        Class::Notice => Class::Article.exit_status(),
        class => class.exit_status(),
    }
}
