//! `completions`: the script that lets a shell complete the command line.

use tuwen::Problem;

use crate::args::Completions;
use crate::console::Console;
use crate::help;

/// Prints the script; the exit status.
///
/// # Errors
/// `output.unwritable`.
pub(crate) fn run(completions: &Completions, console: &Console) -> Result<u8, Problem> {
    let mut command = help::command(console.talk().language);
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut command, "tuwen", &mut script);
    console.data(&script)?;
    Ok(0)
}
