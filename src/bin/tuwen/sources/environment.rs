//! Variables: the process's own, and those of `.env` files, each with where it comes from, so that a file
//! that came with somebody's articles is not trusted like the user's own.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use tuwen::{Code, Problem, is_private, shared_ledger_folder};

use crate::layer::LockChoice;

use super::{LOCALE, read};

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
    pub(crate) fn add_directory(
        &mut self,
        directory: &Path,
        is_users: bool,
    ) -> Result<(), Problem> {
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
    pub(super) fn own(&self, name: &str) -> Option<&str> {
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
        [
            "TUWEN_ALLOW_OUTSIDE",
            "TUWEN_ROOT",
            "TUWEN_LOCK",
            "TUWEN_LEDGER",
        ]
        .into_iter()
        .find_map(|name| {
            if self.own.contains_key(name) {
                return None;
            }
            let mut files = self.files.iter();
            let file = files.find(|file| file.variables.contains_key(name))?;
            // Whether one is used may be said, and what is not on this machine; which file or folder is
            // written may not.
            let value = &file.variables[name];
            let is_harmless = match name {
                "TUWEN_LOCK" => !matches!(LockChoice::parse(value), Some(LockChoice::File(_))),
                "TUWEN_LEDGER" => value == "off" || shared_ledger_folder(value).is_none(),
                _ => false,
            };
            if is_harmless {
                return None;
            }
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
                name == "TUWEN_LEDGER"
                    || name.starts_with("WECHAT_")
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
    let shown = if name.starts_with("WECHAT_") || name == "TUWEN_LEDGER" {
        "***".into()
    } else {
        value.to_string_lossy()
    };
    Problem::new(Code::ConfigBadValue)
        .with("option", name)
        .with("value", shown)
        .with("expected", "unicode")
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
