//! Pictures that no article shows: the directories of a run are walked as articles are looked for, by the
//! same rules (`.gitignore`, hidden files). One whose name stands in the text of an article, in a shortcode or
//! in code, may be shown by a program, and is not told.

use std::path::PathBuf;

use ignore::WalkBuilder;

use crate::check::pictures::{Pictures, is_picture};
use crate::fsio::shown_path;
use crate::problem::{Code, Problem};

/// The pictures below these directories that nothing led to, sorted.
pub(in crate::check) fn find(directories: &[PathBuf], pictures: &Pictures) -> Vec<Problem> {
    let shown = pictures.shown();
    let mut unused: Vec<PathBuf> = Vec::new();
    for directory in directories {
        let walker = WalkBuilder::new(directory)
            .require_git(false)
            .ignore(false)
            .build();
        for entry in walker.flatten() {
            let path = entry.path();
            if !entry.file_type().is_some_and(|kind| kind.is_file()) || !is_picture(path) {
                continue;
            }
            if let Ok(real) = path.canonicalize()
                && !shown.contains(&real)
                && !pictures.is_named(&entry.file_name().to_string_lossy())
            {
                unused.push(real);
            }
        }
    }
    unused.sort_unstable();
    unused.dedup();
    unused
        .iter()
        .map(|path| Problem::new(Code::ImageUnused).with("path", shown_path(path)))
        .collect()
}
