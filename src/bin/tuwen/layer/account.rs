//! What one source says of an account: who it is, how it proves itself, and where its secrets are.
//!
//! In files a secret is a string, or a table that says where it is: `{ file = "…" }`, `{ command = "…" }`,
//! `{ url = "…" }`, `{ keyring = true }`. As a variable it has a name, and with `_FILE`, `_COMMAND` or
//! `_URL` behind it the name of where it is.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use tuwen::{Secret, SecretSource};

/// How requests prove where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthChoice {
    /// `AppID` and `AppSecret`, by `stable_token`.
    StableToken,
    /// The same by the classic `token`, which invalidates the tokens of others.
    ClassicToken,
    /// A token given, or kept by a company's token server.
    AccessToken,
    /// A third-party platform that the account has authorised.
    Authorizer,
    /// In a cloud container with the open interface service: no token.
    CloudSidecar,
    /// In a cloud environment: its own token.
    CloudToken,
}

/// One account of a file, or what a layer says without naming one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct AccountLayer {
    pub(crate) auth: Option<AuthChoice>,
    #[serde(alias = "app_id")]
    pub(crate) app_id: Option<String>,
    #[serde(alias = "app_secret", deserialize_with = "secret")]
    pub(crate) app_secret: Option<SecretSource>,
    #[serde(alias = "access_token", deserialize_with = "secret")]
    pub(crate) access_token: Option<SecretSource>,
    #[serde(alias = "component_app_id")]
    pub(crate) component_app_id: Option<String>,
    #[serde(alias = "component_access_token", deserialize_with = "secret")]
    pub(crate) component_access_token: Option<SecretSource>,
    #[serde(alias = "authorizer_refresh_token", deserialize_with = "secret")]
    pub(crate) authorizer_refresh_token: Option<SecretSource>,
    #[serde(alias = "cloudbase_access_token", deserialize_with = "secret")]
    pub(crate) cloudbase_access_token: Option<SecretSource>,
    #[serde(alias = "from_app_id")]
    pub(crate) from_app_id: Option<String>,
}

impl AccountLayer {
    /// This account, with what is not said of it taken from the `lower` one.
    pub(crate) fn over(self, lower: Self) -> Self {
        Self {
            auth: self.auth.or(lower.auth),
            app_id: self.app_id.or(lower.app_id),
            app_secret: self.app_secret.or(lower.app_secret),
            access_token: self.access_token.or(lower.access_token),
            component_app_id: self.component_app_id.or(lower.component_app_id),
            component_access_token: self.component_access_token.or(lower.component_access_token),
            authorizer_refresh_token: self
                .authorizer_refresh_token
                .or(lower.authorizer_refresh_token),
            cloudbase_access_token: self.cloudbase_access_token.or(lower.cloudbase_access_token),
            from_app_id: self.from_app_id.or(lower.from_app_id),
        }
    }

    /// The same without its secrets.
    pub(crate) fn without_secrets(&self) -> Self {
        Self {
            auth: self.auth,
            app_id: self.app_id.clone(),
            component_app_id: self.component_app_id.clone(),
            from_app_id: self.from_app_id.clone(),
            ..Self::default()
        }
    }

    /// Reads the variables; `text` gives those that are not empty.
    pub(crate) fn from_environment(
        text: impl Fn(&str) -> Option<String>,
        auth: Option<AuthChoice>,
    ) -> Self {
        let source = |name: &str| {
            let place = |suffix: &str| text(&format!("{name}_{suffix}"));
            let value = text(name).map(|value| SecretSource::Value(Secret::new(value)));
            value
                .or_else(|| place("FILE").map(|path| SecretSource::File(PathBuf::from(path))))
                .or_else(|| place("COMMAND").map(SecretSource::Command))
                .or_else(|| place("URL").map(|url| SecretSource::Url(Secret::new(url))))
        };
        Self {
            auth,
            app_id: text("WECHAT_APP_ID"),
            app_secret: source("WECHAT_APP_SECRET"),
            access_token: source("WECHAT_ACCESS_TOKEN"),
            component_app_id: text("WECHAT_COMPONENT_APP_ID"),
            component_access_token: source("WECHAT_COMPONENT_ACCESS_TOKEN"),
            authorizer_refresh_token: source("WECHAT_AUTHORIZER_REFRESH_TOKEN"),
            cloudbase_access_token: source("WECHAT_CLOUDBASE_ACCESS_TOKEN"),
            from_app_id: text("WECHAT_FROM_APP_ID"),
        }
    }

    /// Its secrets, with their keys.
    pub(crate) fn secrets(&self) -> Vec<(&'static str, SecretSource)> {
        let all = [
            ("app-secret", &self.app_secret),
            ("access-token", &self.access_token),
            ("component-access-token", &self.component_access_token),
            ("authorizer-refresh-token", &self.authorizer_refresh_token),
            ("cloudbase-access-token", &self.cloudbase_access_token),
        ];
        all.into_iter()
            .filter_map(|(key, source)| Some((key, source.clone()?)))
            .collect()
    }

    /// Where its secrets are, to be changed.
    pub(super) fn sources(&mut self) -> [&mut Option<SecretSource>; 5] {
        [
            &mut self.app_secret,
            &mut self.access_token,
            &mut self.component_access_token,
            &mut self.authorizer_refresh_token,
            &mut self.cloudbase_access_token,
        ]
    }
}

/// Reads a secret or where it is.
pub(super) fn secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SecretSource>, D::Error> {
    const EXPECTED: &str = "expected a string, or one of `{ file = \"…\" }`, `{ command = \"…\" }`, \
                            `{ url = \"…\" }`, `{ keyring = true }`";
    // An error of serde's own would quote the value.
    let value = toml::Value::deserialize(deserializer)?;
    let table = match value {
        toml::Value::String(text) => return Ok(Some(SecretSource::Value(Secret::new(text)))),
        toml::Value::Table(table) if table.len() == 1 => table,
        _ => return Err(D::Error::custom(EXPECTED)),
    };
    let source = table
        .into_iter()
        .next()
        .and_then(|(key, value)| match (key.as_str(), value) {
            ("file", toml::Value::String(path)) => Some(SecretSource::File(path.into())),
            ("command", toml::Value::String(command)) => Some(SecretSource::Command(command)),
            ("url", toml::Value::String(url)) => Some(SecretSource::Url(Secret::new(url))),
            // Whose entry it is, is known when the account is.
            ("keyring", toml::Value::Boolean(true)) => Some(SecretSource::Keyring {
                user: String::new(),
            }),
            ("keyring", toml::Value::String(user)) => Some(SecretSource::Keyring { user }),
            _ => None,
        });
    source.map(Some).ok_or_else(|| D::Error::custom(EXPECTED))
}
