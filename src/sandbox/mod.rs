//! The built-in emulator of the `WeChat` API, on loopback.
//!
//! Real HTTP, real checks in the real order, no account: what samples, demos and tests run on.
//! `line` accepts connections, `api` checks requests, `access` tells whose they are, and `endpoints`
//! hands them to `tokens`, `component`, `uploads` and `drafts`; `cloud` pushes its tokens into a file;
//! `pictures` serves back what was stored, `box_file` keeps the draft box beside it; `fault` makes
//! things go wrong; `flight`, `records` and `control` tell what happened.

mod access;
mod answer;
mod api;
mod body;
mod box_file;
mod clock;
mod cloud;
mod component;
mod content;
mod control;
mod drafts;
mod endpoints;
mod fault;
mod fault_board;
mod fault_words;
mod flight;
mod form;
mod ids;
mod library;
mod line;
mod pictures;
mod publications;
mod records;
mod series;
mod tokens;
mod uploads;
mod world;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use tokio::sync::watch;

use crate::fsio;
use crate::problem::{Code, Problem};
use crate::secret::Secret;

pub use self::fault::{Effect, Fault, Schedule};
pub use self::flight::RequestRecord;
pub use self::records::UploadRecord;

use self::line::{LineHandle, Switchboard};
use self::world::World;

/// How an emulator is set up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SandboxOptions {
    /// Accounts it knows besides [`Sandbox::APP_ID`]: `AppID`s and their secrets. All of them have
    /// authorised the third-party platform.
    pub accounts: Vec<(String, Secret)>,
    /// What goes wrong from the start.
    pub faults: Vec<Fault>,
    /// Where pictures, materials and drafts are kept; `None` keeps them in memory. With the same
    /// directory, a later emulator still has them, and one that runs meanwhile shares the draft box.
    pub directory: Option<PathBuf>,
    /// How long a token lives. Default: two hours, as with the real service.
    pub token_lifetime: Duration,
    /// Whether requests without any token parameter are served, as by the sidecar of the cloud: for
    /// [`Sandbox::APP_ID`] or the known account in `?from_appid=`, and only at the paths that have a
    /// cloud name. Default: no.
    pub sidecar: bool,
    /// Where tokens of cloud calls are pushed (0600), at the start and every ten minutes of the
    /// emulator's clock; each is good for half an hour as `?cloudbase_access_token=`. Default: nowhere.
    pub cloud_token_file: Option<PathBuf>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            accounts: Vec::new(),
            faults: Vec::new(),
            directory: None,
            token_lifetime: Duration::from_hours(2),
            sidecar: false,
            cloud_token_file: None,
        }
    }
}

/// What the server's tasks and its owner share.
#[derive(Debug)]
struct Shared {
    world: Mutex<World>,
    accepted: Arc<AtomicU64>,
    closing: watch::Sender<bool>,
}

impl Shared {
    fn world(&self) -> MutexGuard<'_, World> {
        // A handler that panicked has done so before or after a change, not within one that matters
        // to an emulator.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when the emulator is stopped.
    async fn closed(&self) {
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }
}

/// A running emulator; stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Sandbox {
    /// The `AppID` the emulator knows.
    pub const APP_ID: &'static str = "wxsandbox000000001";
    /// Its `AppSecret`; the emulator's only, of no use anywhere else.
    pub const APP_SECRET: &'static str = "sandbox-secret";
    /// The `AppID` of the third-party platform that its accounts have authorised.
    pub const COMPONENT_APP_ID: &'static str = "wxsandboxplatform1";
    /// The platform's `component_access_token`; it does not expire.
    pub const COMPONENT_TOKEN: &'static str = "99_sandboxComponentAccessToken-0123456789abcdefghijklmnopqrstuvwxyz_\
        ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789abcdefghijklmnopqrstuvwxyz_AB";
    /// The first `authorizer_refresh_token` of [`Sandbox::APP_ID`]; good for one renewal.
    pub const REFRESH_TOKEN: &'static str =
        "refreshtoken@@@sandboxFirstRefreshToken-0123456789abcdefgh";

    /// Starts the emulator on the current runtime; port 0 takes any free one.
    ///
    /// # Errors
    /// `sandbox.bind`.
    pub async fn start(address: SocketAddr) -> Result<Self, Problem> {
        Self::start_with(address, SandboxOptions::default()).await
    }

    /// Starts the emulator with options.
    ///
    /// # Errors
    /// `sandbox.bind`, `sandbox.token-file`.
    pub async fn start_with(address: SocketAddr, options: SandboxOptions) -> Result<Self, Problem> {
        let fail = |error: std::io::Error| {
            Problem::new(Code::SandboxBind)
                .with("address", address)
                .with("reason", fsio::reason_of(&error))
        };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        let mut world = World::new(options);
        world.push_cloud_token().map_err(|error| {
            Problem::new(Code::SandboxTokenFile)
                .with("path", fsio::shown_path(&error.path))
                .with("reason", error.reason())
        })?;
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            accepted: Arc::default(),
            closing: watch::Sender::new(false),
        });
        let router = Router::new()
            .fallback(api::serve)
            .with_state(Arc::clone(&shared))
            .into_make_service_with_connect_info::<LineHandle>();
        let switchboard = Switchboard::new(listener, Arc::clone(&shared.accepted));
        let stop = Arc::clone(&shared);
        tokio::spawn(async move {
            let stop = async move { stop.closed().await };
            let server = axum::serve(switchboard, router).with_graceful_shutdown(stop);
            // It never ends with an error: the listener waits out its own.
            let _ = server.await;
        });
        tokio::spawn(push_cloud_tokens(Arc::clone(&shared)));
        Ok(Self { address, shared })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The API base to use: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes something go wrong from now on.
    pub fn fault(&self, fault: Fault) {
        self.shared.world().faults.add(fault);
    }

    /// Everything works again.
    pub fn clear_faults(&self) {
        self.shared.world().faults.clear();
    }

    /// The stored pictures, oldest first (the latest 20,000).
    #[must_use]
    pub fn uploads(&self) -> Vec<UploadRecord> {
        self.shared.world().records.uploads()
    }

    /// Requests so far by endpoint, such as `stable_token` and `media/uploadimg`.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<String, u64> {
        self.shared.world().records.requests()
    }

    /// The requests to the API, in the order of arrival (the latest 20,000).
    #[must_use]
    pub fn request_log(&self) -> Vec<RequestRecord> {
        self.shared.world().flights.since(0).cloned().collect()
    }

    /// Most requests to an endpoint, such as `media/uploadimg`, that were in flight at one time.
    #[must_use]
    pub fn peak_in_flight(&self, endpoint: &str) -> u64 {
        self.shared.world().flights.peak(endpoint)
    }

    /// Connections accepted so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.accepted.load(Ordering::Relaxed)
    }

    /// The picture behind a URL that this emulator (or an earlier one with the same directory) gave
    /// out, whatever host stands in it.
    #[must_use]
    pub fn picture(&self, url: &str) -> Option<Vec<u8>> {
        let id = pictures::id_in_url(url)?;
        let (_, bytes) = self.shared.world().pictures.load(id)?;
        Some(bytes)
    }

    /// The file behind such a URL, where an emulator with this directory keeps or kept its pictures.
    #[must_use]
    pub fn kept_picture(directory: &std::path::Path, url: &str) -> Option<PathBuf> {
        pictures::kept(directory, url)
    }

    /// Removes pictures from such a directory that are older than `age`.
    pub fn sweep_pictures(directory: &std::path::Path, age: Duration) {
        pictures::sweep(directory, age);
    }

    /// The `authorizer_refresh_token` of [`Sandbox::APP_ID`] that is good now.
    #[must_use]
    pub fn refresh_token(&self) -> Secret {
        self.refresh_token_of(Self::APP_ID).unwrap_or_default()
    }

    /// The `authorizer_refresh_token` of any of its accounts that is good now.
    #[must_use]
    pub fn refresh_token_of(&self, app_id: &str) -> Option<Secret> {
        self.shared.world().platform.refresh(app_id).cloned()
    }

    /// The access tokens given out so far and still remembered.
    #[must_use]
    pub fn issued_tokens(&self) -> Vec<Secret> {
        self.shared.world().tokens.issued()
    }

    /// Lets time pass for the emulator.
    pub fn advance(&self, by: Duration) {
        self.shared.world().advance(by);
    }

    /// All tokens expire at once (42001).
    pub fn expire_tokens(&self) {
        self.shared.world().expire_tokens();
    }

    /// All tokens are replaced by someone else at once (40001).
    pub fn revoke_tokens(&self) {
        self.shared.world().revoke_tokens();
    }
}

/// What the emulator keeps of a content, for tests of other rooms.
#[cfg(test)]
pub(crate) fn filtered(content: &str) -> Result<String, i64> {
    content::filter(content)
}

/// Keeps the file of cloud tokens fresh, if there is one, until the emulator stops.
async fn push_cloud_tokens(shared: Arc<Shared>) {
    loop {
        let wait = {
            let mut world = shared.world();
            // A disk that does not want the token now is asked again in a second.
            let _ = world.push_cloud_token();
            world.cloud.wait(world.clock.now())
        };
        let Some(wait) = wait else {
            return;
        };
        tokio::select! {
            () = shared.closed() => return,
            () = tokio::time::sleep(Duration::from_secs(wait.max(1))) => {}
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.closing.send_replace(true);
    }
}
