//! A sign of life while something is waited for, on a terminal only; it goes when it is dropped.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Console, log};
use crate::layer::ReportFormat;

/// How often the sign changes.
const BEAT: Duration = Duration::from_millis(120);

/// What is waited for, on the screen.
#[derive(Debug)]
pub(crate) struct Waiting(ProgressBar);

impl Console {
    /// Shows what is waited for, if there is a terminal to draw it on and nobody objects.
    pub(crate) fn waiting(&self, what: &str) -> Waiting {
        let wanted = self.talk.progress
            && !self.talk.quiet
            && self.talk.report == ReportFormat::Human
            && io::stdout().is_terminal()
            && io::stderr().is_terminal();
        let target = if wanted {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let sign = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {elapsed}") {
            sign.set_style(style.tick_chars("-\\|/ "));
        }
        sign.set_message(what.to_owned());
        if wanted {
            sign.enable_steady_tick(BEAT);
            log::above(Some(&sign));
        }
        Waiting(sign)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.finish_and_clear();
        log::above(None);
    }
}
