//! `POST /cgi-bin/openapi/quota/get`: how many calls of an interface a day has, and when the next begins.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use crate::problem::Problem;

/// The endpoint, relative to the base.
pub(super) const PATH: &str = "cgi-bin/openapi/quota/get";

/// The service counts by days of Beijing, which is eight hours ahead of UTC and knows no summer time.
const BEIJING: u64 = 8 * 3600;

const DAY: u64 = 24 * 3600;

/// The calls of one interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Calls a day.
    pub daily: u64,
    /// Calls made today.
    pub used: u64,
}

impl Quota {
    /// Calls left today.
    #[must_use]
    pub fn left(self) -> u64 {
        self.daily.saturating_sub(self.used)
    }

    /// The numbers of a reply.
    pub(super) fn of(reply: &Map<String, Value>) -> Option<Self> {
        let quota = reply.get("quota")?;
        let number = |name: &str| quota.get(name).and_then(Value::as_u64);
        let daily = number("daily_limit")?;
        let used = number("used").or_else(|| Some(daily.saturating_sub(number("remain")?)));
        Some(Self { daily, used: used? })
    }

    /// Adds the numbers to a problem.
    pub(super) fn add_to(self, problem: Problem) -> Problem {
        problem.with("called", self.used).with("most", self.daily)
    }
}

/// Adds to a problem how long it is to the next day.
pub(super) fn with_wait(problem: Problem) -> Problem {
    // Rounded up: who runs a minute early would be refused once more.
    let minutes = until_next_day(SystemTime::now()).as_secs().div_ceil(60);
    problem
        .with("hours", minutes / 60)
        .with("minutes", minutes % 60)
}

fn until_next_day(now: SystemTime) -> Duration {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let of_day = (since.as_secs() + BEIJING) % DAY;
    Duration::from_secs(DAY - of_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_beijing() {
        let at = |seconds| until_next_day(UNIX_EPOCH + Duration::from_secs(seconds)).as_secs();
        // 1970-01-01 00:00 UTC is eight in the morning there.
        assert_eq!(at(0), 16 * 3600);
        assert_eq!(at(16 * 3600 - 1), 1);
        assert_eq!(at(16 * 3600), DAY);
    }

    #[test]
    fn numbers_are_read_as_far_as_they_are_there() {
        let quota = |text: &str| {
            let reply: Map<String, Value> = serde_json::from_str(text).unwrap();
            Quota::of(&reply).map(|quota| (quota.daily, quota.used, quota.left()))
        };
        assert_eq!(
            quota(r#"{"quota":{"daily_limit":1000,"used":3,"remain":997}}"#),
            Some((1000, 3, 997))
        );
        assert_eq!(
            quota(r#"{"quota":{"daily_limit":1000,"remain":0}}"#),
            Some((1000, 1000, 0))
        );
        assert_eq!(quota(r#"{"quota":{}}"#), None);
        assert_eq!(quota("{}"), None);
    }
}
