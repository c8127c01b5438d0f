//! The pictures: their kinds by content, where they are kept, and the URLs by which they come back.
//!
//! Kept in memory, or, when there is a directory, as files named by their id, so that a later
//! emulator still serves them. The same bytes twice are two pictures, as with the real service.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::box_file;
use crate::fsio;

/// The largest picture any endpoint takes.
const LARGEST: u64 = 10 << 20;

/// What foreign sites get to see (with the guard on): a grey 1×1 PNG.
pub(super) const PLACEHOLDER: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x38, 0x03, 0x00, 0x00,
    0xce, 0x00, 0xcd, 0x79, 0xee, 0xea, 0x3d, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

/// What a picture is by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    Gif,
    Bmp,
}

impl Kind {
    /// Looks at the first bytes, as the real service does; names and labels do not count.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else if bytes.starts_with(b"BM") && bytes.len() > 26 {
            Some(Self::Bmp)
        } else {
            None
        }
    }

    const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Gif, Self::Bmp];

    /// Suffix of the file it is kept in.
    fn suffix(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
        }
    }

    /// The word in URLs: `wx_fmt=…`.
    fn word(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            other => other.suffix(),
        }
    }

    /// First segment of the URL's path.
    fn folder(self) -> &'static str {
        match self {
            Self::Png => "mmbiz_png",
            Self::Jpeg => "mmbiz_jpg",
            Self::Gif => "mmbiz_gif",
            Self::Bmp => "mmbiz",
        }
    }

    /// Content type when it is served.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
        }
    }
}

/// All pictures.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    directory: Option<PathBuf>,
    memory: HashMap<String, (Kind, Vec<u8>)>,
}

impl Pictures {
    /// Keeps pictures in a directory, made when needed.
    pub(super) fn new(directory: Option<PathBuf>) -> Self {
        Self {
            directory,
            memory: HashMap::new(),
        }
    }

    /// Keeps a picture under a new id; `false` when the disk does not want it.
    pub(super) fn store(&mut self, id: &str, kind: Kind, bytes: &[u8]) -> bool {
        if let Some(directory) = &self.directory {
            return write(directory, &format!("{id}.{}", kind.suffix()), bytes).is_ok();
        }
        self.memory.insert(id.to_owned(), (kind, bytes.to_vec()));
        true
    }

    /// The picture under an id.
    pub(super) fn load(&self, id: &str) -> Option<(Kind, Vec<u8>)> {
        if let Some((kind, bytes)) = self.memory.get(id) {
            return Some((*kind, bytes.clone()));
        }
        let directory = self.directory.as_ref()?;
        Kind::ALL.into_iter().find_map(|kind| {
            let path = directory.join(format!("{id}.{}", kind.suffix()));
            let bytes = fsio::read_limited(&path, LARGEST).ok()??;
            Some((kind, bytes))
        })
    }
}

/// The file in which an emulator with this directory kept the picture behind a URL.
pub(super) fn kept(directory: &Path, url: &str) -> Option<PathBuf> {
    let id = id_in_url(url)?;
    let paths = Kind::ALL.map(|kind| directory.join(format!("{id}.{}", kind.suffix())));
    paths.into_iter().find(|path| path.is_file())
}

/// Removes the pictures of a directory that are older than this.
pub(super) fn sweep(directory: &Path, age: Duration) {
    let now = SystemTime::now();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_old = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|modified| now.duration_since(modified).ok())
            .is_some_and(|passed| passed > age);
        // A lock that is removed while it is held would be two locks.
        let is_box = box_file::NAMES
            .iter()
            .any(|name| entry.file_name() == *name);
        if is_old && !is_box && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whole or not at all, but, unlike the outputs of a run, not forced to the disk: these are the
/// pictures and drafts of an emulator, and forcing costs milliseconds for each.
pub(super) fn write(directory: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let open = || {
        tempfile::Builder::new()
            .prefix(".tuwen-")
            .tempfile_in(directory)
    };
    let mut file = open().or_else(|_| {
        std::fs::create_dir_all(directory)?;
        open()
    })?;
    file.write_all(bytes)?;
    file.persist(directory.join(name))
        .map_err(|error| error.error)?;
    Ok(())
}

/// The URL of a picture that was uploaded for an article's body.
pub(super) fn body_url(kind: Kind, id: &str) -> String {
    format!("http://mmbiz.qpic.cn/{}/{id}/0?from=appmsg", kind.folder())
}

/// The URL of a picture of the library.
pub(super) fn library_url(kind: Kind, id: &str) -> String {
    let (folder, word) = (kind.folder(), kind.word());
    format!("http://mmbiz.qpic.cn/{folder}/{id}/0?wx_fmt={word}")
}

/// The id in the path of a picture's URL: `/mmbiz_png/ID/0`, `/sz_mmbiz_jpg/ID/640`.
pub(super) fn id_in_path(path: &str) -> Option<&str> {
    let mut segments = path.strip_prefix('/')?.split('/');
    let (folder, id, width) = (segments.next()?, segments.next()?, segments.next()?);
    let folder = folder.strip_prefix("sz_").unwrap_or(folder);
    let plausible = (folder == "mmbiz" || folder.starts_with("mmbiz_"))
        && (1..=200).contains(&id.len())
        // Also keeps file names within the directory.
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && width.bytes().all(|byte| byte.is_ascii_digit())
        && segments.next().is_none();
    plausible.then_some(id)
}

/// The id in a whole URL, whatever its host.
pub(super) fn id_in_url(url: &str) -> Option<&str> {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let path = &rest[rest.find('/')?..];
    id_in_path(path.split(['?', '#']).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_all_forms_of_urls_and_nowhere_else() {
        for url in [
            "http://mmbiz.qpic.cn/mmbiz/aB9/0",
            "https://mmbiz.qpic.cn/mmbiz_png/aB9/0?from=appmsg",
            "https://mmbiz.qpic.cn/sz_mmbiz_jpg/aB9/640?wx_fmt=jpeg&tp=webp#imgIndex=0",
            "http://127.0.0.1:8080/mmbiz_gif/aB9/0?wx_fmt=gif",
            "//mmbiz.qlogo.cn/mmbiz_png/aB9/",
        ] {
            assert_eq!(id_in_url(url), Some("aB9"), "{url}");
        }
        for url in [
            "",
            "https://mmbiz.qpic.cn",
            "https://mmbiz.qpic.cn/mmbiz_png/aB9",
            "https://mmbiz.qpic.cn/mmbiz_png/../0",
            "https://mmbiz.qpic.cn/mmbiz_png/a%2fb/0",
            "https://mmbiz.qpic.cn/mmbiz_png/图/0",
            "https://mmbiz.qpic.cn/other/aB9/0",
            "https://mmbiz.qpic.cn/mmbiz_png/aB9/0/1",
        ] {
            assert_eq!(id_in_url(url), None, "{url}");
        }
    }

    #[test]
    fn pictures_kept_in_a_directory_outlive_the_emulator() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("图片");
        let png = b"\x89PNG\r\n\x1a\n rest";
        assert!(Pictures::new(Some(path.clone())).store("aB9", Kind::Png, png));
        let (kind, bytes) = Pictures::new(Some(path.clone())).load("aB9").unwrap();
        assert_eq!((kind, bytes.as_slice()), (Kind::Png, png.as_slice()));
        let url = body_url(Kind::Png, "aB9");
        assert_eq!(kept(&path, &url), Some(path.join("aB9.png")));
        sweep(&path, Duration::from_hours(1));
        assert!(kept(&path, &url).is_some());
        sweep(&path, Duration::ZERO);
        assert_eq!(kept(&path, &url), None);
        assert_eq!(Pictures::new(None).load("aB9"), None);
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_a_refusal() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("文件");
        fsio::write_atomic(&file, b"").unwrap();
        assert!(!Pictures::new(Some(file)).store("aB9", Kind::Png, b""));
    }

    #[test]
    fn the_placeholder_is_a_picture() {
        assert_eq!(Kind::of(PLACEHOLDER), Some(Kind::Png));
    }
}
