//! How a ledger is doing: in comes its directory, out goes what lies there, looked at page by page and
//! left as it is. For `tuwen doctor`.

use std::path::{Path, PathBuf};

use super::super::Ledger;
use super::{
    Check, Connecting, Finding, LOCK, LOCK_PATIENCE, Store, inspect, path, size_on_disk, wait_for,
};

/// What was found at a ledger's place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Where it lies, or would.
    pub path: PathBuf,
    /// Size on disk, in bytes.
    pub size_on_disk: u64,
    /// What it is like.
    pub state: HealthState,
}

/// What a ledger is like.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HealthState {
    /// In order.
    Sound {
        /// Remembered uploads.
        entries: u64,
        /// Files in the file index.
        files: u64,
    },
    /// There is none; the first upload makes it.
    Absent,
    /// Of an older version; the next run that uploads brings it up to date.
    Older,
    /// Damaged, or no ledger at all; the next run that uploads sets it aside and begins a new one.
    Broken(String),
    /// Something that is left alone, or cannot be got at; runs remember nothing.
    Unusable(String),
}

impl Ledger {
    /// Looks at every page of the ledger in `directory`, changing nothing.
    #[must_use]
    pub fn examine(directory: &Path) -> Health {
        let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        let path = path(&directory);
        Health {
            size_on_disk: size_on_disk(&path),
            state: state(&directory, &path),
            path,
        }
    }
}

fn state(directory: &Path, path: &Path) -> HealthState {
    // Nobody replaces it while it is looked at.
    let in_use = std::fs::File::open(directory.join(LOCK)).ok();
    let in_use =
        in_use.and_then(|file| wait_for(file, std::fs::File::try_lock_shared, LOCK_PATIENCE).ok());
    let mut finding = inspect(path, Connecting::ForReading, Check::Whole);
    if let Finding::Unusable(_) = finding {
        let second = inspect(path, Connecting::Immutable, Check::Whole);
        if let Finding::Sound(_) = second {
            finding = second;
        }
    }
    match finding {
        Finding::Sound(connection) => {
            let in_use = in_use.flatten();
            let store = Store::new(connection, false, directory.to_owned(), in_use);
            match store.counts() {
                Ok(counts) => HealthState::Sound {
                    entries: counts.accounts.iter().map(|(_, number)| number).sum(),
                    files: counts.files,
                },
                Err(error) => HealthState::Broken(error.to_string()),
            }
        }
        Finding::Absent => HealthState::Absent,
        Finding::Older(_) => HealthState::Older,
        Finding::Broken(reason) => HealthState::Broken(reason),
        Finding::Unusable(reason) => HealthState::Unusable(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::super::connect;
    use super::*;

    #[test]
    fn a_ledger_is_looked_at_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("数据");
        assert_eq!(Ledger::examine(&place).state, HealthState::Absent);
        assert!(!place.exists());
        drop(Ledger::open(&place));
        let health = Ledger::examine(&place);
        let (entries, files) = (0, 0);
        assert_eq!(health.state, HealthState::Sound { entries, files });
        assert!(health.size_on_disk > 0);
    }

    #[test]
    fn damage_in_any_page_is_found() {
        let directory = tempfile::tempdir().unwrap();
        drop(Ledger::open(directory.path()));
        let path = path(directory.path());
        connect(&path, Connecting::ForWriting)
            .unwrap()
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        // The header is whole, and the tables are there: only reading the pages tells.
        let last = bytes.len() - 4096;
        bytes[last..].fill(0xA5);
        std::fs::write(&path, &bytes).unwrap();
        let state = Ledger::examine(directory.path()).state;
        assert!(matches!(state, HealthState::Broken(_)), "{state:?}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        std::fs::write(&path, "not a database".repeat(100)).unwrap();
        let state = Ledger::examine(directory.path()).state;
        assert!(matches!(state, HealthState::Broken(_)), "{state:?}");
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        let state = Ledger::examine(directory.path()).state;
        assert!(matches!(state, HealthState::Unusable(_)), "{state:?}");
    }
}
