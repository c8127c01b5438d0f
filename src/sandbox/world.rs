//! Everything the emulator knows, behind one lock.

use std::time::Duration;

use super::box_file::BoxFile;
use super::clock::Clock;
use super::cloud::CloudTokens;
use super::component::Platform;
use super::drafts::Drafts;
use super::fault_board::FaultBoard;
use super::flight::Flights;
use super::ids::Ids;
use super::library::Library;
use super::pictures::Pictures;
use super::publications::Publications;
use super::records::Records;
use super::tokens::Tokens;
use super::{Sandbox, SandboxOptions};
use crate::fsio::IoError;
use crate::secret::Secret;

/// The state of an emulator.
#[derive(Debug)]
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) tokens: Tokens,
    pub(super) platform: Platform,
    pub(super) cloud: CloudTokens,
    /// Whether the sidecar serves requests without a token.
    pub(super) sidecar: bool,
    pub(super) pictures: Pictures,
    pub(super) library: Library,
    pub(super) drafts: Drafts,
    pub(super) publications: Publications,
    pub(super) box_file: BoxFile,
    pub(super) faults: FaultBoard,
    pub(super) records: Records,
    pub(super) flights: Flights,
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
        let clock = Clock::default();
        let mut faults = FaultBoard::default();
        for fault in options.faults {
            faults.add(fault);
        }
        Self {
            cloud: CloudTokens::new(options.cloud_token_file, clock.now()),
            sidecar: options.sidecar,
            clock,
            ids,
            platform,
            tokens: Tokens::new(accounts, options.token_lifetime.as_secs()),
            box_file: BoxFile::new(options.directory.clone()),
            pictures: Pictures::new(options.directory),
            library: Library::default(),
            drafts: Drafts::default(),
            publications: Publications::default(),
            faults,
            records: Records::default(),
            flights: Flights::default(),
            refusals: 0,
        }
    }
    /// Puts a cloud token into its file, if it is time.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn push_cloud_token(&mut self) -> Result<(), IoError> {
        self.cloud.push(&mut self.ids, self.clock.now())
    }

    /// Lets time pass.
    pub(super) fn advance(&mut self, by: Duration) {
        self.clock.advance(by);
        self.refill();
    }

    /// All tokens expire at once; the file gets a fresh one.
    pub(super) fn expire_tokens(&mut self) {
        let now = self.clock.now();
        self.tokens.expire(now);
        self.cloud.expire(now);
        self.refill();
    }

    /// All tokens are replaced by someone else at once; the file gets a fresh one.
    pub(super) fn revoke_tokens(&mut self) {
        let now = self.clock.now();
        self.tokens.revoke(now);
        self.cloud.revoke(now);
        self.refill();
    }

    /// A disk that does not want the token now is asked again later.
    fn refill(&mut self) {
        let _ = self.push_cloud_token();
    }
}
