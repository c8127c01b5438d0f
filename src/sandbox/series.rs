//! The tokens of one kind, oldest first: how long each lives, and what it is worth when it comes back.
//!
//! Comes in: the time, and a token that a client shows. Goes out: a new token with the time it has
//! left, or what is wrong with the one shown.

use super::ids::Ids;
use crate::secret::Secret;

/// How long two tokens of one kind are both valid, in seconds.
pub(super) const OVERLAP: u64 = 300;

/// Past tokens that are still recognised as such.
const REMEMBERED: usize = 32;

/// The tokens of one kind.
#[derive(Debug, Default)]
pub(super) struct Series {
    issued: Vec<Issued>,
}

#[derive(Debug)]
struct Issued {
    value: Secret,
    /// From then on 42001.
    expires: u64,
    /// From then on 40001, if it comes before the other.
    replaced: u64,
    uses: u32,
}

/// A token and the seconds it has left.
#[derive(Debug)]
pub(super) struct Given {
    /// The token.
    pub(super) token: Secret,
    /// Seconds left.
    pub(super) left: u64,
}

/// What all tokens have in common; anything else is 40014.
pub(super) fn looks_like_a_token(token: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (32..=512).contains(&token.len()) && token.bytes().all(letters)
}

impl Series {
    /// A new token that lives for so many seconds.
    pub(super) fn issue(&mut self, ids: &mut Ids, now: u64, lifetime: u64) -> Given {
        let token = Secret::new(ids.token());
        self.add(token.clone(), now, lifetime);
        Given {
            token,
            left: lifetime,
        }
    }

    /// All that are remembered.
    pub(super) fn values(&self) -> impl Iterator<Item = &Secret> {
        self.issued.iter().map(|issued| &issued.value)
    }

    /// Adds a token made elsewhere.
    pub(super) fn add(&mut self, token: Secret, now: u64, lifetime: u64) {
        if self.issued.len() >= REMEMBERED {
            self.issued.remove(0);
        }
        self.issued.push(Issued {
            value: token,
            expires: now + lifetime,
            replaced: u64::MAX,
            uses: 0,
        });
    }

    /// A new token; the one before lives five minutes more.
    pub(super) fn follow(&mut self, ids: &mut Ids, now: u64, lifetime: u64) -> Given {
        if let Some(last) = self.issued.last_mut() {
            last.replaced = last.replaced.min(now + OVERLAP);
        }
        self.issue(ids, now, lifetime)
    }

    /// The newest token, if it is good for more than `margin` seconds.
    pub(super) fn newest(&self, now: u64, margin: u64) -> Option<Given> {
        self.issued
            .last()
            .filter(|last| last.expires.min(last.replaced) > now + margin)
            .map(|last| Given {
                token: last.value.clone(),
                left: last.expires - now,
            })
    }

    /// Takes a token that a client shows, as one use of it; `None` for one that is not of this kind.
    pub(super) fn admit(
        &mut self,
        token: &str,
        now: u64,
        most_uses: Option<u32>,
    ) -> Option<Result<(), i64>> {
        let issued = self
            .issued
            .iter_mut()
            .find(|issued| issued.value.expose() == token)?;
        Some(if now >= issued.expires {
            Err(42001)
        } else if now >= issued.replaced {
            Err(40001)
        } else if most_uses.is_some_and(|most| issued.uses >= most) {
            issued.expires = now;
            Err(42001)
        } else {
            issued.uses += 1;
            Ok(())
        })
    }

    /// All become worthless at once, as when someone else renewed them by force.
    pub(super) fn revoke(&mut self, now: u64) {
        for issued in &mut self.issued {
            issued.replaced = issued.replaced.min(now);
        }
    }

    /// All expire at once.
    pub(super) fn expire(&mut self, now: u64) {
        for issued in &mut self.issued {
            issued.expires = issued.expires.min(now);
        }
    }
}
