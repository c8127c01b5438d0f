//! Ledgers that are broken, foreign, full, locked, or out of reach: never fatal, never trusted.

use super::*;
use crate::problem::Severity;

const FILE: &str = "ledger.sqlite3";

fn asides(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".broken-"))
        .collect();
    names.sort();
    names
}

/// A ledger of 300 entries, closed.
fn filled() -> tempfile::TempDir {
    let directory = directory();
    fill(directory.path(), 300);
    directory
}

fn with_connection(directory: &Path, work: &str) {
    rusqlite::Connection::open(directory.join(FILE))
        .unwrap()
        .execute_batch(work)
        .unwrap();
}

fn patch(path: &Path, offset: usize, bytes: &[u8]) {
    let mut content = std::fs::read(path).unwrap();
    content[offset..offset + bytes.len()].copy_from_slice(bytes);
    std::fs::write(path, content).unwrap();
}

#[track_caller]
fn is_set_aside_and_begun_anew(directory: &Path) {
    let broken = std::fs::read(directory.join(FILE)).unwrap();
    let (ledger, problem) = Ledger::open(directory);
    let problem = problem.unwrap();
    assert_eq!(problem.code(), Code::LedgerSetAside);
    assert_eq!(problem.severity(), Severity::Warning);
    assert!(!problem.argument("reason").unwrap().is_empty());
    let aside = PathBuf::from(problem.argument("aside").unwrap());
    assert_eq!(std::fs::read(&aside).unwrap(), broken);
    assert_eq!(asides(directory).len(), 1);
    assert_eq!(ledger.lookup(&key(1)), None);
    upload(&ledger, 1);
    drop(ledger);
    assert_eq!(sound(directory).lookup(&key(1)), Some(url(1)));
    assert_eq!(asides(directory).len(), 1);
}

#[track_caller]
fn works_from_memory(directory: &Path) -> Problem {
    let (ledger, problem) = Ledger::open(directory);
    let problem = problem.unwrap();
    assert_eq!(problem.code(), Code::LedgerUnavailable);
    assert_eq!(problem.severity(), Severity::Warning);
    let guard = taken(ledger.claim(&key(9001), false));
    assert!(matches!(ledger.claim(&key(9001), false), Claim::Busy));
    assert_eq!(ledger.settle(guard, &url(9001), 5), Ok(()));
    assert_eq!(ledger.lookup(&key(9001)), Some(url(9001)));
    assert!(matches!(ledger.claim(&key(9001), false), Claim::Hosted(_)));
    // A run that refreshes, too, uploads once.
    assert!(matches!(ledger.claim(&key(9001), true), Claim::Hosted(_)));
    assert_eq!(ledger.list(None).last().unwrap().bytes, 5);
    assert_eq!(ledger.take_problems(), []);
    problem
}

#[test]
fn garbage_is_set_aside() {
    let directory = directory();
    std::fs::write(directory.path().join(FILE), "不是数据库".repeat(1000)).unwrap();
    is_set_aside_and_begun_anew(directory.path());
}

#[test]
fn a_few_bytes_are_set_aside() {
    let directory = directory();
    std::fs::write(directory.path().join(FILE), b"x").unwrap();
    is_set_aside_and_begun_anew(directory.path());
}

#[test]
fn an_empty_file_is_simply_filled() {
    let directory = directory();
    std::fs::write(directory.path().join(FILE), b"").unwrap();
    upload(&sound(directory.path()), 1);
    assert_eq!(sound(directory.path()).lookup(&key(1)), Some(url(1)));
    assert!(asides(directory.path()).is_empty());
}

#[test]
fn a_making_that_was_cut_short_is_finished() {
    let directory = directory();
    with_connection(directory.path(), "PRAGMA journal_mode = WAL");
    assert!(
        std::fs::metadata(directory.path().join(FILE))
            .unwrap()
            .len()
            > 0
    );
    upload(&sound(directory.path()), 1);
    assert_eq!(sound(directory.path()).lookup(&key(1)), Some(url(1)));
}

#[test]
fn a_truncated_ledger_is_set_aside() {
    let directory = filled();
    let path = directory.path().join(FILE);
    let length = std::fs::metadata(&path).unwrap().len();
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(length / 2).unwrap();
    is_set_aside_and_begun_anew(directory.path());
}

#[test]
fn another_programs_database_is_set_aside() {
    let directory = directory();
    with_connection(directory.path(), "CREATE TABLE album (name TEXT)");
    is_set_aside_and_begun_anew(directory.path());
}

#[test]
fn a_ledger_without_one_of_its_tables_is_set_aside() {
    let directory = filled();
    with_connection(directory.path(), "DROP TABLE claim");
    is_set_aside_and_begun_anew(directory.path());
}

#[test]
fn a_leftover_log_goes_with_its_broken_database() {
    let directory = directory();
    let path = directory.path().join(FILE);
    std::fs::write(&path, [7; 5000]).unwrap();
    std::fs::write(directory.path().join("ledger.sqlite3-wal"), [8; 5000]).unwrap();
    std::fs::write(directory.path().join("ledger.sqlite3-shm"), [9; 5000]).unwrap();
    let (ledger, problem) = Ledger::open(directory.path());
    assert_eq!(problem.unwrap().code(), Code::LedgerSetAside);
    upload(&ledger, 1);
    drop(ledger);
    assert_eq!(sound(directory.path()).lookup(&key(1)), Some(url(1)));
}

#[test]
fn setting_aside_moves_database_and_log_and_never_overwrites() {
    let directory = directory();
    let path = directory.path().join(FILE);
    for round in 0..3u8 {
        std::fs::write(&path, [round]).unwrap();
        std::fs::write(directory.path().join("ledger.sqlite3-wal"), [8, round]).unwrap();
        std::fs::write(directory.path().join("ledger.sqlite3-shm"), [9]).unwrap();
        let aside = opening::set_aside(&path).unwrap();
        assert_eq!(std::fs::read(&aside).unwrap(), [round]);
        let log = format!("{}-wal", aside.display());
        assert_eq!(std::fs::read(log).unwrap(), [8, round]);
    }
    assert_eq!(asides(directory.path()).len(), 6);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 6);
}

#[test]
fn damage_found_in_the_middle_of_a_run_is_mended_in_the_middle_of_the_run() {
    let directory = filled();
    let path = directory.path().join(FILE);
    let pages = usize::try_from(std::fs::metadata(&path).unwrap().len()).unwrap() / 4096;
    for page in 5..pages {
        patch(&path, page * 4096, &[0xAA; 4096]);
    }
    // The header and the tables' roots are well, so opening sees nothing.
    let ledger = sound(directory.path());
    for number in 0..300 {
        let found = ledger.lookup(&key(number));
        assert!(found.is_none() || found == Some(url(number)), "{found:?}");
    }
    let problems = ledger.take_problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].code(), Code::LedgerSetAside);
    assert_eq!(ledger.take_problems(), []);
    upload(&ledger, 400);
    drop(ledger);
    assert_eq!(sound(directory.path()).lookup(&key(400)), Some(url(400)));
    assert_eq!(asides(directory.path()).len(), 1);
}

#[test]
fn a_broken_ledger_in_use_elsewhere_is_not_moved_away() {
    let directory = filled();
    let path = directory.path().join(FILE);
    let user = sound(directory.path());
    upload(&user, 1000);
    let pages = usize::try_from(std::fs::metadata(&path).unwrap().len()).unwrap() / 4096;
    for page in 5..pages {
        let mut file = File::options().write(true).open(&path).unwrap();
        std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(page as u64 * 4096)).unwrap();
        std::io::Write::write_all(&mut file, &[0xAA; 4096]).unwrap();
        // Closing a handle drops this process's locks on the database; no other process is here.
    }
    let (ledger, problem) = Ledger::open(directory.path());
    assert_eq!(problem, None);
    for number in 0..300 {
        let _ = ledger.lookup(&key(number));
    }
    let problems = ledger.take_problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].code(), Code::LedgerUnavailable);
    assert!(path.exists() && asides(directory.path()).is_empty());
    // The run goes on from memory.
    upload(&ledger, 2000);
    assert_eq!(ledger.lookup(&key(2000)), Some(url(2000)));
}

#[test]
fn no_single_damaged_byte_yields_a_wrong_url_or_a_wrong_asset() {
    let source = directory();
    let image = file(source.path(), "图.png", b"one", Duration::ZERO);
    let metadata = std::fs::metadata(&image).unwrap();
    {
        let ledger = later(source.path());
        for number in 0..3 {
            upload(&ledger, number);
        }
        ledger.index(&[(image.clone(), metadata.clone(), asset(b"one"))]);
    }
    let good = std::fs::read(source.path().join(FILE)).unwrap();
    let target = directory();
    let mut missed = 0;
    for offset in (0..good.len()).filter(|&offset| good[offset] != 0) {
        for entry in std::fs::read_dir(target.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::remove_file(path).unwrap();
            }
        }
        let mut bad = good.clone();
        bad[offset] ^= 1 << (offset % 8);
        std::fs::write(target.path().join(FILE), bad).unwrap();
        let (ledger, _) = Ledger::open_read_only(target.path());
        for number in 0..3 {
            let found = ledger.lookup(&key(number));
            assert!(found.is_none() || found == Some(url(number)), "{offset}");
            missed += usize::from(found.is_none());
        }
        let found = ledger.indexed(&image, &metadata);
        assert!(found.is_none() || found == Some(asset(b"one")), "{offset}");
        for entry in ledger.list(None) {
            let number = (0..3).find(|&number| key(number) == entry.key).unwrap();
            assert_eq!(entry.hosted, url(number));
        }
    }
    assert!(missed > 100, "the damage was seen: {missed}");
}

#[test]
fn a_foreign_host_in_the_ledger_is_no_url_of_ours() {
    let directory = filled();
    let seal = store::seal(&[
        key(1).account.as_str().as_bytes(),
        key(1).digest.as_bytes(),
        key(1).profile.as_bytes(),
        b"https://example.com/a.png",
        &5i64.to_le_bytes(),
        &5i64.to_le_bytes(),
    ]);
    rusqlite::Connection::open(directory.path().join(FILE))
        .unwrap()
        .execute(
            "UPDATE upload SET url = 'https://example.com/a.png', bytes = 5, recorded = 5, seal = ?
             WHERE digest = ?",
            rusqlite::params![seal, key(1).digest.as_bytes()],
        )
        .unwrap();
    let ledger = sound(directory.path());
    assert_eq!(ledger.lookup(&key(1)), None);
    assert_eq!(ledger.list(None).len(), 299);
    upload(&ledger, 1);
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
}

#[test]
fn absurd_sizes_do_not_break_the_sums() {
    let directory = filled();
    with_connection(
        directory.path(),
        "UPDATE upload SET bytes = 9223372036854775807",
    );
    let ledger = sound(directory.path());
    assert_eq!(ledger.stats().accounts, [(key(1).account, 300)]);
    assert_eq!(ledger.list(None), []);
    assert_eq!(ledger.take_problems(), []);
}

#[test]
fn a_newer_programs_ledger_is_left_alone() {
    let directory = filled();
    with_connection(directory.path(), "PRAGMA user_version = 99");
    let before = std::fs::read(directory.path().join(FILE)).unwrap();
    let problem = works_from_memory(directory.path());
    assert!(problem.argument("reason").unwrap().contains("99"));
    let (ledger, problem) = Ledger::open_read_only(directory.path());
    assert_eq!(problem.unwrap().code(), Code::LedgerUnavailable);
    assert_eq!(ledger.lookup(&key(1)), None);
    assert!(before == std::fs::read(directory.path().join(FILE)).unwrap());
    assert!(asides(directory.path()).is_empty());
}

#[test]
fn a_broken_ledger_stays_where_it_is_when_only_looking() {
    let directory = directory();
    std::fs::write(directory.path().join(FILE), [1; 9000]).unwrap();
    let (ledger, problem) = Ledger::open_read_only(directory.path());
    assert_eq!(problem.unwrap().code(), Code::LedgerUnavailable);
    assert_eq!(ledger.lookup(&key(1)), None);
    drop(ledger);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_file_or_a_forbidden_place_instead_of_the_directory_leaves_memory() {
    let directory = directory();
    let path = directory.path().join("一个文件");
    std::fs::write(&path, b"").unwrap();
    let problem = works_from_memory(&path);
    assert!(problem.argument("path").unwrap().contains("一个文件"));
    works_from_memory(&path.join("更深"));
    #[cfg(target_os = "linux")]
    works_from_memory(Path::new("/proc/图文"));
}

#[test]
fn a_directory_or_a_pipe_instead_of_the_database_leaves_memory() {
    let directory = directory();
    std::fs::create_dir(directory.path().join(FILE)).unwrap();
    works_from_memory(directory.path());
    assert!(directory.path().join(FILE).is_dir());
    #[cfg(unix)]
    {
        std::fs::remove_dir(directory.path().join(FILE)).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(directory.path().join(FILE))
            .status()
            .unwrap();
        assert!(made.success());
        works_from_memory(directory.path());
    }
}

#[test]
fn a_ledger_that_cannot_be_written_is_still_read() {
    let directory = filled();
    // Where its log should be stands something else, so SQLite cannot begin to write.
    std::fs::create_dir(directory.path().join("ledger.sqlite3-wal")).unwrap();
    let problem = works_from_memory(directory.path());
    assert!(!problem.argument("reason").unwrap().is_empty());
    let (ledger, problem) = Ledger::open(directory.path());
    assert_eq!(problem.unwrap().code(), Code::LedgerUnavailable);
    assert_eq!(ledger.lookup(&key(7)), Some(url(7)));
    assert!(matches!(ledger.claim(&key(7), false), Claim::Hosted(_)));
    assert_eq!(ledger.stats().accounts, [(key(7).account, 300)]);
    assert_eq!(
        ledger.forget(None, &Forget::All).unwrap_err().code(),
        Code::LedgerUnavailable
    );
    let (ledger, problem) = Ledger::open_read_only(directory.path());
    assert_eq!(problem, None);
    assert_eq!(ledger.lookup(&key(7)), Some(url(7)));
}

#[test]
fn a_full_disk_is_told_once_and_the_run_still_knows_its_uploads() {
    let directory = directory();
    let ledger = sound(directory.path());
    let limit = |pages: &str| {
        let state = ledger.shared.lock();
        let connection = &state.store.as_ref().unwrap().connection;
        connection
            .query_one(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
            .unwrap();
    };
    upload(&ledger, 1);
    limit("1");
    let mut told = Vec::new();
    for number in 2..200 {
        let guard = taken(ledger.claim(&key(number), false));
        told.extend(ledger.settle(guard, &url(number), 1).err());
        assert_eq!(ledger.lookup(&key(number)), Some(url(number)));
        assert!(matches!(
            ledger.claim(&key(number), false),
            Claim::Hosted(_)
        ));
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].code(), Code::LedgerNotRecorded);
    assert_eq!(ledger.take_problems(), []);
    assert_eq!(told[0].severity(), Severity::Warning);
    assert_eq!(ledger.list(None).len(), 199);
    // Room again: later uploads are recorded.
    limit("100000");
    upload(&ledger, 500);
    drop(ledger);
    assert_eq!(sound(directory.path()).lookup(&key(500)), Some(url(500)));
}

#[test]
fn a_writer_that_does_not_let_go_does_not_stop_the_run() {
    let directory = directory();
    let ledger = sound(directory.path());
    let hog = rusqlite::Connection::open(directory.path().join(FILE)).unwrap();
    hog.execute_batch("BEGIN IMMEDIATE").unwrap();
    ledger
        .shared
        .lock()
        .store
        .as_ref()
        .unwrap()
        .connection
        .busy_timeout(Duration::from_millis(10))
        .unwrap();
    for number in [1, 3] {
        let guard = taken(ledger.claim(&key(number), false));
        // Told once.
        let told = ledger.settle(guard, &url(number), 1).err();
        assert_eq!(
            told.map(|problem| problem.code()),
            (number == 1).then_some(Code::LedgerNotRecorded)
        );
        assert_eq!(ledger.lookup(&key(number)), Some(url(number)));
    }
    assert_eq!(ledger.take_problems(), []);
    hog.execute_batch("ROLLBACK").unwrap();
    upload(&ledger, 2);
    drop(ledger);
    assert_eq!(sound(directory.path()).lookup(&key(2)), Some(url(2)));
}
