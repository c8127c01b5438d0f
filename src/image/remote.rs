//! The guarded fetch of pictures at other hosts.
//!
//! In: a URL that an article names, and what is remembered of an earlier answer. Out: a picture's
//! bytes, or that they have not changed. An article may come from anyone, so its URLs are asked only
//! at public addresses (`address` says which, `resolve` sees to it that the connection goes to what
//! was checked, `route` that this holds beside proxies), at every redirect anew, and within limits of
//! size, time and redirects (`hop`). `freshness` is about asking less the next time.
//!
//! Nothing goes out but the URL itself: no cookies, no user names of the URL, no name of the site
//! that is left. An https URL may redirect to http: the picture is public either way.

mod address;
mod freshness;
mod hop;
mod resolve;
mod route;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::dns::Resolve;
use url::Url;

use self::hop::{Answer, Hop, bad_url, unreachable};
use self::resolve::System;
use self::route::Routes;
use crate::problem::{Code, Problem};
use crate::validator::Validator;

/// Limits of a fetch, and exceptions to the guard.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FetchOptions {
    /// Larger pictures are not fetched, in bytes; 30 MiB by default.
    pub max_bytes: u64,
    /// From the start to the last byte, redirects and repeated requests included; 30 seconds by
    /// default.
    pub deadline: Duration,
    /// Redirects that are followed; 5 by default.
    pub max_redirects: u32,
    /// Places that may be asked although they are not public, such as the picture server of an
    /// intranet: `host:port` as in its URLs, or `host` with port 443. They are asked directly, past
    /// proxies. Whoever fills this in vouches for them: never from what travels with articles.
    pub trusted: Vec<String>,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            max_bytes: 30 << 20,
            deadline: Duration::from_secs(30),
            max_redirects: 5,
            trusted: Vec::new(),
        }
    }
}

/// What came of a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fetched {
    /// What is known of an earlier answer still holds.
    NotModified {
        /// Until when there is no need to ask again.
        fresh_until: Option<SystemTime>,
    },
    /// The picture; by its bytes it is one.
    Picture {
        /// Its content.
        bytes: Vec<u8>,
        /// What to remember for the next time.
        validator: Validator,
    },
}

/// Fetches pictures from other hosts. It is cheap to make: nothing is connected, looked up or read
/// from the system before the first fetch.
pub struct Fetcher {
    options: FetchOptions,
    routes: Routes,
    requests: AtomicU64,
}

impl Fetcher {
    /// A fetcher with these limits, which goes through the proxies of the environment and the system.
    #[must_use]
    pub fn new(options: FetchOptions) -> Self {
        Self::by(Arc::new(System), options)
    }

    /// A fetcher that resolves names by `names`.
    fn by(names: Arc<dyn Resolve>, options: FetchOptions) -> Self {
        Self {
            routes: Routes::new(names, &options.trusted),
            options,
            requests: AtomicU64::new(0),
        }
    }

    /// HTTP requests sent so far.
    #[must_use]
    pub fn fetches(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Fetches the picture at a URL, http(s) or without a scheme (`//host/…`, taken for https). With
    /// the validator of an earlier answer, it is not sent again while it has not changed. Asks even
    /// if the validator [is fresh](Validator::is_fresh). Works on a tokio runtime with time and I/O.
    ///
    /// # Errors
    /// One of the `remote.*` problems: a URL that is none, or leads to an address that is not public,
    /// nowhere, to an error, in circles, to something too large, or to what is no picture.
    pub async fn fetch(&self, url: &str, known: Option<&Validator>) -> Result<Fetched, Problem> {
        let start = address::parse(url).ok_or_else(|| bad_url(url))?;
        let shown = address::shown(url);
        tokio::time::timeout(self.options.deadline, self.follow(start, &shown, known))
            .await
            .unwrap_or_else(|_| Err(unreachable(&shown, "timeout")))
    }

    /// Follows redirects to the picture; what is found is no longer good than each of them.
    async fn follow(
        &self,
        start: Url,
        shown: &str,
        known: Option<&Validator>,
    ) -> Result<Fetched, Problem> {
        let mut url = start;
        let mut longest = freshness::LONGEST;
        let fresh_until =
            |lifetime: Duration| (lifetime > Duration::ZERO).then(|| SystemTime::now() + lifetime);
        for _ in 0..=self.options.max_redirects {
            let hop = Hop {
                routes: &self.routes,
                requests: &self.requests,
                most_bytes: self.options.max_bytes,
                url: &url,
                shown,
                known,
            };
            match hop.ask().await? {
                Answer::Picture {
                    bytes,
                    mut validator,
                    lifetime,
                } => {
                    validator.fresh_until = fresh_until(lifetime.min(longest));
                    return Ok(Fetched::Picture { bytes, validator });
                }
                Answer::NotModified { lifetime } => {
                    return Ok(Fetched::NotModified {
                        fresh_until: fresh_until(lifetime.min(longest)),
                    });
                }
                Answer::Redirect { location, lifetime } => {
                    longest = longest.min(lifetime);
                    url = address::join(&url, &location).ok_or_else(|| bad_url(&location))?;
                }
            }
        }
        Err(Problem::new(Code::RemoteRedirects)
            .with("url", shown)
            .with("most", self.options.max_redirects))
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher")
            .field("options", &self.options)
            .field("requests", &self.requests)
            .finish_non_exhaustive()
    }
}
