//! A manuscript with its pictures, and the ids under which the service keeps those.

use std::sync::Arc;

use super::cover::{Chosen, Cut};
use super::manuscript::{Asked, Manuscript};
use crate::article::{LocalTarget, Reference, Syntax, Target};
use crate::asset::Asset;
use crate::draft::{DraftArticle, DraftBox, MOST_PICTURES};
use crate::pipeline::content::{self, Content, Found};
use crate::pipeline::images::ImageSource;
use crate::pipeline::place::place;
use crate::pipeline::{NoProgress, Progress, Run};
use crate::plan::Step;
use crate::problem::{Code, Problem};
use crate::report::{CoverReport, PlacedProblem};
use crate::upload::{Destination, ImageHost};

/// A manuscript on its way.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) manuscript: Manuscript,
    /// The word for what is sent: another word, another draft.
    pub(super) word: String,
    /// The references that the page shows, by their places.
    pub(super) shown: Vec<(usize, usize)>,
    /// The cover, once it is chosen.
    cover: Option<Chosen>,
    /// What a cover was cut to before.
    pub(super) cut: Option<Cut>,
    /// The pictures of a picture post, once they are gathered.
    pictures: Vec<Content>,
    /// Whether its pictures were uploaded again, because the service did not have them any more.
    pub(super) was_renewed: bool,
    /// What is worth saying of its pictures.
    pub(super) notes: Vec<Problem>,
}

impl Sheet {
    /// A manuscript; of the cover, that which the article or an option names is looked at.
    ///
    /// # Errors
    /// That the cover cannot be had, at its place.
    pub(super) fn new<H: ImageHost>(
        run: &Run<H>,
        manuscript: Manuscript,
        shown: Vec<(usize, usize)>,
    ) -> Result<Self, PlacedProblem> {
        let cover = match &manuscript.cover {
            // With the page, which names its pictures, they decide.
            Asked::Any => run.options.theme.words(),
            Asked::Given(written) if is_url(written) => written.clone(),
            Asked::Given(path) => {
                let found = Found::named(&run.images, path.into());
                let (asset, _) = found.content.map_err(|problem| PlacedProblem {
                    problem,
                    place: None,
                })?;
                asset.digest.hex()
            }
            Asked::Named(_) => named_word(run, &manuscript)?,
        };
        Ok(Self {
            word: manuscript.word(&cover),
            manuscript,
            shown,
            cover: None,
            cut: None,
            pictures: Vec::new(),
            was_renewed: false,
            notes: Vec::new(),
        })
    }

    /// What became of the cover.
    pub(super) fn cover(&self) -> Option<&CoverReport> {
        self.cover.as_ref().map(|cover| &cover.report)
    }

    /// Decides which pictures it has, without uploading any.
    ///
    /// # Errors
    /// That they cannot be had.
    pub(super) async fn choose<H: ImageHost>(&mut self, run: &Run<H>) -> Result<(), PlacedProblem> {
        if self.manuscript.is_pictures() {
            self.pictures = self.gathered(run).await.map_err(unplaced)?;
            return Ok(());
        }
        if self.cover.is_none() {
            let cover = self.chosen(run).await?;
            self.check_crops(&cover.content).await?;
            self.weigh_cover(&cover.content).await;
            self.cover = Some(cover);
        }
        Ok(())
    }

    /// The contents that are wanted in the library.
    pub(super) fn contents(&self) -> impl Iterator<Item = &Content> {
        let cover = self.cover.iter().map(|cover| &cover.content);
        cover.chain(&self.pictures)
    }

    /// What is sent, with the ids of its pictures, which are uploaded for it; `anew` although they were before.
    ///
    /// # Errors
    /// Why a picture could not be uploaded.
    pub(super) async fn dressed<H: ImageHost + DraftBox>(
        &mut self,
        run: &Run<H>,
        anew: bool,
    ) -> Result<DraftArticle, Problem> {
        self.was_renewed |= anew;
        let mut draft = self.manuscript.draft.clone();
        if let Some(cover) = &self.cover {
            draft.cover = self.hosted(run, &cover.content, anew).await?;
            let cut = self.cut_of(cover).await;
            if let Some(cut) = &cut {
                draft.wide_crop = draft.wide_crop.or_else(|| Some(cut.wide.clone()));
                draft.square_crop = draft.square_crop.or_else(|| Some(cut.square.clone()));
            }
            self.cut = cut;
        }
        for content in &self.pictures {
            let id = self.hosted(run, content, anew).await?;
            draft.pictures.push(id);
        }
        Ok(draft)
    }

    /// The id of a content in the library.
    async fn hosted<H: ImageHost>(
        &self,
        run: &Run<H>,
        content: &Content,
        anew: bool,
    ) -> Result<String, Problem> {
        let hosting = &run.hosting;
        let remembered = (!anew)
            .then(|| hosting.remembered(&content.asset.digest, &content.profile))
            .flatten();
        if let Some(media_id) = remembered.and_then(|image| image.media_id) {
            return Ok(media_id);
        }
        let mut upload = content.upload(self.manuscript.article.origin());
        if let ImageSource::Elsewhere(url) = &upload.source {
            // Its bytes were not needed until now.
            upload.source = run.remotes.with_bytes(url).await?.source;
        }
        let hosted = if anew {
            hosting.host_anew(upload).await?
        } else {
            let progress: Arc<dyn Progress> = Arc::new(NoProgress);
            let id = upload.id();
            let mut delivered = hosting.host_all(vec![upload], &progress).await;
            delivered.remove(&id).unwrap_or_else(|| {
                Err(Problem::new(Code::InternalBug).with("reason", "no cover"))
            })?
        };
        let unknown = || Problem::new(Code::InternalBug).with("reason", "no id in the library");
        hosted.image.media_id.ok_or_else(unknown)
    }

    /// The pictures of a picture post, each once.
    async fn gathered<H: ImageHost>(&mut self, run: &Run<H>) -> Result<Vec<Content>, Problem> {
        let mut contents: Vec<Content> = Vec::new();
        if self.manuscript.cover != Asked::Any {
            // The first picture is the cover of a post.
            let cover = self.chosen(run).await.map_err(|placed| placed.problem)?;
            contents.push(cover.content);
        }
        let references: Vec<Reference> = self.pictures_of_the_page().collect();
        let mut more = 0;
        for reference in references {
            let found = self.content(run, &reference).await?;
            let content = in_library(run, Ok(found))?;
            if contents.iter().any(|known| known.id() == content.id()) {
                continue;
            }
            if contents.len() == MOST_PICTURES {
                more += 1;
            } else {
                contents.push(content);
            }
        }
        if contents.is_empty() {
            return Err(Problem::new(Code::DraftNoPictures));
        }
        if more > 0 {
            let note = Problem::new(Code::DraftMorePictures)
                .with("count", contents.len() + more)
                .with("most", MOST_PICTURES);
            self.notes.push(note);
        }
        Ok(contents)
    }

    /// The references whose pictures the page shows, without figures.
    pub(super) fn pictures_of_the_page(&self) -> impl Iterator<Item = Reference> {
        let references = self.manuscript.article.scan_for_page().references;
        references.into_iter().filter(|reference| {
            let place = (reference.position.line, reference.position.column);
            let is_picture = !matches!(
                reference.syntax,
                Syntax::FrontMatter | Syntax::HtmlSrcset | Syntax::InlineSvg
            );
            is_picture && self.shown.contains(&place)
        })
    }

    /// What a reference means, fetched if it is elsewhere.
    pub(super) async fn content<H: ImageHost>(
        &self,
        run: &Run<H>,
        reference: &Reference,
    ) -> Result<(Asset, ImageSource), Problem> {
        let origin = self.manuscript.article.origin();
        if let Target::Remote(url) | Target::Hosted(url) = &reference.target {
            return run.fetched(url).await;
        }
        match Found::behind(&run.images, origin, reference) {
            Some(found) => found.content,
            None => Err(Problem::new(Code::ImageTemplate).with("written", &reference.written)),
        }
    }
}

impl<H: ImageHost> Run<H> {
    /// What is at a URL, with its bytes unless it is in the library already.
    pub(super) async fn fetched(&self, url: &str) -> Result<(Asset, ImageSource), Problem> {
        let url = if url.starts_with("//") {
            format!("https:{url}")
        } else {
            url.to_owned()
        };
        if self.options.dry_run {
            let known = self.remotes.known(&url);
            return known.ok_or_else(|| Problem::new(Code::ImageRemote).with("url", url));
        }
        let is_hosted = |asset: &Asset| {
            let profile = self.hosting.profile(asset, None, Destination::Library);
            self.hosting.remembered(&asset.digest, &profile).is_some()
        };
        let mut answers = self
            .remotes
            .ask_for(vec![url.clone()], Destination::Library, &is_hosted)
            .await;
        let answer = answers.remove(&url);
        let image =
            answer.unwrap_or_else(|| Err(Problem::new(Code::ImageRemote).with("url", url)))?;
        Ok((image.asset, image.source))
    }
}

pub(super) fn in_library<H: ImageHost>(
    run: &Run<H>,
    content: Result<(Asset, ImageSource), Problem>,
) -> Result<Content, Problem> {
    let (step, content) = content::plan_for(&run.hosting, content, None, Destination::Library);
    match (step, content) {
        (Step::Fail(problem), _) => Err(problem),
        (_, Some(content)) => Ok(content),
        (_, None) => Err(Problem::new(Code::InternalBug).with("reason", "no content")),
    }
}

/// The reference of the cover that an article names.
pub(super) fn named(manuscript: &Manuscript) -> Result<Reference, PlacedProblem> {
    let Asked::Named(span) = &manuscript.cover else {
        return Err(unplaced(Problem::new(Code::DraftNoPictures)));
    };
    let references = manuscript.article.scan_for_page().references;
    let found = references
        .into_iter()
        .find(|reference| reference.syntax == Syntax::FrontMatter && reference.span == *span);
    found.ok_or_else(|| PlacedProblem {
        problem: Problem::new(Code::DraftBadField)
            .with("field", "cover")
            .with(
                "value",
                String::from_utf8_lossy(&manuscript.article.source()[span.clone()]),
            ),
        place: Some(place(
            &manuscript.article,
            span,
            manuscript.article.position(span.start),
            true,
        )),
    })
}

/// A word for the cover that an article names.
fn named_word<H: ImageHost>(
    run: &Run<H>,
    manuscript: &Manuscript,
) -> Result<String, PlacedProblem> {
    let reference = named(manuscript)?;
    let origin = manuscript.article.origin();
    match &reference.target {
        Target::Local(LocalTarget { .. }) | Target::Data(_) => {
            let found = Found::behind(&run.images, origin, &reference);
            let content = found.map(|found| found.content);
            match content {
                Some(Ok((asset, _))) => Ok(asset.digest.hex()),
                Some(Err(problem)) => Err(at(manuscript, &reference, problem)),
                None => Ok(reference.written),
            }
        }
        Target::Template(written) => {
            let problem = Problem::new(Code::ImageTemplate).with("written", written);
            Err(at(manuscript, &reference, problem))
        }
        _ => Ok(reference.written),
    }
}

pub(super) fn at(
    manuscript: &Manuscript,
    reference: &Reference,
    problem: Problem,
) -> PlacedProblem {
    PlacedProblem {
        problem: problem.hardened(),
        place: Some(place(
            &manuscript.article,
            &reference.span,
            reference.position,
            true,
        )),
    }
}

pub(super) fn unplaced(problem: Problem) -> PlacedProblem {
    PlacedProblem {
        problem,
        place: None,
    }
}

pub(super) fn is_url(written: &str) -> bool {
    ["http://", "https://", "//"]
        .iter()
        .any(|scheme| written.starts_with(scheme))
}
