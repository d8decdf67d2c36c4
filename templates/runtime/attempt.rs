//! The way of a call through its attempts: its time, the client's limits, and what is repeated.

use std::sync::Arc;
use std::time::Duration;

use tracing::{Instrument, Span, field};

use super::client::Client;
use super::clock::{self, Instant};
use super::error::{Error, TimeoutError};
use super::info::Operation;
use super::middleware::{Attempt, Next};
use super::request::{Outgoing, Request};
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
    pub(super) max_size: Option<u64>,
}

/// Sends a request and gives its answer, if it is a good one: once it begins, or when the `whole` of it is there.
pub(super) async fn execute(request: Request, whole: bool) -> Result<OpenResponse, Error> {
    let operation = request.operation;
    let span = tracing::info_span!(
        "http.client.request",
        otel.kind = "client",
        operation.id = operation.id,
        http.request.method = http::Method::from(operation.method).as_str(),
        http.request.resend_count = field::Empty,
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
    span.record("server.address", outgoing.step.url.host_str());
    span.record("server.port", outgoing.step.url.port_or_known_default());
    let (operation, timeout) = (outgoing.operation, outgoing.timeout);
    match clock::within(timeout, repeat(outgoing, whole)).await {
        Some(result) => result,
        None => Err(Error::Timeout(TimeoutError::new(operation, timeout, false))),
    }
}

/// Makes attempts until one goes well, or its error is final.
async fn repeat(outgoing: Outgoing, whole: bool) -> Result<OpenResponse, Error> {
    let Outgoing { step, options, .. } = outgoing;
    let client = outgoing.client.clone();
    let policies = &client.inner().policies;
    let policy = options.retry.as_ref().unwrap_or(&policies.retry);
    let safety = Safety::of(outgoing.operation, &step, options.idempotent);
    let deadline = outgoing.timeout.and_then(|limit| Instant::now().checked_add(limit));
    let call = Arc::new(Call {
        operation: outgoing.operation,
        whole,
        timeout: outgoing.timeout,
        attempt_timeout: options.attempt_timeout.or(policies.attempt_timeout),
        max_size: options.max_response_size.or(policies.max_response_size),
        client: outgoing.client,
    });
    let mut number = 1;
    loop {
        let mut attempt = Attempt {
            call: call.clone(),
            number,
            step: step.clone(),
        };
        let error = match one(&mut attempt).await {
            Ok(answer) => {
                if number == 1 {
                    policies.budget.refill();
                }
                return Ok(answer);
            }
            Err(error) => error,
        };
        let Some(delay) = policy
            .delay(number, &error, safety, deadline)
            .filter(|_| policies.budget.take())
        else {
            return Err(error);
        };
        for middleware in &policies.middleware {
            middleware.retrying(&attempt, &error, delay);
        }
        Span::current().record("http.request.resend_count", number);
        tracing::info!(attempt = number, error.type = error.kind(), ?delay, "the request is repeated");
        clock::sleep(delay).await;
        number += 1;
    }
}

/// Makes one attempt, when it is its turn and within its own time.
async fn one(attempt: &mut Attempt) -> Result<OpenResponse, Error> {
    let call = attempt.call.clone();
    let policies = &call.client.inner().policies;
    let place = policies.limiter.enter().await;
    let limit = call.attempt_timeout;
    let result = match policies.middleware.is_empty() {
        true => clock::within(limit, transport::send(attempt)).await,
        false => {
            clock::within(
                limit,
                Next {
                    rest: &policies.middleware,
                }
                .run(attempt),
            )
            .await
        }
    };
    match result {
        Some(result) => result.map(|answer| answer.holding(place)),
        None => Err(Error::Timeout(TimeoutError::new(call.operation, limit, false))),
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
