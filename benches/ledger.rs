//! What remembering costs: hashing a picture, opening the ledger, look-ups, recording.
//!
//! `cargo bench --bench ledger`. The ledger lies in the system's temporary directory: the figures for
//! `settle` are those of its disk.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::Duration;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use tempfile::TempDir;
use tuwen::{AccountId, Asset, Claim, Digest, HostedImage, HostedUrl, ImageFormat, Key, Ledger};

fn main() {
    divan::main();
}

fn key(number: usize) -> Key {
    Key::original(
        AccountId::new("wx0123456789abcdef"),
        Digest::of(&number.to_le_bytes()),
    )
}

fn url(number: usize) -> HostedImage {
    let url = HostedUrl::parse(&format!(
        "https://mmbiz.qpic.cn/sz_mmbiz_png/{number:060}/0?from=appmsg"
    ));
    HostedImage::for_bodies(url.expect("one of WeChat's hosts"))
}

fn upload(ledger: &Ledger, number: usize) {
    if let Claim::Taken(claim) = ledger.claim(&key(number), false) {
        ledger
            .settle(claim, &url(number), 100_000)
            .expect("a writable temporary directory");
    }
}

fn opened(directory: &Path) -> Ledger {
    let (ledger, problem) = Ledger::open(directory);
    assert!(problem.is_none(), "{problem:?}");
    ledger
}

fn ledger_of(entries: usize) -> (TempDir, Ledger) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let ledger = opened(directory.path());
    for number in 0..entries {
        upload(&ledger, number);
    }
    (directory, ledger)
}

/// Files in twenty directories, old enough to be indexed.
fn files(directory: &Path, number: usize) -> Vec<(PathBuf, Metadata, Asset)> {
    let bundle = |at: usize| directory.join(format!("content/posts/第{:02}篇", at % 20));
    for at in 0..20 {
        std::fs::create_dir_all(bundle(at)).expect("a writable temporary directory");
    }
    let file = |at: usize| {
        let path = bundle(at).join(format!("配图 {at}.png"));
        std::fs::write(&path, at.to_le_bytes()).expect("a writable temporary directory");
        let metadata = std::fs::metadata(&path).expect("the file just written");
        let asset = Asset {
            digest: Digest::of(&at.to_le_bytes()),
            format: ImageFormat::Png,
            size: 8,
        };
        (path, metadata, asset)
    };
    let files = (0..number).map(file).collect();
    // Past the margin within which a file's times are not trusted.
    std::thread::sleep(Duration::from_millis(3100));
    files
}

#[divan::bench(args = [10_000, 1_000_000])]
fn hash(bencher: Bencher, length: usize) {
    let bytes: Vec<u8> = (0..length).map(|at| at.to_le_bytes()[0]).collect();
    bencher
        .counter(BytesCount::new(length))
        .bench(|| Digest::of(black_box(&bytes)));
}

#[divan::bench(args = [0, 1_000, 10_000])]
fn open_and_look_up_once(bencher: Bencher, entries: usize) {
    let (directory, ledger) = ledger_of(entries);
    drop(ledger);
    bencher.bench(|| opened(directory.path()).lookup(&key(entries / 2)));
}

#[divan::bench]
fn open_a_missing_one(bencher: Bencher) {
    bencher
        .with_inputs(|| tempfile::tempdir().expect("a temporary directory"))
        .bench_refs(|directory| opened(&directory.path().join("tuwen")));
}

#[divan::bench]
fn look_at_a_missing_one(bencher: Bencher) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let missing = directory.path().join("tuwen");
    bencher.bench(|| Ledger::open_read_only(&missing));
}

#[divan::bench(args = [1_000, 10_000])]
fn look_up_every_key(bencher: Bencher, entries: usize) {
    let (_directory, ledger) = ledger_of(entries);
    let keys: Vec<_> = (0..entries).map(key).collect();
    bencher.counter(ItemsCount::new(entries)).bench(|| {
        for key in &keys {
            assert!(black_box(ledger.lookup(key)).is_some());
        }
    });
}

#[divan::bench]
fn look_up_an_unknown_key(bencher: Bencher) {
    let (_directory, ledger) = ledger_of(1_000);
    let unknown = key(1_000_000);
    bencher.bench(|| ledger.lookup(black_box(&unknown)));
}

#[divan::bench(args = [1_000, 5_000])]
fn find_every_file_in_the_index(bencher: Bencher, number: usize) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let files = files(directory.path(), number);
    let ledger = opened(&directory.path().join("tuwen"));
    ledger.index(&files);
    bencher.counter(ItemsCount::new(number)).bench(|| {
        for (path, metadata, asset) in &files {
            assert_eq!(ledger.indexed(path, metadata).as_ref(), Some(asset));
        }
    });
}

#[divan::bench]
fn index_a_thousand_files(bencher: Bencher) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let files = files(directory.path(), 1_000);
    let ledger = opened(&directory.path().join("tuwen"));
    bencher
        .counter(ItemsCount::new(files.len()))
        .bench(|| ledger.index(&files));
}

#[divan::bench]
fn claim_and_settle(bencher: Bencher) {
    let (_directory, ledger) = ledger_of(100);
    let mut number = 1_000;
    bencher.bench_local(|| {
        number += 1;
        upload(&ledger, number);
    });
}

#[divan::bench]
fn claim_and_let_go(bencher: Bencher) {
    let (_directory, ledger) = ledger_of(100);
    let mut number = 1_000;
    bencher.bench_local(|| {
        number += 1;
        drop(ledger.claim(&key(number), false));
    });
}
