//! `POST /cgi-bin/material/add_material?type=image`: one picture into the account's material library.
//!
//! Takes GIF, PNG and JPEG up to 10 MB; what `uploadimg` takes goes there instead, because the library
//! is counted (100,000 pictures).

use serde_json::{Map, Value};

use super::form::Form;
use super::reply::bad_reply;
use super::uploadimg::{self, hosted_url, named, unsupported};
use crate::asset::{HostedImage, ImageFormat};
use crate::problem::Problem;
use crate::upload::FittedImage;

/// The endpoint, relative to the base.
pub(super) const PATH: &str = "cgi-bin/material/add_material?type=image";

/// The form for a picture.
///
/// # Errors
/// `image.unsupported-format` for anything but GIF, PNG and JPEG.
pub(super) fn form(image: &FittedImage) -> Result<Form<'_>, Problem> {
    match image.format {
        ImageFormat::Gif => Ok(named(image, "gif", "image/gif")),
        ImageFormat::Png | ImageFormat::Jpeg => uploadimg::form(image),
        _ => Err(unsupported(image)),
    }
}

/// The picture in a success: URL and `media_id`.
///
/// # Errors
/// `wechat.bad-reply` when either is missing, `wechat.unusable-url`.
pub(super) fn hosted(reply: &Map<String, Value>) -> Result<HostedImage, Problem> {
    let url = hosted_url(reply)?;
    let media_id = reply.get("media_id").and_then(Value::as_str);
    let media_id = media_id.ok_or_else(|| bad_reply(200, "no-media-id"))?;
    Ok(HostedImage::in_library(url, media_id))
}
