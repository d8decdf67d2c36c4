//! How a client reaches the network: times, proxies and certificates; and the pools of connections that it has.

use std::sync::Mutex;
use std::time::Duration;

use super::builder::ClientBuilder;
use super::error::Error;
use super::network::Http;
use super::secret::SecretString;

/// The time that a connection may take to come about, unless it is set.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How many pools are kept for calls that have a time to connect of their own.
#[cfg(not(target_arch = "wasm32"))]
const POOLS: usize = 8;

/// The settings of connections: in a browser there are none but a ready client, and certificates are for rustls.
#[cfg_attr(any(target_arch = "wasm32", not(feature = "rustls")), allow(dead_code))]
pub(super) struct Connection {
    connect_timeout: Duration,
    proxy: Option<Option<String>>,
    roots: Vec<Vec<u8>>,
    only_these_roots: bool,
    identity: Option<SecretString>,
    http1_only: bool,
    http2_only: bool,
    ready: Option<Http>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            proxy: None,
            roots: Vec::new(),
            only_these_roots: false,
            identity: None,
            http1_only: false,
            http2_only: false,
            ready: None,
        }
    }
}

#[cfg(target_arch = "wasm32")]
impl Connection {
    /// The client of the HTTP library. The browser follows redirects by itself, and lets no program see them.
    pub(super) fn open(&self) -> Result<Http, Error> {
        Ok(self.ready.clone().unwrap_or_default())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Connection {
    /// The client of the HTTP library.
    pub(super) fn open(&self) -> Result<Http, Error> {
        match &self.ready {
            Some(ready) => Ok(ready.clone()),
            None => self.open_within(self.connect_timeout),
        }
    }

    /// A client of the HTTP library with this time to connect. It follows no redirects: the runtime does, which knows what
    /// may go along.
    fn open_within(&self, limit: Duration) -> Result<Http, Error> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(limit)
            .redirect(reqwest::redirect::Policy::none());
        builder = match &self.proxy {
            None => builder,
            Some(None) => builder.no_proxy(),
            Some(Some(url)) => {
                // The library's own error repeats the address, which may hold a password.
                let proxy = reqwest::Proxy::all(url).map_err(|_| Error::config("the proxy is no address"))?;
                builder.proxy(proxy)
            }
        };
        #[cfg(feature = "rustls")]
        {
            builder = certificates(builder, &self.roots, self.only_these_roots, self.identity.as_ref())?;
        }
        if self.http1_only {
            builder = builder.http1_only();
        }
        if self.http2_only {
            builder = builder.http2_prior_knowledge();
        }
        builder
            .build()
            .map_err(|error| Error::config_source("the HTTP library does not start", error))
    }
}

/// The connections of a client. The HTTP library makes a connection for whichever call takes it first, so that the time to
/// connect belongs to a pool: calls that have another one share a pool with those that have the same.
pub(super) struct Connections {
    #[cfg_attr(target_arch = "wasm32", allow(dead_code))]
    settings: Connection,
    usual: Http,
    /// The pools of calls with a time of their own, the one that was used last at the end.
    #[cfg_attr(target_arch = "wasm32", allow(dead_code))]
    others: Mutex<Vec<(Duration, Http)>>,
}

impl Connections {
    pub(super) fn open(settings: Connection) -> Result<Self, Error> {
        Ok(Self {
            usual: settings.open()?,
            settings,
            others: Mutex::default(),
        })
    }

    /// Those of all calls that have no time to connect of their own.
    pub(super) fn usual(&self) -> &Http {
        &self.usual
    }

    /// Those that are made within a time, or what keeps the client from making them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn within(&self, limit: Duration) -> Result<Http, String> {
        if self.settings.ready.is_some() {
            return Err("a client with an `http_client` has that one's time to connect, for each call".to_owned());
        }
        if limit == self.settings.connect_timeout {
            return Ok(self.usual.clone());
        }
        let mut others = self.others.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = others.iter().position(|(known, _)| *known == limit);
        let http = match known.map(|place| others.remove(place)) {
            Some((_, http)) => http,
            None => self.settings.open_within(limit).map_err(|error| error.to_string())?,
        };
        if others.len() >= POOLS {
            others.remove(0);
        }
        others.push((limit, http.clone()));
        Ok(http)
    }
}

/// Whom servers are trusted by, and what is shown to them.
#[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
fn certificates(
    mut builder: reqwest::ClientBuilder,
    bundles: &[Vec<u8>],
    only_these: bool,
    identity: Option<&SecretString>,
) -> Result<reqwest::ClientBuilder, Error> {
    let mut roots = Vec::new();
    for pem in bundles {
        let bundle = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| Error::config_source("the root certificates cannot be read", error))?;
        if bundle.is_empty() {
            return Err(Error::config(
                "there is no certificate in the root certificates: they are in PEM",
            ));
        }
        roots.extend(bundle);
    }
    builder = match only_these {
        true => builder.tls_certs_only(roots),
        false => builder.tls_certs_merge(roots),
    };
    if let Some(pem) = identity {
        let identity = reqwest::Identity::from_pem(pem.expose_secret().as_bytes())
            .map_err(|_| Error::config("the client certificate and its key cannot be read: they are in PEM"))?;
        builder = builder.identity(identity);
    }
    Ok(builder)
}

/// Connections. In a browser these are its own matter.
#[cfg(not(target_arch = "wasm32"))]
impl ClientBuilder {
    /// The time that a connection may take to come about: 10 seconds unless it is set. One call has another one by
    /// [`CallOptions::connect_timeout`](super::CallOptions::connect_timeout).
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connection.connect_timeout = limit;
        self
    }

    /// The proxy that all requests go through, as in `http://user:password@proxy:3128`. `None` uses no proxy at all.
    /// Without this setting the ones of the system are used (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`).
    pub fn proxy<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.connection.proxy = Some(url.into().map(str::to_owned));
        self
    }

    /// Speaks HTTP/1.1 alone. Otherwise the server's choice is taken.
    pub fn http1_only(mut self) -> Self {
        self.connection.http1_only = true;
        self
    }

    /// Speaks HTTP/2 alone, without asking, and over connections that are not encrypted as well.
    pub fn http2_only(mut self) -> Self {
        self.connection.http2_only = true;
        self
    }
}

/// Certificates. With another TLS than that of the feature `rustls` they are those of the system, or of an
/// [`http_client`](ClientBuilder::http_client).
#[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
impl ClientBuilder {
    /// Root certificates in PEM that servers are trusted by, besides those of the system.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connection.roots.push(pem.into());
        self
    }

    /// Trusts servers by the [`root_certificates`](Self::root_certificates) alone, and not by those of the system.
    pub fn only_these_root_certificates(mut self) -> Self {
        self.connection.only_these_roots = true;
        self
    }

    /// The certificate that the client shows (mTLS), with its private key, both in PEM.
    pub fn client_certificate(mut self, pem: impl Into<SecretString>) -> Self {
        self.connection.identity = Some(pem.into());
        self
    }
}

/// A client of the library's own.
impl ClientBuilder {
    /// A ready client of the HTTP library, for whatever there is no setting for. Connect timeout, proxy and certificates
    /// are then its own, and so are the redirects that it follows: keys in headers may go along with those.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.connection.ready = Some(client);
        self
    }
}
