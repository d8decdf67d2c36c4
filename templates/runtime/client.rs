//! [`Client`]: a connection to the service.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use url::Url;

use super::builder::ClientBuilder;
use super::connection::Connections;
use super::credentials::Auth;
use super::policies::Policies;

/// A connection to the service.
///
/// It holds a pool of connections and the access token. Cloning it is cheap, and clones share both: make one and clone
/// it to wherever it is used.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) connections: Connections,
    pub(super) base_url: Url,
    pub(super) auth: Auth,
    pub(super) headers: HeaderMap,
    pub(super) timeout: Option<Duration>,
    /// Servers of single operations, as described, and what is used in place of them.
    pub(super) servers: Vec<(String, Url)>,
    pub(super) allow_http: bool,
    pub(super) validate: bool,
    pub(super) policies: Policies,
}

impl Client {
    /// Settings for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(super) fn from_inner(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// The address that the paths of the operations are appended to.
    pub fn base_url(&self) -> &Url {
        &self.inner.base_url
    }

    /// What the client holds. The only name that the runtime needs here beside the public ones: all others are free for
    /// the groups of operations.
    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl Inner {
    /// What is used in place of a server of single operations.
    pub(super) fn replaced_server(&self, described: &str) -> Option<&Url> {
        let found = self.servers.iter().find(|(known, _)| known == described);
        found.map(|(_, url)| url)
    }
}

/// Shows the address and the kinds of authentication.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("auth", &self.inner.auth)
            .field("timeout", &self.inner.timeout)
            .finish_non_exhaustive()
    }
}
