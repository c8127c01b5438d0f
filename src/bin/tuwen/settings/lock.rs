//! Which lockfile a run uses.

use std::path::{Path, PathBuf};

use crate::layer::{LOCKFILE, Layer, LockChoice};

/// Chooses by the layers, of which the first two were said for this very run; `project` is the project's file.
///
/// A lockfile that lies beside the project's file is used without being asked for. What the emulator gives out
/// goes into one only when this run asks for it.
pub(super) fn choose(layers: &[Layer], project: Option<&Path>, sandbox: bool) -> Option<PathBuf> {
    let heard = if sandbox { 2 } else { layers.len() };
    let said = layers
        .iter()
        .take(heard)
        .find_map(|layer| layer.lock.as_ref());
    let directory = project.and_then(Path::parent).unwrap_or(Path::new(""));
    let default = directory.join(LOCKFILE);
    match said {
        Some(LockChoice::Off) => None,
        Some(LockChoice::On) => Some(default),
        Some(LockChoice::File(path)) => Some(path.clone()),
        None => (!sandbox && project.is_some() && default.is_file()).then_some(default),
    }
}
