//! What can be typed for every verb that reads articles.

use std::path::PathBuf;

use clap::Args;

use super::switch;
use crate::layer::{Layer, LockChoice, RemoteChoice, SourceFormat};

/// How articles are read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    #[arg(long, value_enum, value_name = "markdown|html", help_heading = "input")]
    from: Option<SourceFormat>,
    #[arg(long, value_name = "DIR", help_heading = "input")]
    base_dir: Option<PathBuf>,
    #[arg(long, value_name = "CSS", help_heading = "input")]
    select: Option<String>,
}

/// Which of many articles are meant.
#[derive(Debug, Args)]
pub(crate) struct Choosing {
    #[arg(
        long,
        value_name = "REV",
        help_heading = "input",
        conflicts_with = "files_from"
    )]
    pub(crate) changed_since: Option<String>,
    #[arg(long, value_name = "FILE", help_heading = "input")]
    pub(crate) files_from: Option<PathBuf>,
}

/// Where uploads are remembered beside the articles.
#[derive(Debug, Args)]
pub(super) struct Locking {
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "on",
        value_parser = parse_lock,
        help_heading = "images"
    )]
    lock: Option<LockChoice>,
}

fn parse_lock(text: &str) -> Result<LockChoice, String> {
    LockChoice::parse(text).ok_or_else(|| "lockfile".to_owned())
}

impl Locking {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        layer.lock.clone_from(&self.lock);
    }
}

/// Where images are looked for.
#[derive(Debug, Args)]
pub(super) struct Looking {
    #[arg(long = "root", value_name = "DIR", help_heading = "images")]
    roots: Vec<PathBuf>,
    #[arg(long, help_heading = "images")]
    allow_outside: bool,
    #[arg(long, value_enum, value_name = "fetch|keep", help_heading = "images")]
    remote: Option<RemoteChoice>,
}

impl Reading {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        layer.from = self.from;
        layer.base_dir.clone_from(&self.base_dir);
        layer.select.clone_from(&self.select);
    }
}

impl Looking {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        layer.root = (!self.roots.is_empty()).then(|| self.roots.clone());
        layer.allow_outside = switch(self.allow_outside);
        layer.remote = self.remote;
    }
}
