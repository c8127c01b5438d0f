//! The checks of a run: told one by one as they end, summed up at the end.

use serde::Serialize;
use tuwen::{Class, Code, Problem};
use unicode_width::UnicodeWidthStr as _;

use super::check::{Check, Row, label};
use crate::console::{Console, Line, Mark, Waiting};
use crate::layer::ReportFormat;

/// Every check there is, in order.
const NAMES: [&str; 19] = [
    "configuration",
    "account",
    "secret",
    "api-base",
    "proxy",
    "dns",
    "connection",
    "tls",
    "service",
    "clock",
    "token",
    "ip-whitelist",
    "permission-pictures",
    "permission-animations",
    "quota-pictures",
    "quota-animations",
    "fonts",
    "ledger",
    "directories",
];

/// What `--report json` gives, version 1.
#[derive(Debug, Serialize)]
struct Report<'a> {
    version: u8,
    command: &'static str,
    checks: Vec<Row<'a>>,
    exit: u8,
}

/// The checks so far.
#[derive(Debug)]
pub(super) struct Round<'a> {
    console: &'a Console,
    /// Columns for the names.
    columns: usize,
    checks: Vec<Check>,
    /// What was said to be done last.
    hinted: Option<String>,
    /// What is shown while a check is made.
    waiting: Option<Waiting>,
    /// Why nothing can be told any more.
    unwritable: Option<Problem>,
}

impl<'a> Round<'a> {
    pub(super) fn new(console: &'a Console) -> Self {
        let language = console.talk().language;
        let widths = NAMES.iter().map(|name| label(name, language).width());
        Self {
            console,
            columns: widths.max().unwrap_or(0),
            checks: Vec::new(),
            hinted: None,
            waiting: None,
            unwritable: None,
        }
    }

    /// Shows that a check has begun, where somebody watches.
    pub(super) fn begin(&mut self, name: &str) {
        // The sign before goes first: it would take away the place for messages above this one.
        self.waiting = None;
        if self.speaks() {
            let label = label(name, self.console.talk().language);
            self.waiting = Some(self.console.waiting(&label));
        }
    }

    /// Takes a check and tells it; whether nothing is wrong that keeps others from being made.
    pub(super) fn tell(&mut self, check: Check) -> bool {
        self.waiting = None;
        if self.unwritable.is_none() && self.is_wanted(&check) {
            self.unwritable = self.show(&check).err();
        }
        let bad = check.mark == Mark::Bad;
        self.checks.push(check);
        !bad
    }

    /// Tells that a check cannot be made because of another.
    pub(super) fn skip(&mut self, name: &'static str, because: &'static str) {
        let first = label(because, self.console.talk().language);
        let check = Check::spared(name, "doctor-skipped");
        self.tell(check.with("first", first).detail("because", because));
    }

    /// The exit status, after the summary or the report.
    ///
    /// # Errors
    /// `output.unwritable`.
    pub(super) fn end(mut self) -> Result<u8, Problem> {
        let worst = self.checks.iter().map(|check| check.class);
        let worst = worst.max_by_key(|class| class.rank());
        let exit = worst.unwrap_or(Class::Notice).exit_status();
        if let Some(problem) = self.unwritable.take() {
            return Err(problem);
        }
        if self.is_json() {
            self.report(exit)?;
        }
        if self.speaks() && !self.console.talk().quiet {
            self.sum_up()?;
        }
        Ok(exit)
    }

    fn report(&self, exit: u8) -> Result<(), Problem> {
        let report = Report {
            version: 1,
            command: "doctor",
            checks: self.checks.iter().map(Check::row).collect(),
            exit,
        };
        let mut text = serde_json::to_vec(&report)
            .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))?;
        text.push(b'\n');
        self.console.data(&text)
    }

    fn sum_up(&self) -> Result<(), Problem> {
        let language = self.console.talk().language;
        let names = |mark: Mark| {
            let checks = self.checks.iter().filter(|check| check.mark == mark);
            let mut names: Vec<String> = checks.map(|check| label(check.name, language)).collect();
            names.dedup();
            names
        };
        let (bad, warned) = (names(Mark::Bad), names(Mark::Warning));
        let text = |id: &str, names: &[String]| {
            let names_in_a_row = names.join(&self.console.text("ui-comma", &[]));
            let count = names.len().to_string();
            self.console
                .text(id, &[("count", count), ("names", names_in_a_row)])
        };
        let (mark, id, told) = match (bad.is_empty(), warned.is_empty()) {
            (false, _) => (Mark::Bad, "doctor-problems", &bad),
            (true, false) => (Mark::Warning, "doctor-warnings", &warned),
            (true, true) => (Mark::Good, "doctor-well", &bad),
        };
        let mut sentence = text(id, told);
        if mark == Mark::Bad && !warned.is_empty() {
            sentence.push_str(&text("doctor-besides", &warned));
        }
        self.console.verdict(mark, &sentence)
    }

    fn show(&mut self, check: &Check) -> Result<(), Problem> {
        let talk = self.console.talk();
        let language = talk.language;
        // One thing to do is said once, however many checks wait for it.
        let hint = check
            .hint(language)
            .filter(|hint| self.hinted.as_ref() != Some(hint));
        let facts = check.facts().filter(|_| talk.is_verbose());
        self.console.finding(&Line {
            mark: check.mark,
            label: &label(check.name, language),
            columns: self.columns,
            message: &check.message(language),
            code: check.code(),
            hint: hint.as_deref(),
            more: facts.as_deref(),
        })?;
        if hint.is_some() {
            self.hinted = hint;
        }
        Ok(())
    }

    fn is_wanted(&self, check: &Check) -> bool {
        self.speaks() && (check.mark == Mark::Bad || !self.console.talk().quiet)
    }

    /// Whether people are told anything.
    fn speaks(&self) -> bool {
        !self.is_json() || self.console.talk().is_verbose()
    }

    fn is_json(&self) -> bool {
        self.console.talk().report == ReportFormat::Json
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tuwen::Language;

    #[test]
    fn every_check_has_a_name_in_every_language() {
        for language in Language::ALL {
            for name in NAMES {
                let label = label(name, *language);
                assert!(!label.is_empty() && label != "doctor-label", "{name}");
            }
        }
    }
}
