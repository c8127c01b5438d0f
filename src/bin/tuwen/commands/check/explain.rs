//! `check --explain`: a page on one rule, or the list of all.

use std::fmt::Write as _;

use tuwen::{Code, Language, Problem, Rules, explanation, message_text};

use crate::console::Console;

/// Prints the page on a rule, or the list; the exit status.
///
/// # Errors
/// `check.unknown-rule`, `output.unwritable`.
pub(super) fn run(code: Option<&str>, console: &Console) -> Result<u8, Problem> {
    let language = console.talk().language;
    let text = match code {
        Some(code) => page(rule(code)?, language),
        None => list(language),
    };
    console.data(text.as_bytes())?;
    Ok(0)
}

/// The rule that a word names.
///
/// # Errors
/// `check.unknown-rule`.
pub(super) fn rule(code: &str) -> Result<Code, Problem> {
    Rules::named(code).ok_or_else(|| {
        let last = code.rsplit('.').next().unwrap_or(code);
        let similar = Rules::all()
            .map(|(known, _)| known.as_str())
            .find(|known| known.rsplit('.').next() == Some(last) || known.starts_with(code));
        Problem::new(Code::CheckUnknownRule)
            .with("code", code)
            .with("similar", similar.unwrap_or_default())
    })
}

fn page(code: Code, language: Language) -> String {
    let Some(page) = explanation(code, language) else {
        return String::new();
    };
    let level = default_level(code);
    let default = [("value", level.to_owned())];
    let default = message_text(language, "ui-check-default", &default);
    format!(
        "# {}\n\n{}\n\n{}\n\n{default}\n\n    [check]\n    \"{}\" = \"off\"\n",
        code.as_str(),
        page.title,
        page.text,
        code.as_str(),
    )
}

fn default_level(code: Code) -> &'static str {
    Rules::all()
        .find(|(known, _)| *known == code)
        .map_or("error", |(_, level)| level.as_str())
}

fn list(language: Language) -> String {
    let widest = Rules::all().map(|(code, _)| code.as_str().len()).max();
    let widest = widest.unwrap_or(0);
    let mut text = String::new();
    for (code, level) in Rules::all() {
        let title = explanation(code, language).map_or("", |page| page.title);
        let _ = writeln!(
            text,
            "{:widest$}  {:7}  {title}",
            code.as_str(),
            level.as_str()
        );
    }
    text
}
