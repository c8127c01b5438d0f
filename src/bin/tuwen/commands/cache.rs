//! `cache`: what is remembered. `stats` counts it, `list` shows it, `forget` drops entries so that the
//! pictures are uploaded again when they are next needed; `export` and `import` carry it to another machine; `verify`
//! asks whether the pictures are still there, `prune` drops what is of no use any more.

mod forget;
mod prune;
mod transfer;
mod verify;

use serde_json::{Value, json};
use tuwen::{Entry, Ledger, Problem, Stats};

use super::date;
use crate::args::CacheCommand;
use crate::console::Console;
use crate::layer::ReportFormat;
use crate::settings::Settings;

/// Runs the verb; the exit status.
///
/// # Errors
/// `config.bad-value` for an entry that is none; `cache.import-invalid`; `ledger.unavailable`; `output.unwritable`.
pub(crate) fn run(
    command: &CacheCommand,
    settings: &Settings,
    console: &Console,
) -> Result<u8, Problem> {
    let directory = &settings.data.directory;
    let (ledger, warning) = match command {
        CacheCommand::Forget(_)
        | CacheCommand::Import(_)
        | CacheCommand::Verify(_)
        | CacheCommand::Prune(_) => Ledger::open(directory),
        CacheCommand::Stats | CacheCommand::List | CacheCommand::Export => {
            Ledger::open_read_only(directory)
        }
    };
    if let Some(warning) = warning {
        console.problem(&warning);
    }
    // `--account` narrows; without it everything is meant, whatever account is configured.
    let account = settings
        .account_was_named
        .then(|| settings.account.id.clone())
        .flatten();
    match command {
        CacheCommand::Stats => stats(&ledger.stats(), console)?,
        CacheCommand::List => list(&ledger.list(account.as_ref()), console)?,
        CacheCommand::Export => transfer::export(&ledger.list(account.as_ref()), console)?,
        CacheCommand::Import(import) => {
            let imported = transfer::import(&ledger, account.as_ref(), &import.file)?;
            if is_json(console) {
                let said = json!({"version": 1, "command": "cache import", "imported": imported});
                print_json(console, &said)?;
            } else {
                let arguments = [("entries", imported.to_string())];
                console.note(&console.text("ui-cache-imported", &arguments));
            }
        }
        CacheCommand::Verify(arguments) => {
            return verify::verify(&ledger, settings, account.as_ref(), arguments, console);
        }
        CacheCommand::Prune(arguments) => prune::prune(&ledger, settings, arguments, console)?,
        CacheCommand::Forget(arguments) => {
            forget::forget(&ledger, settings, account.as_ref(), arguments, console)?;
        }
    }
    Ok(0)
}

fn stats(stats: &Stats, console: &Console) -> Result<(), Problem> {
    let entries: u64 = stats.accounts.iter().map(|(_, count)| count).sum();
    if is_json(console) {
        let accounts: Vec<Value> = stats
            .accounts
            .iter()
            .map(|(account, count)| json!({"account": account.as_str(), "entries": count}))
            .collect();
        return print_json(
            console,
            &json!({
                "version": 1,
                "command": "cache stats",
                "ledger": stats.path.display().to_string(),
                "accounts": accounts,
                "entries": entries,
                "bytes": stats.bytes,
                "files": stats.files,
                "size_on_disk": stats.size_on_disk,
            }),
        );
    }
    let mut text = String::new();
    let mut line = |id: &str, arguments: &[(&str, String)]| {
        text.push_str(&crate::console::clean(&console.text(id, arguments)));
        text.push('\n');
    };
    line(
        "ui-cache-ledger",
        &[
            ("path", stats.path.display().to_string()),
            ("size", stats.size_on_disk.to_string()),
        ],
    );
    line(
        "ui-cache-entries",
        &[
            ("entries", entries.to_string()),
            ("bytes", stats.bytes.to_string()),
        ],
    );
    for (account, count) in &stats.accounts {
        line(
            "ui-cache-account",
            &[
                ("account", account.to_string()),
                ("entries", count.to_string()),
            ],
        );
    }
    line("ui-cache-files", &[("files", stats.files.to_string())]);
    console.data(text.as_bytes())
}

fn list(entries: &[Entry], console: &Console) -> Result<(), Problem> {
    if is_json(console) {
        let entries: Vec<Value> = entries
            .iter()
            .map(|entry| {
                json!({
                    "account": entry.key.account.as_str(),
                    "digest": entry.key.digest.to_string(),
                    "profile": entry.key.profile,
                    "url": entry.hosted.url.as_str(),
                    "media_id": entry.hosted.media_id,
                    "bytes": entry.bytes,
                    "recorded": date::utc(entry.recorded),
                })
            })
            .collect();
        return print_json(
            console,
            &json!({"version": 1, "command": "cache list", "entries": entries}),
        );
    }
    // One entry a line, fields separated by tabs: for people, and for `cut` and `awk`.
    let mut text = String::new();
    for entry in entries {
        let fields = [
            date::utc(entry.recorded),
            entry.key.account.to_string(),
            entry.key.digest.to_string(),
            entry.bytes.to_string(),
            entry.hosted.url.to_string(),
        ];
        let fields = fields.map(|field| crate::console::clean(&field).into_owned());
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    console.data(text.as_bytes())?;
    if entries.is_empty() {
        console.note(&console.text("ui-cache-empty", &[]));
    }
    Ok(())
}

fn is_json(console: &Console) -> bool {
    console.talk().report == ReportFormat::Json
}

fn print_json(console: &Console, value: &Value) -> Result<(), Problem> {
    console.data(format!("{value}\n").as_bytes())
}
