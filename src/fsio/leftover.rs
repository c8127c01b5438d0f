//! Temporary files, and what killed runs leave of them beside their outputs.
//!
//! In: a directory that is about to be written to. Out: a temporary file in it that says, by a lock,
//! that its process lives; and the directory without those whose process is dead. The system lets go
//! of the lock however a process ends. Refuses to judge where there are no locks.

use std::collections::BTreeSet;
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile};

const PREFIX: &str = ".tuwen-";
const SUFFIX: &str = ".tmp";
/// Characters between them.
const RANDOM: usize = 6;

/// The directories that this process has cleared: with a thousand outputs in one of them, one look is
/// enough.
static CLEARED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Makes a temporary file in a directory, which is cleared first.
pub(super) fn begin(builder: &mut Builder<'_, '_>, directory: &Path) -> io::Result<NamedTempFile> {
    let first = CLEARED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(directory.to_owned());
    if first {
        clear(directory);
    }
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
    // Between making and locking, another process may take our file for a dead one's: then once more.
    for _ in 0..8 {
        let file = builder.tempfile_in(directory)?;
        if !cfg!(unix) {
            return Ok(file);
        }
        match file.as_file().try_lock() {
            Ok(()) if file.path().exists() => return Ok(file),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            // A file system without locks: nobody will judge.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

/// Removes the temporary files of the dead.
fn clear(directory: &Path) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_temporary);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            remove_if_abandoned(&entry.path());
        }
    }
}

fn is_temporary(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX))
        .is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(unix)]
fn remove_if_abandoned(path: &Path) {
    use std::fs::File;
    // For writing where we may: network file systems lock nothing else.
    let opened = File::options().read(true).write(true).open(path);
    if let Ok(file) = opened.or_else(|_| File::open(path))
        && file.try_lock().is_ok()
    {
        // While we hold the lock. If it has got its name meanwhile, there is nothing to remove.
        let _ = std::fs::remove_file(path);
    }
}

/// On Windows a lock keeps others from reading, and the output would carry it for a moment after it got
/// its name. So the age decides: what is written takes seconds.
#[cfg(not(unix))]
fn remove_if_abandoned(path: &Path) {
    let is_old = std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .is_ok_and(|modified| {
            let age = modified.elapsed();
            age.is_ok_and(|age| age > std::time::Duration::from_hours(24))
        });
    if is_old {
        let _ = std::fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pattern_is_a_temporary_name() {
        assert!(is_temporary(".tuwen-aB3xyZ.tmp"));
        for name in [
            ".tuwen-.tmp",
            ".tuwen-aB3xy.tmp",
            ".tuwen-aB3xyZ7.tmp",
            ".tuwen-aB3 yZ.tmp",
            ".tuwen-aB3xyZ.tmp.md",
            "tuwen-aB3xyZ.tmp",
            "文.md",
        ] {
            assert!(!is_temporary(name), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_files_of_the_dead_go_and_those_of_the_living_stay() {
        use crate::fsio::{write_atomic, write_private};
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let living = begin(&mut Builder::new(), directory.path()).unwrap();
        for name in [".tuwen-000000.tmp", ".tuwen-zzzzzz.tmp", ".tuwen-mine.tmp"] {
            std::fs::write(path(name), "半").unwrap();
        }
        std::fs::write(path("源.md"), "整").unwrap();
        std::os::unix::fs::symlink("源.md", path(".tuwen-linked.tmp")).unwrap();
        // Another process: this one has cleared the directory already.
        CLEARED.lock().unwrap().remove(directory.path());
        write_atomic(&path("文.md"), "全文".as_bytes()).unwrap();
        write_private(&path("密"), b"1").unwrap();
        assert!(living.path().exists());
        drop(living);
        let mut names: Vec<_> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let kept = [
            ".tuwen-linked.tmp",
            ".tuwen-mine.tmp",
            "密",
            "文.md",
            "源.md",
        ];
        assert_eq!(names, kept);
        assert_eq!(std::fs::read_to_string(path("源.md")).unwrap(), "整");
    }
}
