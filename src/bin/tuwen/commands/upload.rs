//! `upload`: pictures in, their URLs out, one per line in the order given, and nothing else on standard
//! output: what Typora, PicGo and others expect of a "custom command".
//!
//! Such a caller takes the last lines for the URLs of its pictures, so nothing at all is printed when one
//! of them fails. The finished uploads are remembered; the next try costs only what is missing.

use std::path::{Path, PathBuf};

use tuwen::{HostedUrl, ImageInput, Problem, Report, Verb};

use super::{json, status};
use crate::console::Console;
use crate::layer::ReportFormat;
use crate::session::Session;
use crate::settings::Settings;

/// One argument.
enum Picture {
    /// To be uploaded.
    Wanted(ImageInput),
    /// Already hosted, as when a paragraph with uploaded pictures is uploaded again.
    Hosted(HostedUrl),
}

/// Runs the verb; the exit status.
///
/// # Errors
/// `config.…`.
pub(crate) fn run(
    images: &[PathBuf],
    settings: &Settings,
    console: &Console,
) -> Result<u8, Problem> {
    let pictures: Vec<Picture> = images.iter().map(|image| picture(image)).collect();
    let wanted: Vec<ImageInput> = pictures
        .iter()
        .filter_map(|picture| match picture {
            Picture::Wanted(input) => Some(input.clone()),
            Picture::Hosted(_) => None,
        })
        .collect();
    let report = Session::open(settings, Verb::Rewrite)?.upload(wanted, console)?;
    if console.talk().report == ReportFormat::Json {
        json(&report, console)?;
    } else if let Some(lines) = lines(&pictures, &report) {
        console.data(lines.as_bytes())?;
    }
    console.report(&report);
    Ok(status(&report))
}

fn picture(argument: &Path) -> Picture {
    let file = |path: PathBuf| Picture::Wanted(ImageInput::File(path));
    // A file of that name is a file; only `C:\…` and names with a colon look like URLs otherwise.
    let Some(text) = argument.to_str().filter(|_| !argument.exists()) else {
        return file(argument.to_owned());
    };
    if let Some(hosted) = HostedUrl::parse(text) {
        return Picture::Hosted(hosted);
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            Picture::Wanted(ImageInput::Url(text.to_owned()))
        }
        Ok(url) if url.scheme() == "file" => {
            file(url.to_file_path().unwrap_or_else(|()| argument.to_owned()))
        }
        _ => file(argument.to_owned()),
    }
}

/// All URLs, or nothing if one is missing.
fn lines(pictures: &[Picture], report: &Report) -> Option<String> {
    let mut uploaded = report.images.iter();
    let mut lines = String::new();
    for picture in pictures {
        let url = match picture {
            Picture::Hosted(url) => url,
            Picture::Wanted(_) => uploaded.next()?.url.as_ref()?,
        };
        lines.push_str(url.as_str());
        lines.push('\n');
    }
    Some(lines)
}
