//! Site layouts: which generator a folder belongs to, by its files, and where it keeps pictures.
//!
//! In: one directory. Out: the sites whose root it is (an Obsidian vault may be a Hugo site too), with
//! the directories that `/img/a.png` is looked for in. Only the generator's own configuration is read,
//! at most [`MAX_CONFIGURATION`] bytes of it.

mod generator;
mod mark;
mod setting;

use std::path::{Path, PathBuf};

pub(super) use generator::Generator;
pub(super) use mark::Marks;

use super::fence::normal;

/// Configuration files are read up to this many bytes; a larger one counts as not there.
const MAX_CONFIGURATION: u64 = 1 << 20;

/// The root of a site and where its pictures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    /// The program that builds it.
    pub(super) generator: Generator,
    /// The canonical directory of its configuration.
    pub(super) root: PathBuf,
    /// What `/` means, best first.
    pub(super) public: Vec<PathBuf>,
    /// Where the articles are; a page's URL follows from its place below.
    pub(super) content: Vec<PathBuf>,
    /// The path the site is served under, without outer slashes: `blog` for `/blog/img/a.png`.
    pub(super) base_path: Option<String>,
    /// Obsidian: where new attachments go, as its settings write it.
    pub(super) attachments: Option<String>,
}

impl Site {
    /// A site of which nothing but the root is known yet.
    fn new(generator: Generator, root: &Path) -> Self {
        Self {
            generator,
            root: root.to_owned(),
            public: Vec::new(),
            content: Vec::new(),
            base_path: None,
            attachments: None,
        }
    }

    /// Adds directories below the root to what `/` means.
    fn serve<T: AsRef<str>>(mut self, directories: impl IntoIterator<Item = T>) -> Self {
        for directory in directories {
            let directory = self.below(directory.as_ref());
            if !self.public.contains(&directory) {
                self.public.push(directory);
            }
        }
        self
    }

    /// Adds directories below the root to where the articles are.
    fn write<T: AsRef<str>>(mut self, directories: impl IntoIterator<Item = T>) -> Self {
        for directory in directories {
            let directory = self.below(directory.as_ref());
            if !self.content.contains(&directory) {
                self.content.push(directory);
            }
        }
        self
    }

    /// Sets the path that the site is served under, from a path or a whole URL.
    fn served_under(mut self, base: Option<&str>) -> Self {
        let path = base.map(|base| match base.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => base,
        });
        self.base_path = path
            .map(|path| path.trim_matches('/').to_owned())
            .filter(|path| !path.is_empty());
        self
    }

    /// A directory of the configuration, which is relative to the root and stays below it.
    fn below(&self, directory: &str) -> PathBuf {
        let whole = normal(&self.root.join(directory.trim_start_matches('/')));
        if whole.starts_with(&self.root) {
            whole
        } else {
            self.root.clone()
        }
    }

    /// The part of a directory below the articles' own directory, if it is there.
    pub(super) fn place_in_content<'a>(&self, directory: &'a Path) -> Option<&'a Path> {
        self.content
            .iter()
            .find_map(|content| directory.strip_prefix(content).ok())
    }
}
