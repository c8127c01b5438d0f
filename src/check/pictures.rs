//! The pictures of a run, each looked at once: found as publishing finds it, read from the file or from the
//! index, recognised, and foreseen whether it can be made to fit.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use percent_encoding::percent_decode_str;

use crate::article::{Article, LocalKind, LocalTarget, Origin, Target};
use crate::asset::{Asset, Digest, ImageFormat};
use crate::fsio::shown_path;
use crate::git::{Index, Standing};
use crate::image::{self, Foresight, Loaded, Locator};
use crate::options::{FitOptions, Options};
use crate::pipeline::figures::{FigureReference, Figures};
use crate::problem::{Code, Problem};

/// Pictures that take more memory than this are decoded one at a time, in bytes.
const HEAVY: u64 = 64 << 20;

/// What is known of a picture.
#[derive(Debug, Clone)]
pub(super) struct Sight {
    /// The file; `None` for one that is written into the article.
    pub(super) path: Option<PathBuf>,
    /// What it is.
    pub(super) format: ImageFormat,
    /// Its size in bytes.
    pub(super) size: u64,
    /// The digest of its content, where that matters.
    pub(super) digest: Option<Digest>,
    /// What would become of it.
    pub(super) foresight: Foresight,
}

impl Sight {
    /// The asset, where the digest is known.
    pub(super) fn asset(&self) -> Option<Asset> {
        Some(Asset {
            digest: self.digest?,
            format: self.format,
            size: self.size,
        })
    }
}

/// A look at a target: the picture, or why there is none; and what is worth saying about its name.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) sight: Result<Sight, Problem>,
    pub(super) remarks: Vec<Problem>,
    /// The file that was found, whatever is in it.
    pub(super) path: Option<PathBuf>,
}

type Slot = Arc<OnceLock<Result<Sight, Problem>>>;

/// The pictures of a run.
#[derive(Debug)]
pub(super) struct Pictures {
    locator: Locator,
    figures: Figures,
    index: Option<Index>,
    fit: FitOptions,
    digests: bool,
    seen: Mutex<HashMap<PathBuf, Slot>>,
    /// Files that are shown without being looked at: beside the page, inside drawings.
    passed: Mutex<HashSet<PathBuf>>,
    /// Names of pictures that stand anywhere in an article's text, if they are collected.
    named: Option<Mutex<HashSet<String>>>,
    heavy: Mutex<()>,
}

impl Pictures {
    pub(super) fn new(locator: Locator, options: &Options) -> Self {
        Self {
            locator,
            figures: Figures::new(options),
            index: None,
            fit: options.fit,
            digests: false,
            seen: Mutex::default(),
            passed: Mutex::default(),
            named: None,
            heavy: Mutex::default(),
        }
    }

    /// What finds files for the articles.
    pub(super) fn locator(&self) -> &Locator {
        &self.locator
    }

    /// Tells digests from now on.
    pub(super) fn with_digests(&mut self) {
        self.digests = true;
    }

    /// Collects from now on the names of pictures that stand in texts.
    pub(super) fn with_names(&mut self) {
        self.named = Some(Mutex::default());
    }

    /// Notes the names of pictures in a text: in shortcodes and code, only a program knows what they mean.
    pub(super) fn read_names(&self, text: &[u8]) {
        let Some(named) = &self.named else { return };
        let text = String::from_utf8_lossy(text);
        let is_border = |c: char| c.is_whitespace() || "\"'`()[]{}<>|=,;:/\\?#".contains(c);
        let words = text
            .split(is_border)
            .filter(|word| is_picture(Path::new(word)));
        let mut named = named.lock().unwrap_or_else(PoisonError::into_inner);
        for name in words {
            named.insert(percent_decode_str(name).decode_utf8_lossy().into_owned());
        }
    }

    /// Whether a text named a picture of this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        let named = self.named.as_ref();
        named.is_some_and(|named| {
            let named = named.lock().unwrap_or_else(PoisonError::into_inner);
            named.contains(name)
        })
    }

    /// Takes what is in an index from there.
    pub(super) fn in_index(&mut self, index: Index) {
        self.index = Some(index);
    }

    /// How pictures are made to fit.
    pub(super) fn fit(&self) -> &FitOptions {
        &self.fit
    }

    /// The files that were found in this run, canonical.
    pub(super) fn shown(&self) -> HashSet<PathBuf> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        seen.keys().chain(passed.iter()).cloned().collect()
    }

    /// Notes that a target's file is shown somewhere, without looking at it.
    pub(super) fn pass(&self, origin: &Origin, target: &Target) {
        if let Target::Local(local) = target
            && let Ok((path, _)) = self.locate(origin, local)
        {
            let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
            passed.insert(path);
        }
    }

    /// The picture behind a target; `None` where it is not on this machine.
    pub(super) fn look(&self, origin: &Origin, target: &Target) -> Option<Look> {
        match target {
            Target::Local(local) => Some(self.local(origin, local)),
            Target::Data(uri) => Some(Look::written(
                image::decode_data_uri(uri)
                    .and_then(|bytes| self.see(None, "data:", &bytes, origin)),
            )),
            Target::InlineSvg(drawing) => Some(Look::written(self.see(
                None,
                "<svg>",
                drawing.as_bytes(),
                origin,
            ))),
            _ => None,
        }
    }

    /// The figures of an article that become pictures, but for those that other programs draw.
    ///
    /// # Errors
    /// `article.select-no-match`.
    pub(super) fn figures(
        &self,
        article: &Article,
        options: &Options,
    ) -> Result<Vec<FigureReference>, Problem> {
        self.figures.drawn_here(article, &self.locator, options)
    }

    /// A look at the picture of a figure.
    pub(super) fn figure(&self, figure: &FigureReference, origin: &Origin) -> Look {
        let name = figure.figure.name();
        Look::written(figure.drawn.clone().and_then(|drawn| {
            let sight = self.see(None, name, &drawn.svg, origin)?;
            Ok(Sight {
                digest: sight.digest.map(|_| drawn.asset.digest),
                ..sight
            })
        }))
    }

    fn local(&self, origin: &Origin, target: &LocalTarget) -> Look {
        let (path, mut remarks) = match self.locate(origin, target) {
            Ok(found) => found,
            Err(problem) => return Look::written(Err(problem)),
        };
        let slot = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(seen.entry(path.clone()).or_default())
        };
        let sight = slot.get_or_init(|| self.file(&path)).clone();
        if let Ok(sight) = &sight {
            remarks.extend(image::misnamed(&path, sight.format));
        }
        Look {
            sight,
            remarks,
            path: Some(path),
        }
    }

    /// The file a target means, in the work tree or, where it is not there, in the index.
    pub(super) fn locate(
        &self,
        origin: &Origin,
        target: &LocalTarget,
    ) -> Result<(PathBuf, Vec<Problem>), Problem> {
        match self.locator.locate(origin, target) {
            Ok(located) => Ok((located.path, located.remarks)),
            Err(problem) if problem.code() == Code::ImageMissing => self
                .in_index_alone(origin, target)
                .map(|path| (path, Vec::new()))
                .ok_or(problem),
            Err(problem) => Err(problem),
        }
    }

    fn in_index_alone(&self, origin: &Origin, target: &LocalTarget) -> Option<PathBuf> {
        let index = self.index.as_ref()?;
        let roots = self.locator.roots(origin);
        let is_rooted = target.path.starts_with('/') || target.kind == LocalKind::SitePath;
        let places = if is_rooted {
            roots.clone()
        } else {
            vec![whole(origin.base_dir())]
        };
        image::spellings(&target.path).iter().find_map(|spelling| {
            places
                .iter()
                .filter_map(|place| index.find(place, spelling))
                .find(|path| roots.iter().any(|root| path.starts_with(root)))
        })
    }

    fn file(&self, path: &Path) -> Result<Sight, Problem> {
        let name = shown_path(path);
        let staged = match &self.index {
            Some(index) => match index.standing(path)? {
                Standing::Staged(bytes) => Some(bytes),
                Standing::Absent => {
                    return Err(Problem::new(Code::ImageNotStaged).with("path", name));
                }
                Standing::Beyond => None,
            },
            None => None,
        };
        let bytes = match staged {
            Some(bytes) => bytes,
            None => image::bytes_of(path)?,
        };
        let origin = Origin::File(path.to_owned());
        self.see(Some(path), &name, &bytes, &origin)
    }

    /// Looks at bytes; `origin` is where a drawing takes its own pictures from.
    fn see(
        &self,
        path: Option<&Path>,
        name: &str,
        bytes: &[u8],
        origin: &Origin,
    ) -> Result<Sight, Problem> {
        let format = image::examine(name, bytes)?;
        Ok(Sight {
            path: path.map(Path::to_owned),
            format,
            size: bytes.len() as u64,
            digest: self.digests.then(|| Digest::of(bytes)),
            foresight: self.foresee(name, format, bytes, origin)?,
        })
    }

    fn foresee(
        &self,
        name: &str,
        format: ImageFormat,
        bytes: &[u8],
        origin: &Origin,
    ) -> Result<Foresight, Problem> {
        let resolve = |written: &str| {
            let target = LocalTarget {
                path: written.to_owned(),
                kind: LocalKind::Path,
            };
            let (path, _) = self.locate(origin, &target).ok()?;
            self.pass(origin, &Target::Local(target));
            image::bytes_of(&path).ok()
        };
        let is_light = matches!(format, ImageFormat::Svg)
            || bytes.len() as u64 <= image::UPLOAD_LIMIT
                && matches!(format, ImageFormat::Png | ImageFormat::Jpeg);
        let _turn = (!is_light && self.memory(format, bytes) > HEAVY)
            .then(|| self.heavy.lock().unwrap_or_else(PoisonError::into_inner));
        image::foresee(name, format, bytes, None, &resolve, self.fit)
    }

    fn memory(&self, format: ImageFormat, bytes: &[u8]) -> u64 {
        let loaded = Loaded {
            asset: Asset {
                digest: Digest::from_bytes([0; 32]),
                format,
                size: bytes.len() as u64,
            },
            bytes: bytes.to_vec(),
        };
        image::memory(&loaded, &self.fit)
    }
}

impl Look {
    fn written(sight: Result<Sight, Problem>) -> Self {
        Self {
            sight,
            remarks: Vec::new(),
            path: None,
        }
    }
}

/// Suffixes of the pictures that are meant for articles.
const SUFFIXES: [&str; 12] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "heic", "bmp", "tif", "tiff", "apng",
];

/// Whether a file is a picture by its suffix.
pub(super) fn is_picture(path: &Path) -> bool {
    let suffix = path.extension().and_then(|suffix| suffix.to_str());
    suffix.is_some_and(|suffix| {
        SUFFIXES
            .iter()
            .any(|known| suffix.eq_ignore_ascii_case(known))
    })
}

/// The canonical directory, or the absolute one of what is only in the index.
fn whole(directory: &Path) -> PathBuf {
    let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    for above in absolute.ancestors() {
        if let Ok(real) = above.canonicalize() {
            let rest = absolute.strip_prefix(above).unwrap_or(Path::new(""));
            return real.join(rest);
        }
    }
    absolute
}
