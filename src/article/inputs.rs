//! From what was typed to the articles it means: files, directories, globs, standard input.

use std::path::PathBuf;

use super::Format;
use crate::problem::Problem;

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

/// Resolves inputs to articles, sorted, each once.
///
/// # Errors
/// `input.no-match`, `input.not-an-article`, `input.bad-pattern`, `input.format-unknown`.
pub fn find_inputs(inputs: &[Input], from: Option<Format>) -> Result<Vec<InputFile>, Problem> {
    let _ = (inputs, from);
    Ok(Vec::new())
}
