//! The layer that the environment says: `TUWEN_` and the name of an option in capitals.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;
use tuwen::{Code, Problem, Secret};

use super::figures::FiguresLayer;
use super::{AccountLayer, Layer, LockChoice, RuleLevels};
use crate::look;
use crate::number::{self, Range};
use crate::time;
use crate::verbosity::Verbosity;

impl Layer {
    /// Reads the variables that `get` knows; empty ones say nothing.
    ///
    /// # Errors
    /// `config.bad-value`.
    pub(crate) fn from_environment<'a>(
        get: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<Self, Problem> {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name: &str| get(name).map(str::to_owned);
        let path = |name: &str| get(name).map(PathBuf::from);
        let switch =
            |name: &'static str| get(name).map(|value| parse_switch(name, value)).transpose();
        let number = |name: &'static str, range: Range| {
            let read = |value: &str| {
                range
                    .parse(value)
                    .map_err(|_| bad_value(name, value, range.word))
            };
            get(name).map(read).transpose()
        };
        let account =
            AccountLayer::from_environment(text, choice("TUWEN_AUTH", get("TUWEN_AUTH"))?);
        let time = |name: &'static str| {
            let read = |text| time::parse(text).map_err(|_| bad_value(name, text, "time"));
            get(name).map(read).transpose()
        };
        let look = |name| look::of_environment(name, get(name));
        Ok(Self {
            from: choice("TUWEN_FROM", get("TUWEN_FROM"))?,
            base_dir: path("TUWEN_BASE_DIR"),
            select: text("TUWEN_SELECT"),
            output: path("TUWEN_OUTPUT"),
            in_place: switch("TUWEN_IN_PLACE")?,
            dry_run: switch("TUWEN_DRY_RUN")?,
            allow_missing: switch("TUWEN_ALLOW_MISSING")?,
            clean: switch("TUWEN_CLEAN")?,
            root: get("TUWEN_ROOT").map(|value| std::env::split_paths(value).collect()),
            allow_outside: switch("TUWEN_ALLOW_OUTSIDE")?,
            refresh: switch("TUWEN_REFRESH")?,
            lock: lock(get("TUWEN_LOCK"))?,
            ledger: get("TUWEN_LEDGER").map(Secret::new),
            jobs: number("TUWEN_JOBS", number::JOBS)?,
            deadline: time("TUWEN_DEADLINE")?,
            timeout: time("TUWEN_TIMEOUT")?,
            remote: choice("TUWEN_REMOTE", get("TUWEN_REMOTE"))?,
            trusted_hosts: None,
            max_width: number("TUWEN_MAX_WIDTH", number::MAX_WIDTH)?,
            quality: number("TUWEN_QUALITY", number::QUALITY)?,
            animated: choice("TUWEN_ANIMATED", get("TUWEN_ANIMATED"))?,
            caption: choice("TUWEN_CAPTION", get("TUWEN_CAPTION"))?,
            links: choice("TUWEN_LINKS", get("TUWEN_LINKS"))?,
            metadata: switch("TUWEN_METADATA")?,
            spacing: switch("TUWEN_SPACING")?,
            formulas: choice("TUWEN_FORMULAS", get("TUWEN_FORMULAS"))?,
            diagrams: choice("TUWEN_DIAGRAMS", get("TUWEN_DIAGRAMS"))?,
            code_theme: choice("TUWEN_CODE_THEME", get("TUWEN_CODE_THEME"))?,
            code_lines: switch("TUWEN_CODE_LINES")?,
            code_dots: switch("TUWEN_CODE_DOTS")?,
            theme: look("TUWEN_THEME")?,
            title: text("TUWEN_TITLE"),
            author: text("TUWEN_AUTHOR"),
            digest: text("TUWEN_DIGEST"),
            source_url: text("TUWEN_SOURCE_URL"),
            cover: text("TUWEN_COVER"),
            cover_crop: text("TUWEN_COVER_CROP"),
            cover_square: text("TUWEN_COVER_SQUARE"),
            comments: choice("TUWEN_COMMENTS", get("TUWEN_COMMENTS"))?,
            css: path("TUWEN_CSS"),
            primary: look("TUWEN_PRIMARY")?,
            font_size: look("TUWEN_FONT_SIZE")?,
            line_height: look("TUWEN_LINE_HEIGHT")?,
            indent: look("TUWEN_INDENT")?,
            font: look("TUWEN_FONT")?,
            account: text("TUWEN_ACCOUNT"),
            sandbox: switch("TUWEN_SANDBOX")?,
            report: choice("TUWEN_REPORT", get("TUWEN_REPORT"))?,
            lang: choice("TUWEN_LANG", get("TUWEN_LANG"))?,
            quiet: switch("TUWEN_QUIET")?,
            verbose: get("TUWEN_VERBOSE")
                .map(|value| {
                    Verbosity::parse(value)
                        .ok_or_else(|| bad_value("TUWEN_VERBOSE", value, "verbosity"))
                })
                .transpose()?,
            color: choice("TUWEN_COLOR", get("TUWEN_COLOR"))?,
            no_progress: switch("TUWEN_NO_PROGRESS")?,
            cache_dir: path("TUWEN_CACHE_DIR"),
            api_base: text("TUWEN_API_BASE"),
            api_scheme: choice("TUWEN_API_SCHEME", get("TUWEN_API_SCHEME"))?,
            auth: account.auth,
            app_id: account.app_id,
            app_secret: account.app_secret,
            access_token: account.access_token,
            component_app_id: account.component_app_id,
            component_access_token: account.component_access_token,
            authorizer_refresh_token: account.authorizer_refresh_token,
            cloudbase_access_token: account.cloudbase_access_token,
            from_app_id: account.from_app_id,
            accounts: BTreeMap::new(),
            check: RuleLevels::default(),
            figures: FiguresLayer::default(),
        })
    }
}

fn parse_switch(name: &'static str, value: &str) -> Result<bool, Problem> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(bad_value(name, value, "switch")),
    }
}

fn lock(value: Option<&str>) -> Result<Option<LockChoice>, Problem> {
    let read =
        |value| LockChoice::parse(value).ok_or_else(|| bad_value("TUWEN_LOCK", value, "lockfile"));
    value.map(read).transpose()
}

fn choice<T: ValueEnum>(name: &'static str, value: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(value) = value else {
        return Ok(None);
    };
    T::from_str(value, true).map(Some).map_err(|_| {
        let names: Vec<String> = T::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|possible| format!("`{}`", possible.get_name()))
            .collect();
        bad_value(name, value, &names.join(", "))
    })
}

fn bad_value(option: &str, value: &str, expected: &str) -> Problem {
    Problem::new(Code::ConfigBadValue)
        .with("option", option)
        .with("value", value)
        .with("expected", expected)
}
