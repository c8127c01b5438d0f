//! The content behind a target: what it is, where its bytes are, how it is made to fit.

use std::path::PathBuf;
use std::sync::Arc;

use super::figures::Drawn;
use super::hosting::{Hosting, Upload, UploadId};
use super::images::{ImageSource, Images};
use crate::article::{Origin, Reference, Target};
use crate::asset::Asset;
use crate::image;
use crate::plan::{self, Step};
use crate::problem::Problem;
use crate::upload::{Destination, ImageHost};

/// The content behind a reference.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) asset: Asset,
    /// How it is made to fit.
    pub(super) profile: String,
    pub(super) source: ImageSource,
    /// The width at which it is shown, where that matters.
    pub(super) shown_width: Option<u32>,
    /// Where it is to be kept.
    pub(super) destination: Destination,
}

impl Content {
    /// What tells its upload from another of the run.
    pub(super) fn id(&self) -> UploadId {
        (self.asset.digest, self.profile.clone())
    }

    /// Its upload; `origin` is the article that shows it.
    pub(super) fn upload(&self, origin: &Origin) -> Upload {
        Upload {
            asset: self.asset,
            profile: self.profile.clone(),
            source: self.source.clone(),
            origin: origin.clone(),
            shown_width: self.shown_width,
            destination: self.destination,
        }
    }
}

/// Where a target's bytes are and what they hold, or why they cannot be had.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) content: Result<(Asset, ImageSource), Problem>,
    /// Warnings about how it was found.
    pub(super) remarks: Vec<Problem>,
}

impl Found {
    /// Looks for what a reference means; `None` for a target whose content is not on this machine.
    pub(super) fn behind(images: &Images, origin: &Origin, reference: &Reference) -> Option<Self> {
        match &reference.target {
            Target::Local(local) => Some(match images.locate(origin, local) {
                Ok(located) => {
                    let mut found = Self::file(images, located.path);
                    found.remarks.splice(0..0, located.remarks);
                    found
                }
                Err(problem) => Self::nothing(problem),
            }),
            Target::Data(uri) => Some(match image::decode_data_uri(uri) {
                Ok(bytes) => Self::written("data:", bytes),
                Err(problem) => Self::nothing(problem),
            }),
            Target::InlineSvg(drawing) => {
                Some(Self::written("<svg>", drawing.clone().into_bytes()))
            }
            _ => None,
        }
    }

    /// A file, by its canonical path.
    fn file(images: &Images, path: PathBuf) -> Self {
        match images.asset(&path) {
            Ok(asset) => Self {
                remarks: image::misnamed(&path, asset.format).into_iter().collect(),
                content: Ok((asset, ImageSource::File(path))),
            },
            Err(problem) => Self::nothing(problem),
        }
    }

    /// A file that was named by itself.
    pub(super) fn named(images: &Images, path: PathBuf) -> Self {
        let path = path.canonicalize().unwrap_or(path);
        Self {
            content: images
                .asset(&path)
                .map(|asset| (asset, ImageSource::File(path))),
            remarks: Vec::new(),
        }
    }

    /// What was drawn of a figure.
    pub(super) fn figure(name: &str, drawn: Result<Arc<Drawn>, Problem>) -> Self {
        Self {
            content: drawn.map(|drawn| {
                let source = ImageSource::Written {
                    bytes: Arc::clone(&drawn.svg),
                    name: name.to_owned(),
                };
                (drawn.asset, source)
            }),
            remarks: Vec::new(),
        }
    }

    fn written(name: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            content: image::inspect(name, bytes).map(|loaded| {
                let bytes = Arc::new(loaded.bytes);
                let name = name.to_owned();
                (loaded.asset, ImageSource::Written { bytes, name })
            }),
            remarks: Vec::new(),
        }
    }

    fn nothing(problem: Problem) -> Self {
        Self {
            content: Err(problem),
            remarks: Vec::new(),
        }
    }
}

/// Decides the step of a content that a page shows.
pub(super) fn plan<H: ImageHost>(
    hosting: &Hosting<H>,
    content: Result<(Asset, ImageSource), Problem>,
    shown_width: Option<u32>,
) -> (Step, Option<Content>) {
    plan_for(hosting, content, shown_width, Destination::Bodies)
}

/// Decides the step of a content.
pub(super) fn plan_for<H: ImageHost>(
    hosting: &Hosting<H>,
    content: Result<(Asset, ImageSource), Problem>,
    shown_width: Option<u32>,
    destination: Destination,
) -> (Step, Option<Content>) {
    let profile = |asset: &Asset| hosting.profile(asset, shown_width, destination);
    let content = content.map(|(asset, source)| Content {
        profile: profile(&asset),
        asset,
        source,
        shown_width,
        destination,
    });
    let step = plan::decide_content(
        content.as_ref().map(|content| &content.asset),
        |asset| hosting.remembered(&asset.digest, &profile(asset)),
        |asset| match &content {
            Ok(content) => image::check_fittable(&content.source.name(), asset.format),
            Err(problem) => Err(problem.clone()),
        },
    );
    (step, content.ok())
}
