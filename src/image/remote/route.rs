//! How a URL is reached: directly, through a proxy, or as a place that was vouched for.
//!
//! In: a URL to ask. Out: the client that asks it, made when first needed, or why it is not asked.
//! There is a client for each way, so that none ever has to tell whether a name that it resolves is
//! a host's or a proxy's:
//! * directly: every name goes through the guard, and there is no proxy;
//! * through a proxy: nothing goes past it. A proxy may be anywhere (mostly on this very machine), and
//!   it resolves names itself, so the guard can only see what this machine would have found;
//! * vouched for: neither guard nor proxy.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::dns::Resolve;
use reqwest::{Client, Proxy};
use url::{Position, Url};

use super::address;
use super::resolve::{Blocked, Guarded};
use crate::connection;
use crate::problem::Problem;

/// Name look-up, TCP, TLS and proxy handshakes together.
const CONNECT: Duration = Duration::from_secs(10);

/// Honest, and of the form that hosts expect of what is no browser and no attack.
const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; tuwen/",
    env!("CARGO_PKG_VERSION"),
    ")"
);

/// Why a URL is not asked.
#[derive(Debug, Clone)]
pub(super) enum Refusal {
    /// It leads to a place that is not public.
    Blocked(Blocked),
    /// There is no client; one of the words of [`connection::reason`].
    NoClient(&'static str),
    /// It may not trust what it was told to.
    Problem(Problem),
}

/// A way to hosts.
enum Way {
    Direct,
    Proxied(Intercept),
    Trusted,
}

/// The clients of one way, for http and for https. A proxy is chosen by nothing but the scheme.
type Clients = [OnceLock<Result<Client, Refusal>>; 2];

/// The ways to all hosts.
pub(super) struct Routes {
    names: Arc<dyn Resolve>,
    proxies: OnceLock<Matcher>,
    /// `host:port` of what was vouched for.
    vouched: Vec<String>,
    direct: Clients,
    proxied: Clients,
    trusted: Clients,
}

impl Routes {
    /// Routes by this resolver, past these places; proxies are those of the system.
    pub(super) fn new(names: Arc<dyn Resolve>, vouched: &[String]) -> Self {
        let vouched = vouched
            .iter()
            .filter_map(|place| address::place(&Url::parse(&format!("https://{place}")).ok()?))
            .collect();
        Self {
            names,
            proxies: OnceLock::new(),
            vouched,
            direct: Clients::default(),
            proxied: Clients::default(),
            trusted: Clients::default(),
        }
    }

    /// The same routes with these proxies.
    #[cfg(test)]
    pub(super) fn through(self, proxies: Matcher) -> Self {
        Self {
            proxies: proxies.into(),
            ..self
        }
    }

    /// The client that may ask `url`.
    pub(super) async fn client(&self, url: &Url) -> Result<Client, Refusal> {
        let way = self.way(url).await.map_err(Refusal::Blocked)?;
        let encrypted = url.scheme() == "https";
        let clients = match way {
            Way::Direct => &self.direct,
            Way::Proxied(_) => &self.proxied,
            Way::Trusted => &self.trusted,
        };
        clients[usize::from(encrypted)]
            .get_or_init(|| self.build(&way, encrypted))
            .clone()
    }

    async fn way(&self, url: &Url) -> Result<Way, Blocked> {
        if address::place(url).is_some_and(|place| self.vouched.contains(&place)) {
            return Ok(Way::Trusted);
        }
        if let Some(place) = address::refused(url) {
            return Err(Blocked(place));
        }
        let Some(proxy) = self.proxy(url) else {
            return Ok(Way::Direct);
        };
        if let Some(name) = url.domain() {
            let guarded = Guarded::new(Arc::clone(&self.names), None);
            guarded.check(name).await?;
        }
        Ok(Way::Proxied(proxy))
    }

    /// The proxy that `HTTPS_PROXY` and the like, or the system's settings, have for a URL.
    fn proxy(&self, url: &Url) -> Option<Intercept> {
        let destination = url[..Position::BeforePath].parse().ok()?;
        self.proxies
            .get_or_init(Matcher::from_system)
            .intercept(&destination)
    }

    fn build(&self, way: &Way, encrypted: bool) -> Result<Client, Refusal> {
        let names = Arc::clone(&self.names);
        let mut needs_certificates = encrypted;
        let builder = connection::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT)
            // Without this, the stack would choose the system's proxies by itself.
            .no_proxy();
        let builder = match way {
            Way::Direct => builder.dns_resolver(Guarded::new(names, None)),
            Way::Trusted => builder.dns_resolver(names),
            Way::Proxied(proxy) => {
                needs_certificates |= proxy.uri().scheme_str() == Some("https");
                let host = proxy.uri().host().map(str::to_owned);
                builder
                    .dns_resolver(Guarded::new(names, host))
                    .proxy(for_all_requests(proxy).ok_or(Refusal::NoClient("proxy"))?)
            }
        };
        connection::trusting(builder, needs_certificates)
            .map_err(Refusal::Problem)?
            .build()
            .map_err(|_| Refusal::NoClient("certificates"))
    }
}

fn for_all_requests(proxy: &Intercept) -> Option<Proxy> {
    let all = Proxy::all(proxy.uri().to_string()).ok()?;
    Some(match (proxy.basic_auth(), proxy.raw_auth()) {
        (Some(header), _) => all.custom_http_auth(header.clone()),
        (None, Some((name, password))) => all.basic_auth(name, password),
        (None, None) => all,
    })
}
