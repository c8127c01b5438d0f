//! What can be typed for `check`, and for `hook`, which has git call it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{Choosing, Locking, Looking, Reading};
use crate::layer::Layer;

/// `tuwen check`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, independent of the others"
)]
pub(crate) struct Check {
    #[arg(value_name = "INPUT", help_heading = "input")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[arg(long, help_heading = "input", conflicts_with_all = ["changed_since", "files_from"])]
    pub(crate) staged: bool,
    #[command(flatten)]
    pub(crate) choosing: Choosing,
    #[arg(long, value_name = "CODE", num_args = 0..=1, help_heading = "rules")]
    pub(crate) explain: Option<Vec<String>>,
    #[arg(long, help_heading = "rules")]
    pub(crate) strict: bool,
    #[arg(long, value_name = "CODE", help_heading = "rules")]
    pub(crate) deny: Vec<String>,
    #[arg(long, value_name = "CODE", help_heading = "rules")]
    pub(crate) warn: Vec<String>,
    #[arg(long, value_name = "CODE", help_heading = "rules")]
    pub(crate) allow: Vec<String>,
    #[arg(long, help_heading = "rules")]
    pub(crate) require_uploaded: bool,
    #[arg(long, help_heading = "rules")]
    pub(crate) unused: bool,
    #[arg(long, help_heading = "output")]
    pub(crate) fix: bool,
    #[command(flatten)]
    looking: Looking,
    #[command(flatten)]
    locking: Locking,
}

/// `tuwen hook`.
#[derive(Debug, Args)]
pub(crate) struct Hook {
    #[command(subcommand)]
    pub(crate) command: HookCommand,
}

/// What to do with the hooks of a repository.
#[derive(Debug, Subcommand)]
pub(crate) enum HookCommand {
    Install(HookKinds),
    Uninstall(HookKinds),
}

/// Which hooks.
#[derive(Debug, Args)]
pub(crate) struct HookKinds {
    #[arg(long, help_heading = "input")]
    pub(crate) pre_commit: bool,
    #[arg(long, help_heading = "input")]
    pub(crate) pre_push: bool,
}

impl Check {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        self.reading.add_to(layer);
        self.looking.add_to(layer);
        self.locking.add_to(layer);
    }
}
