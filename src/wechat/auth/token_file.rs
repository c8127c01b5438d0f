//! One account's token between runs and between processes: a 0600 file and a lock beside it.
//!
//! Comes in: a token and when to renew it. Goes out: the same, as long as it is fresh, was fetched
//! with the same secret and is readable. Anything else counts as no token; nothing here ever fails a
//! run, the worst outcome is one token request more.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::asset::Digest;
use crate::fsio;
use crate::secret::Secret;
use crate::wechat::base::Base;

/// Tokens live two hours at most; a file that says otherwise was written by a wrong clock.
const LONGEST_LIFE: Duration = Duration::from_hours(2);

/// How long before its end a token is not used any more; the service has the next one ready by then.
const MARGIN: Duration = Duration::from_mins(5);

/// Officially tokens have up to 512 characters; this leaves room and bounds what is read.
const LONGEST_FILE: u64 = 16 * 1024;

/// How long a process waits for another one that is fetching the same token.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// A token and the moment after which it is not used any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The token itself.
    pub(super) value: Secret,
    /// When to fetch the next.
    pub(super) renew_at: SystemTime,
}

/// Held while a token is fetched; ends with the process, however that ends.
pub(super) type Lock = File;

impl Token {
    /// A token that has so much life left from now, or, where nobody says, the usual two hours.
    pub(super) fn living(value: Secret, life: Option<Duration>) -> Self {
        let life = life.unwrap_or(LONGEST_LIFE).min(LONGEST_LIFE);
        Self {
            value,
            renew_at: SystemTime::now() + usable(life),
        }
    }

    /// Whether it may be used now.
    pub(super) fn is_fresh(&self) -> bool {
        self.renew_at
            .duration_since(SystemTime::now())
            .is_ok_and(|left| !left.is_zero() && left <= LONGEST_LIFE)
    }
}

/// How long a token with so much life left is used: till the margin. The service never hands out one
/// that has less left; should a relay do so, half of that.
fn usable(life: Duration) -> Duration {
    match life.checked_sub(MARGIN) {
        Some(left) if !left.is_zero() => left,
        _ => life / 2,
    }
}

/// The name of an account's file at a base.
pub(super) fn file_name(base: &Base, account: &str) -> String {
    short(&format!("{}\n{account}", base.key()))
}

/// A hash cut short: says "fetched with the same secret" and is of no use for finding it.
pub(super) fn check(what: &str, identity: &str) -> String {
    short(&format!("{what}\n{identity}"))
}

fn short(text: &str) -> String {
    let mut hex = Digest::of(text.as_bytes()).hex();
    hex.truncate(24);
    hex
}

/// Where the token of one account at one base is kept.
#[derive(Debug)]
pub(super) struct TokenFile {
    path: PathBuf,
    lock: PathBuf,
    check: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    /// Tells whether the secret is still the one the token was fetched with.
    check: String,
    access_token: String,
    /// Seconds since 1970.
    renew_at: u64,
}

impl TokenFile {
    /// The file for an account; touches nothing yet. `identity` tells what its tokens are fetched with.
    pub(super) fn new(directory: &Path, base: &Base, account: &str, identity: &str) -> Self {
        let path = directory.join(format!("{}.json", file_name(base, account)));
        Self {
            lock: path.with_extension("lock"),
            path,
            check: check(&format!("token file\n{account}"), identity),
        }
    }

    /// The token kept, if it is fresh and belongs to this secret.
    pub(super) fn read(&self) -> Option<Token> {
        let bytes = fsio::read_limited(&self.path, LONGEST_FILE).ok()??;
        let stored: Stored = serde_json::from_slice(&bytes).ok()?;
        let renew_at = UNIX_EPOCH.checked_add(Duration::from_secs(stored.renew_at))?;
        let token = Token {
            value: Secret::new(stored.access_token),
            renew_at,
        };
        let usable = stored.version == 1
            && stored.check == self.check
            && !token.value.is_empty()
            && token.is_fresh();
        usable.then_some(token)
    }

    /// Keeps a token; a directory that cannot be written keeps nothing.
    pub(super) fn write(&self, token: &Token) {
        let stored = Stored {
            version: 1,
            check: self.check.clone(),
            access_token: token.value.expose().to_owned(),
            renew_at: token
                .renew_at
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
        };
        if let Ok(bytes) = serde_json::to_vec(&stored) {
            let _ = fsio::write_private(&self.path, &bytes);
        }
    }

    /// Waits until no other process is fetching this token. The lock is held until the result is
    /// dropped, also by a crash; `None` when locking is impossible or takes too long, and then the
    /// fetch goes ahead without it.
    pub(super) async fn lock(&self) -> Option<Lock> {
        let file = self.open_lock()?;
        let started = tokio::time::Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            match file.try_lock() {
                Ok(()) => return Some(file),
                Err(TryLockError::WouldBlock) if started.elapsed() < LONGEST_WAIT => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_millis(100));
                }
                Err(_) => return None,
            }
        }
    }

    /// A file of its own to lock: the token's file is replaced at each write, and with it its inode.
    fn open_lock(&self) -> Option<File> {
        let open = || {
            let mut options = File::options();
            options.create(true).truncate(false).write(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&self.lock)
        };
        open().ok().or_else(|| {
            fsio::make_private_directory(self.lock.parent()?).ok()?;
            open().ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(directory: &Path, app_id: &str, secret: &str) -> TokenFile {
        let base = Base::parse("https://api.weixin.qq.com", false).unwrap();
        TokenFile::new(directory, &base, app_id, secret)
    }

    fn token(left: i64) -> Token {
        let now = SystemTime::now();
        let distance = Duration::from_secs(left.unsigned_abs());
        Token {
            value: Secret::new("令牌-token"),
            renew_at: if left < 0 {
                now - distance
            } else {
                now + distance
            },
        }
    }

    #[test]
    fn a_token_comes_back_for_its_account_and_secret_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("令牌/深");
        file(&path, "wx1", "a").write(&token(600));
        let read = file(&path, "wx1", "a").read().unwrap();
        assert_eq!(read.value, token(600).value);
        assert_eq!(file(&path, "wx2", "a").read(), None);
        assert_eq!(file(&path, "wx1", "b").read(), None);
    }

    #[test]
    fn the_margin_is_kept_but_a_short_token_is_still_used() {
        let seconds = |life| usable(Duration::from_secs(life)).as_secs();
        assert_eq!(seconds(7200), 6900);
        assert_eq!(seconds(460), 160);
        assert_eq!(seconds(300), 150);
        assert_eq!(seconds(345), 45);
        assert_eq!(seconds(0), 0);
    }

    #[test]
    fn stale_or_impossible_times_are_not_trusted() {
        let directory = tempfile::tempdir().unwrap();
        for left in [-1, 0, 7300, 1_000_000] {
            let file = file(directory.path(), "wx1", "a");
            file.write(&token(left));
            assert_eq!(file.read(), None, "{left}");
        }
    }

    #[test]
    fn a_broken_file_is_no_token() {
        let directory = tempfile::tempdir().unwrap();
        let file = file(directory.path(), "wx1", "a");
        file.write(&token(600));
        let whole = fsio::read_limited(&file.path, LONGEST_FILE)
            .unwrap()
            .unwrap();
        for bytes in [&b""[..], &whole[..whole.len() / 2], b"[]", b"\xff\xfe"] {
            fsio::write_private(&file.path, bytes).unwrap();
            assert_eq!(file.read(), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_token_and_lock() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let file = file(directory.path(), "wx1", "a");
        file.write(&token(600));
        drop(file.open_lock().unwrap());
        for path in [&file.path, &file.lock] {
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[tokio::test]
    async fn the_lock_waits_for_its_holder() {
        let directory = tempfile::tempdir().unwrap();
        let first = file(directory.path(), "wx1", "a");
        let second = file(directory.path(), "wx1", "a");
        let held = first.lock().await.unwrap();
        let waiting = tokio::time::timeout(Duration::from_millis(50), second.lock()).await;
        assert!(waiting.is_err());
        drop(held);
        let next = tokio::time::timeout(Duration::from_secs(5), second.lock()).await;
        assert!(next.unwrap().is_some());
    }
}
