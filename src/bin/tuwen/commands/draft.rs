//! `draft`: what is in the account's draft box. `list` and `show` tell it, `open` shows the service's own preview,
//! `publish` lets everybody read it, `delete` takes drafts out for good.

mod publication;

use std::io::{BufRead as _, IsTerminal as _};

use serde_json::{Value, json};
use tuwen::{Code, Draft, DraftArticle, DraftBox as _, Ledger, Problem, Wechat, forget_draft};

use super::date;
use crate::args::{Delete, DraftCommand, List};
use crate::browser;
use crate::console::{Console, clean};
use crate::host::{Running, emulator};
use crate::layer::ReportFormat;
use crate::session;
use crate::settings::Settings;

/// The service that is asked.
enum Service {
    Wechat(Wechat),
    Sandbox(Running),
}

impl Service {
    fn wechat(&self) -> &Wechat {
        match self {
            Self::Wechat(wechat) => wechat,
            Self::Sandbox(running) => &running.client,
        }
    }
}

/// Runs the verb; the exit status.
///
/// # Errors
/// `draft.missing`, `draft.unconfirmed`; `publication.…`; those of the account and the connection.
pub(crate) fn run(
    command: &DraftCommand,
    settings: &Settings,
    console: &Console,
) -> Result<u8, Problem> {
    if let DraftCommand::Delete(delete) = command {
        confirm(delete, console)?;
    }
    if let DraftCommand::Publish(wanted) = command {
        publication::confirm(wanted)?;
    }
    session::runtime()?.block_on(async {
        let service = if settings.sandbox {
            Service::Sandbox(Running::start(emulator(&settings.data.directory)).await?)
        } else {
            Service::Wechat(session::wechat(settings)?)
        };
        let wechat = service.wechat();
        match command {
            DraftCommand::List(arguments) => list(wechat, arguments, console).await,
            DraftCommand::Show(named) => show(&wechat.draft(&named.id).await?, console),
            DraftCommand::Open(named) => open(&wechat.draft(&named.id).await?, console),
            DraftCommand::Publish(wanted) => {
                let patience = settings.deadline.unwrap_or(publication::PATIENCE);
                publication::publish(wechat, &wanted.id, patience, console).await
            }
            DraftCommand::Delete(arguments) => delete(wechat, arguments, settings, console).await,
        }
    })?;
    Ok(0)
}

async fn list(wechat: &Wechat, arguments: &List, console: &Console) -> Result<(), Problem> {
    let (drafts, total) = wechat.drafts(arguments.most as usize).await?;
    if is_json(console) {
        let drafts: Vec<Value> = drafts.iter().map(|draft| told(draft, false)).collect();
        let said = json!({"version": 1, "command": "draft list", "total": total, "drafts": drafts});
        return console.data(format!("{said}\n").as_bytes());
    }
    // One draft a line, fields separated by tabs.
    let mut text = String::new();
    for draft in &drafts {
        let first = draft.articles.first().cloned().unwrap_or_default();
        let more = match draft.articles.len() {
            0 | 1 => String::new(),
            count => format!(" (+{})", count - 1),
        };
        let when = draft.updated.map(date::utc).unwrap_or_default();
        let fields = [when, draft.media_id.clone(), first.title + &more];
        let fields = fields.map(|field| clean(&field).into_owned());
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    console.data(text.as_bytes())?;
    let arguments = [
        ("shown", drafts.len().to_string()),
        ("count", total.to_string()),
    ];
    console.note(&console.text("ui-drafts", &arguments));
    Ok(())
}

fn show(draft: &Draft, console: &Console) -> Result<(), Problem> {
    if is_json(console) {
        let said = json!({"version": 1, "command": "draft show", "draft": told(draft, true)});
        return console.data(format!("{said}\n").as_bytes());
    }
    let mut text = String::new();
    for (number, article) in draft.articles.iter().enumerate() {
        let mut line = |id: &str, value: &str| {
            if !value.is_empty() {
                let label = console.text(id, &[]);
                text.extend([label.as_str(), &clean(value), "\n"]);
            }
        };
        if number > 0 {
            line("ui-draft-next", " ");
        }
        line("ui-draft-title", &article.title);
        line("ui-draft-author", &article.author);
        line("ui-draft-digest", &article.digest);
        line("ui-draft-source", &article.source_url);
        line("ui-draft-cover", &article.cover);
        let size = [
            ("characters", article.content.chars().count().to_string()),
            ("bytes", article.content.len().to_string()),
        ];
        line("ui-draft-body", &console.text("ui-page-size", &size));
    }
    console.data(text.as_bytes())
}

fn open(draft: &Draft, console: &Console) -> Result<(), Problem> {
    // The address is as good as a key to the unpublished article: it goes to the browser alone.
    let preview = draft
        .articles
        .iter()
        .find_map(|article| article.preview.as_deref());
    match preview {
        Some(url) if browser::open(url) => {
            console.note(&console.text("ui-draft-opened", &[]));
            Ok(())
        }
        _ => Err(Problem::new(Code::DraftNoPreview).with("media_id", &draft.media_id)),
    }
}

async fn delete(
    wechat: &Wechat,
    arguments: &Delete,
    settings: &Settings,
    console: &Console,
) -> Result<(), Problem> {
    // The next run must not take them for there.
    let (ledger, _) = Ledger::open(&settings.data.directory);
    let account = session::account(settings, &ledger);
    let mut deleted = Vec::new();
    let mut failure = None;
    for id in &arguments.ids {
        match wechat.delete_draft(id).await {
            Ok(()) => {
                forget_draft(&ledger, &account, id);
                deleted.push(id.as_str());
            }
            Err(problem) => {
                failure = Some(problem);
                break;
            }
        }
    }
    if is_json(console) {
        let said = json!({"version": 1, "command": "draft delete", "deleted": deleted});
        console.data(format!("{said}\n").as_bytes())?;
    } else {
        let arguments = [("count", deleted.len().to_string())];
        console.note(&console.text("ui-drafts-deleted", &arguments));
    }
    failure.map_or(Ok(()), Err)
}

/// Asks whether drafts are to be deleted; nobody can bring them back.
///
/// # Errors
/// `draft.unconfirmed`.
fn confirm(delete: &Delete, console: &Console) -> Result<(), Problem> {
    let count = delete.ids.len();
    let unconfirmed = || Problem::new(Code::DraftUnconfirmed).with("count", count);
    if delete.yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(unconfirmed());
    }
    console.note(&console.text("ui-drafts-delete", &[("count", count.to_string())]));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    let is_yes = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是");
    match read {
        Ok(_) if is_yes => Ok(()),
        _ => Err(unconfirmed()),
    }
}

fn told(draft: &Draft, with_bodies: bool) -> Value {
    let article = |article: &DraftArticle| {
        let mut told = json!({
            "type": article.kind,
            "title": article.title,
            "author": article.author,
            "digest": article.digest,
            "source_url": article.source_url,
            "cover": article.cover,
        });
        if with_bodies {
            told["content"] = Value::from(article.content.as_str());
        }
        told
    };
    json!({
        "media_id": draft.media_id,
        "updated": draft.updated.map(date::utc),
        "articles": draft.articles.iter().map(article).collect::<Vec<_>>(),
    })
}

fn is_json(console: &Console) -> bool {
    console.talk().report == ReportFormat::Json
}
