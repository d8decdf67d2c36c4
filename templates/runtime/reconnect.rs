//! Connecting again to a stream of events that broke off.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::BoxFuture;
use super::clock::{Sleep, sleep};
use super::error::Error;
use super::request::Request;
use super::response::OpenResponse;
use super::retry::RetryPolicy;

/// How a stream of events is connected again.
pub(super) struct Reconnect {
    request: Request,
    policy: RetryPolicy,
    /// The number of attempts since the last event.
    attempts: u32,
    state: State,
}

enum State {
    /// There is a connection.
    Open,
    Waiting(Pin<Box<Sleep>>),
    Connecting(BoxFuture<Result<OpenResponse, Error>>),
}

impl Reconnect {
    pub(super) fn new(request: Request, policy: RetryPolicy) -> Self {
        Self {
            request,
            policy,
            attempts: 0,
            state: State::Open,
        }
    }

    /// An event arrived.
    pub(super) fn arrived(&mut self) {
        self.attempts = 0;
    }

    /// Begins to connect again, unless that was tried often enough. `asked` is the wait that the service wants.
    pub(super) fn begin(&mut self, asked: Option<Duration>) -> bool {
        self.attempts += 1;
        let Some(wait) = self.policy.backoff(self.attempts) else {
            return false;
        };
        self.state = State::Waiting(Box::pin(sleep(asked.unwrap_or(wait))));
        true
    }

    /// The new connection, or why there is none; nothing where the old one is still there.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
        last_id: Option<&str>,
    ) -> Poll<Option<Result<OpenResponse, Error>>> {
        loop {
            match &mut self.state {
                State::Open => return Poll::Ready(None),
                State::Waiting(wait) => {
                    ready!(wait.as_mut().poll(context));
                    let mut request = self.request.again();
                    if let Some(id) = last_id {
                        request.extra_header("last-event-id", id);
                    }
                    self.state = State::Connecting(request.open());
                }
                State::Connecting(connecting) => {
                    let result = ready!(connecting.as_mut().poll(context));
                    self.state = State::Open;
                    match result {
                        Err(error) if error.is_retryable() && self.begin(error.retry_after()) => {}
                        result => return Poll::Ready(Some(result)),
                    }
                }
            }
        }
    }
}
