//! From what all sources say to what holds: flag > environment > `tuwen.toml` > user configuration >
//! default. Pure: environment and files are values that [`crate::sources`] has read.
//!
//! Refuses secrets in the project's file, secrets in a user file that others can read, unknown keys, and
//! an API base that comes with the articles.

mod account;
mod base;
mod drafts;
mod ledger;
mod lock;
mod options;
mod page;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tuwen::{
    AccountId, CloudToken, Code, Credentials, DraftOptions, Format, Language, Options, Problem,
    Remote, Rules, Secret, SecretSource, Verb,
};

use crate::layer::{Color, Lang, Layer, RemoteChoice, ReportFormat, SourceFormat};
use crate::sources::{ConfigFile, Environment, Sources};
use crate::verbosity::Verbosity;

pub(crate) use account::sandbox_credentials;

/// How the program talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Talk {
    pub(crate) language: Language,
    pub(crate) report: ReportFormat,
    pub(crate) color: Color,
    pub(crate) quiet: bool,
    pub(crate) verbosity: Verbosity,
    pub(crate) progress: bool,
}

/// Whose pictures they are.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Under what uploads are remembered; `None` when nothing says.
    pub(crate) id: Option<AccountId>,
    /// How requests are signed.
    pub(crate) credentials: Credentials,
}

/// Which articles are read, and where they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Articles {
    pub(crate) from: Option<Format>,
    pub(crate) base_dir: PathBuf,
    pub(crate) output: Option<PathBuf>,
    pub(crate) in_place: bool,
}

/// Where what must last is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Data {
    /// The ledger and the token cache.
    pub(crate) directory: PathBuf,
    /// The lockfile, if one is used.
    pub(crate) lockfile: Option<PathBuf>,
    /// The address of the shared ledger, if one is used; there may be a password in it.
    pub(crate) shared_ledger: Option<Secret>,
}

/// What holds for this run.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) talk: Talk,
    pub(crate) articles: Articles,
    pub(crate) account: Account,
    /// Whether the account was asked for by name in this very call.
    pub(crate) account_was_named: bool,
    pub(crate) api_base: String,
    pub(crate) sandbox: bool,
    /// How long the run may take.
    pub(crate) deadline: Option<Duration>,
    /// How long one attempt may take.
    pub(crate) timeout: Option<Duration>,
    /// What is worth saying about where things stand.
    pub(crate) warnings: Vec<Problem>,
    pub(crate) data: Data,
    /// Own CSS for pages, to be read by the verbs that make some.
    pub(crate) css: Option<PathBuf>,
    /// What findings of the rules of `check` are worth, where files say so.
    pub(crate) rules: Rules,
    /// What is said of drafts.
    drafts: DraftOptions,
    /// The options of the pipeline, but for the verb and what depends on it.
    options: Options,
    /// What becomes of pictures at other hosts, where it was said.
    remote: Option<Remote>,
}

impl Talk {
    /// How to talk about problems that come up before the settings are known: as far as flags and
    /// environment can be understood.
    pub(crate) fn early(flags: &Layer, environment: &Environment, locale: Language) -> Self {
        let variables = Layer::from_environment(|name| environment.get(name)).unwrap_or_default();
        Self::of(&flags.clone().over(variables), locale)
    }

    /// Whether more is told than what concerns the user.
    pub(crate) fn is_verbose(self) -> bool {
        self.verbosity.is_some()
    }

    fn of(layer: &Layer, locale: Language) -> Self {
        Self {
            language: layer.lang.map_or(locale, |lang| match lang {
                Lang::Zh => Language::Chinese,
                Lang::En => Language::English,
            }),
            report: layer.report.unwrap_or_default(),
            color: layer.color.unwrap_or_default(),
            quiet: layer.quiet.unwrap_or(false),
            verbosity: layer
                .verbose
                .filter(|_| !layer.quiet.unwrap_or(false))
                .unwrap_or(Verbosity::NONE),
            progress: !layer.no_progress.unwrap_or(false),
        }
    }
}

impl Settings {
    /// Decides what holds.
    ///
    /// # Errors
    /// `config.…`.
    pub(crate) fn resolve(sources: Sources) -> Result<Self, Problem> {
        let Sources {
            flags,
            environment,
            project,
            book,
            user,
            data_directory,
            locale,
        } = sources;
        let mut variables = Layer::from_environment(|name| environment.get(name))?;
        // A file beside the one that names it, wherever the program was started.
        let directory = environment.file_of("TUWEN_CSS").and_then(Path::parent);
        if let (Some(directory), Some(css)) = (directory, &mut variables.css) {
            *css = directory.join(&*css);
        }
        let project_file = project.as_ref().or(book.as_ref());
        let project_file = project_file.map(|file| file.path.clone());
        let project = project.as_ref().map(project_layer).transpose()?;
        // Both travel with the articles.
        let book = book.as_ref().map(project_layer).transpose()?;
        let project = match (book, project) {
            (Some(book), Some(project)) => Some(book.over(project)),
            (book, project) => book.or(project),
        };
        let user = user.as_ref().map(user_layer).transpose()?;
        let layers = [
            flags,
            variables,
            project.unwrap_or_default(),
            user.unwrap_or_default(),
        ];
        refuse_untrusted(&environment)?;
        let warnings = environment.open_secrets();
        let sandbox = layers
            .iter()
            .find_map(|layer| layer.sandbox)
            .unwrap_or(false);
        let account = if sandbox {
            Account::sandbox()
        } else {
            Account::choose(&layers)?
        };
        let beside = project_file.as_deref();
        let lockfile = lock::choose(&layers, beside, sandbox)?;
        let shared_ledger = ledger::choose(&layers, beside, sandbox)?;
        let sidecar = matches!(
            account.credentials,
            Credentials::Cloud(CloudToken::Sidecar { .. })
        );
        let account_was_named = layers[0].account.is_some();
        let drafts = drafts::options(&layers);
        let layer = layers.into_iter().reduce(Layer::over).unwrap_or_default();
        let directory = layer.cache_dir.clone().or(data_directory).ok_or_else(|| {
            Problem::new(Code::ConfigNoDataDir)
                .with("path", "~/.local/share/tuwen")
                .with("reason", "HOME")
        })?;
        let options = options::options(&layer);
        Ok(Self {
            talk: Talk::of(&layer, locale),
            articles: Articles {
                from: layer.from.map(|from| match from {
                    SourceFormat::Markdown => Format::Markdown,
                    SourceFormat::Html => Format::Html,
                }),
                base_dir: layer.base_dir.unwrap_or_else(|| PathBuf::from(".")),
                output: layer.output,
                in_place: layer.in_place.unwrap_or(false),
            },
            account,
            account_was_named,
            api_base: base::assemble(layer.api_base, layer.api_scheme, sidecar),
            sandbox,
            deadline: layer.deadline,
            timeout: layer.timeout,
            warnings,
            css: layer.css,
            rules: (layer.check.0.into_values()).fold(Rules::default(), |rules, (code, level)| {
                rules.with(code, level)
            }),
            data: Data {
                lockfile,
                shared_ledger,
                // Pictures of the emulator must never be taken for hosted ones.
                directory: if sandbox {
                    directory.join("sandbox")
                } else {
                    directory
                },
            },
            drafts,
            options,
            remote: layer.remote.map(|remote| match remote {
                RemoteChoice::Fetch => Remote::Fetch,
                RemoteChoice::Keep => Remote::Keep,
            }),
        })
    }

    /// Has runs show their plan and do nothing, with nobody's lockfile or store.
    pub(crate) fn plan_only(&mut self) {
        self.options.dry_run = true;
        self.data.lockfile = None;
        self.data.shared_ledger = None;
        self.talk.progress = false;
    }

    /// Has pages show what mdBook shows: no hidden lines of Rust, no attributes of headings.
    pub(crate) fn read_as_mdbook(&mut self) {
        self.options.code.hidden_lines = true;
        self.options.page.heading_attributes = true;
    }

    /// Has articles become drafts: `new` ones although there are some, one of all `together`.
    pub(crate) fn make_drafts(&mut self, new: bool, together: bool) {
        let mut drafts = self.drafts.clone();
        (drafts.new, drafts.together) = (new, together);
        self.options.draft = Some(drafts);
    }

    /// The options of a run of the pipeline.
    pub(crate) fn options(&self, verb: Verb) -> Options {
        let mut options = self.options.clone();
        options.verb = verb;
        options.remote = self.remote.unwrap_or(Options::new(verb).remote);
        options
    }
}

/// Refuses what `.env` files that may have come with somebody's articles must not say.
fn refuse_untrusted(environment: &Environment) -> Result<(), Problem> {
    if let Some((path, name)) = environment.untrusted_source() {
        return Err(untrusted_source(path, name));
    }
    if let Some((path, base)) = environment.untrusted_api_base() {
        return Err(untrusted_base(path, base));
    }
    if let Some((path, key)) = environment.untrusted_fence() {
        return Err(untrusted_fence(path, key));
    }
    Ok(())
}

/// Reads the file that travels with the articles.
fn project_layer(file: &ConfigFile) -> Result<Layer, Problem> {
    let layer = parse(file)?;
    if let Some((key, source)) = layer.secrets().into_iter().next() {
        return Err(match source {
            SecretSource::Value(_) => secret_in_file(&file.path, key),
            _ => untrusted_source(&file.path, key),
        });
    }
    if let Some(base) = &layer.api_base {
        return Err(untrusted_base(&file.path, base));
    }
    if layer.allow_outside == Some(true) {
        return Err(untrusted_fence(&file.path, "allow-outside"));
    }
    if let Some(language) = layer.figures.commands.keys().next() {
        return Err(Problem::new(Code::ConfigUntrustedCommand)
            .with("path", file.path.display())
            .with("key", format!("figures.commands.{language}")));
    }
    if layer.trusted_hosts.is_some() {
        return Err(untrusted_fence(&file.path, "trusted-hosts"));
    }
    let cover = layer.cover.as_ref().filter(|cover| !cover.contains("//"));
    if cover.is_some_and(|cover| leaves_project(&file.path, Path::new(cover))) {
        return Err(untrusted_fence(&file.path, "cover"));
    }
    let mut roots = layer.root.iter().flatten();
    if roots.any(|root| leaves_project(&file.path, root)) {
        return Err(untrusted_fence(&file.path, "root"));
    }
    Ok(layer)
}

/// Reads the user's own file.
fn user_layer(file: &ConfigFile) -> Result<Layer, Problem> {
    let layer = parse(file)?;
    let secrets = layer.secrets();
    let mut known = secrets
        .iter()
        .filter(|(_, source)| matches!(source, SecretSource::Value(_)));
    if known.next().is_some() && !file.is_private {
        return Err(secret_in_file(&file.path, "permissions"));
    }
    // Who can write where secrets come from can have them, or have commands run.
    if !secrets.is_empty() && file.others_may_write {
        return Err(secret_in_file(&file.path, "permissions"));
    }
    Ok(layer)
}

fn secret_in_file(path: &Path, key: &str) -> Problem {
    Problem::new(Code::ConfigSecretInFile)
        .with("path", path.display())
        .with("key", key)
}

fn untrusted_source(path: &Path, key: &str) -> Problem {
    Problem::new(Code::ConfigUntrustedSource)
        .with("path", path.display())
        .with("key", key)
}

fn untrusted_base(path: &Path, base: &str) -> Problem {
    Problem::new(Code::ConfigUntrustedBase)
        .with("path", path.display())
        .with("base", base)
}

fn untrusted_fence(path: &Path, key: &str) -> Problem {
    Problem::new(Code::ConfigUntrustedFence)
        .with("path", path.display())
        .with("key", key)
}

/// Whether a root lies outside the project of a configuration file: its git work tree, or else the
/// directory it stands in. A root that is not there holds nothing.
fn leaves_project(config: &Path, root: &Path) -> bool {
    let directory = config
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new(".")).canonicalize();
    let (Ok(directory), Ok(root)) = (directory, root.canonicalize()) else {
        return false;
    };
    let top = directory
        .ancestors()
        .find(|above| above.join(".git").exists());
    !root.starts_with(top.unwrap_or(&directory))
}

fn parse(file: &ConfigFile) -> Result<Layer, Problem> {
    let directory = file
        .path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match toml::from_str::<Layer>(&file.text) {
        Ok(layer) => Ok(layer.relative_to(directory)),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let before = file.text.get(..at).unwrap_or(&file.text);
            let line = before.matches('\n').count() + 1;
            let path = file.path.display();
            Err(match unknown_key(error.message()) {
                Some(key) => Problem::new(Code::ConfigUnknownKey)
                    .with("path", path)
                    .with("line", line)
                    .with("key", key),
                None => Problem::new(Code::ConfigInvalid)
                    .with("path", path)
                    .with("line", line)
                    .with("reason", error.message().replace('\n', "; ")),
            })
        }
    }
}

/// The key of serde's "unknown field `key`, expected …".
fn unknown_key(message: &str) -> Option<&str> {
    message
        .strip_prefix("unknown field `")?
        .split_once('`')
        .map(|(key, _)| key)
}
