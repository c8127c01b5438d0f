//! Pictures at other hosts: which asset a URL gave when it was last fetched, and how to ask whether it
//! still does.

use std::time::{Duration, UNIX_EPOCH};

use rusqlite::{OptionalExtension as _, Row, params};

use super::index::format_of;
use super::store::{SEAL_LENGTH, Store, column, milliseconds, seal};
use crate::asset::{Asset, Digest};
use crate::validator::Validator;

/// What `url` was when it was last fetched.
pub(super) fn find(store: &mut Store, url: &str) -> rusqlite::Result<Option<(Asset, Validator)>> {
    let found = store
        .connection
        .prepare_cached(
            "SELECT digest, format, size, answered_by, etag, last_modified, fresh_until, seal FROM remote
             WHERE url = ?",
        )?
        .query_row([url], |row| Ok(entry(row, url)))
        .optional()?;
    Ok(found.flatten())
}

fn entry(row: &Row<'_>, url: &str) -> Option<(Asset, Validator)> {
    let asset = Asset {
        digest: Digest::from_bytes(column(row, 0)?),
        format: format_of(&column::<String>(row, 1)?)?,
        size: column::<i64>(row, 2)?.cast_unsigned(),
    };
    let until: i64 = column(row, 6)?;
    let validator = Validator {
        url: column(row, 3)?,
        etag: column(row, 4)?,
        last_modified: column(row, 5)?,
        fresh_until: u64::try_from(until)
            .ok()
            .filter(|until| *until > 0)
            .map(|until| UNIX_EPOCH + Duration::from_millis(until)),
    };
    let sealed: [u8; SEAL_LENGTH] = column(row, 7)?;
    (sealed == seal_of(url, &asset, &validator, until)).then_some((asset, validator))
}

/// Remembers what was fetched.
pub(super) fn remember(
    store: &mut Store,
    url: &str,
    asset: &Asset,
    validator: &Validator,
) -> rusqlite::Result<()> {
    store.set_durable(false)?;
    let until = validator.fresh_until.map_or(0, milliseconds);
    store
        .connection
        .prepare_cached(
            "INSERT OR REPLACE INTO remote
             (url, digest, format, size, answered_by, etag, last_modified, fresh_until, seal)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            url,
            asset.digest.as_bytes(),
            asset.format.name(),
            asset.size.cast_signed(),
            validator.url,
            validator.etag,
            validator.last_modified,
            until,
            seal_of(url, asset, validator, until)
        ])?;
    Ok(())
}

fn seal_of(url: &str, asset: &Asset, validator: &Validator, until: i64) -> [u8; SEAL_LENGTH] {
    // An empty header and none ask the same question.
    let text = |header: &Option<String>| header.clone().unwrap_or_default();
    seal(&[
        url.as_bytes(),
        asset.digest.as_bytes(),
        asset.format.name().as_bytes(),
        &asset.size.to_le_bytes(),
        validator.url.as_bytes(),
        text(&validator.etag).as_bytes(),
        text(&validator.last_modified).as_bytes(),
        &until.to_le_bytes(),
    ])
}
