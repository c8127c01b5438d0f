//! Fetches from servers on loopback that were vouched for, and from everything that was not.

mod answers;
mod guard;
pub(super) mod names;
mod proxies;
mod server;

use hyper_util::client::proxy::matcher::Matcher;

use self::names::Names;
use self::server::{Reply, Server};
use super::*;

/// The smallest PNG that is one by its bytes.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82";

/// A fetcher for which these servers are public, and names are what `names` says.
fn fetcher(names: &Names, trusted: &[&Server]) -> Fetcher {
    let trusted = trusted.iter().map(|server| server.place()).collect();
    with(
        names,
        FetchOptions {
            trusted,
            ..FetchOptions::default()
        },
    )
}

fn with(names: &Names, options: FetchOptions) -> Fetcher {
    let fetcher = Fetcher::by(names.shared(), options);
    Fetcher {
        routes: fetcher.routes.through(Matcher::builder().build()),
        ..fetcher
    }
}

/// The picture and what is to be remembered of it.
async fn picture(fetcher: &Fetcher, url: &str) -> (Vec<u8>, Validator) {
    match fetcher.fetch(url, None).await {
        Ok(Fetched::Picture { bytes, validator }) => (bytes, validator),
        other => panic!("{other:?}"),
    }
}

/// Code and second argument of the problem, as `remote.blocked 127.0.0.1`.
async fn problem(fetcher: &Fetcher, url: &str) -> String {
    let problem = fetcher.fetch(url, None).await.expect_err("a problem");
    assert_eq!(problem.arguments()[0].0, "url");
    let detail = problem.arguments().get(1).map_or("", |(_, value)| value);
    format!("{} {detail}", problem.code().as_str())
}
