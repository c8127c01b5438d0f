//! Look-up by name in a whole vault, as Obsidian does for `![[图.png]]`.
//!
//! In: the vault's directory, walked once; a name, perhaps with some directories before it. Out: the
//! one file meant, or the several between which no rule decides. Hidden directories and
//! `node_modules` are left out, symlinks are not followed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::directory::fold;

/// Files that are remembered; a vault with more is searched in part.
const MAX_FILES: usize = 500_000;

/// Directories below directories that are entered.
const MAX_DEPTH: usize = 64;

/// The files of a vault by name.
#[derive(Debug)]
pub(super) struct Vault {
    root: PathBuf,
    /// Folded file name → directories, relative to the vault, and the name as it is.
    files: HashMap<String, Vec<(PathBuf, String)>>,
    count: usize,
}

/// What a look-up by name finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Vault {
    /// Walks a canonical directory.
    pub(super) fn read(root: &Path) -> Self {
        let mut vault = Self {
            root: root.to_owned(),
            files: HashMap::new(),
            count: 0,
        };
        let mut open = vec![(root.to_owned(), 0)];
        while let Some((directory, depth)) = open.pop() {
            for entry in std::fs::read_dir(&directory)
                .into_iter()
                .flatten()
                .flatten()
            {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string())
                else {
                    continue;
                };
                if name.starts_with('.') || vault.count >= MAX_FILES {
                    continue;
                }
                if kind.is_dir() && depth < MAX_DEPTH && name != "node_modules" {
                    open.push((entry.path(), depth + 1));
                } else if kind.is_file() {
                    vault.add(&directory, name);
                }
            }
        }
        vault
    }

    fn add(&mut self, directory: &Path, name: String) {
        // Notes are most of a vault and no pictures.
        let is_note = Path::new(&name)
            .extension()
            .is_some_and(|suffix| suffix.eq_ignore_ascii_case("md"));
        if !is_note {
            let relative = directory.strip_prefix(&self.root).unwrap_or(directory);
            let same = self.files.entry(fold(&name)).or_default();
            same.push((relative.to_owned(), name));
            self.count += 1;
        }
    }

    /// How many files are remembered.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The file that `written` (`图.png`, `附件/图.png`) means in an article in `directory`.
    ///
    /// Of several: those written in the very letters, then those below the article's own directory,
    /// then those nearest to the top.
    pub(super) fn find(&self, written: &str, directory: &Path) -> Named {
        let parts: Vec<&str> = written
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        let Some((name, before)) = parts.split_last() else {
            return Named::Nothing;
        };
        let wanted: Vec<String> = before.iter().map(|part| fold(part)).collect();
        let here = directory.strip_prefix(&self.root).ok();
        let mut best = Vec::new();
        let mut best_rank = (true, true, usize::MAX);
        for (parent, found) in self.files.get(&fold(name)).into_iter().flatten() {
            if !ends_with(parent, &wanted) {
                continue;
            }
            let below = here.and_then(|here| parent.strip_prefix(here).ok());
            let rank = (
                found != name,
                below.is_none(),
                below.unwrap_or(parent).components().count(),
            );
            if rank < best_rank {
                best.clear();
                best_rank = rank;
            }
            if rank == best_rank {
                best.push(self.root.join(parent).join(found));
            }
        }
        best.sort();
        match best.len() {
            0 => Named::Nothing,
            1 => best.pop().map_or(Named::Nothing, Named::One),
            _ => Named::Several(best),
        }
    }
}

/// Whether the last parts of a directory are these, folded.
fn ends_with(directory: &Path, wanted: &[String]) -> bool {
    let mut parts = directory.components().rev();
    wanted.iter().rev().all(|wanted| {
        parts
            .next()
            .and_then(|part| part.as_os_str().to_str())
            .is_some_and(|part| fold(part) == *wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(files: &[&str]) -> (tempfile::TempDir, Vault) {
        let directory = tempfile::tempdir().unwrap();
        for file in files {
            let path = directory.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let vault = Vault::read(directory.path());
        (directory, vault)
    }

    #[test]
    fn a_name_is_found_anywhere_but_in_hidden_places() {
        let (root, vault) = vault(&[
            "附件/图 一.png",
            ".trash/删.png",
            "node_modules/x/y.png",
            "笔记.md",
        ]);
        let found = |name| vault.find(name, root.path());
        assert_eq!(
            found("图 一.png"),
            Named::One(root.path().join("附件/图 一.png"))
        );
        assert_eq!(
            found("附件/图 一.PNG"),
            Named::One(root.path().join("附件/图 一.png"))
        );
        assert_eq!(found("件/图 一.png"), Named::Nothing);
        assert_eq!(found("删.png"), Named::Nothing);
        assert_eq!(found("y.png"), Named::Nothing);
        assert_eq!(found("笔记.md"), Named::Nothing);
        assert_eq!(found("/"), Named::Nothing);
    }

    #[test]
    fn of_several_the_nearest_then_the_shallowest_is_meant() {
        let (root, vault) = vault(&["a.png", "甲/深/a.png", "甲/b.png", "乙/b.png", "丙/c/B.png"]);
        let at = |directory: &str| root.path().join(directory);
        assert_eq!(vault.find("a.png", &at("乙")), Named::One(at("a.png")));
        assert_eq!(
            vault.find("a.png", &at("甲")),
            Named::One(at("甲/深/a.png"))
        );
        assert_eq!(vault.find("b.png", &at("甲")), Named::One(at("甲/b.png")));
        assert_eq!(
            vault.find("乙/b.png", &at("甲")),
            Named::One(at("乙/b.png"))
        );
        assert_eq!(vault.find("B.png", &at("甲")), Named::One(at("丙/c/B.png")));
        assert_eq!(
            vault.find("b.png", &at("丙")),
            Named::Several(vec![at("乙/b.png"), at("甲/b.png")])
        );
    }
}
