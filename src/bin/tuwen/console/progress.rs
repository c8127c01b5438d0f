//! The progress bar: images and bytes, on a terminal only.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tuwen::Progress;

use super::{Console, log};

/// A bar that grows as uploads become known; it appears with the first.
#[derive(Debug)]
pub(crate) struct Bar {
    drawn: ProgressBar,
    console: Console,
    planned: AtomicU64,
    done: AtomicU64,
    /// The end of the quiet time that was told last.
    quiet_until: Mutex<Option<Instant>>,
}

/// Quiet times that are over sooner are not worth a word.
const WORTH_TELLING: Duration = Duration::from_secs(4);

impl Bar {
    pub(super) fn new(console: &Console, wanted: bool) -> Self {
        let target = if wanted {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{bar:30}] {msg}  {elapsed}") {
            bar.set_style(style.progress_chars("=> "));
        }
        if wanted {
            log::above(Some(&bar));
        }
        Self {
            drawn: bar,
            console: *console,
            planned: AtomicU64::new(0),
            done: AtomicU64::new(0),
            quiet_until: Mutex::new(None),
        }
    }

    /// Says something above the bar.
    pub(crate) fn note(&self, text: &str) {
        self.drawn.suspend(|| self.console.note(text));
    }

    /// Takes the bar off the screen.
    pub(crate) fn finish(&self) {
        self.drawn.finish_and_clear();
        log::above(None);
    }

    fn tell(&self) {
        if self.drawn.is_hidden() {
            return;
        }
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed).to_string();
        let arguments = [
            ("done", number(&self.done)),
            ("count", number(&self.planned)),
            ("bytes", self.drawn.position().to_string()),
            ("total", self.drawn.length().unwrap_or(0).to_string()),
        ];
        self.drawn
            .set_message(self.console.text("ui-progress", &arguments));
    }
}

impl Progress for Bar {
    fn planned(&self, images: u64, bytes: u64) {
        self.planned.fetch_add(images, Ordering::Relaxed);
        self.drawn.inc_length(bytes);
        self.tell();
    }

    fn uploaded(&self, bytes: u64) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.drawn.inc(bytes);
        self.tell();
    }

    fn quiet(&self, left: Duration) {
        if left < WORTH_TELLING {
            return;
        }
        let until = Instant::now() + left;
        let mut told = self
            .quiet_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|told| until < told + WORTH_TELLING) {
            return;
        }
        *told = Some(until);
        drop(told);
        let arguments = [("seconds", left.as_secs().to_string())];
        self.note(&self.console.text("ui-quiet", &arguments));
    }
}
