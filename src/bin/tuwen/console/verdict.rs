//! What a check found, for people: the findings, then one line of sums.

use tuwen::{Report, Severity};

use super::{Console, summary};
use crate::layer::ReportFormat;

impl Console {
    /// Tells what a check found.
    pub(crate) fn checked(&self, report: &Report) {
        // Annotations are for the log that people read; telling twice would hide them.
        if self.talk.report != ReportFormat::Github {
            summary::problems(self, report);
        }
        if self.talk.quiet {
            return;
        }
        let placed = report.articles.iter().flat_map(|article| &article.problems);
        let of_run = report.problems.iter();
        let all = placed.map(|placed| &placed.problem).chain(of_run);
        let (mut errors, mut warnings) = (0_u64, 0_u64);
        for problem in all {
            match problem.severity() {
                Severity::Warning => warnings += 1,
                _ => errors += 1,
            }
        }
        let count = |id: &str, count: u64| self.text(id, &[("count", count.to_string())]);
        let mut parts = Vec::new();
        if errors > 0 {
            parts.push(count("ui-check-errors", errors));
        }
        if warnings > 0 {
            parts.push(count("ui-check-warnings", warnings));
        }
        if parts.is_empty() {
            parts.push(self.text("ui-check-good", &[]));
        }
        let articles = count("ui-check-articles", report.totals.articles);
        let images = count("ui-sum-images", report.totals.references);
        self.note(&format!(
            "{articles}{}{images}{}{}",
            self.text("ui-comma", &[]),
            self.text("ui-colon", &[]),
            parts.join(&self.text("ui-comma", &[])),
        ));
    }
}
