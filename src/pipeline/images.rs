//! From targets to assets, each file looked at once a run: located, then known from the file index or
//! read and hashed.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::article::{LocalKind, LocalTarget, Origin};
use crate::asset::Asset;
use crate::fsio;
use crate::image::{self, Located, Locator};
use crate::ledger::Ledger;
use crate::problem::Problem;

/// Files above this size are read one at a time, so that memory stays bounded whatever the window.
const LARGE: u64 = 4 << 20;

type Slot = Arc<OnceLock<Result<Asset, Problem>>>;

/// The pictures of a run.
#[derive(Debug)]
pub(super) struct Images {
    locator: Locator,
    ledger: Arc<Ledger>,
    seen: Mutex<HashMap<PathBuf, Slot>>,
    fresh: Mutex<Vec<(PathBuf, Metadata, Asset)>>,
    large: Mutex<()>,
}

/// Where the bytes of an asset come from, to be read again when they are sent.
#[derive(Debug, Clone)]
pub(super) enum ImageSource {
    /// A file, by canonical path.
    File(PathBuf),
    /// Written into the article itself: a `data:` URI, a drawing, the description of a figure.
    Written { bytes: Arc<Vec<u8>>, name: String },
    /// At another host, with a copy here.
    Fetched { path: PathBuf, url: String },
    /// At another host, and uploaded before: nobody needs its bytes.
    Elsewhere(String),
}

impl ImageSource {
    /// Whether there are no bytes of it here.
    pub(super) fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Elsewhere(_))
    }

    /// How the picture is called in problems and reports.
    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) => fsio::shown_path(path),
            Self::Written { name, .. } => name.clone(),
            Self::Fetched { url, .. } | Self::Elsewhere(url) => url.clone(),
        }
    }
}

impl Images {
    pub(super) fn new(locator: Locator, ledger: Arc<Ledger>) -> Self {
        Self {
            locator,
            ledger,
            seen: Mutex::default(),
            fresh: Mutex::default(),
            large: Mutex::new(()),
        }
    }

    /// The file a target means.
    pub(super) fn locate(&self, origin: &Origin, target: &LocalTarget) -> Result<Located, Problem> {
        self.locator.locate(origin, target)
    }

    /// What finds files for the articles of the run.
    pub(super) fn locator(&self) -> &Locator {
        &self.locator
    }

    /// The bytes of a picture that a drawing refers to: a file beside the drawing, or beside the article the
    /// drawing is written in, by the rules that hold for articles. A drawing from elsewhere gets none.
    pub(super) fn beside(
        &self,
        drawing: &ImageSource,
        article: &Origin,
        written: &str,
    ) -> Option<Vec<u8>> {
        let origin = match drawing {
            ImageSource::File(path) => Origin::File(path.clone()),
            ImageSource::Written { .. } => article.clone(),
            ImageSource::Fetched { .. } | ImageSource::Elsewhere(_) => return None,
        };
        let target = LocalTarget {
            path: written.to_owned(),
            kind: LocalKind::Path,
        };
        let located = self.locator.locate(&origin, &target).ok()?;
        image::read(&located.path).ok().map(|loaded| loaded.bytes)
    }

    /// The asset of a file.
    pub(super) fn asset(&self, path: &Path) -> Result<Asset, Problem> {
        self.asset_by(path, |path, metadata| self.ledger.indexed(path, metadata))
    }

    /// The same, where somebody else looks into the file index.
    pub(super) fn asset_by(
        &self,
        path: &Path,
        indexed: impl FnOnce(&Path, &Metadata) -> Option<Asset>,
    ) -> Result<Asset, Problem> {
        let slot = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            match seen.get(path) {
                Some(slot) => Arc::clone(slot),
                None => Arc::clone(seen.entry(path.to_owned()).or_default()),
            }
        };
        slot.get_or_init(|| self.look(path, indexed)).clone()
    }

    fn look(
        &self,
        path: &Path,
        indexed: impl FnOnce(&Path, &Metadata) -> Option<Asset>,
    ) -> Result<Asset, Problem> {
        // The metadata is taken before the bytes: a change in between makes the index entry stale,
        // never wrong.
        let metadata = std::fs::metadata(path).ok().filter(Metadata::is_file);
        if let Some(metadata) = &metadata
            && let Some(asset) = indexed(path, metadata)
        {
            return Ok(asset);
        }
        let large = metadata
            .as_ref()
            .is_some_and(|metadata| metadata.len() > LARGE);
        let _turn = large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let asset = image::read(path)?.asset;
        if let Some(metadata) = metadata {
            let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
            fresh.push((path.to_owned(), metadata, asset));
        }
        Ok(asset)
    }

    /// Writes what was newly hashed into the file index, in one transaction.
    pub(super) fn remember(&self) {
        let fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        if !fresh.is_empty() {
            self.ledger.index(&fresh);
        }
    }
}
