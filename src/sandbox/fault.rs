//! What goes wrong on purpose: what a fault does, to which requests, and where.
//!
//! Faults as words are in `fault_words`; those that are set, in `fault_board`.

use std::time::Duration;

use super::component;

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
    /// The body of the request is read no faster than so many bytes a second; goes with other effects.
    Slow(u32),
    /// The API refuses (45011) a request that makes more than so many in flight at its endpoint.
    RateOver(u32),
    /// The API refuses (45011) all requests to an endpoint after the first so many of a minute.
    PerMinute(u32),
    /// Each token is good for so many requests and then expires, whatever `expires_in` said.
    TokenUses(u32),
    /// What is submitted for publishing ends in this state: 1 runs on, 2 to 6 are the ways to fail.
    PublishState(u8),
    /// Pictures vanish from what is sent for drafts, in silence.
    StripPictures,
    /// Pictures asked for with a foreign `Referer` come as the hot-link placeholder.
    HotlinkGuard,
}

impl Effect {
    /// Whether it decides by itself which requests it takes, so that a schedule means nothing.
    pub(super) fn is_rule(self) -> bool {
        matches!(
            self,
            Self::RateOver(_)
                | Self::PerMinute(_)
                | Self::TokenUses(_)
                | Self::PublishState(_)
                | Self::StripPictures
                | Self::HotlinkGuard
        )
    }
}

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
    pub(super) effect: Effect,
    pub(super) schedule: Schedule,
    pub(super) endpoint: Option<String>,
}

impl Fault {
    /// A fault at the endpoints where its effect belongs: addresses and frozen secrets at the token
    /// endpoints, delays and slow lines everywhere, what becomes of publications where they are
    /// submitted, all others at `media/uploadimg`.
    ///
    /// [`Effect::RateOver`], [`Effect::PerMinute`], [`Effect::TokenUses`], [`Effect::PublishState`], [`Effect::StripPictures`] and
    /// [`Effect::HotlinkGuard`] are rules that hold for all requests, whatever the schedule.
    #[must_use]
    pub fn new(effect: Effect, schedule: Schedule) -> Self {
        Self {
            effect,
            schedule: if effect.is_rule() {
                Schedule::Always
            } else {
                schedule
            },
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
                Effect::Delay(_)
                | Effect::Slow(_)
                | Effect::TokenUses(_)
                | Effect::HotlinkGuard => true,
                Effect::PublishState(_) => path == "freepublish/submit",
                Effect::StripPictures => matches!(path, "draft/add" | "draft/update"),
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
