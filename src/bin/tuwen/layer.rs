//! One layer of the configuration: what a single source says, everything optional.
//!
//! Flags, environment, project file and user file all come in as a [`Layer`]; a value of a higher layer
//! hides the lower ones. Keys of files are the long names of the options, with `-` or `_`; variables are
//! `TUWEN_` and the name in capitals.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::Duration;

mod account;
mod choice;
mod environment;
mod figures;
mod ledger;
mod lock;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use tuwen::{Secret, SecretSource};

use crate::look;
use crate::number;
use crate::time;
use crate::verbosity::{self, Verbosity};

pub(crate) use account::{AccountLayer, AuthChoice};
pub(crate) use choice::{
    AnimatedChoice, CaptionChoice, CodeThemeChoice, Color, CommentsChoice, DiagramsChoice,
    FormulasChoice, Lang, LinksChoice, RemoteChoice, ReportFormat, RuleLevels, Scheme,
    SourceFormat,
};
use figures::FiguresLayer;
pub(crate) use lock::{LOCKFILE, LockChoice, joined};

/// What one source says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct Layer {
    pub(crate) from: Option<SourceFormat>,
    #[serde(alias = "base_dir")]
    pub(crate) base_dir: Option<PathBuf>,
    pub(crate) select: Option<String>,
    pub(crate) output: Option<PathBuf>,
    #[serde(alias = "in_place")]
    pub(crate) in_place: Option<bool>,
    #[serde(alias = "dry_run")]
    pub(crate) dry_run: Option<bool>,
    #[serde(alias = "allow_missing")]
    pub(crate) allow_missing: Option<bool>,
    pub(crate) clean: Option<bool>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) root: Option<Vec<PathBuf>>,
    #[serde(alias = "allow_outside")]
    pub(crate) allow_outside: Option<bool>,
    pub(crate) refresh: Option<bool>,
    pub(crate) lock: Option<LockChoice>,
    /// The address of a shared ledger, or `off`.
    #[serde(deserialize_with = "ledger::address")]
    pub(crate) ledger: Option<Secret>,
    #[serde(deserialize_with = "number::jobs")]
    pub(crate) jobs: Option<u32>,
    #[serde(deserialize_with = "time::of_file")]
    pub(crate) deadline: Option<Duration>,
    #[serde(deserialize_with = "time::of_file")]
    pub(crate) timeout: Option<Duration>,
    pub(crate) remote: Option<RemoteChoice>,
    /// Only in the user's own file: a guard that anyone could lift would be none.
    #[serde(alias = "trusted_hosts")]
    pub(crate) trusted_hosts: Option<Vec<String>>,
    #[serde(alias = "max_width", deserialize_with = "number::max_width")]
    pub(crate) max_width: Option<u32>,
    #[serde(deserialize_with = "number::quality")]
    pub(crate) quality: Option<u32>,
    pub(crate) animated: Option<AnimatedChoice>,
    pub(crate) caption: Option<CaptionChoice>,
    pub(crate) links: Option<LinksChoice>,
    pub(crate) metadata: Option<bool>,
    pub(crate) spacing: Option<bool>,
    pub(crate) formulas: Option<FormulasChoice>,
    pub(crate) diagrams: Option<DiagramsChoice>,
    #[serde(alias = "code_theme")]
    pub(crate) code_theme: Option<CodeThemeChoice>,
    #[serde(alias = "code_lines")]
    pub(crate) code_lines: Option<bool>,
    #[serde(alias = "code_dots")]
    pub(crate) code_dots: Option<bool>,
    #[serde(deserialize_with = "look::theme_of_file")]
    pub(crate) theme: Option<String>,
    /// Of drafts.
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) digest: Option<String>,
    #[serde(alias = "source_url")]
    pub(crate) source_url: Option<String>,
    /// A file or a URL.
    pub(crate) cover: Option<String>,
    #[serde(alias = "cover_crop")]
    pub(crate) cover_crop: Option<String>,
    #[serde(alias = "cover_square")]
    pub(crate) cover_square: Option<String>,
    pub(crate) comments: Option<CommentsChoice>,
    pub(crate) css: Option<PathBuf>,
    #[serde(deserialize_with = "look::primary_of_file")]
    pub(crate) primary: Option<String>,
    #[serde(alias = "font_size", deserialize_with = "look::font_size_of_file")]
    pub(crate) font_size: Option<String>,
    #[serde(alias = "line_height", deserialize_with = "look::line_height_of_file")]
    pub(crate) line_height: Option<String>,
    #[serde(deserialize_with = "look::indent_of_file")]
    pub(crate) indent: Option<String>,
    #[serde(deserialize_with = "look::font_of_file")]
    pub(crate) font: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) sandbox: Option<bool>,
    pub(crate) report: Option<ReportFormat>,
    pub(crate) lang: Option<Lang>,
    pub(crate) quiet: Option<bool>,
    /// Whether; how much is decided by [`Verbosity::of`].
    #[serde(deserialize_with = "verbosity::of_file")]
    pub(crate) verbose: Option<Verbosity>,
    pub(crate) color: Option<Color>,
    #[serde(alias = "no_progress")]
    pub(crate) no_progress: Option<bool>,
    #[serde(alias = "cache_dir")]
    pub(crate) cache_dir: Option<PathBuf>,
    #[serde(alias = "api_base")]
    pub(crate) api_base: Option<String>,
    #[serde(alias = "api_scheme")]
    pub(crate) api_scheme: Option<Scheme>,
    pub(crate) auth: Option<AuthChoice>,
    #[serde(alias = "app_id")]
    pub(crate) app_id: Option<String>,
    #[serde(alias = "app_secret", deserialize_with = "account::secret")]
    pub(crate) app_secret: Option<SecretSource>,
    #[serde(alias = "access_token", deserialize_with = "account::secret")]
    pub(crate) access_token: Option<SecretSource>,
    #[serde(alias = "component_app_id")]
    pub(crate) component_app_id: Option<String>,
    #[serde(alias = "component_access_token", deserialize_with = "account::secret")]
    pub(crate) component_access_token: Option<SecretSource>,
    #[serde(
        alias = "authorizer_refresh_token",
        deserialize_with = "account::secret"
    )]
    pub(crate) authorizer_refresh_token: Option<SecretSource>,
    #[serde(alias = "cloudbase_access_token", deserialize_with = "account::secret")]
    pub(crate) cloudbase_access_token: Option<SecretSource>,
    #[serde(alias = "from_app_id")]
    pub(crate) from_app_id: Option<String>,
    /// What findings of the rules of `check` are worth.
    pub(crate) check: RuleLevels,
    pub(crate) figures: FiguresLayer,
    #[serde(deserialize_with = "accounts")]
    pub(crate) accounts: BTreeMap<String, AccountLayer>,
}

/// A table; of what stands in its place, an error says nothing: it may be a secret.
struct Table<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<T, E> {
        Err(E::custom("expected a table"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

fn accounts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, AccountLayer>, D::Error> {
    #[derive(Deserialize)]
    struct Account(#[serde(deserialize_with = "account")] AccountLayer);

    fn account<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountLayer, D::Error> {
        deserializer.deserialize_any(Table(PhantomData))
    }

    let accounts: BTreeMap<String, Account> = deserializer.deserialize_any(Table(PhantomData))?;
    Ok(accounts
        .into_iter()
        .map(|(name, account)| (name, account.0))
        .collect())
}

fn one_or_many<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<PathBuf>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a directory or a list of directories")]
    enum Roots {
        One(PathBuf),
        Many(Vec<PathBuf>),
    }
    Ok(Some(match Roots::deserialize(deserializer)? {
        Roots::One(root) => vec![root],
        Roots::Many(roots) => roots,
    }))
}

impl Layer {
    /// This layer, with what it does not say taken from the `lower` one.
    ///
    /// Of two that exclude each other, the one that is said higher up holds alone.
    pub(crate) fn over(self, mut lower: Self) -> Self {
        if self.in_place == Some(true) {
            lower.output = None;
        }
        if self.output.is_some() {
            lower.in_place = None;
        }
        if self.verbose.is_some_and(Verbosity::is_some) {
            lower.quiet = None;
        }
        if self.quiet == Some(true) {
            lower.verbose = None;
        }
        let mut accounts = lower.accounts;
        for (name, account) in self.accounts {
            let below = accounts.remove(&name).unwrap_or_default();
            accounts.insert(name, account.over(below));
        }
        let mut check = lower.check;
        check.0.extend(self.check.0);
        let mut figures = lower.figures;
        figures.commands.extend(self.figures.commands);
        macro_rules! first {
            ($($field:ident),* $(,)?) => {
                Self { $( $field: self.$field.or(lower.$field), )* accounts, check, figures }
            };
        }
        first!(
            from,
            base_dir,
            select,
            output,
            in_place,
            dry_run,
            allow_missing,
            clean,
            root,
            allow_outside,
            refresh,
            lock,
            ledger,
            jobs,
            deadline,
            timeout,
            remote,
            trusted_hosts,
            max_width,
            quality,
            animated,
            caption,
            links,
            metadata,
            spacing,
            formulas,
            diagrams,
            code_theme,
            code_lines,
            code_dots,
            theme,
            title,
            author,
            digest,
            source_url,
            cover,
            cover_crop,
            cover_square,
            comments,
            css,
            primary,
            font_size,
            line_height,
            indent,
            font,
            account,
            sandbox,
            report,
            lang,
            quiet,
            verbose,
            color,
            no_progress,
            cache_dir,
            api_base,
            api_scheme,
            auth,
            app_id,
            app_secret,
            access_token,
            component_app_id,
            component_access_token,
            authorizer_refresh_token,
            cloudbase_access_token,
            from_app_id,
        )
    }

    /// What the layer says of an account without naming it.
    pub(crate) fn own_account(&self) -> AccountLayer {
        AccountLayer {
            auth: self.auth,
            app_id: self.app_id.clone(),
            app_secret: self.app_secret.clone(),
            access_token: self.access_token.clone(),
            component_app_id: self.component_app_id.clone(),
            component_access_token: self.component_access_token.clone(),
            authorizer_refresh_token: self.authorizer_refresh_token.clone(),
            cloudbase_access_token: self.cloudbase_access_token.clone(),
            from_app_id: self.from_app_id.clone(),
        }
    }

    /// Makes the paths of a file in `directory` relative to that directory.
    pub(crate) fn relative_to(mut self, directory: &Path) -> Self {
        let single = [
            &mut self.base_dir,
            &mut self.output,
            &mut self.css,
            &mut self.cache_dir,
        ];
        let roots = self.root.iter_mut().flatten();
        for path in single.into_iter().flatten().chain(roots) {
            // `-` is standard output, not a file.
            if path.as_os_str() != "-" {
                *path = directory.join(&*path);
            }
        }
        if let Some(cover) = self.cover.as_mut().filter(|cover| !cover.contains("//")) {
            *cover = directory.join(&*cover).to_string_lossy().into_owned();
        }
        self.lock = self.lock.map(|lock| lock.relative_to(directory));
        self.ledger = self
            .ledger
            .map(|address| ledger::relative_to(address, directory));
        let own = [
            &mut self.app_secret,
            &mut self.access_token,
            &mut self.component_access_token,
            &mut self.authorizer_refresh_token,
            &mut self.cloudbase_access_token,
        ];
        let named = self.accounts.values_mut().flat_map(AccountLayer::sources);
        for source in own.into_iter().chain(named).flatten() {
            if let SecretSource::File(path) = source {
                *path = directory.join(&*path);
            }
        }
        self
    }

    /// The secrets of the layer, with their keys.
    pub(crate) fn secrets(&self) -> Vec<(&'static str, SecretSource)> {
        let own = self.own_account();
        let accounts = std::iter::once(&own).chain(self.accounts.values());
        // The password of a relay, and of a store.
        let base = self.api_base.as_ref().filter(|base| base.contains('@'));
        let ledger = self.ledger.clone().filter(ledger::has_password);
        accounts
            .flat_map(AccountLayer::secrets)
            .chain(base.map(|base| ("api-base", Secret::new(base.as_str()).into())))
            .chain(ledger.map(|address| ("ledger", address.into())))
            .collect()
    }
}
