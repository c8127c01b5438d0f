//! A second try, for a service that is busy for a moment: that is no finding.

use std::time::Duration;

use tuwen::{Code, Problem};

/// How long to wait before it.
const PAUSE: Duration = Duration::from_millis(500);

/// Asks, and asks once more if the service was busy or its answer came broken.
pub(super) async fn patiently<T>(ask: impl AsyncFn() -> Result<T, Problem>) -> Result<T, Problem> {
    match ask().await {
        Err(problem) if matches!(problem.code(), Code::WechatBusy | Code::WechatBadReply) => {
            tokio::time::sleep(PAUSE).await;
            ask().await
        }
        answer => answer,
    }
}
