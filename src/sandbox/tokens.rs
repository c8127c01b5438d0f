//! Accounts and their access tokens, in both generations: classic (`/token`) and stable
//! (`/stable_token`), which know nothing of each other.
//!
//! Comes in: credentials, or a token and the time. Goes out: a token with the time it has left, or
//! whose it is; refusals are `errcode`s.

use std::collections::BTreeMap;

use super::ids::Ids;
use crate::secret::Secret;

/// How long two tokens of one kind are both valid, in seconds; a stable token is handed out until
/// so long before its end.
const OVERLAP: u64 = 300;

/// Forced renewals come at least so many seconds apart…
const FORCE_APART: u64 = 30;

/// …and at most so often a day.
const FORCE_A_DAY: usize = 20;

/// Past tokens that are still recognised as such.
const REMEMBERED: usize = 32;

/// All accounts.
#[derive(Debug)]
pub(super) struct Tokens {
    accounts: BTreeMap<String, Account>,
    lifetime: u64,
}

#[derive(Debug)]
struct Account {
    secret: Secret,
    classic: Vec<Issued>,
    stable: Vec<Issued>,
    forced: Vec<u64>,
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

impl Tokens {
    /// Accounts with their secrets; tokens live for `lifetime` seconds.
    pub(super) fn new(accounts: impl IntoIterator<Item = (String, Secret)>, lifetime: u64) -> Self {
        let account = |(app_id, secret)| {
            let account = Account {
                secret,
                classic: Vec::new(),
                stable: Vec::new(),
                forced: Vec::new(),
            };
            (app_id, account)
        };
        Self {
            accounts: accounts.into_iter().map(account).collect(),
            lifetime,
        }
    }

    /// The account of these credentials.
    fn account(&mut self, app_id: &str, secret: &str, wrong: i64) -> Result<&mut Account, i64> {
        if app_id.is_empty() {
            return Err(41002);
        }
        let account = self.accounts.get_mut(app_id).ok_or(40013)?;
        match secret {
            "" => Err(41004),
            secret if secret == account.secret.expose() => Ok(account),
            _ => Err(wrong),
        }
    }

    /// `GET /cgi-bin/token`: always a new token; the one before lives five minutes more.
    pub(super) fn classic(
        &mut self,
        ids: &mut Ids,
        now: u64,
        app_id: &str,
        secret: &str,
    ) -> Result<Given, i64> {
        let lifetime = self.lifetime;
        // The older endpoint reports a wrong secret as a wrong credential.
        let account = self.account(app_id, secret, 40001)?;
        if let Some(last) = account.classic.last_mut() {
            last.replaced = last.replaced.min(now + OVERLAP);
        }
        Ok(issue(&mut account.classic, ids, now, lifetime))
    }

    /// `POST /cgi-bin/stable_token`: the same token until five minutes before its end, then the next.
    pub(super) fn stable(
        &mut self,
        ids: &mut Ids,
        now: u64,
        app_id: &str,
        secret: &str,
        force: bool,
    ) -> Result<Given, i64> {
        let lifetime = self.lifetime;
        let account = self.account(app_id, secret, 40125)?;
        if force
            && account
                .forced
                .last()
                .is_none_or(|last| now >= last + FORCE_APART)
        {
            account.forced.retain(|&time| time + 86_400 > now);
            if account.forced.len() >= FORCE_A_DAY {
                return Err(45009);
            }
            account.forced.push(now);
            for issued in &mut account.stable {
                issued.replaced = issued.replaced.min(now);
            }
        }
        match account.stable.last() {
            Some(last) if last.expires.min(last.replaced) > now + OVERLAP.min(lifetime / 2) => {
                Ok(Given {
                    token: last.value.clone(),
                    left: last.expires - now,
                })
            }
            _ => Ok(issue(&mut account.stable, ids, now, lifetime)),
        }
    }

    /// Whose token it is; counts as one use of it.
    pub(super) fn check(
        &mut self,
        token: &str,
        now: u64,
        most_uses: Option<u32>,
    ) -> Result<String, i64> {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !(32..=512).contains(&token.len()) || !token.bytes().all(letters) {
            return Err(40014);
        }
        for (app_id, account) in &mut self.accounts {
            let mut all = account.classic.iter_mut().chain(&mut account.stable);
            let Some(issued) = all.find(|issued| issued.value.expose() == token) else {
                continue;
            };
            if now >= issued.expires {
                return Err(42001);
            }
            if now >= issued.replaced {
                return Err(40001);
            }
            if most_uses.is_some_and(|most| issued.uses >= most) {
                issued.expires = now;
                return Err(42001);
            }
            issued.uses += 1;
            return Ok(app_id.clone());
        }
        Err(40001)
    }

    /// All tokens that are remembered.
    pub(super) fn issued(&self) -> Vec<Secret> {
        let accounts = self.accounts.values();
        let tokens = accounts.flat_map(|account| account.classic.iter().chain(&account.stable));
        tokens.map(|issued| issued.value.clone()).collect()
    }

    /// All tokens become worthless at once, as when someone else renewed them by force.
    pub(super) fn revoke(&mut self, now: u64) {
        for account in self.accounts.values_mut() {
            for issued in account.classic.iter_mut().chain(&mut account.stable) {
                issued.replaced = issued.replaced.min(now);
            }
        }
    }

    /// All tokens expire at once.
    pub(super) fn expire(&mut self, now: u64) {
        for account in self.accounts.values_mut() {
            for issued in account.classic.iter_mut().chain(&mut account.stable) {
                issued.expires = issued.expires.min(now);
            }
        }
    }
}

fn issue(tokens: &mut Vec<Issued>, ids: &mut Ids, now: u64, lifetime: u64) -> Given {
    if tokens.len() >= REMEMBERED {
        tokens.remove(0);
    }
    let token = Secret::new(ids.token());
    tokens.push(Issued {
        value: token.clone(),
        expires: now + lifetime,
        replaced: u64::MAX,
        uses: 0,
    });
    Given {
        token,
        left: lifetime,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Desk {
        tokens: Tokens,
        ids: Ids,
    }

    impl Desk {
        fn new() -> Self {
            Self {
                tokens: Tokens::new([("wx1".to_owned(), Secret::new("密"))], 7200),
                ids: Ids::default(),
            }
        }

        fn stable(&mut self, now: u64, force: bool) -> Given {
            self.tokens
                .stable(&mut self.ids, now, "wx1", "密", force)
                .unwrap()
        }

        fn classic(&mut self, now: u64) -> Given {
            self.tokens
                .classic(&mut self.ids, now, "wx1", "密")
                .unwrap()
        }

        fn check(&mut self, given: &Given, now: u64) -> Result<String, i64> {
            self.tokens.check(given.token.expose(), now, None)
        }
    }

    #[test]
    fn a_stable_token_stays_until_five_minutes_before_its_end() {
        let mut desk = Desk::new();
        let first = desk.stable(0, false);
        assert_eq!(first.left, 7200);
        let same = desk.stable(6855, false);
        assert_eq!((&same.token, same.left), (&first.token, 345));
        let next = desk.stable(6900, false);
        assert_ne!(next.token, first.token);
        assert_eq!(next.left, 7200);
        // Both are good for those five minutes.
        assert!(desk.check(&first, 7199).is_ok());
        assert_eq!(desk.check(&first, 7200), Err(42001));
        assert!(desk.check(&next, 7200).is_ok());
    }

    #[test]
    fn a_forced_renewal_kills_the_previous_token_at_once_but_not_twice_in_a_row() {
        let mut desk = Desk::new();
        let first = desk.stable(0, false);
        let forced = desk.stable(100, true);
        assert_ne!(forced.token, first.token);
        assert_eq!(desk.check(&first, 100), Err(40001));
        assert_eq!(desk.stable(129, true).token, forced.token);
        assert_ne!(desk.stable(130, true).token, forced.token);
        for round in 2..20 {
            desk.stable(100 + round * 30, true);
        }
        let again = desk.tokens.stable(&mut desk.ids, 9999, "wx1", "密", true);
        assert_eq!(again.unwrap_err(), 45009);
    }

    #[test]
    fn a_classic_token_replaces_the_one_before_after_five_minutes() {
        let mut desk = Desk::new();
        let first = desk.classic(0);
        let second = desk.classic(10);
        assert_ne!(first.token, second.token);
        assert!(desk.check(&first, 309).is_ok());
        assert_eq!(desk.check(&first, 310), Err(40001));
        assert!(desk.check(&second, 310).is_ok());
    }

    #[test]
    fn the_two_kinds_do_not_touch_each_other() {
        let mut desk = Desk::new();
        let stable = desk.stable(0, false);
        let classic = desk.classic(0);
        desk.classic(1);
        desk.stable(40, true);
        assert!(desk.check(&classic, 300).is_ok());
        assert_eq!(desk.check(&stable, 300), Err(40001));
        let stable = desk.stable(300, false);
        desk.classic(301);
        assert!(desk.check(&stable, 1000).is_ok());
    }

    #[test]
    fn a_token_with_counted_uses_expires_and_the_next_one_is_new() {
        let mut desk = Desk::new();
        let first = desk.stable(0, false);
        for _ in 0..2 {
            assert!(desk.tokens.check(first.token.expose(), 0, Some(2)).is_ok());
        }
        assert_eq!(
            desk.tokens.check(first.token.expose(), 0, Some(2)),
            Err(42001)
        );
        assert_ne!(desk.stable(0, false).token, first.token);
    }

    #[test]
    fn credentials_and_tokens_are_refused_as_the_real_ones_are() {
        let mut desk = Desk::new();
        let mut stable = |app_id, secret| {
            desk.tokens
                .stable(&mut desk.ids, 0, app_id, secret, false)
                .unwrap_err()
        };
        assert_eq!(stable("", "密"), 41002);
        assert_eq!(stable("wx2", "密"), 40013);
        assert_eq!(stable("wx1", ""), 41004);
        assert_eq!(stable("wx1", "x"), 40125);
        let classic = desk.tokens.classic(&mut desk.ids, 0, "wx1", "x");
        assert_eq!(classic.unwrap_err(), 40001);
        assert_eq!(desk.tokens.check("short", 0, None), Err(40014));
        assert_eq!(desk.tokens.check(&"语".repeat(50), 0, None), Err(40014));
        assert_eq!(desk.tokens.check(&"a".repeat(100), 0, None), Err(40001));
    }
}
