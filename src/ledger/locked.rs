//! A lockfile in use: what it says counts before the store, and what a run gave out or uploaded that it does
//! not know is written into it at the end.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::lockfile::{DraftPlace, Fault, Lockfile};
use super::{Forget, Key, Ledger};
use crate::asset::{AccountId, Digest, HostedImage, HostedUrl};
use crate::fsio;
use crate::problem::{Code, Problem};

/// Largest lockfile that is read, in bytes: some 200,000 pictures.
const LONGEST: u64 = 64 << 20;

/// Faults that are told; who has mended so many will hear of the next.
const MOST_TOLD: usize = 20;

/// The lockfile of a run.
#[derive(Debug)]
pub(super) struct Locked {
    path: PathBuf,
    /// What it said at the beginning.
    pub(super) known: Arc<HashMap<Key, HostedImage>>,
    /// What this run gave out beside it, and whether it has uploaded it itself.
    touched: HashMap<Key, (HostedImage, bool)>,
    /// Drafts by article and account.
    drafts: HashMap<(String, String), DraftPlace>,
    /// Those of this run.
    fresh_drafts: HashMap<(String, String), DraftPlace>,
}

impl Locked {
    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The draft of an article.
    pub(super) fn draft(&self, account: &AccountId, article: &str) -> Option<DraftPlace> {
        let owner = (article.to_owned(), account.as_str().to_owned());
        let fresh = self.fresh_drafts.get(&owner);
        fresh.or_else(|| self.drafts.get(&owner)).cloned()
    }

    /// Notes the draft of an article.
    pub(super) fn is_draft(&mut self, account: &AccountId, article: &str, place: DraftPlace) {
        let owner = (article.to_owned(), account.as_str().to_owned());
        if self.drafts.get(&owner) != Some(&place) {
            self.fresh_drafts.insert(owner, place);
        }
    }

    /// What it says of a key now.
    pub(super) fn recall(&self, key: &Key) -> Option<HostedImage> {
        let touched = self.touched.get(key).map(|(hosted, _)| hosted);
        touched.or_else(|| self.known.get(key)).cloned()
    }

    /// Whether it said something of a key at the beginning.
    pub(super) fn knows(&self, key: &Key) -> bool {
        self.known.contains_key(key)
    }

    /// Notes what was remembered elsewhere.
    pub(super) fn gave(&mut self, key: &Key, hosted: &HostedImage) {
        if !self.known.contains_key(key) && !self.touched.contains_key(key) {
            self.touched.insert(key.clone(), (hosted.clone(), false));
        }
    }

    /// Notes an upload of this run.
    pub(super) fn uploaded(&mut self, key: &Key, hosted: &HostedImage) {
        self.touched.insert(key.clone(), (hosted.clone(), true));
    }
}

impl Ledger {
    /// Takes what the lockfile at `path` says before what is remembered here; one that is not there yet says
    /// nothing. Gives what could not be read of it: `lockfile.bad-line` and `lockfile.conflict`, warnings with
    /// their lines. What this run gives out from elsewhere or uploads goes into it with
    /// [`Ledger::write_lockfile`].
    ///
    /// # Errors
    /// `lockfile.unreadable`.
    pub fn use_lockfile(&self, path: &Path) -> Result<Vec<Problem>, Problem> {
        let (file, faults) = read(path)?;
        let known = file.uploads().map(|(key, hosted)| (key, hosted.clone()));
        self.shared.lock().locked = Some(Locked {
            path: path.to_owned(),
            known: Arc::new(known.collect()),
            touched: HashMap::new(),
            drafts: file
                .drafts()
                .map(|(owner, place)| (owner.clone(), place.clone()))
                .collect(),
            fresh_drafts: HashMap::new(),
        });
        Ok(told(path, &faults))
    }

    /// The accounts that the lockfile in use has uploads of, sorted.
    #[must_use]
    pub fn accounts_of_lockfile(&self) -> Vec<AccountId> {
        let state = self.shared.lock();
        let keys = state.locked.iter().flat_map(|locked| locked.known.keys());
        let mut accounts: Vec<_> = keys.map(|key| key.account.clone()).collect();
        accounts.sort();
        accounts.dedup();
        accounts
    }

    /// The URLs that the lockfile in use has (of one account).
    #[must_use]
    pub fn urls_of_lockfile(&self, account: Option<&AccountId>) -> Vec<HostedUrl> {
        let state = self.shared.lock();
        let known = state.locked.iter().flat_map(|locked| locked.known.iter());
        known
            .filter(|(key, _)| account.is_none_or(|account| *account == key.account))
            .map(|(_, hosted)| hosted.url.clone())
            .collect()
    }

    /// Takes the uploads out of a lockfile whose contents are not among these; gives how many. Covers of drafts stay:
    /// no article need name them.
    ///
    /// # Errors
    /// As [`Ledger::write_lockfile`].
    pub fn keep_in_lockfile(
        &self,
        path: &Path,
        contents: &HashSet<Digest>,
    ) -> Result<usize, Problem> {
        self.change_lockfile(path, |file| {
            file.retain(|key, _| contents.contains(&key.digest) || key.is_of_library())
        })
    }

    /// Writes what this run gave out and uploaded into the lockfile in use, beside what others have written there
    /// meanwhile. Gives the file and how many lines are new or changed; without any, it is not touched, and there is
    /// nothing to give.
    ///
    /// # Errors
    /// `lockfile.unreadable`, `output.unwritable`.
    pub fn write_lockfile(&self) -> Result<Option<(PathBuf, usize)>, Problem> {
        let (path, touched, drafts) = {
            let mut state = self.shared.lock();
            match &mut state.locked {
                Some(locked) if !locked.touched.is_empty() || !locked.fresh_drafts.is_empty() => (
                    locked.path.clone(),
                    std::mem::take(&mut locked.touched),
                    std::mem::take(&mut locked.fresh_drafts),
                ),
                _ => return Ok(None),
            }
        };
        let changed = self.change_lockfile(&path, |file| {
            let uploads = touched
                .iter()
                .filter(|(key, (hosted, is_new))| file.put(key, hosted, *is_new));
            let uploads = uploads.count();
            let drafts = drafts
                .iter()
                .filter(|(owner, place)| file.put_draft(owner, place));
            uploads + drafts.count()
        })?;
        Ok((changed > 0).then_some((path, changed)))
    }

    /// Takes uploads out of a lockfile; gives how many.
    ///
    /// # Errors
    /// As [`Ledger::write_lockfile`].
    pub fn forget_in_lockfile(
        &self,
        path: &Path,
        account: Option<&AccountId>,
        what: &Forget,
    ) -> Result<usize, Problem> {
        self.change_lockfile(path, |file| {
            file.retain(|key, hosted| {
                let is_meant = match what {
                    Forget::Digest(digest) => *digest == key.digest,
                    Forget::Url(url) => *url == hosted.url,
                    Forget::All => true,
                };
                !is_meant || account.is_some_and(|account| *account != key.account)
            })
        })
    }

    /// Changes a lockfile while no other process of this machine does; `change` gives the number of lines that
    /// it has changed.
    fn change_lockfile(
        &self,
        path: &Path,
        change: impl FnOnce(&mut Lockfile) -> usize,
    ) -> Result<usize, Problem> {
        let directory = self.shared.lock().directory.clone();
        // Without a guard the worst is that one of two that end at once is not in the file until its next run.
        let _guard = guard(&directory, path);
        let (mut file, _) = read(path)?;
        let changed = change(&mut file);
        if changed > 0 {
            fsio::write_atomic(path, file.text().as_bytes()).map_err(|error| {
                Problem::new(Code::OutputUnwritable)
                    .with("path", fsio::shown_path(path))
                    .with("reason", error.reason())
            })?;
        }
        Ok(changed)
    }
}

/// Reads a lockfile.
fn read(path: &Path) -> Result<(Lockfile, Vec<Fault>), Problem> {
    let unreadable = |reason: String| {
        Problem::new(Code::LockfileUnreadable)
            .with("path", fsio::shown_path(path))
            .with("reason", reason)
    };
    // Also a dangling symlink is somebody's.
    if path
        .symlink_metadata()
        .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    {
        return Ok((Lockfile::default(), Vec::new()));
    }
    let bytes = fsio::read_limited(path, LONGEST)
        .map_err(|error| unreadable(error.reason()))?
        .ok_or_else(|| unreadable(format!("it is larger than {} MB", LONGEST >> 20)))?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => {
            let (file, faults) = Lockfile::read(text);
            // Writing into somebody else's file would spoil it.
            match faults.first() {
                Some(Fault::Unread(line))
                    if file.uploads().next().is_none() && file.drafts().next().is_none() =>
                {
                    Err(unreadable(format!("it is no lockfile, see line {line}")))
                }
                _ => Ok((file, faults)),
            }
        }
        Err(error) => {
            let line = bytes[..error.valid_up_to()]
                .split(|byte| *byte == b'\n')
                .count();
            Err(unreadable(format!("line {line} is not UTF-8")))
        }
    }
}

fn told(path: &Path, faults: &[Fault]) -> Vec<Problem> {
    let told = faults.iter().take(MOST_TOLD).map(|fault| {
        let (code, line) = match fault {
            Fault::Unread(line) => (Code::LockfileBadLine, line),
            Fault::Conflict(line) => (Code::LockfileConflict, line),
        };
        Problem::new(code)
            .with("path", fsio::shown_path(path))
            .with("line", line)
    });
    told.collect()
}

/// Holds off other processes of this machine that would write the same lockfile.
fn guard(directory: &Path, path: &Path) -> Option<File> {
    let whole = fs::canonicalize(path.parent()?)
        .unwrap_or_default()
        .join(path.file_name()?);
    let mut name = Digest::of(whole.as_os_str().as_encoded_bytes()).hex();
    name.truncate(24);
    let guards = directory.join("locks");
    fsio::make_private_directory(&guards).ok()?;
    let file = File::create(guards.join(name)).ok()?;
    file.lock().ok()?;
    Some(file)
}
