//! What mdBook hands to a backend: the book as JSON (`RenderContext`), of versions 0.4 and 0.5.
//!
//! <https://rust-lang.github.io/mdBook/for_developers/backends.html>

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use tuwen::{Code, Format, InputFile, Job, Problem, Verb, plan_jobs};

use super::backend;

/// A book.
#[derive(Debug, Deserialize)]
pub(super) struct Book {
    root: PathBuf,
    destination: PathBuf,
    config: Value,
    #[serde(rename = "book")]
    content: Items,
}

#[derive(Debug, Deserialize)]
struct Items {
    // Since 0.5 they are called `items`.
    #[serde(alias = "items")]
    sections: Vec<Item>,
}

#[derive(Debug, Deserialize)]
enum Item {
    Chapter(Written),
    Separator,
    PartTitle(#[expect(dead_code, reason = "read and not used: it is no chapter")] String),
}

#[derive(Debug, Deserialize)]
struct Written {
    content: String,
    /// `None` for a chapter that is not written yet.
    path: Option<PathBuf>,
    source_path: Option<PathBuf>,
    #[serde(default)]
    sub_items: Vec<Item>,
}

/// A chapter that is written.
#[derive(Debug, Clone, Copy)]
struct Chapter<'b> {
    /// Where its page goes, below the destination.
    path: &'b Path,
    /// Where it lies, below the book's sources.
    source_path: &'b Path,
    /// Its Markdown, after all preprocessors.
    content: &'b str,
}

impl Book {
    /// Reads what mdBook sends.
    ///
    /// # Errors
    /// Why it is no book.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// The directory of the chapters.
    pub(super) fn sources(&self) -> PathBuf {
        let src = self.config.pointer("/book/src").and_then(Value::as_str);
        self.root.join(src.unwrap_or("src"))
    }

    /// The directory of the pages.
    pub(super) fn destination(&self) -> PathBuf {
        self.root.join(&self.destination)
    }

    /// All chapters that are written, in reading order: each an article that lies where its source does.
    ///
    /// # Errors
    /// `mdbook.chapter-outside`, `output.collision`, `output.not-a-directory`.
    pub(super) fn jobs(&self) -> Result<Vec<Job>, Problem> {
        let mut chapters = Vec::new();
        add(&self.content.sections, &mut chapters);
        let outside = chapters
            .iter()
            .flat_map(|chapter| [chapter.path, chapter.source_path]);
        if let Some(path) = outside.into_iter().find(|path| !is_below(path)) {
            return Err(Problem::new(Code::MdbookChapterOutside).with("path", path.display()));
        }
        let sources = self.sources();
        let files = chapters.iter().map(|chapter| InputFile::File {
            path: sources.join(chapter.source_path),
            relative: chapter.path.to_owned(),
            format: Format::Markdown,
        });
        let destination = self.destination();
        let mut jobs = plan_jobs(
            files.collect(),
            Verb::Publish,
            Some(&destination),
            false,
            true,
            None,
        )?;
        for (job, chapter) in jobs.iter_mut().zip(chapters) {
            job.source = Some(chapter.content.as_bytes().to_owned());
        }
        Ok(jobs)
    }

    /// The directory of `book.toml`.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The name of the backend that mdBook runs us as, and its table, if there is one.
    pub(super) fn backend(&self) -> (&str, Option<&Value>) {
        let folder = self.destination.file_name().and_then(OsStr::to_str);
        let tables = self.config.get("output").and_then(Value::as_object);
        match tables.and_then(|tables| backend::choose(tables, folder)) {
            Some((name, table)) => (name, Some(table)),
            None => (backend::OURS, None),
        }
    }
}

/// Whether a chapter's path leads nowhere but down.
fn is_below(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn add<'b>(items: &'b [Item], chapters: &mut Vec<Chapter<'b>>) {
    for item in items {
        let Item::Chapter(written) = item else {
            continue;
        };
        if let Some(path) = &written.path {
            chapters.push(Chapter {
                path,
                source_path: written.source_path.as_deref().unwrap_or(path),
                content: &written.content,
            });
        }
        add(&written.sub_items, chapters);
    }
}
