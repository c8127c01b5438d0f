//! Whether an article shows one of some files that are gone: asked of articles that did not change
//! themselves.

use std::collections::HashSet;
use std::path::{Component, Path};

use crate::article::{Article, LocalKind, Target};
use crate::image;

/// Whether an article at `directory` (from the top of the site or repository, with slashes) names one of
/// these files, given from the same top. What is not relative to the article is compared by its last name.
#[must_use]
#[expect(
    clippy::implicit_hasher,
    reason = "callers collect into the standard set; another hasher would buy nothing"
)]
pub fn mentions(article: &Article, directory: &str, gone: &HashSet<String>) -> bool {
    let names: HashSet<&str> = gone.iter().map(|path| last(path)).collect();
    article.scan().references.iter().any(|reference| {
        let Target::Local(local) = &reference.target else {
            return false;
        };
        let is_relative = local.kind == LocalKind::Path && !local.path.starts_with('/');
        image::spellings(&local.path).iter().any(|spelling| {
            if is_relative {
                gone.contains(&joined(directory, spelling))
            } else {
                names.contains(last(spelling))
            }
        })
    })
}

fn last(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn joined(directory: &str, path: &str) -> String {
    let mut names: Vec<&str> = directory
        .split('/')
        .filter(|name| !name.is_empty())
        .collect();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => {
                names.pop();
            }
            Component::Normal(name) => names.push(name.to_str().unwrap_or_default()),
            _ => {}
        }
    }
    names.join("/")
}
