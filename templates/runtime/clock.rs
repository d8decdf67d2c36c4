//! Time, as the runtime of asynchronous tasks keeps it.

use std::time::Duration;

pub(super) use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// The result of a future that is there in time. A time without a limit never ends.
pub(super) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, future).await.ok(),
        None => Some(future.await),
    }
}
