//! What a reply says: its JSON object, or why there is none.
//!
//! Comes in: status and bytes. Goes out: the object of a success, or a [`Failure`] that becomes a
//! [`Problem`]. The body decides, never the `Content-Type`: the service labels JSON as `text/plain`,
//! reports refusals with status 200 and leaves `errcode` out of most successes. Non-200 statuses and
//! bodies that are not JSON come from the edge or a proxy and count as trouble on the way.

use std::net::IpAddr;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::errcode::{Meaning, meaning};
use crate::problem::{Code, Problem};
use crate::upload::{Destination, FittedImage};

/// Longest text of the service that is passed on in a message, in characters.
const LONGEST_TEXT: usize = 300;

/// Stands for an argument the reply did not give.
const NONE: &str = "none";

/// A reply as it came over the wire.
#[derive(Debug)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// The body, whole.
    pub(super) body: Vec<u8>,
    /// The other side's clock.
    pub(super) date: Option<SystemTime>,
}

/// What a request was about; some codes mean different things for different requests.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    /// Fetching a token.
    Token,
    /// Fetching the token of an account by the platform that it has authorised.
    Platform,
    /// A question about the account that `tuwen doctor` asks.
    Question,
    /// A draft, by its id.
    Draft(&'a str),
    /// What is to be in a draft.
    DraftContent,
    /// Publishing a draft, by its id.
    Publication(&'a str),
    /// Sending this picture.
    Image(&'a FittedImage),
}

impl Subject<'_> {
    /// The word by which catalogues tell them apart.
    fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Platform => "platform",
            Self::Question => "question",
            Self::Draft(_) => "draft",
            Self::DraftContent => "draft-content",
            Self::Publication(_) => "publication",
            Self::Image(image) => match image.destination {
                Destination::Bodies => "image",
                Destination::Library if image.is_animation() => "library",
                Destination::Library => "cover",
            },
        }
    }
}

/// Why a request gave nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// The service answered with an `errcode`.
    Refused(Refusal),
    /// There is no answer of the service.
    Broken(Problem),
}

impl Failure {
    /// The problem to report.
    pub(super) fn into_problem(self, subject: Subject<'_>) -> Problem {
        match self {
            Self::Refused(refusal) => refusal.problem(subject),
            Self::Broken(problem) => problem,
        }
    }

    /// What kind of failure it is, without any text of the other side.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Refused(refusal) => match refusal.code {
                Number::Errcode(errcode) => format!("errcode {errcode}"),
                Number::Status(status) => format!("status {status}"),
            },
            Self::Broken(problem) => format!(
                "{} {}",
                problem.code().as_str(),
                problem.argument("reason").unwrap_or_default()
            ),
        }
    }

    /// Whether a new token might help.
    pub(super) fn is_stale_token(&self) -> bool {
        const PLATFORM_TOKEN_EXPIRED: Number = Number::Errcode(42006);
        matches!(self, Self::Refused(refusal) if refusal.meaning() == Meaning::TokenStale
            || refusal.code == PLATFORM_TOKEN_EXPIRED)
    }
}

/// A refusal by the service: `{"errcode":40005,"errmsg":"invalid file type hint: […] rid: …"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The number, or for replies of the edge the HTTP status.
    code: Number,
    /// The message without its `hint` and `rid`.
    message: String,
    /// The request's id at the service, by which its support finds it.
    rid: Option<String>,
    /// The caller's address as the service saw it, when the message names one.
    address: Option<IpAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Errcode(i64),
    Status(u16),
}

/// Invalid `media_id`.
const NO_SUCH_MEDIA: Number = Number::Errcode(40007);

impl Refusal {
    fn from_errcode(errcode: i64, text: &str) -> Self {
        Self {
            code: Number::Errcode(errcode),
            message: printable(stem(text)),
            rid: rid(text),
            address: address(text),
        }
    }

    fn from_status(status: u16, text: &str) -> Self {
        Self {
            code: Number::Status(status),
            message: text.to_owned(),
            rid: None,
            address: None,
        }
    }

    fn meaning(&self) -> Meaning {
        match self.code {
            Number::Errcode(errcode) => meaning(errcode),
            Number::Status(413) => Meaning::Image,
            Number::Status(429) => Meaning::RateLimited,
            Number::Status(_) => Meaning::Busy,
        }
    }

    /// The problem to report.
    pub(super) fn problem(&self, subject: Subject<'_>) -> Problem {
        let code = match (self.meaning(), subject) {
            (Meaning::Busy, _) => Code::WechatBusy,
            (Meaning::RateLimited, _) => Code::WechatRateLimited,
            // Only what moves goes to the library; the other pictures still have their way.
            (Meaning::QuotaSpent | Meaning::Forbidden, Subject::Image(image))
                if image.is_animation() =>
            {
                Code::WechatLibraryRefused
            }
            (Meaning::QuotaSpent, _) => Code::WechatQuotaSpent,
            // The token endpoints answer a wrong secret with 40001, too.
            (Meaning::TokenStale, Subject::Token) | (Meaning::Credentials, _) => {
                Code::WechatCredentials
            }
            (Meaning::TokenStale | Meaning::TokenDead, _) => Code::WechatToken,
            (Meaning::IpNotAllowed, _) => Code::WechatIpNotAllowed,
            (Meaning::Forbidden, _) => Code::WechatForbidden,
            (Meaning::Account, _) => Code::WechatAccount,
            (Meaning::Image, Subject::Image(_)) => Code::ImageRefused,
            (Meaning::LibraryFull, _) => Code::WechatLibraryFull,
            (Meaning::Content, Subject::Draft(_) | Subject::Publication(_))
                if self.code == NO_SUCH_MEDIA =>
            {
                Code::DraftMissing
            }
            (Meaning::Content, Subject::DraftContent) if self.code == NO_SUCH_MEDIA => {
                Code::DraftCoverGone
            }
            (Meaning::Content, _) => Code::WechatContentRefused,
            (Meaning::OurFault, _) => Code::WechatOurFault,
            (Meaning::Image | Meaning::Unknown, _) => Code::WechatUnknown,
        };
        let mut problem = Problem::new(code);
        if let (Code::ImageRefused, Subject::Image(image)) = (code, subject) {
            problem = problem.with("path", &image.name);
        }
        if let (Code::DraftMissing, Subject::Draft(media_id) | Subject::Publication(media_id)) =
            (code, subject)
        {
            problem = problem.with("media_id", media_id);
        }
        // The service is known to report an exhausted classic endpoint on other calls.
        if code == Code::WechatQuotaSpent && self.message.contains("getStableAccessToken") {
            problem = problem.with("kind", "classic");
        }
        if code == Code::WechatIpNotAllowed {
            problem = match self.address {
                Some(address) => problem.with("ip", address),
                None => problem.with("ip", NONE),
            };
        }
        problem = match self.code {
            Number::Errcode(errcode) => problem.with("errcode", errcode),
            Number::Status(status) => problem.with("errcode", format_args!("HTTP {status}")),
        };
        problem
            .with("errmsg", &self.message)
            .with("rid", self.rid.as_deref().unwrap_or(NONE))
            .with("subject", subject.word())
    }
}

/// Reads a reply.
///
/// # Errors
/// [`Failure::Refused`] for a non-zero `errcode` and for statuses the edge uses as such (413, 429,
/// 5xx); [`Failure::Broken`] with `wechat.bad-reply` for everything that is not the API's.
pub(super) fn read(answer: &Answer) -> Result<Map<String, Value>, Failure> {
    let parsed = parse(&answer.body);
    if let Ok(object) = &parsed
        && let Some(errcode) = errcode(object)
        && errcode != 0
        && answer.status < 500
    {
        let text = object.get("errmsg").and_then(Value::as_str).unwrap_or("");
        return Err(Failure::Refused(Refusal::from_errcode(errcode, text)));
    }
    match answer.status {
        200 => parsed.map_err(|reason| Failure::Broken(bad_reply(200, reason))),
        413 => Err(status_refusal(413, "Content Too Large")),
        429 => Err(status_refusal(429, "Too Many Requests")),
        500 => Err(status_refusal(500, "Internal Server Error")),
        502 => Err(status_refusal(502, "Bad Gateway")),
        503 => Err(status_refusal(503, "Service Unavailable")),
        504 => Err(status_refusal(504, "Gateway Timeout")),
        status @ (501 | 505..) => Err(status_refusal(status, "Server Error")),
        status @ 300..400 => Err(Failure::Broken(bad_reply(status, "redirect"))),
        status => {
            // The service itself never asks for a login by HTTP: a relay does.
            let reason = if status == 401 { "login" } else { "status" };
            Err(Failure::Broken(bad_reply(status, reason)))
        }
    }
}

fn status_refusal(status: u16, text: &str) -> Failure {
    Failure::Refused(Refusal::from_status(status, text))
}

/// `wechat.bad-reply`; `reason` is one of `empty`, `html`, `truncated`, `not-json`, `too-long`,
/// `redirect`, `login`, `status`, `no-token`, `no-url`, `no-media-id`.
pub(super) fn bad_reply(status: u16, reason: &'static str) -> Problem {
    Problem::new(Code::WechatBadReply)
        .with("status", status)
        .with("reason", reason)
}

fn parse(body: &[u8]) -> Result<Map<String, Value>, &'static str> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let body = body.trim_ascii();
    if body.is_empty() {
        return Err("empty");
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => Ok(object),
        Err(_) if body.starts_with(b"<") => Err("html"),
        Err(error) if error.is_eof() => Err("truncated"),
        Ok(_) | Err(_) => Err("not-json"),
    }
}

/// `errcode` as a number; some gateways quote it.
fn errcode(object: &Map<String, Value>) -> Option<i64> {
    match object.get("errcode")? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The message without the suffixes the service appends in several generations:
/// `… hint: [x] rid: y`, `…, rid: y`, `… hints: [x]`.
fn stem(text: &str) -> &str {
    let end = [" hint: [", " hints: [", " rid:", ",rid:"]
        .iter()
        .filter_map(|suffix| text.find(suffix))
        .min()
        .unwrap_or(text.len());
    let stem = text[..end].trim_end_matches([' ', ',']);
    if stem.is_empty() { text.trim() } else { stem }
}

/// The id in `rid: 5f5b3894-6f7cfd2e-24149285`, whatever stands around it; for messages of the
/// generation without one, what stands in `hints: […]`.
fn rid(text: &str) -> Option<String> {
    let after = |marker: &str| {
        text.rfind(marker)
            .map(|start| text[start + marker.len()..].trim_start())
    };
    if let Some(rest) = after("rid:") {
        let end = rest
            .find(|letter: char| !letter.is_ascii_hexdigit() && letter != '-')
            .unwrap_or(rest.len());
        let id = &rest[..end];
        if id.split('-').count() == 3 && id.split('-').all(|group| group.len() == 8) {
            return Some(id.to_owned());
        }
    }
    let hint = after("hints: [").or_else(|| after("hint: ["))?;
    let id = hint.split(']').next()?;
    let plausible = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    plausible.then(|| id.to_owned())
}

/// The first IP address in a message such as
/// `invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist`.
fn address(text: &str) -> Option<IpAddr> {
    text.split(|letter: char| !(letter.is_ascii_hexdigit() || letter == '.' || letter == ':'))
        .filter(|word| word.contains(['.', ':']))
        .find_map(|word| word.trim_end_matches(['.', ':']).parse().ok())
        .map(|address: IpAddr| address.to_canonical())
}

/// Foreign text made fit for a terminal: no control characters, not endless.
fn printable(text: &str) -> String {
    let mut clean: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(LONGEST_TEXT)
        .collect();
    if clean.len() < text.len() && text.chars().count() > LONGEST_TEXT {
        // Half a secret that the other side quotes would not be recognised as one any more.
        let of_word = |letter: char| letter.is_ascii_alphanumeric() || "_-+/=%".contains(letter);
        clean.truncate(clean.trim_end_matches(of_word).len());
        clean.push('…');
    }
    clean
}

#[cfg(test)]
#[path = "reply/tests.rs"]
mod tests;
