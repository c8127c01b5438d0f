//! The built-in emulator in a thread of its own, and a project whose runs talk to it.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::runtime::Runtime;
use tuwen::{Sandbox, SandboxOptions};

use crate::project::Project;

/// A running emulator.
#[derive(Debug)]
pub(crate) struct Service {
    sandbox: Option<Sandbox>,
    _runtime: Runtime,
}

impl Service {
    /// Starts one on a free port.
    pub(crate) fn start() -> Self {
        Self::with_options(SandboxOptions::default())
    }

    /// Starts one that is set up otherwise.
    pub(crate) fn with_options(options: SandboxOptions) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = runtime
            .block_on(Sandbox::start_with(address, options))
            .unwrap();
        Self {
            sandbox: Some(sandbox),
            _runtime: runtime,
        }
    }

    /// Starts one in which something goes wrong, in the words of `tuwen sandbox --fault`.
    pub(crate) fn with_fault(fault: &str) -> Self {
        let service = Self::start();
        service.sandbox().fault(fault.parse().unwrap());
        service
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("it runs until it is dropped")
    }

    /// A project whose runs use this service with its account.
    pub(crate) fn project(&self) -> Project {
        let mut project = Project::new();
        project
            .variable("TUWEN_API_BASE", self.sandbox().base())
            .variable("WECHAT_APP_ID", Sandbox::APP_ID)
            .variable("WECHAT_APP_SECRET", Sandbox::APP_SECRET);
        project
    }

    /// Pictures that were stored.
    pub(crate) fn uploads(&self) -> usize {
        self.sandbox().uploads().len()
    }

    /// Requests of every kind.
    pub(crate) fn requests(&self) -> u64 {
        self.sandbox().requests().values().sum()
    }
}
