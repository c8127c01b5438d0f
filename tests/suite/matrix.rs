//! Every fault of the service against a small article and a site of two hundred: what can be waited out
//! ends complete with nothing sent twice, what cannot ends with its exit status and its message, and
//! once the fault is gone, the next run does what is left and no more.
//!
//! `docs/FAULTS.md` is this table; `TUWEN_BLESS=1 cargo test fault_matrix` measures and writes it anew.

mod case;
mod page;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::project::{Project, picture};
use crate::service::Service;
use case::{CASES, Case, End};

/// What is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Work {
    articles: u32,
    contents: u32,
    references: u32,
}

/// One article with a dozen pictures.
const SMALL: Work = Work {
    articles: 1,
    contents: 12,
    references: 12,
};

/// Two hundred articles with a thousand references to four hundred pictures.
const SITE: Work = Work {
    articles: 200,
    contents: 400,
    references: 5,
};

/// Cases at a time; most of their time is waiting.
const WORKERS: usize = 12;

/// How one run went.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    stored: u64,
    requests: u64,
    took: Duration,
}

/// Both runs of a case.
#[derive(Debug, Clone, Copy)]
struct Row {
    case: &'static Case,
    small: Outcome,
    site: Outcome,
}

fn project(service: &Service, work: Work, case: &Case) -> Project {
    let mut project = service.project();
    for number in 0..work.contents {
        project.file(&format!("稿/图/{number}.png"), picture(number));
    }
    for article in 0..work.articles {
        let mut text = format!("# 第 {article} 篇\n");
        for reference in 0..work.references {
            // Each picture stands somewhere, most in several articles.
            let number = match reference {
                0 | 1 if work.articles > 1 => article * 2 + reference,
                _ => (article * 7 + reference) % work.contents,
            };
            text = format!("{text}\n![图](图/{number}.png)\n");
        }
        project.file(&format!("稿/{article}.md"), text);
    }
    for (name, value) in case.variables {
        project.variable(name, *value);
    }
    project
}

/// Runs a case on some work, and once more when the fault is gone.
fn run(case: &Case, work: Work) -> Outcome {
    let service = Service::start();
    for fault in case.faults {
        service.sandbox().fault(fault.parse().unwrap());
    }
    let project = project(&service, work, case);
    let publish = || project.tuwen(["rewrite", "稿", "-o", "出", "--jobs", "4"]);
    // A slowdown is remembered for a while; the deadline of a case is not about that.
    let again = || project.tuwen(["rewrite", "稿", "-o", "出", "--deadline", "10m"]);
    let watched = AtomicUsize::new(0);
    let (run, took) = std::thread::scope(|scope| {
        if case.turns_the_clock {
            // A minute of the service's clock is over when it has refused for a while.
            scope.spawn(|| {
                while watched.load(Ordering::Relaxed) == 0 {
                    std::thread::sleep(Duration::from_secs(2));
                    service.sandbox().advance(Duration::from_mins(1));
                }
            });
        }
        let started = Instant::now();
        let run = publish();
        watched.store(1, Ordering::Relaxed);
        (run, started.elapsed())
    });
    let outcome = Outcome {
        stored: service.uploads() as u64,
        requests: service.requests(),
        took,
    };
    let what = format!("{} on {} articles: {run:?}", case.name(), work.articles);
    let contents = u64::from(work.contents);
    match case.end {
        End::Complete { lost } => {
            assert_eq!(run.status, 0, "{what}");
            // An answer that is lost costs its picture once more; nothing else is sent twice.
            assert!(outcome.stored >= contents, "{what}");
            assert!(
                outcome.stored <= contents + lost,
                "{} {what}",
                outcome.stored
            );
        }
        End::Fails { status, code } => {
            assert_eq!(run.status, status, "{what}");
            assert!(run.stderr.contains(&format!("error[{code}]")), "{what}");
            assert!(run.stderr.contains("hint:"), "{what}");
            // What is about the account is told once for the run, not for each of its pictures.
            let told = run.stderr.matches(&format!("error[{code}]")).count();
            assert!(status != 3 || told == 1, "{told} times: {what}");
            assert!(outcome.requests <= contents + 40, "{what}");
        }
    }
    service.sandbox().clear_faults();
    let before = service.uploads() as u64;
    let rerun = again();
    assert_eq!(rerun.status, 0, "{} again: {rerun:?}", case.name());
    let missing = match case.end {
        End::Complete { .. } => 0,
        End::Fails { .. } => contents.saturating_sub(before),
    };
    assert_eq!(
        service.uploads() as u64,
        before + missing,
        "{} again",
        case.name()
    );
    for article in 0..work.articles {
        let text = project.read(&format!("出/{article}.md"));
        let hosted = text.matches("](https://mmbiz.qpic.cn/").count();
        assert_eq!(hosted, work.references as usize, "{}: {text}", case.name());
    }
    let before = service.requests();
    assert_eq!(again().status, 0);
    assert_eq!(
        service.requests(),
        before,
        "{}: nothing is left",
        case.name()
    );
    outcome
}

#[test]
fn fault_matrix() {
    let rows: Mutex<Vec<Row>> = Mutex::default();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(case) = CASES.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (small, site) = (run(case, SMALL), run(case, SITE));
                    rows.lock().unwrap().push(Row { case, small, site });
                }
            });
        }
    });
    let rows = rows.into_inner().unwrap();
    assert_eq!(rows.len(), CASES.len());
    page::check(&rows);
}
