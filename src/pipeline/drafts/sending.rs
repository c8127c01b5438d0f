//! One draft into the box, once: updated where it is there, added where it is not, looked for where an answer was
//! lost. What is done is written down before the next step depends on it.

use std::time::Duration;

use super::memory::{Known, Memory, Names, Record, key_of};
use super::mending::may_be_done;
use super::recording::{is_sent, seconds};
use super::sheet::Sheet;
use crate::asset::Digest;
use crate::draft::{Draft, DraftArticle, DraftBox};
use crate::fsio;
use crate::ledger::{Claim, ClaimGuard, Key};
use crate::pipeline::{Run, blocking};
use crate::problem::{Code, Problem};
use crate::report::DraftStatus;
use crate::upload::ImageHost;

/// Pauses before the box is looked into after a lost answer, and the draft is added again if it is not there.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Pause between two looks at a draft that another process is sending.
const CLAIM_POLL: Duration = Duration::from_millis(100);

/// The fit profile under which drafts are claimed; no picture has it.
const CLAIMED: &str = "draft";

/// What became of a draft.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) media_id: String,
    pub(super) status: DraftStatus,
    /// The draft as the service keeps it, where it was asked.
    pub(super) stored: Option<Draft>,
    /// What was sent, by article; `None` for one that was not.
    pub(super) written: Vec<Option<DraftArticle>>,
    /// What is worth saying of it.
    pub(super) notes: Vec<Problem>,
}

/// Why there is no draft, and what was sent in vain.
#[derive(Debug)]
pub(super) struct Unsent {
    pub(super) problem: Problem,
    pub(super) written: Vec<DraftArticle>,
}

impl From<Problem> for Unsent {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            written: Vec::new(),
        }
    }
}

/// One draft on its way.
pub(super) struct Sending<'a, H> {
    pub(super) run: &'a Run<H>,
    pub(super) sheets: &'a mut [Sheet],
    pub(super) names: &'a [Names],
    pub(super) notes: Vec<Problem>,
    new: bool,
    /// Drafts that are known to be others.
    pub(super) others: Vec<String>,
}

impl<'a, H: ImageHost + DraftBox> Sending<'a, H> {
    pub(super) fn new(run: &'a Run<H>, sheets: &'a mut [Sheet], names: &'a [Names]) -> Self {
        let new = run.options.draft.as_ref().is_some_and(|draft| draft.new);
        Self {
            run,
            sheets,
            names,
            notes: Vec::new(),
            new,
            others: Vec::new(),
        }
    }

    /// Sends it, unless the draft is as it would be.
    pub(super) async fn send(mut self) -> Result<Sent, Unsent> {
        let _claim = self.claim().await?;
        // Another process may have sent it while we waited.
        let known = self.known()?;
        self.notes.extend(known.note);
        for (sheet, names) in self.sheets.iter_mut().zip(self.names) {
            let mut members = known.record.members.iter();
            let known = members.find(|member| member.name == names.local);
            sheet.cut = known.and_then(|member| member.cut.clone());
        }
        let (before, key) = (known.record, known.key);
        let mut record = before.clone();
        if self.new {
            self.others.extend(record.media_id.take());
            record = Record::default();
        } else if let Some(sent) = self.unchanged(&record) {
            return Ok(sent);
        }
        let unheard = self.unheard(&record, key.is_some()).await?;
        let existing = match (&unheard, &record.media_id) {
            (None, Some(media_id)) => self.verified(media_id, &record).await?,
            _ => None,
        };
        let mut replaced = None;
        let existing = existing.filter(|draft| {
            let fits = draft.articles.len() == self.sheets.len();
            if !fits {
                replaced = Some(draft.media_id.clone());
            }
            fits
        });
        let existing = existing.map(|draft| draft.media_id);
        let (media_id, status, written) = match (unheard, existing) {
            // It may hold an older text.
            (Some(media_id), _) => {
                let written = self.update(&media_id, &record).await?;
                (media_id, DraftStatus::Created, written)
            }
            (None, Some(media_id)) => {
                let written = self.update(&media_id, &record).await?;
                (media_id, DraftStatus::Updated, written)
            }
            (None, None) => {
                let added = self.add().await;
                if let Err(unsent) = &added
                    && !may_be_done(&unsent.problem)
                {
                    self.take_back(&before);
                }
                let (media_id, written) = added?;
                let written = written.into_iter().map(Some).collect();
                (media_id, DraftStatus::Created, written)
            }
        };
        self.record(Some(&media_id), None, true);
        if let Some(key) = key.filter(|key| *key != key_of(self.names)) {
            self.run
                .ledger
                .forget_draft(self.run.hosting.account(), &key);
        }
        if let Some(old) = replaced {
            let note = Problem::new(Code::DraftReplaced)
                .with("media_id", &old)
                .with("reason", "count");
            self.notes.push(note);
            // The new one is whole; of two, the old one would be published by mistake.
            match self.host().delete_draft(&old).await {
                Err(problem) if problem.code() != Code::DraftMissing => {
                    self.notes.push(problem.softened());
                }
                _ => {}
            }
        }
        let stored = match self.host().draft(&media_id).await {
            Ok(draft) => {
                self.record(Some(&media_id), draft.updated, true);
                Some(draft)
            }
            Err(problem) => {
                let note =
                    Problem::new(Code::DraftNotCompared).with("cause", problem.code().as_str());
                self.notes.push(note);
                None
            }
        };
        Ok(Sent {
            media_id,
            status,
            stored,
            written,
            notes: self.notes,
        })
    }

    pub(super) fn host(&self) -> &H {
        self.run.hosting.host()
    }

    /// The right to send it, among all processes of this machine.
    async fn claim(&self) -> Result<ClaimGuard, Problem> {
        let account = self.run.hosting.account().clone();
        let word = Digest::of(key_of(self.names).as_bytes());
        let key = Key::fitted(account, word, CLAIMED);
        loop {
            let (ledger, key) = (std::sync::Arc::clone(&self.run.ledger), key.clone());
            if let Claim::Taken(claim) = blocking(move || ledger.claim_made(&key, true)).await? {
                return Ok(claim);
            }
            tokio::time::sleep(CLAIM_POLL).await;
        }
    }

    fn known(&mut self) -> Result<Known, Problem> {
        let (ledger, account) = (&self.run.ledger, self.run.hosting.account());
        let memory = Memory::read(ledger, account);
        let manuscripts: Vec<_> = self.sheets.iter().map(|sheet| &sheet.manuscript).collect();
        let known = memory.of(&manuscripts, self.names, ledger, account)?;
        self.others = memory
            .ids()
            .filter(|id| Some(*id) != known.record.media_id.as_deref())
            .map(str::to_owned)
            .collect();
        Ok(known)
    }

    /// The draft that a run has added without hearing of it: it ended between the question and the answer.
    async fn unheard(
        &mut self,
        record: &Record,
        is_known: bool,
    ) -> Result<Option<String>, Problem> {
        let was_sending = is_known && record.media_id.is_none() && !record.members.is_empty();
        if !was_sending || self.new {
            return Ok(None);
        }
        let mut articles = self.dressed_all(false).await?;
        for (article, member) in articles.iter_mut().zip(&record.members) {
            // As it was then.
            article.title.clone_from(&member.title);
        }
        self.lost(&articles).await
    }

    fn unchanged(&self, record: &Record) -> Option<Sent> {
        is_sent(record, self.names, self.sheets).then(|| Sent {
            media_id: record.media_id.clone().unwrap_or_default(),
            status: DraftStatus::Unchanged,
            stored: None,
            written: Vec::new(),
            notes: self.notes.clone(),
        })
    }

    /// The draft as it is in the box; `None` for one that is not there any more.
    async fn verified(
        &mut self,
        media_id: &str,
        record: &Record,
    ) -> Result<Option<Draft>, Problem> {
        let draft = match self.host().draft(media_id).await {
            Ok(draft) => draft,
            Err(problem) if problem.code() == Code::DraftMissing => {
                let note = Problem::new(Code::DraftReplaced)
                    .with("media_id", media_id)
                    .with("reason", "gone");
                self.notes.push(note);
                return Ok(None);
            }
            Err(problem) => return Err(problem),
        };
        let is_ours = match (draft.updated.and_then(seconds), record.updated) {
            (Some(now), Some(then)) => now == then,
            _ => true,
        };
        if !is_ours {
            self.keep_copy(&draft)?;
        }
        Ok(Some(draft))
    }

    /// Keeps what somebody wrote into a draft that is about to be overwritten.
    ///
    /// # Errors
    /// `output.unwritable`: it is not overwritten then.
    fn keep_copy(&mut self, draft: &Draft) -> Result<(), Problem> {
        let kept = draft.articles.iter().map(|article| {
            let DraftArticle {
                title,
                author,
                digest,
                source_url,
                content,
                ..
            } = article;
            format!("<h1>{title}</h1>\n<p>{author}</p>\n<p>{digest}</p>\n<p>{source_url}</p>\n{content}\n")
        });
        let kept: Vec<String> = kept.collect();
        let when = draft.updated.and_then(seconds).unwrap_or_default();
        let name = format!("{}-{when}.html", draft.media_id);
        let path = self.run.ledger.directory().join("drafts").join(name);
        fsio::write_atomic(&path, kept.join("\n").as_bytes()).map_err(|error| {
            Problem::new(Code::OutputUnwritable)
                .with("path", path.display())
                .with("reason", error.reason())
        })?;
        let note = Problem::new(Code::DraftOverwritten)
            .with("media_id", &draft.media_id)
            .with("path", path.display());
        self.notes.push(note);
        Ok(())
    }

    /// Updates what has changed; a draft that is only known by its id wholly.
    async fn update(
        &mut self,
        media_id: &str,
        record: &Record,
    ) -> Result<Vec<Option<DraftArticle>>, Unsent> {
        // Until we hear of it, nobody knows when it was changed.
        self.record_as_sending(media_id, record);
        let mut written = Vec::new();
        for index in 0..self.sheets.len() {
            let sheet = &self.sheets[index];
            let known = record.members.get(index);
            let is_same = known.is_some_and(|member| {
                member.name == self.names[index].local && member.sent.as_ref() == Some(&sheet.word)
            });
            if is_same {
                written.push(None);
                continue;
            }
            let mut article = self.sheets[index].dressed(self.run, false).await?;
            loop {
                let done = self.host().update_draft(media_id, index, &article).await;
                let Err(problem) = done else { break };
                self.mended(problem, std::slice::from_mut(&mut article), Some(index))
                    .await?;
            }
            written.push(Some(article));
        }
        Ok(written)
    }

    /// Adds it. A lost answer is looked for in the box before it is added again.
    async fn add(&mut self) -> Result<(String, Vec<DraftArticle>), Unsent> {
        let mut articles = self.dressed_all(false).await?;
        self.record(None, None, false);
        let mut pauses = PAUSES.into_iter();
        loop {
            let problem = match self.host().add_draft(&articles).await {
                Ok(media_id) => return Ok((media_id, articles)),
                Err(problem) => problem,
            };
            if !may_be_done(&problem) {
                self.mended(problem, &mut articles, None).await?;
                continue;
            }
            let Some(pause) = pauses.next() else {
                return Err(problem.into());
            };
            tokio::time::sleep(pause).await;
            if let Some(media_id) = self.lost(&articles).await? {
                return Ok((media_id, articles));
            }
        }
    }

    async fn dressed_all(&mut self, anew: bool) -> Result<Vec<DraftArticle>, Problem> {
        let mut articles = Vec::new();
        for sheet in &mut *self.sheets {
            articles.push(sheet.dressed(self.run, anew).await?);
        }
        Ok(articles)
    }
}
