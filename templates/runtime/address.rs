//! Where a request goes: the server, the path with its parameters, the query.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS};
use url::{Host, Url};

use super::request::Request;
use super::style::keep_escapes;

/// An address that requests may go to, or why they may not.
pub(super) fn parse(text: &str, allow_http: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("is not valid: {error}"))?;
    match refusal(&url, allow_http).or_else(|| url.query().is_some().then_some("has a query")) {
        Some(message) => Err(message.to_owned()),
        None => Ok(url),
    }
}

/// Why nothing may be sent to an address: whoever listens on the way reads the token.
pub(super) fn refusal(url: &Url, allow_http: bool) -> Option<&'static str> {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let scheme = match url.scheme() {
        "https" => None,
        "http" if loopback || allow_http => None,
        "http" => Some("is not https: see `allow_http`"),
        _ => Some("is neither https nor http"),
    };
    let extra = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
    scheme.or_else(|| extra.then_some("has a user name, a password or a fragment"))
}

/// The server that a request goes to: the one given for it, the operation's own, or the client's.
fn server(request: &Request) -> Result<Cow<'_, Url>, String> {
    let client = &request.client;
    if let Some(url) = &request.base_url {
        return Ok(Cow::Borrowed(url));
    }
    let Some(described) = request.operation.server else {
        return Ok(Cow::Borrowed(client.base_url()));
    };
    if let Some(url) = client.inner().replaced_server(described) {
        return Ok(Cow::Borrowed(url));
    }
    let url = client.base_url().join(described);
    let url = url.map_err(|error| format!("the address of the operation is not valid: {error}"))?;
    match refusal(&url, client.inner().allow_http) {
        Some(message) => Err(format!("the address of the operation {message}")),
        None => Ok(Cow::Owned(url)),
    }
}

/// The address of a page that the service gave, below the server that the request goes to.
pub(super) fn next_page(request: &Request, text: &str) -> Result<Url, String> {
    let server = server(request)?;
    let prefix = server.path().trim_end_matches('/');
    let url = server.join(text);
    let mut url = url.map_err(|error| format!("the address of the next page is not valid: {error}"))?;
    // The token would go along.
    if url.origin() != server.origin() {
        return Err("the next page is on another host, to which no token goes".to_owned());
    }
    // A service behind a gateway does not know of the prefix that it is reached under.
    let is_below = url
        .path()
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.starts_with('/'));
    if text.starts_with('/') && !is_below {
        url.set_path(&format!("{prefix}{}", url.path().to_owned()));
    }
    url.set_fragment(None);
    Ok(url)
}

/// An address below another one, of a path that is sent as it stands and may have a query.
pub(super) fn below(base: &Url, path: &str) -> Result<Url, String> {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    if path.contains('#') || query.is_some_and(|query| query.contains('#')) {
        return Err("the path has a fragment, which is not sent".to_owned());
    }
    if has_dots(path) {
        return Err("the path has a part `.` or `..`, which cannot be sent".to_owned());
    }
    let base = base.as_str().trim_end_matches('/');
    let mut text = base.to_owned();
    text.push_str(if path.starts_with('/') { "" } else { "/" });
    keep_escapes(path, LITERAL, &mut text);
    let url = Url::parse(&text);
    let mut url = url.map_err(|error| format!("its address is not valid: {error}"))?;
    if let Some(query) = query {
        text.clear();
        keep_escapes(query, LITERAL_OF_QUERY, &mut text);
        url.set_query(Some(&text));
    }
    Ok(url)
}

/// Whether a path has segments that, encoded or not, are taken out of it on its way, so that another resource would be
/// addressed.
fn has_dots(path: &str) -> bool {
    // The way of nearly all: no dot behind a slash.
    let bytes = path.as_bytes();
    let may_be = |pair: &[u8]| pair[0] == b'/' && matches!(pair[1], b'.' | b'%');
    if !bytes.windows(2).any(may_be) && !matches!(bytes.first(), Some(b'.' | b'%')) {
        return false;
    }
    let mut segments = path.split('/');
    segments.any(|segment| matches!(segment.replace("%2E", ".").replace("%2e", ".").as_str(), "." | ".."))
}

/// An address with more pairs in its query.
fn with_query(mut url: Url, pairs: &[String]) -> Url {
    if !pairs.is_empty() {
        let before = url.query().filter(|query| !query.is_empty()).into_iter();
        let all: Vec<&str> = before.chain(pairs.iter().map(String::as_str)).collect();
        let query = all.join("&");
        url.set_query(Some(&query));
    }
    url
}

/// The whole address of a request.
pub(super) fn of_request(request: &Request) -> Result<Url, String> {
    if let Some(url) = &request.whole_url {
        return Ok(with_query(url.clone(), &request.extra_query));
    }
    let (path, literal_query) = split_query(request.operation.path);
    let server = server(request)?;
    // The path is put below that of a copy, as parsing the whole address again costs more than all the rest of it.
    let prefix = server.path().trim_end_matches('/');
    let mut text = String::with_capacity(prefix.len() + path.len() + ROOM);
    text.push_str(prefix);
    text.push_str(if path.starts_with('/') { "" } else { "/" });
    expand(request, path, LITERAL, &mut text)?;
    if has_dots(&text[prefix.len()..]) {
        return Err("a path parameter is `.` or `..`, which cannot be sent in a path".to_owned());
    }
    let mut url = server.as_ref().clone();
    url.set_path(&text);
    text.clear();
    if let Some(query) = literal_query {
        expand(request, query, LITERAL_OF_QUERY, &mut text)?;
    }
    let pieces = request.query.iter().flat_map(|(_, pieces)| pieces);
    for (index, piece) in pieces.chain(&request.extra_query).enumerate() {
        text.push_str(if index > 0 || literal_query.is_some() { "&" } else { "" });
        text.push_str(piece);
    }
    if !text.is_empty() || literal_query.is_some() {
        url.set_query(Some(&text));
    }
    Ok(url)
}

/// The room that is made for the parameters of an address, in bytes.
const ROOM: usize = 80;

/// The path of a description and the query in it. A placeholder may have any name.
fn split_query(template: &str) -> (&str, Option<&str>) {
    let mut is_inside = false;
    let at = template.find(|character| {
        is_inside = match character {
            '{' => true,
            '}' => false,
            _ => is_inside,
        };
        character == '?' && !is_inside
    });
    match at {
        Some(at) => (&template[..at], Some(&template[at + 1..])),
        None => (template, None),
    }
}

/// Writes a part of the path with every placeholder replaced. Those that begin with an operator of RFC 6570, `{/name}` for
/// instance, may have no value.
fn expand(request: &Request, template: &str, literal: &'static AsciiSet, text: &mut String) -> Result<(), String> {
    let value = |name: &str| {
        let found = request.path.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    };
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let value = match (value(name), name.strip_prefix(['/', '.', ';'])) {
            (Some(value), _) => value,
            (None, Some(optional)) => value(optional).unwrap_or_default(),
            (None, None) => return Err(format!("path parameter `{name}` has no value")),
        };
        keep_escapes(before, literal, text);
        text.push_str(value);
        rest = after;
    }
    keep_escapes(rest, literal, text);
    Ok(())
}

/// What the query of a description may hold that a query cannot.
const LITERAL_OF_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What the path of a description may hold that a path cannot.
const LITERAL: &AsciiSet = &LITERAL_OF_QUERY.add(b'?');
