//! [`DeviceLogin`]: the device authorization grant (RFC 8628): a device that has no browser shows a code, and its user logs
//! in on another one.

use std::fmt;
use std::future::IntoFuture;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oauth2::basic::BasicClient;
use oauth2::{
    ClientId, ClientSecret, DeviceAuthorizationUrl, EmptyExtraDeviceAuthorizationFields,
    StandardDeviceAuthorizationResponse,
};
use url::Url;

use super::BoxFuture;
use super::auth_error::AuthError;
use super::builder::ClientBuilder;
use super::clock::{self, Instant};
use super::error::Error;
use super::middleware::BoxedFuture;
use super::oauth::{Endpoint, Grant, Once, Sender, used_up};
use super::secret::SecretString;
use super::token::AccessToken;
use crate::info::DEVICE_URL;

/// The name of the grant, as a form writes it.
const GRANT: &str = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";

/// What each request to slow down adds to the wait between two questions (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// The least wait between two questions, should a service ask for none at all.
const LEAST_INTERVAL: Duration = Duration::from_secs(1);

/// The longest wait that questions without an answer lead to.
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

/// A login on a device that has no browser (RFC 8628).
impl ClientBuilder {
    /// Begins a login with a code that the user enters in a browser on another device. Awaiting it asks the service for the
    /// code. Set region and [`scopes`](Self::scopes) before.
    ///
    /// ```text
    /// let builder = Client::builder().scopes(["profile"]);
    /// let mut login = builder.device_login("client id").await?;
    /// println!("Go to {} and enter {}", login.verification_uri(), login.user_code());
    /// login.answer().await?;
    /// let client = builder.device_login_answer(login)?.build()?;
    /// ```
    pub fn device_login(&self, client_id: impl Into<String>) -> DeviceRequest<'_> {
        DeviceRequest {
            builder: self,
            client_id: client_id.into(),
            client_secret: None,
            url: None,
        }
    }

    /// Takes what a login was answered with. The token is renewed as long as a refresh token comes with it.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where the user has not answered yet: see [`DeviceLogin::answer`].
    pub fn device_login_answer(self, login: DeviceLogin) -> Result<Self, Error> {
        let token = login
            .token
            .ok_or_else(|| Error::config("the login on another device was not answered yet"))?;
        let grant = Grant::Login(Box::new(OneToken(Mutex::new(Some(token)))));
        Ok(self.with_grant(login.endpoint.id, login.endpoint.secret, grant))
    }
}

/// The request for a code that the user enters on another device. It is sent when it is awaited.
#[must_use = "nothing is sent until it is awaited"]
pub struct DeviceRequest<'a> {
    builder: &'a ClientBuilder,
    client_id: String,
    client_secret: Option<SecretString>,
    url: Option<String>,
}

impl DeviceRequest<'_> {
    /// The secret of the client, for one that can keep it. Most devices have none.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// The address that the code is asked for at, in place of the one of the description.
    pub fn device_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The endpoint for the token, and the address for the code.
    fn open(self) -> Result<(Endpoint, Url), Error> {
        let builder = self.builder;
        let url = builder.service_url(self.url.as_ref(), Some(DEVICE_URL), "a `device_url`")?;
        let http = builder.connection.open()?;
        let client = (self.client_id, self.client_secret);
        let flows = &builder.authentication.flows;
        let endpoint = flows.endpoint(http, builder.flow_token_url()?, client, builder.timeout);
        Ok((endpoint, url))
    }
}

/// Asks for the code.
///
/// # Errors
///
/// [`Error::Config`] where an address is not valid or not https; [`Error::Auth`] where the service gives no code.
impl<'a> IntoFuture for DeviceRequest<'a> {
    type Output = Result<DeviceLogin, Error>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let opened = self.open();
        Box::pin(async move {
            let (endpoint, url) = opened?;
            let code = endpoint.device_code(url).await;
            DeviceLogin::begin(endpoint, code.map_err(|error| Error::Auth(Box::new(error)))?)
        })
    }
}

impl Endpoint {
    /// Asks for a code to be shown.
    async fn device_code(&self, url: Url) -> Result<StandardDeviceAuthorizationResponse, AuthError> {
        let client = BasicClient::new(ClientId::new(self.id.clone()))
            .set_device_authorization_url(DeviceAuthorizationUrl::from_url(url));
        let client = match &self.secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
            None => client,
        };
        let mut request = client.exchange_device_code().add_scopes(self.scopes());
        for (name, value) in &self.parameters {
            request = request.add_extra_param(name, value);
        }
        let sender = Sender(self, None);
        let answer = request.request_async::<_, EmptyExtraDeviceAuthorizationFields>(&sender);
        answer
            .await
            .map_err(|error| self.refusal("the endpoint for devices", error, &[]))
    }
}

/// A login under way: what the user is shown, and the wait for the user's answer.
pub struct DeviceLogin {
    endpoint: Endpoint,
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    complete: Option<SecretString>,
    interval: Duration,
    /// How many questions in a row got no answer.
    unanswered: u32,
    next: Instant,
    /// The end of the code's life, by a clock that nobody sets.
    end: Instant,
    token: Option<AccessToken>,
}

impl DeviceLogin {
    fn begin(mut endpoint: Endpoint, code: StandardDeviceAuthorizationResponse) -> Result<Self, Error> {
        // The scopes belong to the code; the request for a token has none (RFC 8628, 3.4).
        endpoint.scopes.clear();
        let (now, interval) = (Instant::now(), code.interval().max(LEAST_INTERVAL));
        let moment = |wait| {
            now.checked_add(wait)
                .ok_or_else(|| Error::config("the code's times are too long"))
        };
        Ok(Self {
            endpoint,
            device_code: code.device_code().secret().as_str().into(),
            user_code: code.user_code().secret().clone(),
            verification_uri: code.verification_uri().to_string(),
            complete: code.verification_uri_complete().map(|uri| uri.secret().as_str().into()),
            interval,
            unanswered: 0,
            next: moment(interval)?,
            end: moment(code.expires_in())?,
            token: None,
        })
    }

    /// The code that the user enters.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where the user enters it: an address short enough to be typed.
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// The address with the code in it, to be shown as a QR code, where the service gives one. It is as secret as the code.
    pub fn verification_uri_complete(&self) -> Option<&SecretString> {
        self.complete.as_ref()
    }

    /// How long the code is still good.
    pub fn expires_in(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// Waits until the user has logged in, and asks the service for it as often as that wants to be asked: each `interval`
    /// (5 seconds unless the service says otherwise), 5 seconds later each time once it says `slow_down`, and half as often
    /// for each time in a row that no answer comes, down to once a minute (RFC 8628, 3.5). It ends with the life of the code.
    ///
    /// Dropping the future cancels the wait and not the login: it may be waited for once more, at the same pace. After the
    /// answer it returns at once.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] with the code `access_denied` where the user refuses, `expired_token` where the code's life is over,
    /// or another one of the service's. [`AuthError::is_retryable`] is false for all of them: begin a new login.
    pub async fn answer(&mut self) -> Result<(), Error> {
        let mut last = None;
        while self.token.is_none() {
            if self.next >= self.end {
                clock::sleep_until(self.end).await;
                return Err(Error::Auth(Box::new(expired(last))));
            }
            clock::sleep_until(self.next).await;
            // Should this be dropped while it waits for the answer, the pace is kept all the same.
            self.pause();
            let code = ("device_code", &self.device_code);
            match clock::within(Some(self.expires_in()), self.endpoint.extension(GRANT, code)).await {
                Some(Ok(token)) => self.token = Some(token),
                Some(Err(error)) => {
                    self.set_pace(&error)?;
                    last = Some(error);
                }
                None => {}
            }
            self.pause();
        }
        Ok(())
    }

    /// Sets the pace after an answer that was no token, unless that is final.
    fn set_pace(&mut self, error: &AuthError) -> Result<(), Error> {
        self.unanswered = match error.code() {
            Some("authorization_pending") => 0,
            Some("slow_down") => {
                self.interval = self.interval.saturating_add(SLOWER);
                0
            }
            _ if error.is_retryable() => self.unanswered.saturating_add(1),
            _ => return Err(Error::Auth(Box::new(error.clone()))),
        };
        Ok(())
    }

    /// Puts the next question off.
    fn pause(&mut self) {
        let slower = self.interval.saturating_mul(2_u32.saturating_pow(self.unanswered));
        let pause = slower.min(LONGEST_INTERVAL).max(self.interval);
        self.next = Instant::now().checked_add(pause).unwrap_or(self.end);
    }
}

/// The error of a code whose life is over. What came last says whether the user or the network was slow.
fn expired(last: Option<AuthError>) -> AuthError {
    let error = AuthError::new("nobody logged in before the code expired").with_code("expired_token");
    match last.filter(AuthError::is_retryable) {
        Some(last) => error.because(last),
        None => error,
    }
}

/// The token that a login was answered with, until it is used.
struct OneToken(Mutex<Option<AccessToken>>);

impl Once for OneToken {
    fn name(&self) -> &'static str {
        "DeviceCode"
    }

    fn token<'a>(&'a self, _: &'a Endpoint) -> BoxedFuture<'a, Result<AccessToken, AuthError>> {
        let token = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let used = || used_up("the token of the login is used up, and no refresh token came with it");
        Box::pin(std::future::ready(token.ok_or_else(used)))
    }
}

/// Shows the client alone: who knows the code could log in with another account.
impl fmt::Debug for DeviceLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceLogin")
            .field("client_id", &self.endpoint.id)
            .field("verification_uri", &self.verification_uri)
            .finish_non_exhaustive()
    }
}

/// Shows the client alone.
impl fmt::Debug for DeviceRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceRequest")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
