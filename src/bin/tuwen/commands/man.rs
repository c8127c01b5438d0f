//! `man`: the manual page on standard output, or one page per verb in a directory.

use clap::Command;
use clap_mangen::Man as Page;
use tuwen::{Code, Problem, write_atomic};

use crate::args::Man;
use crate::console::Console;
use crate::help;

/// Prints or writes the manual; the exit status.
///
/// # Errors
/// `output.unwritable`.
pub(crate) fn run(man: &Man, console: &Console) -> Result<u8, Problem> {
    let mut command = help::command(console.talk().language);
    command.build();
    let Some(directory) = &man.output else {
        console.data(&page(&command, "tuwen")?)?;
        return Ok(0);
    };
    let mut pages = vec![("tuwen".to_owned(), &command)];
    let mut next = 0;
    while let Some((name, command)) = pages.get(next).cloned() {
        pages.extend(
            command
                .get_subcommands()
                .filter(|verb| !verb.is_hide_set())
                .map(|verb| (format!("{name}-{}", verb.get_name()), verb)),
        );
        let path = directory.join(format!("{name}.1"));
        write_atomic(&path, &page(command, &name)?).map_err(|error| {
            Problem::new(Code::OutputUnwritable)
                .with("path", path.display())
                .with("reason", error.reason())
        })?;
        next += 1;
    }
    let arguments = [
        ("count", pages.len().to_string()),
        ("path", directory.display().to_string()),
    ];
    console.note(&console.text("ui-man-written", &arguments));
    Ok(0)
}

fn page(command: &Command, name: &str) -> Result<Vec<u8>, Problem> {
    let mut page = Vec::new();
    Page::new(command.clone())
        .title(name)
        .render(&mut page)
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))?;
    Ok(page)
}
