//! From a planned upload to the bytes that are sent: taken from the shelf, or read and fitted.
//!
//! Fitting runs beside uploading, on as many threads as there are cores, and within a budget of memory: a
//! very large picture waits until it can run alone. One that does not end in time is given up; its thread
//! is left behind.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::blocking;
use super::hosting::Upload;
use super::images::{ImageSource, Images};
use super::workshop::Workshop;
use crate::asset::{Asset, Digest, ImageFormat};
use crate::fitting::Fitting;
use crate::image::{self, Fitted, Loaded, Picture};
use crate::ledger::{Key, Ledger, Shelved};
use crate::options::{Animated, FitOptions};
use crate::problem::{Code, Problem};
use crate::upload::{Destination, FittedImage};

/// Longest time for one picture, in seconds; a picture of 100 megapixels takes about five.
const PATIENCE: u64 = 60;

/// Memory that pictures being fitted may take together, in MiB: by core, at least and at most.
const BUDGET_BY_CORE: usize = 96;
const BUDGET: std::ops::RangeInclusive<usize> = 192..=512;

/// Where pictures of a fit profile are kept.
pub(super) fn destination_of(profile: &str) -> Destination {
    if profile.starts_with(Key::IN_LIBRARY) {
        Destination::Library
    } else {
        Destination::Bodies
    }
}

/// A picture ready to be sent.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) image: FittedImage,
    /// What was done; `None` when it goes as it is, but for private metadata.
    pub(super) fitting: Option<Fitting>,
    /// The digest of the bytes that are sent.
    pub(super) sent: Digest,
}

/// Fits pictures.
#[derive(Debug)]
pub(super) struct Fitter {
    options: FitOptions,
    images: Arc<Images>,
    ledger: Arc<Ledger>,
    workshop: Workshop,
    cores: Semaphore,
    memory: Semaphore,
    /// Permits of `memory`, in MiB.
    budget: u32,
}

impl Fitter {
    pub(super) fn new(options: FitOptions, images: Arc<Images>, ledger: Arc<Ledger>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let budget = (cores * BUDGET_BY_CORE).clamp(*BUDGET.start(), *BUDGET.end());
        Self {
            options,
            images,
            ledger,
            workshop: Workshop::new(cores),
            cores: Semaphore::new(cores),
            memory: Semaphore::new(budget),
            budget: u32::try_from(budget).unwrap_or(u32::MAX),
        }
    }

    /// The fit profile of an asset that is shown so wide and kept there.
    pub(super) fn profile(
        &self,
        asset: &Asset,
        shown_width: Option<u32>,
        destination: Destination,
    ) -> String {
        let profile = image::profile(asset, shown_width, &self.options_for(destination));
        match destination {
            Destination::Bodies => profile,
            Destination::Library => format!("{}{profile}", Key::IN_LIBRARY),
        }
    }

    /// How pictures for a place are made to fit: those of the library are covers, which do not move.
    fn options_for(&self, destination: Destination) -> FitOptions {
        match destination {
            Destination::Bodies => self.options,
            Destination::Library => FitOptions {
                animated: Animated::FirstFrame,
                ..self.options
            },
        }
    }

    /// Reads and fits a picture. With `again`, because the service refused it as it is, it is encoded anew.
    pub(super) async fn fit(
        &self,
        upload: &Upload,
        key: &Key,
        again: bool,
    ) -> Result<Ready, Problem> {
        let options = self.options_for(upload.destination);
        if !again && let Some(ready) = self.shelved(upload, key).await? {
            return Ok(ready);
        }
        if key.is_original() && !again {
            // What goes as it is costs next to nothing, and must not wait behind what does not.
            let (work, images) = (upload.clone(), Arc::clone(&self.images));
            let fitted = blocking(move || fit(&work, load(&work)?, &images, options, again));
            return Ok(Ready::fitted(upload, fitted.await??));
        }
        let _core = self.cores.acquire().await.ok();
        let reading = upload.clone();
        let loaded = self.workshop.run(move || load(&reading)).await??;
        let _memory = self.memory_for(&loaded).await;
        let (work, images) = (upload.clone(), Arc::clone(&self.images));
        let fitted = self
            .workshop
            .run(move || fit(&work, loaded, &images, options, again));
        let Ok(fitted) = tokio::time::timeout(Duration::from_secs(PATIENCE), fitted).await else {
            self.workshop.replace();
            return Err(Problem::new(Code::ImageTooSlow)
                .with("path", upload.source.name())
                .with("seconds", PATIENCE));
        };
        Ok(Ready::fitted(upload, fitted??))
    }

    /// Puts a picture aside that was fitted and could not be sent.
    pub(super) async fn shelve(&self, key: Key, ready: Ready) {
        let Some(fitting) = ready.fitting else {
            return;
        };
        let shelved = Shelved::new(ready.image.format, ready.image.bytes, fitting);
        let ledger = Arc::clone(&self.ledger);
        // Only costs the next run some work if it fails.
        let _ = blocking(move || ledger.shelve(&key, &shelved)).await;
    }

    async fn shelved(&self, upload: &Upload, key: &Key) -> Result<Option<Ready>, Problem> {
        if key.is_original() {
            return Ok(None);
        }
        let (ledger, key) = (Arc::clone(&self.ledger), key.clone());
        let found = blocking(move || ledger.unshelve(&key)).await?;
        Ok(found.map(|shelved| {
            Ready::new(upload, shelved.format, shelved.bytes, Some(shelved.fitting))
        }))
    }

    async fn memory_for(&self, loaded: &Loaded) -> Option<SemaphorePermit<'_>> {
        let needed = image::memory(loaded, &self.options) >> 20;
        let needed = u32::try_from(needed).unwrap_or(u32::MAX);
        self.memory.acquire_many(needed.min(self.budget)).await.ok()
    }
}

impl Ready {
    fn fitted(upload: &Upload, fitted: Fitted) -> Self {
        Self::new(upload, fitted.format, fitted.bytes, fitted.fitting)
    }

    fn new(upload: &Upload, format: ImageFormat, bytes: Vec<u8>, fitting: Option<Fitting>) -> Self {
        let sent = if fitting.is_none() && bytes.len() as u64 == upload.asset.size {
            upload.asset.digest
        } else {
            Digest::of(&bytes)
        };
        // What moves has no other place.
        let destination = match format {
            ImageFormat::Gif => Destination::Library,
            _ => upload.destination,
        };
        Self {
            image: FittedImage {
                digest: sent,
                format,
                destination,
                bytes,
                name: upload.source.name(),
            },
            fitting,
            sent,
        }
    }
}

/// Reads the bytes of a planned upload again; they must still be what was planned.
fn load(upload: &Upload) -> Result<Loaded, Problem> {
    let loaded = match &upload.source {
        ImageSource::File(path) | ImageSource::Fetched { path, .. } => image::read(path)?,
        ImageSource::Written { bytes, .. } => Loaded {
            asset: upload.asset,
            bytes: bytes.to_vec(),
        },
        ImageSource::Elsewhere(_) => {
            return Err(Problem::new(Code::ImageChanged).with("path", upload.source.name()));
        }
    };
    if loaded.asset.digest == upload.asset.digest {
        Ok(loaded)
    } else {
        Err(Problem::new(Code::ImageChanged).with("path", upload.source.name()))
    }
}

fn fit(
    upload: &Upload,
    loaded: Loaded,
    images: &Images,
    options: FitOptions,
    again: bool,
) -> Result<Fitted, Problem> {
    let name = upload.source.name();
    let resolve = |written: &str| images.beside(&upload.source, &upload.origin, written);
    let picture = Picture {
        name: &name,
        loaded,
        shown_width: upload.shown_width,
        resolve: &resolve,
    };
    image::fit(picture, &options, again)
}
