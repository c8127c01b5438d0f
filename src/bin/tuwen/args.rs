//! The command line: what can be typed. Help texts stand in the catalogues (see [`crate::help`]), the
//! meaning of what was typed in [`crate::settings`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand};

mod cache;
mod check;
mod draft;
mod drafting;
mod page;
mod shared;

use crate::layer::{AnimatedChoice, Color, Lang, Layer, ReportFormat};
use crate::look;
use crate::number::{parse_jobs, parse_max_width, parse_quality};
use crate::time;
use crate::verbosity::Verbosity;

use page::{Look, PageFlags};
use shared::{Locking, Looking, Reading};

pub(crate) use shared::Choosing;

pub(crate) use cache::{Cache, CacheCommand, Forget, Prune, Verify};
pub(crate) use check::{Check, Hook, HookCommand, HookKinds};
pub(crate) use draft::{Delete, Draft, DraftCommand, List, Publication, with_ids_last};
pub(crate) use drafting::Drafting;

/// Everything that was typed.
#[derive(Debug, Parser)]
#[command(
    name = "tuwen",
    version,
    disable_help_flag = true,
    disable_version_flag = true
)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) general: General,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Publish(Box<Publish>),
    Rewrite(Rewrite),
    Check(Check),
    Upload(Upload),
    Preview(Preview),
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Cache(Cache),
    Themes(Themes),
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Draft(Draft),
    Doctor,
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Hook(Hook),
    Sandbox(SandboxServer),
    Mdbook,
    Init(Init),
    Completions(Completions),
    Man(Man),
    #[command(hide = true)]
    Help(Help),
}

impl Command {
    /// The verb as it is typed and stands in reports.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Publish(_) => "publish",
            Self::Rewrite(_) => "rewrite",
            Self::Check(_) => "check",
            Self::Upload(_) => "upload",
            Self::Preview(_) => "preview",
            Self::Cache(_) => "cache",
            Self::Themes(_) => "themes",
            Self::Draft(_) => "draft",
            Self::Doctor => "doctor",
            Self::Hook(_) => "hook",
            Self::Sandbox(_) => "sandbox",
            Self::Mdbook => "mdbook",
            Self::Init(_) => "init",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
            Self::Help(_) => "help",
        }
    }
}

/// What holds for every verb.
#[derive(Debug, Args)]
#[command(next_help_heading = "general")]
pub(crate) struct General {
    #[arg(long, global = true, value_name = "NAME", help_heading = "account")]
    account: Option<String>,
    #[arg(long, global = true, help_heading = "account")]
    sandbox: bool,
    #[arg(long, global = true, value_enum, value_name = "human|json")]
    report: Option<ReportFormat>,
    #[arg(long, global = true, value_enum, value_name = "zh|en")]
    lang: Option<Lang>,
    #[arg(short, long, global = true)]
    quiet: bool,
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    verbose: u8,
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    color: Option<Color>,
    #[arg(long, global = true)]
    no_progress: bool,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Articles in, and how they are read.
#[derive(Debug, Args)]
pub(crate) struct Articles {
    #[arg(
        value_name = "INPUT",
        required_unless_present_any = ["staged", "changed_since", "files_from"],
        help_heading = "input"
    )]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choosing: Choosing,
    #[command(flatten)]
    reading: Reading,
    #[arg(short, long, value_name = "PATH", help_heading = "output")]
    output: Option<PathBuf>,
    #[arg(long, help_heading = "output")]
    allow_missing: bool,
    #[arg(long, help_heading = "output")]
    clean: bool,
    #[command(flatten)]
    looking: Looking,
    #[command(flatten)]
    sending: Sending,
}

/// How images are sent.
#[derive(Debug, Args)]
pub(crate) struct Sending {
    #[arg(long, help_heading = "output")]
    dry_run: bool,
    #[arg(long, help_heading = "images")]
    refresh: bool,
    #[arg(long, value_name = "N", value_parser = parse_jobs, help_heading = "images")]
    jobs: Option<u32>,
    #[arg(long, value_name = "TIME", value_parser = time::parse, help_heading = "images")]
    deadline: Option<Duration>,
    #[arg(long, value_name = "TIME", value_parser = time::parse, help_heading = "images")]
    timeout: Option<Duration>,
    #[arg(long, value_name = "PIXELS", value_parser = parse_max_width, help_heading = "images")]
    max_width: Option<u32>,
    #[arg(long, value_name = "Q", value_parser = parse_quality, help_heading = "images")]
    quality: Option<u32>,
    #[arg(
        long,
        value_enum,
        value_name = "keep|first-frame|fail",
        help_heading = "images"
    )]
    animated: Option<AnimatedChoice>,
    #[command(flatten)]
    locking: Locking,
}

/// `tuwen publish`.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) articles: Articles,
    #[arg(long, help_heading = "output")]
    pub(crate) open: bool,
    #[cfg(feature = "clipboard")]
    #[arg(long, help_heading = "output")]
    pub(crate) copy: bool,
    #[command(flatten)]
    pub(crate) drafting: Drafting,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    page: PageFlags,
}

/// `tuwen rewrite`.
#[derive(Debug, Args)]
pub(crate) struct Rewrite {
    #[command(flatten)]
    pub(crate) articles: Articles,
    #[arg(long, conflicts_with = "output", help_heading = "output")]
    in_place: bool,
}

/// `tuwen upload`.
#[derive(Debug, Args)]
pub(crate) struct Upload {
    #[arg(value_name = "IMAGE", required = true, help_heading = "input")]
    pub(crate) images: Vec<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

/// `tuwen preview`.
#[derive(Debug, Args)]
pub(crate) struct Preview {
    #[arg(value_name = "INPUT", required = true, help_heading = "input")]
    pub(crate) input: PathBuf,
    #[command(flatten)]
    reading: Reading,
    #[arg(long, help_heading = "output")]
    pub(crate) no_open: bool,
    #[command(flatten)]
    page: PageFlags,
    #[command(flatten)]
    looking: Looking,
    #[command(flatten)]
    look: Look,
}

/// `tuwen themes`.
#[derive(Debug, Args)]
pub(crate) struct Themes {
    #[command(subcommand)]
    pub(crate) command: Option<ThemesCommand>,
}

/// What to do with themes; without it they are listed.
#[derive(Debug, Subcommand)]
pub(crate) enum ThemesCommand {
    Show(ShowTheme),
    Check(CheckTheme),
    Gallery(Gallery),
}

/// `tuwen themes show`.
#[derive(Debug, Args)]
pub(crate) struct ShowTheme {
    #[arg(value_name = "NAME", value_parser = look::built_in(), help_heading = "input")]
    pub(crate) name: String,
}

/// `tuwen themes check`.
#[derive(Debug, Args)]
pub(crate) struct CheckTheme {
    #[arg(value_name = "FILE", required = true, help_heading = "input")]
    pub(crate) files: Vec<PathBuf>,
}

/// `tuwen themes gallery`.
#[derive(Debug, Args)]
pub(crate) struct Gallery {
    #[arg(
        short,
        long,
        value_name = "FILE",
        required = true,
        help_heading = "output"
    )]
    pub(crate) output: PathBuf,
}

/// `tuwen sandbox`.
#[derive(Debug, Args)]
pub(crate) struct SandboxServer {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8770")]
    #[arg(hide_default_value = true, help_heading = "input")]
    pub(crate) listen: SocketAddr,
    #[arg(long = "fault", value_name = "FAULT", help_heading = "input")]
    pub(crate) faults: Vec<String>,
    #[arg(long, conflicts_with = "cloud_token_file", help_heading = "input")]
    pub(crate) sidecar: bool,
    #[arg(long, value_name = "FILE", help_heading = "input")]
    pub(crate) cloud_token_file: Option<PathBuf>,
}

/// `tuwen init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    #[arg(help_heading = "input")]
    pub(crate) directory: PathBuf,
}

/// `tuwen completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    #[arg(value_name = "SHELL", help_heading = "input")]
    pub(crate) shell: clap_complete::Shell,
}

/// `tuwen man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    #[arg(short, long, value_name = "DIR", help_heading = "output")]
    pub(crate) output: Option<PathBuf>,
}

/// `tuwen help`.
#[derive(Debug, Args)]
pub(crate) struct Help {
    #[arg(value_name = "COMMAND", help_heading = "input")]
    pub(crate) commands: Vec<String>,
}

/// A switch that was given says yes; one that was not says nothing.
fn switch(given: bool) -> Option<bool> {
    given.then_some(true)
}

impl Arguments {
    /// What was typed, as the highest layer of the configuration.
    pub(crate) fn layer(&self) -> Layer {
        let mut layer = Layer {
            account: self.general.account.clone(),
            sandbox: switch(self.general.sandbox),
            report: self.general.report,
            lang: self.general.lang,
            quiet: switch(self.general.quiet),
            verbose: Verbosity::of_flags(self.general.verbose),
            color: self.general.color,
            no_progress: switch(self.general.no_progress),
            cache_dir: self.general.cache_dir.clone(),
            ..Layer::default()
        };
        match &self.command {
            Command::Publish(publish) => {
                publish.articles.add_to(&mut layer);
                publish.page.add_to(&mut layer);
                publish.drafting.add_to(&mut layer);
                publish.look.add_to(&mut layer);
            }
            Command::Rewrite(rewrite) => {
                rewrite.articles.add_to(&mut layer);
                layer.in_place = switch(rewrite.in_place);
            }
            Command::Check(check) => check.add_to(&mut layer),
            Command::Upload(upload) => upload.sending.add_to(&mut layer),
            Command::Preview(preview) => preview.add_to(&mut layer),
            Command::Draft(draft) => draft.add_to(&mut layer),
            _ => {}
        }
        layer
    }

    /// The inputs beside which a project's configuration is looked for.
    pub(crate) fn inputs(&self) -> &[PathBuf] {
        match &self.command {
            Command::Publish(publish) => &publish.articles.inputs,
            Command::Rewrite(rewrite) => &rewrite.articles.inputs,
            Command::Check(check) => &check.inputs,
            Command::Upload(upload) => &upload.images,
            Command::Preview(preview) => std::slice::from_ref(&preview.input),
            _ => &[],
        }
    }
}

impl Articles {
    fn add_to(&self, layer: &mut Layer) {
        self.reading.add_to(layer);
        layer.output.clone_from(&self.output);
        layer.allow_missing = switch(self.allow_missing);
        layer.clean = switch(self.clean);
        self.looking.add_to(layer);
        self.sending.add_to(layer);
    }
}

impl Preview {
    fn add_to(&self, layer: &mut Layer) {
        self.page.add_to(layer);
        self.reading.add_to(layer);
        self.looking.add_to(layer);
        self.look.add_to(layer);
    }
}

impl Sending {
    fn add_to(&self, layer: &mut Layer) {
        layer.dry_run = switch(self.dry_run);
        layer.refresh = switch(self.refresh);
        layer.jobs = self.jobs;
        layer.deadline = self.deadline;
        layer.timeout = self.timeout;
        layer.max_width = self.max_width;
        layer.quality = self.quality;
        layer.animated = self.animated;
        self.locking.add_to(layer);
    }
}
