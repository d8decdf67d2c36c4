//! Access tokens, and the two things that a program may have its own of: where they come from, and where they are kept.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::auth_error::AuthError;
use super::clock;
use super::error::BoxError;
use super::middleware::BoxedFuture;
use super::secret::SecretString;

/// An access token, with what is known of its life.
#[derive(Clone, Debug)]
pub struct AccessToken {
    secret: SecretString,
    refresh_token: Option<SecretString>,
    expires_at: Option<SystemTime>,
}

impl AccessToken {
    /// A token of which nothing else is known: it is used until the service refuses it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            refresh_token: None,
            expires_at: None,
        }
    }

    /// Says how long the token is good from now.
    #[must_use]
    pub fn expires_in(self, life: Duration) -> Self {
        let moment = clock::now().checked_add(life);
        Self {
            expires_at: moment,
            ..self
        }
    }

    /// Says when the token expires.
    #[must_use]
    pub fn expires_at(self, moment: impl Into<Option<SystemTime>>) -> Self {
        Self {
            expires_at: moment.into(),
            ..self
        }
    }

    /// Adds the token by which the next one is asked for.
    #[must_use]
    pub fn refresh_token(self, token: impl Into<SecretString>) -> Self {
        Self {
            refresh_token: Some(token.into()),
            ..self
        }
    }

    /// The token itself.
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// The token by which the next one is asked for, where there is one.
    pub fn refresh(&self) -> Option<&SecretString> {
        self.refresh_token.as_ref()
    }

    /// When it expires, where that is known.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// How long it is good from now, where that is known.
    pub(super) fn life(&self) -> Option<Duration> {
        let moment = self.expires_at?;
        Some(moment.duration_since(clock::now()).unwrap_or_default())
    }
}

/// Where a client's access tokens come from, for ways to get one that the [builder](super::ClientBuilder) does not have.
///
/// It is asked when a token is first needed, and again ahead of its expiry or when the service refuses it. However many
/// calls wait, it is asked once, and its failures are not kept.
pub trait TokenProvider: Send + Sync + 'static {
    /// Gets a token. `previous` is the one before, should its refresh token be needed.
    ///
    /// # Errors
    ///
    /// Whatever should be told to the calls that wait; make it by [`AuthError::new`].
    fn token<'a>(&'a self, previous: Option<&'a AccessToken>) -> BoxedFuture<'a, Result<AccessToken, AuthError>>;
}

/// Where tokens are kept besides the client's memory, so that the next run of a program or another process can use them.
///
/// Before a token is asked for, the store is; what was asked for is saved. `key` names the token: it tells apart hosts,
/// clients and scopes, and holds no secret. An error of the store is a warning in `tracing`; the call goes on without.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved, if there is one. It may have expired.
    ///
    /// # Errors
    ///
    /// Whatever goes wrong in reading.
    fn load<'a>(&'a self, key: &'a str) -> BoxedFuture<'a, Result<Option<AccessToken>, BoxError>>;

    /// Saves a token in place of the one before.
    ///
    /// # Errors
    ///
    /// Whatever goes wrong in writing.
    fn save<'a>(&'a self, key: &'a str, token: &'a AccessToken) -> BoxedFuture<'a, Result<(), BoxError>>;
}

/// A provider that says nothing of itself in `Debug`.
pub(super) struct Hidden<T: ?Sized>(pub(super) std::sync::Arc<T>);

impl<T: ?Sized> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
