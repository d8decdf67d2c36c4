//! Tokens: where they come from, how long they are used, and that they are asked for once however many calls wait.
//!
//! The requests and answers of OAuth 2 are those of the `oauth2` crate, which takes any function as its HTTP client, so
//! that they go through the client's own connections.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use http::HeaderValue;
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError, Scope, TokenResponse,
    TokenUrl,
};

use super::BoxFuture;
use super::error::AuthError;
use super::secret::SecretString;
use super::transport;

/// A token is renewed this long before it expires, or a tenth of its life if that is shorter.
const MARGIN: Duration = Duration::from_secs(60);

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
                }
                true
            }
        }
    }
}

/// Says where it comes from, and nothing else.
impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Token(_) => "AccessToken([redacted])",
            Self::Source(_) => "ClientCredentials([redacted])",
        })
    }
}

/// An access token.
pub(super) struct Token {
    secret: SecretString,
    header: HeaderValue,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
}

impl Token {
    /// A token with what is known of its life; none if it cannot be sent in a header.
    pub(super) fn new(secret: SecretString, life: Option<Duration>) -> Option<Self> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", secret.expose_secret())).ok()?;
        header.set_sensitive(true);
        // A clock that nobody can set: what it says does not change when the machine's time is corrected.
        let now = Instant::now();
        let margin = life.map(|life| MARGIN.min(life / 10)).unwrap_or_default();
        let expires_at = life.and_then(|life| now.checked_add(life));
        Some(Self {
            secret,
            header,
            renew_at: expires_at.and_then(|at| at.checked_sub(margin)),
            expires_at,
        })
    }

    /// The token itself.
    pub(super) fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// The value of `Authorization`.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

fn is_before(moment: Option<Instant>) -> bool {
    moment.is_none_or(|moment| Instant::now() < moment)
}

type Outcome = Result<Arc<Token>, Arc<AuthError>>;
type Flight = BoxFuture<Outcome>;

/// Tokens by client credentials.
pub(super) struct Source {
    http: reqwest::Client,
    token_url: TokenUrl,
    id: String,
    secret: SecretString,
    scopes: Vec<String>,
    limit: Option<Duration>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The request under way. It belongs to the calls that wait for it: when all of them are gone, it is given up, and
    /// as long as one is left, it goes on.
    flight: Option<WeakShared<Flight>>,
}

impl Source {
    pub(super) fn new(
        http: reqwest::Client,
        token_url: TokenUrl,
        id: String,
        secret: SecretString,
        scopes: Vec<String>,
        limit: Option<Duration>,
    ) -> Self {
        Self {
            http,
            token_url,
            id,
            secret,
            scopes,
            limit,
            state: Mutex::default(),
        }
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
            (self.join(&mut state), state.token.clone())
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
            let flight: Flight = Box::pin(async move {
                let token = source.request().await.map(Arc::new).map_err(Arc::new)?;
                source.lock().token = Some(token.clone());
                Ok(token)
            });
            let flight = flight.shared();
            state.flight = flight.downgrade();
            flight
        })
    }

    /// Asks for a token.
    async fn request(self: &Arc<Self>) -> Result<Token, AuthError> {
        let client = BasicClient::new(ClientId::new(self.id.clone()))
            .set_client_secret(ClientSecret::new(self.secret.expose_secret().to_owned()))
            .set_token_uri(self.token_url.clone());
        let scopes = self.scopes.iter().cloned().map(Scope::new);
        let http = Http(self.clone());
        let result = client
            .exchange_client_credentials()
            .add_scopes(scopes)
            .request_async(&http)
            .await;
        let answer: BasicTokenResponse = result.map_err(|error| match error {
            RequestTokenError::Request(error) => error,
            RequestTokenError::ServerResponse(answer) => {
                let description = answer
                    .error_description()
                    .map(|text| format!(": {text}"))
                    .unwrap_or_default();
                let code = answer.error().as_ref();
                let message = format!("the token endpoint refused ({code}{description})");
                let message = message.replace(self.secret.expose_secret(), "[redacted]");
                AuthError {
                    code: Some(code.into()),
                    ..refusal(message)
                }
            }
            // What it answered may hold a token, so it is not shown.
            RequestTokenError::Parse(error, _) => refusal(format!(
                "the token endpoint's answer could not be read at {}",
                error.path()
            )),
            RequestTokenError::Other(_) => refusal("the token endpoint's answer is not one of OAuth 2"),
        })?;
        let secret = SecretString::from(answer.access_token().secret());
        Token::new(secret, answer.expires_in()).ok_or_else(|| refusal("the token has characters that cannot be sent"))
    }

    async fn send(self: Arc<Self>, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let answer = transport::token_request(&self.http, self.limit, request)
            .await
            .map_err(|failure| AuthError {
                timeout: failure.timeout,
                retryable: true,
                source: failure.source.map(|source| Arc::new(source) as _),
                ..refusal(if failure.timeout {
                    "the token endpoint did not answer in time"
                } else {
                    "no answer"
                })
            })?;
        let (status, headers, body) = answer;
        if status.is_server_error() || matches!(status.as_u16(), 408 | 429) {
            return Err(AuthError {
                retryable: true,
                ..refusal(format!("the token endpoint answered {status}"))
            });
        }
        let mut response = HttpResponse::new(body.to_vec());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// The client's own connections, as the `oauth2` crate wants to have them.
struct Http(Arc<Source>);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = AuthError;
    type Future = BoxFuture<Result<HttpResponse, AuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.clone().send(request))
    }
}

fn refusal(message: impl Into<String>) -> AuthError {
    AuthError {
        message: message.into().into(),
        code: None,
        timeout: false,
        retryable: false,
        source: None,
    }
}
