//! The WeChat edition of a directory of articles, as a build step of a site would make it: every article rendered,
//! every picture uploaded once, what was uploaded remembered in the `tuwen.lock` beside the articles.
//!
//! ```sh
//! cargo run --example site -- ARTICLES OUTPUT
//! ```
//!
//! Without `WECHAT_APP_ID` and `WECHAT_APP_SECRET` the built-in emulator stands for WeChat, and no lockfile is
//! written: its URLs lead nowhere.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of a few lines talks like one"
)]

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use tuwen::{
    AccountId, Credentials, Input, Language, Ledger, NoProgress, Options, Pipeline, Report,
    Sandbox, Secret, TokenEndpoint, UploadOptions, Uploader, Verb, Wechat, find_inputs, plan_jobs,
};

/// Where this site keeps what need not be in git: the ledger, tokens.
const DATA: &str = "target/tuwen";

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(articles), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: site ARTICLES OUTPUT".into());
    };
    let id = std::env::var("WECHAT_APP_ID");
    let secret = std::env::var("WECHAT_APP_SECRET");
    let report = if let (Ok(id), Ok(secret)) = (id, secret) {
        let lockfile = articles.join("tuwen.lock");
        build(&articles, &output, WECHAT, &id, &secret, Some(&lockfile)).await?
    } else {
        let sandbox = Sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let (id, secret) = (Sandbox::APP_ID, Sandbox::APP_SECRET);
        build(&articles, &output, &sandbox.base(), id, secret, None).await?
    };
    for article in &report.articles {
        println!("{}: {:?}", article.input, article.status);
    }
    let placed = report.articles.iter().flat_map(|article| &article.problems);
    let problems = placed.map(|placed| &placed.problem).chain(&report.problems);
    for problem in problems {
        eprintln!(
            "{}: {}",
            problem.code().as_str(),
            problem.message(Language::English)
        );
    }
    let totals = &report.totals;
    println!(
        "{} uploaded, {} reused, {} requests",
        totals.uploaded, totals.reused, totals.requests
    );
    Ok(ExitCode::from(report.class().exit_status()))
}

const WECHAT: &str = "https://api.weixin.qq.com";

async fn build(
    articles: &Path,
    output: &Path,
    base: &str,
    app_id: &str,
    secret: &str,
    lockfile: Option<&Path>,
) -> Result<Report, Box<dyn Error>> {
    let inputs = find_inputs(&[Input::Path(articles.to_owned())], None)?;
    let jobs = plan_jobs(inputs, Verb::Publish, Some(output), false, true, None)?;
    let credentials = Credentials::App {
        app_id: app_id.to_owned(),
        secret: Secret::new(secret).into(),
        endpoint: TokenEndpoint::Stable,
    };
    let data = Path::new(DATA);
    let wechat = Wechat::new(base, credentials, &data.join("tokens"))?;
    let (ledger, warning) = Ledger::open(data);
    let mut warnings: Vec<_> = warning.into_iter().collect();
    if let Some(lockfile) = lockfile {
        warnings.extend(ledger.use_lockfile(lockfile)?);
    }
    let uploader = Uploader::new(wechat, UploadOptions::default());
    let options = Options::new(Verb::Publish);
    let pipeline = Pipeline::new(uploader, AccountId::new(app_id), ledger, options);
    let mut report = pipeline.run(jobs, Arc::new(NoProgress)).await;
    report.problems.extend(warnings);
    Ok(report)
}
