//! The document, served on loopback: a [`Stage`] that knows the article comes in; a browser gets the page, is
//! told when the article or a picture of it changes, and may ask for an upload.
//!
//! Nobody else does. It listens on 127.0.0.1 alone; everything lies below a random path, and requests that
//! name another host (DNS rebinding) or come from another site are refused. The pictures of the article's
//! page are served and no other file: a request names a digest, never a path.
//!
//! Changes are found by looking at the few files three times a second: that costs microseconds, and works where
//! notifications do not (network drives, containers, editors that put a new file in the place of the old).

mod answer;
mod watch;

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch as channel;

use watch::Files;

use super::{PreviewOptions, Scene, Shown, Upload, picture, state};
use crate::fsio;
use crate::problem::{Code, Problem};

/// Tells how many of how many pictures are uploaded.
pub type Tell = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// What is behind a preview: it reads the article, and uploads its pictures.
pub trait Stage: Send + Sync + 'static {
    /// The article as it is now, in a theme if one was chosen.
    fn look(&self, theme: Option<&str>) -> impl Future<Output = Scene> + Send;

    /// Uploads the pictures that are not uploaded yet, whatever the theme; what went wrong with the run as a whole.
    fn upload(&self, tell: Tell) -> impl Future<Output = Vec<Problem>> + Send;
}

/// How often the files are looked at.
const LOOKING: Duration = Duration::from_millis(300);

/// A running preview; stops when dropped.
#[derive(Debug)]
pub struct PreviewServer {
    address: SocketAddr,
    token: String,
    door: String,
    closing: channel::Sender<bool>,
}

/// What the tasks of a server share.
struct House<S> {
    stage: S,
    options: PreviewOptions,
    address: SocketAddr,
    /// The path below which everything lies.
    token: String,
    /// The path that leads there once.
    door: Mutex<Option<String>>,
    /// What the script is told.
    shown: channel::Sender<Arc<Told>>,
    /// One look at a time, so that an older one never hides a newer one.
    looking: tokio::sync::Mutex<()>,
    upload: Mutex<Upload>,
    /// The theme that was chosen in the page.
    theme: Mutex<Option<String>>,
}

/// A scene as it is told.
struct Told {
    version: u64,
    scene: Scene,
    state: Value,
}

impl PreviewServer {
    /// Starts on a free port of the current runtime.
    ///
    /// # Errors
    /// `preview.bind`.
    pub async fn start<S: Stage>(stage: S, options: PreviewOptions) -> Result<Self, Problem> {
        let fail = |reason: String| Problem::new(Code::PreviewBind).with("reason", reason);
        let token = random().map_err(&fail)?;
        let door = random().map_err(&fail)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| fail(fsio::reason_of(&error)))?;
        let address = listener
            .local_addr()
            .map_err(|error| fail(fsio::reason_of(&error)))?;
        let scene = stage.look(None).await;
        let first = Told::new(1, scene, options, &Upload::default());
        let house = Arc::new(House {
            stage,
            options,
            address,
            token: token.clone(),
            door: Mutex::new(Some(door.clone())),
            shown: channel::Sender::new(Arc::new(first)),
            looking: tokio::sync::Mutex::default(),
            upload: Mutex::default(),
            theme: Mutex::default(),
        });
        let (closing, closed) = channel::channel(false);
        let router = Router::new()
            .fallback(answer::answer::<S>)
            .with_state(Arc::clone(&house));
        tokio::spawn(until(closed.clone(), async move {
            // It never ends with an error: the listener waits out its own.
            let _ = axum::serve(listener, router).await;
        }));
        tokio::spawn(until(closed, async move { house.follow().await }));
        Ok(Self {
            address,
            token,
            door,
            closing,
        })
    }

    /// Where the preview is, for as long as it runs. Whoever knows it may upload the article's pictures.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// A URL that leads there once: command lines, by which browsers are opened, can be read by others.
    #[must_use]
    pub fn door(&self) -> String {
        format!("http://{}/{}/", self.address, self.door)
    }
}

impl Drop for PreviewServer {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}

async fn until(mut closed: channel::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = closed.wait_for(|closed| *closed) => {}
    }
}

impl Told {
    fn new(version: u64, scene: Scene, options: PreviewOptions, upload: &Upload) -> Self {
        let page = scene.page.as_deref();
        let shown = page.map(|page| picture::localised(page, &scene.sights, served));
        let mut state = state::state(&scene, shown.as_deref(), options, upload);
        state["served"] = true.into();
        state["version"] = version.into();
        Self {
            version,
            scene,
            state,
        }
    }
}

/// A picture as a served page shows it: by its digest.
fn served(shown: &Shown) -> Option<String> {
    match shown {
        Shown::File(_, format, digest) | Shown::Bytes(_, format, digest) => {
            picture::media_type(*format)?;
            Some(format!("picture/{}", digest.hex()))
        }
        Shown::Elsewhere(url) => Some(url.clone()),
    }
}

impl<S: Stage> House<S> {
    fn uploading(&self) -> MutexGuard<'_, Upload> {
        self.upload.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn theme(&self) -> MutexGuard<'_, Option<String>> {
        self.theme.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the article in another theme; `false` when there is none of that name.
    async fn choose_theme(&self, name: &str) -> bool {
        let known = self
            .shown
            .borrow()
            .scene
            .themes
            .iter()
            .any(|(known, _)| known == name);
        if known {
            *self.theme() = Some(name.to_owned());
            self.look_again().await;
        }
        known
    }

    /// Looks at the article again, and tells what is there if it is something else.
    async fn look_again(&self) {
        let _turn = self.looking.lock().await;
        let theme = self.theme().clone();
        let scene = self.stage.look(theme.as_deref()).await;
        let upload = self.uploading();
        self.shown.send_if_modified(|told| {
            let same = Told::new(told.version, scene.clone(), self.options, &upload);
            let is_news = same.state != told.state;
            *told = Arc::new(if is_news {
                Told::new(told.version + 1, scene, self.options, &upload)
            } else {
                same
            });
            is_news
        });
    }

    /// Tells how far an upload is.
    fn tell_progress(&self) {
        let upload = self.uploading();
        self.shown.send_modify(|told| {
            let (version, scene) = (told.version + 1, told.scene.clone());
            *told = Arc::new(Told::new(version, scene, self.options, &upload));
        });
    }

    /// Looks again whenever a file has changed, and tells how far an upload is.
    async fn follow(&self) {
        let mut files = Files::default();
        let mut progress = None;
        loop {
            let uploaded = self.uploading().progress;
            if uploaded != progress {
                progress = uploaded;
                self.tell_progress();
            }
            // Files that were not known before are looked at once more: one may have changed between being read
            // and being noted here.
            let now = Files::at(self.watched()).await;
            if now != files {
                files = now;
                self.look_again().await;
            }
            tokio::time::sleep(LOOKING).await;
        }
    }

    fn watched(&self) -> Vec<std::path::PathBuf> {
        self.shown.borrow().scene.watched.clone()
    }

    /// Begins an upload; `false` when one is under way or none may be.
    fn begin_upload(self: &Arc<Self>) -> bool {
        if !self.options.can_upload {
            return false;
        }
        {
            let mut upload = self.uploading();
            if upload.progress.is_some() {
                return false;
            }
            *upload = Upload {
                progress: Some((0, self.shown.borrow().scene.pictures.pending as u64)),
                problems: Vec::new(),
            };
        }
        let house = Arc::clone(self);
        tokio::spawn(async move {
            let teller = Arc::clone(&house);
            let tell: Tell = Arc::new(move |done, total| {
                teller.uploading().progress = Some((done, total));
            });
            let problems = house.stage.upload(tell).await;
            *house.uploading() = Upload {
                progress: None,
                problems,
            };
            house.look_again().await;
        });
        true
    }
}

/// 32 hexadecimal digits that nobody can guess.
fn random() -> Result<String, String> {
    use std::fmt::Write as _;
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
