//! The HTTP library: requests out, answers in. With `connection`, the only place that knows it, and the only one that knows
//! whether the program runs on a machine or in a browser.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::error::BoxError;

pub(super) use platform::{body, chunk, send};

/// The client of the library.
pub(super) type Http = reqwest::Client;

/// A body as the library takes it.
pub(super) type HttpBody = reqwest::Body;

/// A request as it goes out.
pub(super) struct Outbound {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<HttpBody>,
}

/// An answer whose body is still to come.
pub(super) struct Inbound {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The length of the body in bytes, where the service told it. It does not tell that of a compressed body.
    pub(super) length: Option<u64>,
    rest: platform::Rest,
}

impl Inbound {
    /// The next piece of the body, or `None` at the end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        chunk(&mut self.rest).await
    }

    /// The body as far as a limit. Nothing that is behind it is read.
    pub(super) async fn bytes(mut self, limit: usize) -> Result<Bytes, Failure> {
        let mut all = Vec::new();
        while all.len() < limit
            && let Some(mut piece) = self.chunk().await?
        {
            piece.truncate(limit - all.len());
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }
}

/// Why there is no answer, or only a part of one.
pub(super) struct Failure {
    /// Whether there was no connection, so that the service did not see the request.
    pub(super) is_connect: bool,
    pub(super) is_timeout: bool,
    /// The library's own error, without the address: that may hold a secret in its query.
    pub(super) source: BoxError,
}

fn request(outbound: Outbound) -> reqwest::Request {
    let mut request = reqwest::Request::new(outbound.method, outbound.url);
    *request.headers_mut() = outbound.headers;
    *request.body_mut() = outbound.body;
    request
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use bytes::Bytes;

    use super::super::body::{Payload, UploadProgress};
    use super::{Failure, Http, HttpBody, Inbound, Outbound, request};

    pub(super) type Rest = reqwest::Response;

    /// Sends a request and waits for its answer to begin.
    pub(in super::super) async fn send(http: &Http, outbound: Outbound) -> Result<Inbound, Failure> {
        let mut answer = http.execute(request(outbound)).await.map_err(failure)?;
        Ok(Inbound {
            status: answer.status(),
            length: answer.content_length(),
            headers: std::mem::take(answer.headers_mut()),
            rest: answer,
        })
    }

    /// The next piece of a body.
    pub(in super::super) async fn chunk(rest: &mut Rest) -> Result<Option<Bytes>, Failure> {
        rest.chunk().await.map_err(failure)
    }

    /// A body as the library takes it; none where there is none, or it was sent.
    pub(in super::super) async fn body(
        payload: &Payload,
        progress: Option<&UploadProgress>,
    ) -> Result<Option<HttpBody>, Failure> {
        Ok(match payload.in_memory() {
            Some(bytes) if progress.is_none() => Some(bytes.into()),
            _ => payload.to_stream(progress).map(HttpBody::wrap),
        })
    }

    fn failure(error: reqwest::Error) -> Failure {
        Failure {
            is_connect: error.is_connect(),
            is_timeout: error.is_timeout(),
            source: error.without_url().into(),
        }
    }
}

/// In a browser, where there is one thread: what its objects are in may be said to go to another one, as it never will.
/// What is sent is in memory there, streams too, and an answer comes as one piece.
#[cfg(target_arch = "wasm32")]
mod platform {
    use std::future::poll_fn;
    use std::pin::Pin;

    use bytes::Bytes;
    use http_body::Body as _;
    use send_wrapper::SendWrapper;

    use super::super::body::{Payload, UploadProgress};
    use super::{Failure, Http, HttpBody, Inbound, Outbound, request};

    pub(super) type Rest = Option<SendWrapper<reqwest::Response>>;

    pub(in super::super) async fn send(http: &Http, outbound: Outbound) -> Result<Inbound, Failure> {
        let sending = http.execute(request(outbound));
        let answer = SendWrapper::new(async move { sending.await.map(SendWrapper::new) })
            .await
            .map_err(failure)?;
        Ok(Inbound {
            status: answer.status(),
            headers: answer.headers().clone(),
            length: answer.content_length(),
            rest: Some(answer),
        })
    }

    pub(in super::super) async fn chunk(rest: &mut Rest) -> Result<Option<Bytes>, Failure> {
        let Some(answer) = rest.take() else {
            return Ok(None);
        };
        let bytes = SendWrapper::new(async move { answer.take().bytes().await })
            .await
            .map_err(failure)?;
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    pub(in super::super) async fn body(
        payload: &Payload,
        progress: Option<&UploadProgress>,
    ) -> Result<Option<HttpBody>, Failure> {
        let Some(mut stream) = payload.to_stream(progress) else {
            return Ok(None);
        };
        let mut all = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut stream).poll_frame(context)).await {
            let frame = frame.map_err(|source| Failure {
                is_connect: false,
                is_timeout: false,
                source,
            })?;
            all.extend_from_slice(&frame.into_data().unwrap_or_default());
        }
        Ok(Some(all.into()))
    }

    fn failure(error: reqwest::Error) -> Failure {
        Failure {
            is_connect: false,
            is_timeout: error.is_timeout(),
            source: error.without_url().to_string().into(),
        }
    }
}
