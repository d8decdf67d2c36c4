//! Sending: one function for every operation. With `builder`, the only place that knows the HTTP library.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::{HeaderMap, StatusCode, header};

use super::api_error::ApiError;
use super::byte_stream::ByteStream;
use super::clock;
use super::credentials::Grant;
use super::error::{Error, TimeoutError, TransportError};
use super::info::Operation;
use super::middleware::Attempt;
use super::redirect::{self, Step};
use super::response::OpenResponse;

/// How much of the body of an error is read.
const ERROR_LIMIT: usize = 1024 * 1024;

/// How much room is made for a body at once because its length says so.
const ROOM: u64 = 1024 * 1024;

/// Makes an attempt: sends it, and reads the answer as far as the call wants to have it.
pub(super) async fn send(attempt: &Attempt) -> Result<OpenResponse, Error> {
    let call = &attempt.call;
    let operation = call.operation;
    let answer = authorized(attempt).await?;
    Ok(OpenResponse {
        operation,
        status: answer.status,
        headers: answer.headers,
        again: None,
        body: match call.whole {
            true => ByteStream::from(whole_body(operation, answer.rest, call.max_size).await?),
            false => pieces(operation, answer.rest, call.timeout),
        },
    })
}

/// An answer of which status and headers are there.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    rest: reqwest::Response,
}

/// Reads a body to its end, if that is not too far.
async fn whole_body(operation: &Operation, mut answer: reqwest::Response, limit: Option<u64>) -> Result<Bytes, Error> {
    let length = answer.content_length();
    let too_large = |size: u64| limit.is_some_and(|limit| size > limit);
    let refusal = || {
        Err(Error::Transport(TransportError::too_large(
            operation,
            limit.unwrap_or_default(),
        )))
    };
    if length.is_some_and(too_large) {
        return refusal();
    }
    let mut all: Option<BytesMut> = None;
    let mut first = Bytes::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| failure(operation, error))? {
        let size = all.as_ref().map_or(first.len(), BytesMut::len) + piece.len();
        if too_large(size as u64) {
            return refusal();
        }
        match &mut all {
            Some(all) => all.extend_from_slice(&piece),
            // Most bodies come as one piece, which is not copied.
            None if first.is_empty() => first = piece,
            None => {
                let room = length.unwrap_or_default().min(ROOM) as usize;
                let mut start = BytesMut::with_capacity(room.max(size * 2));
                start.extend_from_slice(&first);
                start.extend_from_slice(&piece);
                all = Some(start);
            }
        }
    }
    Ok(all.map_or(first, BytesMut::freeze))
}

/// As much of the body of an error as comes, up to a limit. Its status says more than that its body is cut off.
async fn error_body(mut answer: reqwest::Response) -> Bytes {
    let mut all = BytesMut::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        all.extend_from_slice(&piece[..piece.len().min(ERROR_LIMIT - all.len())]);
        if all.len() >= ERROR_LIMIT {
            break;
        }
    }
    all.freeze()
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
async fn authorized(attempt: &Attempt) -> Result<Answer, Error> {
    let (client, operation, step) = (&attempt.call.client, attempt.call.operation, &attempt.step);
    let auth = &client.inner().auth;
    let first = auth.grant(operation, step).await?;
    let mut answer = follow(client, operation, step, &first).await?;
    let mut second = None;
    // A stream that was sent is gone. Its token is given up all the same, for the next request.
    if answer.status == StatusCode::UNAUTHORIZED && auth.renew(&first) && step.body.is_repeatable() {
        let grant = auth.grant(operation, step).await?;
        answer = follow(client, operation, step, &grant).await?;
        second = Some(grant);
    }
    if answer.status.is_success() {
        return Ok(answer);
    }
    let body = error_body(answer.rest).await;
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
    let mut step = first.clone();
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
    Err(Error::Transport(TransportError::too_many_redirects(operation)))
}

/// Sends one request and waits for its answer to begin.
async fn once(http: &reqwest::Client, operation: &'static Operation, step: &Step) -> Result<Answer, Error> {
    let mut builder = http
        .request(step.method.clone(), step.url.clone())
        .headers(step.headers.clone());
    let changing = [http::Method::POST, http::Method::PUT, http::Method::PATCH];
    match step.body.to_http(step.progress.as_ref()) {
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
    let result: Option<Result<_, reqwest::Error>> = clock::within(limit, send).await;
    let result = result.ok_or(TokenFailure {
        timeout: true,
        source: None,
    })?;
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
