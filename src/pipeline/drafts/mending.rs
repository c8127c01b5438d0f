//! What goes wrong on a draft's way, and can be mended: lost answers, pictures that are gone, comments that may not
//! be opened.

use super::sending::{Sending, Unsent};
use crate::draft::{Comments, DraftArticle, DraftBox};
use crate::problem::{Class, Code, Problem};
use crate::upload::ImageHost;

/// How many of the newest drafts are looked at for one whose answer was lost.
const NEWEST: usize = 20;

/// Refusal of the right to open comments.
const NO_COMMENTS: &str = "48015";

impl<H: ImageHost + DraftBox> Sending<'_, H> {
    /// Mends what can be mended: pictures that are gone are uploaded again, comments are left out where the account
    /// may not open them; each once. `index` is that of the one article.
    ///
    /// # Errors
    /// The problem, with what was sent.
    pub(super) async fn mended(
        &mut self,
        problem: Problem,
        articles: &mut [DraftArticle],
        index: Option<usize>,
    ) -> Result<(), Unsent> {
        let range = index.map_or(0..self.sheets.len(), |index| index..index + 1);
        let sheets = &mut self.sheets[range];
        if problem.code() == Code::DraftCoverGone && sheets.iter().all(|sheet| !sheet.was_renewed) {
            for (sheet, article) in sheets.iter_mut().zip(articles) {
                let fresh = sheet.dressed(self.run, true).await?;
                (article.cover, article.pictures) = (fresh.cover, fresh.pictures);
            }
            return Ok(());
        }
        let open = articles
            .iter_mut()
            .filter(|article| article.comments != Comments::Off);
        let open: Vec<&mut DraftArticle> = open.collect();
        if problem.argument("errcode") == Some(NO_COMMENTS) && !open.is_empty() {
            for article in open {
                article.comments = Comments::Off;
            }
            self.notes.push(Problem::new(Code::DraftNoComments));
            return Ok(());
        }
        Err(Unsent {
            problem,
            written: articles.to_vec(),
        })
    }

    /// The draft in the box that holds just this and is nobody else's.
    pub(super) async fn lost(&self, articles: &[DraftArticle]) -> Result<Option<String>, Problem> {
        let (drafts, _) = self.host().drafts(NEWEST).await?;
        let found = drafts.into_iter().find(|draft| {
            !self.others.contains(&draft.media_id)
                && draft.articles.len() == articles.len()
                && draft
                    .articles
                    .iter()
                    .zip(articles)
                    .all(|(there, ours)| is_like(there, ours))
        });
        Ok(found.map(|draft| draft.media_id))
    }
}

/// Whether the service may have done what it did not answer to. A minute's limit is an answer.
pub(super) fn may_be_done(problem: &Problem) -> bool {
    problem.class() == Class::Unreachable && problem.code() != Code::WechatRateLimited
}

/// Whether an article of a list is the one that was sent. The service makes a digest where there is none.
fn is_like(there: &DraftArticle, ours: &DraftArticle) -> bool {
    there.kind == ours.kind
        && there.title == ours.title
        && there.author == ours.author
        && there.source_url == ours.source_url
        && there.cover == ours.cover
        && there.pictures == ours.pictures
        && (ours.digest.is_empty() || there.digest == ours.digest)
}
