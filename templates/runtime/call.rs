//! [`Call`]: what every call has besides the parameters of its operation.
//!
//! It is written once for all operations: functions of its own for each of them would be a tenth of what compiling a
//! large client takes.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::response::{self, OpenResponse, RawResponse};
use super::{BoxFuture, Bytes, CallOptions, Client, Error, Operation, Request, Response};

/// A request on its way: a future of its answer. Dropping it cancels the request.
///
/// The future of each call is written once here, for every type of answer: an `async fn` for each call would be most of
/// what compiling a large client takes.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<T>(Way<T>);

enum Way<T> {
    /// The whole answer is waited for, which is the same future for every type, and then read.
    Whole(BoxFuture<Result<RawResponse, Error>>, Read<T>),
    Open(BoxFuture<Result<Response<T>, Error>>),
}

type Read<T> = fn(RawResponse) -> Result<Response<T>, Error>;

#[allow(dead_code)] // Which of them are used depends on the API.
impl<T: 'static> Sending<T> {
    /// Sends a request, and reads the answer once it is there as a whole.
    pub(crate) fn whole(request: Request, read: Read<T>) -> Self {
        Self(Way::Whole(request.execute(), read))
    }

    /// Sends a request, and reads the answer while it arrives.
    pub(crate) fn open<F>(request: Request, read: fn(OpenResponse) -> F) -> Self
    where
        F: Future<Output = Result<Response<T>, Error>> + Send + 'static,
    {
        Self(Way::Open(Box::pin(async move { read(request.open().await?).await })))
    }

    /// Gives the value alone.
    pub(crate) fn value(self) -> SendingValue<T> {
        SendingValue(self)
    }
}

impl<T> Future for Sending<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Way::Whole(future, read) => Poll::Ready(read(ready!(future.as_mut().poll(context))?)),
            Way::Open(future) => future.as_mut().poll(context),
        }
    }
}

impl<T> std::fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sending(..)")
    }
}

/// A request on its way: a future of the value that it is answered with. Dropping it cancels the request.
#[must_use = "nothing is sent until it is awaited"]
pub struct SendingValue<T>(Sending<T>);

impl<T> Future for SendingValue<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(answer.map(Response::into_value))
    }
}

impl<T> std::fmt::Debug for SendingValue<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SendingValue(..)")
    }
}

/// An operation, as its calls need it. Each operation has a type of its own that is this, of which there are no values.
pub trait Endpoint {
    /// What a call gives.
    type Answer: 'static;
    /// The operation: one constant, as each is one more body that the compiler checks.
    const DESCRIBED: Described<Self::Answer>;
}

/// An operation with a type for its answer.
pub struct Described<T: 'static> {
    /// What is known of it before it is called.
    pub operation: &'static Operation,
    /// How its answer is read.
    pub reading: Reading<T>,
}

/// How the answer of an operation is read: once it is there as a whole, or while it arrives.
pub struct Reading<T>(How<T>);

enum How<T> {
    Whole(Read<T>),
    Open(fn(OpenResponse) -> BoxFuture<Result<Response<T>, Error>>),
}

#[allow(dead_code)] // Which of them are used depends on the API.
impl<T> Reading<T> {
    pub(crate) const fn whole(read: Read<T>) -> Self {
        Self(How::Whole(read))
    }

    pub(crate) const fn open(read: fn(OpenResponse) -> BoxFuture<Result<Response<T>, Error>>) -> Self {
        Self(How::Open(read))
    }
}

/// A call of an operation, to be awaited or sent. Optional parameters of the operation are methods of its calls.
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<E> {
    pub(crate) request: Request,
    endpoint: PhantomData<fn() -> E>,
}

impl Request {
    /// A request of an operation, nothing but its method and path set.
    #[allow(dead_code)] // An API without operations has no calls.
    pub(crate) fn of<E: Endpoint>(client: &Client) -> Self {
        Self::new(client, E::DESCRIBED.operation)
    }
}

/// A call with nothing set. It is no method, since every parameter of an operation may become one.
#[allow(dead_code)] // An API without operations has no calls.
pub(crate) fn call<E: Endpoint>(client: &Client) -> Call<E> {
    call_with(Request::of::<E>(client))
}

/// A call with what a request has.
pub(crate) fn call_with<E>(request: Request) -> Call<E> {
    Call {
        request,
        endpoint: PhantomData,
    }
}

impl<E> Call<E> {
    /// Adds a header to this request, or replaces one that the client sends otherwise.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.request.extra_header(name.as_ref(), value.as_ref());
        self
    }

    /// Adds a parameter to the query of this request, besides those of the operation.
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.request.extra_query(name.as_ref(), value.as_ref());
        self
    }

    /// Sends this request to another address than that of the client, or of the operation.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.request.base_url(url.as_ref());
        self
    }

    /// Limits the time of this call, in place of the client's own limit: until the answer is there as a whole, or until it
    /// begins where it is given while it arrives.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.request.timeout(limit);
        self
    }

    /// Sets what this call does otherwise than the client: when it is repeated, its limits.
    pub fn with(mut self, options: impl Into<CallOptions>) -> Self {
        self.request.options(options.into());
        self
    }

    /// Sends the request and gives the answer with its body as it came.
    pub fn send_raw(self) -> Sending<Bytes> {
        Sending::whole(self.request, response::bytes)
    }
}

impl<E: Endpoint> Call<E> {
    /// Sends the request and gives the answer with its status and headers. A body that is given while it arrives is still
    /// to come.
    pub fn send(self) -> Sending<E::Answer> {
        match E::DESCRIBED.reading.0 {
            How::Whole(read) => Sending::whole(self.request, read),
            How::Open(read) => Sending::open(self.request, read),
        }
    }
}

impl<E: Endpoint> IntoFuture for Call<E> {
    type Output = Result<E::Answer, Error>;
    type IntoFuture = SendingValue<E::Answer>;

    fn into_future(self) -> Self::IntoFuture {
        self.send().value()
    }
}

impl<E> std::fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("request", &self.request).finish()
    }
}
