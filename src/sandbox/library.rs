//! The material library: which media ids exist, whose they are, and whether they last.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// What a media id stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Medium {
    account: String,
    lasts: bool,
    url: String,
}

impl Medium {
    /// A material of the library.
    pub(super) fn permanent(account: &str, url: &str) -> Self {
        Self {
            account: account.to_owned(),
            lasts: true,
            url: url.to_owned(),
        }
    }

    /// A medium that is gone in three days.
    pub(super) fn temporary(account: &str, url: &str) -> Self {
        Self {
            lasts: false,
            ..Self::permanent(account, url)
        }
    }
}

/// All media of all accounts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Library {
    media: HashMap<String, Medium>,
}

impl Library {
    /// Adds a medium.
    pub(super) fn add(&mut self, media_id: &str, medium: Medium) {
        self.media.insert(media_id.to_owned(), medium);
    }

    /// The URL of a material that this account may use in a draft.
    pub(super) fn material(&self, account: &str, media_id: &str) -> Option<&str> {
        self.media
            .get(media_id)
            .filter(|medium| medium.lasts && medium.account == account)
            .map(|medium| medium.url.as_str())
    }
}
