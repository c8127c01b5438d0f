//! `publish --draft`: what cannot be, before anything is done, and what became of the drafts.

use tuwen::{ArticleReport, Code, DraftReport, DraftStatus, Options, Problem, Report};

use crate::console::{Console, clean};

/// Most articles of one draft.
const MOST: usize = 8;

/// Refuses what so many articles cannot become.
///
/// # Errors
/// `draft.too-many`, `draft.one-article`.
pub(super) fn refuse_impossible(
    options: &Options,
    for_one: Option<&'static str>,
    count: usize,
) -> Result<(), Problem> {
    let Some(draft) = &options.draft else {
        return Ok(());
    };
    if draft.together && count > MOST {
        return Err(Problem::new(Code::DraftTooMany)
            .with("count", count)
            .with("most", MOST));
    }
    match for_one {
        Some(option) if count > 1 => Err(Problem::new(Code::DraftOneArticle)
            .with("option", option)
            .with("count", count)),
        _ => Ok(()),
    }
}

/// Whether articles became drafts.
pub(super) fn any(report: &Report) -> bool {
    (report.articles.iter()).any(|article| article.draft.is_some())
}

/// Tells what became of the drafts, a line for each; of many that are as they were, only how many.
pub(super) fn tell(report: &Report, sandbox: bool, console: &Console) {
    let drafts = report.articles.iter().filter_map(|article| {
        let draft = article.draft.as_ref()?;
        // Of several articles in one draft, the first stands for all.
        (draft.index == 0).then_some((article, draft))
    });
    let mut unchanged = 0;
    let mut changed = Vec::new();
    for (article, draft) in drafts {
        if draft.status == DraftStatus::Unchanged {
            unchanged += 1;
            continue;
        }
        let others = others(report, draft);
        line(article, draft, others, console);
        changed.extend(draft.media_id.as_deref());
    }
    if unchanged > 0 {
        let count = [("count", unchanged.to_string())];
        console.note(&console.text("ui-drafts-unchanged", &count));
    }
    match changed.as_slice() {
        [] => {}
        [media_id] => {
            let id = [("media_id", (*media_id).to_owned())];
            let text = if sandbox {
                "ui-draft-next-step-sandbox"
            } else {
                "ui-draft-next-step"
            };
            console.note(&console.text(text, &id));
        }
        _ if sandbox => console.note(&console.text("ui-drafts-next-step-sandbox", &[])),
        _ => console.note(&console.text("ui-drafts-next-step", &[])),
    }
}

/// How many more articles are in a draft.
fn others(report: &Report, draft: &DraftReport) -> usize {
    let articles = report.articles.iter();
    let drafts = articles.filter_map(|article| article.draft.as_ref());
    drafts
        .filter(|other| other.index > 0 && other.media_id == draft.media_id)
        .count()
}

fn line(article: &ArticleReport, draft: &DraftReport, others: usize, console: &Console) {
    let id = match draft.status {
        DraftStatus::Created => "ui-draft-created",
        DraftStatus::Updated => "ui-draft-updated",
        DraftStatus::WouldCreate => "ui-draft-would-create",
        DraftStatus::WouldUpdate => "ui-draft-would-update",
        _ => return,
    };
    let cover = draft.cover.as_ref().map(|cover| {
        let (word, picture) = cover.parts();
        let arguments = [
            ("from", word.to_owned()),
            ("picture", picture.unwrap_or_default().to_owned()),
        ];
        console.text("ui-draft-with-cover", &arguments)
    });
    let arguments = [
        ("input", clean(&article.input).into_owned()),
        ("title", clean(&draft.title).into_owned()),
        ("others", others.to_string()),
        ("cover", cover.unwrap_or_default()),
    ];
    console.note(&console.text(id, &arguments));
}
