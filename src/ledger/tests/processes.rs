//! One ledger, several processes: the test binary runs itself as a worker.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use super::*;

const TASK: &str = "TUWEN_TEST_LEDGER_TASK";
const PLACE: &str = "TUWEN_TEST_LEDGER_DIRECTORY";

fn start(task: &str, directory: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["ledger::tests::processes::worker", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(TASK, task)
        .env(PLACE, directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for the worker's end; gives what it said about its work.
fn finish(mut worker: Child) -> Vec<String> {
    let mut text = String::new();
    let mut output = worker.stdout.take().unwrap();
    output.read_to_string(&mut text).unwrap();
    assert!(worker.wait().unwrap().success(), "{text}");
    said(&text)
}

fn said(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.split_once("> "))
        .map(|(_, words)| words.to_owned())
        .collect()
}

/// Waits until the worker says something that begins with `words`.
fn wait_for(worker: &mut Child, words: &str) -> BufReader<std::process::ChildStdout> {
    let mut output = BufReader::new(worker.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(&format!("> {words}")) {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "worker ended");
    }
    output
}

/// What a worker does; run by the other tests only.
#[test]
#[ignore = "started by the other tests in a process of its own"]
fn worker() {
    let directory = PathBuf::from(std::env::var_os(PLACE).unwrap());
    let (ledger, problem) = Ledger::open(&directory);
    if let Some(problem) = problem {
        println!("> problem {}", problem.code().as_str());
    }
    match std::env::var(TASK).unwrap().as_str() {
        "upload 120" => {
            for step in 0..120 {
                let number = (step * 7 + std::process::id() as usize) % 120;
                loop {
                    match ledger.claim(&key(number), false) {
                        Claim::Hosted(_) => break,
                        Claim::Taken(guard) => {
                            println!("> uploaded {number}");
                            std::thread::sleep(Duration::from_millis(1));
                            ledger.settle(guard, &url(number), 1).unwrap();
                        }
                        Claim::Busy => std::thread::sleep(Duration::from_millis(1)),
                    }
                }
            }
        }
        "hold" => {
            let _guard = taken(ledger.claim(&key(1), false));
            println!("> held");
            std::thread::sleep(Duration::from_mins(1));
        }
        "record for ever" => {
            for number in 0.. {
                upload(&ledger, number);
                println!("> recorded {number}");
            }
        }
        "record one" => {
            let number = std::process::id() as usize;
            upload(&ledger, number);
            println!("> recorded {number}");
        }
        other => panic!("unknown task {other}"),
    }
}

#[test]
fn processes_that_meet_the_same_contents_upload_each_once() {
    let directory = directory();
    let workers: Vec<_> = (0..4)
        .map(|_| start("upload 120", directory.path()))
        .collect();
    let mut uploaded: Vec<_> = workers.into_iter().flat_map(finish).collect();
    uploaded.sort();
    let mut expected: Vec<_> = (0..120)
        .map(|number| format!("uploaded {number}"))
        .collect();
    expected.sort();
    assert_eq!(uploaded, expected);
    assert_eq!(claim_rows(&sound(directory.path())), 0);
    // Nobody leaves a lock file behind.
    let claims = std::fs::read_dir(directory.path().join("claims")).unwrap();
    assert_eq!(claims.count(), 0);
}

#[test]
fn a_killed_process_frees_its_claims_at_once() {
    let directory = directory();
    let mut worker = start("hold", directory.path());
    let _output = wait_for(&mut worker, "held");
    let ledger = sound(directory.path());
    assert!(matches!(ledger.claim(&key(1), false), Claim::Busy));
    drop(taken(ledger.claim(&key(2), false)));
    worker.kill().unwrap();
    worker.wait().unwrap();
    let claims = directory.path().join("claims");
    assert_eq!(std::fs::read_dir(&claims).unwrap().count(), 2);
    let guard = taken(ledger.claim(&key(1), false));
    assert_eq!(std::fs::read_dir(&claims).unwrap().count(), 1);
    ledger.settle(guard, &url(1), 1).unwrap();
    drop(ledger);
    assert_eq!(sound(directory.path()).lookup(&key(1)), Some(url(1)));
}

#[test]
fn the_lock_files_of_the_killed_are_swept_by_the_next_run_that_uploads() {
    let directory = directory();
    for _ in 0..3 {
        let mut worker = start("hold", directory.path());
        let _output = wait_for(&mut worker, "held");
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    let claims = directory.path().join("claims");
    let ledger = sound(directory.path());
    let _guard = taken(ledger.claim(&key(5), false));
    assert_eq!(std::fs::read_dir(&claims).unwrap().count(), 1);
}

#[test]
fn what_was_settled_before_a_kill_is_there_afterwards() {
    let directory = directory();
    for _ in 0..3 {
        let mut worker = start("record for ever", directory.path());
        let mut output = wait_for(&mut worker, "recorded 40");
        worker.kill().unwrap();
        worker.wait().unwrap();
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        let last = said(&rest)
            .iter()
            .filter_map(|words| words.strip_prefix("recorded ")?.parse().ok())
            .max()
            .unwrap_or(40);
        let ledger = sound(directory.path());
        for number in 0..=last {
            assert_eq!(ledger.lookup(&key(number)), Some(url(number)), "{number}");
        }
        ledger.forget(None, &Forget::All).unwrap();
    }
}

#[test]
fn processes_that_begin_a_ledger_together_share_it() {
    let directory = directory();
    let inside = directory.path().join("新");
    let workers: Vec<_> = (0..6).map(|_| start("record one", &inside)).collect();
    let said: Vec<_> = workers.into_iter().flat_map(finish).collect();
    assert_eq!(said.len(), 6, "{said:?}");
    assert_eq!(sound(&inside).list(None).len(), 6);
}

/// Opens four ledgers at the same moment, all of which stay open; gives what was wrong.
fn opened_together(directory: &Path) -> Vec<Problem> {
    let start = Barrier::new(4);
    let ledgers: Vec<_> = std::thread::scope(|scope| {
        let open = || {
            start.wait();
            Ledger::open(directory)
        };
        let opening: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
        opening.into_iter().map(|it| it.join().unwrap()).collect()
    });
    // Whoever got none would upload without knowing of the others.
    let _guard = taken(ledgers[0].0.claim(&key(1), false));
    for (ledger, _) in &ledgers[1..] {
        assert!(matches!(ledger.claim(&key(1), false), Claim::Busy));
    }
    ledgers
        .into_iter()
        .filter_map(|(_, problem)| problem)
        .collect()
}

#[test]
fn ledgers_that_are_begun_together_and_stay_open_are_one() {
    for _ in 0..20 {
        assert_eq!(opened_together(directory().path()), []);
    }
}

#[test]
fn a_broken_ledger_that_is_mended_and_stays_open_is_one_for_all() {
    for _ in 0..10 {
        let directory = directory();
        let broken = "坏了".repeat(3000);
        std::fs::write(directory.path().join("ledger.sqlite3"), broken).unwrap();
        let problems = opened_together(directory.path());
        let codes: Vec<_> = problems.iter().map(Problem::code).collect();
        assert_eq!(codes, [Code::LedgerSetAside]);
    }
}

#[test]
fn processes_that_find_a_broken_ledger_together_set_it_aside_once() {
    for _ in 0..3 {
        let directory = directory();
        let broken = "坏了".repeat(3000);
        std::fs::write(directory.path().join("ledger.sqlite3"), &broken).unwrap();
        let workers: Vec<_> = (0..6)
            .map(|_| start("record one", directory.path()))
            .collect();
        let said: Vec<_> = workers.into_iter().flat_map(finish).collect();
        let problems: Vec<_> = said
            .iter()
            .filter(|words| words.starts_with("problem"))
            .collect();
        assert_eq!(problems, ["problem ledger.set-aside"], "{said:?}");
        assert_eq!(sound(directory.path()).list(None).len(), 6);
        let asides: Vec<_> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().contains(".broken-"))
            .collect();
        assert_eq!(asides.len(), 1);
        assert_eq!(std::fs::read(&asides[0]).unwrap(), broken.as_bytes());
    }
}
