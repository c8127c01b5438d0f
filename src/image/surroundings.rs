//! What lies around an article: the sites it belongs to, the repository, and so the fence.
//!
//! In: the article's directory. Out: canonical directory, sites from the nearest outwards, roots.
//! Looked for upwards from the article, at most to the top of its git repository; each directory is
//! looked at once a run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::Directories;
use super::fence::{Fence, normal};
use super::memo::Memo;
use super::site::{Marks, Site};

/// Directories whose surroundings are remembered.
const MAX_KNOWN: usize = 20_000;

/// A built page belongs to the outermost directory above it that has an `index.html`, with at most
/// this many directories without one in between.
const MAX_GAP: usize = 2;

/// What is known about an article's directory.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The directory, canonical if it exists.
    pub(super) directory: PathBuf,
    /// The sites it lies in, nearest first.
    pub(super) sites: Vec<Arc<Site>>,
    /// The top of the built site it is a page of, where no generator is known.
    pub(super) built: Option<PathBuf>,
    /// Where images may come from.
    pub(super) fence: Fence,
    /// Whether the roots were given and not found.
    pub(super) roots_given: bool,
}

/// What a directory has above and in it.
#[derive(Debug, Default)]
struct Folder {
    sites: Vec<Arc<Site>>,
    git_top: Option<PathBuf>,
    /// The outermost directory with an `index.html`, and how many without follow it.
    built: Option<(PathBuf, usize)>,
}

/// The surroundings a run has met.
#[derive(Debug)]
pub(super) struct Neighbourhood {
    roots: Vec<PathBuf>,
    open: bool,
    folders: Memo<Box<Path>, Arc<Folder>>,
    known: Memo<Box<Path>, Arc<Surroundings>>,
}

impl Neighbourhood {
    /// With the roots that were given (none: found from the article) and whether there is a fence.
    pub(super) fn new(roots: &[PathBuf], open: bool) -> Self {
        Self {
            roots: roots.iter().map(|root| canonical(root)).collect(),
            open,
            folders: Memo::new(MAX_KNOWN),
            known: Memo::new(MAX_KNOWN),
        }
    }

    /// The surroundings of an article's directory.
    pub(super) fn of(&self, directory: &Path, directories: &Directories) -> Arc<Surroundings> {
        if let Some(known) = self.known.get(directory) {
            return known;
        }
        let real = directories
            .real(directory)
            .map_or_else(|| canonical(directory), |real| real.to_path_buf());
        let folder = self.folder(&real);
        let roots = if self.roots.is_empty() {
            vec![default_root(&folder, &real)]
        } else {
            self.roots.clone()
        };
        let surroundings = Arc::new(Surroundings {
            directory: real,
            sites: folder.sites.clone(),
            built: folder
                .built
                .as_ref()
                .filter(|_| folder.sites.is_empty())
                .map(|(outermost, _)| outermost.clone()),
            fence: Fence::new(roots, self.open),
            roots_given: !self.roots.is_empty(),
        });
        self.known.put(directory.into(), surroundings, 1)
    }

    /// What is in a canonical directory and above it.
    fn folder(&self, directory: &Path) -> Arc<Folder> {
        // Upwards to the first directory that is known or is the top of a repository …
        let mut unknown = Vec::new();
        let mut above = Arc::new(Folder::default());
        for ancestor in directory.ancestors() {
            if let Some(known) = self.folders.get(ancestor) {
                above = known;
                break;
            }
            let marks = Marks::read(ancestor);
            let is_top = marks.has(".git");
            unknown.push((ancestor, marks));
            if is_top {
                break;
            }
        }
        // … and down again.
        for (path, marks) in unknown.into_iter().rev() {
            let folder = Arc::new(Folder::below(&above, path, &marks));
            above = self.folders.put(path.into(), folder, 1);
        }
        above
    }
}

impl Folder {
    fn below(above: &Self, path: &Path, marks: &Marks) -> Self {
        let mut sites: Vec<Arc<Site>> = Site::at(path, marks).into_iter().map(Arc::new).collect();
        sites.extend(above.sites.iter().cloned());
        let git_top = if marks.has(".git") {
            Some(path.to_owned())
        } else {
            above.git_top.clone()
        };
        // The top of the file system is nobody's site.
        let is_page = marks.has("index.html") && path.parent().is_some();
        let built = match &above.built {
            Some((outermost, _)) if is_page => Some((outermost.clone(), 0)),
            Some((outermost, gap)) if *gap < MAX_GAP => Some((outermost.clone(), gap + 1)),
            _ => is_page.then(|| (path.to_owned(), 0)),
        };
        Self {
            sites,
            git_top,
            built,
        }
    }
}

/// The site root found from the generator's files, else the git top level, else the folder of the
/// article or of the built site it is a page of.
fn default_root(folder: &Folder, directory: &Path) -> PathBuf {
    let mut sites = folder.sites.iter();
    let mut root = sites.next().map(|site| &site.root);
    // The nearest site counts, but a vault (or another site) that is the content of a larger one
    // takes its pictures from there as well.
    for outer in sites {
        if root.is_some_and(|root| outer.place_in_content(root).is_some()) {
            root = Some(&outer.root);
        }
    }
    let built = folder.built.as_ref().map(|(outermost, _)| outermost);
    root.or(folder.git_top.as_ref())
        .or(built)
        .cloned()
        .unwrap_or_else(|| directory.to_owned())
}

/// The canonical path, or the absolute one of what does not exist.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        normal(&absolute)
    })
}
