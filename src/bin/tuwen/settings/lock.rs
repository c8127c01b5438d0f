//! Which lockfile a run uses.

use std::path::{Component, Path, PathBuf};

use tuwen::Problem;

use super::{leaves_project, untrusted_fence};
use crate::layer::{LOCKFILE, Layer, LockChoice};

/// The layer of the project's file.
const PROJECT: usize = 2;

/// Chooses by the layers, of which the first two were said for this very run; `project` is the project's file.
///
/// A lockfile that lies beside the project's file is used without being asked for. What the emulator gives out
/// goes into one only when this run asks for it.
///
/// # Errors
/// `config.untrusted-fence` where what travels with the articles leads out of the project, by a path or a symlink.
pub(super) fn choose(
    layers: &[Layer; 4],
    project: Option<&Path>,
    sandbox: bool,
) -> Result<Option<PathBuf>, Problem> {
    let heard = if sandbox { 2 } else { layers.len() };
    let said = layers
        .iter()
        .take(heard)
        .enumerate()
        .find_map(|(at, layer)| Some((at, layer.lock.as_ref()?)));
    let directory = project.and_then(Path::parent).unwrap_or(Path::new(""));
    let default = directory.join(LOCKFILE);
    let (path, is_foreign) = match said {
        Some((_, LockChoice::Off)) => return Ok(None),
        Some((at, LockChoice::File(path))) => (path.clone(), at == PROJECT),
        None if sandbox || project.is_none() || !default.is_file() => return Ok(None),
        None | Some((_, LockChoice::On)) => (default, true),
    };
    match project {
        Some(project) if is_foreign && leads_out(project, &path) => {
            Err(untrusted_fence(project, "lock"))
        }
        _ => Ok(Some(path)),
    }
}

/// Whether writing a file, or into a folder, would write outside of the project, wherever symlinks lead.
pub(super) fn leads_out(project: &Path, path: &Path) -> bool {
    let is_dangling = path.is_symlink() && !path.exists();
    let existing = path.ancestors().find(|above| above.exists());
    // Of what is not there yet, nothing can be known of where `..` leads.
    let rest = existing.and_then(|existing| path.strip_prefix(existing).ok());
    let climbs =
        rest.is_some_and(|rest| rest.components().any(|part| part == Component::ParentDir));
    is_dangling || climbs || existing.is_some_and(|existing| leaves_project(project, existing))
}
