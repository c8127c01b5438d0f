//! The tokens of cloud calls: pushed into a file, as the cloud pushes them into its containers.
//!
//! Comes in: the time. Goes out: a fresh token in the file every ten minutes, and sooner when the one
//! there is spoiled. Each is good for half an hour, and as `cloudbase_access_token` only.

use std::path::PathBuf;

use super::ids::Ids;
use super::series::{Series, looks_like_a_token};
use crate::fsio::{IoError, write_private};
use crate::secret::Secret;

/// Seconds between two tokens.
const EVERY: u64 = 600;

/// Seconds that a token lives.
const LIFETIME: u64 = 1800;

/// The tokens and their file.
#[derive(Debug)]
pub(super) struct CloudTokens {
    file: Option<PathBuf>,
    series: Series,
    due: u64,
}

impl CloudTokens {
    /// Nothing is pushed without a file; with one, the first token is due at once.
    pub(super) fn new(file: Option<PathBuf>, now: u64) -> Self {
        Self {
            file,
            series: Series::default(),
            due: now,
        }
    }

    /// Seconds until the next token, if there will be one.
    pub(super) fn wait(&self, now: u64) -> Option<u64> {
        self.file.as_ref().map(|_| self.due.saturating_sub(now))
    }

    /// Puts a fresh token into the file when it is time, or when the one there is no good any more.
    ///
    /// # Errors
    /// When the file cannot be written; the next call tries again.
    pub(super) fn push(&mut self, ids: &mut Ids, now: u64) -> Result<(), IoError> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        if now < self.due && self.series.newest(now, 0).is_some() {
            return Ok(());
        }
        let token = Secret::new(ids.token());
        write_private(file, token.expose().as_bytes())?;
        self.series.add(token, now, LIFETIME);
        while self.due <= now {
            // Time may have been moved on by years.
            self.due += (now - self.due) / EVERY * EVERY + EVERY;
        }
        Ok(())
    }

    /// Takes a token that a client shows.
    pub(super) fn check(
        &mut self,
        token: &str,
        now: u64,
        most_uses: Option<u32>,
    ) -> Result<(), i64> {
        if !looks_like_a_token(token) {
            return Err(40014);
        }
        self.series
            .admit(token, now, most_uses)
            .unwrap_or(Err(40001))
    }

    /// All become worthless at once.
    pub(super) fn revoke(&mut self, now: u64) {
        self.series.revoke(now);
    }

    /// All expire at once.
    pub(super) fn expire(&mut self, now: u64) {
        self.series.expire(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fsio::read_limited;

    #[test]
    fn a_token_comes_every_ten_minutes_and_lives_for_thirty() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("wx/令牌");
        let mut ids = Ids::default();
        let mut tokens = CloudTokens::new(Some(file.clone()), 1000);
        let mut at = |tokens: &mut CloudTokens, now| {
            tokens.push(&mut ids, now).unwrap();
            let bytes = read_limited(&file, 1000).unwrap().unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let first = at(&mut tokens, 1000);
        assert_eq!(
            (at(&mut tokens, 1599), tokens.wait(1599)),
            (first.clone(), Some(1))
        );
        let second = at(&mut tokens, 1600);
        assert_ne!(second, first);
        // Later than it should, but the next is in time again.
        let third = at(&mut tokens, 2790);
        assert_eq!(tokens.wait(2790), Some(10));
        assert_eq!(tokens.check(&first, 2799, None), Ok(()));
        assert_eq!(tokens.check(&first, 2800, None), Err(42001));
        assert_eq!(tokens.check(&second, 2800, None), Ok(()));
        // What is spoiled or used up is replaced before its time.
        assert_eq!(tokens.check(&third, 2791, Some(1)), Ok(()));
        assert_eq!(tokens.check(&third, 2791, Some(1)), Err(42001));
        let fourth = at(&mut tokens, 2791);
        assert_ne!(fourth, third);
        tokens.revoke(2792);
        assert_eq!(tokens.check(&fourth, 2792, None), Err(40001));
        assert_ne!(at(&mut tokens, 2792), fourth);
        assert_eq!(tokens.wait(2792), Some(8));
        assert_eq!(tokens.check("short", 0, None), Err(40014));
        assert_eq!(tokens.check(&"a".repeat(64), 0, None), Err(40001));
    }

    #[test]
    fn without_a_file_there_are_no_tokens() {
        let mut tokens = CloudTokens::new(None, 0);
        tokens.push(&mut Ids::default(), 0).unwrap();
        assert_eq!(tokens.wait(0), None);
        assert_eq!(tokens.check(&"a".repeat(64), 0, None), Err(40001));
    }
}
