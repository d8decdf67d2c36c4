//! What a client authenticates with, what of it an operation needs, and how that is put into a request.
//!
//! An operation lists alternatives, each a set of schemes that are needed together. The first one that the client has
//! everything for is used. Where there is none, what is there is sent: descriptions are often wrong in this, and it is
//! for the service to decide. What was missing is then told with the error that it answers with.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::utf8_percent_encode;
use url::Url;

use super::api_error::ApiError;
use super::auth::{Bearer, Token};
use super::auth_error::AuthError;
use super::custom::CUSTOM;
use super::error::Error;
use super::info::{Operation, Scheme, SchemeKind};
use super::redirect::Step;
use super::secret::SecretString;
use super::style::UNRESERVED;
use crate::info::API;

/// What a client authenticates with.
pub(super) struct Auth {
    bearer: Bearer,
    basic: Option<Arc<Credential>>,
    /// Those given for one scheme, by its name.
    own: Vec<(&'static str, Arc<Credential>)>,
}

/// A credential that does not change, as it goes into a request.
pub(super) struct Credential {
    piece: Piece,
    /// Every form in which a service may repeat it.
    secrets: Vec<SecretString>,
}

enum Piece {
    Header(HeaderName, HeaderValue),
    Query(&'static str, SecretString),
    Cookie(&'static str, SecretString),
}

/// Where the credential for a scheme comes from.
enum Found<'a> {
    Missing,
    /// The caller has put it into the request.
    ByHand,
    /// A certificate: it belongs to the connection.
    Connection,
    Fixed(&'a Arc<Credential>),
    Token,
}

impl Auth {
    /// Takes the settings of a client; none of the three kinds is needed.
    pub(super) fn new(
        bearer: Bearer,
        basic: Option<(String, SecretString)>,
        own: Vec<(String, SecretString)>,
    ) -> Result<Self, Error> {
        let takes = |wanted: fn(&Scheme) -> bool| API.schemes.iter().any(wanted);
        if !matches!(bearer, Bearer::None) && !takes(takes_token) {
            return Err(unfit("an access token"));
        }
        if basic.is_some() && !takes(|scheme| matches!(scheme.kind, SchemeKind::Basic)) {
            return Err(unfit("a user name and a password"));
        }
        let basic = basic.map(|(user, password)| Credential::basic(&user, &password));
        let own = own
            .into_iter()
            .map(|(name, secret)| {
                let scheme = scheme(&name).ok_or_else(|| unknown(&name))?;
                Ok((scheme.name, Arc::new(Credential::of(scheme, secret)?)))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            bearer,
            basic: basic.transpose()?.map(Arc::new),
            own,
        })
    }

    /// What a request for an operation authenticates with. A token is asked for where there is none yet.
    pub(super) async fn grant(&self, operation: &Operation, request: &Step) -> Result<Grant, Error> {
        let mut grant = Grant::default();
        let mut token_wanted = false;
        // Of a call that the description does not have, nothing is known: what the client has is sent.
        let any: Vec<[&'static str; 1]> = match operation.id == CUSTOM && operation.path.is_empty() {
            true => API.schemes.iter().map(|scheme| [scheme.name]).collect(),
            false => Vec::new(),
        };
        let described = operation.security.iter().copied();
        let alternatives = described.chain(any.iter().map(<[_; 1]>::as_slice));
        let chosen = alternatives.min_by_key(|alternative| self.rank(alternative, request));
        for &name in chosen.unwrap_or_default() {
            match self.find(name, request) {
                Found::Missing => grant.missing.push(name),
                Found::ByHand | Found::Connection => {}
                Found::Fixed(credential) => grant.fixed.push(credential.clone()),
                Found::Token => token_wanted = true,
            }
        }
        if token_wanted {
            let failed = |error: Arc<AuthError>| Error::Auth(Box::new(Arc::unwrap_or_clone(error)));
            grant.token = self.bearer.token().await.map_err(failed)?;
        }
        Ok(grant)
    }

    /// Gives up a token that the service did not take. Whether there can be another one.
    pub(super) fn renew(&self, refused: &Grant) -> bool {
        refused.token.as_ref().is_some_and(|token| self.bearer.renew(token))
    }

    /// How well an alternative fits, the best first: everything there; nothing needed of the client; some of it there.
    fn rank(&self, alternative: &[&'static str], request: &Step) -> u8 {
        let (mut missing, mut there) = (false, false);
        for name in alternative {
            match self.find(name, request) {
                Found::Missing => missing = true,
                Found::Connection => {}
                Found::ByHand | Found::Fixed(_) | Found::Token => there = true,
            }
        }
        match (missing, there) {
            (false, true) => 0,
            (false, false) => 1,
            (true, true) => 2,
            (true, false) => 3,
        }
    }

    fn find(&self, name: &str, request: &Step) -> Found<'_> {
        let Some(scheme) = scheme(name) else {
            return Found::Missing;
        };
        if matches!(scheme.kind, SchemeKind::Certificate) {
            return Found::Connection;
        }
        if is_given(scheme, request) {
            return Found::ByHand;
        }
        if let Some((_, credential)) = self.own.iter().find(|(known, _)| *known == scheme.name) {
            return Found::Fixed(credential);
        }
        match (&self.basic, &self.bearer) {
            (Some(basic), _) if matches!(scheme.kind, SchemeKind::Basic) => Found::Fixed(basic),
            (_, Bearer::Token(_) | Bearer::Source(_)) if takes_token(scheme) => Found::Token,
            _ => Found::Missing,
        }
    }
}

/// Says what kinds of credentials there are, and nothing else.
impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        if !matches!(self.bearer, Bearer::None) {
            list.entry(&self.bearer);
        }
        if self.basic.is_some() {
            list.entry(&format_args!("Basic([redacted])"));
        }
        for (name, _) in &self.own {
            list.entry(&format_args!("{name:?}([redacted])"));
        }
        list.finish()
    }
}

/// Whether an access token can stand for a scheme. A key in `Authorization` is how descriptions that have no word for
/// tokens write them.
fn takes_token(scheme: &Scheme) -> bool {
    match scheme.kind {
        SchemeKind::Token => true,
        SchemeKind::Header(name) => name.eq_ignore_ascii_case("authorization"),
        _ => false,
    }
}

/// Whether the caller has put something in the place that a scheme is for.
fn is_given(scheme: &Scheme, request: &Step) -> bool {
    match scheme.kind {
        SchemeKind::Basic | SchemeKind::Token | SchemeKind::Http(_) => {
            request.headers.contains_key(header::AUTHORIZATION)
        }
        SchemeKind::Header(name) => request.headers.contains_key(name),
        SchemeKind::Query(name) => request.url.query_pairs().any(|(known, _)| known == name),
        SchemeKind::Cookie(name) => {
            let texts = request.headers.get_all(header::COOKIE).iter();
            let mut cookies = texts
                .filter_map(|text| text.to_str().ok())
                .flat_map(|text| text.split(';'));
            cookies.any(|cookie| cookie.trim().split_once('=').is_some_and(|(known, _)| known == name))
        }
        SchemeKind::Certificate => true,
    }
}

fn scheme(name: &str) -> Option<&'static Scheme> {
    API.schemes.iter().find(|scheme| scheme.name == name)
}

fn unfit(what: &str) -> Error {
    Error::config(format!(
        "no operation of this API takes {what}, as its description says: if it is wrong in this, set a `header`"
    ))
}

fn unknown(name: &str) -> Error {
    let names: Vec<String> = API.schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
    let known = match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    };
    Error::config(format!(
        "the API has no security scheme `{}`; it has {known}",
        name.escape_debug()
    ))
}

impl Credential {
    fn basic(user: &str, password: &SecretString) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::config("a user name with a colon cannot be sent"));
        }
        let encoded = STANDARD.encode(format!("{user}:{}", password.expose_secret()));
        let mut credential = Self::header(header::AUTHORIZATION, "Basic ", encoded.into())?;
        credential.secrets.push(password.clone());
        Ok(credential)
    }

    /// What was given for one scheme.
    fn of(scheme: &Scheme, secret: SecretString) -> Result<Self, Error> {
        let name = scheme.name;
        if secret.expose_secret().is_empty() {
            return Err(Error::config(format!("the credential for `{name}` is empty")));
        }
        match scheme.kind {
            SchemeKind::Header(header) => {
                let header = HeaderName::from_bytes(header.as_bytes())
                    .map_err(|_| Error::config(format!("the header of `{name}` is none")))?;
                Self::header(header, "", secret)
            }
            SchemeKind::Token => Self::header(header::AUTHORIZATION, "Bearer ", secret),
            SchemeKind::Http(kind) => Self::header(header::AUTHORIZATION, &format!("{kind} "), secret),
            SchemeKind::Query(query) => {
                let encoded = encode(secret.expose_secret()).into();
                Ok(Self {
                    piece: Piece::Query(query, secret.clone()),
                    secrets: vec![secret, encoded],
                })
            }
            SchemeKind::Cookie(cookie) => {
                let fits = |byte: u8| byte.is_ascii_graphic() && !b"\";,\\".contains(&byte);
                if !secret.expose_secret().bytes().all(fits) {
                    return Err(Error::config(format!(
                        "the credential for `{name}` has characters that no cookie may have"
                    )));
                }
                Ok(Self {
                    piece: Piece::Cookie(cookie, secret.clone()),
                    secrets: vec![secret],
                })
            }
            SchemeKind::Basic => Err(Error::config(format!("`{name}` is set with `basic_auth`"))),
            SchemeKind::Certificate => Err(Error::config(format!(
                "`{name}` is a certificate: set it with an `http_client`"
            ))),
        }
    }

    fn header(name: HeaderName, before: &str, secret: SecretString) -> Result<Self, Error> {
        let value = HeaderValue::try_from(format!("{before}{}", secret.expose_secret()));
        let mut value =
            value.map_err(|_| Error::config(format!("the value for `{name}` cannot be sent in a header")))?;
        value.set_sensitive(true);
        Ok(Self {
            piece: Piece::Header(name, value),
            secrets: vec![secret],
        })
    }

    fn apply(&self, url: &mut Url, headers: &mut HeaderMap) {
        match &self.piece {
            Piece::Header(name, value) => drop(headers.insert(name, value.clone())),
            Piece::Query(..) => self.apply_to_query(url),
            Piece::Cookie(name, secret) => {
                let before = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
                let before = before.map(|text| format!("{text}; ")).unwrap_or_default();
                // A cookie's characters were looked at before.
                if let Ok(mut value) = HeaderValue::try_from(format!("{before}{name}={}", secret.expose_secret())) {
                    value.set_sensitive(true);
                    headers.insert(header::COOKIE, value);
                }
            }
        }
    }

    /// Adds a key of the query, unless it is there.
    fn apply_to_query(&self, url: &mut Url) {
        let Piece::Query(name, secret) = &self.piece else {
            return;
        };
        if url.query_pairs().any(|(known, _)| known == *name) {
            return;
        }
        let pair = format!("{}={}", encode(name), encode(secret.expose_secret()));
        let query = match url.query().filter(|query| !query.is_empty()) {
            Some(query) => format!("{query}&{pair}"),
            None => pair,
        };
        url.set_query(Some(&query));
    }

    /// Takes a key out of the query of another origin.
    fn withdraw(&self, url: &mut Url) {
        let Piece::Query(_, secret) = &self.piece else { return };
        let is_secret =
            |pair: &str| url::form_urlencoded::parse(pair.as_bytes()).any(|(_, value)| value == secret.expose_secret());
        let Some(query) = url.query() else { return };
        if query.split('&').any(is_secret) {
            let rest: Vec<&str> = query.split('&').filter(|pair| !is_secret(pair)).collect();
            let rest = rest.join("&");
            url.set_query((!rest.is_empty()).then_some(&rest));
        }
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// What one request authenticates with.
#[derive(Default)]
pub(super) struct Grant {
    token: Option<Arc<Token>>,
    fixed: Vec<Arc<Credential>>,
    missing: Vec<&'static str>,
}

impl Grant {
    /// Puts it into a request.
    pub(super) fn apply(&self, url: &mut Url, headers: &mut HeaderMap) {
        if let Some(token) = &self.token {
            headers.insert(header::AUTHORIZATION, token.header());
        }
        for credential in &self.fixed {
            credential.apply(url, headers);
        }
    }

    /// Takes keys out of the query that a redirect leads to: they stay with the origin that they are for, even if that
    /// origin itself sends them on.
    pub(super) fn withdraw(&self, url: &mut Url) {
        for credential in &self.fixed {
            credential.withdraw(url);
        }
    }

    /// Takes what was sent out of what the service answered, which some repeat in their messages, and says what was not
    /// sent.
    pub(super) fn account(&self, error: ApiError) -> ApiError {
        let token = self.token.iter().map(|token| token.secret());
        let fixed = self.fixed.iter().flat_map(|credential| &credential.secrets);
        let error = token
            .chain(fixed)
            .fold(error, |error, secret| error.redact(secret.expose_secret()));
        error.without(&self.missing)
    }
}
