//! Where pictures go: WeChat, or with `--sandbox` the built-in emulator, which starts with the first
//! upload and not before.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::OnceCell;
use tuwen::{
    Code, Draft, DraftArticle, DraftBox, FittedImage, HostedImage, ImageHost, IoError, Problem,
    Sandbox, SandboxOptions, Wechat,
};

use crate::settings::sandbox_credentials;

/// How long pictures of the emulator are kept, for previews.
const KEPT: Duration = Duration::from_hours(24 * 30);

/// The image host of a run.
#[derive(Debug)]
pub(crate) enum Host {
    Wechat(Wechat),
    Sandbox(LazySandbox),
}

impl ImageHost for Host {
    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        match self {
            Self::Wechat(wechat) => wechat.upload(image).await,
            Self::Sandbox(sandbox) => sandbox.upload(image).await,
        }
    }

    fn requests(&self) -> u64 {
        match self {
            Self::Wechat(wechat) => wechat.requests(),
            Self::Sandbox(sandbox) => sandbox.requests(),
        }
    }

    fn notices(&self) -> Vec<Problem> {
        match self {
            Self::Wechat(wechat) => wechat.notices(),
            Self::Sandbox(_) => Vec::new(),
        }
    }
}

impl DraftBox for Host {
    async fn drafts(&self, most: usize) -> Result<(Vec<Draft>, usize), Problem> {
        self.service().await?.drafts(most).await
    }

    async fn draft(&self, media_id: &str) -> Result<Draft, Problem> {
        self.service().await?.draft(media_id).await
    }

    async fn add_draft(&self, articles: &[DraftArticle]) -> Result<String, Problem> {
        self.service().await?.add_draft(articles).await
    }

    async fn update_draft(
        &self,
        media_id: &str,
        index: usize,
        article: &DraftArticle,
    ) -> Result<(), Problem> {
        let service = self.service().await?;
        service.update_draft(media_id, index, article).await
    }

    async fn delete_draft(&self, media_id: &str) -> Result<(), Problem> {
        self.service().await?.delete_draft(media_id).await
    }
}

impl Host {
    async fn service(&self) -> Result<&Wechat, Problem> {
        match self {
            Self::Wechat(wechat) => Ok(wechat),
            Self::Sandbox(sandbox) => sandbox.client().await,
        }
    }
}

/// An emulator of our own, for this process.
#[derive(Debug)]
pub(crate) struct LazySandbox {
    /// Where it keeps pictures, for previews.
    pictures: PathBuf,
    running: OnceCell<Running>,
}

/// The emulator and the client that talks to it, over real HTTP.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) client: Wechat,
    _sandbox: Sandbox,
    /// Tokens die with the emulator, so they are not kept longer.
    _scratch: TempDir,
}

impl LazySandbox {
    /// An emulator that starts with the first upload and keeps its pictures below `data`.
    pub(crate) fn new(data: &Path) -> Self {
        Self {
            pictures: pictures(data),
            running: OnceCell::new(),
        }
    }

    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        self.client().await?.upload(image).await
    }

    /// The client of the emulator, which is started by the first who asks.
    async fn client(&self) -> Result<&Wechat, Problem> {
        let start = || {
            Sandbox::sweep_pictures(&self.pictures, KEPT);
            Running::start(options(self.pictures.clone()))
        };
        let running = self.running.get_or_try_init(start).await?;
        Ok(&running.client)
    }

    fn requests(&self) -> u64 {
        self.running
            .get()
            .map_or(0, |running| running.client.requests())
    }
}

impl Running {
    /// Starts an emulator on a free port.
    ///
    /// # Errors
    /// `sandbox.bind`, `config.no-data-dir`.
    pub(crate) async fn start(options: SandboxOptions) -> Result<Self, Problem> {
        let scratch = scratch()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = Sandbox::start_with(address, options).await?;
        Ok(Self {
            client: Wechat::new(
                &sandbox.base(),
                sandbox_credentials(),
                &scratch.path().join("tokens"),
            )?,
            _sandbox: sandbox,
            _scratch: scratch,
        })
    }
}

/// How an emulator is set up that keeps its pictures below `data`.
pub(crate) fn emulator(data: &Path) -> SandboxOptions {
    options(pictures(data))
}

/// Where the emulator's pictures lie below the sandbox's data.
pub(crate) fn pictures(data: &Path) -> PathBuf {
    data.join("pictures")
}

/// A place for what lives as long as an emulator.
///
/// # Errors
/// `config.no-data-dir`.
pub(crate) fn scratch() -> Result<TempDir, Problem> {
    tempfile::tempdir().map_err(|error| {
        let directory = std::env::temp_dir();
        Problem::new(Code::ConfigNoDataDir)
            .with("path", directory.display())
            .with("reason", IoError::new(&directory, error).reason())
    })
}

/// An emulator that keeps pictures on disk: memory must not grow with their number.
pub(crate) fn options(pictures: PathBuf) -> SandboxOptions {
    let mut options = SandboxOptions::default();
    options.directory = Some(pictures);
    options
}
