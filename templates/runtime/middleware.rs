//! [`Middleware`]: objects of a client that see each attempt of each call, and may change it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

use super::attempt::Call;
use super::error::{Error, RequestError};
use super::info::Operation;
use super::redirect::Step;
use super::request::header_pair;
use super::response::OpenResponse;
use super::transport;

/// A future that borrows.
pub type BoxedFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What sees each attempt of each call of a client, and may change it: for logs and metrics, for signatures and headers,
/// to answer from a cache, to hold calls back.
///
/// All methods do nothing unless they are written. [`before`](Self::before) and [`after`](Self::after) are enough for most;
/// [`around`](Self::around) calls both, and is written by those that wait, answer themselves or send again. The first one
/// given to the [builder](super::ClientBuilder::middleware) is the outermost.
///
/// Nothing that an attempt shows has credentials in it: they are put in behind the last middleware. A renewed token and
/// redirects belong to the same attempt.
pub trait Middleware: Send + Sync + 'static {
    /// Sees a request before it goes out and may change its headers. An error ends the call; make it by
    /// [`Attempt::refuse`].
    ///
    /// # Errors
    ///
    /// Whatever should end the call.
    fn before(&self, attempt: &mut Attempt) -> Result<(), Error> {
        let _ = attempt;
        Ok(())
    }

    /// Sees what became of an attempt. Answers that are no success are errors.
    fn after(&self, attempt: &Attempt, result: Result<&OpenResponse, &Error>) {
        let _ = (attempt, result);
    }

    /// Sees that an attempt is going to be repeated after a wait.
    fn retrying(&self, attempt: &Attempt, error: &Error, delay: Duration) {
        let _ = (attempt, error, delay);
    }

    /// Does an attempt: `next.run(attempt)` sends it.
    fn around<'a>(&'a self, attempt: &'a mut Attempt, next: Next<'a>) -> BoxedFuture<'a, Result<OpenResponse, Error>> {
        Box::pin(async move {
            self.before(attempt)?;
            let result = next.run(attempt).await;
            self.after(attempt, result.as_ref());
            result
        })
    }
}

/// One attempt of a call.
pub struct Attempt {
    pub(super) call: Call,
    pub(super) number: u32,
    pub(super) step: Step,
}

impl Attempt {
    /// The operation's name in the description.
    pub fn operation(&self) -> &'static str {
        self.info().id
    }

    /// The group that the operation belongs to.
    pub fn tag(&self) -> &'static str {
        self.info().tag
    }

    /// The operation's path, with `{name}` for each parameter.
    pub fn path_template(&self) -> &'static str {
        self.info().path
    }

    /// Which attempt it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.step.method
    }

    /// Where it goes.
    pub fn url(&self) -> &Url {
        &self.step.url
    }

    /// The headers, but for those that authenticate.
    pub fn headers(&self) -> &HeaderMap {
        &self.step.headers
    }

    /// Sets a header, in place of one of the same name.
    ///
    /// # Errors
    ///
    /// [`Error::Request`] where the name or the value cannot be sent.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let (name, value) = header_pair(name, value).map_err(|message| self.refuse(message))?;
        self.step.headers.insert(name, value);
        Ok(())
    }

    /// The body, where it is in memory. It may hold secrets.
    pub fn body(&self) -> Option<Bytes> {
        self.step.body.in_memory()
    }

    /// An error that ends the call without sending it.
    pub fn refuse(&self, message: impl Into<String>) -> Error {
        Error::Request(RequestError::new(self.info(), message))
    }

    /// An answer that did not come from the service, for [`Middleware::around`]. One that is no success is the error that
    /// it would have been.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] where the status is no success.
    pub fn answer(
        &self,
        status: http::StatusCode,
        headers: HeaderMap,
        body: impl Into<Bytes>,
    ) -> Result<OpenResponse, Error> {
        OpenResponse::made(self.info(), status, headers, body.into())
    }

    pub(super) fn info(&self) -> &'static Operation {
        self.call.operation
    }
}

/// Shows what is called, not what is sent.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("operation", &self.operation())
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// What is left of the way of an attempt.
pub struct Next<'a> {
    pub(super) rest: &'a [Arc<dyn Middleware>],
}

impl Next<'_> {
    /// Goes on: to the next middleware, or out.
    pub fn run<'a>(self, attempt: &'a mut Attempt) -> BoxedFuture<'a, Result<OpenResponse, Error>>
    where
        Self: 'a,
    {
        match self.rest.split_first() {
            Some((first, rest)) => first.around(attempt, Next { rest }),
            None => transport::send_boxed(attempt),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
