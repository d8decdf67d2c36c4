//! [`CallOptions`]: what one call may do otherwise than the client does.

use std::time::Duration;

use super::body::UploadProgress;
use super::retry::RetryPolicy;

/// What one call does otherwise than its client: `client.thing().get(id).with(options)`.
///
/// A [`RetryPolicy`] alone will do too: `….with(RetryPolicy::standard())`.
#[derive(Clone, Debug, Default)]
#[must_use = "options do nothing until a call is made with them"]
pub struct CallOptions {
    pub(super) timeout: Option<Option<Duration>>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) max_response_size: Option<u64>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) idempotent: bool,
    pub(super) idempotency_key: Option<String>,
    pub(super) on_upload: Option<UploadProgress>,
}

impl CallOptions {
    /// Options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits the time of the call as a whole, with all its attempts and waits. `None` takes the client's limit away.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(limit.into());
        self
    }

    /// Limits the time of each attempt: until its answer is there as a whole, or until it begins where it is given while
    /// it arrives.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Limits the time that a connection for this call may take to come about, in place of the client's
    /// [`connect_timeout`](super::ClientBuilder::connect_timeout). Calls with the same time share connections, and not those
    /// of calls with another one: the first one opens a pool, which takes some milliseconds and connects anew. A client
    /// keeps eight such pools, those used last. The token that a call may have to wait for is asked for over the client's own
    /// connections.
    ///
    /// A call of a client that was given an `http_client` ends in [`Error::Request`](super::Error::Request), as the time to
    /// connect is then that one's own. In a browser there is no such setting.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Limits the size of an answer that is read as a whole, in bytes once it is unpacked.
    pub fn max_response_size(mut self, bytes: u64) -> Self {
        self.max_response_size = Some(bytes);
        self
    }

    /// When the request is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Says that sending the request twice does no harm, whatever its method is. A request whose body is a stream is not
    /// repeated all the same, nor is one of an operation that the API's description forbids to repeat.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sends a key by which the service knows a repeated request, which then may be repeated. It goes into the header that
    /// the API has for it. Each call needs a key of its own, which nothing else was called with.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Tells how many bytes of the body have gone out, each time that some have: to the connection, from where they still
    /// have to reach the service. An attempt that is repeated begins again.
    pub fn on_upload(mut self, progress: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.on_upload = Some(UploadProgress::new(progress));
        self
    }

    /// What of it holds for other calls that belong to this one and only read.
    pub(super) fn for_reading(&self) -> Self {
        Self {
            idempotent: false,
            idempotency_key: None,
            on_upload: None,
            ..self.clone()
        }
    }

    /// Takes over what is set in others.
    pub(super) fn merge(&mut self, other: Self) {
        self.timeout = other.timeout.or(self.timeout);
        self.attempt_timeout = other.attempt_timeout.or(self.attempt_timeout);
        self.connect_timeout = other.connect_timeout.or(self.connect_timeout);
        self.max_response_size = other.max_response_size.or(self.max_response_size);
        self.retry = other.retry.or(self.retry.take());
        self.idempotent |= other.idempotent;
        self.idempotency_key = other.idempotency_key.or(self.idempotency_key.take());
        self.on_upload = other.on_upload.or(self.on_upload.take());
    }
}

impl From<RetryPolicy> for CallOptions {
    fn from(policy: RetryPolicy) -> Self {
        Self::new().retry(policy)
    }
}
