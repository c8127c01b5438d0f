//! Whether pictures that the service gave URLs for are still there: asked of their hosts as a reader's phone would,
//! without an account.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RANGE};
use reqwest::{Client, Method, StatusCode};

use crate::asset::HostedUrl;
use crate::connection;
use crate::problem::Problem;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of a hosted picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// It is shown.
    There,
    /// Its host does not have it (HTTP 404 or 410).
    Gone,
    /// Nobody can tell: the word of a failed connection (`timeout`, `refused`, …) or `HTTP` and the status.
    Unknown(String),
}

/// Asks for hosted pictures.
#[derive(Debug)]
pub struct HostedPictures {
    client: Client,
}

impl HostedPictures {
    /// Ready to ask; nothing is connected yet.
    ///
    /// # Errors
    /// `config.bad-certificates`; `internal.bug`.
    pub fn new() -> Result<Self, Problem> {
        Ok(Self {
            client: connection::patient(true, PATIENCE)?,
        })
    }

    /// Asks whether a picture is there. Its bytes are not sent.
    pub async fn presence(&self, url: &HostedUrl) -> Presence {
        match self.ask(Method::HEAD, url).await {
            // Not every server knows HEAD.
            Presence::Unknown(reason) if reason == "HTTP 405" || reason == "HTTP 501" => {
                self.ask(Method::GET, url).await
            }
            presence => presence,
        }
    }

    async fn ask(&self, method: Method, url: &HostedUrl) -> Presence {
        let mut request = self.client.request(method.clone(), url.as_str());
        if method == Method::GET {
            request = request.header(RANGE, "bytes=0-0");
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Presence::Unknown(connection::reason(&error).to_owned()),
        };
        let kind = response.headers().get(CONTENT_TYPE);
        let is_picture = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"image/"));
        match response.status() {
            status if status.is_success() && is_picture => Presence::There,
            StatusCode::NOT_FOUND | StatusCode::GONE => Presence::Gone,
            // A page in place of a picture: somebody in between answers.
            status if status.is_success() => Presence::Unknown("html".to_owned()),
            status => Presence::Unknown(format!("HTTP {}", status.as_u16())),
        }
    }
}
