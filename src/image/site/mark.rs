//! The file names by which a directory is known for what it is.

use std::path::Path;

/// Entries of a directory that are looked through; in a larger one each name is asked for.
const MAX_ENTRIES: usize = 10_000;

/// Names that tell something.
const NAMES: [&str; 31] = [
    ".git",
    ".obsidian",
    ".vitepress",
    ".vuepress",
    "Gemfile",
    "_config.yaml",
    "_config.yml",
    "_data",
    "_drafts",
    "_includes",
    "_layouts",
    "_posts",
    "_sass",
    "archetypes",
    "book.toml",
    "config",
    "config.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "content",
    "hugo.json",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "index.html",
    "layouts",
    "mkdocs.yaml",
    "mkdocs.yml",
    "templates",
    "zola.toml",
];

/// Beginnings of the names of JavaScript configurations; what follows is `js`, `mjs`, `ts`, ….
const SCRIPTS: [&str; 7] = [
    "astro.config.",
    "docusaurus.config.",
    "eleventy.config.",
    "gatsby-config.",
    "next.config.",
    "nuxt.config.",
    "vite.config.",
];

/// Which of the telling names a directory holds.
#[derive(Debug, Default)]
pub(in crate::image) struct Marks(Vec<String>);

impl Marks {
    /// Looks through a directory.
    pub(in crate::image) fn read(directory: &Path) -> Self {
        let mut marks = Vec::new();
        let mut entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        for entry in entries.by_ref().take(MAX_ENTRIES) {
            if let Ok(name) = entry.file_name().into_string()
                && (NAMES.contains(&name.as_str())
                    || SCRIPTS.iter().any(|script| name.starts_with(script)))
            {
                marks.push(name);
            }
        }
        if entries.next().is_some() {
            marks.retain(|mark| !NAMES.contains(&mark.as_str()));
            for name in NAMES {
                if directory.join(name).exists() {
                    marks.push(name.to_owned());
                }
            }
        }
        Self(marks)
    }

    /// Whether a name is there.
    pub(in crate::image) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|mark| mark == name)
    }

    /// The first of these names that is there.
    pub(super) fn first<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// The configuration script whose name begins so.
    pub(super) fn script(&self, beginning: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|mark| mark.starts_with(beginning))
            .map(String::as_str)
    }
}
