use std::net::IpAddr;

use proptest::prelude::*;

use super::*;

fn asked(written: &str) -> String {
    parse(written).map_or_else(|| "none".to_owned(), String::from)
}

fn refusal(written: &str) -> Option<String> {
    refused(&parse(written).expect("a URL"))
}

#[test]
fn only_http_is_asked() {
    for (written, url) in [
        ("https://h.example/a.png", "https://h.example/a.png"),
        ("  HTTP://H.example ", "http://h.example/"),
        ("//h.example/a.png", "https://h.example/a.png"),
        ("https://h.example:443/a b", "https://h.example/a%20b"),
        (
            "https://图片.example/图.png?é#片段",
            "https://xn--wcsw84d.example/%E5%9B%BE.png?%C3%A9",
        ),
        ("https://user:word@h.example/", "https://h.example/"),
        ("https:\\\\h.example\\a", "https://h.example/a"),
        (
            "https://h.example\\@127.0.0.1/",
            "https://h.example/@127.0.0.1/",
        ),
        ("file:///etc/passwd", "none"),
        ("ftp://h.example/a", "none"),
        ("gopher://h.example/a", "none"),
        ("data:image/png;base64,AAAA", "none"),
        ("javascript:alert(1)", "none"),
        ("http://", "none"),
        ("https://[::1/", "none"),
        ("https://[fe80::1%25eth0]/", "none"),
        ("https://a b/", "none"),
        ("http://256.1.1.1/", "none"),
        ("img/a.png", "none"),
        ("", "none"),
    ] {
        assert_eq!(asked(written), url, "{written}");
    }
}

#[test]
fn a_redirect_is_read_like_a_url() {
    let from = parse("https://h.example/a/b.png").unwrap();
    for (location, url) in [
        ("../c", "https://h.example/c"),
        ("//other.example", "https://other.example/"),
        ("http://name:word@other.example/#x", "http://other.example/"),
        ("?q=图", "https://h.example/a/b.png?q=%E5%9B%BE"),
    ] {
        assert_eq!(join(&from, location).unwrap().as_str(), url);
    }
    for location in ["file:///etc/passwd", "data:,x", "http://[::"] {
        assert_eq!(join(&from, location), None);
    }
}

#[test]
fn every_notation_of_a_private_address_is_refused() {
    for host in [
        // 127.0.0.1 in all its clothes.
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0177.0x0.00.1",
        "017700000001",
        "0x7F.0x00.0x00.0x01",
        "１２７.０.０.１",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[::ffff:0:127.0.0.1]",
        // This machine and its networks.
        "0",
        "0.0.0.0",
        "0x0",
        "[::]",
        "10.0.0.1",
        "10.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "0xc0a80101",
        "3232235777",
        "100.64.0.1",
        "169.254.0.1",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "255.255.255.255",
        "224.0.0.1",
        "[ff02::1]",
        // Metadata of clouds.
        "169.254.169.254",
        "2852039166",
        "0xA9FEA9FE",
        "0251.0376.0251.0376",
        "169.254.43518",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "[fd00:ec2::254]",
        "[fd20:ce::254]",
    ] {
        assert!(refusal(&format!("http://{host}/a.png")).is_some(), "{host}");
        assert!(
            refusal(&format!("https://user@{host}:8443/")).is_some(),
            "{host}"
        );
    }
    assert_eq!(refusal("http://0x7f.1/").as_deref(), Some("127.0.0.1"));
}

#[test]
fn local_names_are_refused_before_they_are_looked_up() {
    for name in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "printer.local",
        "x.y.local.",
        "metadata.google.internal",
        "router.home.arpa",
        "localhost.localdomain",
        "intranet",
        "ai.",
        "ｌｏｃａｌｈｏｓｔ",
        "loc\u{ad}alhost",
    ] {
        assert!(refusal(&format!("https://{name}/")).is_some(), "{name}");
    }
    for name in [
        "h.example",
        "notlocalhost.com",
        "local.example",
        "mylocal.io",
        "internal.dev",
    ] {
        assert_eq!(refusal(&format!("https://{name}/")), None, "{name}");
    }
}

#[test]
fn public_addresses_are_let_through() {
    for host in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "168.63.129.15",
        "[2606:4700::1111]",
        "[2001:200::1]",
        "[2400:3200::1]",
        "[3ffe::1]",
        "[64:ff9b::1.1.1.1]",
        "[::ffff:8.8.8.8]",
        "[2002:808:808::1]",
    ] {
        assert_eq!(refusal(&format!("http://{host}/")), None, "{host}");
    }
}

#[test]
fn userinfo_is_never_shown() {
    for written in [
        "https://user:geheim@h.example/a.png",
        "//user:geheim@h.example/a.png",
        "https://geheim@h.example/a.png",
        "ftp://user:geheim@h.example/",
        "https://user:geheim@h example/",
        "https://us\ter:geheim@127.0.0.1/",
        "user:geheim@h.example/a.png",
        "https://a@geheim@h.example/",
    ] {
        let shown = shown(written);
        assert!(!shown.contains("geheim"), "{shown}");
    }
    for written in [
        "https://h.example/图.png?q=1#f",
        "https://h.example/@who/a.png",
        "https://h.example/a b",
        "no url",
    ] {
        assert_eq!(shown(written), written);
    }
}

#[test]
fn places_have_a_port() {
    for (url, expected) in [
        ("https://H.example/", "h.example:443"),
        ("http://h.example/", "h.example:80"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ] {
        assert_eq!(place(&parse(url).unwrap()).as_deref(), Some(expected));
    }
}

/// The special ranges, written down a second time: first address, length of the prefix.
const SPECIAL_V4: [(&str, u32); 19] = [
    ("0.0.0.0", 8),
    ("10.0.0.0", 8),
    ("100.64.0.0", 10),
    ("127.0.0.0", 8),
    ("169.254.0.0", 16),
    ("172.16.0.0", 12),
    ("192.0.0.0", 24),
    ("192.0.2.0", 24),
    ("192.88.99.0", 24),
    ("192.168.0.0", 16),
    ("198.18.0.0", 15),
    ("198.51.100.0", 24),
    ("203.0.113.0", 24),
    ("224.0.0.0", 4),
    ("240.0.0.0", 4),
    ("255.255.255.255", 32),
    ("168.63.129.16", 32),
    ("100.100.100.200", 32),
    ("169.254.169.254", 32),
];

const SPECIAL_V6: [(&str, u32); 19] = [
    ("::", 128),
    ("::1", 128),
    ("::", 96),
    ("::ffff:0:0:0", 96),
    ("64:ff9b:1::", 48),
    ("100::", 64),
    ("100:0:0:1::", 64),
    ("2001::", 32),
    ("2001:2::", 48),
    ("2001:10::", 28),
    ("2001:20::", 28),
    ("2001:db8::", 32),
    ("3fff::", 20),
    ("5f00::", 16),
    ("fc00::", 7),
    ("fe80::", 10),
    ("fec0::", 10),
    ("ff00::", 8),
    ("4000::", 3),
];

fn special_v4() -> impl Strategy<Value = u32> {
    (0..SPECIAL_V4.len(), any::<u32>()).prop_map(|(index, host)| {
        let (first, prefix) = SPECIAL_V4[index];
        let first: Ipv4Addr = first.parse().unwrap();
        first.to_bits() | host.checked_shr(prefix).unwrap_or(0)
    })
}

fn special_v6() -> impl Strategy<Value = u128> {
    (0..SPECIAL_V6.len(), any::<u128>()).prop_map(|(index, host)| {
        let (first, prefix) = SPECIAL_V6[index];
        let first: Ipv6Addr = first.parse().unwrap();
        first.to_bits() | host.checked_shr(prefix).unwrap_or(0)
    })
}

fn is_in_special_v4(bits: u32) -> bool {
    SPECIAL_V4.iter().any(|(first, prefix)| {
        let first: Ipv4Addr = first.parse().unwrap();
        (bits ^ first.to_bits())
            .checked_shr(32 - prefix)
            .unwrap_or(0)
            == 0
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn special_addresses_are_refused_however_they_are_wrapped(bits in special_v4()) {
        let address = Ipv4Addr::from_bits(bits);
        let wide = u128::from(bits);
        prop_assert!(!is_public(address.into()));
        prop_assert!(!is_public(address.to_ipv6_mapped().into()));
        prop_assert!(!is_public(address.to_ipv6_compatible().into()));
        for wrapped in [(0x64_ff9b << 96) | wide, (0x2002 << 112) | (wide << 80)] {
            prop_assert!(!is_public(Ipv6Addr::from_bits(wrapped).into()));
        }
        for host in [bits.to_string(), format!("{bits:#x}"), format!("0{bits:o}")] {
            let literal = format!("http://{host}/");
            prop_assert!(refusal(&literal).is_some());
        }
    }

    #[test]
    fn special_addresses_of_version_6_are_refused(bits in special_v6()) {
        let address = Ipv6Addr::from_bits(bits);
        prop_assert!(!is_public(address.into()));
        let literal = format!("http://[{address}]/");
        prop_assert!(refusal(&literal).is_some());
    }

    #[test]
    fn all_other_addresses_are_public(bits in any::<u32>()) {
        let address = Ipv4Addr::from_bits(bits);
        prop_assert_eq!(is_public(address.into()), !is_in_special_v4(bits));
        prop_assert_eq!(
            is_public(IpAddr::V6(address.to_ipv6_mapped())),
            is_public(IpAddr::V4(address))
        );
    }

    #[test]
    fn global_unicast_is_public(first in 0x2003_u128..0x3ff0, rest in any::<u128>()) {
        let address = Ipv6Addr::from_bits((first << 112) | (rest >> 16));
        prop_assert!(is_public(address.into()));
    }

    #[test]
    fn nothing_written_panics(written in "\\PC{0,40}", host in "[0-9a-fx.:\\[\\]%@/\\\\]{0,24}") {
        for text in [written, format!("http://{host}"), format!("//{host}")] {
            let _ = shown(&text);
            if let Some(url) = parse(&text) {
                let _ = (refused(&url), place(&url));
                prop_assert!(url.username().is_empty() && url.password().is_none());
            }
        }
    }
}
