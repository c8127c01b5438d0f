//! One run of the pipeline: opens the ledger, chooses host and account, starts the async runtime, and
//! ends early on Ctrl-C.
//!
//! The first Ctrl-C lets the requests in flight finish and be recorded; the second ends at once.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tuwen::{
    AccountId, Code, Digest, ImageInput, Job, Ledger, Options, Pipeline, Problem, Progress, Report,
    SharedLedger, UploadOptions, Uploader, Verb, Wechat,
};

use crate::console::{Bar, Console};
use crate::css;
use crate::host::{Host, LazySandbox};
use crate::settings::Settings;

/// Under what uploads are remembered when nothing says whose they are and nothing was remembered yet.
const UNKNOWN_ACCOUNT: &str = "default";

/// A pipeline ready to run.
#[derive(Debug)]
pub(crate) struct Session {
    pipeline: Pipeline<Host>,
    /// What was wrong with the ledger, or is worth saying about where secrets stand.
    warnings: Vec<Problem>,
    /// How long the run may take.
    deadline: Option<Duration>,
}

/// How long after its deadline a run may still finish what is in flight.
const GRACE: Duration = Duration::from_secs(10);

impl Session {
    /// Opens what the settings name.
    ///
    /// # Errors
    /// `config.bad-value`, `config.insecure-base`, `theme.unreadable`.
    pub(crate) fn open(settings: &Settings, verb: Verb) -> Result<Self, Problem> {
        let (pipeline, warnings) = pipeline(settings, settings.options(verb))?;
        Ok(Self {
            pipeline,
            warnings: settings.warnings.iter().cloned().chain(warnings).collect(),
            deadline: settings.deadline,
        })
    }

    /// Has the run look for outputs in these directories whose articles are gone.
    pub(crate) fn looking_for_stale(mut self, directories: Vec<PathBuf>) -> Self {
        self.pipeline = self.pipeline.looking_for_stale(directories);
        self
    }

    /// Does articles.
    ///
    /// # Errors
    /// `run.interrupted` on the second Ctrl-C; `internal.bug` when there can be no runtime.
    pub(crate) fn run(self, jobs: Vec<Job>, console: &Console) -> Result<Report, Problem> {
        self.drive(console, |pipeline, progress| async move {
            pipeline.run(jobs, progress).await
        })
    }

    /// Does articles, and makes drafts of them.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub(crate) fn run_to_drafts(
        self,
        jobs: Vec<Job>,
        console: &Console,
    ) -> Result<Report, Problem> {
        self.drive(console, |pipeline, progress| async move {
            pipeline.run_to_drafts(jobs, progress).await
        })
    }

    /// Uploads pictures.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub(crate) fn upload(
        self,
        images: Vec<ImageInput>,
        console: &Console,
    ) -> Result<Report, Problem> {
        self.drive(console, |pipeline, progress| async move {
            pipeline.upload_images(images, progress).await
        })
    }

    fn drive<F: Future<Output = Report>>(
        self,
        console: &Console,
        work: impl FnOnce(Arc<Pipeline<Host>>, Arc<dyn Progress>) -> F,
    ) -> Result<Report, Problem> {
        let runtime = runtime()?;
        let bar = console.bar();
        let pipeline = Arc::new(self.pipeline);
        let report = runtime.block_on(async {
            let stop = stop(&pipeline, self.deadline, console, &bar);
            tokio::select! {
                report = work(Arc::clone(&pipeline), bar.clone()) => Ok(report),
                problem = stop => Err(problem),
            }
        });
        bar.finish();
        // Reads that are under way must not hold up an end that was asked for.
        runtime.shutdown_background();
        let mut report = report?;
        report.problems.splice(0..0, self.warnings);
        Ok(report)
    }
}

/// A pipeline on what the settings name, and what was wrong with own CSS and the ledger.
///
/// # Errors
/// `config.bad-value`, `config.insecure-base`, `theme.unreadable`, `lockfile.unreadable`,
/// `ledger.shared-address`.
pub(crate) fn pipeline(
    settings: &Settings,
    mut options: Options,
) -> Result<(Pipeline<Host>, Vec<Problem>), Problem> {
    let mut warnings = Vec::new();
    if options.verb == Verb::Publish {
        let (theme, warning) = css::on_top(options.theme, settings)?;
        options.theme = theme;
        warnings.extend(warning);
    }
    let directory = &settings.data.directory;
    let host = if settings.sandbox {
        Host::Sandbox(LazySandbox::new(directory))
    } else {
        Host::Wechat(wechat(settings)?)
    };
    let (ledger, warning) = if options.dry_run {
        Ledger::open_read_only(directory)
    } else {
        Ledger::open(directory)
    };
    warnings.extend(use_lockfile(settings, &ledger)?);
    let account = account(settings, &ledger);
    let pacing = UploadOptions {
        jobs: options.jobs,
        ..UploadOptions::default()
    };
    let uploader = Uploader::new(host, pacing).slowing_down_with(pace_file(directory, &account));
    let mut pipeline = Pipeline::new(uploader, account, ledger, options);
    if let Some(shared) = shared_ledger(settings)? {
        pipeline = pipeline.sharing(shared);
    }
    warnings.extend(warning);
    Ok((pipeline, warnings))
}

/// The service as the settings name it; nothing is connected yet.
///
/// # Errors
/// `config.bad-value`, `config.insecure-base`.
pub(crate) fn wechat(settings: &Settings) -> Result<Wechat, Problem> {
    let wechat = Wechat::new(
        &settings.api_base,
        settings.account.credentials.clone(),
        &settings.data.directory.join("tokens"),
    )?;
    Ok(match settings.timeout {
        Some(time) => wechat.giving_up_after(time),
        None => wechat,
    })
}

/// Has the ledger use the lockfile of the settings; what was wrong with it.
///
/// # Errors
/// `lockfile.unreadable`.
pub(crate) fn use_lockfile(settings: &Settings, ledger: &Ledger) -> Result<Vec<Problem>, Problem> {
    match &settings.data.lockfile {
        Some(path) => ledger.use_lockfile(path),
        None => Ok(Vec::new()),
    }
}

/// The shared ledger of the settings, which nobody has asked yet.
///
/// # Errors
/// `ledger.shared-address`.
pub(crate) fn shared_ledger(settings: &Settings) -> Result<Option<SharedLedger>, Problem> {
    let address = settings.data.shared_ledger.as_ref();
    address
        .map(|address| SharedLedger::open(address.expose()))
        .transpose()
}

/// Where the processes of an account tell each other to slow down.
fn pace_file(directory: &Path, account: &AccountId) -> PathBuf {
    // Names of accounts are free text.
    let mut name = Digest::of(account.as_str().as_bytes()).hex();
    name.truncate(24);
    directory.join("pace").join(format!("{name}.json"))
}

/// An async runtime, for the verbs that need one.
pub(crate) fn runtime() -> Result<Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))
}

/// Waits for the end of the run that somebody asks for: the second Ctrl-C, the first of which stops the run
/// gently, or the deadline, which does so as well and is enforced a little later.
async fn stop(
    pipeline: &Pipeline<Host>,
    deadline: Option<Duration>,
    console: &Console,
    bar: &Bar,
) -> Problem {
    let late = deadline.map(|deadline| {
        let seconds = deadline.as_secs();
        (
            deadline,
            Problem::new(Code::RunDeadline).with("seconds", seconds),
        )
    });
    let deadline = async {
        let Some((deadline, problem)) = late else {
            return std::future::pending().await;
        };
        tokio::time::sleep(deadline).await;
        pipeline.stop(problem.clone());
        bar.note(&console.text("ui-stopping", &[]));
        tokio::time::sleep(GRACE).await;
        problem
    };
    let interrupts = async {
        for gently in [true, false] {
            if tokio::signal::ctrl_c().await.is_err() {
                // Without a handler Ctrl-C ends the process as ever.
                std::future::pending::<()>().await;
            }
            if gently {
                pipeline.stop(Problem::new(Code::Interrupted));
                bar.note(&console.text("ui-stopping", &[]));
            }
        }
        Problem::new(Code::Interrupted)
    };
    tokio::select! {
        problem = deadline => problem,
        problem = interrupts => problem,
    }
}

/// The account whose uploads count: the configured one, else the only one that is remembered, so that a
/// rerun with nothing to upload needs no configuration.
pub(crate) fn account(settings: &Settings, ledger: &Ledger) -> AccountId {
    if let Some(id) = &settings.account.id {
        return id.clone();
    }
    // The lockfile is of these articles, the ledger of all that were ever published here.
    let known = [ledger.accounts_of_lockfile(), ledger.accounts()];
    known
        .into_iter()
        .find_map(|accounts| <[AccountId; 1]>::try_from(accounts).ok())
        .map_or_else(|| AccountId::new(UNKNOWN_ACCOUNT), |[only]| only)
}
