//! The draft box on disk: drafts and materials in a file beside the pictures, so that a later emulator
//! with the same directory has them, and one that runs at the same time sees them.
//!
//! The file is the truth: it is read before each look into the box and, under a lock, before each change.
//! One that cannot be understood is begun anew. Without a directory nothing is kept.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::drafts::Drafts;
use super::library::Library;
use super::pictures;
use super::world::World;
use crate::asset::Digest;
use crate::fsio;

/// The file, and the lock that is held while it is changed.
pub(super) const NAMES: [&str; 2] = ["drafts.json", "drafts.lock"];

/// Goes up when an older program could not read the file.
const VERSION: u32 = 1;

/// The largest file that is read.
const LARGEST: u64 = 256 << 20;

/// What an endpoint does with the box and the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Nothing,
    Looks,
    Changes,
}

impl Use {
    fn of(endpoint: &str) -> Self {
        match endpoint {
            "draft/get" | "draft/batchget" | "draft/count" => Self::Looks,
            "draft/add"
            | "draft/update"
            | "draft/delete"
            | "freepublish/submit"
            | "material/add_material"
            | "media/upload" => Self::Changes,
            _ => Self::Nothing,
        }
    }
}

/// Where the box is kept, and which content of the file is known.
#[derive(Debug, Default)]
pub(super) struct BoxFile {
    directory: Option<PathBuf>,
    known: Option<Digest>,
}

impl BoxFile {
    /// A box that is kept in a directory, made when needed.
    pub(super) fn new(directory: Option<PathBuf>) -> Self {
        Self {
            directory,
            known: None,
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    drafts: &'a Drafts,
    library: &'a Library,
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    drafts: Drafts,
    library: Library,
}

/// Lets an endpoint work on the box as it is on the disk, and keeps what it has changed.
///
/// # Errors
/// Those of the work; -1 when the disk does not want the file, and then nothing has changed.
pub(super) fn with<T>(
    world: &mut World,
    endpoint: &str,
    work: impl FnOnce(&mut World) -> Result<T, i64>,
) -> Result<T, i64> {
    let using = Use::of(endpoint);
    let directory = match &world.box_file.directory {
        Some(directory) if using != Use::Nothing => directory.clone(),
        _ => return work(world),
    };
    // Let go of when it is dropped, and by the system when a process is killed.
    let _lock = (using == Use::Changes).then(|| lock(&directory));
    read(world, &directory);
    let result = work(world);
    if using == Use::Changes && result.is_ok() {
        write(world, &directory)?;
    }
    result
}

/// Waits for the lock; a file system without locks is used without.
fn lock(directory: &Path) -> Option<File> {
    std::fs::create_dir_all(directory).ok()?;
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    let file = options.open(directory.join(NAMES[1])).ok()?;
    file.lock().ok()?;
    Some(file)
}

fn read(world: &mut World, directory: &Path) {
    let bytes = fsio::read_limited(&directory.join(NAMES[0]), LARGEST);
    let bytes = bytes.ok().flatten().unwrap_or_default();
    let digest = Digest::of(&bytes);
    if world.box_file.known == Some(digest) {
        return;
    }
    world.box_file.known = Some(digest);
    let kept = serde_json::from_slice::<Read>(&bytes).ok();
    let kept = kept.filter(|kept| kept.version == VERSION);
    (world.drafts, world.library) = match kept {
        Some(kept) => (kept.drafts, kept.library),
        None => Default::default(),
    };
}

fn write(world: &mut World, directory: &Path) -> Result<(), i64> {
    let written = Written {
        version: VERSION,
        drafts: &world.drafts,
        library: &world.library,
    };
    // Until it is written, memory is ahead of the disk and has to be read again.
    world.box_file.known = None;
    let bytes = serde_json::to_vec(&written).map_err(|_| -1)?;
    pictures::write(directory, NAMES[0], &bytes).map_err(|_| -1)?;
    world.box_file.known = Some(Digest::of(&bytes));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::SandboxOptions;
    use super::super::library::Medium;
    use super::*;

    fn world(directory: &Path) -> World {
        World::new(SandboxOptions {
            directory: Some(directory.to_owned()),
            ..SandboxOptions::default()
        })
    }

    fn add(world: &mut World, media_id: &str) -> Result<(), i64> {
        with(world, "material/add_material", |world| {
            world.library.add(media_id, Medium::permanent("甲", "网址"));
            Ok(())
        })
    }

    fn has(world: &mut World, media_id: &str) -> bool {
        let found = with(world, "draft/get", |world| {
            Ok(world.library.material("甲", media_id).is_some())
        });
        found == Ok(true)
    }

    #[test]
    fn emulators_with_one_directory_have_one_box() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("图片");
        let (mut one, mut other) = (world(&path), world(&path));
        assert!(!has(&mut other, "a"));
        assert!(!path.exists(), "a look makes nothing");
        add(&mut one, "a").unwrap();
        assert!(has(&mut other, "a"));
        add(&mut other, "b").unwrap();
        add(&mut one, "c").unwrap();
        for media_id in ["a", "b", "c"] {
            assert!(has(&mut world(&path), media_id), "{media_id}");
        }
        pictures::sweep(&path, Duration::ZERO);
        assert!(has(&mut one, "a"), "only pictures are swept");
    }

    #[test]
    fn emulators_that_change_the_box_at_once_lose_nothing() {
        let directory = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let path = directory.path();
                scope.spawn(move || {
                    let mut world = world(path);
                    for number in 0..10 {
                        add(&mut world, &format!("{thread}-{number}")).unwrap();
                    }
                });
            }
        });
        let mut world = world(directory.path());
        for (thread, number) in (0..4).flat_map(|thread| (0..10).map(move |n| (thread, n))) {
            assert!(has(&mut world, &format!("{thread}-{number}")));
        }
    }

    #[test]
    fn a_file_that_is_not_understood_is_begun_anew() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(NAMES[0]);
        for broken in [
            "{",
            "null",
            r#"{"version":9,"drafts":{"drafts":{},"count":0},"library":{"media":{}}}"#,
        ] {
            fsio::write_atomic(&path, broken.as_bytes()).unwrap();
            let mut world = world(directory.path());
            assert!(!has(&mut world, "a"));
            add(&mut world, "a").unwrap();
            assert!(has(&mut world, "a"), "{broken}");
        }
    }

    #[test]
    fn what_the_disk_does_not_want_has_not_happened() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("文件");
        fsio::write_atomic(&file, b"").unwrap();
        let mut world = world(&file);
        assert_eq!(add(&mut world, "a"), Err(-1));
        assert!(!has(&mut world, "a"));
    }
}
