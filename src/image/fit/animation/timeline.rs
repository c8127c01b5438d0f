//! Which frames are kept, and for how many hundredths of a second each is shown.
//!
//! Frames that follow one another too fast are shown as one: the one of them that is shown longest, so
//! that what a burst of changes comes to is never lost. The sum of all delays stays as it is.

use super::outline::Span;

/// Browsers show what claims to last less for 100 ms.
pub(super) const SHORTEST: u64 = 2;

/// A frame that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Its number in the animation.
    pub(super) frame: usize,
    /// In 1/100 s.
    pub(super) delay: u64,
}

/// The frames to keep so that each is shown for about `interval` (in 1/100 s) or longer.
pub(super) fn steps(frames: &[Span], interval: u64) -> Vec<Step> {
    let interval = interval.max(SHORTEST);
    let mut steps: Vec<Step> = Vec::with_capacity(frames.len());
    let mut micros = 0;
    // Where the group begins that is being gathered, and its frame that is shown longest.
    let mut start = 0;
    let mut longest: Option<usize> = None;
    for (number, frame) in frames.iter().enumerate() {
        let before = hundredths(micros);
        // A long frame does not swallow the group before it, if that can stand alone.
        if let Some(kept) = longest
            && frame.shown >= interval * 10_000
            && (before - start) * 2 >= interval.max(SHORTEST * 2)
        {
            steps.push(Step {
                frame: kept,
                delay: before - start,
            });
            start = before;
            longest = None;
        }
        micros += frame.shown;
        let kept = longest
            .filter(|&kept| frames[kept].shown >= frame.shown)
            .unwrap_or(number);
        longest = Some(kept);
        let end = hundredths(micros);
        if end - start >= interval {
            steps.push(Step {
                frame: kept,
                delay: end - start,
            });
            start = end;
            longest = None;
        }
    }
    let rest = hundredths(micros) - start;
    match (longest, steps.last_mut()) {
        (None, _) => {}
        // What remains is too short: the last frame, which may be shown for good, takes it.
        (Some(_), Some(last)) if rest * 2 < interval.max(SHORTEST * 2) => {
            last.frame = frames.len() - 1;
            last.delay += rest;
        }
        (Some(kept), _) => steps.push(Step {
            frame: kept,
            delay: rest.max(SHORTEST),
        }),
    }
    steps
}

fn hundredths(micros: u64) -> u64 {
    (micros + 5_000) / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(delays: &[u64]) -> Vec<Span> {
        let span = |&delay: &u64| Span {
            shown: delay * 1_000,
            bytes: 1,
            pixels: 1,
        };
        delays.iter().map(span).collect()
    }

    fn plain(delays: &[u64], interval: u64) -> Vec<(usize, u64)> {
        steps(&frames(delays), interval)
            .iter()
            .map(|step| (step.frame, step.delay))
            .collect()
    }

    #[test]
    fn delays_a_gif_can_tell_stay() {
        assert_eq!(plain(&[20, 50, 1_000], 2), [(0, 2), (1, 5), (2, 100)],);
    }

    #[test]
    fn sixty_frames_a_second_become_as_many_as_a_gif_can_show() {
        let steps = steps(&frames(&[17; 60]), 2);
        assert_eq!(steps.iter().map(|step| step.delay).sum::<u64>(), 102);
        assert!(steps.iter().all(|step| step.delay >= SHORTEST));
        assert!(steps.len() > 40);
    }

    #[test]
    fn rounding_does_not_add_up() {
        let steps = steps(&frames(&[33; 100]), 2);
        assert_eq!(steps.len(), 100);
        assert_eq!(steps.iter().map(|step| step.delay).sum::<u64>(), 330);
    }

    #[test]
    fn frames_are_merged_evenly_and_the_duration_stays() {
        let steps = steps(&frames(&[30; 12]), 8);
        assert_eq!(
            steps
                .iter()
                .map(|step| (step.frame, step.delay))
                .collect::<Vec<_>>(),
            [(0, 9), (3, 9), (6, 9), (9, 9)],
        );
    }

    #[test]
    fn what_a_burst_comes_to_is_kept() {
        // Fast typing, then a pause on the last state.
        assert_eq!(plain(&[30, 30, 30, 30, 1_000, 30], 8), [(0, 9), (5, 106)]);
        assert_eq!(
            plain(&[30, 30, 30, 30, 1_000, 200], 8),
            [(0, 9), (4, 103), (5, 20)],
        );
    }

    #[test]
    fn a_single_short_frame_is_long_enough_to_be_told() {
        assert_eq!(plain(&[12], 2), [(0, 2)]);
    }
}
