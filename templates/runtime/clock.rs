//! Time: as the runtime of asynchronous tasks keeps it, or the browser that the program runs in.

use std::time::{Duration, SystemTime};

pub(super) use platform::{Instant, Sleep, now, sleep, sleep_until};

/// The result of a future that is there in time. A time without a limit never ends.
pub(super) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    match limit {
        Some(limit) => platform::timeout(limit, future).await,
        None => Some(future.await),
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use super::{Duration, SystemTime};

    pub(in super::super) use tokio::time::{Instant, Sleep, sleep, sleep_until};

    pub(super) async fn timeout<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(limit, future).await.ok()
    }

    /// The time of the day, which somebody may set.
    pub(in super::super) fn now() -> SystemTime {
        SystemTime::now()
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll};

    use futures_util::future::{Either, select};
    use gloo_timers::future::TimeoutFuture;
    use send_wrapper::SendWrapper;

    use super::{Duration, SystemTime};

    pub(in super::super) use web_time::Instant;

    /// A wait. There is one thread, so that it never goes to another one.
    pub(in super::super) struct Sleep(SendWrapper<TimeoutFuture>);

    impl Future for Sleep {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            Pin::new(&mut *self.0).poll(context)
        }
    }

    pub(in super::super) fn sleep(time: Duration) -> Sleep {
        let milliseconds = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
        Sleep(SendWrapper::new(TimeoutFuture::new(milliseconds)))
    }

    pub(in super::super) fn sleep_until(moment: Instant) -> Sleep {
        sleep(moment.saturating_duration_since(Instant::now()))
    }

    pub(super) async fn timeout<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        match select(pin!(future), sleep(limit)).await {
            Either::Left((result, _)) => Some(result),
            Either::Right(_) => None,
        }
    }

    pub(in super::super) fn now() -> SystemTime {
        let since = web_time::SystemTime::now().duration_since(web_time::UNIX_EPOCH);
        SystemTime::UNIX_EPOCH + since.unwrap_or_default()
    }
}
