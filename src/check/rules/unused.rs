//! Pictures that no article shows: the directories of a run are walked as articles are looked for, by the
//! same rules (`.gitignore`, hidden files).

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::check::pictures::Pictures;
use crate::fsio::shown_path;
use crate::problem::{Code, Problem};

/// Suffixes of the pictures that are meant for articles.
const SUFFIXES: [&str; 12] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "heic", "bmp", "tif", "tiff", "apng",
];

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

fn is_picture(path: &Path) -> bool {
    let suffix = path.extension().and_then(|suffix| suffix.to_str());
    suffix.is_some_and(|suffix| {
        SUFFIXES
            .iter()
            .any(|known| suffix.eq_ignore_ascii_case(known))
    })
}
