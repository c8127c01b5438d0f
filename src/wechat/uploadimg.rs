//! `POST /cgi-bin/media/uploadimg`: one picture in, its hosted URL out.
//!
//! Takes still PNG and JPEG only; the service looks at the bytes and refuses the rest.

use serde_json::{Map, Value};
use url::Url;

use super::form::Form;
use super::reply::bad_reply;
use crate::asset::{HostedImage, HostedUrl, ImageFormat};
use crate::problem::{Code, Problem};
use crate::upload::FittedImage;

/// The endpoint, relative to the base.
pub(super) const PATH: &str = "cgi-bin/media/uploadimg";

/// The form for a picture. Its file name comes from the digest: the service wants an ASCII name with
/// the suffix of the format, and nobody's file names need to leave the machine.
///
/// # Errors
/// `image.unsupported-format` for anything but PNG and JPEG.
pub(super) fn form(image: &FittedImage) -> Result<Form<'_>, Problem> {
    match image.format {
        ImageFormat::Png => Ok(named(image, "png", "image/png")),
        ImageFormat::Jpeg => Ok(named(image, "jpg", "image/jpeg")),
        _ => Err(unsupported(image)),
    }
}

/// The form for a picture whose file name has this suffix.
pub(super) fn named<'a>(
    image: &'a FittedImage,
    suffix: &str,
    content_type: &'static str,
) -> Form<'a> {
    let mut filename = image.digest.hex();
    filename.truncate(16);
    Form {
        filename: format!("{filename}.{suffix}"),
        content_type,
        bytes: &image.bytes,
    }
}

/// The problem of a picture in a format that the endpoint does not take.
pub(super) fn unsupported(image: &FittedImage) -> Problem {
    Problem::new(Code::ImageUnsupportedFormat)
        .with("path", &image.name)
        .with("format", image.format.name())
}

/// The picture in a success.
///
/// # Errors
/// As [`hosted_url`].
pub(super) fn hosted(reply: &Map<String, Value>) -> Result<HostedImage, Problem> {
    hosted_url(reply).map(HostedImage::for_bodies)
}

/// The URL in a success.
///
/// # Errors
/// `wechat.bad-reply` when there is none; `wechat.unusable-url` when it is not on one of the service's
/// picture hosts: the picture is stored by then, and sending it again would only store it again.
pub(super) fn hosted_url(reply: &Map<String, Value>) -> Result<HostedUrl, Problem> {
    let url = reply
        .get("url")
        .and_then(Value::as_str)
        .ok_or_else(|| bad_reply(200, "no-url"))?;
    HostedUrl::parse(url).ok_or_else(|| unknown_host(url))
}

/// Names the host alone: what else stands in an answer might be what we sent.
fn unknown_host(url: &str) -> Problem {
    let host = Url::parse(url).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or("none");
    Problem::new(Code::WechatUnusableUrl).with("host", host)
}
