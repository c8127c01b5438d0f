//! `check --fix`: articles are mended in their files, each as a whole or not at all.

use tuwen::{Article, Code, Job, Locator, Origin, Problem, read_limited, repair, write_atomic};

use crate::console::Console;

/// Mends what can be mended and says what was changed.
///
/// # Errors
/// `output.no-place` for standard input, `output.unwritable`.
pub(super) fn fix(jobs: &[Job], locator: &Locator, console: &Console) -> Result<(), Problem> {
    for job in jobs {
        let Origin::File(path) = &job.origin else {
            return Err(Problem::new(Code::OutputNoPlace));
        };
        // What cannot be read is told by the check that follows.
        let Ok(Some(source)) = read_limited(path, Article::MAX_BYTES) else {
            continue;
        };
        let Ok(article) = Article::new(job.origin.clone(), job.format, source) else {
            continue;
        };
        let Some((mended, repairs)) = repair(&article, locator) else {
            continue;
        };
        write_atomic(path, &mended).map_err(|error| {
            Problem::new(Code::OutputUnwritable)
                .with("path", path.display())
                .with("reason", error.reason())
        })?;
        for one in repairs {
            let position = one.place.position;
            let place = format!("{}:{}:{}", path.display(), position.line, position.column);
            let arguments = [("path", place), ("value", one.old), ("other", one.new)];
            console.note(&console.text("ui-check-fixed", &arguments));
        }
    }
    Ok(())
}
