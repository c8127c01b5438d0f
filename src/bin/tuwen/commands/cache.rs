//! `cache`: what is remembered. `stats` counts it, `list` shows it, `forget` drops entries so that the
//! pictures are uploaded again when they are next needed; `export` and `import` carry it to another machine.

mod date;
mod transfer;

use std::path::Path;

use serde_json::{Value, json};
use tuwen::{
    AccountId, Code, Digest, Entry, Forget, HostedUrl, Ledger, MAX_IMAGE_BYTES, Problem, Stats,
    read_limited,
};

use crate::args::{CacheCommand, Forget as ForgetArguments};
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
        CacheCommand::Forget(_) | CacheCommand::Import(_) => Ledger::open(directory),
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
        CacheCommand::Forget(arguments) => {
            let lockfile = settings.data.lockfile.as_deref();
            forget(&ledger, lockfile, account.as_ref(), arguments, console)?;
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

fn forget(
    ledger: &Ledger,
    lockfile: Option<&Path>,
    account: Option<&AccountId>,
    arguments: &ForgetArguments,
    console: &Console,
) -> Result<(), Problem> {
    let wanted = if arguments.all {
        vec![Forget::All]
    } else {
        // All are understood before the first is forgotten.
        arguments
            .entries
            .iter()
            .map(|entry| entry_of(entry))
            .collect::<Result<Vec<_>, _>>()?
    };
    let mut forgotten = 0;
    for what in &wanted {
        let here = ledger.forget(account, what)?;
        let beside = match lockfile {
            // The team's file goes line by line, never as a whole by the way.
            Some(path) if *what != Forget::All => {
                ledger.forget_in_lockfile(path, account, what)? as u64
            }
            _ => 0,
        };
        // An upload that both knew is one.
        forgotten += here.max(beside);
    }
    if is_json(console) {
        return print_json(
            console,
            &json!({"version": 1, "command": "cache forget", "forgotten": forgotten}),
        );
    }
    console.note(&console.text("ui-cache-forgotten", &[("entries", forgotten.to_string())]));
    Ok(())
}

/// A digest, a hosted URL, or the picture itself.
fn entry_of(text: &str) -> Result<Forget, Problem> {
    if let Ok(digest) = text.parse::<Digest>() {
        return Ok(Forget::Digest(digest));
    }
    if let Some(url) = HostedUrl::parse(text) {
        return Ok(Forget::Url(url));
    }
    match read_limited(Path::new(text), MAX_IMAGE_BYTES) {
        Ok(Some(bytes)) => Ok(Forget::Digest(Digest::of(&bytes))),
        _ => Err(Problem::new(Code::ConfigBadValue)
            .with("option", "cache forget")
            .with("value", text)
            .with("expected", "entry")),
    }
}

fn is_json(console: &Console) -> bool {
    console.talk().report == ReportFormat::Json
}

fn print_json(console: &Console, value: &Value) -> Result<(), Problem> {
    console.data(format!("{value}\n").as_bytes())
}
