//! The way to the service, stage by stage: base, proxy, name, connection, encryption, answer.

use std::net::IpAddr;

use tuwen::{Code, Problem, Reached, Wechat};

use super::check::Check;
use super::clock;
use super::patience::patiently;
use super::round::Round;
use crate::sources::proxy_variable;

/// The stages, each of which needs those before it.
const STAGES: [&str; 5] = ["proxy", "dns", "connection", "tls", "service"];

/// Tells how the service is reached; the name of the check that keeps it from being asked, if any.
pub(super) async fn check(
    wechat: Result<&Wechat, &Problem>,
    round: &mut Round<'_>,
) -> Option<&'static str> {
    const BASE: &str = "api-base";
    let wechat = match wechat {
        Ok(wechat) => wechat,
        Err(problem) => {
            round.tell(Check::wrong(BASE, problem));
            for name in STAGES.into_iter().chain(["clock"]) {
                round.skip(name, BASE);
            }
            return Some(BASE);
        }
    };
    let host = wechat.host();
    let is_usual = wechat.is_encrypted() && Wechat::DEFAULT_BASE.ends_with(&format!("//{host}"));
    let base = Check::good(
        BASE,
        if is_usual {
            "doctor-base"
        } else {
            "doctor-base-other"
        },
    );
    let base = base.with("host", &host).detail("host", host.as_str());
    round.tell(base.detail("encrypted", wechat.is_encrypted()));
    let proxy = wechat.proxy();
    round.begin("connection");
    match patiently(async || wechat.reach().await).await {
        Ok(reached) => {
            for stage in STAGES {
                round.tell(passed(stage, wechat, proxy.as_deref(), Some(&reached)));
            }
            round.tell(clock::check(reached.clock));
            None
        }
        Err(problem) => {
            let failed = stage_of(&problem, proxy.is_some());
            let mut is_behind = false;
            for stage in STAGES {
                if stage == failed {
                    is_behind = true;
                    round.tell(Check::wrong(stage, &problem).detail("host", host.as_str()));
                } else if is_behind {
                    round.skip(stage, failed);
                } else {
                    round.tell(passed(stage, wechat, proxy.as_deref(), None));
                }
            }
            round.skip("clock", failed);
            Some(failed)
        }
    }
}

/// The stage at which there was no going on. Behind a proxy, no other connection than the one to it can be
/// refused or without a way.
fn stage_of(problem: &Problem, behind_proxy: bool) -> &'static str {
    let names_proxy = problem.argument("proxy").is_some();
    match (problem.code(), problem.argument("reason")) {
        (Code::WechatUnreachable, Some(reason)) => match reason {
            "tls" | "certificates" => "tls",
            reason if names_proxy || reason.starts_with("proxy") => "proxy",
            "dns" | "refused" | "no-route" if behind_proxy => "proxy",
            "dns" => "dns",
            _ => "connection",
        },
        (Code::WechatBadReply | Code::WechatBusy | Code::WechatRateLimited, _) => "service",
        // The certificates that were named cannot be used.
        _ => "tls",
    }
}

/// A stage that was passed.
fn passed(
    stage: &'static str,
    wechat: &Wechat,
    proxy: Option<&str>,
    reached: Option<&Reached>,
) -> Check {
    let host = wechat.host();
    match (stage, proxy) {
        ("proxy", Some(place)) => {
            let variable = proxy_variable(place, wechat.is_encrypted());
            Check::good(stage, "doctor-proxy")
                .with("place", place)
                .with("variable", variable.unwrap_or("system"))
                .detail("proxy", place)
                .detail("variable", variable)
        }
        ("proxy", None) => Check::good(stage, "doctor-proxy-none"),
        ("dns", Some(_)) => Check::good(stage, "doctor-dns-proxy"),
        ("dns", None) if is_address(&host) => Check::good(stage, "doctor-dns-needless"),
        ("dns", None) => Check::good(stage, "doctor-dns"),
        ("connection", Some(_)) => Check::good(stage, "doctor-connection-proxy"),
        ("connection", None) => Check::good(stage, "doctor-connection"),
        ("tls", _) if wechat.is_encrypted() => Check::good(stage, "doctor-tls"),
        ("tls", _) if wechat.way() == "cloud-sidecar" => Check::good(stage, "doctor-tls-sidecar"),
        ("tls", _) => Check::good(stage, "doctor-tls-needless"),
        _ => {
            let milliseconds = reached.map_or(0, |reached| reached.took.as_millis());
            Check::good(stage, "doctor-service")
                .with("milliseconds", milliseconds)
                .detail(
                    "milliseconds",
                    u64::try_from(milliseconds).unwrap_or(u64::MAX),
                )
        }
    }
}

/// Whether a host is written as an address, with or without a port.
fn is_address(host: &str) -> bool {
    let without_port = host.rsplit_once(':').map_or(host, |(host, _)| host);
    [host, without_port].iter().any(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse::<IpAddr>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreachable(reason: &str) -> Problem {
        Problem::new(Code::WechatUnreachable)
            .with("host", "h")
            .with("reason", reason)
    }

    #[test]
    fn the_stage_that_failed_is_known_by_its_reason() {
        for (reason, stage) in [
            ("dns", "dns"),
            ("refused", "connection"),
            ("timeout", "connection"),
            ("closed", "connection"),
            ("tls", "tls"),
            ("certificates", "tls"),
            ("proxy", "proxy"),
            ("proxy-login", "proxy"),
        ] {
            assert_eq!(stage_of(&unreachable(reason), false), stage, "{reason}");
        }
        let by_proxy = unreachable("refused").with("proxy", "127.0.0.1:3128");
        assert_eq!(stage_of(&by_proxy, true), "proxy");
        assert_eq!(stage_of(&unreachable("refused"), true), "proxy");
        assert_eq!(stage_of(&unreachable("tls"), true), "tls");
        assert_eq!(stage_of(&Problem::new(Code::WechatBusy), true), "service");
    }

    #[test]
    fn addresses_need_no_look_up() {
        for (host, address) in [
            ("127.0.0.1:8770", true),
            ("[::1]:80", true),
            ("::1", true),
            ("10.0.0.1", true),
            ("localhost:1", false),
            ("api.weixin.qq.com", false),
        ] {
            assert_eq!(is_address(host), address, "{host}");
        }
    }
}
