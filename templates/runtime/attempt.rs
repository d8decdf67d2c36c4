//! The way of a call through its attempts: its time, the client's limits, and what is repeated.
//!
//! Futures are pinned where they are made and passed on by reference: each function that takes one by value would hold it
//! twice, so that at the end of a few of them a call would be a hundred times as large as what it keeps.

use std::pin::pin;
use std::time::Duration;

use tracing::{Instrument, Span, field};

use super::client::Client;
use super::clock::{self, Instant};
use super::error::{Error, TimeoutError};
use super::info::Operation;
use super::middleware::{Attempt, Next};
use super::network::Http;
use super::request::Request;
use super::response::OpenResponse;
use super::retry::Safety;
use super::transport;

/// What all attempts of a call have in common.
pub(super) struct Call {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    /// Whether the answer is read as a whole, or given when it begins.
    pub(super) whole: bool,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    /// The connections of a call that has a time to connect of its own.
    pub(super) http: Option<Http>,
    pub(super) max_size: Option<u64>,
}

/// Sends a request and gives its answer, if it is a good one: once it begins, or when the `whole` of it is there.
pub(super) async fn execute(request: Request, whole: bool) -> Result<OpenResponse, Error> {
    let operation = request.operation;
    let span = tracing::info_span!(
        "http.client.request",
        otel.kind = "client",
        operation.id = operation.id,
        http.request.method = operation.method.as_str(),
        http.request.resend_count = field::Empty,
        url.template = operation.path,
        server.address = field::Empty,
        server.port = field::Empty,
        http.response.status_code = field::Empty,
        error.type = field::Empty,
    );
    let call = pin!(within(request, whole));
    call.instrument(span).await
}

/// Holds a call to its time limit.
async fn within(request: Request, whole: bool) -> Result<OpenResponse, Error> {
    let (operation, timeout) = (request.operation, request.time_limit());
    let attempts = pin!(repeat(request, whole));
    let result = match clock::within(timeout, attempts).await {
        Some(result) => result,
        None => Err(Error::Timeout(TimeoutError::new(operation, timeout, false))),
    };
    record(&Span::current(), &result);
    result
}

/// Makes attempts until one goes well, or its error is final.
async fn repeat(mut request: Request, whole: bool) -> Result<OpenResponse, Error> {
    let step = request.finish()?;
    let span = Span::current();
    span.record("server.address", step.url.host_str());
    span.record("server.port", step.url.port_or_known_default());
    let (client, options) = (&request.client, &request.options);
    let policies = &client.inner().policies;
    let policy = options.retry.as_ref().unwrap_or(&policies.retry);
    let safety = Safety::of(request.operation, &step, options.idempotent);
    let deadline = match (policy.is_on(), request.time_limit()) {
        (true, Some(limit)) => Instant::now().checked_add(limit),
        _ => None,
    };
    // Only middleware changes what is sent, so that without any all attempts share one request.
    let unchanged = (policy.is_on() && !policies.middleware.is_empty()).then(|| step.clone());
    let mut attempt = Attempt {
        call: Call {
            operation: request.operation,
            whole,
            timeout: request.time_limit(),
            attempt_timeout: options.attempt_timeout.or(policies.attempt_timeout),
            http: own_connections(&request)?,
            max_size: options.max_response_size.or(policies.max_response_size),
            client: client.clone(),
        },
        number: 1,
        step,
    };
    loop {
        let error = match one(client, &mut attempt).await {
            Ok(answer) => {
                if attempt.number == 1 {
                    policies.budget.refill();
                }
                return Ok(answer);
            }
            Err(error) => error,
        };
        let Some(delay) = policy
            .delay(attempt.number, &error, safety, deadline)
            .filter(|_| policies.budget.take())
        else {
            return Err(error);
        };
        for middleware in &policies.middleware {
            middleware.retrying(&attempt, &error, delay);
        }
        span.record("http.request.resend_count", attempt.number);
        tracing::info!(attempt = attempt.number, error.type = error.kind(), ?delay, "the request is repeated");
        clock::sleep(delay).await;
        attempt.number += 1;
        if let Some(unchanged) = &unchanged {
            attempt.step = unchanged.clone();
        }
    }
}

/// The connections of a call that has a time to connect of its own.
#[cfg(not(target_arch = "wasm32"))]
fn own_connections(request: &Request) -> Result<Option<Http>, Error> {
    let within = |limit| request.client.inner().connections.within(limit);
    let http = request.options.connect_timeout.map(within).transpose();
    http.map_err(|message| Error::Request(super::error::RequestError::new(request.operation, message)))
}

/// A browser makes connections as it sees fit.
#[cfg(target_arch = "wasm32")]
fn own_connections(_: &Request) -> Result<Option<Http>, Error> {
    Ok(None)
}

/// Makes one attempt, when it is its turn and within its own time.
async fn one(client: &Client, attempt: &mut Attempt) -> Result<OpenResponse, Error> {
    let policies = &client.inner().policies;
    let place = policies.limiter.enter().await;
    let (operation, limit) = (attempt.call.operation, attempt.call.attempt_timeout);
    let result = match policies.middleware.as_slice() {
        [] => clock::within(limit, pin!(transport::send(attempt))).await,
        rest => clock::within(limit, Next { rest }.run(attempt)).await,
    };
    match result {
        Some(result) => result.map(|answer| answer.holding(place)),
        None => Err(Error::Timeout(TimeoutError::new(operation, limit, false))),
    }
}

/// Says in the span how it went.
fn record(span: &Span, result: &Result<OpenResponse, Error>) {
    let status = match result {
        Ok(answer) => Some(answer.status()),
        Err(error) => error.status(),
    };
    span.record("http.response.status_code", status.map(|status| status.as_u16()));
    if let Err(error) = result {
        match error {
            Error::Api(error) => span.record("error.type", error.status().as_str()),
            error => span.record("error.type", error.kind()),
        };
    }
}
