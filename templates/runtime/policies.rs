//! What a client does with each call, whatever it is: repetition, limits, middleware.

use std::sync::Arc;
use std::time::Duration;

use super::builder::ClientBuilder;
use super::limiter::Limiter;
use super::middleware::Middleware;
use super::retry::{Budget, RetryPolicy};

/// The most that an answer may have when it is read as a whole, unless it is set: 128 MiB.
const MAX_RESPONSE_SIZE: u64 = 128 * 1024 * 1024;

/// What a client does with each call.
pub(super) struct Policies {
    pub(super) retry: RetryPolicy,
    pub(super) budget: Budget,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) max_response_size: Option<u64>,
    pub(super) middleware: Vec<Arc<dyn Middleware>>,
    max_concurrency: Option<usize>,
    requests_per_second: Option<f64>,
    pub(super) limiter: Limiter,
}

impl Default for Policies {
    fn default() -> Self {
        Self {
            retry: RetryPolicy::off(),
            budget: Budget::default(),
            attempt_timeout: None,
            max_response_size: Some(MAX_RESPONSE_SIZE),
            middleware: Vec::new(),
            max_concurrency: None,
            requests_per_second: None,
            limiter: Limiter::new(None, None),
        }
    }
}

/// Repetition, limits and middleware.
impl ClientBuilder {
    /// When requests are repeated: not at all unless this is set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policies.retry = policy;
        self
    }

    /// How many repetitions all calls of the client may make together, so that an outage is not made worse: `size` at
    /// once, and `refill` more for each call that goes well at its first attempt. 50 and 0.1 unless they are set, so that
    /// in the long run there is one repetition for ten good calls.
    pub fn retry_budget(mut self, size: u32, refill: f64) -> Self {
        self.policies.budget = Budget::new(size, refill);
        self
    }

    /// The time that each attempt of a call may take, besides the [`timeout`](Self::timeout) of the call as a whole. It
    /// begins when it is the attempt's turn. There is none unless it is set.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.policies.attempt_timeout = limit.into();
        self
    }

    /// The most bytes that an answer may have when it is read as a whole, counted once they are unpacked: 128 MiB unless
    /// it is set. `None` takes the limit away. Answers that are given while they arrive have none.
    pub fn max_response_size(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.policies.max_response_size = bytes.into();
        self
    }

    /// The most requests that are on their way at once. More wait, and who waits longest is next. An answer that is given
    /// while it arrives counts until it is over or dropped.
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.policies.max_concurrency = Some(requests);
        self.with_limiter()
    }

    /// The most requests that go out in a second, at equal distances. More wait, and who waits longest is next.
    pub fn requests_per_second(mut self, requests: f64) -> Self {
        self.policies.requests_per_second = (requests > 0.0).then_some(requests);
        self.with_limiter()
    }

    fn with_limiter(mut self) -> Self {
        let policies = &mut self.policies;
        policies.limiter = Limiter::new(policies.max_concurrency, policies.requests_per_second);
        self
    }

    /// Adds an object that sees each attempt of each call. The first one added is the outermost.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.policies.middleware.push(Arc::new(middleware));
        self
    }
}
