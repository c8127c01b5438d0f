//! Own CSS, read from its file when pages are to be made of it, or checked.

use std::path::Path;

use tuwen::{Code, Problem, Theme, check_theme, read_limited};

use crate::settings::Settings;

/// Largest style sheet that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Reads a style sheet.
///
/// # Errors
/// `theme.unreadable`.
pub(crate) fn read(path: &Path) -> Result<String, Problem> {
    let unreadable = |reason: String| {
        Problem::new(Code::ThemeUnreadable)
            .with("path", path.display())
            .with("reason", reason)
    };
    let bytes = read_limited(path, LARGEST)
        .map_err(|error| unreadable(error.reason()))?
        .ok_or_else(|| unreadable("larger than 1 MB".to_owned()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8".to_owned()))?;
    // A byte-order mark is what Windows editors put there.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The theme with the own CSS that the settings name, and a warning if some of it has no effect.
///
/// # Errors
/// `theme.unreadable`.
pub(crate) fn on_top(
    theme: Theme,
    settings: &Settings,
) -> Result<(Theme, Option<Problem>), Problem> {
    let Some(path) = &settings.css else {
        return Ok((theme, None));
    };
    let css = read(path)?;
    let count = check_theme(&css).len();
    let warning = (count > 0).then(|| {
        Problem::new(Code::ThemeIgnored)
            .with("path", path.display())
            .with("count", count)
    });
    Ok((theme.with_css(&css), warning))
}
