//! Which picture is the cover of a draft, and what it is cut to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::drawn::{self, Crops};
use super::manuscript::Asked;
use super::sheet::{Sheet, at, in_library, is_url, named, unplaced};
use crate::asset::{Asset, Digest, ImageFormat};
use crate::cover::{Crop, CropRatio};
use crate::image::{self, Loaded};
use crate::pipeline::content::{Content, Found};
use crate::pipeline::images::ImageSource;
use crate::pipeline::place::place;
use crate::pipeline::{Run, blocking};
use crate::problem::{Code, Problem};
use crate::report::{CoverReport, PlacedProblem};
use crate::upload::ImageHost;

/// Least width and height of a picture of the article that may be its cover, in pixels: that of a cover on a
/// phone, and of its 2.35:1.
const LEAST: (usize, usize) = (600, 255);

/// The least that the sides of any cover have, in pixels: of smaller ones the service cannot cut its boxes (53402).
const SMALLEST: usize = 20;

/// How much longer than the other the one side of such a picture may be.
const LONGEST_SHAPE: usize = 4;

/// How many pictures of an article are looked at.
const MOST_LOOKED_AT: usize = 20;

/// A cover.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) content: Content,
    pub(super) report: CoverReport,
    /// What a drawn one is cut to.
    crops: Option<Crops>,
}

impl Chosen {
    fn new(content: Content, report: CoverReport) -> Self {
        Self {
            content,
            report,
            crops: None,
        }
    }
}

/// What a cover is cut to, remembered for when its bytes are not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cut {
    digest: String,
    pub(super) wide: String,
    pub(super) square: String,
}

impl Sheet {
    /// What a cover is cut to: as it was before, or where there is most to see.
    pub(super) async fn cut_of(&self, cover: &Chosen) -> Option<Cut> {
        let digest = cover.content.asset.digest.hex();
        let known = self.cut.as_ref().filter(|cut| cut.digest == digest);
        if let Some(known) = known {
            return Some(known.clone());
        }
        let crops = if cover.crops.is_some() {
            cover.crops
        } else {
            let content = cover.content.clone();
            // A drawing, or bytes that are not here: the service cuts in the middle.
            let crops = blocking(move || {
                let loaded = loaded(&content)?;
                drawn::crops(&content.source.name(), &loaded).ok()
            });
            crops.await.ok().flatten()
        };
        crops.map(|Crops { wide, square }| Cut {
            digest,
            wide: wide.to_string(),
            square: square.to_string(),
        })
    }

    /// Tells of a cover that is too small.
    pub(super) async fn weigh_cover(&mut self, content: &Content) {
        let looked_at = content.source.clone();
        let extent = blocking(move || extent(&looked_at)).await.ok().flatten();
        if let Some((width, height)) = extent
            && width.min(height) < SMALLEST
        {
            let note = Problem::new(Code::DraftSmallCover)
                .with("width", width)
                .with("height", height);
            self.notes.push(note);
        }
    }

    /// Whether what the cover is to be cut to has the right shapes.
    pub(super) async fn check_crops(&self, content: &Content) -> Result<(), PlacedProblem> {
        let draft = &self.manuscript.draft;
        let given = [
            ("cover-crop", &draft.wide_crop, CropRatio::Wide),
            ("cover-square", &draft.square_crop, CropRatio::Square),
        ];
        for (index, (field, crop, ratio)) in given.into_iter().enumerate() {
            let Some(value) = crop else { continue };
            let Ok(crop) = value.parse::<Crop>() else {
                continue;
            };
            let content = content.clone();
            let fits = blocking(move || {
                let loaded = loaded(&content)?;
                drawn::check(&content.source.name(), &loaded, crop, ratio).ok()
            });
            if let Ok(Some(Err(_))) = fits.await {
                let article = &self.manuscript.article;
                let at = self.manuscript.crops_at[index].as_ref();
                return Err(PlacedProblem {
                    problem: Problem::new(Code::DraftBadField)
                        .with("field", field)
                        .with("value", value),
                    place: at.map(|span| place(article, span, article.position(span.start), true)),
                });
            }
        }
        Ok(())
    }

    /// Which picture is the cover.
    pub(super) async fn chosen<H: ImageHost>(
        &mut self,
        run: &Run<H>,
    ) -> Result<Chosen, PlacedProblem> {
        match &self.manuscript.cover {
            Asked::Given(written) if is_url(written) => {
                let found = run.fetched(written).await.map_err(unplaced)?;
                let content = in_library(run, Ok(found)).map_err(unplaced)?;
                Ok(Chosen::new(content, CoverReport::Given(written.clone())))
            }
            Asked::Given(path) => {
                let found = Found::named(&run.images, path.into());
                let content = in_library(run, found.content).map_err(unplaced)?;
                Ok(Chosen::new(content, CoverReport::Given(path.clone())))
            }
            Asked::Named(_) => {
                let reference = named(&self.manuscript)?;
                let found = self.content(run, &reference).await;
                let content = found.and_then(|found| in_library(run, Ok(found)));
                let content =
                    content.map_err(|problem| at(&self.manuscript, &reference, problem))?;
                Ok(Chosen::new(content, CoverReport::Named(reference.written)))
            }
            Asked::Any => match self.large_enough(run).await {
                Some(found) => Ok(found),
                None => self.drawn(run).await.map_err(unplaced),
            },
        }
    }

    /// The first picture of the page that would do.
    async fn large_enough<H: ImageHost>(&self, run: &Run<H>) -> Option<Chosen> {
        for reference in self.pictures_of_the_page().take(MOST_LOOKED_AT) {
            let Ok((asset, source)) = self.content(run, &reference).await else {
                continue;
            };
            if asset.format == ImageFormat::Svg {
                continue;
            }
            let looked_at = source.clone();
            // What is in the library already was large enough before.
            let extent = blocking(move || match &looked_at {
                ImageSource::Elsewhere(_) => Some(LEAST),
                source => extent(source),
            });
            if !extent.await.ok().flatten().is_some_and(would_do) {
                continue;
            }
            if let Ok(content) = in_library(run, Ok((asset, source))) {
                let report = CoverReport::OfArticle(reference.written);
                return Some(Chosen::new(content, report));
            }
        }
        None
    }

    /// A cover drawn from the title.
    async fn drawn<H: ImageHost>(&mut self, run: &Run<H>) -> Result<Chosen, Problem> {
        let draft = &self.manuscript.draft;
        let (title, author) = (draft.title.clone(), draft.author.clone());
        let theme = run.options.theme.clone();
        let made = blocking(move || {
            let author = Some(author.as_str()).filter(|author| !author.is_empty());
            let described = drawn::description(&title, author, &theme);
            drawn::drawn(&title, author, &theme).map(|drawn| (described, drawn))
        });
        let (mut described, drawn) = made.await??;
        if drawn.is_plain {
            // With better fonts it is another one.
            described.push_str("\nplain");
            self.notes.push(Problem::new(Code::DraftPlainCover));
        }
        // It is known by its description: machines with other fonts share it.
        let asset = Asset {
            digest: Digest::of(described.as_bytes()),
            format: drawn.picture.format,
            size: drawn.picture.bytes.len() as u64,
        };
        let source = ImageSource::Written {
            bytes: Arc::new(drawn.picture.bytes),
            name: "cover".to_owned(),
        };
        Ok(Chosen {
            content: in_library(run, Ok((asset, source)))?,
            report: CoverReport::Drawn,
            crops: Some(drawn.crops),
        })
    }
}

/// Width and height of a picture that is here and no drawing, in pixels.
fn extent(source: &ImageSource) -> Option<(usize, usize)> {
    match source {
        ImageSource::File(path) | ImageSource::Fetched { path, .. } => image::extent_of_file(path),
        ImageSource::Written { bytes, .. } => image::extent_of(bytes),
        ImageSource::Elsewhere(_) => None,
    }
}

/// The bytes of a picture that is here and no drawing.
fn loaded(content: &Content) -> Option<Loaded> {
    if content.asset.format == ImageFormat::Svg {
        return None;
    }
    match &content.source {
        ImageSource::File(path) | ImageSource::Fetched { path, .. } => image::read(path).ok(),
        ImageSource::Written { bytes, .. } => Some(Loaded {
            asset: content.asset,
            bytes: bytes.to_vec(),
        }),
        ImageSource::Elsewhere(_) => None,
    }
}

/// Whether a picture may be a cover.
fn would_do((width, height): (usize, usize)) -> bool {
    width >= LEAST.0
        && height >= LEAST.1
        && width <= height * LONGEST_SHAPE
        && height <= width * LONGEST_SHAPE
}
