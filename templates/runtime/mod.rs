//! What every generated client shares: the connection to the service, errors, and the reading and writing of JSON.
//!
//! The public types are found at the root of the crate. The rest is for the generated code and may change at any time.

mod address;
mod api_error;
mod attempt;
mod auth;
mod auth_error;
mod authentication;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod builder;
mod byte_stream;
mod call;
mod client;
mod clock;
pub mod codec;
mod connection;
mod credentials;
mod custom;
mod environment;
mod error;
mod event_parser;
mod event_stream;
mod header;
mod info;
mod limiter;
mod login;
mod middleware;
mod multipart;
mod network;
mod oauth;
mod options;
mod pages;
mod policies;
mod poll;
mod random;
mod reconnect;
mod redirect;
mod request;
pub mod response;
mod retry;
mod secret;
mod shape;
mod style;
#[cfg(feature = "test-util")]
pub mod testing;
mod token;
mod transport;

pub use api_error::ApiError;
pub use auth_error::AuthError;
pub use body::Body;
pub use builder::ClientBuilder;
pub use byte_stream::ByteStream;
pub use bytes::Bytes;
pub use call::{Sending, SendingValue};
pub use client::Client;
pub use codec::{Base64, Field};
pub use custom::CustomCall;
pub use error::{ConfigError, DecodeError, Error, RequestError, TimeoutError, TransportError};
pub use event_stream::{Event, EventStream};
pub use header::Header;
pub use http::{HeaderMap, StatusCode};
pub use info::{
    ApiInfo, ErrorCode, Method, Operation, ReadError, Scheme, SchemeKind, Statuses, read_error, read_text_error,
};
pub use login::Login;
pub use middleware::{Attempt, BoxedFuture, Middleware, Next};
pub use multipart::{Form, Part};
pub use options::CallOptions;
pub use pages::{Items, NextPage, PageToken, Pages, Paging};
pub use poll::{Job, Progress, Waiter};
pub use request::Request;
pub use response::{OpenResponse, Response};
pub use retry::RetryPolicy;
pub use secret::SecretString;
pub use style::Style;
pub use token::{AccessToken, TokenProvider, TokenStore};

#[allow(unused_imports)] // An API without operations has no calls.
pub(crate) use call::call;
#[allow(unused_imports)] // Only an API with forms has them.
pub(crate) use multipart::form;

#[allow(unused_imports)] // Only an API with lists in pages has them.
pub(crate) use pages::paged;
#[allow(unused_imports)] // Only an API with jobs has them.
pub(crate) use poll::job;

/// A future that a call becomes when it is awaited.
pub type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
