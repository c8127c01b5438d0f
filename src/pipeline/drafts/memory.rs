//! Which articles are which draft: what was written down of it, by the article's own id or by its path, also when
//! it was renamed meanwhile, or was sent from another machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cover::Cut;
use super::manuscript::Manuscript;
use super::sketch::{are_alike, sketch};
use crate::article::{self, Article, Format};
use crate::asset::AccountId;
use crate::fsio;
use crate::ledger::{DraftPlace, Ledger};
use crate::problem::{Code, Problem};

/// What is written down of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Its id; `None` for one that was being sent when we last heard of it.
    pub(super) media_id: Option<String>,
    /// When it was last changed by us, by the service's clock, in seconds; `None` where that is not known.
    pub(super) updated: Option<u64>,
    /// Its articles, in order.
    pub(super) members: Vec<Member>,
}

/// An article of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    /// By what it is known: [`Names::local`].
    pub(super) name: String,
    pub(super) path: Option<PathBuf>,
    pub(super) title: String,
    /// The digest of its bytes.
    pub(super) source: String,
    /// Its lines, roughly.
    #[serde(default)]
    pub(super) sketch: Vec<u32>,
    /// The word for what was sent; `None` where that is not known.
    pub(super) sent: Option<String>,
    /// What its cover is cut to.
    #[serde(default)]
    pub(super) cut: Option<Cut>,
}

/// By what an article is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// On this machine.
    pub(super) local: String,
    /// In the lockfile.
    pub(super) locked: Option<String>,
}

impl Names {
    /// Those of an article; standard input has none unless it gives itself an id.
    pub(super) fn of(manuscript: &Manuscript, lockfile: Option<&Path>) -> Self {
        if let Some(id) = &manuscript.id {
            let name = format!("id:{id}");
            return Self {
                local: name.clone(),
                locked: Some(name),
            };
        }
        let Some(path) = &manuscript.path else {
            return Self {
                local: format!("-:{}", manuscript.draft.title),
                locked: None,
            };
        };
        let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
        let beside = lockfile.and_then(|directory| directory.canonicalize().ok());
        let inside = beside.and_then(|directory| {
            let inside = whole.strip_prefix(directory).ok()?;
            let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
            Some(parts?.join("/"))
        });
        Self {
            local: format!("path:{}", path.display()),
            locked: inside,
        }
    }
}

/// What is known of the draft of some articles.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Under what it is written down, if it is.
    pub(super) key: Option<String>,
    pub(super) record: Record,
    /// That an article was renamed.
    pub(super) note: Option<Problem>,
}

/// The drafts of an account.
#[derive(Debug)]
pub(super) struct Memory {
    records: HashMap<String, Record>,
}

/// The word for articles under which their draft is written down.
pub(super) fn key_of(names: &[Names]) -> String {
    let names: Vec<&str> = names.iter().map(|names| names.local.as_str()).collect();
    names.join("\n")
}

impl Memory {
    /// Reads what is written down.
    pub(super) fn read(ledger: &Ledger, account: &AccountId) -> Self {
        let records = ledger.drafts(account).into_iter();
        Self {
            records: records
                .filter_map(|(key, record)| Some((key, serde_json::from_slice(&record).ok()?)))
                .collect(),
        }
    }

    /// The ids of all drafts.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.records
            .values()
            .filter_map(|record| record.media_id.as_deref())
    }

    /// What is known of the draft of these articles.
    ///
    /// # Errors
    /// `draft.id-taken`.
    pub(super) fn of(
        &self,
        manuscripts: &[&Manuscript],
        names: &[Names],
        ledger: &Ledger,
        account: &AccountId,
    ) -> Result<Known, Problem> {
        let key = key_of(names);
        if let Some(record) = self.records.get(&key) {
            for (member, manuscript) in record.members.iter().zip(manuscripts) {
                refuse_taken(member, manuscript)?;
            }
            return Ok(Known {
                record: record.clone(),
                key: Some(key),
                note: None,
            });
        }
        if let Some(known) = self.overlapping(names) {
            return Ok(known);
        }
        let renamed = self.named_otherwise(manuscripts, names);
        if let Some(known) = renamed.or_else(|| self.renamed(manuscripts, names)) {
            return Ok(known);
        }
        let locked = locked(names, ledger, account);
        // A line may have stayed behind when its article got another name.
        let locked = locked.filter(|known| {
            let media_id = known.record.media_id.as_deref();
            media_id.is_some_and(|id| !self.ids().any(|other| other == id))
        });
        Ok(locked.unwrap_or_default())
    }

    /// Of several articles, a draft that holds most of them: some were added, left out or put elsewhere.
    fn overlapping(&self, names: &[Names]) -> Option<Known> {
        if names.len() < 2 {
            return None;
        }
        let shared = |record: &Record| {
            let is_ours = |member: &&Member| names.iter().any(|names| names.local == member.name);
            record.members.iter().filter(is_ours).count()
        };
        let several = self.records.iter();
        let several = several.filter(|(_, record)| record.members.len() > 1);
        let best = several.max_by_key(|(key, record)| (shared(record), *key))?;
        let (key, record) = best;
        (shared(record) * 2 > names.len().min(record.members.len())).then(|| Known {
            key: Some(key.clone()),
            record: record.clone(),
            note: None,
        })
    }

    /// The draft of the one article in the same file, which has given itself an id since, or has none any more.
    fn named_otherwise(&self, manuscripts: &[&Manuscript], names: &[Names]) -> Option<Known> {
        let ([manuscript], [names]) = (manuscripts, names) else {
            return None;
        };
        let path = manuscript.path.as_ref()?;
        let found = self.records.iter().find(|(_, record)| {
            let [member] = record.members.as_slice() else {
                return false;
            };
            let had_id = member.name.starts_with("id:");
            member.path.as_ref() == Some(path) && had_id != manuscript.id.is_some()
        });
        let (key, record) = found?;
        let mut record = record.clone();
        for member in &mut record.members {
            member.name.clone_from(&names.local);
        }
        Some(Known {
            key: Some(key.clone()),
            record,
            note: None,
        })
    }

    /// The draft of the one article that is gone and was this one, by its bytes or by most of its lines.
    fn renamed(&self, manuscripts: &[&Manuscript], names: &[Names]) -> Option<Known> {
        let [manuscript] = manuscripts else {
            return None;
        };
        if manuscript.id.is_some() || manuscript.path.is_none() {
            return None;
        }
        let source = manuscript.source.hex();
        let sketch = sketch(&manuscript.article.text());
        let gone = self.records.iter().filter_map(|(key, record)| {
            let [member] = record.members.as_slice() else {
                return None;
            };
            let path = member.path.as_ref().filter(|path| !path.exists())?;
            let is_same = member.source == source;
            (is_same || are_alike(&member.sketch, &sketch)).then_some((is_same, key, record, path))
        });
        let mut gone: Vec<_> = gone.collect();
        if gone.iter().any(|(is_same, ..)| *is_same) {
            gone.retain(|(is_same, ..)| *is_same);
        }
        // Of two that could be it, neither is.
        let [(_, key, record, path)] = gone.as_slice() else {
            return None;
        };
        let note = Problem::new(Code::DraftRenamed)
            .with("path", fsio::shown_path(path))
            .with("media_id", record.media_id.as_deref().unwrap_or_default());
        let mut record = (*record).clone();
        for (member, names) in record.members.iter_mut().zip(names) {
            member.name.clone_from(&names.local);
            member.path.clone_from(&manuscript.path);
        }
        Some(Known {
            key: Some((*key).clone()),
            record,
            note: Some(note),
        })
    }
}

/// Forgets which articles are a draft, because it is deleted or published.
pub fn forget_draft(ledger: &Ledger, account: &AccountId, media_id: &str) {
    let memory = Memory::read(ledger, account);
    for (key, record) in &memory.records {
        if record.media_id.as_deref() == Some(media_id) {
            ledger.forget_draft(account, key);
        }
    }
}

/// Writes a draft down under the names that its articles have now, and in the lockfile.
pub(super) fn rename(ledger: &Ledger, account: &AccountId, known: &Known, names: &[Names]) {
    let (Some(key), Some(media_id)) = (&known.key, &known.record.media_id) else {
        return;
    };
    let now = key_of(names);
    if *key == now {
        return;
    }
    // Not worth failing for: it is found again.
    if let Ok(record) = serde_json::to_vec(&known.record)
        && ledger.remember_draft(account, &now, &record).is_ok()
    {
        ledger.forget_draft(account, key);
    }
    lock(ledger, account, media_id, names);
}

/// Has the lockfile know the draft.
pub(super) fn lock(ledger: &Ledger, account: &AccountId, media_id: &str, names: &[Names]) {
    for (index, name) in names.iter().enumerate() {
        let place = DraftPlace {
            media_id: media_id.to_owned(),
            index,
            count: names.len(),
        };
        if let Some(name) = &name.locked {
            ledger.lock_draft(account, name, place);
        }
    }
}

/// The draft that the lockfile knows: what was sent, and when, is not known here.
fn locked(names: &[Names], ledger: &Ledger, account: &AccountId) -> Option<Known> {
    let place = |names: &Names| ledger.locked_draft(account, names.locked.as_deref()?);
    let places: Vec<DraftPlace> = names.iter().map(place).collect::<Option<_>>()?;
    let first = places.first()?;
    let in_order = places.iter().enumerate().all(|(index, place)| {
        place.media_id == first.media_id && place.index == index && place.count == names.len()
    });
    in_order.then(|| Known {
        key: None,
        record: Record {
            media_id: Some(first.media_id.clone()),
            ..Record::default()
        },
        note: None,
    })
}

/// Refuses an article whose id another file has, which is still there.
fn refuse_taken(member: &Member, manuscript: &Manuscript) -> Result<(), Problem> {
    let (Some(id), Some(other)) = (&manuscript.id, &member.path) else {
        return Ok(());
    };
    let same = |one: &Path, other: &Path| match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    };
    let is_own = manuscript.path.as_ref().is_none_or(|own| same(own, other));
    if is_own || id_of(other).as_ref() != Some(id) {
        return Ok(());
    }
    Err(Problem::new(Code::DraftIdTaken)
        .with("id", id)
        .with("other", fsio::shown_path(other)))
}

/// The id that the article in a file gives itself.
fn id_of(path: &Path) -> Option<String> {
    let format = Format::of_path(path)?;
    let bytes = fsio::read_limited(path, Article::MAX_BYTES).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match format {
        Format::Markdown => Some(article::description(text).id?.text),
        Format::Html => None,
    }
}
