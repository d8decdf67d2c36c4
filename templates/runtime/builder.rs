//! [`ClientBuilder`]: the settings of a client. What is wrong with them is told by [`build`](ClientBuilder::build).

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use super::address;
use super::authentication::Authentication;
use super::client::{Client, Inner};
use super::connection::{Connection, Connections};
use super::error::Error;
use super::policies::Policies;
use super::request::header_pair;
use crate::info::API;

/// The time that a call may take, unless it is set.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The settings of a client.
#[must_use = "settings do nothing until `build` makes a client of them"]
pub struct ClientBuilder {
    pub(super) domain: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) authentication: Authentication,
    pub(super) timeout: Option<Duration>,
    pub(super) connection: Connection,
    pub(super) policies: Policies,
    user_agent: Option<String>,
    headers: HeaderMap,
    allow_http: bool,
    servers: Vec<(String, String)>,
    pub(super) variables: Vec<(String, String)>,
    validate: bool,
    error: Option<String>,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            domain: None,
            base_url: None,
            authentication: Authentication::default(),
            timeout: Some(TIMEOUT),
            connection: Connection::default(),
            policies: Policies::default(),
            user_agent: None,
            headers: HeaderMap::new(),
            allow_http: false,
            servers: Vec::new(),
            variables: Vec::new(),
            validate: true,
            error: None,
        }
    }

    /// The domain of the service's region, such as `example.com`: the addresses of the API and of its tokens are made of
    /// it. Any domain will do, so that a region can be used before this crate knows it.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// The address of the API, in place of the one of a domain. It may have a path, which goes before every path of the
    /// API. An operation that the description gives a server of its own is not sent there: see
    /// [`replace_server`](Self::replace_server). Client credentials then also need a `token_url`, unless there is a domain too.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The address to be used in place of one that the description gives single operations. `described` is written as the
    /// description has it, with the defaults of its variables.
    pub fn replace_server(mut self, described: impl Into<String>, url: impl Into<String>) -> Self {
        self.servers.push((described.into(), url.into()));
        self
    }

    /// Whether values are held to the limits of the description before they are sent: lengths, bounds, numbers of
    /// elements. They are unless this is set to `false`, for a service that allows more than its description says.
    /// Patterns are never checked, nor is anything that the service answers.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// The time that a call may take as a whole, from its start to the end of the answer: 60 seconds unless it is set. For
    /// an answer that is given while it arrives, it is the time until it begins, and then that of each pause between bytes.
    /// `None` takes the limit away.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = limit.into();
        self
    }

    /// The name of the program, added to `User-Agent` after this crate's own.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// A header that is sent with every call.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        match header_pair(name.as_ref(), value.as_ref()) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(message) => drop(self.error.get_or_insert(message)),
        }
        self
    }

    /// Permits addresses that are not `https`. Tokens can then be read on the way. Addresses of the machine itself are
    /// permitted anyway.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if an address, a header or the credentials cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        if let Some(message) = self.error {
            return Err(Error::config(message));
        }
        if let Some(domain) = &self.domain {
            check_domain(domain)?;
        }
        let base_url = self.api_url()?;
        let token_url = self.token_endpoint()?;
        let server = |(described, url): &(String, String)| {
            let described = described.trim_end_matches('/').to_owned();
            Ok((described, self.check_url("base URL", url)?))
        };
        let servers = self.servers.iter().map(server).collect::<Result<_, Error>>()?;
        let mut headers = self.headers;
        headers.insert(header::USER_AGENT, user_agent(self.user_agent.as_deref())?);
        let connections = Connections::open(self.connection)?;
        let auth = self.authentication.open(connections.usual(), token_url, self.timeout)?;
        Ok(Client::from_inner(Inner {
            connections,
            base_url,
            auth,
            headers,
            timeout: self.timeout,
            servers,
            allow_http: self.allow_http,
            validate: self.validate,
            policies: self.policies,
        }))
    }

    pub(super) fn api_url(&self) -> Result<Url, Error> {
        let text = match (&self.base_url, &self.domain, API.api_host) {
            (Some(url), _, _) => url.clone(),
            (None, Some(domain), Some(pattern)) => pattern.replace("{domain}", domain),
            (None, Some(_), None) => return Err(Error::config("this API has no domains: set `base_url`")),
            (None, None, _) => match (API.base_url, API.api_host, API.default_domain) {
                (Some(url), _, _) => self.described_url(url)?,
                (None, Some(pattern), Some(domain)) => pattern.replace("{domain}", domain),
                _ => return Err(Error::config("the API's description has no address: set `base_url`")),
            },
        };
        self.check_url("base URL", &text)
    }

    pub(super) fn check_url(&self, what: &str, text: &str) -> Result<Url, Error> {
        let url = Url::parse(text).map_err(|error| Error::config_source(format!("the {what} is not valid"), error))?;
        let message = address::refusal(&url, self.allow_http)
            .or_else(|| (what == "base URL" && url.query().is_some()).then_some("has a query"));
        match message {
            Some(message) => Err(Error::config(format!("the {what} {message}"))),
            None => Ok(url),
        }
    }
}

/// A domain and perhaps a port, nothing that would lead elsewhere.
fn check_domain(domain: &str) -> Result<(), Error> {
    let (name, port) = domain.split_once(':').unwrap_or((domain, "0"));
    let name_fits = !name.is_empty()
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "-.".contains(char));
    if name_fits && port.parse::<u16>().is_ok() {
        Ok(())
    } else {
        Err(Error::config(
            "the domain is not valid: it is a name such as `example.com`",
        ))
    }
}

fn user_agent(program: Option<&str>) -> Result<HeaderValue, Error> {
    let text = match program {
        Some(program) => format!("{} {program}", API.user_agent),
        None => API.user_agent.to_owned(),
    };
    HeaderValue::try_from(text).map_err(|error| Error::config_source("the user agent cannot be sent", error))
}

/// Shows the addresses, the names of the headers, and what kind of authentication there is.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("domain", &self.domain)
            .field("authentication", &self.authentication)
            .field("timeout", &self.timeout)
            .field(
                "headers",
                &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
