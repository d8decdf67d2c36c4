//! [`CustomCall`]: calls that the description does not have, with the client's address, credentials and policies.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::Body;
use super::client::Client;
use super::error::Error;
use super::info::{Method, Operation};
use super::request::Request;
use super::{Bytes, Call, Described, Endpoint, Reading, address, call_with, response};

/// A call that the description does not have: made by [`Client::request`], to be awaited or sent.
///
/// It goes to the client's own address with what the client authenticates with, and everything that holds for the calls of
/// the description holds for it. Its answer is bytes; [`send_json`](Self::send_json) reads them.
pub type CustomCall = Call<Custom>;

/// What the description does not have, as an operation.
pub enum Custom {}

impl Endpoint for Custom {
    type Answer = Bytes;
    const DESCRIBED: Described<Bytes> = Described {
        operation: &GET,
        reading: Reading::whole(response::bytes),
    };
}

/// What is known of a call that nothing is known of, by method.
macro_rules! operations {
    ($($method:ident $name:ident),+) => {
        $(static $name: Operation = Operation {
            id: CUSTOM,
            method: Method::$method,
            accept: "application/json, */*;q=0.5",
            ..Operation::BLANK
        };)+

        fn operation(method: Method) -> &'static Operation {
            match method {
                $(Method::$method => &$name,)+
                // The name of another method is that of the request.
                Method::Other(_) => &GET,
            }
        }
    };
}

/// What such calls are called in errors and spans.
pub(super) const CUSTOM: &str = "request";

operations!(Get GET, Put PUT, Post POST, Delete DELETE, Options OPTIONS, Head HEAD, Patch PATCH, Trace TRACE, Query QUERY);

impl Client {
    /// A call that the description does not have. `path` goes behind the client's address; it is sent as it stands, so that
    /// what is put into it has to be encoded already, and may have a query.
    pub fn request(&self, method: Method, path: &str) -> CustomCall {
        let mut request = Request::new(self, operation(method));
        request.set_method(method);
        match address::below(self.base_url(), path) {
            Ok(url) => request.whole_url = Some(url),
            Err(message) => request.fail(message),
        }
        call_with(request)
    }
}

impl Call<Custom> {
    /// Sets a body in JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.request.body("application/json", json),
            Err(error) => self.request.fail(format!("body: {error}")),
        }
        self
    }

    /// Sets a body of bytes, text or a stream. Its media type is its own, or else `application/octet-stream`.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.request.body("application/octet-stream", body);
        self
    }

    /// Sends the request and reads the answer as JSON, into any type of serde.
    ///
    /// # Errors
    ///
    /// Those of every call; [`Error::Decode`] where the answer is not of the type.
    pub async fn send_json<T: DeserializeOwned>(self) -> Result<super::Response<T>, Error> {
        response::serde_json(self.request.execute().await?)
    }
}
