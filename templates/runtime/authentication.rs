//! What a client authenticates with, as it is set.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::auth::{Bearer, Source, Token};
use super::builder::ClientBuilder;
use super::credentials::Auth;
use super::error::Error;
use super::flows::Flows;
use super::network::Http;
use super::secret::SecretString;
use super::token::{AccessToken, Hidden, TokenProvider, TokenStore};
use crate::info::API;

/// The settings that have to do with authentication.
#[derive(Default)]
pub(super) struct Authentication {
    pub(super) bearer: Settings,
    pub(super) flows: Flows,
    store: Option<Arc<dyn TokenStore>>,
    basic: Option<(String, SecretString)>,
    own: Vec<(String, SecretString)>,
}

/// Where the access token comes from.
#[derive(Default)]
pub(super) enum Settings {
    #[default]
    None,
    Token(SecretString),
    /// The token endpoint of the service, as `flows` knows.
    Flow,
    Provider(Hidden<dyn TokenProvider>),
}

impl Authentication {
    /// What the client authenticates with. `url` is that of the token endpoint.
    pub(super) fn open(self, http: &Http, url: Option<Url>, limit: Option<Duration>) -> Result<Auth, Error> {
        let source = |name, provider, key, is_login| {
            let source = Source::new(name, provider, self.store, key);
            Bearer::Source(Arc::new(if is_login { source.after_login() } else { source }))
        };
        let bearer = match (self.bearer, url) {
            (Settings::Token(token), _) => {
                let token = Token::new(AccessToken::new(token))
                    .ok_or_else(|| Error::config("the access token has characters that cannot be sent"))?;
                Bearer::Token(Arc::new(token))
            }
            (Settings::Flow, Some(url)) => match self.flows.open(http, url, limit) {
                Some(flow) => source(flow.name, flow.provider, flow.key, flow.is_login),
                None => Bearer::None,
            },
            (Settings::Provider(Hidden(provider)), _) => {
                let key = format!("{} {}", API.user_agent, self.flows.scope());
                source("TokenProvider", provider, key, false)
            }
            (Settings::Flow | Settings::None, _) => Bearer::None,
        };
        Auth::new(bearer, self.basic, self.own)
    }
}

/// Tokens by a flow of OAuth 2: what it is called in `Debug`, what gets them, and what tells them apart in a store.
pub(super) struct Flow {
    pub(super) name: &'static str,
    pub(super) provider: Arc<dyn TokenProvider>,
    pub(super) key: String,
    /// Whether a user has just logged in, so that what a store has is of a login before.
    pub(super) is_login: bool,
}

/// Shows what kinds of credentials there are.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bearer = match &self.bearer {
            Settings::None => "None",
            Settings::Token(_) => "AccessToken",
            Settings::Flow => self.flows.name(),
            Settings::Provider(_) => "TokenProvider",
        };
        f.debug_struct("Authentication")
            .field("bearer", &format_args!("{bearer}([redacted])"))
            .field("basic", &self.basic.as_ref().map(|_| format_args!("[redacted]")))
            .field("schemes", &self.own.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Authentication.
impl ClientBuilder {
    /// An access token that is there already. It is not renewed.
    pub fn access_token(mut self, token: impl Into<SecretString>) -> Self {
        self.authentication.bearer = Settings::Token(token.into());
        self
    }

    /// A way of the program's own to get access tokens.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.authentication.bearer = Settings::Provider(Hidden(Arc::new(provider)));
        self
    }

    /// Where tokens are kept besides the memory of the client. A token is looked up by host, OAuth client and scopes, not by
    /// user: where several users log in, each needs a store of their own.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.authentication.store = Some(Arc::new(store));
        self
    }

    /// User name and password, for operations that take basic authentication.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.authentication.basic = Some((user.into(), password.into()));
        self
    }

    /// The credential for one security scheme, by its name in the description: the key where it is an API key, the token
    /// where it is a token other than the [`access_token`](Self::access_token) of all schemes that take one, and what
    /// follows the scheme's name in `Authorization` where it is another scheme of HTTP.
    pub fn credential(mut self, scheme: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        let scheme = scheme.into();
        self.authentication.own.retain(|(known, _)| *known != scheme);
        self.authentication.own.push((scheme, secret.into()));
        self
    }
}
