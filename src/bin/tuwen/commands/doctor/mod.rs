//! `doctor`: what is wrong with the set-up, and what to do about it.
//!
//! One check after the other, told as it ends; none is left out because another failed, unless it cannot
//! be made. Nothing is changed, here or at the service, but for what every run keeps: the token.

mod account;
mod check;
mod clock;
mod machine;
mod network;
mod patience;
mod round;
mod service;
mod setup;

use std::path::PathBuf;

use tuwen::{Code, Credentials, Problem, SandboxOptions, Wechat};

use crate::args::Arguments;
use crate::console::Console;
use crate::host::Running;
use crate::session::runtime;
use crate::settings::{Settings, Talk};
use crate::sources::Environment;
use round::Round;
use setup::Setup;

/// Runs the verb; the exit status.
///
/// # Errors
/// `output.unwritable`, `run.interrupted`.
pub(crate) fn run(
    arguments: &Arguments,
    environment: Environment,
    unreadable: Option<Problem>,
    early: Talk,
) -> Result<u8, Problem> {
    let setup = Setup::find(arguments, environment, unreadable, early);
    let console = Console::new(setup.talk);
    console.tell_work();
    let mut round = Round::new(&console);
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        tokio::select! {
            () = examine(&setup, &mut round) => Ok(()),
            // Without a handler Ctrl-C ends the process as ever.
            Ok(()) = tokio::signal::ctrl_c() => Err(Problem::new(Code::Interrupted)),
        }
    });
    runtime.shutdown_background();
    ended?;
    round.end()
}

/// Makes all checks.
async fn examine(setup: &Setup, round: &mut Round<'_>) {
    setup.check(round);
    let settings = setup.settings.as_ref();
    let client = Client::new(setup, settings).await;
    let wechat = client.as_ref().map(Client::api);
    let way = wechat.map_or("none", Wechat::way);
    let of_account = account::check(setup, settings, way, round).await;
    let of_network = network::check(wechat, round).await;
    service::check(wechat.ok(), of_account.or(of_network), round).await;
    machine::check(
        settings.map(|settings| settings.data.directory.as_path()),
        round,
    );
}

/// Who is asked.
enum Client {
    Wechat(Wechat),
    Sandbox(Running),
}

impl Client {
    async fn new(setup: &Setup, settings: Option<&Settings>) -> Result<Self, Problem> {
        if settings.is_some_and(|settings| settings.sandbox) {
            let options = SandboxOptions::default();
            return Running::start(options).await.map(Self::Sandbox);
        }
        let nobody = || Credentials::Missing(Problem::new(Code::ConfigNoAccount));
        let time = settings.and_then(|settings| settings.timeout);
        let (base, credentials, tokens) = match settings {
            // Of a configuration that is half understood, the account may be another one.
            Some(settings) => (
                settings.api_base.as_str(),
                setup
                    .is_sound()
                    .then(|| settings.account.credentials.clone()),
                settings.data.directory.join("tokens"),
            ),
            None => (Wechat::DEFAULT_BASE, None, PathBuf::new()),
        };
        let credentials = credentials.unwrap_or_else(nobody);
        let wechat = Wechat::new(base, credentials, &tokens)?;
        Ok(Self::Wechat(match time {
            Some(time) => wechat.giving_up_after(time),
            None => wechat,
        }))
    }

    fn api(&self) -> &Wechat {
        match self {
            Self::Wechat(wechat) => wechat,
            Self::Sandbox(running) => &running.client,
        }
    }
}
