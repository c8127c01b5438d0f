//! What can be typed for `cache`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `tuwen cache`.
#[derive(Debug, Args)]
pub(crate) struct Cache {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

/// What to do with what is remembered.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    Stats,
    List,
    Forget(Forget),
    Export,
    Import(Import),
}

/// `tuwen cache forget`.
#[derive(Debug, Args)]
pub(crate) struct Forget {
    #[arg(
        value_name = "ENTRY",
        required_unless_present = "all",
        help_heading = "input"
    )]
    pub(crate) entries: Vec<String>,
    #[arg(long, conflicts_with = "entries", help_heading = "input")]
    pub(crate) all: bool,
}

/// `tuwen cache import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[arg(value_name = "FILE", required = true, help_heading = "input")]
    pub(crate) file: PathBuf,
}
