//! Answers in the forms the real service gives them: status 200 whatever happened, JSON labelled as
//! one thing or another, messages with a hint and a request id in three generations of spelling.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::ids::Ids;

/// The address the emulator claims to have seen; one reserved for documentation.
pub(super) const SEEN_ADDRESS: &str = "203.0.113.7";

/// An answer before it is sent, so that faults can still spoil it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// `Content-Type`.
    pub(super) content_type: &'static str,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A success. Uploads are labelled `text/plain`, all else almost rightly.
    pub(super) fn success(value: &Value, upload: bool) -> Self {
        Self {
            status: 200,
            content_type: if upload {
                "text/plain"
            } else {
                "application/json; encoding=utf-8"
            },
            body: value.to_string().into_bytes(),
        }
    }

    /// A refusal, spelled like one of the three generations in turn.
    pub(super) fn refusal(errcode: i64, ids: &mut Ids, now: u64, turn: u64) -> Self {
        let (stem, rid, hint) = (stem(errcode), ids.request(now), ids.hint());
        let message = match (errcode, turn % 3) {
            (40164, _) => format!("{stem} rid: {rid}"),
            (_, 0) => format!("{stem} hint: [{hint}] rid: {rid}"),
            (_, 1) => format!("{stem}, rid: {rid}"),
            (_, _) => format!("{stem} hints: [{hint}!]"),
        };
        let body = json!({"errcode": errcode, "errmsg": message});
        Self {
            status: 200,
            content_type: "text/plain",
            body: body.to_string().into_bytes(),
        }
    }

    /// A page of the edge.
    pub(super) fn page(status: u16, title: u16) -> Self {
        let reason = StatusCode::from_u16(title)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Error");
        Self {
            status,
            content_type: "text/html",
            body: format!(
                "<html>\r\n<head><title>{title} {reason}</title></head>\r\n<body>\r\n\
                 <center><h1>{title} {reason}</h1></center>\r\n</body>\r\n</html>\r\n"
            )
            .into_bytes(),
        }
    }

    /// Plain JSON of the emulator's own pages.
    pub(super) fn own(status: u16, value: &Value) -> Self {
        Self {
            status,
            content_type: "application/json",
            body: format!("{value:#}\n").into_bytes(),
        }
    }

    /// As an HTTP response.
    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(Bytes::from(self.body)));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        response
    }
}

/// The beginning of the real messages, with their typos.
fn stem(errcode: i64) -> String {
    let text = match errcode {
        -1 => "system error",
        40001 => "invalid credential, access_token is invalid or not latest",
        40002 => "invalid grant_type",
        40004 => "invalid media type",
        40005 => "invalid file type",
        40006 => "invalid meida size",
        40007 => "invalid media_id",
        40009 => "invalid image size",
        40012 => "invalid thumb size",
        40013 => "invalid appid",
        40014 => "invalid access_token",
        40066 => "invalid url",
        40113 => "unsupported file type",
        40114 => "invalid index value",
        40125 => "invalid appsecret",
        40137 => "invalid image format",
        40164 => {
            return format!(
                "invalid ip {SEEN_ADDRESS} ipv6 ::ffff:{SEEN_ADDRESS}, not in whitelist"
            );
        }
        40243 => "AppSecret frozen",
        41001 => "access_token missing",
        41002 => "appid missing",
        41004 => "appsecret missing",
        41005 => "media data missing",
        41006 => "media_id missing",
        41018 => "missing component_appid",
        41021 => "missing component_access_token",
        42001 => "access_token expired",
        42006 => "component_access_token expired",
        43001 => "require GET method",
        43002 => "require POST method",
        44001 => "empty media data",
        44002 => "empty post data",
        44003 => "empty news data",
        44004 => "empty content",
        45001 => "media size out of limit",
        45002 => "content size out of limit",
        45003 => "title size out of limit",
        45004 => "description size out of limit",
        45005 => "url size out of limit",
        45008 => "article size out of limit",
        45009 => "reach max api daily quota limit",
        45011 => "api minute-quota reach limit, must slower, retry next minute",
        45110 => "author size out of limit",
        45166 => "invalid content",
        47001 => "data format error",
        47002 => "do NOT use json unicode encode",
        48001 => "api unauthorized",
        53402 => "封面裁剪失败，请检查裁剪参数后重试",
        53503 => "this draft failed the publish check",
        53504 => "this draft must be published on the website",
        53505 => "this draft must be saved by hand first",
        61003 => "component is not authorized by this account",
        61004 => "access clientip is not registered",
        61007 => "api is unauthorized to component",
        61023 => "refresh_token is invalid",
        76003 => "cgi_path wrong",
        76021 => "cgi_path not found",
        85107 => "url not in whitelist",
        _ => return format!("error {errcode}"),
    };
    text.to_owned()
}
