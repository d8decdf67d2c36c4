//! Sending: one function for every operation. With `builder`, the only place that knows the HTTP library.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, StatusCode, header};
use tracing::{Instrument, Span, field};

use super::api_error::ApiError;
use super::byte_stream::ByteStream;
use super::credentials::Grant;
use super::error::{Error, TimeoutError, TransportError};
use super::info::Operation;
use super::redirect::{self, Step};
use super::request::{Outgoing, Request};
use super::response::OpenResponse;

/// Sends a request and gives its answer, if it is a good one: once it begins, or when the `whole` of it is there.
pub(super) async fn execute(request: Request, whole: bool) -> Result<OpenResponse, Error> {
    let operation = request.operation;
    let span = tracing::info_span!(
        "http.client.request",
        otel.kind = "client",
        operation.id = operation.id,
        http.request.method = http::Method::from(operation.method).as_str(),
        url.template = operation.path,
        server.address = field::Empty,
        server.port = field::Empty,
        http.response.status_code = field::Empty,
        error.type = field::Empty,
    );
    async move {
        let result = match request.finish() {
            Ok(outgoing) => within(outgoing, whole).await,
            Err(error) => Err(error),
        };
        record(&Span::current(), &result);
        result
    }
    .instrument(span)
    .await
}

/// Holds a call to its time limit.
async fn within(outgoing: Outgoing, whole: bool) -> Result<OpenResponse, Error> {
    let span = Span::current();
    span.record("server.address", outgoing.url.host_str());
    span.record("server.port", outgoing.url.port_or_known_default());
    let (operation, timeout) = (outgoing.operation, outgoing.timeout);
    let arriving = async {
        let answer = authorized(outgoing).await?;
        Ok(OpenResponse {
            operation,
            status: answer.status,
            headers: answer.headers,
            body: match whole {
                true => ByteStream::from(whole_body(operation, answer.rest).await?),
                false => pieces(operation, answer.rest, timeout),
            },
        })
    };
    match timeout {
        Some(limit) => match tokio::time::timeout(limit, arriving).await {
            Ok(result) => result,
            Err(_) => Err(Error::Timeout(TimeoutError::new(operation, Some(limit), false))),
        },
        None => arriving.await,
    }
}

/// An answer of which status and headers are there.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    rest: reqwest::Response,
}

async fn whole_body(operation: &Operation, answer: reqwest::Response) -> Result<Bytes, Error> {
    answer.bytes().await.map_err(|error| failure(operation, error))
}

/// A body as it arrives. The limit is for the wait for each piece.
fn pieces(operation: &'static Operation, answer: reqwest::Response, limit: Option<Duration>) -> ByteStream {
    let length = answer.content_length();
    let pieces = stream::try_unfold(answer, move |mut answer| async move {
        let piece = answer.chunk().await.map_err(|error| failure(operation, error))?;
        Ok(piece.map(|piece| (piece, answer)))
    });
    ByteStream::new(operation, length, limit, pieces)
}

/// Sends with what the operation authenticates with, and once more when the service does not take a token that can be
/// renewed.
async fn authorized(outgoing: Outgoing) -> Result<Answer, Error> {
    let Outgoing {
        client,
        operation,
        url,
        headers,
        body,
        ..
    } = outgoing;
    let step = Step {
        method: operation.method.into(),
        url,
        headers,
        body,
    };
    let auth = &client.inner().auth;
    let first = auth.grant(operation, &step).await?;
    let mut answer = follow(&client, operation, &step, &first).await?;
    let mut second = None;
    // A stream that was sent is gone. Its token is given up all the same, for the next request.
    if answer.status == StatusCode::UNAUTHORIZED && auth.renew(&first) && step.body.is_repeatable() {
        let grant = auth.grant(operation, &step).await?;
        answer = follow(&client, operation, &step, &grant).await?;
        second = Some(grant);
    }
    if answer.status.is_success() {
        return Ok(answer);
    }
    let body = whole_body(operation, answer.rest).await?;
    let error = ApiError::new(operation, answer.status, answer.headers, body);
    let error = [Some(first), second]
        .iter()
        .flatten()
        .fold(error, |error, grant| grant.account(error));
    Err(Error::Api(Box::new(error)))
}

/// Sends to the configured host, and along redirects.
async fn follow(
    client: &super::Client,
    operation: &'static Operation,
    first: &Step,
    grant: &Grant,
) -> Result<Answer, Error> {
    let mut step = Step {
        method: first.method.clone(),
        url: first.url.clone(),
        headers: first.headers.clone(),
        body: first.body.clone(),
    };
    grant.apply(&mut step);
    let mut is_away = false;
    for _ in 0..redirect::LIMIT {
        let answer = once(&client.inner().http, operation, &step).await?;
        match answer
            .status
            .is_redirection()
            .then(|| step.next(answer.status, &answer.headers))
            .flatten()
        {
            Some(mut next) => {
                is_away |= next.url.origin() != step.url.origin();
                grant.redirect(&mut next.url, is_away);
                step = next;
            }
            None => return Ok(answer),
        }
    }
    Err(Error::Transport(TransportError::new(
        operation,
        false,
        "too many redirects".into(),
    )))
}

/// Sends one request and waits for its answer to begin.
async fn once(http: &reqwest::Client, operation: &'static Operation, step: &Step) -> Result<Answer, Error> {
    let mut builder = http
        .request(step.method.clone(), step.url.clone())
        .headers(step.headers.clone());
    let changing = [http::Method::POST, http::Method::PUT, http::Method::PATCH];
    match step.body.to_http() {
        Some(body) => builder = builder.body(body),
        // Some gateways refuse these methods without a length.
        None if changing.contains(&step.method) => builder = builder.header(header::CONTENT_LENGTH, "0"),
        None => {}
    }
    let answer = builder.send().await.map_err(|error| failure(operation, error))?;
    let status = answer.status();
    let mut headers = answer.headers().clone();
    for value in headers
        .iter_mut()
        .filter(|(name, _)| *name == header::SET_COOKIE)
        .map(|(_, value)| value)
    {
        value.set_sensitive(true);
    }
    Ok(Answer {
        status,
        headers,
        rest: answer,
    })
}

fn failure(operation: &Operation, error: reqwest::Error) -> Error {
    let connect = error.is_connect();
    if error.is_timeout() {
        Error::Timeout(TimeoutError::new(operation, None, connect))
    } else {
        // The address may hold a secret in its query.
        Error::Transport(TransportError::new(operation, connect, error.without_url().into()))
    }
}

/// Says in the span how it went.
fn record(span: &Span, result: &Result<OpenResponse, Error>) {
    let status = match result {
        Ok(answer) => Some(answer.status),
        Err(error) => error.status(),
    };
    span.record("http.response.status_code", status.map(|status| status.as_u16()));
    if let Err(error) = result {
        let kind = match error {
            Error::Config(_) => "config",
            Error::Request(_) => "request",
            Error::Transport(_) => "transport",
            Error::Timeout(_) => "timeout",
            Error::Auth(_) => "auth",
            Error::Decode(_) => "decode",
            Error::Api(error) => &error.status().as_u16().to_string(),
        };
        span.record("error.type", kind);
    }
}

/// Sends a request for a token. It is held to its own limit, as many calls may wait for it.
pub(super) async fn token_request(
    http: &reqwest::Client,
    limit: Option<Duration>,
    request: http::Request<Vec<u8>>,
) -> Result<(StatusCode, HeaderMap, Bytes), TokenFailure> {
    let send = async {
        let (parts, body) = request.into_parts();
        let url = parts.uri.to_string();
        let answer = http
            .request(parts.method, url)
            .headers(parts.headers)
            .body(body)
            .send()
            .await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        Ok((status, headers, answer.bytes().await?))
    };
    let result: Result<_, reqwest::Error> = match limit {
        Some(limit) => match tokio::time::timeout(limit, send).await {
            Ok(result) => result,
            Err(_) => {
                return Err(TokenFailure {
                    timeout: true,
                    source: None,
                });
            }
        },
        None => send.await,
    };
    result.map_err(|error| TokenFailure {
        timeout: error.is_timeout(),
        source: Some(error.without_url()),
    })
}

/// A request for a token that got no answer.
pub(super) struct TokenFailure {
    pub(super) timeout: bool,
    pub(super) source: Option<reqwest::Error>,
}
