//! The index: which files would be committed, with which bytes.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::blobs::Blobs;
use crate::problem::Problem;

/// How a file in the LFS store looks in the index; its bytes are in the work tree alone.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// The index of a repository at one moment.
#[derive(Debug)]
pub struct Index {
    top: PathBuf,
    /// Object names of ordinary files, by path from the top.
    files: HashMap<String, String>,
    /// Submodules and symlinks: what is below or behind them is not of this index.
    others: Vec<String>,
    blobs: Mutex<Option<Blobs>>,
}

/// How a file of this machine stands in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It is there, with these bytes.
    Staged(Vec<u8>),
    /// It belongs to the work tree and is not in the index.
    Absent,
    /// Not a matter of this index: outside the work tree, in a submodule, kept by LFS.
    Beyond,
}

impl Index {
    /// Reads the answer of `git ls-files -z --stage`.
    pub(super) fn new(top: PathBuf, listed: &[u8]) -> Self {
        let mut files = HashMap::new();
        let mut others = Vec::new();
        for entry in super::names(listed) {
            // `<mode> <object> <stage>\t<path>`; in a conflict the last side wins, as good as any.
            let Some((head, path)) = entry.split_once('\t') else {
                continue;
            };
            let mut words = head.split(' ');
            match (words.next(), words.next()) {
                (Some("100644" | "100755"), Some(object)) => {
                    files.insert(path.to_owned(), object.to_owned());
                }
                _ => others.push(path.to_owned()),
            }
        }
        Self {
            top,
            files,
            others,
            blobs: Mutex::new(None),
        }
    }

    /// The paths of all ordinary files, from the top, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The bytes of a file by its path from the top; `None` if it is not there.
    ///
    /// # Errors
    /// `git.failed`.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Problem> {
        let Some(object) = self.files.get(path) else {
            return Ok(None);
        };
        let mut blobs = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        let blobs = match &mut *blobs {
            Some(blobs) => blobs,
            none => none.insert(Blobs::begin(&self.top)?),
        };
        blobs.read(object).map(Some)
    }

    /// How a file stands, by its canonical path or one below a canonical directory.
    ///
    /// # Errors
    /// `git.failed`.
    pub fn standing(&self, path: &Path) -> Result<Standing, Problem> {
        let Some(inside) = self.inside(path) else {
            return Ok(Standing::Beyond);
        };
        let below = |other: &String| {
            inside == *other
                || inside
                    .strip_prefix(other)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        if self.others.iter().any(below) {
            return Ok(Standing::Beyond);
        }
        Ok(match self.read(&inside)? {
            None => Standing::Absent,
            Some(bytes) if bytes.starts_with(LFS) => Standing::Beyond,
            Some(bytes) => Standing::Staged(bytes),
        })
    }

    /// Whether there is a file at `spelling`, relative to a directory of the work tree; its path.
    #[must_use]
    pub fn find(&self, directory: &Path, spelling: &str) -> Option<PathBuf> {
        let mut path = directory.to_owned();
        for part in Path::new(spelling.trim_start_matches('/')).components() {
            match part {
                Component::ParentDir => {
                    path.pop();
                }
                Component::Normal(name) => path.push(name),
                _ => {}
            }
        }
        let inside = self.inside(&path)?;
        self.files.contains_key(&inside).then_some(path)
    }

    /// The path from the top, with slashes.
    fn inside(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(&self.top).ok()?;
        let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
        names.map(|names| names.join("/"))
    }
}
