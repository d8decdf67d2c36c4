//! [`AuthError`]: why there is no access token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::error::BoxError;

/// A token that could not be had.
#[derive(Clone, Debug)]
pub struct AuthError {
    message: Box<str>,
    code: Option<Box<str>>,
    timeout: bool,
    retryable: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl AuthError {
    /// An error of a [`TokenProvider`](super::TokenProvider). The message must hold no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into().into(),
            code: None,
            timeout: false,
            retryable: false,
            source: None,
        }
    }

    /// Says whether the same may go well later.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    /// Adds what the error comes from.
    #[must_use]
    pub fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Adds the error code of OAuth 2.
    pub(super) fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Says that no answer came.
    pub(super) fn unanswered(mut self, timeout: bool, source: Option<BoxError>) -> Self {
        self.timeout = timeout;
        self.retryable = true;
        self.source = source.map(Arc::from);
        self
    }

    /// The error code of OAuth 2 that the token endpoint answered with, such as `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whether the token endpoint did not answer in time.
    pub fn is_timeout(&self) -> bool {
        self.timeout
    }

    /// Whether the same may go well later.
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no access token: {}", self.message)
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
