//! The fence: which files may be read, decided by their place and without asking whether they exist.

use std::path::{Component, Path, PathBuf};

/// The directories that images may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fence {
    /// Canonical; the first is the main one.
    roots: Vec<PathBuf>,
    /// No fence at all (`--allow-outside`); the roots still say what `/img/a.png` is relative to.
    open: bool,
}

impl Fence {
    /// A fence around canonical directories.
    pub(super) fn new(roots: Vec<PathBuf>, open: bool) -> Self {
        Self { roots, open }
    }

    /// The directories.
    pub(super) fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// Whether a [`normal`] or canonical path lies inside.
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.open || self.root_of(path).is_some()
    }

    /// The innermost root around a path.
    pub(super) fn root_of(&self, path: &Path) -> Option<&Path> {
        self.roots
            .iter()
            .filter(|root| path.starts_with(root))
            .max_by_key(|root| root.as_os_str().len())
            .map(PathBuf::as_path)
    }
}

/// The path without `.` and `..`, taken as a URL is: by its text, not through symlinks. Above the top
/// there is only the top.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut whole = PathBuf::with_capacity(path.as_os_str().len());
    for part in path.components() {
        match part {
            Component::CurDir => {}
            // `pop` leaves the top where it is; a relative path never comes here.
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_by_their_text() {
        for (path, expected) in [
            ("/站/文章/../img/./a.png", "/站/img/a.png"),
            ("/站/../../../etc/passwd", "/etc/passwd"),
            ("/站//a.png", "/站/a.png"),
        ] {
            assert_eq!(normal(Path::new(path)), Path::new(expected));
        }
    }

    #[test]
    fn only_what_lies_below_a_root_is_held() {
        let fence = Fence::new(vec!["/站".into(), "/站/文章".into()], false);
        assert!(fence.holds(Path::new("/站/a.png")));
        assert!(!fence.holds(Path::new("/站点/a.png")));
        assert!(!fence.holds(Path::new("/etc/passwd")));
        let root = fence.root_of(Path::new("/站/文章/a.png"));
        assert_eq!(root, Some(Path::new("/站/文章")));
        assert!(Fence::new(vec![], true).holds(Path::new("/etc/passwd")));
    }
}
