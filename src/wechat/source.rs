//! Where a secret comes from: known already, or fetched when it is first needed, so that a run with
//! nothing to upload asks no password manager and no server.
//!
//! Comes in: a place. Goes out: the secret and, where the place tells, how long it is good for. What a
//! command or server prints never reaches a message; of a command only its first word does, of a URL
//! only its host, since the rest may hold a key.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::connection;
use crate::fsio;
use crate::problem::{Code, Problem};
use crate::secret::Secret;

/// Longest output that is taken for a secret, in bytes; tokens have up to 512 characters.
const LONGEST: usize = 16 * 1024;

/// How long a command may take: somebody may have to touch a key or type a password.
const COMMAND_TIME: Duration = Duration::from_mins(2);

/// How long a server may take.
const SERVER_TIME: Duration = Duration::from_secs(30);

/// Under what name secrets stand in the system's keyring; the user name there is the `AppID`.
pub const KEYRING_SERVICE: &str = "tuwen";

/// Where a secret comes from.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretSource {
    /// It is known.
    Value(Secret),
    /// The first line of a file that nobody but its owner can read (0600).
    File(PathBuf),
    /// The first line that a command prints, run by the shell: `pass show wechat`.
    Command(String),
    /// The answer of a server: the bare secret, or JSON with `access_token` and `expires_in`, also
    /// inside `data` or `result`.
    Url(Secret),
    /// The system's keyring: service [`KEYRING_SERVICE`], user name the `AppID`. Needs the feature
    /// `keyring`.
    Keyring {
        /// The `AppID`.
        user: String,
    },
}

/// A secret that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The secret.
    pub(super) value: Secret,
    /// How long it is good for, where the source says so.
    pub(super) life: Option<Duration>,
}

impl SecretSource {
    /// Fetches the secret; a known one at once.
    ///
    /// # Errors
    /// `secret.unavailable`; `config.secret-in-file` for a file that others can read.
    pub(super) async fn fetch(&self) -> Result<Found, Problem> {
        let text = match self {
            Self::Value(value) => {
                return Ok(Found {
                    value: value.clone(),
                    life: None,
                });
            }
            Self::File(path) => read_file(path)?,
            Self::Command(command) => self.run(command).await?,
            Self::Url(url) => self.ask(url).await?,
            Self::Keyring { user } => self.look_up(user.clone()).await?,
        };
        found(&text).ok_or_else(|| self.unavailable("empty"))
    }

    /// Whether the secret is there, as far as a look costs nobody anything: a command or server, which may
    /// ask for a password or hand out a token, is not asked, and then the answer is no.
    ///
    /// # Errors
    /// `config.secret-unavailable`; `config.secret-in-file` for a file that others can read.
    pub async fn is_present(&self) -> Result<bool, Problem> {
        match self {
            Self::Command(_) | Self::Url(_) => Ok(false),
            _ => self.fetch().await.map(|_| true),
        }
    }

    /// One text for one place, to tell whether the place has changed. Not the secret, unless that is all
    /// there is.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Value(value) => value.expose().to_owned(),
            Self::File(path) => format!("file {}", path.display()),
            Self::Command(command) => format!("command {command}"),
            Self::Url(url) => format!("url {}", url.expose()),
            Self::Keyring { user } => format!("keyring {user}"),
        }
    }

    /// What kind of place it is: `value`, `file`, `command`, `url` or `keyring`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::File(_) => "file",
            Self::Command(_) => "command",
            Self::Url(_) => "url",
            Self::Keyring { .. } => "keyring",
        }
    }

    /// The place as it may be shown: the path, the command's first word, the URL's host.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Value(_) => String::new(),
            Self::File(path) => fsio::shown_path(path),
            Self::Command(command) => command
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
            Self::Url(url) => Url::parse(url.expose())
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_else(|| "?".to_owned()),
            Self::Keyring { user } => format!("{KEYRING_SERVICE}/{user}"),
        }
    }

    fn unavailable(&self, reason: impl std::fmt::Display) -> Problem {
        Problem::new(Code::SecretUnavailable)
            .with("kind", self.kind())
            .with("place", self.place())
            .with("reason", reason)
    }

    async fn run(&self, command: &str) -> Result<String, Problem> {
        let mut shell = if cfg!(windows) {
            let mut shell = tokio::process::Command::new("cmd");
            shell.arg("/C");
            shell
        } else {
            let mut shell = tokio::process::Command::new("/bin/sh");
            shell.arg("-c");
            shell
        };
        // Its questions and complaints go to the user as they are; it has no business with our input.
        let child = shell
            .arg(command)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| self.unavailable(fsio::reason_of(&error)))?;
        let ended = tokio::time::timeout(COMMAND_TIME, child.wait_with_output()).await;
        let output = ended
            .map_err(|_| self.unavailable("timeout"))?
            .map_err(|error| self.unavailable(fsio::reason_of(&error)))?;
        if !output.status.success() {
            let status = output.status.code().unwrap_or(-1);
            return Err(self.unavailable(format_args!("exit {status}")));
        }
        self.text(output.stdout)
    }

    async fn ask(&self, url: &Secret) -> Result<String, Problem> {
        let fail = |error: reqwest::Error| self.unavailable(connection::reason(&error));
        let Ok(url) = Url::parse(url.expose()) else {
            return Err(self.unavailable("bad-url"));
        };
        let http = connection::builder().timeout(SERVER_TIME).build();
        let mut response = http.map_err(fail)?.get(url).send().await.map_err(fail)?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            return Err(self.unavailable(format_args!("HTTP {status}")));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fail)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err(self.unavailable("too-long"));
            }
        }
        self.text(body)
    }

    #[cfg(feature = "keyring")]
    async fn look_up(&self, user: String) -> Result<String, Problem> {
        // The keyring may ask the user to unlock it.
        let looked_up = tokio::task::spawn_blocking(move || {
            keyring::Entry::new(KEYRING_SERVICE, &user)?.get_password()
        });
        let password = looked_up
            .await
            .map_err(|_| self.unavailable("no-keyring"))?;
        password.map_err(|error| {
            self.unavailable(match error {
                keyring::Error::NoEntry => "no-entry",
                _ => "no-keyring",
            })
        })
    }

    #[cfg(not(feature = "keyring"))]
    #[expect(
        clippy::unused_async,
        reason = "with the feature it waits for the keyring"
    )]
    async fn look_up(&self, _user: String) -> Result<String, Problem> {
        Err(self.unavailable("not-built-in"))
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, Problem> {
        if bytes.len() > LONGEST {
            return Err(self.unavailable("too-long"));
        }
        String::from_utf8(bytes).map_err(|_| self.unavailable("not-text"))
    }
}

impl From<Secret> for SecretSource {
    fn from(secret: Secret) -> Self {
        Self::Value(secret)
    }
}

impl std::fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind(), self.place())
    }
}

/// Reads a file of a secret.
fn read_file(path: &Path) -> Result<String, Problem> {
    let source = || SecretSource::File(path.to_owned());
    if !fsio::is_private(path) {
        return Err(Problem::new(Code::ConfigSecretInFile)
            .with("path", fsio::shown_path(path))
            .with("key", "permissions"));
    }
    let bytes = fsio::read_limited(path, LONGEST as u64)
        .map_err(|error| source().unavailable(error.reason()))?
        .ok_or_else(|| source().unavailable("too-long"))?;
    source().text(bytes)
}

/// The secret in a text: JSON with a token, or the first line that is not empty.
fn found(text: &str) -> Option<Found> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        return found_in_json(&serde_json::from_str(text).ok()?);
    }
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| Found {
        value: Secret::new(line),
        life: None,
    })
}

fn found_in_json(answer: &Value) -> Option<Found> {
    const NAMES: [&str; 3] = ["access_token", "component_access_token", "token"];
    let inside = ["data", "result"].map(|name| answer.get(name));
    let places = std::iter::once(Some(answer)).chain(inside).flatten();
    for place in places {
        let named = NAMES.iter().find_map(|name| place.get(*name)?.as_str());
        // `{"data": "…"}`
        let token = named.or_else(|| place.as_str()).unwrap_or_default();
        if !token.is_empty() {
            return Some(Found {
                value: Secret::new(token),
                life: place
                    .get("expires_in")
                    .and_then(Value::as_u64)
                    .map(Duration::from_secs),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        found(text).map(|found| found.value.expose().to_owned())
    }

    #[test]
    fn a_line_or_json_is_understood_and_nothing_is_no_secret() {
        assert_eq!(value("  密钥-1\r\nsecond line").as_deref(), Some("密钥-1"));
        assert_eq!(value("\u{feff}abc\n").as_deref(), Some("abc"));
        assert_eq!(value(" \n\t"), None);
        let reply = found(r#"{"access_token":"t","expires_in":345}"#).unwrap();
        assert_eq!(reply.value.expose(), "t");
        assert_eq!(reply.life, Some(Duration::from_secs(345)));
        let wrapped = found(r#"{"code":0,"data":{"access_token":"t","expires_in":9}}"#).unwrap();
        assert_eq!(wrapped.life, Some(Duration::from_secs(9)));
        assert_eq!(value(r#"{"data":"t"}"#).as_deref(), Some("t"));
        assert_eq!(
            value(r#"{"component_access_token":"t"}"#).as_deref(),
            Some("t")
        );
        assert_eq!(value(r#"{"errcode":40013,"errmsg":"invalid appid"}"#), None);
        assert_eq!(value("{cut"), None);
    }

    #[test]
    fn what_a_place_may_hold_is_not_shown() {
        let command = SecretSource::Command("curl -H 'key: geheim' x".into());
        let url = SecretSource::Url(Secret::new("https://u:geheim@host.test/t?key=geheim"));
        let known = SecretSource::Value(Secret::new("geheim"));
        for source in [command, url, known] {
            assert!(!format!("{source:?}").contains("geheim"));
            assert!(!format!("{:?}", source.unavailable("empty")).contains("geheim"));
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn commands_and_files_are_asked_and_their_failures_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("密钥");
        std::fs::write(&path, "from-file\n").unwrap();
        let mode = |mode| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let file = SecretSource::File(path.clone());
        mode(0o644);
        let problem = file.fetch().await.unwrap_err();
        assert_eq!(problem.code(), Code::ConfigSecretInFile);
        mode(0o600);
        assert_eq!(file.fetch().await.unwrap().value.expose(), "from-file");
        let run = async |command: &str| SecretSource::Command(command.into()).fetch().await;
        let printed = run("printf 'from-command\\nmore'").await.unwrap();
        assert_eq!(printed.value.expose(), "from-command");
        for (command, reason) in [
            ("exit 3", "exit 3"),
            ("true", "empty"),
            ("yes | head -c 20000", "too-long"),
            ("printf '\\377'", "not-text"),
        ] {
            let problem = run(command).await.unwrap_err();
            assert_eq!(problem.code(), Code::SecretUnavailable);
            assert_eq!(problem.argument("reason"), Some(reason), "{command}");
        }
    }
}
