//! What is given up so that an animation fits, in the order in which it is missed least.
//!
//! Changes that cannot be seen, then frames beyond twelve a second, then size, then frames beyond eight
//! a second and half of the colours, then size again. How much is told by estimation from what was
//! written last: a pass that runs over the limit stops there, and the share of the input it had come to
//! tells what the whole would have taken.

use super::outline::Outline;
use super::timeline;

/// Part of the limit that is aimed at, in percent.
const AIM: u64 = 94;

/// In 1/100 s: twelve and eight frames a second.
const SMOOTH: u64 = 8;
const STEADY: u64 = 12;

/// How much of each side is left before more than frames and size is given up, in parts of the
/// first size.
const COMFORTABLE: f64 = 0.6;

/// The bytes grow with this power of the side: less than the area, as detail is lost.
const GROWTH: f64 = 1.8;

/// The longer side, in pixels, below which there is nothing to look at any more.
const SMALLEST: f64 = 24.0;

/// How an animation is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plan {
    /// Of the first size.
    scale: f64,
    /// The least time a frame is shown, in 1/100 s.
    pub(super) interval: u64,
    /// How far a channel of a pixel may be off before it is drawn again.
    pub(super) tolerance: u8,
    /// Colours of a palette at most.
    pub(super) colors: usize,
    /// Frames are no longer given up.
    all_frames: bool,
}

impl Plan {
    /// Nothing is given up, but for differences up to `tolerance`.
    pub(super) fn whole(tolerance: u8) -> Self {
        Self {
            scale: 1.0,
            interval: timeline::SHORTEST,
            tolerance,
            colors: 255,
            all_frames: false,
        }
    }

    /// The same with all frames; `None` if it has them already. For what would stand still: every other
    /// frame of a blinking light is the same.
    pub(super) fn with_all_frames(self) -> Option<Self> {
        (self.interval > timeline::SHORTEST).then_some(Self {
            interval: timeline::SHORTEST,
            all_frames: true,
            ..self
        })
    }

    /// Width and height of what was `whole`.
    pub(super) fn size(&self, whole: (u16, u16)) -> (u16, u16) {
        (side(whole.0, self.scale), side(whole.1, self.scale))
    }

    /// The plan for what would take `estimated` bytes by this one; `None` if there is nothing left to
    /// give up.
    pub(super) fn reduced(
        self,
        estimated: u64,
        limit: u64,
        outline: &Outline,
        whole: (u16, u16),
    ) -> Option<Self> {
        let smallest = (SMALLEST / f64::from(whole.0.max(whole.1))).min(1.0);
        let mut plan = self;
        let mut excess = ratio(estimated, limit * AIM / 100).max(1.02);
        if plan.tolerance < 4 {
            plan.tolerance = 4;
            excess /= 1.05;
        }
        excess = plan.slow_down(SMOOTH, excess, outline);
        excess = plan.shrink(COMFORTABLE, excess);
        if excess > 1.0 {
            excess = plan.slow_down(STEADY, excess, outline);
            if plan.colors > 127 {
                plan.colors = 127;
                plan.tolerance = 8;
                excess /= 1.25;
            }
            plan.shrink(smallest, excess);
        }
        (plan != self).then_some(plan)
    }

    /// The same at a larger size, for what took only `size` bytes; `None` if that would not be seen.
    pub(super) fn enlarged(self, size: u64, limit: u64) -> Option<Self> {
        let room = ratio(limit * AIM / 100, size);
        let scale = (self.scale * room.powf(1.0 / GROWTH)).min(1.0);
        (scale > self.scale * 1.08).then_some(Self { scale, ..self })
    }

    /// Shows frames longer, up to `most`, until the excess is gone; gives what is left of it.
    fn slow_down(&mut self, most: u64, excess: f64, outline: &Outline) -> f64 {
        let frames = |interval| timeline::steps(&outline.frames, interval).len();
        let now = frames(self.interval);
        let mut left = excess;
        while left > 1.0 && self.interval < most && !self.all_frames {
            let fewer = frames(self.interval + 1);
            if fewer < 2 {
                break;
            }
            self.interval += 1;
            left = excess / gain(now, fewer);
        }
        left
    }

    /// Makes it smaller, down to `least`, until the excess is gone; gives what is left of it.
    fn shrink(&mut self, least: f64, excess: f64) -> f64 {
        if excess <= 1.0 || self.scale <= least {
            return excess;
        }
        let before = self.scale;
        self.scale = (before * excess.powf(-1.0 / GROWTH)).max(least);
        excess * (self.scale / before).powf(GROWTH)
    }
}

/// How many times more bytes so many frames take than fewer.
fn gain(frames: usize, fewer: usize) -> f64 {
    let count = |frames| f64::from(u32::try_from(frames).unwrap_or(u32::MAX));
    (count(frames) / count(fewer.max(1))).powf(0.8)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an estimate of sizes far below 2^52"
)]
fn ratio(bytes: u64, other: u64) -> f64 {
    bytes as f64 / other.max(1) as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the side, which has 16 bits"
)]
fn side(whole: u16, scale: f64) -> u16 {
    (f64::from(whole) * scale).round().clamp(1.0, whole.into()) as u16
}

#[cfg(test)]
mod tests {
    use gif::Repeat;

    use super::*;
    use crate::image::fit::animation::outline::Span;

    fn outline(frames: usize) -> Outline {
        let span = Span {
            shown: 40_000,
            bytes: 1_000,
            pixels: 1,
        };
        Outline {
            width: 600,
            height: 400,
            repeat: Repeat::Infinite,
            lossy: false,
            frames: vec![span; frames],
        }
    }

    const WHOLE: (u16, u16) = (600, 400);

    #[test]
    fn frames_go_before_size_and_size_before_colours() {
        let outline = outline(100);
        let plan = Plan::whole(0);
        let little = plan.reduced(1_200, 1_000, &outline, WHOLE).unwrap();
        assert!(little.interval > 2 && little.interval <= SMOOTH);
        assert_eq!((little.size(WHOLE), little.colors), (WHOLE, 255));
        let more = plan.reduced(3_000, 1_000, &outline, WHOLE).unwrap();
        assert_eq!((more.interval, more.colors), (SMOOTH, 255));
        assert!(more.size(WHOLE) < WHOLE && more.scale >= COMFORTABLE);
        let most = plan.reduced(20_000, 1_000, &outline, WHOLE).unwrap();
        assert_eq!((most.interval, most.colors), (STEADY, 127));
        assert!(most.scale < COMFORTABLE);
    }

    #[test]
    fn reducing_ends() {
        let outline = outline(100);
        let mut plan = Plan::whole(0);
        let mut times = 0;
        while let Some(smaller) = plan.reduced(10_000_000, 1_000, &outline, WHOLE) {
            plan = smaller;
            times += 1;
        }
        assert!(times < 5);
        assert_eq!(plan.size(WHOLE), (24, 16));
    }

    #[test]
    fn two_frames_are_always_left() {
        let plan = Plan::whole(0);
        let plan = plan.reduced(90_000, 1_000, &outline(3), WHOLE).unwrap();
        assert_eq!(timeline::steps(&outline(3).frames, plan.interval).len(), 2);
    }

    #[test]
    fn what_became_much_too_small_is_enlarged_again() {
        let plan = Plan::whole(0)
            .reduced(9_000, 1_000, &outline(2), WHOLE)
            .unwrap();
        let larger = plan.enlarged(400, 1_000).unwrap();
        assert!(larger.size(WHOLE) > plan.size(WHOLE));
        assert_eq!(plan.enlarged(900, 1_000), None);
        assert_eq!(Plan::whole(0).enlarged(1, 1_000), None);
    }
}
