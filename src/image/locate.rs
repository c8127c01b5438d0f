//! From a written target to one file inside the roots.
//!
//! In: where an article is and what it writes. Out: the canonical path of one file, with remarks
//! where its name is not quite what was written. Tried in order: the exact name in every place, with
//! backslashes as slashes, by name in the vault, but for letter case and Unicode form. Refused: what
//! lies outside the roots, symlinks resolved, and what could mean several files.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::Directories;
use super::memo::Memo;
use super::places::{Outside, Places, Stage};
use super::search::{Match, Search, names_on_disk};
use super::similar::similar;
use super::site::Generator;
use super::spelling::Spellings;
use super::surroundings::{Neighbourhood, Surroundings};
use super::vault::{Named, Vault};
use crate::article::{LocalKind, LocalTarget, Origin};
use crate::fsio::shown_path;
use crate::problem::{Code, Problem};

/// Characters of a written target that a problem repeats.
const MAX_SHOWN: usize = 300;

/// Files that the vaults of one run remember together.
const MAX_VAULT_FILES: usize = 1_000_000;

/// Where images may come from.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LocatorOptions {
    /// `--root`: the fence, and what `/img/a.png` is relative to; empty: found from the article.
    pub roots: Vec<PathBuf>,
    /// `--allow-outside`: no fence.
    pub allow_outside: bool,
}

impl LocatorOptions {
    /// The fence that `--root` and `--allow-outside` describe.
    #[must_use]
    pub fn new(roots: Vec<PathBuf>, allow_outside: bool) -> Self {
        Self {
            roots,
            allow_outside,
        }
    }
}

/// A found file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The canonical path, symlinks resolved. It may be a directory or FIFO that bears the name of a
    /// picture: reading it tells so.
    pub path: PathBuf,
    /// `image.inexact-name` and other remarks.
    pub remarks: Vec<Problem>,
}

/// Finds files for targets; remembers directories and site roots it has seen, so that one locator
/// serves a whole run. Safe to share between threads. What changes on the disk meanwhile may go
/// unseen: use a new locator for the next run.
#[derive(Debug)]
pub struct Locator {
    neighbourhood: Neighbourhood,
    directories: Directories,
    vaults: Memo<Box<Path>, Arc<Vault>>,
}

impl Default for Locator {
    fn default() -> Self {
        Self::new(LocatorOptions::default())
    }
}

impl Locator {
    /// A locator with the given fence. Roots that do not exist hold nothing.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "options are built for the call; taking them leaves room to keep them"
    )]
    pub fn new(options: LocatorOptions) -> Self {
        Self {
            neighbourhood: Neighbourhood::new(&options.roots, options.allow_outside),
            directories: Directories::default(),
            vaults: Memo::new(MAX_VAULT_FILES),
        }
    }

    /// The roots that hold for an article, canonical.
    #[must_use]
    pub fn roots(&self, origin: &Origin) -> Vec<PathBuf> {
        self.around(origin).fence.roots().to_vec()
    }

    /// Whether a file, given by its canonical path, lies inside the roots that hold for an article.
    #[must_use]
    pub fn is_within_reach(&self, origin: &Origin, path: &Path) -> bool {
        self.around(origin).fence.holds(path)
    }

    /// The file a target means.
    ///
    /// # Errors
    /// `image.missing` (with a `similar` name, or an empty one), `image.ambiguous`,
    /// `image.outside-roots`, `image.bad-path`.
    pub fn locate(&self, origin: &Origin, target: &LocalTarget) -> Result<Located, Problem> {
        let around = self.around(origin);
        let written = target.path.as_str();
        let spellings = Spellings::of(written);
        if spellings.exact.is_empty() && !written.is_empty() {
            return Err(problem(Code::ImageBadPath, written));
        }
        let mut search = Search::new(&self.directories, &around.fence);
        // Nearly every reference is a relative path to a file beside the article or below.
        if is_relative(target) {
            for spelling in &spellings.exact {
                if let Some(path) = search.exact(&around.directory, spelling, false) {
                    return Ok(found(path, written, spelling));
                }
            }
        }
        let stages = Places::new(origin, &around, &self.directories).stages(target);
        if let Some(located) = exactly(&mut search, &stages, written) {
            return Ok(located);
        }
        if let Some(result) = self.by_name(&around, target) {
            return result;
        }
        if let Some(result) = inexactly(&mut search, &stages, written) {
            return result;
        }
        if let Some(path) = search.special.take() {
            return Ok(Located {
                path,
                remarks: Vec::new(),
            });
        }
        if let Some(path) = search.outside.take() {
            return Err(problem(Code::ImageOutsideRoots, written).with("path", shown_path(&path)));
        }
        let similar = stages.iter().find_map(|stage| self.similar(&search, stage));
        Err(problem(Code::ImageMissing, written).with("similar", similar.unwrap_or_default()))
    }

    /// Whether an article is a note of an Obsidian vault.
    pub(crate) fn is_in_vault(&self, origin: &Origin) -> bool {
        let around = self.around(origin);
        let mut sites = around.sites.iter();
        sites.any(|site| site.generator == Generator::Obsidian)
    }

    fn around(&self, origin: &Origin) -> Arc<Surroundings> {
        self.neighbourhood.of(origin.base_dir(), &self.directories)
    }

    /// `图.png` anywhere in the vault; `None` when that is no question here or has no answer.
    fn by_name(
        &self,
        around: &Surroundings,
        target: &LocalTarget,
    ) -> Option<Result<Located, Problem>> {
        let written = target.path.as_str();
        let vault_roots = around
            .sites
            .iter()
            .filter(|site| site.generator == Generator::Obsidian)
            .map(|site| &site.root);
        let roots: Vec<&PathBuf> = match target.kind {
            LocalKind::VaultName => vault_roots.chain(around.fence.roots()).collect(),
            LocalKind::Path if !written.starts_with('/') => vault_roots.collect(),
            _ => return None,
        };
        let spellings = Spellings::of(written);
        for root in roots {
            // A vault that reaches beyond the given roots is not looked into.
            if !around.fence.holds(root) {
                continue;
            }
            let vault = self.vault(root);
            for spelling in spellings.all().filter(|text| !text.contains("..")) {
                match vault.find(spelling, &around.directory) {
                    Named::Nothing => {}
                    Named::One(path) => {
                        let name = spelling.rsplit(['/', '\\']).next().unwrap_or(spelling);
                        let is_exact = path.file_name().is_some_and(|found| found == name);
                        let shown = path
                            .strip_prefix(root)
                            .unwrap_or(&path)
                            .display()
                            .to_string();
                        let remarks = if is_exact {
                            Vec::new()
                        } else {
                            vec![inexact(written, &shown)]
                        };
                        return Some(Ok(Located { path, remarks }));
                    }
                    Named::Several(paths) => return Some(Err(ambiguous(written, &paths))),
                }
            }
        }
        None
    }

    fn vault(&self, root: &Path) -> Arc<Vault> {
        self.vaults.get(root).unwrap_or_else(|| {
            let vault = Arc::new(Vault::read(root));
            let weight = 1 + vault.len();
            self.vaults.put(root.into(), vault, weight)
        })
    }

    /// A near name in the first directory of a stage that is there.
    fn similar(&self, search: &Search<'_>, stage: &Stage) -> Option<String> {
        let spelling = stage.spellings.plainest()?;
        let (directory, name) = stage
            .places
            .iter()
            .find_map(|place| search.directory_of(place, spelling))?;
        let near = similar(&self.directories.listing(&directory), &name)?;
        let before = spelling.rfind('/').map_or("", |end| &spelling[..=end]);
        Some(format!("{}{before}{near}", stage.prefix))
    }
}

/// Whether the article's own directory is the first place to look in.
fn is_relative(target: &LocalTarget) -> bool {
    matches!(target.kind, LocalKind::Path | LocalKind::VaultName)
        && !target.path.starts_with(['/', '\\'])
}

/// The first file with the very name, URL escapes and then slashes aside.
fn exactly(search: &mut Search<'_>, stages: &[Stage], written: &str) -> Option<Located> {
    for slashed in [false, true] {
        for stage in stages {
            for (index, place) in stage.places.iter().enumerate() {
                let tell = match stage.outside {
                    Outside::First => index == 0,
                    Outside::Always => true,
                    Outside::Never => false,
                };
                let spellings = if slashed {
                    &stage.spellings.slashed
                } else {
                    &stage.spellings.exact
                };
                for spelling in spellings {
                    let Some(path) = search.exact(place, spelling, tell) else {
                        continue;
                    };
                    let mut located = found(path, written, spelling);
                    if slashed {
                        let name = format!("{}{spelling}", stage.prefix);
                        located.remarks = vec![inexact(written, &name)];
                    }
                    return Some(located);
                }
            }
        }
    }
    None
}

/// The file whose name differs in letter case, Unicode form or blanks only.
fn inexactly(
    search: &mut Search<'_>,
    stages: &[Stage],
    written: &str,
) -> Option<Result<Located, Problem>> {
    for stage in stages {
        for place in &stage.places {
            for spelling in stage.spellings.all() {
                let mut matches = search.inexact(place, spelling);
                if matches.len() > 1 {
                    let paths: Vec<PathBuf> = matches.into_iter().map(|one| one.named).collect();
                    return Some(Err(ambiguous(written, &paths)));
                }
                if let Some(Match { real, named }) = matches.pop() {
                    let shown = match named.strip_prefix(place) {
                        Ok(below) => format!("{}{}", stage.prefix, below.display()),
                        Err(_) => shown_path(&named),
                    };
                    return Some(Ok(Located {
                        path: real,
                        remarks: vec![inexact(written, &shown)],
                    }));
                }
            }
        }
    }
    None
}

/// A file found by an exact name.
fn found(path: PathBuf, written: &str, spelling: &str) -> Located {
    let mut located = Located {
        path,
        remarks: Vec::new(),
    };
    // These systems take `A.PNG` for `a.png`; readers of the article on others will not.
    if cfg!(any(target_os = "macos", windows)) {
        if let Ok(real) = located.path.canonicalize() {
            located.path = real;
        }
        let names = names_on_disk(&located.path, spelling);
        located
            .remarks
            .extend(names.map(|names| inexact(written, &names)));
    }
    located
}

fn inexact(written: &str, found: &str) -> Problem {
    problem(Code::ImageInexactName, written).with("found", found)
}

fn ambiguous(written: &str, paths: &[PathBuf]) -> Problem {
    let candidates: Vec<String> = paths.iter().map(|path| shown_path(path)).collect();
    problem(Code::ImageAmbiguous, written).with("candidates", candidates.join(", "))
}

/// A problem about a target, which may be as long as an article.
fn problem(code: Code, written: &str) -> Problem {
    let shown = match written.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written.to_owned(),
    };
    Problem::new(code).with("written", shown)
}
