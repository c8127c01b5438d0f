//! Somebody who works with the ledger: in this process, or in one of its own that can be killed.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::*;

const PLACE: &str = "TUWEN_TEST_ACTOR_DIRECTORY";

/// What is done with the ledger.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    Claim { key: usize, refresh: bool },
    Settle { key: usize, url: usize },
    LetGo { key: usize },
    LookUp { key: usize },
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Hosted(String),
    Taken,
    Busy,
    Nothing,
}

pub(super) enum Actor {
    Here(Worker),
    Elsewhere(Process),
}

impl Actor {
    pub(super) fn start(directory: &Path, elsewhere: bool) -> Self {
        if elsewhere {
            Self::Elsewhere(Process::start(directory))
        } else {
            Self::Here(Worker::start(directory))
        }
    }

    pub(super) fn act(&mut self, action: Action) -> Answer {
        match self {
            Self::Here(worker) => worker.act(action),
            Self::Elsewhere(process) => {
                process.ask(action);
                process.answer()
            }
        }
    }

    /// Ends in good order: what is held is let go.
    pub(super) fn end(self) {
        match self {
            Self::Here(worker) => drop(worker),
            Self::Elsewhere(mut process) => {
                // The end of its input is the end of its work.
                drop(process.input);
                assert!(process.child.wait().unwrap().success());
            }
        }
    }

    /// Dies. A process is killed. What lives in this one loses its lock and its connection as if the
    /// system had closed them, and cleans nothing up: its rows stay, and the file of its lock.
    pub(super) fn crash(self) {
        match self {
            Self::Here(worker) => worker.crash(),
            Self::Elsewhere(process) => process.kill(),
        }
    }

    /// Dies within a call, some time after it has begun. Here, where a call cannot be interrupted, before
    /// it begins.
    pub(super) fn crash_within(self, action: Action, after: Duration) {
        match self {
            Self::Here(worker) => worker.crash(),
            Self::Elsewhere(mut process) => {
                process.ask(action);
                std::thread::sleep(after);
                process.kill();
            }
        }
    }
}

/// A ledger and what was claimed by it.
pub(super) struct Worker {
    // The claims first: with the ledger gone they could not be given back.
    held: HashMap<usize, ClaimGuard>,
    ledger: Ledger,
}

impl Worker {
    fn start(directory: &Path) -> Self {
        Self {
            held: HashMap::new(),
            ledger: sound(directory),
        }
    }

    fn act(&mut self, action: Action) -> Answer {
        match action {
            Action::Claim {
                key: number,
                refresh,
            } => match self.ledger.claim(&key(number), refresh) {
                Claim::Hosted(hosted) => Answer::Hosted(hosted.url.as_str().to_owned()),
                Claim::Busy => Answer::Busy,
                Claim::Taken(guard) => {
                    assert!(self.held.insert(number, guard).is_none(), "taken twice");
                    Answer::Taken
                }
            },
            Action::Settle { key, url: number } => {
                let guard = self.held.remove(&key).unwrap();
                self.ledger.settle(guard, &url(number), 1).unwrap();
                Answer::Nothing
            }
            Action::LetGo { key } => {
                drop(self.held.remove(&key));
                Answer::Nothing
            }
            Action::LookUp { key: number } => match self.ledger.lookup(&key(number)) {
                Some(hosted) => Answer::Hosted(hosted.url.as_str().to_owned()),
                None => Answer::Nothing,
            },
        }
    }

    fn crash(self) {
        let mut state = self.ledger.shared.lock();
        if let Some(mut store) = state.store.take()
            && let Some(owner) = store.owner.take()
        {
            owner.die();
        }
        drop(state);
        // Without a store the claims have nothing to clean up in.
        drop(self.held);
    }
}

/// A worker in a process of its own, which reads what to do line by line.
pub(super) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(directory: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "ledger::tests::model::actor::worker",
                "--exact",
                "--ignored",
            ])
            .args(["--nocapture", "--test-threads=1"])
            .env(PLACE, directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut process = Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        };
        // It says that its ledger is open.
        assert_eq!(process.answer(), Answer::Nothing);
        process
    }

    fn ask(&mut self, action: Action) {
        let line = match action {
            Action::Claim { key, refresh } => format!("claim {key} {}", usize::from(refresh)),
            Action::Settle { key, url } => format!("settle {key} {url}"),
            Action::LetGo { key } => format!("let-go {key} 0"),
            Action::LookUp { key } => format!("look-up {key} 0"),
        };
        writeln!(self.input, "{line}").unwrap();
    }

    fn answer(&mut self) -> Answer {
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "it ended");
            // The harness of the tests has its own lines, and beginnings of lines.
            if let Some((_, said)) = line.trim_end().split_once("> ") {
                return match said {
                    "taken" => Answer::Taken,
                    "busy" => Answer::Busy,
                    "nothing" => Answer::Nothing,
                    url => Answer::Hosted(url.to_owned()),
                };
            }
        }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What a process of its own does; run by the other tests only.
#[test]
#[ignore = "started by the other tests in a process of its own"]
fn worker() {
    let directory = PathBuf::from(std::env::var_os(PLACE).unwrap());
    let mut worker = Worker::start(&directory);
    println!("> nothing");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        let [verb, key, more] = words[..] else {
            panic!("{line}");
        };
        let (key, more) = (key.parse().unwrap(), more.parse().unwrap());
        let answer = worker.act(match verb {
            "claim" => Action::Claim {
                key,
                refresh: more == 1,
            },
            "settle" => Action::Settle { key, url: more },
            "let-go" => Action::LetGo { key },
            "look-up" => Action::LookUp { key },
            other => panic!("unknown action {other}"),
        });
        match answer {
            Answer::Hosted(url) => println!("> {url}"),
            Answer::Taken => println!("> taken"),
            Answer::Busy => println!("> busy"),
            Answer::Nothing => println!("> nothing"),
        }
    }
}
