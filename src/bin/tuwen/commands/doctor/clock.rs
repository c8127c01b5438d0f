//! The clocks at both ends: tokens and certificates depend on their agreement.

use std::time::Duration;

use tuwen::{Clock, Code, Problem};

use super::check::Check;

/// So far apart clocks may be without anybody noticing.
const HARMLESS: Duration = Duration::from_mins(2);

/// From here on tokens and certificates are taken for expired or not yet valid.
const HARMFUL: Duration = Duration::from_mins(10);

/// How far this machine's clock is from the service's, if that was told.
pub(super) fn check(told: Option<Clock>) -> Check {
    const NAME: &str = "clock";
    let Some(clock) = told else {
        return Check::spared(NAME, "doctor-clock-untold");
    };
    let distance = clock.distance();
    let seconds = i64::try_from(distance.as_secs()).unwrap_or(i64::MAX);
    let (direction, skew) = match clock {
        Clock::Behind(_) => ("behind", -seconds),
        _ => ("ahead", seconds),
    };
    let check = if distance <= HARMLESS {
        Check::good(NAME, "doctor-clock").with("seconds", seconds)
    } else {
        let minutes = distance.as_secs() / 60;
        let (amount, unit) = match minutes {
            0..120 => (minutes, "minutes"),
            120..2880 => (minutes / 60, "hours"),
            _ => (minutes / (60 * 24), "days"),
        };
        let problem = Problem::new(Code::ClockWrong)
            .with("amount", amount)
            .with("unit", unit)
            .with("direction", direction);
        let is_harmful = distance > HARMFUL;
        Check::wrong(
            NAME,
            &if is_harmful {
                problem
            } else {
                problem.softened()
            },
        )
    };
    check.detail("skew_seconds", skew)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Mark;
    use tuwen::Language;

    #[test]
    fn a_clock_is_right_or_a_warning_or_wrong() {
        for (clock, mark, said) in [
            (Clock::Ahead(Duration::from_secs(3)), Mark::Good, "3 s"),
            (
                Clock::Behind(Duration::from_secs(121)),
                Mark::Warning,
                "2 minutes behind",
            ),
            (
                Clock::Ahead(Duration::from_secs(601)),
                Mark::Bad,
                "10 minutes ahead of",
            ),
            (
                Clock::Behind(Duration::from_hours(3)),
                Mark::Bad,
                "3 hours behind",
            ),
            (
                Clock::Ahead(Duration::from_hours(24 * 400)),
                Mark::Bad,
                "400 days ahead of",
            ),
        ] {
            let check = check(Some(clock));
            assert_eq!(check.mark, mark);
            let message = check.message(Language::English);
            assert!(message.contains(said), "{message}");
        }
    }
}
