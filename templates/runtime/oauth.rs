//! Tokens by OAuth 2: the grants that a client can ask with, and the requests for them.
//!
//! Requests and answers are those of the `oauth2` crate, which takes any function as its HTTP client, so that they go
//! through the client's own connections.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use url::Url;

use super::BoxFuture;
use super::auth_error::AuthError;
use super::clock;
use super::error::BoxError;
use super::middleware::BoxedFuture;
use super::network::{self, Failure, Http, Outbound};
use super::secret::SecretString;
use super::token::{AccessToken, TokenProvider};

/// How much is read of what a token endpoint answers. Where that is not all, it is no token.
const LIMIT: usize = 1024 * 1024;

/// What a client shows to get a token.
pub(super) enum Grant {
    /// Its own secret.
    ClientCredentials,
    /// An assertion of an identity provider (RFC 7522), encoded in Base64.
    Saml2(SecretString),
    /// A token given before for this purpose.
    Refresh(SecretString),
    /// What a login of a user ended with. It can be used once.
    Login(Box<dyn Once>),
}

/// What a login of a user ended with: good for the first token, after which there is only the refresh token that came with
/// that one.
pub(super) trait Once: Send + Sync {
    /// What the login is called in `Debug`.
    fn name(&self) -> &'static str;

    /// The first token; an error where it was given before.
    fn token<'a>(&'a self, endpoint: &'a Endpoint) -> BoxedFuture<'a, Result<AccessToken, AuthError>>;
}

/// The error of a login that was used up.
pub(super) fn used_up(message: &str) -> AuthError {
    AuthError::new(message).with_code("login_required")
}

/// A code that a user came back with, and what was sent with the request for it.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) code: SecretString,
    pub(super) redirect: RedirectUrl,
    pub(super) verifier: Option<SecretString>,
}

impl Grant {
    /// What it is called in `Debug`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::ClientCredentials => "ClientCredentials",
            Self::Saml2(_) => "Saml2Bearer",
            Self::Refresh(_) => "RefreshToken",
            Self::Login(login) => login.name(),
        }
    }
}

/// Tokens of a token endpoint.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub(super) http: Http,
    pub(super) url: TokenUrl,
    pub(super) id: String,
    pub(super) secret: Option<SecretString>,
    pub(super) scopes: Vec<String>,
    /// Parameters of the request that the standard does not have.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) limit: Option<Duration>,
}

/// Tokens that a token endpoint gives for a grant.
pub(super) struct Provider {
    pub(super) endpoint: Endpoint,
    pub(super) grant: Grant,
}

impl TokenProvider for Provider {
    fn token<'a>(&'a self, previous: Option<&'a AccessToken>) -> BoxedFuture<'a, Result<AccessToken, AuthError>> {
        let refresh = previous.and_then(AccessToken::refresh).cloned();
        Box::pin(async move {
            match (&self.grant, refresh) {
                (Grant::ClientCredentials, _) => self.endpoint.client_credentials().await,
                (_, Some(refresh)) => self.endpoint.refresh(&refresh).await,
                (Grant::Saml2(assertion), None) => self.endpoint.saml2(assertion).await,
                (Grant::Refresh(token), None) => self.endpoint.refresh(token).await,
                (Grant::Login(login), None) => login.token(&self.endpoint).await,
            }
        })
    }
}

/// A client of the `oauth2` crate with its token endpoint.
macro_rules! client {
    ($endpoint:expr) => {{
        let client = BasicClient::new(ClientId::new($endpoint.id.clone())).set_token_uri($endpoint.url.clone());
        match &$endpoint.secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
            None => client,
        }
    }};
}

impl Endpoint {
    async fn client_credentials(&self) -> Result<AccessToken, AuthError> {
        let client = client!(self);
        let mut request = client.exchange_client_credentials().add_scopes(self.scopes());
        for (name, value) in &self.parameters {
            request = request.add_extra_param(name, value);
        }
        self.read(request.request_async(&Sender(self, None)).await, &[], None)
    }

    async fn saml2(&self, assertion: &SecretString) -> Result<AccessToken, AuthError> {
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer";
        self.extension(grant, ("assertion", assertion)).await
    }

    /// The `oauth2` crate has no single request for a grant beside those of RFC 6749. That of client credentials is the same
    /// but for the name of the grant, which is replaced where it is sent.
    pub(super) async fn extension(
        &self,
        grant: &'static str,
        (name, secret): (&str, &SecretString),
    ) -> Result<AccessToken, AuthError> {
        let client = client!(self);
        let mut request = client.exchange_client_credentials().add_scopes(self.scopes());
        request = request.add_extra_param(name, secret.expose_secret());
        for (name, value) in &self.parameters {
            request = request.add_extra_param(name, value);
        }
        self.read(request.request_async(&Sender(self, Some(grant))).await, &[secret], None)
    }

    async fn refresh(&self, token: &SecretString) -> Result<AccessToken, AuthError> {
        let client = client!(self);
        let refresh = RefreshToken::new(token.expose_secret().to_owned());
        let mut request = client.exchange_refresh_token(&refresh);
        for (name, value) in &self.parameters {
            request = request.add_extra_param(name, value);
        }
        // A service that gives no new one goes on taking the old one (RFC 6749, 6).
        self.read(request.request_async(&Sender(self, None)).await, &[token], Some(token))
    }

    pub(super) async fn code(&self, code: Code) -> Result<AccessToken, AuthError> {
        let client = client!(self);
        let text = AuthorizationCode::new(code.code.expose_secret().to_owned());
        let mut request = client
            .exchange_code(text)
            .set_redirect_uri(Cow::Borrowed(&code.redirect));
        if let Some(verifier) = &code.verifier {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()));
        }
        for (name, value) in &self.parameters {
            request = request.add_extra_param(name, value);
        }
        let result = request.request_async(&Sender(self, None)).await;
        let verifier = code.verifier.iter();
        self.read(result, &verifier.chain([&code.code]).collect::<Vec<_>>(), None)
    }

    pub(super) fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes.iter().cloned().map(Scope::new)
    }

    /// What a token endpoint answered, without the secrets that were sent.
    fn read(
        &self,
        result: Result<BasicTokenResponse, RequestTokenError<AuthError, BasicErrorResponse>>,
        sent: &[&SecretString],
        refresh: Option<&SecretString>,
    ) -> Result<AccessToken, AuthError> {
        let answer = result.map_err(|error| self.refusal("the token endpoint", error, sent))?;
        let mut token = AccessToken::new(answer.access_token().secret().as_str());
        if let Some(life) = answer.expires_in() {
            token = token.expires_in(life);
        }
        let next = answer.refresh_token().map(|next| next.secret().as_str().into());
        Ok(match next.or_else(|| refresh.cloned()) {
            Some(refresh) => token.refresh_token(refresh),
            None => token,
        })
    }

    /// Why there was no good answer, without the secrets that were sent.
    pub(super) fn refusal(
        &self,
        who: &str,
        error: RequestTokenError<AuthError, BasicErrorResponse>,
        sent: &[&SecretString],
    ) -> AuthError {
        match error {
            RequestTokenError::Request(error) => error,
            RequestTokenError::ServerResponse(answer) => {
                let description = answer.error_description();
                let description = description.map(|text| format!(": {text}")).unwrap_or_default();
                let code = answer.error().as_ref();
                let message = format!("{who} refused ({code}{description})");
                let secrets = sent.iter().copied().chain(&self.secret);
                let message = secrets.fold(message, |message, secret| match secret.expose_secret() {
                    "" => message,
                    secret => message.replace(secret, "[redacted]"),
                });
                AuthError::new(message).with_code(code)
            }
            // What it answered may hold a token, so it is not shown.
            RequestTokenError::Parse(error, _) => {
                AuthError::new(format!("what {who} answered could not be read at {}", error.path()))
            }
            RequestTokenError::Other(_) => AuthError::new(format!("what {who} answered is not OAuth 2")),
        }
    }

    async fn send(self, mut request: HttpRequest, grant: Option<&'static str>) -> Result<HttpResponse, AuthError> {
        if let Some(grant) = grant {
            let body = String::from_utf8_lossy(request.body());
            let body = body.replacen("grant_type=client_credentials", &format!("grant_type={grant}"), 1);
            *request.body_mut() = body.into_bytes();
        }
        let answer = token_request(&self.http, self.limit, request).await;
        let (status, headers, body) = answer.map_err(|failure| {
            let message = match failure.timeout {
                true => "the token endpoint did not answer in time",
                false => "no answer",
            };
            AuthError::new(message).unanswered(failure.timeout, failure.source)
        })?;
        if status.is_server_error() || matches!(status.as_u16(), 408 | 429) {
            return Err(AuthError::new(format!("the token endpoint answered {status}")).retryable(true));
        }
        let mut response = HttpResponse::new(body.to_vec());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// The client's own connections, as the `oauth2` crate wants to have them, and a grant that it has no name for.
pub(super) struct Sender<'a>(pub(super) &'a Endpoint, pub(super) Option<&'static str>);

impl<'c> AsyncHttpClient<'c> for Sender<'_> {
    type Error = AuthError;
    type Future = BoxFuture<Result<HttpResponse, AuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.clone().send(request, self.1))
    }
}

/// Sends a request for a token. It is held to its own limit, as many calls may wait for it.
async fn token_request(
    http: &Http,
    limit: Option<Duration>,
    request: http::Request<Vec<u8>>,
) -> Result<(StatusCode, HeaderMap, Bytes), TokenFailure> {
    let send = async {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|error| Failure {
            is_connect: false,
            is_timeout: false,
            source: error.into(),
        })?;
        let outbound = Outbound {
            method: parts.method,
            url,
            headers: parts.headers,
            body: Some(body.into()),
        };
        let answer = network::send(http, outbound).await?;
        let (status, headers) = (answer.status, answer.headers.clone());
        Ok((status, headers, answer.bytes(LIMIT).await?))
    };
    let result: Option<Result<_, Failure>> = clock::within(limit, send).await;
    let result = result.ok_or(TokenFailure {
        timeout: true,
        source: None,
    })?;
    result.map_err(|error| TokenFailure {
        timeout: error.is_timeout,
        source: Some(error.source),
    })
}

/// A request for a token that got no answer.
struct TokenFailure {
    timeout: bool,
    source: Option<BoxError>,
}
