//! How long tokens are used, and that they are asked for once however many calls wait. Where they come from is in `oauth`.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use http::HeaderValue;

use super::auth_error::AuthError;
use super::clock::Instant;
use super::secret::SecretString;
use super::token::{AccessToken, TokenProvider, TokenStore};
use super::{BoxFuture, random};

/// A token is renewed this long before it expires, or a tenth of its life if that is shorter; and up to half of that
/// earlier, so that clients that began together do not renew together.
const MARGIN: Duration = Duration::from_secs(60);

/// The pause between attempts to renew a token that is still valid.
const PAUSE: Duration = Duration::from_secs(10);

/// Where the access token of a client comes from.
pub(super) enum Bearer {
    None,
    Token(Arc<Token>),
    Source(Arc<Source>),
}

impl Bearer {
    /// A token to send, if there is anything to send. It is asked for where there is none yet.
    pub(super) async fn token(&self) -> Result<Option<Arc<Token>>, Arc<AuthError>> {
        match self {
            Self::None => Ok(None),
            Self::Token(token) => Ok(Some(token.clone())),
            Self::Source(source) => source.token().await.map(Some),
        }
    }

    /// Gives up a token that the service did not take. Whether there can be another one.
    pub(super) fn renew(&self, refused: &Arc<Token>) -> bool {
        match self {
            Self::None | Self::Token(_) => false,
            Self::Source(source) => {
                let mut state = source.lock();
                // Another call may have renewed it meanwhile.
                if state.token.as_ref().is_some_and(|token| Arc::ptr_eq(token, refused)) {
                    state.token = None;
                    state.refused = Some(refused.clone());
                }
                true
            }
        }
    }
}

/// Says where it comes from, and nothing else.
impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Token(_) => f.write_str("AccessToken([redacted])"),
            Self::Source(source) => write!(f, "{}([redacted])", source.name),
        }
    }
}

/// An access token as it is sent.
pub(super) struct Token {
    token: AccessToken,
    header: HeaderValue,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
}

impl Token {
    /// A token as it is sent; none if it cannot be sent in a header.
    pub(super) fn new(token: AccessToken) -> Option<Self> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", token.secret().expose_secret())).ok()?;
        header.set_sensitive(true);
        // A clock that nobody can set: what it says does not change when the machine's time is corrected.
        let now = Instant::now();
        let life = token.life();
        let margin = life.map(|life| MARGIN.min(life / 10)).unwrap_or_default();
        let expires_at = life.and_then(|life| now.checked_add(life));
        let early = margin + random::up_to(margin / 2);
        Some(Self {
            token,
            header,
            renew_at: expires_at.and_then(|at| at.checked_sub(early)),
            expires_at,
        })
    }

    /// The token itself.
    pub(super) fn secret(&self) -> &SecretString {
        self.token.secret()
    }

    /// The value of `Authorization`.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

fn is_before(moment: Option<Instant>) -> bool {
    moment.is_none_or(|moment| Instant::now() < moment)
}

/// Lets a request for a token run to its end on a task of its own, where there is a runtime for that.
#[cfg(not(target_arch = "wasm32"))]
fn spawn(flight: Shared<Flight>) -> bool {
    let runtime = tokio::runtime::Handle::try_current();
    runtime.map(|runtime| runtime.spawn(flight)).is_ok()
}

/// A browser has no such tasks here.
#[cfg(target_arch = "wasm32")]
fn spawn(_: Shared<Flight>) -> bool {
    false
}

type Outcome = Result<Arc<Token>, Arc<AuthError>>;
type Flight = BoxFuture<Outcome>;

/// Tokens of a provider, and those of a store if there is one.
pub(super) struct Source {
    /// What kind of provider it is, for `Debug`.
    name: &'static str,
    provider: Arc<dyn TokenProvider>,
    store: Option<Arc<dyn TokenStore>>,
    key: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The last token that the service did not take.
    refused: Option<Arc<Token>>,
    /// Whether a user has just logged in: what a store has is then of a login before, perhaps of another user.
    is_login: bool,
    /// The request under way. It goes on whoever waits for it: a refresh token that is good once must not be used up for nothing.
    flight: Option<WeakShared<Flight>>,
    /// Set if the request runs on a task of its own and not only while a caller waits.
    is_on_its_own: bool,
    /// When a renewal that failed is tried again, as long as the token is good.
    again_at: Option<Instant>,
}

impl Source {
    pub(super) fn new(
        name: &'static str,
        provider: Arc<dyn TokenProvider>,
        store: Option<Arc<dyn TokenStore>>,
        key: String,
    ) -> Self {
        Self {
            name,
            provider,
            store,
            key,
            state: Mutex::default(),
        }
    }

    /// Does not ask the store for the first token.
    pub(super) fn after_login(self) -> Self {
        self.lock().is_login = true;
        self
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token(self: &Arc<Self>) -> Outcome {
        let (flight, old) = {
            let mut state = self.lock();
            if let Some(token) = state.token.as_ref().filter(|token| is_before(token.renew_at)) {
                return Ok(token.clone());
            }
            let good = state.token.clone().filter(|token| is_before(token.expires_at));
            if let Some(token) = good
                .as_ref()
                .filter(|_| state.again_at.is_some_and(|at| Instant::now() < at))
            {
                return Ok(token.clone());
            }
            let flight = self.join(&mut state);
            if let Some(token) = good.filter(|_| state.is_on_its_own) {
                // Nobody waits for a renewal ahead of time.
                return Ok(token);
            }
            (flight, state.token.clone())
        };
        match (flight.await, old) {
            // Renewal comes early enough that the old token often is still good when it fails.
            (Err(_), Some(old)) if is_before(old.expires_at) => Ok(old),
            (outcome, _) => outcome,
        }
    }

    /// The request under way, or a new one. One that has ended in a failure is not joined: failures are not kept.
    fn join(self: &Arc<Self>, state: &mut State) -> Shared<Flight> {
        let current = state
            .flight
            .as_ref()
            .and_then(WeakShared::upgrade)
            .filter(|flight| flight.peek().is_none());
        current.unwrap_or_else(|| {
            let source = self.clone();
            let previous = state.token.clone().or_else(|| state.refused.clone());
            let flight: Flight = Box::pin(async move {
                // A panic in a provider of the program's own must not leave others waiting.
                let renewed = AssertUnwindSafe(source.renewed(previous)).catch_unwind().await;
                let outcome = renewed.unwrap_or_else(|_| Err(AuthError::new("the provider of tokens panicked")));
                source.lock().again_at = match &outcome {
                    Ok(_) => None,
                    Err(_) => Instant::now().checked_add(PAUSE),
                };
                outcome.map_err(Arc::new)
            });
            let flight = flight.shared();
            state.flight = flight.downgrade();
            state.is_on_its_own = spawn(flight.clone());
            flight
        })
    }

    /// A token of the store, if it has one that is good and not the one before, or a new one.
    async fn renewed(&self, previous: Option<Arc<Token>>) -> Result<Arc<Token>, AuthError> {
        let mut before = previous.as_ref().map(|previous| previous.token.clone());
        if let Some(stored) = self.stored().await {
            let other = before.as_ref().is_none_or(|before| before.secret() != stored.secret());
            if let Some(token) = Token::new(stored.clone()).filter(|token| other && is_before(token.renew_at)) {
                return Ok(self.hold(token));
            }
            if other {
                before = Some(stored);
            }
        }
        let token = match self.provider.token(before.as_ref()).await {
            Ok(token) => token,
            // Another process may have used the refresh token, and saved what it got for it.
            Err(error) => return self.other(before.as_ref()).await.ok_or(error),
        };
        let held = Token::new(token.clone())
            .ok_or_else(|| AuthError::new("the token has characters that cannot be sent"))
            // Before it is saved: should all who wait be gone by then, a refresh token that is good once is not lost.
            .map(|held| self.hold(held))?;
        if let Some(store) = &self.store
            && let Err(error) = store.save(&self.key, &token).await
        {
            tracing::warn!(error = %error, "the token could not be saved");
        }
        Ok(held)
    }

    /// A good token of the store that is another one than this.
    async fn other(&self, before: Option<&AccessToken>) -> Option<Arc<Token>> {
        let stored = self.stored().await?;
        let is_other = before.is_none_or(|before| before.secret() != stored.secret());
        let token = Token::new(stored).filter(|token| is_other && is_before(token.renew_at))?;
        Some(self.hold(token))
    }

    /// Uses a token from now on.
    fn hold(&self, token: Token) -> Arc<Token> {
        let token = Arc::new(token);
        let mut state = self.lock();
        state.token = Some(token.clone());
        state.is_login = false;
        // Only saving is left, which later callers need not wait for.
        state.flight = None;
        token
    }

    async fn stored(&self) -> Option<AccessToken> {
        if self.lock().is_login {
            return None;
        }
        let loaded = self.store.as_ref()?.load(&self.key).await;
        loaded.unwrap_or_else(|error| {
            tracing::warn!(error = %error, "the saved token could not be read");
            None
        })
    }
}
