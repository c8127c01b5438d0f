//! One ledger, one process: remembering, forgetting, claims among threads, the file index.

mod broken;
mod model;
mod processes;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::*;
use crate::asset::ImageFormat;
use crate::asset::{Digest, HostedUrl};

fn key(number: usize) -> Key {
    Key::original(
        AccountId::new("wx公众号"),
        Digest::of(format!("图片 {number}").as_bytes()),
    )
}

fn url(number: usize) -> HostedImage {
    let url = HostedUrl::parse(&format!(
        "http://mmbiz.qpic.cn/sz_mmbiz_png/{number:040}/0?from=appmsg"
    ));
    HostedImage::for_bodies(url.unwrap())
}

fn taken(claim: Claim) -> ClaimGuard {
    match claim {
        Claim::Taken(guard) => guard,
        other => panic!("not taken: {other:?}"),
    }
}

fn upload(ledger: &Ledger, number: usize) {
    let guard = taken(ledger.claim(&key(number), false));
    ledger
        .settle(guard, &url(number), 1000 + number as u64)
        .unwrap();
}

fn sound(directory: &Path) -> Ledger {
    let (ledger, problem) = Ledger::open(directory);
    assert_eq!(problem, None);
    ledger
}

fn directory() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("图文 账本?#%")
        .tempdir()
        .unwrap()
}

/// Records the first `number` uploads in one go, which no run does; waiting for the disk for each would
/// take a minute on a slow one.
fn fill(directory: &Path, number: usize) {
    drop(sound(directory));
    let mut connection = rusqlite::Connection::open(directory.join("ledger.sqlite3")).unwrap();
    let transaction = connection.transaction().unwrap();
    for number in 0..number {
        let (key, url, size) = (key(number), url(number), number.cast_signed() as i64);
        let recorded = 1_700_000_000_000 + size;
        transaction
            .prepare_cached("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, NULL)")
            .unwrap()
            .execute(rusqlite::params![
                key.account.as_str(),
                key.digest.as_bytes(),
                key.profile,
                url.url.as_str(),
                size,
                recorded,
                store::seal_of(&key, &url, size, recorded)
            ])
            .unwrap();
    }
    transaction.commit().unwrap();
}

fn claim_rows(ledger: &Ledger) -> i64 {
    let state = ledger.shared.lock();
    let connection = &state.store.as_ref().unwrap().connection;
    connection
        .query_one("SELECT count(*) FROM claim", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_settled_upload_is_remembered_by_the_next_run() {
    let directory = directory();
    upload(&sound(directory.path()), 1);
    let ledger = sound(directory.path());
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
    assert!(matches!(ledger.claim(&key(1), false), Claim::Hosted(found) if found == url(1)));
    assert_eq!(ledger.lookup(&key(2)), None);
    assert_eq!(claim_rows(&ledger), 0);
}

#[test]
fn account_digest_and_profile_each_make_another_key() {
    let directory = directory();
    let ledger = sound(directory.path());
    upload(&ledger, 1);
    let Key {
        account, digest, ..
    } = key(1);
    for other in [
        Key::original(AccountId::new("wx另一个"), digest),
        Key::original(account.clone(), Digest::of(b"")),
        Key::fitted(account, digest, "fit-1"),
    ] {
        assert_eq!(ledger.lookup(&other), None);
        taken(ledger.claim(&other, false));
    }
}

#[test]
fn a_dropped_claim_is_free_again_and_a_held_one_is_busy() {
    let directory = directory();
    let ledger = sound(directory.path());
    let other = sound(directory.path());
    let guard = taken(ledger.claim(&key(1), false));
    assert_eq!(guard.key(), &key(1));
    assert!(matches!(ledger.claim(&key(1), false), Claim::Busy));
    assert!(matches!(ledger.claim(&key(1), true), Claim::Busy));
    assert!(matches!(other.claim(&key(1), false), Claim::Busy));
    drop(guard);
    assert_eq!(claim_rows(&ledger), 0);
    let guard = taken(other.claim(&key(1), false));
    assert!(matches!(ledger.claim(&key(1), false), Claim::Busy));
    drop(other);
    // The guard keeps its ledger alive.
    assert!(matches!(ledger.claim(&key(1), false), Claim::Busy));
    drop(guard);
    taken(ledger.claim(&key(1), false));
}

#[test]
fn refreshing_uploads_again_and_the_new_url_replaces_the_old() {
    let directory = directory();
    let ledger = sound(directory.path());
    upload(&ledger, 1);
    drop(ledger);
    std::thread::sleep(Duration::from_millis(5));
    // What was recorded before this run counts as old, what is recorded in it does not.
    let ledger = sound(directory.path());
    let guard = taken(ledger.claim(&key(1), true));
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
    ledger.settle(guard, &url(7), 7).unwrap();
    assert_eq!(ledger.lookup(&key(1)), Some(url(7)));
    assert!(matches!(ledger.claim(&key(1), true), Claim::Hosted(found) if found == url(7)));
    assert_eq!(ledger.list(None).len(), 1);
}

#[test]
fn threads_that_meet_the_same_contents_upload_each_once() {
    let directory = directory();
    let ledger = sound(directory.path());
    let uploads = AtomicUsize::new(0);
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (ledger, uploads, start) = (&ledger, &uploads, &start);
            scope.spawn(move || {
                start.wait();
                for step in 0..50 {
                    let number = (step + thread * 3) % 50;
                    loop {
                        match ledger.claim(&key(number), false) {
                            Claim::Hosted(found) => {
                                assert_eq!(found, url(number));
                                break;
                            }
                            Claim::Taken(guard) => {
                                uploads.fetch_add(1, Ordering::Relaxed);
                                std::thread::yield_now();
                                ledger.settle(guard, &url(number), 1).unwrap();
                            }
                            Claim::Busy => std::thread::yield_now(),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(uploads.load(Ordering::Relaxed), 50);
}

#[test]
fn a_lease_that_has_run_out_does_not_count() {
    let directory = directory();
    let ledger = sound(directory.path());
    let hung = sound(directory.path());
    let guard = taken(hung.claim(&key(1), false));
    let set_end = |end: SystemTime| {
        let state = ledger.shared.lock();
        let connection = &state.store.as_ref().unwrap().connection;
        let changed = connection
            .execute("UPDATE claim SET expires = ?", [store::milliseconds(end)])
            .unwrap();
        assert_eq!(changed, 1);
    };
    set_end(SystemTime::now() + Duration::from_mins(1));
    assert!(matches!(ledger.claim(&key(1), false), Claim::Busy));
    set_end(SystemTime::now() - Duration::from_secs(1));
    let ours = taken(ledger.claim(&key(1), false));
    // The late one's upload still counts, and does not free what is not his any more.
    hung.settle(guard, &url(5), 5).unwrap();
    assert_eq!(claim_rows(&ledger), 1);
    ledger.settle(ours, &url(1), 1).unwrap();
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
    // A clock that was turned back must not lock a content for years.
    let guard = taken(hung.claim(&key(2), false));
    set_end(SystemTime::now() + Duration::from_secs(100_000_000));
    taken(ledger.claim(&key(2), false));
    drop(guard);
}

#[test]
fn an_owner_name_that_is_a_path_touches_no_file() {
    let directory = directory();
    let victim = directory.path().join("victim.lock");
    std::fs::write(&victim, b"x").unwrap();
    let ledger = sound(directory.path());
    drop(taken(ledger.claim(&key(1), false)));
    for owner in ["../victim", "", "..", "a/b", "虚"] {
        ledger
            .shared
            .lock()
            .store
            .as_ref()
            .unwrap()
            .connection
            .execute(
                "INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?)",
                rusqlite::params![
                    key(1).account.as_str(),
                    key(1).digest.as_bytes(),
                    key(1).profile,
                    owner,
                    store::milliseconds(SystemTime::now()) + 1000
                ],
            )
            .unwrap();
        drop(taken(ledger.claim(&key(1), false)));
    }
    assert!(victim.exists());
}

#[test]
fn stats_and_list_tell_what_is_there() {
    let directory = directory();
    let ledger = sound(directory.path());
    for number in [3, 1, 2] {
        upload(&ledger, number);
        std::thread::sleep(Duration::from_millis(2));
    }
    let other = Key::original(AccountId::new("a"), Digest::of(b"a"));
    ledger
        .settle(taken(ledger.claim(&other, false)), &url(9), 9)
        .unwrap();
    let stats = ledger.stats();
    assert_eq!(stats.path, directory.path().join("ledger.sqlite3"));
    assert_eq!(
        stats.accounts,
        [(AccountId::new("a"), 1), (key(1).account, 3)]
    );
    assert_eq!(stats.bytes, 1003 + 1001 + 1002 + 9);
    assert!(stats.size_on_disk > 4096);
    assert_eq!(ledger.accounts(), [AccountId::new("a"), key(1).account]);
    let keys: Vec<_> = ledger.list(None).into_iter().map(|it| it.key).collect();
    assert_eq!(keys, [key(3), key(1), key(2), other.clone()]);
    let keys: Vec<_> = ledger.list(Some(&other.account)).into_iter().collect();
    assert_eq!(keys.len(), 1);
    assert_eq!((keys[0].bytes, &keys[0].hosted), (9, &url(9)));
    assert!(keys[0].recorded <= SystemTime::now());
    assert!(keys[0].recorded > SystemTime::now() - Duration::from_mins(1));
}

#[test]
fn forgetting_takes_one_content_one_url_or_everything() {
    let directory = directory();
    let ledger = sound(directory.path());
    for number in 0..6 {
        upload(&ledger, number);
    }
    let (ours, other) = (key(1).account, AccountId::new("别人"));
    let forget = |account, what| ledger.forget(account, &what).unwrap();
    assert_eq!(forget(Some(&other), Forget::All), 0);
    assert_eq!(forget(None, Forget::Digest(key(0).digest)), 1);
    assert_eq!(forget(None, Forget::Digest(key(0).digest)), 0);
    assert_eq!(forget(Some(&other), Forget::Url(url(1).url)), 0);
    assert_eq!(forget(Some(&ours), Forget::Url(url(1).url)), 1);
    assert_eq!(ledger.lookup(&key(1)), None);
    assert_eq!(forget(None, Forget::All), 4);
    assert_eq!(ledger.stats().accounts, []);
}

#[test]
fn ten_thousand_entries_are_all_found() {
    let directory = directory();
    fill(directory.path(), 10_000);
    let ledger = sound(directory.path());
    for number in 0..10_000 {
        assert_eq!(ledger.lookup(&key(number)), Some(url(number)));
    }
    assert_eq!(ledger.list(None).len(), 10_000);
    assert_eq!(ledger.stats().accounts, [(key(0).account, 10_000)]);
}

#[test]
fn looking_makes_nothing() {
    let directory = directory();
    let inside = directory.path().join("尚无");
    let (ledger, problem) = Ledger::open_read_only(&inside);
    assert_eq!(problem, None);
    assert_eq!(ledger.lookup(&key(1)), None);
    // What a looking run claims and settles it knows itself.
    upload(&ledger, 1);
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
    assert!(matches!(ledger.claim(&key(1), false), Claim::Hosted(_)));
    assert_eq!(ledger.list(None).len(), 1);
    drop(ledger);
    assert!(!inside.exists());
}

#[test]
fn looking_reads_what_a_live_writer_has_recorded_and_records_nothing() {
    let directory = directory();
    let writer = sound(directory.path());
    upload(&writer, 1);
    let (ledger, problem) = Ledger::open_read_only(directory.path());
    assert_eq!(problem, None);
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
    upload(&writer, 2);
    assert_eq!(ledger.lookup(&key(2)), Some(url(2)));
    upload(&ledger, 3);
    assert_eq!(ledger.lookup(&key(3)), Some(url(3)));
    assert!(ledger.forget(None, &Forget::All).is_err());
    assert_eq!(writer.lookup(&key(3)), None);
    assert_eq!(ledger.take_problems(), []);
    drop((writer, ledger));
    let (ledger, _) = Ledger::open_read_only(directory.path());
    assert_eq!(ledger.lookup(&key(1)), Some(url(1)));
    drop(ledger);
    let mut names: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["claims", "ledger.lock", "ledger.sqlite3"]);
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_the_ledger() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = directory();
    let inside = directory.path().join("数据").join("tuwen");
    let ledger = sound(&inside);
    upload(&ledger, 1);
    let mode = |name: &str| {
        std::fs::metadata(inside.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode("claims"), 0o700);
    assert_eq!(mode("ledger.sqlite3"), 0o600);
    assert_eq!(mode("ledger.sqlite3-wal"), 0o600);
    assert_eq!(mode("ledger.lock"), 0o600);
}

/// A file whose content was changed `age` ago, as far as its times tell.
fn file(directory: &Path, name: impl AsRef<Path>, content: &[u8], age: Duration) -> PathBuf {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(SystemTime::now() - age)
        .unwrap();
    path
}

fn asset(content: &[u8]) -> Asset {
    Asset {
        digest: Digest::of(content),
        format: ImageFormat::Jpeg,
        size: content.len() as u64,
    }
}

/// A ledger that takes itself to be opened in ten seconds, when the files made here are old enough:
/// the time of a file's last change cannot be set by hand.
fn later(directory: &Path) -> Ledger {
    let mut ledger = sound(directory);
    Arc::get_mut(&mut ledger.shared).unwrap().opened += Duration::from_secs(10);
    ledger
}

#[test]
fn an_unchanged_file_is_known_and_a_changed_one_is_not() {
    let directory = directory();
    let path = file(directory.path(), "封面 图.jpg", b"one", Duration::ZERO);
    let old = std::fs::metadata(&path).unwrap();
    later(directory.path()).index(&[(path.clone(), old.clone(), asset(b"one"))]);
    let ledger = sound(directory.path());
    assert_eq!(ledger.indexed(&path, &old), Some(asset(b"one")));
    assert_eq!(ledger.stats().files, 1);
    assert_eq!(
        ledger.indexed(&directory.path().join("别的.jpg"), &old),
        None
    );

    let changed = |path: &Path| std::fs::metadata(path).unwrap();
    // Same size and same time, set back by hand: the inode's own change time tells.
    #[cfg(unix)]
    {
        std::fs::write(&path, b"two").unwrap();
        let handle = File::options().write(true).open(&path).unwrap();
        handle.set_modified(old.modified().unwrap()).unwrap();
        assert_eq!(changed(&path).modified().unwrap(), old.modified().unwrap());
        assert_eq!(ledger.indexed(&path, &changed(&path)), None);
    }
    // Another size, another time.
    std::fs::write(&path, b"three").unwrap();
    assert_eq!(ledger.indexed(&path, &changed(&path)), None);
    std::fs::write(&path, b"one").unwrap();
    let handle = File::options().write(true).open(&path).unwrap();
    handle
        .set_modified(old.modified().unwrap() + Duration::from_millis(1))
        .unwrap();
    assert_eq!(ledger.indexed(&path, &changed(&path)), None);
    // A directory is no file.
    let metadata = std::fs::metadata(directory.path()).unwrap();
    later(directory.path()).index(&[(directory.path().to_owned(), metadata.clone(), asset(b""))]);
    assert_eq!(ledger.indexed(directory.path(), &metadata), None);
}

#[test]
fn a_file_changed_shortly_before_it_was_read_is_not_trusted() {
    let directory = directory();
    let path = file(directory.path(), "刚改.png", b"one", Duration::ZERO);
    let metadata = std::fs::metadata(&path).unwrap();
    let ledger = sound(directory.path());
    ledger.index(&[(path.clone(), metadata.clone(), asset(b"one"))]);
    assert_eq!(ledger.indexed(&path, &metadata), None);
    // Recording late does not help: the reading may have been early.
    std::thread::sleep(Duration::from_millis(20));
    ledger.index(&[(path.clone(), metadata.clone(), asset(b"one"))]);
    assert_eq!(ledger.indexed(&path, &metadata), None);
    later(directory.path()).index(&[(path.clone(), metadata.clone(), asset(b"one"))]);
    assert_eq!(ledger.indexed(&path, &metadata), Some(asset(b"one")));
}

#[test]
fn the_racy_margin_counts_from_the_opening_of_the_ledger() {
    let directory = directory();
    let path = file(directory.path(), "图.png", b"one", Duration::ZERO);
    let metadata = std::fs::metadata(&path).unwrap();
    let signature = index::Signature::of(&metadata).unwrap();
    let modified = metadata.modified().unwrap();
    for (seconds, safe) in [(-10, false), (0, false), (2, false), (4, true)] {
        let reading = if seconds < 0 {
            modified - Duration::from_secs(10)
        } else {
            modified + Duration::from_secs(u64::try_from(seconds).unwrap())
        };
        assert_eq!(signature.is_safely_older_than(reading), safe, "{seconds}");
    }
    // A time in the future never becomes trusted before it has passed.
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(SystemTime::now() + Duration::from_hours(1))
        .unwrap();
    let metadata = std::fs::metadata(&path).unwrap();
    let ledger = later(directory.path());
    ledger.index(&[(path.clone(), metadata.clone(), asset(b"one"))]);
    assert_eq!(ledger.indexed(&path, &metadata), None);
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn a_file_name_that_is_not_unicode_is_indexed_like_any_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let directory = directory();
    let names = [&b"\xb7\xe2\xc3\xe6.png"[..], b"\xb7\xe2\xc3\xe7.png"];
    let ledger = later(directory.path());
    for name in names {
        let path = file(
            directory.path(),
            std::ffi::OsStr::from_bytes(name),
            name,
            Duration::ZERO,
        );
        let metadata = std::fs::metadata(&path).unwrap();
        ledger.index(&[(path, metadata, asset(name))]);
    }
    for name in names {
        let path = directory.path().join(std::ffi::OsStr::from_bytes(name));
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!(ledger.indexed(&path, &metadata), Some(asset(name)));
    }
}

#[test]
fn a_relative_path_and_the_absolute_one_are_the_same_file() {
    let directory = directory();
    // Tests run in the package's own directory.
    let metadata = std::fs::metadata("Cargo.toml").unwrap();
    let ledger = later(directory.path());
    ledger.index(&[("Cargo.toml".into(), metadata.clone(), asset(b""))]);
    let absolute = std::env::current_dir().unwrap().join("Cargo.toml");
    assert_eq!(ledger.indexed(&absolute, &metadata), Some(asset(b"")));
    assert_eq!(
        ledger.indexed(Path::new("./Cargo.toml"), &metadata),
        Some(asset(b""))
    );
}

#[test]
fn forgetting_everything_empties_the_index_but_one_account_does_not() {
    let directory = directory();
    let path = file(directory.path(), "图.png", b"one", Duration::ZERO);
    let metadata = std::fs::metadata(&path).unwrap();
    let ledger = later(directory.path());
    ledger.index(&[(path.clone(), metadata.clone(), asset(b"one"))]);
    ledger.forget(Some(&key(1).account), &Forget::All).unwrap();
    assert_eq!(ledger.stats().files, 1);
    ledger.forget(None, &Forget::All).unwrap();
    assert_eq!(ledger.indexed(&path, &metadata), None);
}
