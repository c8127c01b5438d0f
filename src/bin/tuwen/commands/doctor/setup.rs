//! What the checks begin with: everything that was said, from wherever it was said, and as much of it as
//! can be understood when some of it cannot.

use std::path::Path;

use tuwen::{Code, Problem};

use super::check::Check;
use super::round::Round;
use crate::args::Arguments;
use crate::layer::Layer;
use crate::settings::{Settings, Talk};
use crate::sources::Sources;
use crate::sources::{self, Environment};

/// Variables that hold even when others are nonsense.
const PLAIN: [&str; 2] = ["TUWEN_CACHE_DIR", "TUWEN_API_BASE"];

/// The configuration as it was found.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) sources: Sources,
    /// What is wrong with it.
    problems: Vec<Problem>,
    /// The account that was asked for is not in it.
    pub(super) unknown_account: Option<Problem>,
    /// What holds, or would hold if there were nothing but what can be understood.
    pub(super) settings: Option<Settings>,
    pub(super) talk: Talk,
}

impl Setup {
    /// Reads what there is; `early` is how to talk when it does not say.
    pub(super) fn find(
        arguments: &Arguments,
        environment: Environment,
        unreadable: Option<Problem>,
        early: Talk,
    ) -> Self {
        let mut problems: Vec<Problem> = unreadable.into_iter().collect();
        let config = arguments.general.config.as_deref();
        let bare = Sources {
            flags: arguments.layer(),
            environment: environment.clone(),
            data_directory: sources::data_directory(),
            locale: early.language,
            ..Sources::default()
        };
        let gathered = sources::gather(arguments.layer(), config, &[], environment);
        let sources = gathered.unwrap_or_else(|problem| {
            problems.push(problem);
            bare
        });
        let mut unknown_account = None;
        let mut settings = None;
        for sources in ever_less(&sources) {
            match Settings::resolve(sources) {
                Ok(resolved) => {
                    settings = Some(resolved);
                    break;
                }
                // With a file left out, its accounts are unknown, too: that is no problem of its own.
                Err(problem) if problem.code() == Code::ConfigUnknownAccount => {
                    if problems.is_empty() {
                        unknown_account = Some(problem);
                    }
                }
                Err(problem) => {
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
        let is_whole = problems.is_empty() && unknown_account.is_none();
        Self {
            talk: match &settings {
                Some(settings) if is_whole => settings.talk,
                _ => early,
            },
            sources,
            problems,
            unknown_account,
            settings,
        }
    }

    /// Whether all of it can be understood, so that what it says of the account holds.
    pub(super) fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// Tells what was found, and what is wrong with it.
    pub(super) fn check(&self, round: &mut Round<'_>) {
        const NAME: &str = "configuration";
        let environment = &self.sources.environment;
        let project = self.sources.project.as_ref().map(|file| &*file.path);
        let user = self.sources.user.as_ref().map(|file| &*file.path);
        let dot_env: Vec<&Path> = environment.files().collect();
        let names = environment.names();
        let found = |check: Check| {
            let looked_for = sources::user_file().map(|path| shown(&path));
            check
                .detail("project", project.map(shown))
                .detail("user", user.map(shown))
                .detail("user_looked_for", looked_for)
                .detail(
                    "env_files",
                    dot_env.iter().copied().map(shown).collect::<Vec<_>>(),
                )
                .detail("variables", names.clone())
        };
        for problem in &self.problems {
            round.tell(found(Check::wrong(NAME, problem)));
        }
        if self.problems.is_empty() {
            let files = project
                .into_iter()
                .chain(dot_env.iter().copied())
                .chain(user);
            let files: Vec<String> = files.map(shown).collect();
            let good = Check::good(NAME, "doctor-configuration")
                .with("paths", ticked(&files))
                .with("variables", ticked(&names));
            round.tell(found(good));
        }
    }
}

/// The sources, then with ever more left out, so that something is left that can be understood.
fn ever_less(sources: &Sources) -> Vec<Sources> {
    let without_project = Sources {
        project: None,
        ..sources.clone()
    };
    let variables = Sources {
        user: None,
        environment: sources.environment.without_files(),
        ..without_project.clone()
    };
    let few = Sources {
        flags: Layer {
            account: None,
            ..sources.flags.clone()
        },
        environment: sources.environment.only(&PLAIN),
        ..variables.clone()
    };
    let none = Sources {
        environment: Environment::default(),
        ..few.clone()
    };
    let without_user = Sources {
        user: None,
        ..without_project.clone()
    };
    vec![
        sources.clone(),
        without_project,
        without_user,
        variables,
        few,
        none,
    ]
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Names as they stand in a sentence; `none` if there are none.
fn ticked(names: &[impl AsRef<str>]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let ticked: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    ticked.join(" ")
}
