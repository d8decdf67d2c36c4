//! [`Login`]: the authorization code grant (RFC 6749, 4.1; RFC 7636): the address that a user is sent to, and what the user
//! comes back with.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, basic::BasicClient,
};
use url::Url;

use super::auth_error::AuthError;
use super::error::Error;
use super::middleware::BoxedFuture;
use super::oauth::{Code, Endpoint, Once, used_up};
use super::secret::SecretString;
use super::token::AccessToken;

/// A login under way: made by [`ClientBuilder::login`](super::ClientBuilder::login), which says where the user goes.
///
/// The user comes back to the redirect address with a code, by which
/// [`ClientBuilder::login_answer`](super::ClientBuilder::login_answer) makes the client's credentials. What stands between
/// the two, in another request or another process, is [`state`](Self::state) and [`verifier`](Self::verifier): keep both
/// where only the user's own session finds them, and take up from them with [`resume`](Self::resume).
pub struct Login {
    client_id: String,
    client_secret: Option<SecretString>,
    redirect: RedirectUrl,
    state: SecretString,
    verifier: Option<SecretString>,
}

impl Login {
    /// A new login with PKCE, and without it where there is no need.
    pub(super) fn begin(client_id: String, redirect: &str, with_pkce: bool) -> Result<Self, Error> {
        let verifier = with_pkce.then(|| PkceCodeChallenge::new_random_sha256().1);
        Self::resume(
            client_id,
            redirect,
            CsrfToken::new_random().secret().as_str(),
            verifier.map(|verifier| verifier.secret().into()),
        )
    }

    /// Takes up a login that was begun elsewhere, with the state and the verifier that it had.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where the redirect address is none.
    pub fn resume(
        client_id: impl Into<String>,
        redirect: &str,
        state: impl Into<SecretString>,
        verifier: Option<SecretString>,
    ) -> Result<Self, Error> {
        Ok(Self {
            client_id: client_id.into(),
            client_secret: None,
            redirect: RedirectUrl::new(redirect.to_owned())
                .map_err(|error| Error::config_source("the redirect address is not valid", error))?,
            state: state.into(),
            verifier,
        })
    }

    /// The secret of the client, for one that can keep it: a program on a server. Others have none.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// What the service gives back with the code, so that nobody else's code is taken for this user's.
    pub fn state(&self) -> &SecretString {
        &self.state
    }

    /// What proves that who has the code also began the login (PKCE).
    pub fn verifier(&self) -> Option<&SecretString> {
        self.verifier.as_ref()
    }

    /// Where the user is sent to.
    pub(super) fn url(&self, authorize: Url, scopes: &[String]) -> Url {
        let client = BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(authorize))
            .set_redirect_uri(self.redirect.clone());
        let state = CsrfToken::new(self.state.expose_secret().to_owned());
        let scopes = scopes.iter().cloned().map(Scope::new);
        let mut request = client.authorize_url(|| state).add_scopes(scopes);
        if let Some(verifier) = &self.verifier {
            let verifier = PkceCodeVerifier::new(verifier.expose_secret().to_owned());
            request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        request.url().0
    }

    /// The code that the user came back with. `answer` is the address that the user came back to, or its query.
    pub(super) fn code(self, answer: &str) -> Result<(String, Option<SecretString>, Code), Error> {
        let query = answer.split_once('?').map_or(answer, |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        let find = |wanted: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        // Nothing of an answer that is not to this login is looked at.
        if find("state").map(SecretString::from).as_ref() != Some(&self.state) {
            return Err(Error::config(
                "the login was answered with another state: it is not the answer to this login",
            ));
        }
        if let Some(error) = find("error") {
            let description = find("error_description")
                .map(|text| format!(": {text}"))
                .unwrap_or_default();
            return Err(Error::config(format!("the login was refused ({error}{description})")));
        }
        let code = find("code").ok_or_else(|| Error::config("the login was answered without a code"))?;
        let code = Code {
            code: code.into(),
            redirect: self.redirect,
            verifier: self.verifier,
        };
        Ok((self.client_id, self.client_secret, code))
    }
}

/// A code, until it is used.
pub(super) struct OneCode(Mutex<Option<Code>>);

impl OneCode {
    pub(super) fn new(code: Code) -> Self {
        Self(Mutex::new(Some(code)))
    }
}

impl Once for OneCode {
    fn name(&self) -> &'static str {
        "AuthorizationCode"
    }

    fn token<'a>(&'a self, endpoint: &'a Endpoint) -> BoxedFuture<'a, Result<AccessToken, AuthError>> {
        Box::pin(async move {
            let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let used = || used_up("the authorization code was used, and no refresh token came with the token");
            let code = lock().clone().ok_or_else(used)?;
            let result = endpoint.code(code).await;
            // A code that nobody answered to may still be good.
            if result.as_ref().err().is_none_or(|error| !error.is_retryable()) {
                *lock() = None;
            }
            result
        })
    }
}

/// Shows the client and the redirect address.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("client_id", &self.client_id)
            .field("redirect", &self.redirect.as_str())
            .finish_non_exhaustive()
    }
}
