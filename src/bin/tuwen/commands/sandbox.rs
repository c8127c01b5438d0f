//! `sandbox`: the emulator as a server, for trying and for other tools' tests.

use tuwen::{Code, Fault, Problem, Sandbox};

use crate::args::SandboxServer;
use crate::console::Console;
use crate::host::{options, scratch};
use crate::session::runtime;

/// Serves until Ctrl-C; the exit status.
///
/// # Errors
/// `sandbox.bind`, `config.bad-value` for a fault that there is not.
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
        let sandbox = Sandbox::start_with(server.listen, options).await?;
        let arguments = [
            ("base", sandbox.base()),
            ("app_id", Sandbox::APP_ID.to_owned()),
            ("app_secret", Sandbox::APP_SECRET.to_owned()),
        ];
        console.note(&console.text("ui-sandbox-running", &[]));
        // Lines that a shell can take as they are: `eval "$(…)"`, or copied by hand.
        console.data(console.text("ui-sandbox-exports", &arguments).as_bytes())?;
        console.note(&console.text("ui-sandbox-stop", &[]));
        tokio::signal::ctrl_c()
            .await
            .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))?;
        Ok(0)
    })
}
