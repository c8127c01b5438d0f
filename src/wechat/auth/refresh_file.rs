//! The refresh token of an account that has authorised a third-party platform: a 0600 file.
//!
//! Each renewal of the access token may give out another refresh token, and whoever loses it has to ask
//! the account's owner to authorise again. So it is forced to the disk before anything depends on it,
//! and a place that cannot keep it stops the renewal before the present one is used up.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::issuer::Platform;
use super::token_file::file_name;
use crate::fsio;
use crate::problem::{Code, Problem};
use crate::secret::Secret;
use crate::wechat::base::Base;
use crate::wechat::source::SecretSource;

/// Refresh tokens have about a hundred characters.
const LONGEST_FILE: u64 = 16 * 1024;

/// Where the refresh token of one account lies.
#[derive(Debug)]
pub(super) struct RefreshFile {
    path: PathBuf,
    /// The one that came with the authorisation.
    configured: SecretSource,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    /// Tells which authorisation it descends from: after another one, what is configured counts.
    check: String,
    refresh_token: String,
}

impl RefreshFile {
    /// The file below `directory`; touches nothing yet.
    pub(super) fn new(directory: &Path, base: &Base, platform: &Platform) -> Self {
        let account = format!("{} of {}", platform.app_id, platform.component_app_id);
        let name = file_name(base, &account);
        Self {
            path: directory.join(format!("{name}.refresh.json")),
            configured: platform.refresh_token.clone(),
        }
    }

    /// The newest refresh token.
    ///
    /// # Errors
    /// When there is none yet and the configured one cannot be fetched.
    pub(super) async fn current(&self) -> Result<Secret, Problem> {
        if let Some(kept) = self.kept() {
            return Ok(kept);
        }
        self.configured.fetch().await.map(|found| found.value)
    }

    /// Keeps a refresh token; when this returns it is on the disk.
    ///
    /// # Errors
    /// `config.no-data-dir`.
    pub(super) fn keep(&self, refresh_token: &Secret) -> Result<(), Problem> {
        let stored = Stored {
            version: 1,
            check: self.check(),
            refresh_token: refresh_token.expose().to_owned(),
        };
        let bytes = serde_json::to_vec(&stored).map_err(|_| self.unwritable("json"))?;
        fsio::write_private(&self.path, &bytes).map_err(|error| self.unwritable(&error.reason()))
    }

    /// The problem of a place that cannot keep what must not be lost.
    pub(super) fn unwritable(&self, reason: &str) -> Problem {
        let directory = self.path.parent().unwrap_or(&self.path);
        Problem::new(Code::ConfigNoDataDir)
            .with("path", directory.display())
            .with("reason", reason)
    }

    fn kept(&self) -> Option<Secret> {
        let bytes = fsio::read_limited(&self.path, LONGEST_FILE).ok()??;
        let stored: Stored = serde_json::from_slice(&bytes).ok()?;
        let usable = stored.version == 1 && stored.check == self.check();
        (usable && !stored.refresh_token.is_empty()).then(|| Secret::new(stored.refresh_token))
    }

    fn check(&self) -> String {
        super::token_file::check("refresh token", &self.configured.identity())
    }
}
