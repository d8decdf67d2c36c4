//! [`Wait`]: calls of programs that are not asynchronous.

use std::sync::{Arc, OnceLock};
use std::task::{Context, Wake, Waker};
use std::thread::{self, Thread};

use futures_util::{Stream, StreamExt};
use tokio::runtime::{Builder, Handle, Runtime};

use super::error::Error;

/// Waits for a call on the thread that makes it, in programs that are not asynchronous: `.wait()` in place of `.await`.
///
/// Everything that can be awaited can be waited for: calls, what their `send` and `send_raw` give, and, where lists are
/// answered in pages, the next page of `Pages` and the next element of `Items`. Connections are served by one thread for
/// all clients of the program, which is started with the first call.
pub trait Wait: IntoFuture + Sized {
    /// Waits for the result.
    ///
    /// # Errors
    ///
    /// Those of what is waited for, and [`Error::Config`] inside of an asynchronous program, whose other tasks would stand
    /// still meanwhile: use `.await` there.
    fn wait<T>(self) -> Result<T, Error>
    where
        Self: IntoFuture<Output = Result<T, Error>>,
    {
        let runtime = runtime()?;
        let _context = runtime.enter();
        Ok(finish(self.into_future()))?
    }
}

impl<F: IntoFuture> Wait for F {}

/// A stream whose values are waited for one by one: pages, elements, events, pieces of a body.
#[derive(Debug)]
pub struct Waiting<S>(S);

impl<S> Waiting<S> {
    /// Takes the values of a stream.
    pub fn new(stream: S) -> Self {
        Self(stream)
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Waiting<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(error) => return Some(Err(error)),
        };
        let _context = runtime.enter();
        finish(self.0.next())
    }
}

/// The runtime that serves the connections of all clients, unless this is called by a task of another one.
fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err(Error::config(
            "a call is waited for inside of an asynchronous program: use `.await`, or wait on a thread of its own",
        ));
    }
    let start = || {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("http").enable_all().build().ok()
    };
    let runtime = RUNTIME.get_or_init(start).as_ref();
    runtime.ok_or_else(|| Error::config("the thread that serves connections cannot be started"))
}

/// Wakes the thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls a future on this thread until it is done.
fn finish<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}
