//! `mdbook`: a backend of mdBook. The book comes on standard input, after all preprocessors; a page goes out for each
//! chapter.

mod backend;
mod book;
mod table;

use std::io::{IsTerminal as _, Read as _};

use tuwen::{Code, Problem, Verb};

use super::status;
use crate::args::Arguments;
use crate::console::Console;
use crate::session::Session;
use crate::settings::{Settings, Talk};
use crate::sources::{self, Environment};
use book::Book;

/// Largest book that is read, in bytes.
const LONGEST: u64 = 512 << 20;

/// Publishes the book on standard input; the exit status.
///
/// # Errors
/// `mdbook.no-book`; `config.…`, also of the backend's table; those of `publish`.
pub(crate) fn run(
    arguments: &Arguments,
    mut environment: Environment,
    early: Talk,
) -> Result<u8, Problem> {
    let book = read()?;
    let config = arguments.general.config.as_deref();
    let inputs = [book.sources()];
    // The working directory is that of the pages; what people keep beside `tuwen.toml` is beside the book.
    environment.add_directory(book.root(), false)?;
    let mut sources = sources::gather(arguments.layer(), config, &inputs, environment)?;
    sources.book = Some(table::configuration(book.root(), book.backend())?);
    let mut settings = Settings::resolve(sources)?;
    settings.read_as_mdbook();
    // What mdBook shows of us is standard error; nothing reads a report.
    let console = Console::new(Talk {
        report: early.report,
        ..settings.talk
    });
    console.tell_work();
    let session = Session::open(&settings, Verb::Publish)?;
    let session = session.looking_for_stale(vec![book.destination()]);
    let report = session.run(book.jobs()?, &console)?;
    console.report(&report);
    let any = (report.articles.iter()).any(|article| article.output.is_some());
    if settings.sandbox && any && !report.dry_run {
        console.note(&console.text("ui-sandbox-urls", &[]));
    }
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
