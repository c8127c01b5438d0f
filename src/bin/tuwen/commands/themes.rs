//! `themes`: how pages can look. Without more it lists the built-in themes; `show` prints one as CSS, `check`
//! finds what would have no effect in own CSS, `gallery` shows them all on one sample.

mod gallery;

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};
use tuwen::{PlacedProblem, Problem, Theme, check_theme};

use crate::args::{Themes, ThemesCommand};
use crate::console::Console;
use crate::css;
use crate::layer::ReportFormat;

/// Exit status when own CSS has parts without effect.
const FOUND: u8 = 1;

/// Runs the verb; the exit status.
///
/// # Errors
/// `theme.unreadable`; `output.unwritable`.
pub(crate) fn run(themes: &Themes, console: &Console) -> Result<u8, Problem> {
    match &themes.command {
        None => list(console),
        Some(ThemesCommand::Show(show)) => {
            let css = Theme::named(&show.name).unwrap_or_default().css();
            console.data(css.as_bytes())?;
            Ok(0)
        }
        Some(ThemesCommand::Check(check)) => check_files(&check.files, console),
        Some(ThemesCommand::Gallery(gallery)) => gallery::run(&gallery.output, console),
    }
}

fn is_json(console: &Console) -> bool {
    console.talk().report == ReportFormat::Json
}

/// What a theme is like, in one line.
pub(super) fn description(name: &str, console: &Console) -> String {
    let id = match name {
        "bamboo" => "ui-theme-bamboo",
        "literary" => "ui-theme-literary",
        "technical" => "ui-theme-technical",
        "magazine" => "ui-theme-magazine",
        "academic" => "ui-theme-academic",
        "warm" => "ui-theme-warm",
        "ink" => "ui-theme-ink",
        "vivid" => "ui-theme-vivid",
        "midnight" => "ui-theme-midnight",
        // A theme without a line; a test holds that there is none.
        other => other,
    };
    console.text(id, &[])
}

fn list(console: &Console) -> Result<u8, Problem> {
    if is_json(console) {
        let themes: Vec<Value> = Theme::names()
            .map(|name| json!({"name": name, "description": description(name, console)}))
            .collect();
        let list = json!({"version": 1, "command": "themes", "themes": themes});
        console.data(format!("{list}\n").as_bytes())?;
        return Ok(0);
    }
    let widest = Theme::names().map(str::len).max().unwrap_or(0);
    let mut text = String::new();
    for name in Theme::names() {
        let _ = writeln!(text, "{name:widest$}  {}", description(name, console));
    }
    console.data(text.as_bytes())?;
    console.note(&console.text("ui-themes-next", &[]));
    Ok(0)
}

fn check_files(files: &[PathBuf], console: &Console) -> Result<u8, Problem> {
    let mut checked = Vec::new();
    for path in files {
        checked.push((path, check_theme(&css::read(path)?)));
    }
    let count: usize = checked.iter().map(|(_, found)| found.len()).sum();
    if is_json(console) {
        let files: Vec<Value> = checked
            .iter()
            .map(|(path, found)| {
                let problems: Vec<Value> = found.iter().map(|one| of_json(one, console)).collect();
                json!({"input": path.display().to_string(), "problems": problems})
            })
            .collect();
        let report = json!({
            "version": 1,
            "command": "themes check",
            "files": files,
            "exit": if count > 0 { FOUND } else { 0 },
        });
        console.data(format!("{report}\n").as_bytes())?;
    } else {
        for (path, found) in &checked {
            for placed in found {
                console.placed_problem(&path.display().to_string(), placed, 0);
            }
        }
        let arguments = [("count", count.to_string())];
        if count == 0 {
            console.note(&console.text("ui-themes-good", &[]));
        } else {
            console.note(&console.text("ui-themes-found", &arguments));
        }
    }
    Ok(if count > 0 { FOUND } else { 0 })
}

fn of_json(placed: &PlacedProblem, console: &Console) -> Value {
    let language = console.talk().language;
    let position = placed.place.as_ref().map(|place| place.position);
    json!({
        "code": placed.problem.code().as_str(),
        "severity": placed.problem.severity().as_str(),
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
        "message": placed.problem.message(language),
        "hint": placed.problem.hint(language),
    })
}
