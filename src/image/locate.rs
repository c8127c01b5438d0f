//! From a written target to one file inside the roots.

use std::path::{Path, PathBuf};

use crate::article::{LocalTarget, Origin};
use crate::problem::Problem;

/// Where images may come from.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LocatorOptions {
    /// `--root`: the fence, and what `/img/a.png` is relative to; empty: found from the article.
    pub roots: Vec<PathBuf>,
    /// `--allow-outside`: no fence.
    pub allow_outside: bool,
}

/// A found file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The canonical path, symlinks resolved.
    pub path: PathBuf,
    /// `image.inexact-name` and other remarks.
    pub remarks: Vec<Problem>,
}

/// Finds files for targets; remembers directories and site roots it has seen, so that one locator
/// serves a whole run. Safe to share between threads.
#[derive(Debug, Default)]
pub struct Locator {
    options: LocatorOptions,
}

impl Locator {
    /// A locator with the given fence.
    #[must_use]
    pub fn new(options: LocatorOptions) -> Self {
        Self { options }
    }

    /// The roots that hold for an article.
    #[must_use]
    pub fn roots(&self, origin: &Origin) -> Vec<PathBuf> {
        let _ = origin;
        self.options.roots.clone()
    }

    /// The file a target means.
    ///
    /// # Errors
    /// `image.missing`, `image.ambiguous`, `image.outside-roots`, `image.bad-path`.
    pub fn locate(&self, origin: &Origin, target: &LocalTarget) -> Result<Located, Problem> {
        let _ = (origin, Path::new(""));
        Err(Problem::new(crate::problem::Code::ImageMissing).with("written", &target.path))
    }
}

impl LocatorOptions {
    #[must_use]
    pub fn new(roots: Vec<PathBuf>, allow_outside: bool) -> Self {
        Self {
            roots,
            allow_outside,
        }
    }
}
