//! From what was typed to the articles it means: files, directories, globs, standard input.
//!
//! Out: files in the order of the inputs, those of one input by path, each once even if several inputs reach it. A walk honours `.gitignore`
//! (in and outside repositories) and skips hidden files, other suffixes and our own outputs; it takes
//! symlinked files but does not enter symlinked directories, so it always ends. An existing path
//! always wins over the same text as a glob. Refused: an input that leads to no article.

mod pattern;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use self::pattern::Pattern;
use super::Format;
use crate::fsio;
use crate::problem::{Code, Problem};

/// One `INPUT` argument.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A file, a directory or a glob.
    Path(PathBuf),
    /// `-`.
    Stdin,
}

/// One article to read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFile {
    /// A file.
    File {
        /// The path to open.
        path: PathBuf,
        /// The path below the walked directory (or the glob's fixed part), which `-o DIR` mirrors;
        /// the file name for a file named directly.
        relative: PathBuf,
        /// By its suffix, or as told by `--from`.
        format: Format,
    },
    /// Standard input.
    Stdin {
        /// As told by `--from`.
        format: Format,
    },
}

/// What our own pages end in; a walk does not publish them again.
const OWN_OUTPUTS: [&str; 2] = [".wechat.html", ".preview.html"];

/// Resolves inputs to articles: standard input first, then files in the order of the inputs, those of one input
/// sorted by path; each once.
///
/// `from` is the format of standard input and of files whose suffix tells none; a known suffix is
/// believed.
///
/// # Errors
/// `input.no-match`, `input.not-an-article`, `input.bad-pattern`, `input.format-unknown`;
/// `article.unreadable` for a directory that cannot be listed, since articles would silently be
/// left out.
pub fn find_inputs(inputs: &[Input], from: Option<Format>) -> Result<Vec<InputFile>, Problem> {
    let mut found = Found::default();
    let mut stdin = None;
    for input in inputs {
        match input {
            Input::Stdin => {
                let format = from.ok_or_else(|| Problem::new(Code::InputFormatUnknown))?;
                stdin = Some(InputFile::Stdin { format });
            }
            Input::Path(path) => {
                let before = found.files.len();
                found.add_path(path, from)?;
                found.files[before..].sort_by(|(a, ..), (b, ..)| a.cmp(b));
            }
        }
    }
    let files = found
        .files
        .into_iter()
        .map(|(path, relative, format)| InputFile::File {
            path,
            relative,
            format,
        });
    Ok(stdin.into_iter().chain(files).collect())
}

/// The files found so far, and by what they are told apart.
#[derive(Default)]
struct Found {
    files: Vec<(PathBuf, PathBuf, Format)>,
    seen: HashSet<PathBuf>,
    /// Canonical forms of parent directories: one system call for each, not for each file.
    parents: HashMap<PathBuf, PathBuf>,
}

impl Found {
    fn add_path(&mut self, path: &Path, from: Option<Format>) -> Result<(), Problem> {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.add_directory(path),
            Ok(metadata) if metadata.is_file() => {
                let format = Format::of_path(path)
                    .or(from)
                    .ok_or_else(|| not_an_article(path))?;
                let relative = path
                    .file_name()
                    .map_or_else(|| path.to_owned(), PathBuf::from);
                self.add_file(path.to_owned(), relative, format);
                Ok(())
            }
            // A FIFO or device: reading it might never end.
            Ok(_) => Err(not_an_article(path)),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                Err(unreadable(path, &error))
            }
            Err(_) => match path.to_str() {
                Some(text) if text.contains(['*', '?', '[', '{']) => self.add_glob(text, from),
                _ => Err(no_match(path)),
            },
        }
    }

    fn add_directory(&mut self, directory: &Path) -> Result<(), Problem> {
        let mut any = false;
        walk(directory, None, |path, relative| {
            if let Some(format) = Format::of_path(path).filter(|_| !is_own_output(path)) {
                any = true;
                self.add_file(path.to_owned(), relative.to_owned(), format);
            }
        })?;
        any.then_some(()).ok_or_else(|| no_match(directory))
    }

    fn add_glob(&mut self, text: &str, from: Option<Format>) -> Result<(), Problem> {
        let glob = FixedGlob::new(text)?;
        // An own output, or a suffix that only `--from` explains, must be asked for by name.
        let own = OWN_OUTPUTS.iter().any(|suffix| text.ends_with(suffix));
        let from = from.filter(|_| glob.names_suffix);
        let mut any = false;
        walk(&glob.base, glob.pattern.depth(), |path, relative| {
            if !glob.pattern.is_match(relative) || (is_own_output(path) && !own) {
                return;
            }
            if let Some(format) = Format::of_path(path).or(from) {
                any = true;
                self.add_file(path.to_owned(), relative.to_owned(), format);
            }
        })?;
        any.then_some(()).ok_or_else(|| no_match(Path::new(text)))
    }

    /// Remembers a file unless it is here already under this or another name.
    fn add_file(&mut self, path: PathBuf, relative: PathBuf, format: Format) {
        let canonical = self.canonical(&path);
        if self.seen.insert(canonical) {
            self.files.push((path, relative, format));
        }
    }

    fn canonical(&mut self, path: &Path) -> PathBuf {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return path.to_owned();
        };
        if path.is_symlink() {
            return path.canonicalize().unwrap_or_else(|_| path.to_owned());
        }
        if let Some(known) = self.parents.get(parent) {
            return known.join(name);
        }
        let shown = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        let canonical = shown.canonicalize().unwrap_or_else(|_| parent.to_owned());
        let whole = canonical.join(name);
        self.parents.insert(parent.to_owned(), canonical);
        whole
    }
}

/// A glob split into the directory that is walked and the pattern that what lies below must match.
struct FixedGlob {
    base: PathBuf,
    pattern: Pattern,
    /// Whether the pattern ends in a literal suffix such as `*.txt`.
    names_suffix: bool,
}

impl FixedGlob {
    fn new(text: &str) -> Result<Self, Problem> {
        let separators: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
        let parts: Vec<&str> = text.split(separators).collect();
        let fixed = parts
            .iter()
            .take_while(|part| !part.contains(['*', '?', '[', '{']))
            .count();
        let below: Vec<&str> = parts[fixed..]
            .iter()
            .copied()
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        let base = parts[..fixed].join("/");
        let base = match (fixed, base.as_str()) {
            (0, _) => PathBuf::from("."),
            (_, "") => PathBuf::from("/"),
            (_, base) => PathBuf::from(base),
        };
        let pattern = Pattern::new(&below.join("/")).map_err(|reason| {
            Problem::new(Code::InputBadPattern)
                .with("pattern", text)
                .with("reason", reason)
        })?;
        let suffix = below.last().and_then(|last| last.rsplit_once('.'));
        Ok(Self {
            base,
            pattern,
            names_suffix: suffix.is_some_and(|(_, suffix)| {
                !suffix.is_empty() && !suffix.contains(['*', '?', '[', ']', '{', '}'])
            }),
        })
    }
}

/// Calls `visit` with every ordinary file below `base` and its path relative to `base`.
fn walk(
    base: &Path,
    depth: Option<usize>,
    mut visit: impl FnMut(&Path, &Path),
) -> Result<(), Problem> {
    if !base.is_dir() {
        return Ok(());
    }
    let walker = WalkBuilder::new(base)
        .require_git(false)
        .ignore(false)
        .max_depth(depth)
        .build();
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => match error.io_error() {
                // Gone since its directory was listed.
                Some(io) if io.kind() == std::io::ErrorKind::NotFound => continue,
                Some(io) => return Err(unreadable(error_path(&error).unwrap_or(base), io)),
                None => continue,
            },
        };
        let is_file = match entry.file_type() {
            Some(kind) if kind.is_symlink() => entry.path().is_file(),
            Some(kind) => kind.is_file(),
            None => false,
        };
        if !is_file {
            continue;
        }
        // "./a.md" reads better as "a.md", also in reports.
        let path = entry.path();
        let path = path.strip_prefix(".").unwrap_or(path);
        let relative = path.strip_prefix(plain(base)).unwrap_or(path);
        visit(path, relative);
    }
    Ok(())
}

/// `base` as it stands before the paths of its walk once their leading `.` is gone.
fn plain(base: &Path) -> PathBuf {
    let names: Vec<OsString> = base
        .components()
        .skip_while(|part| matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_owned())
        .collect();
    names.iter().collect()
}

/// The path that an error of the walk is about.
fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}

fn is_own_output(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_ascii_lowercase());
    name.is_some_and(|name| OWN_OUTPUTS.iter().any(|suffix| name.ends_with(suffix)))
}

fn no_match(pattern: &Path) -> Problem {
    Problem::new(Code::InputNoMatch).with("pattern", pattern.display())
}

fn not_an_article(path: &Path) -> Problem {
    Problem::new(Code::InputNotArticle).with("path", path.display())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(Code::ArticleUnreadable)
        .with("path", path.display())
        .with("reason", fsio::reason_of(error))
}
