//! `mdbook`: a backend of mdBook. The book comes on standard input, after all preprocessors; a page goes out for each
//! chapter.

mod book;

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use tuwen::{Code, Format, Job, Output, Problem, Verb};

use super::status;
use crate::args::Arguments;
use crate::console::Console;
use crate::session::Session;
use crate::settings::{Settings, Talk};
use crate::sources::{self, Environment};
use book::{Book, Chapter};

/// Largest book that is read, in bytes.
const LONGEST: u64 = 512 << 20;

/// Publishes the book on standard input; the exit status.
///
/// # Errors
/// `mdbook.no-book`; `config.…`, also of `[output.tuwen]`; those of `publish`.
pub(crate) fn run(
    arguments: &Arguments,
    environment: Environment,
    early: Talk,
) -> Result<u8, Problem> {
    let book = read()?;
    let config = arguments.general.config.as_deref();
    let inputs = [book.sources()];
    let mut sources = sources::gather(arguments.layer(), config, &inputs, environment)?;
    sources.book = Some(book.configuration()?);
    let mut settings = Settings::resolve(sources)?;
    settings.hide_lines();
    // What mdBook shows of us is standard error; nothing reads a report.
    let console = Console::new(Talk {
        report: early.report,
        ..settings.talk
    });
    console.tell_work();
    let jobs = book
        .chapters()
        .into_iter()
        .map(|chapter| job(&book, chapter));
    let report = Session::open(&settings, Verb::Publish)?.run(jobs.collect(), &console)?;
    console.report(&report);
    Ok(status(&report))
}

fn read() -> Result<Book, Problem> {
    let no_book = |reason: &str| Problem::new(Code::MdbookNoBook).with("reason", reason);
    let input = std::io::stdin();
    if input.is_terminal() {
        return Err(no_book("terminal"));
    }
    let mut bytes = Vec::new();
    input
        .lock()
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| no_book(&error.to_string()))?;
    Book::read(&bytes).map_err(|reason| no_book(&reason))
}

/// A chapter as an article that lies where its source does.
fn job(book: &Book, chapter: Chapter<'_>) -> Job {
    let output = book.destination().join(page_name(chapter.path));
    let source = book.sources().join(chapter.source_path);
    let mut job = Job::file(source, Format::Markdown, Output::File(output));
    job.source = Some(chapter.content.to_owned().into_bytes());
    job
}

fn page_name(path: &Path) -> std::path::PathBuf {
    path.with_extension("wechat.html")
}
