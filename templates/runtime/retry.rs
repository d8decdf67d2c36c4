//! When a request is repeated, after how long, and how often at most.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::clock::Instant;
use super::error::Error;
use super::info::Operation;
use super::random;
use super::redirect::Step;
use crate::info::API;

/// When a request is repeated, and after how long.
///
/// It is repeated after an answer with 408, 429, 502, 503 or 504, after a connection that failed and after an attempt that
/// took too long ([`Error::is_retryable`]), and only where that is safe:
///
/// - by its method: `GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE` (RFC 9110, 9.2.2) and `QUERY` do the same twice as
///   once;
/// - with an idempotency key;
/// - by the caller's word for one call: [`CallOptions::idempotent`](super::CallOptions::idempotent);
/// - where nothing was sent: there was no connection, or no token.
///
/// It is never repeated where its body is a stream, which is gone once it was sent, nor where the API's description says
/// that the operation may not be repeated. Of an answer with `PUT` or `DELETE` after a repetition note that the first
/// request may have been carried out, so that the second finds nothing to delete.
///
/// The wait before the n-th repetition is a random time up to `initial_delay` · 2ⁿ⁻¹, and never more than `max_delay`
/// (exponential backoff with full jitter). Where the service says how long to wait (`Retry-After`, in seconds or as a
/// date), it is that long and a little more; where that is longer than `max_retry_after`, the error is given at once. It is
/// given at once as well where the time of the call would be over before the wait is.
///
/// All calls of a client share a budget: see [`ClientBuilder::retry_budget`](super::ClientBuilder::retry_budget).
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    retry_if: fn(&Error) -> bool,
}

impl RetryPolicy {
    /// Nothing is repeated: what a client does unless it is told otherwise.
    pub fn off() -> Self {
        Self {
            max_attempts: 1,
            ..Self::standard()
        }
    }

    /// Three attempts at most, waits of up to 0.25 seconds, 0.5 seconds and so on to 20 seconds at most, and up to 60
    /// seconds where the service asks for it.
    pub fn standard() -> Self {
        Self {
            max_attempts: 3,
            initial_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            retry_if: Error::is_retryable,
        }
    }

    /// How often a request goes out at most, the first time included.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest wait before the first repetition.
    #[must_use]
    pub fn initial_delay(mut self, delay: Duration) -> Self {
        self.initial_delay = delay;
        self
    }

    /// The longest wait before any repetition, unless the service asks for one.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest wait that the service may ask for.
    #[must_use]
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Which errors lead to a repetition, in place of [`Error::is_retryable`]. It changes nothing of which requests may be
    /// repeated.
    #[must_use]
    pub fn retry_if(mut self, retry_if: fn(&Error) -> bool) -> Self {
        self.retry_if = retry_if;
        self
    }

    /// Whether anything is repeated.
    pub(super) fn is_on(&self) -> bool {
        self.max_attempts > 1
    }

    /// A wait before something is tried again for the n-th time, and none where it is not.
    pub(super) fn backoff(&self, attempt: u32) -> Option<Duration> {
        let doubled = self
            .initial_delay
            .saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        (attempt <= self.max_attempts).then(|| random::up_to(doubled.min(self.max_delay)))
    }

    /// The wait before the repetition that follows an attempt, or none where the error is final.
    pub(super) fn delay(
        &self,
        attempt: u32,
        error: &Error,
        safe: Safety,
        deadline: Option<Instant>,
    ) -> Option<Duration> {
        let safe = match safe {
            Safety::Never => false,
            Safety::Unsent => error.nothing_sent(),
            Safety::Always => true,
        };
        if attempt >= self.max_attempts || !safe || !(self.retry_if)(error) {
            return None;
        }
        let doubled = self
            .initial_delay
            .saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        let delay = match error.retry_after() {
            Some(asked) if asked > self.max_retry_after => return None,
            // All who were told the same time do not come at once.
            Some(asked) => asked.saturating_add(random::up_to(self.initial_delay)),
            None => random::up_to(doubled.min(self.max_delay)),
        };
        let next = Instant::now().checked_add(delay);
        let in_time = deadline.is_none_or(|deadline| next.is_some_and(|next| next < deadline));
        in_time.then_some(delay)
    }
}

/// [`off`](Self::off).
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::off()
    }
}

/// Whether a request may be repeated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Safety {
    Never,
    /// Where the service has not seen it.
    Unsent,
    Always,
}

impl Safety {
    /// Of a request; `word` is the caller's that it may be repeated.
    pub(super) fn of(operation: &Operation, request: &Step, word: bool) -> Self {
        if !request.body.is_repeatable() || API.never_repeated.contains(&operation.id) {
            return Self::Never;
        }
        let has_key = API
            .idempotency_header
            .is_some_and(|name| request.headers.contains_key(name));
        let is_idempotent = request.method.is_idempotent() || request.method.as_str() == "QUERY";
        match word || has_key || is_idempotent {
            true => Self::Always,
            false => Self::Unsent,
        }
    }
}

/// How many repetitions a client may still make, so that an outage of the service is not made worse by them.
///
/// A repetition takes one from the budget, and a call that goes well without one puts a part of one back, up to the size
/// that the budget began with.
pub(super) struct Budget {
    size: f64,
    refill: f64,
    left: Mutex<f64>,
}

impl Budget {
    pub(super) fn new(size: u32, refill: f64) -> Self {
        Self {
            size: size.into(),
            refill: refill.max(0.0),
            left: Mutex::new(size.into()),
        }
    }

    /// Takes one repetition, where there is one.
    pub(super) fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    /// A call went well at its first attempt.
    pub(super) fn refill(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + self.refill).min(self.size);
    }
}

impl Default for Budget {
    /// Fifty repetitions, and one more for ten calls that go well.
    fn default() -> Self {
        Self::new(50, 0.1)
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
