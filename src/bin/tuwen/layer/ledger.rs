//! The address of a shared ledger: a URL, which may hold a password, the path of a folder, or `off`.

use std::path::Path;

use serde::{Deserialize, Deserializer};
use tuwen::Secret;

/// Reads an address; of what stands in its place nothing is told.
pub(super) fn address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Secret>, D::Error> {
    let text = String::deserialize(deserializer)
        .map_err(|_| serde::de::Error::custom("expected a URL or a folder"))?;
    Ok(Some(Secret::new(text)))
}

/// The same in a file of `directory`: folders count from there.
pub(super) fn relative_to(address: Secret, directory: &Path) -> Secret {
    let text = address.expose();
    if text.contains("://") || text.eq_ignore_ascii_case("off") {
        return address;
    }
    match directory.join(text).to_str() {
        Some(path) => Secret::new(path),
        None => address,
    }
}

/// Whether there is a user or a password in it.
pub(super) fn has_password(address: &Secret) -> bool {
    let rest = address.expose().split_once("://");
    rest.is_some_and(|(_, rest)| {
        rest.split(['/', '?'])
            .next()
            .is_some_and(|host| host.contains('@'))
    })
}
