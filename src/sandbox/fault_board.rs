//! The faults that are set, and what they do to each request.

use std::collections::HashMap;
use std::time::Duration;

use super::fault::{Effect, Fault, Schedule};

/// The faults that are set, and what each has seen.
#[derive(Debug, Default)]
pub(super) struct FaultBoard {
    set: Vec<Active>,
}

/// A fault that is set.
#[derive(Debug)]
struct Active {
    fault: Fault,
    /// Requests it was asked about.
    seen: u64,
    /// By endpoint, the minute that is running and its requests.
    minutes: HashMap<String, (u64, u64)>,
}

/// A request that has just come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival<'a> {
    /// Path of its endpoint below `cgi-bin/`.
    pub(super) path: &'a str,
    /// Seconds since 1970.
    pub(super) now: u64,
    /// Requests in flight at this endpoint, itself included.
    pub(super) in_flight: u64,
}

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fate {
    /// The answer comes later by this much.
    pub(super) delay: Duration,
    /// The body is read no faster than so many bytes a second.
    pub(super) pace: Option<u32>,
    /// What else.
    pub(super) effect: Option<Effect>,
    /// The faults that did it, in words.
    pub(super) faults: Vec<String>,
}

impl Active {
    /// Whether a request to this path would now be refused with this `errcode`.
    fn would_refuse(&self, path: &str, errcode: i64) -> bool {
        self.fault.effect() == Effect::Errcode(errcode)
            && self.fault.concerns(path)
            && self.fault.schedule().takes(self.seen + 1)
    }

    /// The number of a request in its minute, at its endpoint.
    fn number_in_minute(&mut self, arrival: Arrival<'_>) -> u64 {
        let minute = arrival.now / 60;
        let entry = self.minutes.entry(arrival.path.to_owned()).or_default();
        if entry.0 != minute {
            *entry = (minute, 0);
        }
        entry.1 += 1;
        entry.1
    }
}

impl FaultBoard {
    /// Sets one more.
    pub(super) fn add(&mut self, fault: Fault) {
        self.set.push(Active {
            fault,
            seen: 0,
            minutes: HashMap::new(),
        });
    }

    /// Everything works again.
    pub(super) fn clear(&mut self) {
        self.set.clear();
    }

    /// What is set, in order.
    pub(super) fn list(&self) -> impl Iterator<Item = &Fault> {
        self.set.iter().map(|active| &active.fault)
    }

    /// Decides what happens to a request that has just come.
    pub(super) fn strike(&mut self, arrival: Arrival<'_>) -> Fate {
        let mut fate = Fate::default();
        for active in &mut self.set {
            if !active.fault.concerns(arrival.path) {
                continue;
            }
            // "The next two" are two that really get it; the other schedules count all requests.
            let schedule = active.fault.schedule();
            if fate.effect.is_some() && matches!(schedule, Schedule::Next(_)) {
                continue;
            }
            active.seen += 1;
            if !schedule.takes(active.seen) {
                continue;
            }
            let too_many = Effect::Errcode(45011);
            let effect = match active.fault.effect() {
                Effect::TokenUses(_)
                | Effect::PublishState(_)
                | Effect::StripPictures
                | Effect::HotlinkGuard => continue,
                Effect::RateOver(most) if arrival.in_flight <= u64::from(most) => continue,
                Effect::PerMinute(most) if active.number_in_minute(arrival) <= most.into() => {
                    continue;
                }
                Effect::RateOver(_) | Effect::PerMinute(_) => too_many,
                Effect::Delay(delay) => {
                    fate.delay += delay;
                    fate.faults.push(active.fault.to_string());
                    continue;
                }
                Effect::Slow(pace) => {
                    fate.pace = Some(fate.pace.map_or(pace, |other| other.min(pace)));
                    fate.faults.push(active.fault.to_string());
                    continue;
                }
                effect => effect,
            };
            if fate.effect.is_none() {
                fate.effect = Some(effect);
                fate.faults.push(active.fault.to_string());
            }
        }
        fate
    }

    /// Whether the next request to this path would be refused with this `errcode`.
    pub(super) fn would_refuse(&self, path: &str, errcode: i64) -> bool {
        self.set
            .iter()
            .any(|active| active.would_refuse(path, errcode))
    }

    /// How many requests a token is good for at this path, if that is limited.
    pub(super) fn token_uses(&self, path: &str) -> Option<u32> {
        self.rules(path).find_map(|effect| match effect {
            Effect::TokenUses(uses) => Some(uses),
            _ => None,
        })
    }

    /// The state in which what is submitted at this path ends, if it is not the good one.
    pub(super) fn publish_state(&self, path: &str) -> Option<u8> {
        self.rules(path).find_map(|effect| match effect {
            Effect::PublishState(state) => Some(state),
            _ => None,
        })
    }

    /// Whether pictures vanish from what is sent to this path.
    pub(super) fn strips_pictures(&self, path: &str) -> bool {
        self.rules(path)
            .any(|effect| effect == Effect::StripPictures)
    }

    /// How many requests a minute this path takes, if that is limited.
    pub(super) fn per_minute(&self, path: &str) -> Option<u32> {
        self.rules(path)
            .filter_map(|effect| match effect {
                Effect::PerMinute(most) => Some(most),
                _ => None,
            })
            .min()
    }

    fn rules(&self, path: &str) -> impl Iterator<Item = Effect> {
        self.list()
            .filter(move |fault| fault.concerns(path))
            .map(Fault::effect)
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
        let arrival = arrival(path, 0, 1);
        (0..requests)
            .map(|_| board.strike(arrival).effect)
            .collect()
    }

    fn arrival(path: &str, now: u64, in_flight: u64) -> Arrival<'_> {
        Arrival {
            path,
            now,
            in_flight,
        }
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
        board.add(fault("slow=9000"));
        board.add(fault("slow=3000=1"));
        let upload = arrival("media/uploadimg", 0, 1);
        let fate = board.strike(upload);
        assert_eq!(fate.delay, Duration::from_millis(50));
        assert_eq!(fate.effect, Some(Effect::Errcode(-1)));
        // "The next one" waits for a request that no other fault has taken.
        assert_eq!(fate.pace, Some(9000));
        assert_eq!(fate.faults, ["delay=50ms", "busy=1", "slow=9000"]);
        assert_eq!(board.strike(upload).pace, Some(3000));
        assert_eq!(board.strike(upload).pace, Some(9000));
    }

    #[test]
    fn too_many_at_once_are_refused_at_each_endpoint() {
        let mut board = FaultBoard::default();
        // A rule holds for all requests, whatever the schedule.
        board.add(Fault::new(Effect::RateOver(2), Schedule::Only(9)).at("*"));
        for (in_flight, refused) in [(1, false), (2, false), (3, true), (2, false)] {
            let fate = board.strike(arrival("draft/add", 0, in_flight));
            assert_eq!(fate.effect.is_some(), refused, "{in_flight}");
        }
    }

    #[test]
    fn a_minute_has_room_for_so_many_and_then_the_next_begins() {
        let mut board = FaultBoard::default();
        board.add(fault("per-minute=2@*"));
        let mut at = |path, now| board.strike(arrival(path, now, 1)).effect;
        let too_many = Some(Effect::Errcode(45011));
        assert_eq!(
            [60, 70, 80, 119, 120].map(|now| at("draft/add", now)),
            [None, None, too_many, too_many, None]
        );
        assert_eq!(at("draft/get", 121), None);
    }

    #[test]
    fn what_the_next_request_will_meet_is_known_beforehand() {
        let mut board = FaultBoard::default();
        board.add(fault("quota=3.."));
        let upload = "media/uploadimg";
        for spent in [false, false, true, true] {
            assert_eq!(board.would_refuse(upload, 45009), spent);
            board.strike(arrival(upload, 0, 1));
        }
        assert!(!board.would_refuse("draft/add", 45009));
    }
}
