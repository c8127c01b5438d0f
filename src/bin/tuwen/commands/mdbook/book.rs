//! What mdBook hands to a backend: the book as JSON (`RenderContext`), of versions 0.4 and 0.5.
//!
//! <https://rust-lang.github.io/mdBook/for_developers/backends.html>

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use tuwen::{Code, Problem};

use crate::sources::ConfigFile;

/// Keys of `[output.tuwen]` that are mdBook's own.
const OF_MDBOOK: [&str; 2] = ["command", "optional"];

/// A book.
#[derive(Debug, Deserialize)]
pub(super) struct Book {
    root: PathBuf,
    destination: PathBuf,
    config: Value,
    book: Items,
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
pub(super) struct Chapter<'b> {
    /// Where its page goes, below the destination.
    pub(super) path: &'b Path,
    /// Where it lies, below the book's sources.
    pub(super) source_path: &'b Path,
    /// Its Markdown, after all preprocessors.
    pub(super) content: &'b str,
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

    /// All chapters that are written, in reading order.
    pub(super) fn chapters(&self) -> Vec<Chapter<'_>> {
        let mut chapters = Vec::new();
        add(&self.book.sections, &mut chapters);
        chapters
    }

    /// `[output.tuwen]` as a configuration file.
    ///
    /// # Errors
    /// `config.invalid` for what no such file can say.
    pub(super) fn configuration(&self) -> Result<ConfigFile, Problem> {
        let path = self.root.join("book.toml");
        let invalid = |reason: String| {
            Problem::new(Code::ConfigInvalid)
                .with("path", path.display())
                .with("line", 1)
                .with("reason", reason)
        };
        let mut table = match self.config.pointer("/output/tuwen") {
            Some(Value::Object(table)) => table.clone(),
            None => serde_json::Map::new(),
            Some(_) => return Err(invalid("`output.tuwen` is no table".to_owned())),
        };
        table.retain(|key, value| !OF_MDBOOK.contains(&key.as_str()) && !value.is_null());
        let text = toml::to_string(&table).map_err(|error| invalid(error.to_string()))?;
        Ok(ConfigFile::project(path, text))
    }
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
