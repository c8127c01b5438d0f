//! Accounts and their access tokens of three kinds: classic (`/token`), stable (`/stable_token`) and
//! those of the third-party platform, which know nothing of each other.
//!
//! Comes in: credentials, or a token and the time. Goes out: a token with the time it has left, or
//! whose it is; refusals are `errcode`s.

use std::collections::BTreeMap;

use super::ids::Ids;
use super::series::{Given, OVERLAP, Series, looks_like_a_token};
use crate::secret::Secret;

/// Forced renewals come at least so many seconds apart…
const FORCE_APART: u64 = 30;

/// …and at most so often a day.
const FORCE_A_DAY: usize = 20;

/// All accounts.
#[derive(Debug)]
pub(super) struct Tokens {
    accounts: BTreeMap<String, Account>,
    lifetime: u64,
}

#[derive(Debug)]
struct Account {
    secret: Secret,
    classic: Series,
    stable: Series,
    authorizer: Series,
    forced: Vec<u64>,
}

impl Account {
    /// The tokens of all kinds.
    fn kinds(&mut self) -> [&mut Series; 3] {
        [&mut self.classic, &mut self.stable, &mut self.authorizer]
    }
}

impl Tokens {
    /// Accounts with their secrets; tokens live for `lifetime` seconds.
    pub(super) fn new(accounts: impl IntoIterator<Item = (String, Secret)>, lifetime: u64) -> Self {
        let account = |(app_id, secret)| {
            let account = Account {
                secret,
                classic: Series::default(),
                stable: Series::default(),
                authorizer: Series::default(),
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
        Ok(account.classic.follow(ids, now, lifetime))
    }

    /// `POST /cgi-bin/component/api_authorizer_token`: as with the classic ones.
    pub(super) fn authorizer(
        &mut self,
        ids: &mut Ids,
        now: u64,
        app_id: &str,
    ) -> Result<Given, i64> {
        let account = self.accounts.get_mut(app_id).ok_or(61003)?;
        Ok(account.authorizer.follow(ids, now, self.lifetime))
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
            account.stable.revoke(now);
        }
        let margin = OVERLAP.min(lifetime / 2);
        let same = account.stable.newest(now, margin);
        Ok(same.unwrap_or_else(|| account.stable.issue(ids, now, lifetime)))
    }

    /// Whose token it is; counts as one use of it.
    pub(super) fn check(
        &mut self,
        token: &str,
        now: u64,
        most_uses: Option<u32>,
    ) -> Result<String, i64> {
        if !looks_like_a_token(token) {
            return Err(40014);
        }
        for (app_id, account) in &mut self.accounts {
            for kind in account.kinds() {
                if let Some(admitted) = kind.admit(token, now, most_uses) {
                    return admitted.map(|()| app_id.clone());
                }
            }
        }
        Err(40001)
    }

    /// Whether there is such an account.
    pub(super) fn knows(&self, app_id: &str) -> bool {
        self.accounts.contains_key(app_id)
    }

    /// All tokens that are remembered.
    pub(super) fn issued(&self) -> Vec<Secret> {
        let accounts = self.accounts.values();
        let kinds =
            accounts.flat_map(|account| [&account.classic, &account.stable, &account.authorizer]);
        kinds.flat_map(Series::values).cloned().collect()
    }

    /// All tokens become worthless at once, as when someone else renewed them by force.
    pub(super) fn revoke(&mut self, now: u64) {
        for account in self.accounts.values_mut() {
            for kind in account.kinds() {
                kind.revoke(now);
            }
        }
    }

    /// All tokens expire at once.
    pub(super) fn expire(&mut self, now: u64) {
        for account in self.accounts.values_mut() {
            for kind in account.kinds() {
                kind.expire(now);
            }
        }
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
    fn the_tokens_of_the_platform_are_a_kind_of_their_own() {
        let mut desk = Desk::new();
        let mut authorizer = |now| desk.tokens.authorizer(&mut desk.ids, now, "wx1").unwrap();
        let (first, second) = (authorizer(0), authorizer(10));
        let classic = desk.classic(20);
        desk.classic(21);
        assert!(desk.check(&first, 309).is_ok());
        assert_eq!(desk.check(&first, 310), Err(40001));
        assert!(desk.check(&second, 310).is_ok());
        assert!(desk.check(&classic, 310).is_ok());
        desk.tokens.expire(311);
        assert_eq!(desk.check(&second, 311), Err(42001));
        let unknown = desk.tokens.authorizer(&mut desk.ids, 0, "wx2");
        assert_eq!(unknown.unwrap_err(), 61003);
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
