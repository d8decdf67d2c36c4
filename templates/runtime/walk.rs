//! The walk over the pages of a list: which page is next, and the request for it.

use std::collections::{HashSet, VecDeque};
use std::task::{Context, Poll, ready};

use http::header;
use serde_json::Value;

use super::body::Payload;
use super::codec::{self, Codec};
use super::error::{Error, RequestError};
use super::pages::{NextPage, PageToken, Paging};
use super::request::Request;
use super::response::RawResponse;
use super::{BoxFuture, address};

/// A page with what matters for the walk.
pub(super) struct Page {
    pub(super) raw: RawResponse,
    /// What it was requested by; none for the first page.
    pub(super) token: Option<PageToken>,
    pub(super) items: VecDeque<Value>,
    /// It has a list, and nothing that leads on. Such a page may lack even what its type requires: services leave out the
    /// address of a next page that there is none of, with the object around it.
    pub(super) is_last: bool,
    /// The page without its elements, or why it is no JSON.
    pub(super) rest: Result<Value, codec::Located>,
}

impl Page {
    fn new(raw: RawResponse, token: Option<PageToken>, paging: &Paging) -> Self {
        let mut rest = codec::value_from_slice(&raw.body);
        let list = rest.as_mut().ok().and_then(|page| page.pointer_mut(paging.items));
        let items = match list {
            Some(Value::Array(items)) => Some(std::mem::take(items).into()),
            _ => None,
        };
        let leads_on = match paging.next {
            NextPage::Uri(position) | NextPage::Get(position) | NextPage::Cursor(position, _) => {
                let next = rest.as_ref().ok().and_then(|page| page.pointer(position));
                next.is_some_and(|next| !next.is_null())
            }
            _ => true,
        };
        Self {
            raw,
            token,
            is_last: items.is_some() && !leads_on,
            items: items.unwrap_or_default(),
            rest,
        }
    }

    pub(super) fn item<T: Codec>(&self, item: &Value, index: usize, paging: &Paging) -> Result<T, Error> {
        codec::from_part(item).map_err(|mut located| {
            let list = paging.items.trim_start_matches('/').replace('/', ".");
            let dot = if located.path.is_empty() { "" } else { "." };
            located.path = format!("{list}[{index}]{dot}{}", located.path);
            self.raw.clone().unreadable(located)
        })
    }
}

/// Which page is next.
enum At {
    Start,
    Token(PageToken),
    /// The list went wrong at this page, or at the first one.
    Failed(Option<PageToken>),
    End,
}

/// A walk over pages.
pub(super) struct Walk {
    pub(super) request: Request,
    pub(super) paging: &'static Paging,
    at: At,
    /// The page that was requested last; none for the first page.
    asked: Option<PageToken>,
    flight: Option<BoxFuture<Result<RawResponse, Error>>>,
    /// Where the walk has been, by cursor or address.
    seen: HashSet<PageToken>,
}

impl Walk {
    pub(super) fn new(request: Request, paging: &'static Paging) -> Self {
        Self {
            request,
            paging,
            at: At::Start,
            asked: None,
            flight: None,
            seen: HashSet::new(),
        }
    }

    /// Begins with a page instead of the first.
    pub(super) fn begin_at(&mut self, token: &PageToken) {
        self.at = match token.page() {
            "" => At::Start,
            page => At::Token(PageToken::of_page(page.to_owned())),
        };
    }

    /// The next page, or the one that failed.
    pub(super) fn token(&self) -> Option<&PageToken> {
        match &self.at {
            At::Token(token) | At::Failed(Some(token)) => Some(token),
            At::Start | At::Failed(None) | At::End => None,
        }
    }

    /// Ends the walk at the page that was requested last.
    pub(super) fn stop(&mut self) {
        self.at = At::Failed(self.asked.clone());
    }

    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page, Error>>> {
        if self.flight.is_none() {
            let request = match &self.at {
                At::Failed(_) | At::End => return Poll::Ready(None),
                At::Start => Ok(self.request.again()),
                At::Token(token) => self.request_at(token),
            };
            self.asked = self.token().cloned();
            match request {
                Ok(request) => self.flight = Some(request.execute()),
                Err(error) => return self.fail(error),
            }
        }
        let Some(flight) = &mut self.flight else {
            return Poll::Ready(None);
        };
        let result = ready!(flight.as_mut().poll(context));
        self.flight = None;
        match result {
            Ok(raw) => Poll::Ready(Some(Ok(self.arrived(raw)))),
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: Error) -> Poll<Option<Result<Page, Error>>> {
        self.stop();
        Poll::Ready(Some(Err(error)))
    }

    /// The request for a page.
    fn request_at(&self, token: &PageToken) -> Result<Request, Error> {
        let mut request = self.request.again();
        let refused = |operation, message| Error::Request(RequestError::new(operation, message));
        match self.paging.next {
            NextPage::Cursor(_, name) | NextPage::Last(_, name, _) if !name.starts_with('/') => {
                request.query(name, &token.page());
            }
            NextPage::Number(name, _) | NextPage::NumberFrom(name, ..) | NextPage::Offset(name, _)
                if !name.starts_with('/') =>
            {
                request.query(name, &token.page());
            }
            NextPage::Cursor(_, pointer) | NextPage::Last(_, pointer, _) => {
                let set = set_in_body(&mut request.body, pointer, token.page().into());
                set.map_err(|message| refused(request.operation, message))?;
            }
            NextPage::Number(pointer, _) | NextPage::NumberFrom(pointer, ..) | NextPage::Offset(pointer, _) => {
                let number = token.page().parse::<u64>().map(Value::from);
                let number = number.unwrap_or_else(|_| token.page().into());
                let set = set_in_body(&mut request.body, pointer, number);
                set.map_err(|message| refused(request.operation, message))?;
            }
            NextPage::Uri(_) | NextPage::Get(_) | NextPage::Link => {
                let url = address::next_page(&request, token.page());
                request.whole_url = Some(url.map_err(|message| refused(request.operation, message))?);
                if matches!(self.paging.next, NextPage::Get(_)) {
                    request.become_get();
                }
            }
        }
        Ok(request)
    }

    /// Takes a page, and finds where the list goes on.
    fn arrived(&mut self, raw: RawResponse) -> Page {
        let page = Page::new(raw, self.asked.clone(), self.paging);
        let next = self.next(&page).map(PageToken::of_page);
        self.at = match next.filter(|token| self.seen.insert(token.clone())) {
            Some(token) => At::Token(token),
            None => At::End,
        };
        page
    }

    /// The page after a page. A list whose pages are counted ends with an empty one; any other ends where nothing leads on.
    fn next(&self, page: &Page) -> Option<String> {
        let rest = page.rest.as_ref().unwrap_or(&Value::Null);
        let count = |pointer: &str| rest.pointer(pointer).and_then(Value::as_u64);
        let next = match self.paging.next {
            NextPage::Uri(position) | NextPage::Get(position) | NextPage::Cursor(position, _) => {
                scalar(rest.pointer(position)?)?
            }
            NextPage::Link => next_link(&page.raw)?,
            _ if page.items.is_empty() => return None,
            NextPage::Number(name, pages) => self.next_number(name, 1, count(pages), pages)?,
            NextPage::NumberFrom(name, pages, first) => self.next_number(name, first, count(pages), pages)?,
            NextPage::Offset(name, total) => {
                let next = self.current(name).unwrap_or(0).checked_add(page.items.len() as u64)?;
                let is_behind = !total.is_empty() && count(total).is_none_or(|total| next >= total);
                (!is_behind).then(|| next.to_string())?
            }
            NextPage::Last(id, _, more) => {
                let goes_on = more.is_empty() || rest.pointer(more).and_then(Value::as_bool) == Some(true);
                scalar(page.items.back()?.pointer(id)?).filter(|_| goes_on)?
            }
        };
        (!next.is_empty()).then_some(next)
    }

    fn next_number(&self, name: &str, first: u64, count: Option<u64>, position: &str) -> Option<String> {
        let next = self.current(name).unwrap_or(first).checked_add(1)?;
        let is_behind = !position.is_empty() && count.is_none_or(|count| next.saturating_sub(first) >= count);
        (!is_behind).then(|| next.to_string())
    }

    /// The number that the page was requested by.
    fn current(&self, name: &str) -> Option<u64> {
        match &self.asked {
            Some(token) => token.page().parse().ok(),
            None if name.starts_with('/') => value_in_body(&self.request.body, name)?.as_u64(),
            None => self.request.query_value(name)?.parse().ok(),
        }
    }
}

/// The value at a position in a JSON body.
fn value_in_body(body: &Payload, pointer: &str) -> Option<Value> {
    let body = codec::value_from_slice(&body.in_memory()?).ok()?;
    body.pointer(pointer).cloned()
}

/// Sets the value at a position in a JSON body. Objects on the way there are made.
fn set_in_body(body: &mut Payload, pointer: &str, value: Value) -> Result<(), String> {
    let mut json = match (body.in_memory(), &body) {
        (Some(json), _) => codec::value_from_slice(&json).map_err(|_| "its body is not JSON".to_owned())?,
        (None, Payload::None) => Value::Null,
        (None, _) => return Err("its body is a stream, which has no page to set".to_owned()),
    };
    let mut at = &mut json;
    for token in pointer.split('/').skip(1) {
        if at.is_null() {
            *at = Value::Object(serde_json::Map::new());
        }
        let members = at.as_object_mut();
        let members = members.ok_or_else(|| format!("its body has no object for `{pointer}`"))?;
        let name = token.replace("~1", "/").replace("~0", "~");
        at = members.entry(name).or_insert(Value::Null);
    }
    *at = value;
    *body = Payload::Memory(vec![json.to_string().into()]);
    Ok(())
}

/// A cursor or an address as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The address after `rel="next"` in a `Link` header.
fn next_link(raw: &RawResponse) -> Option<String> {
    let values = raw.headers.get_all(header::LINK).iter();
    let links = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split('<').skip(1));
    let mut next = links.filter_map(|link| {
        let (address, rest) = link.split_once('>')?;
        let mut relations = rest.split(';').filter_map(|parameter| {
            let (name, value) = parameter.trim().trim_end_matches(',').trim_end().split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("rel")
                .then(|| value.trim().trim_matches('"'))
        });
        let is_next = relations.any(|value| value.split(' ').any(|word| word.eq_ignore_ascii_case("next")));
        is_next.then(|| address.to_owned())
    });
    next.next()
}
