//! What goes wrong on purpose: faults as values, and as the words of `--fault` and of the control
//! endpoint.
//!
//! A fault is an effect, optionally followed by `=` and a schedule or value and by `@` and an
//! endpoint: `busy=2`, `refuse=#3`, `quota=11..`, `http-500=%4`, `delay=50ms@*`,
//! `48001@draft`. Everything else is refused with `config.bad-value`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::component;
use crate::problem::{Code, Problem};

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The API refuses with this `errcode` (after the token was checked, before the body is).
    Errcode(i64),
    /// The edge answers with this HTTP status and a page of HTML; the API never sees the request.
    Status(u16),
    /// The edge answers with a page of HTML and status 200.
    Html,
    /// The API does its work, and the answer has no body.
    Empty,
    /// The API does its work, and the answer is half of its JSON.
    Truncated,
    /// The API does its work, and the connection breaks in the middle of the answer.
    Cut,
    /// The connection is reset while the request is being sent; the API never sees it.
    ResetBefore,
    /// The API does its work (a picture is stored), and the connection is reset before the answer.
    ResetAfter,
    /// No answer ever comes.
    Stall,
    /// The answer comes later by this much; goes with other effects.
    Delay(Duration),
    /// Each token is good for so many requests and then expires, whatever `expires_in` said.
    TokenUses(u32),
    /// Pictures asked for with a foreign `Referer` come as the hot-link placeholder.
    HotlinkGuard,
}

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
    ("hotlink", Effect::HotlinkGuard),
];

/// To which of the requests that reach an endpoint a fault happens; counting from 1 when it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schedule {
    /// All of them.
    Always,
    /// The next so many that no other fault has taken: `2`.
    Next(u64),
    /// This one only: `#3`.
    Only(u64),
    /// This one and all after it: `11..`.
    From(u64),
    /// Each so-many-th: `%4`.
    Each(u64),
}

impl Schedule {
    /// Whether the `number`-th request is meant.
    pub(super) fn takes(self, number: u64) -> bool {
        match self {
            Self::Always => true,
            Self::Next(count) => number <= count,
            Self::Only(which) => number == which,
            Self::From(first) => number >= first,
            Self::Each(step) => step > 0 && number.is_multiple_of(step),
        }
    }
}

/// Something that goes wrong on purpose.
///
/// ```
/// # use tuwen::{Effect, Fault, Schedule};
/// let fault: Fault = "busy=2".parse().unwrap();
/// assert_eq!(fault, Fault::new(Effect::Errcode(-1), Schedule::Next(2)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    effect: Effect,
    schedule: Schedule,
    endpoint: Option<String>,
}

impl Fault {
    /// A fault at the endpoints where its effect belongs: addresses and frozen secrets at the token
    /// endpoints, delays everywhere, all others at `media/uploadimg`.
    #[must_use]
    pub fn new(effect: Effect, schedule: Schedule) -> Self {
        Self {
            effect,
            schedule,
            endpoint: None,
        }
    }

    /// The same fault at another endpoint: the end of its path (`stable_token`, `draft/add`), a group
    /// (`draft`), or `*` for all.
    #[must_use]
    pub fn at(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// What happens.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// To which requests.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// Whether requests to the endpoint of this path (below `cgi-bin/`) are meant.
    pub(super) fn concerns(&self, path: &str) -> bool {
        match self.endpoint.as_deref() {
            Some("*") => true,
            Some(wanted) => {
                path == wanted
                    || path.rsplit('/').next() == Some(wanted)
                    || path
                        .strip_prefix(wanted)
                        .is_some_and(|rest| rest.starts_with('/'))
            }
            None => match self.effect {
                Effect::Delay(_) | Effect::TokenUses(_) | Effect::HotlinkGuard => true,
                Effect::Errcode(40164) => {
                    matches!(path, "token" | "stable_token" | component::RENEWAL)
                }
                // Third-party platforms go on when an account's secret is frozen.
                Effect::Errcode(40243 | 40125 | 40013) => {
                    matches!(path, "token" | "stable_token")
                }
                _ => path == "media/uploadimg",
            },
        }
    }
}

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
                        "{}, http-STATUS, delay=DURATION, token-uses=N, ERRCODE; \
                         [=N | =#N | =N.. | =%N][@ENDPOINT]",
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
        let (effect, schedule) = match (name, value) {
            ("delay", Some(value)) => {
                let delay = duration(value).ok_or_else(bad)?;
                (Effect::Delay(delay), Schedule::Always)
            }
            ("token-uses", Some(value)) => {
                let uses = value.parse().map_err(|_| bad())?;
                (Effect::TokenUses(uses), Schedule::Always)
            }
            (name, value) => {
                let effect = effect(name).ok_or_else(bad)?;
                let schedule = value.map_or(Some(Schedule::Always), schedule);
                (effect, schedule.ok_or_else(bad)?)
            }
        };
        Ok(Self {
            effect,
            schedule,
            endpoint,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, effect)| *effect == self.effect);
        match (name, self.effect) {
            (Some((name, _)), _) => f.write_str(name)?,
            (None, Effect::Errcode(errcode)) => write!(f, "{errcode}")?,
            (None, Effect::Status(status)) => write!(f, "http-{status}")?,
            (None, Effect::Delay(delay)) => write!(f, "delay={}ms", delay.as_millis())?,
            (None, Effect::TokenUses(uses)) => write!(f, "token-uses={uses}")?,
            (None, other) => write!(f, "{other:?}")?,
        }
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
            "token-uses=3",
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
            "token-uses",
            "refuse=#0",
            "quota=..",
        ] {
            let problem = text.parse::<Fault>().unwrap_err();
            assert_eq!(problem.code(), Code::ConfigBadValue, "{text}");
            assert!(problem.argument("expected").unwrap().contains("busy"));
        }
    }
}
