//! Sending: one function for every operation. What goes over the network is in `network`.

use std::mem;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::{HeaderValue, Method, StatusCode, header};

use super::api_error::ApiError;
use super::attempt::Call;
use super::byte_stream::ByteStream;
use super::credentials::Grant;
use super::error::{Error, TimeoutError, TransportError};
use super::info::Operation;
use super::middleware::{Attempt, BoxedFuture};
use super::network::{self, Failure, Http, Inbound, Outbound};
use super::redirect::{self, Step};
use super::response::OpenResponse;

/// How much of the body of an error is read.
const ERROR_LIMIT: usize = 1024 * 1024;

/// How much room is made for a body at once because its length says so.
const ROOM: u64 = 1024 * 1024;

/// [`send`] in a box. It is made here, where no lifetime has a bound: elsewhere the compiler looks through all types of the
/// HTTP library once more, to see whether threads may share them.
pub(super) fn send_boxed(attempt: &Attempt) -> BoxedFuture<'_, Result<OpenResponse, Error>> {
    Box::pin(send(attempt))
}

/// Makes an attempt: sends it, and reads the answer as far as the call wants to have it.
pub(super) async fn send(attempt: &Attempt) -> Result<OpenResponse, Error> {
    let call = &attempt.call;
    let operation = call.operation;
    let mut answer = authorized(attempt).await?;
    Ok(OpenResponse {
        operation,
        status: answer.status,
        headers: mem::take(&mut answer.headers),
        again: None,
        body: match call.whole {
            true => ByteStream::from(whole_body(operation, answer, call.max_size).await?),
            false => pieces(operation, answer, call.timeout).with_part_limit(call.max_size),
        },
    })
}

/// Reads a body to its end, if that is not too far.
async fn whole_body(operation: &Operation, mut answer: Inbound, limit: Option<u64>) -> Result<Bytes, Error> {
    let length = answer.length;
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
async fn error_body(mut answer: Inbound) -> Bytes {
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
fn pieces(operation: &'static Operation, answer: Inbound, limit: Option<Duration>) -> ByteStream {
    let length = answer.length;
    let pieces = stream::try_unfold(answer, move |mut answer| async move {
        let piece = answer.chunk().await.map_err(|error| failure(operation, error))?;
        Ok(piece.map(|piece| (piece, answer)))
    });
    ByteStream::new(operation, length, limit, pieces)
}

/// Sends with what the operation authenticates with, and once more when the service does not take a token that can be
/// renewed.
async fn authorized(attempt: &Attempt) -> Result<Inbound, Error> {
    let (client, operation, step) = (&attempt.call.client, attempt.call.operation, &attempt.step);
    let auth = &client.inner().auth;
    let first = auth.grant(operation, step).await?;
    let mut answer = follow(&attempt.call, step, &first).await?;
    let mut second = None;
    // A stream that was sent is gone. Its token is given up all the same, for the next request.
    if answer.status == StatusCode::UNAUTHORIZED && auth.renew(&first) && step.body.is_repeatable() {
        let grant = auth.grant(operation, step).await?;
        answer = follow(&attempt.call, step, &grant).await?;
        second = Some(grant);
    }
    if answer.status.is_success() {
        return Ok(answer);
    }
    let (status, headers) = (answer.status, mem::take(&mut answer.headers));
    let error = ApiError::new(operation, status, headers, error_body(answer).await);
    let error = [Some(first), second]
        .iter()
        .flatten()
        .fold(error, |error, grant| grant.account(error));
    Err(Error::Api(Box::new(error)))
}

/// Sends to the configured host, and along redirects. What it authenticates with goes along as long as the origin is the
/// same, and never again after that.
async fn follow(call: &Call, first: &Step, grant: &Grant) -> Result<Inbound, Error> {
    let operation = call.operation;
    let http = call.http.as_ref().unwrap_or(call.client.inner().connections.usual());
    let mut redirected: Option<Step> = None;
    let mut is_away = false;
    for _ in 0..redirect::LIMIT {
        let step = redirected.as_ref().unwrap_or(first);
        let answer = once(http, operation, step, (!is_away).then_some(grant)).await?;
        if !answer.status.is_redirection() {
            return Ok(answer);
        }
        let Some(mut next) = step.next(answer.status, &answer.headers) else {
            return Ok(answer);
        };
        is_away |= next.url.origin() != step.url.origin();
        if is_away {
            grant.withdraw(&mut next.url);
        }
        redirected = Some(next);
    }
    Err(Error::Transport(TransportError::too_many_redirects(operation)))
}

/// Sends one request and waits for its answer to begin. The step stays as it is, to be sent once more; the one copy that is
/// made of it goes to the HTTP library.
async fn once(
    http: &Http,
    operation: &'static Operation,
    step: &Step,
    grant: Option<&Grant>,
) -> Result<Inbound, Error> {
    let failed = |error| failure(operation, error);
    let mut outbound = Outbound {
        method: step.method.clone(),
        url: step.url.clone(),
        headers: step.headers.clone(),
        body: network::body(&step.body, step.progress.as_ref())
            .await
            .map_err(failed)?,
    };
    if let Some(grant) = grant {
        grant.apply(&mut outbound.url, &mut outbound.headers);
    }
    if outbound.body.is_none() && [Method::POST, Method::PUT, Method::PATCH].contains(&step.method) {
        // Some gateways refuse these methods without a length.
        let none = HeaderValue::from_static("0");
        outbound.headers.insert(header::CONTENT_LENGTH, none);
    }
    let mut answer = network::send(http, outbound).await.map_err(failed)?;
    for (_, value) in answer
        .headers
        .iter_mut()
        .filter(|(name, _)| *name == header::SET_COOKIE)
    {
        value.set_sensitive(true);
    }
    Ok(answer)
}

fn failure(operation: &Operation, error: Failure) -> Error {
    match error.is_timeout {
        true => Error::Timeout(TimeoutError::new(operation, None, error.is_connect)),
        false => Error::Transport(TransportError::new(operation, error.is_connect, error.source)),
    }
}
