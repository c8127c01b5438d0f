//! The three endpoints that take a picture: `media/uploadimg`, `material/add_material`,
//! `media/upload`.
//!
//! Each looks at the form, the file name's suffix, the content and the size, in that order.

use serde_json::{Value, json};

use super::api::Received;
use super::form::{Part, file_part};
use super::library::Medium;
use super::pictures::{Kind, body_url, library_url};
use super::records::UploadRecord;
use super::world::World;
use crate::asset::Digest;

/// Pictures of article bodies stay below this.
const BODY_LIMIT: usize = 1 << 20;

/// Pictures of the library do not exceed this.
const LIBRARY_LIMIT: usize = 10 << 20;

/// Thumbnails do not exceed this.
const THUMB_LIMIT: usize = 64 << 10;

/// Suffixes that pass for a picture's.
const SUFFIXES: &[&str] = &["png", "jpg", "jpeg", "gif", "bmp"];

/// `POST media/uploadimg`.
pub(super) fn uploadimg(
    world: &mut World,
    account: &str,
    received: &Received,
) -> Result<Value, i64> {
    let part = part(received, 40005)?;
    let Some(kind @ (Kind::Png | Kind::Jpeg)) = Kind::of(part.bytes) else {
        return Err(40005);
    };
    if part.bytes.len() >= BODY_LIMIT {
        return Err(40009);
    }
    let id = world.ids.picture();
    let url = body_url(kind, &id);
    keep(world, account, received, &part, kind, &id, &url)?;
    // The documented sample has `errcode` and `errmsg`; what is really sent has neither.
    Ok(json!({"url": url}))
}

/// `POST material/add_material`.
pub(super) fn add_material(
    world: &mut World,
    account: &str,
    received: &Received,
) -> Result<Value, i64> {
    let (kind, id, part) = library_picture(world, received, 40113)?;
    let url = library_url(kind, &id);
    keep(world, account, received, &part, kind, &id, &url)?;
    let media_id = world.ids.media();
    world
        .library
        .add(&media_id, Medium::permanent(account, &url));
    Ok(json!({"media_id": media_id, "url": url, "item": []}))
}

/// `POST media/upload`: kept for three days, and has no URL.
pub(super) fn upload(world: &mut World, account: &str, received: &Received) -> Result<Value, i64> {
    let (kind, id, part) = library_picture(world, received, 40005)?;
    let url = library_url(kind, &id);
    keep(world, account, received, &part, kind, &id, &url)?;
    let media_id = world.ids.media();
    world
        .library
        .add(&media_id, Medium::temporary(account, &url));
    let medium = received.query("type").unwrap_or_default();
    let key = if medium == "thumb" {
        "thumb_media_id"
    } else {
        "media_id"
    };
    Ok(json!({"type": medium, key: media_id, "created_at": world.clock.now(), "item": []}))
}

fn library_picture<'a>(
    world: &mut World,
    received: &'a Received,
    wrong_type: i64,
) -> Result<(Kind, String, Part<'a>), i64> {
    let is_thumb = match received.query("type").as_deref() {
        Some("image") => false,
        Some("thumb") => true,
        // Voice and video are not emulated.
        _ => return Err(40004),
    };
    let part = part(received, wrong_type)?;
    let kind = Kind::of(part.bytes).ok_or(wrong_type)?;
    match (is_thumb, part.bytes.len()) {
        (true, _) if kind != Kind::Jpeg => Err(wrong_type),
        (true, size) if size > THUMB_LIMIT => Err(40012),
        (_, size) if size > LIBRARY_LIMIT => Err(45001),
        _ => Ok((kind, world.ids.picture(), part)),
    }
}

/// The file part of a request that came with its length; its suffix must be a picture's.
fn part(received: &Received, wrong_type: i64) -> Result<Part<'_>, i64> {
    if received.chunked || received.content_length.is_none() {
        return Err(41005);
    }
    let part = file_part(&received.content_type, &received.body).ok_or(41005)?;
    if part.bytes.is_empty() {
        return Err(44001);
    }
    if !SUFFIXES.contains(&part.suffix().as_str()) {
        return Err(wrong_type);
    }
    Ok(part)
}

fn keep(
    world: &mut World,
    account: &str,
    received: &Received,
    part: &Part<'_>,
    kind: Kind,
    id: &str,
    url: &str,
) -> Result<(), i64> {
    if !world.pictures.store(id, kind, part.bytes) {
        return Err(-1);
    }
    world.records.upload(UploadRecord {
        endpoint: received.endpoint.to_owned(),
        account: account.to_owned(),
        field: part.field.clone(),
        filename: part.filename.clone(),
        content_type: part.content_type.clone(),
        size: part.bytes.len() as u64,
        digest: Digest::of(part.bytes),
        content_length: received.content_length,
        connection: received.connection,
        url: url.to_owned(),
    });
    Ok(())
}
