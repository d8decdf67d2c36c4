//! What every call has besides its own parameters.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::response::{OpenResponse, RawResponse};
use super::{BoxFuture, Error, Request, Response};

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

/// Implements a call: `call!(GetThing, Thing, response::json)` is a struct with a member `request`, the type that it
/// gives, and how that is read from the answer. A reader after `open` is given an answer whose body is still to come.
#[allow(unused_macros)]
macro_rules! call {
    ($name:ident, $output:ty, open $read:expr) => {
        impl $name {
            /// Sends the request and gives the answer with its status and headers. Its body is still to come.
            pub fn send(self) -> $crate::runtime::Sending<$output> {
                $crate::runtime::Sending::open(self.request, $read)
            }
        }

        $crate::runtime::call!(@all $name, $output);
    };
    ($name:ident, $output:ty, $read:expr) => {
        impl $name {
            /// Sends the request and gives the answer with its status and headers.
            pub fn send(self) -> $crate::runtime::Sending<$output> {
                $crate::runtime::Sending::whole(self.request, $read)
            }
        }

        $crate::runtime::call!(@all $name, $output);
    };
    (@all $name:ident, $output:ty) => {
        impl $name {
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

            /// Limits the time of this call, in place of the client's own limit: until the answer is there as a whole, or
            /// until it begins where it is given while it arrives.
            pub fn timeout(mut self, limit: std::time::Duration) -> Self {
                self.request.timeout(limit);
                self
            }

            /// Sets what this call does otherwise than the client: when it is repeated, its limits.
            pub fn with(mut self, options: impl Into<$crate::runtime::CallOptions>) -> Self {
                self.request.options(options.into());
                self
            }

            /// Sends the request and gives the answer with its body as it came.
            pub fn send_raw(self) -> $crate::runtime::Sending<$crate::runtime::Bytes> {
                $crate::runtime::Sending::whole(self.request, $crate::runtime::response::bytes)
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = Result<$output, $crate::runtime::Error>;
            type IntoFuture = $crate::runtime::SendingValue<$output>;

            fn into_future(self) -> Self::IntoFuture {
                self.send().value()
            }
        }
    };
}

#[allow(unused_imports)] // An API without operations has no calls.
pub(crate) use call;
