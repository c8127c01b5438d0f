//! Articles that are published with the real program, on its sandbox.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A directory with an article, and a place for what the program keeps.
pub(crate) struct Desk {
    top: TempDir,
}

impl Desk {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let top = tempfile::tempdir().unwrap();
        std::fs::create_dir(top.path().join("稿")).unwrap();
        Self { top }
    }

    /// One with the samples, which show most of what an article can hold.
    pub(crate) fn with_samples() -> Self {
        let desk = Self::new();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        copy(&samples, &desk.directory());
        desk.write(
            "kitchen.md",
            include_str!("../../src/render/tests/kitchen.md"),
        );
        desk
    }

    /// Where the articles are.
    pub(crate) fn directory(&self) -> PathBuf {
        self.top.path().join("稿")
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.directory().join(name)).unwrap()
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.directory().join(name), content).unwrap();
    }

    /// The program, with nothing of the developer's environment.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tuwen"));
        command
            .env_clear()
            .current_dir(self.directory())
            .env("HOME", self.top.path())
            .env("LC_ALL", "zh_CN.UTF-8")
            .env("TUWEN_CACHE_DIR", self.top.path().join("data"));
        command
    }

    /// Publishes an article on the sandbox in a theme; the URL of the document that shows it.
    pub(crate) fn published(&self, name: &str, theme: &str) -> String {
        let output = self
            .program()
            .args(["publish", name, "--sandbox", "--open", "--theme", theme])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let pages = self.top.path().join("data/sandbox/preview");
        let mut pages = std::fs::read_dir(pages).unwrap();
        let page = pages.next().unwrap().unwrap().path();
        url::Url::from_file_path(page).unwrap().into()
    }

    /// A URL of a new file here.
    pub(crate) fn page(&self, name: &str, content: &str) -> String {
        let path = self.top.path().join(name);
        std::fs::write(&path, content).unwrap();
        url::Url::from_file_path(path).unwrap().into()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}
