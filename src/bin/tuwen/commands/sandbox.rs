//! `sandbox`: the emulator as a server, for trying and for other tools' tests.

use std::path::absolute;

use tuwen::{Code, Fault, Problem, Sandbox};

use crate::args::SandboxServer;
use crate::console::Console;
use crate::host::{options, scratch};
use crate::session::runtime;

/// Serves until Ctrl-C or, where there are such signals, until it is told to terminate; the exit
/// status.
///
/// # Errors
/// `sandbox.bind`, `sandbox.token-file`, `config.bad-value` for a fault that there is not.
pub(crate) fn run(server: &SandboxServer, console: &Console) -> Result<u8, Problem> {
    let faults = server
        .faults
        .iter()
        .map(|fault| fault.parse())
        .collect::<Result<Vec<Fault>, _>>()?;
    runtime()?.block_on(async {
        let scratch = scratch()?;
        let mut options = options(scratch.path().join("pictures"));
        options.faults = faults;
        options.sidecar = server.sidecar;
        // What is printed must hold in other directories too.
        let token_file = server.cloud_token_file.as_deref();
        let token_file = token_file.map(|path| absolute(path).unwrap_or_else(|_| path.to_owned()));
        options.cloud_token_file.clone_from(&token_file);
        let bug = |error| Problem::new(Code::InternalBug).with("reason", error);
        let stop = told_to_stop().map_err(bug)?;
        let sandbox = Sandbox::start_with(server.listen, options).await?;
        let arguments = [
            ("base", sandbox.base()),
            ("app_id", Sandbox::APP_ID.to_owned()),
            ("app_secret", Sandbox::APP_SECRET.to_owned()),
        ];
        console.note(&console.text("ui-sandbox-running", &[]));
        // Lines that a shell can take as they are, from a file or copied by hand.
        console.data(console.text("ui-sandbox-exports", &arguments).as_bytes())?;
        if server.sidecar {
            console.data(console.text("ui-sandbox-exports-sidecar", &[]).as_bytes())?;
        }
        if let Some(path) = token_file {
            let path = [("path", shell_word(&path.to_string_lossy()))];
            console.data(
                console
                    .text("ui-sandbox-exports-token-file", &path)
                    .as_bytes(),
            )?;
        }
        console.note(&console.text("ui-sandbox-stop", &[]));
        stop.await.map_err(bug)?;
        Ok(0)
    })
}

/// What resolves when it is time to stop; SIGTERM is listened to from this call on. Scripts send it,
/// and the scratch directory is to go away then, too.
pub(super) fn told_to_stop() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                interrupted = tokio::signal::ctrl_c() => interrupted,
                _ = terminate.recv() => Ok(()),
            }
        })
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c())
}

/// A text as one word of a shell.
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:@".contains(c);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(shell_word("/tmp/令牌.txt"), "/tmp/令牌.txt");
        assert_eq!(shell_word("/tmp/my token"), "'/tmp/my token'");
        assert_eq!(shell_word("/tmp/$it's"), r"'/tmp/$it'\''s'");
    }
}
