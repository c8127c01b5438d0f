//! Every way in which an account can be called, as the user has it.

use super::source::SecretSource;
use crate::problem::Problem;

/// How requests prove who they come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// An account's own `AppID` and `AppSecret`: a token is fetched when first needed, and cached.
    App {
        /// The `AppID`.
        app_id: String,
        /// The `AppSecret`, or where it is.
        secret: SecretSource,
        /// Which of the two token endpoints is asked.
        endpoint: TokenEndpoint,
    },
    /// An account that has authorised a third-party platform (第三方平台); its tokens are fetched by
    /// `api_authorizer_token`, and the refresh token that comes with each is kept in a 0600 file.
    Authorizer {
        /// The account's `AppID`.
        app_id: String,
        /// The platform's.
        component_app_id: String,
        /// The platform's `component_access_token`, or where it is; asked for at each renewal.
        component_token: SecretSource,
        /// The refresh token that came with the authorisation.
        refresh_token: SecretSource,
    },
    /// A token from outside: given (never renewed), or from the place where a company keeps it (asked again
    /// when the service refuses it). An `authorizer_access_token` is one, too.
    Token(SecretSource),
    /// A program in a cloud environment of the service (云调用).
    Cloud(CloudToken),
    /// Nothing configured; carries the problem to report if something must be uploaded.
    Missing(Problem),
}

/// The two endpoints that give out tokens for an `AppSecret`. They know nothing of each other's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TokenEndpoint {
    /// `POST /cgi-bin/stable_token`: gives the same token to all who ask, until five minutes before its
    /// end.
    #[default]
    Stable,
    /// `GET /cgi-bin/token`: gives a new token each time, and the one before dies within five minutes,
    /// whoever uses it. 2,000 a day.
    Classic,
}

/// How a program in a cloud environment proves itself.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CloudToken {
    /// The environment's sidecar adds the proof; requests carry none and may go over plain http.
    Sidecar {
        /// The account whose environment is shared (资源复用), if it is not the program's own.
        from_app_id: Option<String>,
    },
    /// A `cloudbase_access_token`; a file is read again before every call, since it changes every ten
    /// minutes.
    Token(SecretSource),
}

impl CloudToken {
    /// Where a cloud container finds its token (开放接口服务, 推送令牌).
    pub const FILE: &'static str = "/.tencentcloudbase/wx/cloudbase_access_token";
}

impl TokenEndpoint {
    /// The name of the way of calling that uses it, as in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable-token",
            Self::Classic => "classic-token",
        }
    }
}
