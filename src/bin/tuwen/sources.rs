//! Reads what settings are resolved from: the environment, `.env` files, `tuwen.toml` found upwards from
//! the articles, the user's own file, the locale. Decides nothing, and leaves the process's environment
//! as it is.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use tuwen::{Code, Language, Problem, is_private, read_limited};

use crate::layer::Layer;
use crate::settings::Sources;

/// The project's file.
pub(crate) const PROJECT_FILE: &str = "tuwen.toml";

/// Largest configuration file that is read, in bytes.
const LONGEST_FILE: u64 = 1 << 20;

/// The variables of the locale, the first that is set decides.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

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

/// Variables: the process's own, then those of `.env` files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    own: HashMap<String, String>,
    files: Vec<DotEnv>,
}

/// The variables of a `.env` file.
#[derive(Debug, Clone)]
struct DotEnv {
    path: PathBuf,
    variables: HashMap<String, String>,
    /// Whether it is the user's own, beside the user's configuration, and not one that may have come
    /// with somebody's articles.
    is_users: bool,
}

impl Environment {
    /// The variables of the process that matter here, and `config.bad-value` if one of them is not
    /// Unicode.
    pub(crate) fn of_process() -> (Self, Option<Problem>) {
        let mut own = HashMap::new();
        let mut unreadable = None;
        for (name, value) in std::env::vars_os() {
            let Some(name) = name.to_str() else {
                continue;
            };
            let ours = name.starts_with("TUWEN_") || name.starts_with("WECHAT_");
            if ours || LOCALE.contains(&name) {
                match value.into_string() {
                    Ok(value) => {
                        own.insert(name.to_owned(), value);
                    }
                    Err(_) if !ours => {}
                    Err(value) => unreadable = Some(not_unicode(name, &value)),
                }
            }
        }
        let environment = Self {
            own,
            files: Vec::new(),
        };
        (environment, unreadable)
    }

    /// Variables of a test.
    #[cfg(test)]
    pub(crate) fn of(own: &[(&str, &str)]) -> Self {
        let own = own
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            own,
            files: Vec::new(),
        }
    }

    /// Adds the `.env` file of a directory, if there is one, below what is known.
    ///
    /// # Errors
    /// `config.unreadable`, `config.invalid`.
    fn add_directory(&mut self, directory: &Path, is_users: bool) -> Result<(), Problem> {
        let path = directory.join(".env");
        let known = |file: &DotEnv| is_one_file(&file.path, &path);
        if path.is_file() && !self.files.iter().any(known) {
            let variables = read_dotenv(&path)?;
            self.files.push(DotEnv {
                path,
                variables,
                is_users,
            });
        }
        Ok(())
    }

    /// A variable of the process itself.
    fn own(&self, name: &str) -> Option<&str> {
        self.own
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The value of a variable; empty values of the process hide those of files.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.own
            .get(name)
            .or_else(|| self.files.iter().find_map(|file| file.variables.get(name)))
            .map(String::as_str)
    }

    /// The names of our own variables that the process has, sorted.
    pub(crate) fn names(&self) -> Vec<&str> {
        let says = |(name, value): &(&String, &String)| {
            !value.is_empty() && !LOCALE.contains(&name.as_str())
        };
        let mut names: Vec<&str> = self
            .own
            .iter()
            .filter(says)
            .map(|(name, _)| name.as_str())
            .collect();
        names.sort_unstable();
        names
    }

    /// The `.env` files that were read, the first before those it hides.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| shown(&file.path))
    }

    /// The `.env` file that a variable comes from; `None` when it is one of the process itself.
    pub(crate) fn file_of(&self, name: &str) -> Option<&Path> {
        if self.own.contains_key(name) {
            return None;
        }
        let mut files = self.files.iter();
        let file = files.find(|file| file.variables.contains_key(name))?;
        Some(shown(&file.path))
    }

    /// The process's own variables alone, of these names.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        let own = self.own.iter();
        let own = own.filter(|(name, _)| names.contains(&name.as_str()));
        Self {
            own: own
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            files: Vec::new(),
        }
    }

    /// The same without `.env` files.
    pub(crate) fn without_files(&self) -> Self {
        Self {
            own: self.own.clone(),
            files: Vec::new(),
        }
    }

    /// A variable that lifts the fence around the articles and stands in a `.env` file that may have come
    /// with them.
    pub(crate) fn untrusted_fence(&self) -> Option<(&Path, &'static str)> {
        ["TUWEN_ALLOW_OUTSIDE", "TUWEN_ROOT"]
            .into_iter()
            .find_map(|name| {
                if self.own.contains_key(name) {
                    return None;
                }
                let mut files = self.files.iter();
                let file = files.find(|file| file.variables.contains_key(name))?;
                (!file.is_users).then_some((file.path.as_path(), name))
            })
    }

    /// A variable that says where a secret comes from and stands in a `.env` file that may have come with
    /// somebody's articles: such a file must not have commands run, files read or servers asked.
    pub(crate) fn untrusted_source(&self) -> Option<(&Path, &str)> {
        let foreign = self.files.iter().filter(|file| !file.is_users);
        foreign
            .flat_map(|file| {
                let names = file.variables.keys();
                names.map(|name| (file.path.as_path(), name.as_str()))
            })
            .filter(|(_, name)| !self.own.contains_key(*name) && name.starts_with("WECHAT_"))
            .filter(|(_, name)| {
                ["_COMMAND", "_URL", "_FILE"]
                    .iter()
                    .any(|suffix| name.ends_with(suffix))
            })
            .min()
    }

    /// A warning for each `.env` file with a secret in it that others on this machine can read.
    pub(crate) fn open_secrets(&self) -> Vec<Problem> {
        let has_secret = |file: &&DotEnv| {
            let mut names = file.variables.keys();
            names.any(|name| {
                name.starts_with("WECHAT_")
                    && ["_SECRET", "_TOKEN"]
                        .iter()
                        .any(|suffix| name.ends_with(suffix))
            })
        };
        self.files
            .iter()
            .filter(has_secret)
            .filter(|file| !is_private(&file.path))
            .map(|file| {
                Problem::new(Code::ConfigOpenSecret).with("path", shown(&file.path).display())
            })
            .collect()
    }

    /// An API base that a `.env` file sets and that is not this machine.
    ///
    /// Such a file may have come with somebody else's articles: it may bring its own secret, but must not
    /// send ours elsewhere.
    pub(crate) fn untrusted_api_base(&self) -> Option<(&Path, &str)> {
        const NAME: &str = "TUWEN_API_BASE";
        if self.own.contains_key(NAME) {
            return None;
        }
        let (file, base) = self
            .files
            .iter()
            .find_map(|file| Some((file, file.variables.get(NAME)?)))?;
        let host = url::Url::parse(base).ok().and_then(|url| {
            Some(match url.host()? {
                url::Host::Domain(name) => name == "localhost",
                url::Host::Ipv4(address) => address.is_loopback(),
                url::Host::Ipv6(address) => address.is_loopback(),
            })
        });
        let harmless = file.is_users || host == Some(true) || base == tuwen::Wechat::DEFAULT_BASE;
        // Without the password of a relay: it is only to be shown.
        let shown = base
            .rsplit_once('@')
            .map_or(base.as_str(), |(_, rest)| rest);
        (!harmless).then_some((file.path.as_path(), shown))
    }
}

fn not_unicode(name: &str, value: &OsStr) -> Problem {
    // Half a secret is a secret, too.
    let shown = if name.starts_with("WECHAT_") {
        "***".into()
    } else {
        value.to_string_lossy()
    };
    Problem::new(Code::ConfigBadValue)
        .with("option", name)
        .with("value", shown)
        .with("expected", "unicode")
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

/// A path without the `./` before it.
fn shown(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn is_one_file(first: &Path, second: &Path) -> bool {
    match (first.canonicalize(), second.canonicalize()) {
        (Ok(first), Ok(second)) => first == second,
        _ => false,
    }
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

fn read_dotenv(path: &Path) -> Result<HashMap<String, String>, Problem> {
    let file = read(path)?;
    let mut variables = HashMap::new();
    for item in dotenvy::from_read_iter(file.text.as_bytes()) {
        match item {
            Ok((name, value)) => {
                variables.insert(name, value);
            }
            Err(error) => {
                // The error quotes the line, and the line may hold a secret: only its number is told.
                let line = match &error {
                    dotenvy::Error::LineParse(broken, _) => file
                        .text
                        .lines()
                        .position(|line| line.trim() == broken.trim())
                        .map_or(1, |index| index + 1),
                    _ => 1,
                };
                return Err(Problem::new(Code::ConfigInvalid)
                    .with("path", path.display())
                    .with("line", line)
                    .with("reason", "not of the form `NAME=value`"));
            }
        }
    }
    Ok(variables)
}
