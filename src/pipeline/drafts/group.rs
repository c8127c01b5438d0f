//! The articles of each draft, and whether the draft is as they are.

use std::collections::HashMap;

use super::memory::{self, Memory, Names};
use super::recording::is_sent;
use super::sheet::Sheet;
use super::telling::{draft_report, refuse};
use crate::draft::MOST_ARTICLES;
use crate::options::DraftOptions;
use crate::pipeline::{Job, Run};
use crate::problem::{Code, Problem};
use crate::report::{ArticleReport, DraftStatus, PlacedProblem};
use crate::upload::ImageHost;

/// The articles of one draft, by their numbers in the report.
pub(super) struct Group {
    pub(super) indexes: Vec<usize>,
    pub(super) names: Vec<Names>,
    pub(super) sheets: Vec<Sheet>,
}

impl<H: ImageHost> Run<H> {
    /// The drafts that the articles become: one each, or one of all if all are complete.
    pub(super) fn groups(
        &self,
        options: &DraftOptions,
        sheets: Vec<(usize, Sheet)>,
        jobs: &[Job],
        articles: &mut [ArticleReport],
    ) -> Vec<Group> {
        let directory = self.ledger.lockfile_directory();
        let named = |(index, sheet): (usize, Sheet)| {
            let names = Names::of(&sheet.manuscript, directory.as_deref());
            (index, names, sheet)
        };
        let named: Vec<_> = sheets.into_iter().map(named).collect();
        if !options.together {
            let groups = named.into_iter().map(|(index, names, sheet)| Group {
                indexes: vec![index],
                names: vec![names],
                sheets: vec![sheet],
            });
            return without_namesakes(groups.collect(), articles);
        }
        if named.len() < jobs.len() || named.len() > MOST_ARTICLES {
            for (index, ..) in &named {
                refuse(
                    &mut articles[*index],
                    Problem::new(Code::DraftTogether).into(),
                );
            }
            return Vec::new();
        }
        let mut group = Group {
            indexes: Vec::new(),
            names: Vec::new(),
            sheets: Vec::new(),
        };
        for (index, names, sheet) in named {
            group.indexes.push(index);
            group.names.push(names);
            group.sheets.push(sheet);
        }
        vec![group]
    }

    /// Tells of drafts that are as they would be; gives the others.
    pub(super) fn changed(
        &self,
        groups: Vec<Group>,
        options: &DraftOptions,
        articles: &mut [ArticleReport],
    ) -> Vec<Group> {
        let (ledger, account) = (&self.ledger, self.hosting.account());
        let memory = Memory::read(ledger, account);
        let mut changed = Vec::new();
        for group in groups {
            let manuscripts: Vec<_> = group.sheets.iter().map(|sheet| &sheet.manuscript).collect();
            let known = match memory.of(&manuscripts, &group.names, ledger, account) {
                Ok(known) => known,
                Err(problem) => {
                    for index in &group.indexes {
                        refuse(&mut articles[*index], problem.clone().into());
                    }
                    continue;
                }
            };
            let is_same = is_sent(&known.record, &group.names, &group.sheets);
            let members = known.record.members.len();
            let is_other = members > 0 && members != group.sheets.len();
            let status = match (options.new || is_other, &known.record.media_id) {
                (true, _) | (false, None) => DraftStatus::WouldCreate,
                (false, Some(_)) if is_same => DraftStatus::Unchanged,
                (false, Some(_)) => DraftStatus::WouldUpdate,
            };
            if status == DraftStatus::Unchanged || self.options.dry_run {
                for (place, index) in group.indexes.iter().enumerate() {
                    let sheet = &group.sheets[place];
                    let media_id = known.record.media_id.clone().filter(|_| !options.new);
                    let report = &mut articles[*index];
                    report.draft = Some(draft_report(sheet, media_id, place, status));
                    let note = known.note.iter().filter(|_| place == 0);
                    report
                        .problems
                        .extend(note.cloned().map(PlacedProblem::from));
                }
                if status == DraftStatus::Unchanged && !self.options.dry_run {
                    memory::rename(ledger, account, &known, &group.names);
                    if let Some(media_id) = &known.record.media_id {
                        memory::lock(ledger, account, media_id, &group.names);
                    }
                }
            } else {
                changed.push(group);
            }
        }
        changed
    }
}

/// Refuses articles that would be the draft of another one of this run.
fn without_namesakes(groups: Vec<Group>, articles: &mut [ArticleReport]) -> Vec<Group> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut kept = Vec::new();
    for group in groups {
        let (name, index) = (group.names[0].local.clone(), group.indexes[0]);
        if let Some(other) = seen.get(&name) {
            let problem = Problem::new(Code::DraftIdTaken)
                .with("id", name.trim_start_matches("id:"))
                .with("other", &articles[*other].input);
            refuse(&mut articles[index], problem.into());
        } else {
            seen.insert(name, index);
            kept.push(group);
        }
    }
    kept
}
