//! What can be typed for `check`, and for `hook`, which has git call it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::switch;
use crate::layer::{Layer, RemoteChoice, SourceFormat};

/// `tuwen check`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, independent of the others"
)]
pub(crate) struct Check {
    #[arg(value_name = "INPUT", help_heading = "input")]
    pub(crate) inputs: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "markdown|html", help_heading = "input")]
    from: Option<SourceFormat>,
    #[arg(long, value_name = "DIR", help_heading = "input")]
    base_dir: Option<PathBuf>,
    #[arg(long, value_name = "CSS", help_heading = "input")]
    select: Option<String>,
    #[arg(long, help_heading = "input", conflicts_with_all = ["changed_since", "files_from"])]
    pub(crate) staged: bool,
    #[arg(
        long,
        value_name = "REV",
        help_heading = "input",
        conflicts_with = "files_from"
    )]
    pub(crate) changed_since: Option<String>,
    #[arg(long, value_name = "FILE", help_heading = "input")]
    pub(crate) files_from: Option<PathBuf>,
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
    #[arg(long = "root", value_name = "DIR", help_heading = "images")]
    roots: Vec<PathBuf>,
    #[arg(long, help_heading = "images")]
    allow_outside: bool,
    #[arg(long, value_enum, value_name = "fetch|keep", help_heading = "images")]
    remote: Option<RemoteChoice>,
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
        layer.from = self.from;
        layer.base_dir.clone_from(&self.base_dir);
        layer.select.clone_from(&self.select);
        layer.root = (!self.roots.is_empty()).then(|| self.roots.clone());
        layer.allow_outside = switch(self.allow_outside);
        layer.remote = self.remote;
    }
}
