//! Looks for one spelling in one place: exactly, or but for letter case and Unicode form.
//!
//! Never looks at anything outside the fence: a path that leaves it by its text is not asked for,
//! and of one that leaves it through a symlink nothing is told but that.

use std::path::{Path, PathBuf};

use super::directory::{Directories, fold};
use super::fence::{Fence, normal};

/// Symlinks in a row that are followed, as many as Linux does.
const MAX_LINKS: usize = 40;

/// Entries that one inexact look-up visits; more are only met where symlinks are laid as a trap.
const MAX_VISITS: usize = 1000;

/// Inexact matches that are collected before a name is called ambiguous.
const MAX_MATCHES: usize = 8;

/// One file found by a name that is not quite its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// The canonical path.
    pub(super) real: PathBuf,
    /// The path as its names stand on the disk, symlinks not resolved.
    pub(super) named: PathBuf,
}

/// What one look-up has met besides files.
#[derive(Debug)]
pub(super) struct Search<'a> {
    directories: &'a Directories,
    fence: &'a Fence,
    /// The first path that leads outside the fence and is worth telling.
    pub(super) outside: Option<PathBuf>,
    /// The first directory, FIFO or unreadable entry with the right name.
    pub(super) special: Option<PathBuf>,
    visits: usize,
}

/// What stands at a path inside the fence.
enum Entry {
    File(PathBuf),
    Special(PathBuf),
    Outside,
    Nothing,
}

impl<'a> Search<'a> {
    /// A look-up inside a fence.
    pub(super) fn new(directories: &'a Directories, fence: &'a Fence) -> Self {
        Self {
            directories,
            fence,
            outside: None,
            special: None,
            visits: 0,
        }
    }

    /// The file with exactly this name; `tell` says whether leaving the fence is worth telling.
    pub(super) fn exact(&mut self, place: &Path, spelling: &str, tell: bool) -> Option<PathBuf> {
        let path = normal(&place.join(spelling));
        let (parent, name) = (path.parent()?, path.file_name()?);
        let is_inside = self.fence.holds(&path);
        // A path of this machine may come to the roots through a symlink (`/tmp` on macOS).
        if !is_inside && place.parent().is_some() {
            self.leaves(path, tell);
            return None;
        }
        let Some(real) = self.directories.real(parent) else {
            if !is_inside {
                self.leaves(path, tell);
            }
            return None;
        };
        let entry = real.join(name);
        if !self.fence.holds(&entry) {
            self.leaves(path, tell || is_inside);
            return None;
        }
        match self.entry(entry) {
            Entry::File(file) => return Some(file),
            Entry::Special(special) => {
                self.special.get_or_insert(special);
            }
            Entry::Outside => self.leaves(path, true),
            Entry::Nothing => {}
        }
        None
    }

    /// The files whose path is this but for letter case, Unicode form and outer blanks.
    pub(super) fn inexact(&mut self, place: &Path, spelling: &str) -> Vec<Match> {
        let path = normal(&place.join(spelling));
        let start = match self.fence.root_of(&path) {
            Some(root) => root.to_owned(),
            None if self.fence.holds(&path) => common(place, &path),
            None => return Vec::new(),
        };
        let parts: Option<Vec<&str>> = path
            .strip_prefix(&start)
            .ok()
            .map(|rest| rest.iter().map_while(|part| part.to_str()).collect());
        let mut found = Vec::new();
        if let Some(parts) = parts.filter(|parts| !parts.is_empty() && parts.len() <= MAX_LINKS) {
            self.visits = 0;
            self.descend(&start, &start, &parts, &mut found);
        }
        found
    }

    fn descend(&mut self, real: &Path, named: &Path, parts: &[&str], found: &mut Vec<Match>) {
        let Some((part, rest)) = parts.split_first() else {
            return;
        };
        let listing = self.directories.listing(real);
        let before = found.len();
        for name in listing.like(part) {
            self.visits += 1;
            if self.visits > MAX_VISITS || found.len() >= MAX_MATCHES {
                return;
            }
            let child = real.join(name);
            let named = named.join(name);
            if rest.is_empty() {
                match self.entry(child) {
                    Entry::File(real) => {
                        if !found.iter().any(|known| known.real == real) {
                            found.push(Match { real, named });
                        }
                    }
                    Entry::Special(special) => {
                        self.special.get_or_insert(special);
                    }
                    Entry::Outside => self.leaves(named, true),
                    Entry::Nothing => {}
                }
            } else if let Some(real) = self.directories.real(&child)
                && self.fence.holds(&real)
            {
                self.descend(&real, &named, rest, found);
            }
            // The exact name wins over its variants.
            if name == *part && found.len() > before {
                return;
            }
        }
    }

    /// What stands at a path whose directory is canonical and inside the fence.
    fn entry(&self, mut path: PathBuf) -> Entry {
        for _ in 0..MAX_LINKS {
            let metadata = match path.symlink_metadata() {
                Ok(metadata) => metadata,
                // It may be there: reading it will tell.
                Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                    return Entry::Special(path);
                }
                Err(_) => return Entry::Nothing,
            };
            if metadata.is_file() {
                return Entry::File(path);
            }
            if !metadata.is_symlink() {
                return Entry::Special(path);
            }
            // Step by step, so that a link to the outside is the same whether its target exists.
            let (Ok(link), Some(parent)) = (path.read_link(), path.parent()) else {
                return Entry::Nothing;
            };
            let target = parent.join(link);
            let real = target
                .parent()
                .and_then(|parent| self.directories.real(parent));
            path = match (real, target.file_name()) {
                (Some(real), Some(name)) => real.join(name),
                _ => normal(&target),
            };
            if !self.fence.holds(&path) {
                return Entry::Outside;
            }
        }
        Entry::Nothing
    }

    fn leaves(&mut self, path: PathBuf, tell: bool) {
        if tell {
            self.outside.get_or_insert(path);
        }
    }

    /// The directory that a spelling names in a place, and the name in it; only inside the fence.
    pub(super) fn directory_of(&self, place: &Path, spelling: &str) -> Option<(PathBuf, String)> {
        let path = normal(&place.join(spelling));
        let real = self
            .fence
            .holds(&path)
            .then(|| self.directories.real(path.parent()?))??;
        let name = path.file_name()?.to_str()?.to_owned();
        self.fence.holds(&real).then(|| (real.to_path_buf(), name))
    }
}

/// The names on the disk, where a file system that ignores letter case or Unicode form gave a file for
/// names that are not quite its own.
pub(super) fn names_on_disk(real: &Path, spelling: &str) -> Option<String> {
    let asked: Vec<&str> = spelling
        .rsplit('/')
        .take_while(|part| *part != "..")
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let on_disk: Option<Vec<&str>> = real
        .iter()
        .rev()
        .take(asked.len())
        .map(|part| part.to_str())
        .collect();
    let mut on_disk = on_disk?;
    let is_same = on_disk.len() == asked.len()
        && on_disk
            .iter()
            .zip(&asked)
            .all(|(found, asked)| fold(found) == fold(asked));
    (is_same && on_disk != asked).then(|| {
        on_disk.reverse();
        on_disk.join("/")
    })
}

/// The directories that two paths share from the top.
fn common(a: &Path, b: &Path) -> PathBuf {
    a.components()
        .zip(b.components())
        .take_while(|(a, b)| a == b)
        .map(|(part, _)| part)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_given_for_another_name_is_known_by_its_own() {
        let names = |spelling| names_on_disk(Path::new("/站/Img/图.PNG"), spelling);
        assert_eq!(names("img/图.png").as_deref(), Some("Img/图.PNG"));
        assert_eq!(names("../IMG/./图.PNG").as_deref(), Some("Img/图.PNG"));
        assert_eq!(names("Img/图.PNG"), None);
        // Through a symlink of another name.
        assert_eq!(names("链/图.png"), None);
    }
}
