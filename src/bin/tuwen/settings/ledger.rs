//! Which shared ledger a run asks and tells.

use std::path::Path;

use tuwen::{Problem, Secret, shared_ledger_folder};

use super::lock::leads_out;
use super::untrusted_fence;
use crate::layer::Layer;

/// The layer of the project's file.
const PROJECT: usize = 2;

/// Chooses by the layers; `project` is the project's file. What the emulator gives out is nothing for a team,
/// unless the environment of this very run says so.
///
/// # Errors
/// `config.untrusted-fence` for a folder outside of the project that the project's file names.
pub(super) fn choose(
    layers: &[Layer; 4],
    project: Option<&Path>,
    sandbox: bool,
) -> Result<Option<Secret>, Problem> {
    let heard = if sandbox { 2 } else { layers.len() };
    let said = layers.iter().take(heard).enumerate();
    let said = said.filter_map(|(at, layer)| Some((at, layer.ledger.as_ref()?)));
    let Some((at, address)) = said.into_iter().next() else {
        return Ok(None);
    };
    if address.expose().eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let folder = shared_ledger_folder(address.expose());
    match (project, folder) {
        (Some(project), Some(folder)) if at == PROJECT && leads_out(project, &folder) => {
            Err(untrusted_fence(project, "ledger"))
        }
        _ => Ok(Some(address.clone())),
    }
}
