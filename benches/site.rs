//! A whole site with nothing changed: 200 articles, 1,000 references, 400 contents.

use std::path::Path;
use std::sync::Arc;

use tuwen::{
    AccountId, FittedImage, HostedImage, HostedUrl, ImageHost, Ledger, NoProgress, Options,
    Pipeline, Problem, Report, UploadOptions, Uploader, Verb, find_inputs, plan_jobs,
};

const ARTICLES: usize = 200;
const REFERENCES: usize = 5;
const CONTENTS: usize = 400;

fn main() {
    divan::main();
}

/// Answers at once, so that the bench sees only our own work.
struct Instant;

impl ImageHost for Instant {
    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let url = format!("https://mmbiz.qpic.cn/mmbiz_png/{}/0", image.digest.hex());
        Ok(HostedImage::for_bodies(
            HostedUrl::parse(&url).expect("an mmbiz URL"),
        ))
    }

    fn requests(&self) -> u64 {
        0
    }
}

/// The smallest PNG there is, made distinct by a text chunk.
fn picture(number: usize) -> Vec<u8> {
    let mut bytes =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55".to_vec();
    bytes.extend(b"\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01\x48\xaf\xa4\x71");
    bytes.extend(b"\0\0\0\0IEND\xaeB`\x82");
    bytes.extend(number.to_string().into_bytes());
    bytes
}

fn site(directory: &Path) {
    let pictures = directory.join("图片");
    std::fs::create_dir_all(&pictures).expect("a directory");
    for number in 0..CONTENTS {
        std::fs::write(pictures.join(format!("图{number}.png")), picture(number))
            .expect("a picture");
    }
    for article in 0..ARTICLES {
        let mut text = format!("# 第 {article} 篇\n\n");
        for reference in 0..REFERENCES {
            let number = (article * REFERENCES + reference) % CONTENTS;
            text += &"一段足够长的正文，说明这一段里有什么，为什么值得读下去。\n\n".repeat(6);
            text = format!("{text}![图 {number}](图片/图{number}.png)\n\n");
        }
        std::fs::write(directory.join(format!("{article}.md")), text).expect("an article");
    }
}

fn run(directory: &Path, verb: Verb) -> Report {
    let inputs = find_inputs(&[tuwen::Input::Path(directory.to_owned())], None).expect("articles");
    let output = directory.join("../out");
    let jobs = plan_jobs(inputs, verb, Some(&output), false, true, None).expect("outputs");
    let (ledger, problem) = Ledger::open(&directory.join("../ledger"));
    assert!(problem.is_none(), "a new ledger");
    let uploader = Uploader::new(Instant, UploadOptions::default());
    let pipeline = Pipeline::new(
        uploader,
        AccountId::new("wx-bench"),
        ledger,
        Options::new(verb),
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let report = runtime.block_on(pipeline.run(jobs, Arc::new(NoProgress)));
    assert_eq!(report.totals.failed, 0, "every picture is there");
    report
}

#[divan::bench(args = [Verb::Rewrite, Verb::Publish], sample_count = 20)]
fn unchanged_site(bencher: divan::Bencher<'_, '_>, verb: Verb) {
    let directory = tempfile::tempdir().expect("a directory");
    let content = directory.path().join("content");
    site(&content);
    assert_eq!(run(&content, verb).totals.uploaded, CONTENTS as u64);
    // The file index trusts an entry only when the file is safely older than its recording.
    std::thread::sleep(std::time::Duration::from_secs(3));
    run(&content, verb);
    bencher.bench_local(|| {
        let report = run(&content, verb);
        assert_eq!(report.totals.uploaded, 0);
        report
    });
}
