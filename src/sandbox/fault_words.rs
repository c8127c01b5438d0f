//! Faults as the words of `--fault` and of the control page.
//!
//! An effect, then `=` and its value if it has one, then `=` and a schedule, then `@` and an endpoint:
//! `busy=2`, `refuse=#3`, `quota=11..`, `http-500=%4`, `delay=50ms@*`, `slow=20000=#3`, `rate-over=4`,
//! `48001@draft`. Everything else is refused with `config.bad-value`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::fault::{Effect, Fault, Schedule};
use crate::problem::{Code, Problem};

/// Names for the effects that have one; an `errcode` may also be given as its number.
const NAMES: &[(&str, Effect)] = &[
    ("busy", Effect::Errcode(-1)),
    ("rate-limited", Effect::Errcode(45011)),
    ("quota", Effect::Errcode(45009)),
    ("forbidden", Effect::Errcode(48001)),
    ("ip", Effect::Errcode(40164)),
    ("frozen", Effect::Errcode(40243)),
    ("token-expired", Effect::Errcode(42001)),
    ("token-replaced", Effect::Errcode(40001)),
    ("refuse", Effect::Errcode(40005)),
    ("too-large", Effect::Errcode(40009)),
    ("html", Effect::Html),
    ("empty", Effect::Empty),
    ("truncated", Effect::Truncated),
    ("cut", Effect::Cut),
    ("reset-before", Effect::ResetBefore),
    ("reset-after", Effect::ResetAfter),
    ("stall", Effect::Stall),
    ("strip-pictures", Effect::StripPictures),
    ("hotlink", Effect::HotlinkGuard),
];

impl FromStr for Fault {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let bad = || {
            let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            Problem::new(Code::ConfigBadValue)
                .with("option", "--fault")
                .with("value", text)
                .with(
                    "expected",
                    format_args!(
                        "{}, http-STATUS, ERRCODE, delay=DURATION, slow=BYTES_PER_SECOND; \
                         [=N | =#N | =N.. | =%N][@ENDPOINT]; \
                         rate-over=N, per-minute=N, token-uses=N, publish-state=N; [@ENDPOINT]",
                        names.join(", ")
                    ),
                )
        };
        let (rest, endpoint) = match text.trim().split_once('@') {
            Some((_, "")) => return Err(bad()),
            Some((rest, endpoint)) => (rest, Some(endpoint.trim_matches('/').to_owned())),
            None => (text.trim(), None),
        };
        let (name, value) = match rest.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (rest, None),
        };
        let (effect, rest) = match effect(name) {
            Some(effect) => (effect, value),
            None => effect_with(name, value.ok_or_else(bad)?).ok_or_else(bad)?,
        };
        let schedule = match rest {
            None => Schedule::Always,
            // What `hotlink=2` says has always been taken, and has never meant anything.
            Some(_) if effect.is_rule() && effect != Effect::HotlinkGuard => return Err(bad()),
            Some(rest) => schedule(rest).ok_or_else(bad)?,
        };
        let fault = Self::new(effect, schedule);
        Ok(match endpoint {
            Some(endpoint) => fault.at(endpoint),
            None => fault,
        })
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = NAMES.iter().find(|(_, effect)| effect == self) {
            return f.write_str(name);
        }
        match self {
            Self::Errcode(errcode) => write!(f, "{errcode}"),
            Self::Status(status) => write!(f, "http-{status}"),
            Self::Delay(delay) => write!(f, "delay={}ms", delay.as_millis()),
            Self::Slow(pace) => write!(f, "slow={pace}"),
            Self::RateOver(most) => write!(f, "rate-over={most}"),
            Self::PerMinute(most) => write!(f, "per-minute={most}"),
            Self::TokenUses(uses) => write!(f, "token-uses={uses}"),
            Self::PublishState(state) => write!(f, "publish-state={state}"),
            other => write!(f, "{other:?}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.effect)?;
        match self.schedule {
            Schedule::Always => {}
            Schedule::Next(count) => write!(f, "={count}")?,
            Schedule::Only(which) => write!(f, "=#{which}")?,
            Schedule::From(first) => write!(f, "={first}..")?,
            Schedule::Each(step) => write!(f, "=%{step}")?,
        }
        match &self.endpoint {
            Some(endpoint) => write!(f, "@{endpoint}"),
            None => Ok(()),
        }
    }
}

fn effect(name: &str) -> Option<Effect> {
    if let Some((_, effect)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*effect);
    }
    if let Some(status) = name.strip_prefix("http-") {
        let status = status.parse().ok()?;
        return (400..600)
            .contains(&status)
            .then_some(Effect::Status(status));
    }
    let errcode: i64 = name.parse().ok()?;
    (errcode != 0).then_some(Effect::Errcode(errcode))
}

/// An effect that has a value of its own, and what is left for a schedule.
fn effect_with<'a>(name: &str, value: &'a str) -> Option<(Effect, Option<&'a str>)> {
    let (value, rest) = match value.split_once('=') {
        Some((value, rest)) => (value, Some(rest)),
        None => (value, None),
    };
    let number = || value.parse().ok();
    let effect = match name {
        "delay" => Effect::Delay(duration(value)?),
        "slow" => Effect::Slow(number().filter(|&pace| pace > 0)?),
        "rate-over" => Effect::RateOver(number()?),
        "per-minute" => Effect::PerMinute(number()?),
        "token-uses" => Effect::TokenUses(number()?),
        "publish-state" => {
            let state = value.parse().ok()?;
            Effect::PublishState(Some(state).filter(|state| (1..=6).contains(state))?)
        }
        _ => return None,
    };
    Some((effect, rest))
}

fn schedule(value: &str) -> Option<Schedule> {
    let number = |digits: &str| digits.parse().ok().filter(|&number: &u64| number > 0);
    if let Some(which) = value.strip_prefix('#') {
        number(which).map(Schedule::Only)
    } else if let Some(step) = value.strip_prefix('%') {
        number(step).map(Schedule::Each)
    } else if let Some(first) = value.strip_suffix("..") {
        number(first).map(Schedule::From)
    } else {
        number(value).map(Schedule::Next)
    }
}

/// `50ms`, `2s`, `1.5s`, `1m`; at most an hour.
fn duration(text: &str) -> Option<Duration> {
    let (digits, unit) = if let Some(digits) = text.strip_suffix("ms") {
        (digits, 0.001)
    } else if let Some(digits) = text.strip_suffix('s') {
        (digits, 1.0)
    } else {
        (text.strip_suffix('m')?, 60.0)
    };
    let seconds = digits.parse::<f64>().ok()? * unit;
    (0.0..=3600.0)
        .contains(&seconds)
        .then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        text.parse().unwrap()
    }

    #[test]
    fn every_spelling_is_read_and_written_back() {
        for text in [
            "busy",
            "busy=2",
            "refuse=#3",
            "quota=11..",
            "http-500=%4",
            "html=1@stable_token",
            "40113=#2@material/add_material",
            "reset-after=1",
            "delay=50ms",
            "delay=1500ms@*",
            "delay=2000ms=#3",
            "slow=20000",
            "slow=20000=%4@material",
            "rate-over=4",
            "per-minute=60@*",
            "token-uses=3",
            "publish-state=3",
            "strip-pictures",
            "hotlink",
            "forbidden@draft",
        ] {
            assert_eq!(fault(text).to_string(), text);
        }
        assert_eq!(
            fault("delay=1.5s").effect(),
            Effect::Delay(Duration::from_millis(1500))
        );
        assert_eq!(fault("-1=2"), fault("busy=2"));
    }

    #[test]
    fn nonsense_is_refused_with_what_would_fit() {
        for text in [
            "",
            "busy=",
            "busy=0",
            "busy=x",
            "bussy",
            "delay",
            "delay=5",
            "delay=-1s",
            "delay=9h",
            "http-99",
            "http-200",
            "0",
            "busy@",
            "delay=50ms=",
            "delay=50ms=0",
            "delay=#3",
            "slow",
            "slow=0",
            "slow=20k",
            "slow=20000=x",
            "rate-over",
            "rate-over=-1",
            "rate-over=4=2",
            "per-minute=60=#3",
            "token-uses=3=2",
            "busy=2=2",
            "token-uses",
            "publish-state",
            "publish-state=0",
            "publish-state=7",
            "publish-state=3=2",
            "refuse=#0",
            "quota=..",
        ] {
            let problem = text.parse::<Fault>().unwrap_err();
            assert_eq!(problem.code(), Code::ConfigBadValue, "{text}");
            assert!(problem.argument("expected").unwrap().contains("busy"));
        }
    }
}
