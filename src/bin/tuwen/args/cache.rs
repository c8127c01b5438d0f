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
    Verify(Verify),
    Prune(Prune),
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

/// `tuwen cache verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[arg(long, help_heading = "output")]
    pub(crate) forget: bool,
}

/// `tuwen cache prune`.
#[derive(Debug, Args)]
pub(crate) struct Prune {
    #[arg(value_name = "INPUT", help_heading = "input")]
    pub(crate) inputs: Vec<PathBuf>,
}
