//! Which places may be asked for a picture: URLs, names and addresses, before anything is connected.
//!
//! In: a URL as written, or an address. Out: the URL to ask, or why it is not asked. Only http and
//! https, and only what the public internet routes to ordinary hosts, by IANA's registries of special
//! addresses: of version 4 all but these, of version 6 only global unicast without these.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Endings of names that never lead out of a machine, house or company (RFC 6761, 6762, 8375, ICANN).
const LOCAL_ENDINGS: [&str; 5] = ["home.arpa", "internal", "local", "localdomain", "localhost"];

/// The ranges of version 4 that are not for ordinary hosts: first address, length of the prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    // "This network"; connecting to it reaches this machine.
    (Ipv4Addr::UNSPECIFIED, 8),
    // Private, shared by a provider's customers (CGNAT), loopback, link-local with its metadata.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // The one metadata service with an address out of the public space (Azure).
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // Protocol assignments, documentation, relays of 6to4, benchmarks.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast; reserved, with broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The URL to ask for what an article writes: without user name, password and fragment, with the
/// host in one notation (`0x7f.1` is `127.0.0.1` from here on). `None` if it is no http(s) URL.
pub(super) fn parse(written: &str) -> Option<Url> {
    let written = written.trim();
    let url = if written.starts_with("//") {
        Url::parse(&format!("https:{written}"))
    } else {
        Url::parse(written)
    };
    to_ask(url.ok()?)
}

/// Where a redirect leads.
pub(super) fn join(from: &Url, location: &str) -> Option<Url> {
    to_ask(from.join(location).ok()?)
}

fn to_ask(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    Some(url)
}

/// The URL for messages: as written, unless an `@` in it may have a user name and password before it.
pub(super) fn shown(written: &str) -> String {
    let written = written.trim();
    match (written.rsplit_once('@'), parse(written)) {
        (None, _) => written.to_owned(),
        (Some(_), Some(url)) => url.into(),
        (Some((_, rest)), None) => format!("***@{rest}"),
    }
}

/// `host:port` of a URL.
pub(super) fn place(url: &Url) -> Option<String> {
    let port = url.port_or_known_default()?;
    Some(format!("{}:{port}", url.host_str()?))
}

/// What in the host of a URL shows, without asking anyone, that it is no public one.
pub(super) fn refused(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Ipv4(address) => (!is_public_v4(address)).then(|| address.to_string()),
        Host::Ipv6(address) => (!is_public_v6(address)).then(|| address.to_string()),
        Host::Domain(name) => is_local_name(name).then(|| name.to_owned()),
    }
}

/// Whether a name is local by its form. A name without a dot never is a public one.
fn is_local_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    !name.contains('.')
        || LOCAL_ENDINGS.iter().any(|ending| {
            name.strip_suffix(ending)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// Whether the public internet routes the address to an ordinary host.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Addresses for benchmarks. Local proxies make up addresses from here for the names they are asked.
pub(super) fn is_for_benchmarks(address: IpAddr) -> bool {
    matches!(address.to_canonical(), IpAddr::V4(address) if matches!(address.octets(), [198, 18 | 19, ..]))
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    SPECIAL_V4.iter().all(|(first, prefix)| {
        let differing = address.to_bits() ^ first.to_bits();
        differing.leading_zeros() < *prefix
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(embedded) = embedded_v4(address) {
        return is_public_v4(embedded);
    }
    match address.segments() {
        // Teredo, ORCHID, benchmarks and other protocols; documentation.
        [0x2001, ..=0x01ff | 0x0db8, ..] | [0x3fff, ..=0x0fff, ..] => false,
        // Of all the rest, only global unicast.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The IPv4 address that packets to an IPv6 address end up at: IPv4-mapped, NAT64 by the well-known
/// prefix (as DNS64 answers in networks without IPv4), 6to4.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let joined = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(joined(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
