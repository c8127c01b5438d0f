//! What is told of requests and connections, through the `log` crate: host and path, numbers, words.
//!
//! Never a URL as a whole, and no header: tokens travel in the query, passwords before the host. Each
//! line says one thing in a form that `grep` and `awk` can take apart.

use std::error::Error;
use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use tower_layer::Layer;
use tower_service::Service;

/// Target of records about connections.
pub(super) const TARGET: &str = "tuwen::connection";

/// A request under way; told when it ends.
#[derive(Debug)]
pub(crate) struct Telling<'a> {
    target: &'static str,
    method: &'static str,
    host: String,
    path: &'a str,
    sent: usize,
    since: Instant,
}

impl<'a> Telling<'a> {
    /// A request that begins now, of `sent` bytes; what follows a `?` of the path is left out.
    pub(crate) fn begin(
        target: &'static str,
        method: &'static str,
        host: String,
        path: &'a str,
        sent: usize,
    ) -> Self {
        Self {
            target,
            method,
            host,
            path: path.split(['?', '#']).next().unwrap_or_default(),
            sent,
            since: Instant::now(),
        }
    }

    /// The request was answered with this status.
    pub(crate) fn answered(&self, status: u16) {
        self.tell(format_args!("status={status}"));
    }

    /// There was no answer, or not all of it; `reason` is one of our words.
    pub(crate) fn failed(&self, reason: &str) {
        self.tell(format_args!("failed={reason}"));
    }

    fn tell(&self, outcome: std::fmt::Arguments<'_>) {
        let path = self.path.trim_start_matches('/');
        log::debug!(
            target: self.target,
            "{} {}/{path} {outcome} sent={} ms={}",
            self.method,
            self.host,
            self.sent,
            self.since.elapsed().as_millis(),
        );
    }
}

/// Tells why something failed: the word for it, and what the layers below said. The outermost error is
/// left out, because it may hold the URL; what it wraps comes from the system and the TLS library.
pub(super) fn tell_failure(word: &str, error: &reqwest::Error) {
    if !log::log_enabled!(target: TARGET, log::Level::Trace) {
        return;
    }
    let mut causes = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        if !cause.is::<reqwest::Error>() {
            let _ = write!(causes, "; {cause}");
        }
        source = cause.source();
    }
    log::trace!(target: TARGET, "failed={word}{causes}");
}

/// Tells of every connection that is made, through proxies and TLS to the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct TellConnections;

/// What makes connections, and tells of them.
#[derive(Debug, Clone)]
pub(super) struct Told<S>(S);

impl<S> Layer<S> for TellConnections {
    type Service = Told<S>;

    fn layer(&self, connector: S) -> Told<S> {
        Told(connector)
    }
}

impl<S, R> Service<R> for Told<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = self.0.call(target);
        Box::pin(async move {
            let since = Instant::now();
            let connected = connecting.await;
            let outcome = if connected.is_ok() {
                "connected"
            } else {
                "not connected"
            };
            log::trace!(target: TARGET, "{outcome} ms={}", since.elapsed().as_millis());
            connected
        })
    }
}
