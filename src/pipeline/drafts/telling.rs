//! What became of drafts, in the reports of their articles.

use super::group::Group;
use super::readback;
use super::sending::{Sent, Unsent};
use super::sheet::Sheet;
use crate::draft::DraftArticle;
use crate::pipeline::Run;
use crate::problem::{Class, Code, Problem};
use crate::report::{ArticleReport, ArticleStatus, DraftReport, DraftStatus, PlacedProblem};
use crate::upload::ImageHost;

impl<H: ImageHost> Run<H> {
    /// Tells why there is no draft. What is wrong with the account or the connection ends the run.
    pub(super) fn tell_unsent(
        &self,
        group: &Group,
        unsent: Unsent,
        articles: &mut [ArticleReport],
    ) {
        let Unsent { problem, written } = unsent;
        let is_the_runs = matches!(
            problem.class(),
            Class::Account | Class::Usage | Class::Unreachable | Class::Interrupted
        );
        for (place, index) in group.indexes.iter().enumerate() {
            let told = if is_the_runs {
                Problem::new(Code::DraftNotSent).with("cause", problem.code().as_str())
            } else {
                problem.clone()
            };
            let report = &mut articles[*index];
            if let Some(article) = written.get(place).filter(|_| !is_the_runs) {
                let sheet = &group.sheets[place];
                report.problems.extend(readback::triggers(
                    &sheet.manuscript.article,
                    article,
                    &problem,
                ));
            }
            refuse(report, told.into());
        }
        if is_the_runs {
            let cause = self.ended.get_or_init(|| problem);
            self.hosting.stop(cause.clone());
        }
    }
}

/// Tells what became of a draft, in the reports of its articles.
pub(super) fn tell(group: &Group, sent: Sent, articles: &mut [ArticleReport]) {
    let Sent {
        media_id,
        status,
        stored,
        written,
        notes,
    } = sent;
    for (place, index) in group.indexes.iter().enumerate() {
        let (sheet, report) = (&group.sheets[place], &mut articles[*index]);
        report.draft = Some(draft_report(sheet, Some(media_id.clone()), place, status));
        // What concerns the draft as a whole is told once.
        let notes = notes.iter().filter(|_| place == 0).chain(&sheet.notes);
        report
            .problems
            .extend(notes.cloned().map(PlacedProblem::from));
        let stored = stored.as_ref().and_then(|draft| draft.articles.get(place));
        let written: Option<&DraftArticle> = written.get(place).and_then(Option::as_ref);
        if let (Some(stored), Some(written)) = (stored, written) {
            let article = &sheet.manuscript.article;
            report.problems.extend(readback::losses(
                article,
                &report.references,
                written,
                stored,
            ));
        }
        sort(report);
    }
}

pub(super) fn draft_report(
    sheet: &Sheet,
    media_id: Option<String>,
    index: usize,
    status: DraftStatus,
) -> DraftReport {
    let draft = &sheet.manuscript.draft;
    DraftReport {
        media_id,
        index,
        status,
        title: draft.title.clone(),
        author: draft.author.clone(),
        digest: draft.digest.clone(),
        source_url: draft.source_url.clone(),
        cover: sheet.cover().cloned(),
    }
}

/// Tells why an article does not become a draft; once.
pub(super) fn refuse(report: &mut ArticleReport, placed: PlacedProblem) {
    // A cover that is missing is only worth a warning for a page.
    report.problems.retain(|known| {
        !(known.problem.code() == placed.problem.code() && known.position() == placed.position())
    });
    report.status = ArticleStatus::Incomplete;
    report.problems.push(placed);
    sort(report);
}

pub(super) fn sort(report: &mut ArticleReport) {
    report.problems.sort_by_key(|placed| match &placed.place {
        Some(place) => (false, Some(place.position)),
        // What is told of the article as a whole follows from the others.
        None => (true, None),
    });
}
