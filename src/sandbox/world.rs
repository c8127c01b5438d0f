//! Everything the emulator knows, behind one lock.

use super::clock::Clock;
use super::component::Platform;
use super::drafts::Drafts;
use super::fault_board::FaultBoard;
use super::ids::Ids;
use super::library::Library;
use super::pictures::Pictures;
use super::records::Records;
use super::tokens::Tokens;
use super::{Sandbox, SandboxOptions};
use crate::secret::Secret;

/// The state of an emulator.
#[derive(Debug)]
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) tokens: Tokens,
    pub(super) platform: Platform,
    pub(super) pictures: Pictures,
    pub(super) library: Library,
    pub(super) drafts: Drafts,
    pub(super) faults: FaultBoard,
    pub(super) records: Records,
    /// Refusals so far; they are spelled differently in turn.
    pub(super) refusals: u64,
}

impl World {
    /// A world with the accounts and faults of `options`.
    pub(super) fn new(options: SandboxOptions) -> Self {
        let own = (Sandbox::APP_ID.to_owned(), Secret::new(Sandbox::APP_SECRET));
        let accounts: Vec<_> = std::iter::once(own).chain(options.accounts).collect();
        let mut ids = Ids::default();
        let known = accounts.iter().map(|(app_id, _)| app_id.as_str());
        let platform = Platform::new(known, &mut ids);
        let mut faults = FaultBoard::default();
        for fault in options.faults {
            faults.add(fault);
        }
        Self {
            clock: Clock::default(),
            ids,
            platform,
            tokens: Tokens::new(accounts, options.token_lifetime.as_secs()),
            pictures: Pictures::new(options.directory),
            library: Library::default(),
            drafts: Drafts::default(),
            faults,
            records: Records::default(),
            refusals: 0,
        }
    }
}
