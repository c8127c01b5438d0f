//! Names to addresses, with the check between look-up and connection.
//!
//! In: a name. Out: addresses that are all public, or why there are none. The client of the HTTP
//! stack connects to exactly what it gets from here: a name that answers otherwise a moment later
//! (DNS rebinding) is not asked a second time.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address;

/// The system's resolver.
#[derive(Debug)]
pub(super) struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is put in by whoever connects.
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// A place that is not asked: an address that is not public, or a name that is local by its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blocked(pub(super) String);

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a public address")
    }
}

impl std::error::Error for Blocked {}

/// A resolver that answers with public addresses only. A name with a single other address among
/// them is refused whole: nobody serves pictures like that.
#[derive(Clone)]
pub(super) struct Guarded {
    names: Arc<dyn Resolve>,
    /// The name of the proxy, which may be anywhere.
    proxy: Option<String>,
}

impl Guarded {
    pub(super) fn new(names: Arc<dyn Resolve>, proxy: Option<String>) -> Self {
        Self { names, proxy }
    }

    /// Whether the local answers for a name, if there are any before long, are all public. For names
    /// that a proxy resolves: what it finds cannot be seen from here, and some networks have no
    /// answers of their own.
    pub(super) async fn check(&self, name: &str) -> Result<(), Blocked> {
        const PATIENCE: Duration = Duration::from_secs(3);
        let Ok(name) = name.parse() else {
            return Ok(());
        };
        match tokio::time::timeout(PATIENCE, self.resolve(name)).await {
            Ok(Err(error)) => error.downcast().map_or(Ok(()), |blocked| Err(*blocked)),
            Ok(Ok(_)) | Err(_) => Ok(()),
        }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        if self.proxy.as_deref() == Some(name.as_str()) {
            return self.names.resolve(name);
        }
        let names = Arc::clone(&self.names);
        Box::pin(async move {
            let found: Vec<SocketAddr> = names.resolve(name).await?.collect();
            let mut made_up = None;
            for address in found.iter().map(SocketAddr::ip) {
                let passes = address::is_public(address)
                    || address::is_for_benchmarks(address)
                        && match made_up {
                            Some(known) => known,
                            None => *made_up.insert(makes_up_addresses(&*names).await),
                        };
                if !passes {
                    return Err(Blocked(address.to_string()).into());
                }
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether this machine's names are answered by a local proxy (Clash, mihomo, sing-box, Surge in
/// their TUN mode), which makes up an address of 198.18.0.0/15 for every name and takes the
/// connections to it. There it is the public hosts that have these addresses: the one name that is
/// reserved to be an example tells.
async fn makes_up_addresses(names: &dyn Resolve) -> bool {
    let Ok(name) = "example.com".parse() else {
        return false;
    };
    let Ok(found) = names.resolve(name).await else {
        return false;
    };
    let found: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    !found.is_empty() && found.into_iter().all(address::is_for_benchmarks)
}

#[cfg(test)]
mod tests;
