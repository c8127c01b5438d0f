//! What is written down of a draft on its way, before and after each step.

use std::time::{SystemTime, UNIX_EPOCH};

use super::memory::{self, Member, Names, Record, key_of};
use super::sending::Sending;
use super::sheet::Sheet;
use super::sketch::sketch;
use crate::draft::DraftBox;
use crate::upload::ImageHost;

impl<H: ImageHost + DraftBox> Sending<'_, H> {
    /// Writes down what the draft holds now.
    pub(super) fn record(
        &mut self,
        media_id: Option<&str>,
        updated: Option<SystemTime>,
        is_sent: bool,
    ) {
        let members = self
            .sheets
            .iter()
            .zip(self.names)
            .map(|(sheet, names)| Member {
                name: names.local.clone(),
                path: sheet.manuscript.path.clone(),
                title: sheet.manuscript.draft.title.clone(),
                source: sheet.manuscript.source.hex(),
                sketch: sketch(&sheet.manuscript.article.text()),
                sent: is_sent.then(|| sheet.word.clone()),
                cut: sheet.cut.clone(),
            });
        let record = Record {
            media_id: media_id.map(str::to_owned),
            updated: updated.and_then(seconds),
            members: members.collect(),
        };
        self.write(&record);
        let Some(media_id) = media_id else { return };
        let (ledger, account) = (&self.run.ledger, self.run.hosting.account());
        memory::lock(ledger, account, media_id, self.names);
    }

    /// Writes down that a draft is being updated.
    pub(super) fn record_as_sending(&mut self, media_id: &str, record: &Record) {
        if record.members.len() == self.sheets.len() {
            let record = Record {
                updated: None,
                ..record.clone()
            };
            self.write(&record);
        } else {
            self.record(Some(media_id), None, false);
        }
    }

    pub(super) fn write(&mut self, record: &Record) {
        let Ok(bytes) = serde_json::to_vec(record) else {
            return;
        };
        let (ledger, account) = (&self.run.ledger, self.run.hosting.account());
        let done = ledger.remember_draft(account, &key_of(self.names), &bytes);
        if let Err(problem) = done
            && !self.notes.contains(&problem)
        {
            self.notes.push(problem);
        }
    }

    /// Writes down what was known before, because nothing was added.
    pub(super) fn take_back(&mut self, before: &Record) {
        if before.media_id.is_some() {
            self.write(before);
        } else {
            let account = self.run.hosting.account();
            self.run.ledger.forget_draft(account, &key_of(self.names));
        }
    }
}

/// Whether a draft is just what would be sent.
pub(super) fn is_sent(record: &Record, names: &[Names], sheets: &[Sheet]) -> bool {
    let mut members = record.members.iter().zip(names).zip(sheets);
    record.media_id.is_some()
        && record.members.len() == sheets.len()
        && members.all(|((member, names), sheet)| {
            member.name == names.local && member.sent.as_ref() == Some(&sheet.word)
        })
}

/// A time of the service's clock, in seconds.
pub(super) fn seconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}
