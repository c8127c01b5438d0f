//! A site in a temporary directory, built by its generator, and the real program run in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::edition::{Edition, read_pages};
use crate::program::run;

/// A copy of one of the sites, with a home and a ledger of its own.
pub(crate) struct Site {
    top: TempDir,
}

/// Where a site's files are kept.
pub(crate) fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/generators")
        .join(name)
}

impl Site {
    /// The site of this name.
    pub(crate) fn new(name: &str) -> Self {
        let site = Self {
            top: tempfile::tempdir().unwrap(),
        };
        copy(&source(name), &site.directory());
        std::fs::create_dir(site.top.path().join("home")).unwrap();
        site
    }

    /// Where it lies: with Chinese and a blank, as people's folders have.
    fn directory(&self) -> PathBuf {
        self.top.path().join("网 站")
    }

    /// A path of it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory().join(name)
    }

    /// Writes more at the end of a file.
    pub(crate) fn append(&self, name: &str, text: &str) {
        let path = self.path(name);
        let before = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, before + text).unwrap();
    }

    /// The pages in a directory of it.
    pub(crate) fn pages(&self, name: &str) -> BTreeMap<String, String> {
        let mut pages = BTreeMap::new();
        read_pages(&self.path(name), &self.path(name), &mut pages);
        pages
    }

    /// Gives it the packages that npm has installed, by a link for each: what a bundler keeps beside them (`.cache`)
    /// has paths of one site in it, and must not be there for the next.
    pub(crate) fn link_packages(&self, packages: &Path) {
        let directory = self.path("node_modules");
        std::fs::create_dir(&directory).unwrap();
        for entry in std::fs::read_dir(packages).unwrap() {
            let package = entry.unwrap().path();
            let link = directory.join(package.file_name().unwrap());
            if package.ends_with(".cache") {
                continue;
            }
            #[cfg(unix)]
            std::os::unix::fs::symlink(package, link).unwrap();
            #[cfg(windows)]
            if package.is_dir() {
                std::os::windows::fs::symlink_dir(package, link).unwrap();
            }
        }
    }

    /// Runs its generator: without colours, without anything sent to its makers.
    pub(crate) fn build<const N: usize>(&self, program: &Path, arguments: [&str; N]) {
        run(self.generator(program).args(arguments));
    }

    /// Its generator, ready to be run.
    pub(crate) fn generator(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.directory())
            .env("HOME", self.top.path().join("home"))
            .env("LC_ALL", "C.UTF-8")
            .env("CI", "true")
            .env("NO_COLOR", "1")
            .env("ASTRO_TELEMETRY_DISABLED", "1")
            .env("DO_NOT_TRACK", "1");
        command
    }

    /// Runs a program that npm has installed.
    pub(crate) fn build_with_npm<const N: usize>(&self, name: &str, arguments: [&str; N]) {
        let program = self.path("node_modules").join(".bin").join(name);
        self.build(&program, arguments);
    }

    /// The WeChat edition of some articles, and a second time, for which no request is needed.
    #[track_caller]
    pub(crate) fn publish<const N: usize>(&self, output: &str, arguments: [&str; N]) -> Edition {
        let first = self.edition(output, arguments);
        let again = self.edition(output, arguments);
        assert_eq!(again.total("requests"), 0);
        assert_eq!(again.total("uploaded"), 0);
        assert_eq!(again.pages, first.pages);
        first
    }

    #[track_caller]
    fn edition<const N: usize>(&self, output: &str, arguments: [&str; N]) -> Edition {
        let command = Command::new(env!("CARGO_BIN_EXE_tuwen"))
            .arg("publish")
            .args(arguments)
            .args(["-o", output, "--sandbox", "--report", "json"])
            .current_dir(self.directory())
            .env_clear()
            .env("HOME", self.top.path().join("home"))
            .env("TUWEN_CACHE_DIR", self.top.path().join("cache"))
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        let said = String::from_utf8(command.stderr).unwrap();
        let report = String::from_utf8(command.stdout).unwrap();
        assert_eq!(command.status.code(), Some(0), "{said}\n{report}");
        Edition::read(serde_json::from_str(&report).unwrap(), &self.path(output))
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
