//! A few threads of our own for the work that takes much memory.
//!
//! The allocator keeps a store of freed buffers for each thread that ever asked: on the many threads of a
//! pool for blocking work, pictures would leave some in each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::oneshot;

use crate::problem::{Code, Problem};

type Work = Box<dyn FnOnce() + Send>;

/// Threads that take work in turn; begun with the first.
#[derive(Debug)]
pub(super) struct Workshop {
    threads: usize,
    bench: OnceLock<Bench>,
}

#[derive(Debug)]
struct Bench {
    sender: Mutex<Sender<Work>>,
    receiver: Arc<Mutex<Receiver<Work>>>,
}

impl Workshop {
    pub(super) fn new(threads: usize) -> Self {
        Self {
            threads,
            bench: OnceLock::new(),
        }
    }

    /// Has work done; a panic in it is a problem of that work alone.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (done, outcome) = oneshot::channel();
        let work = Box::new(move || {
            let result = catch_unwind(AssertUnwindSafe(work));
            // Nobody may be waiting any more.
            let _ = done.send(result);
        });
        let lost = || Problem::new(Code::InternalBug).with("reason", "a worker died");
        self.bench().send(work).map_err(|()| lost())?;
        match outcome.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(panic)) => {
                let reason = panic
                    .downcast_ref::<&str>()
                    .map(|text| (*text).to_owned())
                    .or_else(|| panic.downcast_ref::<String>().cloned());
                Err(Problem::new(Code::InternalBug)
                    .with("reason", reason.as_deref().unwrap_or("a panic")))
            }
            Err(_) => Err(lost()),
        }
    }

    /// Begins a thread in place of one whose work does not end.
    pub(super) fn replace(&self) {
        self.bench().begin();
    }

    fn bench(&self) -> &Bench {
        self.bench.get_or_init(|| {
            let (sender, receiver) = channel();
            let bench = Bench {
                sender: Mutex::new(sender),
                receiver: Arc::new(Mutex::new(receiver)),
            };
            for _ in 0..self.threads.max(1) {
                bench.begin();
            }
            bench
        })
    }
}

impl Bench {
    fn send(&self, work: Work) -> Result<(), ()> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        sender.send(work).map_err(|_| ())
    }

    /// A thread that works until the workshop is gone.
    fn begin(&self) {
        let receiver = Arc::clone(&self.receiver);
        // Without a thread the work waits for the others.
        let _ = std::thread::Builder::new()
            .name("fit".to_owned())
            .spawn(move || {
                loop {
                    let next = receiver
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv();
                    match next {
                        Ok(work) => work(),
                        Err(_) => break,
                    }
                }
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_and_a_panic_concerns_nobody_else() {
        let workshop = Workshop::new(1);
        assert_eq!(workshop.run(|| 1).await, Ok(1));
        let problem = workshop
            .run(|| -> u8 { panic!("broken") })
            .await
            .unwrap_err();
        assert_eq!(problem.argument("reason"), Some("broken"));
        assert_eq!(workshop.run(|| 2).await, Ok(2));
    }

    #[tokio::test]
    async fn work_that_does_not_end_can_be_left_behind() {
        let workshop = Workshop::new(1);
        let (end, wait) = channel::<()>();
        let hung = workshop.run(move || wait.recv());
        let hung = tokio::time::timeout(std::time::Duration::from_millis(20), hung).await;
        assert!(hung.is_err());
        workshop.replace();
        assert_eq!(workshop.run(|| 3).await, Ok(3));
        drop(end);
    }
}
