//! Reads what settings are resolved from: the environment, `.env` files, `tuwen.toml` found upwards from
//! the articles, the user's own file, the locale. Decides nothing, and leaves the process's environment
//! as it is.

mod environment;

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use tuwen::{Code, Language, Problem, is_private, read_limited};

use crate::layer::Layer;

pub(crate) use environment::Environment;

/// The project's file.
pub(crate) const PROJECT_FILE: &str = "tuwen.toml";

/// Largest configuration file that is read, in bytes.
const LONGEST_FILE: u64 = 1 << 20;

/// The variables of the locale, the first that is set decides.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// All that was said, by source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// What was typed.
    pub(crate) flags: Layer,
    /// Variables, the process's own and those of `.env` files.
    pub(crate) environment: Environment,
    /// `tuwen.toml`.
    pub(crate) project: Option<ConfigFile>,
    /// `[output.tuwen]` of a book, which hides `tuwen.toml`.
    pub(crate) book: Option<ConfigFile>,
    /// The user's own file.
    pub(crate) user: Option<ConfigFile>,
    /// Where the system wants a user's data; `None` when there is no home directory.
    pub(crate) data_directory: Option<PathBuf>,
    /// The language of the locale.
    pub(crate) locale: Language,
}

/// A configuration file that was read.
#[derive(Debug, Clone)]
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// Whether nobody but its owner can read it.
    pub(crate) is_private: bool,
    /// Whether somebody else than its owner can change it.
    pub(crate) others_may_write: bool,
}

impl ConfigFile {
    /// One that travels with the articles, and was read by somebody else.
    pub(crate) fn project(path: PathBuf, text: String) -> Self {
        Self {
            path,
            text,
            is_private: false,
            others_may_write: true,
        }
    }
}

/// The language of the locale.
pub(crate) fn locale(environment: &Environment) -> Language {
    let named = LOCALE
        .iter()
        .find_map(|name| environment.get(name).filter(|value| !value.is_empty()))
        .map(str::to_owned);
    // Unix says it by variables alone; elsewhere the system is asked.
    let locale = if cfg!(unix) && !cfg!(target_os = "macos") {
        named
    } else {
        named.or_else(sys_locale::get_locale)
    };
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}

/// Reads everything that settings are resolved from.
///
/// `inputs` are the articles of the command line; `config` is `--config`.
///
/// # Errors
/// `config.unreadable`, `config.invalid`.
pub(crate) fn gather(
    flags: Layer,
    config: Option<&Path>,
    inputs: &[PathBuf],
    mut environment: Environment,
) -> Result<Sources, Problem> {
    let project = find_project(inputs).map(|path| read(&path)).transpose()?;
    if let Some(directory) = project.as_ref().and_then(|file| file.path.parent()) {
        environment.add_directory(directory, false)?;
    }
    environment.add_directory(Path::new(""), false)?;
    // Which file is the user's own, only the user says: not a file that came with the articles.
    let named = config.or(environment.own("TUWEN_CONFIG").map(Path::new));
    let user = match named {
        Some(path) => Some(read(path)?),
        None => user_file()
            .filter(|path| path.is_file())
            .map(|path| read(&path))
            .transpose()?,
    };
    let users_directory = match &user {
        Some(file) => file.path.parent().map(Path::to_owned),
        None => user_file().and_then(|path| path.parent().map(Path::to_owned)),
    };
    if let Some(directory) = users_directory {
        environment.add_directory(&directory, true)?;
    }
    let locale = locale(&environment);
    Ok(Sources {
        flags,
        environment,
        project,
        book: None,
        user,
        data_directory: data_directory(),
        locale,
    })
}

/// `tuwen.toml` in the directory of the first input or above it.
fn find_project(inputs: &[PathBuf]) -> Option<PathBuf> {
    let start = match inputs.first() {
        Some(input) if input.is_dir() => input.clone(),
        // The directory of a file, or what of a pattern is there.
        Some(input) => input
            .ancestors()
            .skip(1)
            .find(|directory| directory.is_dir())
            .map(Path::to_owned)
            .unwrap_or_default(),
        None => PathBuf::new(),
    };
    let start = if start.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        start
    };
    // The short way first, so that messages can name the file as the user would.
    let here = start.join(PROJECT_FILE);
    if here.is_file() {
        return Some(here.strip_prefix(".").map(Path::to_owned).unwrap_or(here));
    }
    let start = start.canonicalize().ok()?;
    start
        .ancestors()
        .skip(1)
        .map(|directory| directory.join(PROJECT_FILE))
        .find(|path| path.is_file())
}

/// Where the user's own configuration is looked for.
pub(crate) fn user_file() -> Option<PathBuf> {
    let directories = etcetera::choose_base_strategy().ok()?;
    Some(directories.config_dir().join("tuwen").join("config.toml"))
}

/// Where the system wants a user's data.
pub(crate) fn data_directory() -> Option<PathBuf> {
    let directories = etcetera::choose_base_strategy().ok()?;
    Some(directories.data_dir().join("tuwen"))
}

/// The variable of the process that names the proxy at `place`; `None` when the system's settings do.
pub(crate) fn proxy_variable(place: &str, encrypted: bool) -> Option<&'static str> {
    let names = if encrypted {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    let host = place.rsplit_once(':').map_or(place, |(host, _)| host);
    let names_it = |name: &&str| std::env::var(name).is_ok_and(|value| value.contains(host));
    names.into_iter().find(names_it)
}

fn read(path: &Path) -> Result<ConfigFile, Problem> {
    let unreadable = |reason: String| {
        Problem::new(Code::ConfigUnreadable)
            .with("path", path.display())
            .with("reason", reason)
    };
    let bytes = read_limited(path, LONGEST_FILE)
        .map_err(|error| unreadable(error.reason()))?
        .ok_or_else(|| unreadable("larger than 1 MB".to_owned()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8".to_owned()))?;
    // A byte-order mark is what Windows editors put there.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    Ok(ConfigFile {
        path: path.to_owned(),
        text,
        is_private: is_private(path),
        others_may_write: others_may_write(path),
    })
}

#[cfg(unix)]
fn others_may_write(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o022 != 0)
}

#[cfg(not(unix))]
fn others_may_write(_path: &Path) -> bool {
    false
}
