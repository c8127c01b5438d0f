//! The progress bar: articles, images and bytes, how fast they go and how long it will take, on a terminal only.

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
    begun: Instant,
    /// Articles of the run, where there are several.
    articles: AtomicU64,
    articles_done: AtomicU64,
    planned: AtomicU64,
    done: AtomicU64,
    bytes_planned: AtomicU64,
    bytes_done: AtomicU64,
    /// The end of the quiet time that was told last.
    quiet_until: Mutex<Option<Instant>>,
}

/// What is over sooner needs no rate.
const WORTH_A_RATE: Duration = Duration::from_secs(2);

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
            begun: Instant::now(),
            articles: AtomicU64::new(0),
            articles_done: AtomicU64::new(0),
            planned: AtomicU64::new(0),
            done: AtomicU64::new(0),
            bytes_planned: AtomicU64::new(0),
            bytes_done: AtomicU64::new(0),
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
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (articles, articles_done) = (load(&self.articles), load(&self.articles_done));
        let (total, bytes) = (load(&self.bytes_planned), load(&self.bytes_done));
        // Of a whole site, what is still to upload is not known before its last article is read.
        let (length, position) = if articles > 1 {
            (articles, articles_done)
        } else {
            (total, bytes)
        };
        self.drawn.set_length(length);
        self.drawn.set_position(position);
        let elapsed = self.begun.elapsed();
        let mut parts = Vec::new();
        let mut part = |id: &str, arguments: &[(&str, String)]| {
            parts.push(self.console.text(id, arguments));
        };
        if articles > 1 {
            let arguments = [
                ("done", articles_done.to_string()),
                ("count", articles.to_string()),
            ];
            part("ui-progress-articles", &arguments);
        }
        if total > 0 {
            let arguments = [
                ("done", load(&self.done).to_string()),
                ("count", load(&self.planned).to_string()),
                ("bytes", bytes.to_string()),
                ("total", total.to_string()),
            ];
            part("ui-progress", &arguments);
        }
        if elapsed >= WORTH_A_RATE {
            if bytes > 0 {
                let rate = u128::from(bytes) * 1000 / elapsed.as_millis().max(1);
                part("ui-progress-rate", &[("bytes", rate.to_string())]);
            }
            if let Some(left) = left(elapsed, position, length) {
                part("ui-progress-left", &[("time", clock(left))]);
            }
        }
        self.drawn
            .set_message(parts.join(&self.console.text("ui-progress-between", &[])));
    }
}

/// How long the rest takes at the pace so far.
#[expect(
    clippy::cast_precision_loss,
    reason = "an estimate: counts beyond 2^52 may be off by a little"
)]
fn left(elapsed: Duration, position: u64, length: u64) -> Option<Duration> {
    let rest = length.checked_sub(position).filter(|rest| *rest > 0)?;
    let per_unit = elapsed.as_secs_f64() / (position > 0).then_some(position)? as f64;
    Duration::try_from_secs_f64(per_unit * rest as f64).ok()
}

/// `0:05`, `12:30`, `1:02:03`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

impl Progress for Bar {
    fn articles(&self, count: u64) {
        self.articles.store(count, Ordering::Relaxed);
    }

    fn planned(&self, images: u64, bytes: u64) {
        self.planned.fetch_add(images, Ordering::Relaxed);
        self.bytes_planned.fetch_add(bytes, Ordering::Relaxed);
        self.tell();
    }

    fn uploaded(&self, bytes: u64) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.bytes_done.fetch_add(bytes, Ordering::Relaxed);
        self.tell();
    }

    fn article_done(&self) {
        self.articles_done.fetch_add(1, Ordering::Relaxed);
        if self.articles.load(Ordering::Relaxed) > 1 {
            self.tell();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_its_share() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(10), 25, 100), Some(seconds(30)));
        assert_eq!(left(seconds(10), 0, 100), None);
        assert_eq!(left(seconds(10), 100, 100), None);
    }

    #[test]
    fn times_read_like_a_clock() {
        let shown = |seconds| clock(Duration::from_secs(seconds));
        assert_eq!((shown(5), shown(750)), ("0:05".into(), "12:30".into()));
        assert_eq!(shown(3723), "1:02:03");
    }
}
