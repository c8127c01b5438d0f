//! The shelf: fitted pictures whose upload failed, so that the next run need not fit them again.
//!
//! One file a picture, named by digest and fit profile: a line that says what it is and what was done,
//! then the bytes, sealed by their own digest. What cannot be read is as good as absent. Bounded: what is
//! old goes first.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Key;
use super::index::format_of;
use crate::asset::{Digest, ImageFormat};
use crate::fitting::{Fitting, Shape};
use crate::fsio;

/// Below the ledger's directory.
const DIRECTORY: &str = "fitted";

/// First word of every file; changes with its form.
const MARK: &str = "tuwen-fitted-1";

/// How long a picture waits for its upload.
const PATIENCE: Duration = Duration::from_hours(24 * 14);

/// Bytes of all files together.
const CAPACITY: u64 = 200_000_000;

/// Largest file that is read: an animation and its line.
const LARGEST: u64 = 11 << 20;

/// A picture on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shelved {
    /// What the bytes are.
    pub format: ImageFormat,
    /// The fitted picture.
    pub bytes: Vec<u8>,
    /// What was done to make it.
    pub fitting: Fitting,
}

impl Shelved {
    /// A fitted picture to be put aside.
    #[must_use]
    pub fn new(format: ImageFormat, bytes: Vec<u8>, fitting: Fitting) -> Self {
        Self {
            format,
            bytes,
            fitting,
        }
    }
}

fn path(directory: &Path, key: &Key) -> PathBuf {
    let profile = Digest::of(key.profile.as_bytes()).hex();
    let name = format!("{}-{}", key.digest.hex(), &profile[..12]);
    directory.join(DIRECTORY).join(name)
}

/// Puts a picture aside. Failures are ignored: it will be fitted again.
pub(super) fn put(directory: &Path, key: &Key, shelved: &Shelved) {
    let shelf = directory.join(DIRECTORY);
    if fsio::make_private_directory(&shelf).is_err() {
        return;
    }
    make_room(&shelf, shelved.bytes.len() as u64);
    let mut file = head(shelved).into_bytes();
    file.push(b'\n');
    file.extend_from_slice(&shelved.bytes);
    let _ = fsio::write_atomic(&path(directory, key), &file);
}

/// Takes a picture down, if it is there and whole; its file goes.
pub(super) fn take(directory: &Path, key: &Key) -> Option<Shelved> {
    let path = path(directory, key);
    let file = fsio::read_limited(&path, LARGEST).ok()??;
    let _ = std::fs::remove_file(&path);
    let end = file.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&file[..end]).ok()?;
    read(head, &file[end + 1..])
}

/// Empties the shelf.
pub(super) fn clear(directory: &Path) {
    let _ = std::fs::remove_dir_all(directory.join(DIRECTORY));
}

fn head(shelved: &Shelved) -> String {
    let Shelved { bytes, fitting, .. } = shelved;
    let shape = |shape: &Shape| {
        format!(
            "{} {} {} {} {}",
            shape.format.name(),
            shape.width,
            shape.height,
            shape.bytes,
            shape.frames
        )
    };
    format!(
        "{MARK} {} {} {} {} {}",
        Digest::of(bytes).hex(),
        shape(&fitting.from),
        shape(&fitting.to),
        fitting.quality.unwrap_or(0),
        fitting.colors.unwrap_or(0),
    )
}

fn read(head: &str, bytes: &[u8]) -> Option<Shelved> {
    let mut words = head.split(' ');
    if words.next()? != MARK || words.next()? != Digest::of(bytes).hex() {
        return None;
    }
    let mut shape = || {
        let format = format_of(words.next()?)?;
        let (width, height) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let shape = Shape::still(format, width, height, words.next()?.parse().ok()?);
        Some(shape.animated(words.next()?.parse().ok()?))
    };
    let mut fitting = Fitting::new(shape()?, shape()?);
    fitting.quality = words.next()?.parse().ok().filter(|quality| *quality > 0);
    fitting.colors = words.next()?.parse().ok().filter(|colors| *colors > 0);
    Some(Shelved {
        format: fitting.to.format,
        bytes: bytes.to_vec(),
        fitting,
    })
}

/// Removes what has waited too long, and the oldest until there is room.
fn make_room(shelf: &Path, wanted: u64) {
    let Ok(entries) = std::fs::read_dir(shelf) else {
        return;
    };
    let now = SystemTime::now();
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let metadata = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((metadata.modified().ok()?, metadata.len(), entry.path()))
        })
        .collect();
    files.sort();
    let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (modified, size, path) in files {
        let is_old = now.duration_since(modified).is_ok_and(|age| age > PATIENCE);
        if !is_old && total + wanted <= CAPACITY {
            break;
        }
        total -= size;
        let _ = std::fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::AccountId;

    fn key(number: u8) -> Key {
        Key::fitted(AccountId::new("wx"), Digest::of(&[number]), "fit-1/2560")
    }

    fn shelved() -> Shelved {
        let from = Shape::still(ImageFormat::Webp, 9, 8, 70).animated(3);
        let to = Shape::still(ImageFormat::Gif, 6, 5, 4).animated(2);
        let mut fitting = Fitting::new(from, to);
        fitting.colors = Some(256);
        Shelved::new(ImageFormat::Gif, b"a\nb\0".to_vec(), fitting)
    }

    #[test]
    fn what_is_put_aside_can_be_taken_once() {
        let directory = tempfile::tempdir().unwrap();
        put(directory.path(), &key(1), &shelved());
        assert_eq!(take(directory.path(), &key(2)), None);
        assert_eq!(take(directory.path(), &key(1)), Some(shelved()));
        assert_eq!(take(directory.path(), &key(1)), None);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_absent() {
        let directory = tempfile::tempdir().unwrap();
        put(directory.path(), &key(1), &shelved());
        let path = path(directory.path(), &key(1));
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, &damaged).unwrap();
            if let Some(taken) = take(directory.path(), &key(1)) {
                assert_eq!(taken.bytes, shelved().bytes, "byte {at}");
            }
            std::fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(take(directory.path(), &key(1)), None, "cut at {at}");
        }
    }

    #[test]
    fn the_shelf_is_bounded() {
        let directory = tempfile::tempdir().unwrap();
        put(directory.path(), &key(1), &shelved());
        make_room(&directory.path().join(DIRECTORY), CAPACITY);
        assert_eq!(take(directory.path(), &key(1)), None);
    }
}
