//! The faults that are set, and what they do to each request.

use std::time::Duration;

use super::fault::{Effect, Fault, Schedule};

/// The faults that are set, each with the requests it has seen.
#[derive(Debug, Default)]
pub(super) struct FaultBoard {
    set: Vec<(Fault, u64)>,
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fate {
    /// The answer comes later by this much.
    pub(super) delay: Duration,
    /// What else.
    pub(super) effect: Option<Effect>,
}

impl FaultBoard {
    /// Sets one more.
    pub(super) fn add(&mut self, fault: Fault) {
        self.set.push((fault, 0));
    }

    /// Everything works again.
    pub(super) fn clear(&mut self) {
        self.set.clear();
    }

    /// What is set, in order.
    pub(super) fn list(&self) -> impl Iterator<Item = &Fault> {
        self.set.iter().map(|(fault, _)| fault)
    }

    /// Decides what happens to a request that has just come.
    pub(super) fn strike(&mut self, path: &str) -> Fate {
        let mut fate = Fate::default();
        for (fault, seen) in &mut self.set {
            if !fault.concerns(path) {
                continue;
            }
            // "The next two" are two that really get it; the other schedules count all requests.
            if fate.effect.is_some() && matches!(fault.schedule(), Schedule::Next(_)) {
                continue;
            }
            *seen += 1;
            if !fault.schedule().takes(*seen) {
                continue;
            }
            match fault.effect() {
                Effect::Delay(delay) => fate.delay += delay,
                Effect::TokenUses(_) | Effect::HotlinkGuard => {}
                effect => {
                    fate.effect.get_or_insert(effect);
                }
            }
        }
        fate
    }

    /// How many requests a token is good for, if that is limited.
    pub(super) fn token_uses(&self) -> Option<u32> {
        self.list().find_map(|fault| match fault.effect() {
            Effect::TokenUses(uses) => Some(uses),
            _ => None,
        })
    }

    /// Whether pictures are guarded.
    pub(super) fn guards_pictures(&self) -> bool {
        self.list()
            .any(|fault| fault.effect() == Effect::HotlinkGuard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        text.parse().unwrap()
    }

    fn hits(faults: &[&str], path: &str, requests: usize) -> Vec<Option<Effect>> {
        let mut board = FaultBoard::default();
        for text in faults {
            board.add(fault(text));
        }
        (0..requests).map(|_| board.strike(path).effect).collect()
    }

    #[test]
    fn schedules_count_requests_to_the_endpoint() {
        let busy = Some(Effect::Errcode(-1));
        let upload = "media/uploadimg";
        assert_eq!(hits(&["busy=2"], upload, 3), [busy, busy, None]);
        assert_eq!(hits(&["busy=#2"], upload, 3), [None, busy, None]);
        assert_eq!(hits(&["busy=2.."], upload, 3), [None, busy, busy]);
        assert_eq!(hits(&["busy=%2"], upload, 4), [None, busy, None, busy]);
        assert_eq!(hits(&["busy"], "stable_token", 1), [None]);
        assert_eq!(hits(&["busy@stable_token"], "stable_token", 1), [busy]);
        assert_eq!(
            hits(&["ip"], "stable_token", 1),
            [Some(Effect::Errcode(40164))]
        );
        assert_eq!(
            hits(&["48001@draft"], "draft/add", 1),
            [Some(Effect::Errcode(48001))]
        );
        assert_eq!(hits(&["48001@draft"], upload, 1), [None]);
    }

    #[test]
    fn a_counted_fault_waits_for_its_turn_behind_another() {
        assert_eq!(
            hits(&["busy=1", "reset-after=1"], "media/uploadimg", 3),
            [Some(Effect::Errcode(-1)), Some(Effect::ResetAfter), None]
        );
    }

    #[test]
    fn a_delay_goes_with_other_effects() {
        let mut board = FaultBoard::default();
        board.add(fault("delay=50ms"));
        board.add(fault("busy=1"));
        let fate = board.strike("media/uploadimg");
        assert_eq!(fate.delay, Duration::from_millis(50));
        assert_eq!(fate.effect, Some(Effect::Errcode(-1)));
    }
}
