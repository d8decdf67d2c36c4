//! [`Pages`] and [`Items`]: lists that are answered in pages, walked one page at a time.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, StreamExt};
use http::header;
use serde_json::Value;

use super::codec::{self, Codec};
use super::error::{Error, RequestError};
use super::request::Request;
use super::response::{self, RawResponse, Response};
use super::{BoxFuture, Call, Endpoint, address};

/// How the pages of an operation are walked. Templates write these as constants.
#[derive(Debug)]
pub struct Paging {
    /// Where the list stands in a page: a JSON pointer.
    pub items: &'static str,
    /// How the next page is found.
    pub next: NextPage,
}

/// How the next page is found. Places are JSON pointers into a page, parameters those of the query.
#[derive(Clone, Copy, Debug)]
pub enum NextPage {
    /// The page has the address of the next one here.
    Uri(&'static str),
    /// The same, and the next page is requested by GET, whatever the method of the operation.
    Get(&'static str),
    /// The page has here what the next one is asked for with, in this parameter.
    Cursor(&'static str, &'static str),
    /// Pages are numbered by this parameter; the page says here how many there are, unless the place is empty.
    Number(&'static str, &'static str),
    /// Pages begin at an element given by this parameter; the page says here how many there are, unless the place is empty.
    Offset(&'static str, &'static str),
    /// The header `Link` has the address of the next page (RFC 8288).
    Link,
}

impl Request {
    /// Walks the pages of a list.
    pub fn pages<T>(self, paging: &'static Paging, read: fn(RawResponse) -> Result<Response<T>, Error>) -> Pages<T> {
        Pages::new(self, paging, read)
    }

    /// Walks the elements of a list.
    pub fn items<T: Codec>(self, paging: &'static Paging) -> Items<T> {
        Items::new(self, paging)
    }
}

/// Where a list goes on: a number, a cursor or an address, as text. Keep it to go on later, with the same call:
/// [`Pages::resume`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct PageToken(String);

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PageToken {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// The pages of a list, each asked for when it is wanted: a [`Stream`]; [`next`](Self::next) is there without it.
///
/// It ends behind the last page, behind a page without elements, and where the service leads back to a page that was there
/// already. An error ends it as well; [`token`](Self::token) then says which page it was that failed.
pub struct Pages<T> {
    walk: Walk,
    read: fn(RawResponse) -> Result<Response<T>, Error>,
}

impl<T> Pages<T> {
    pub(super) fn new(
        request: Request,
        paging: &'static Paging,
        read: fn(RawResponse) -> Result<Response<T>, Error>,
    ) -> Self {
        Self {
            walk: Walk::new(request, paging),
            read,
        }
    }

    /// Begins with this page instead of the first.
    #[must_use]
    pub fn resume(mut self, token: PageToken) -> Self {
        self.walk.at = At::Token(token);
        self
    }

    /// The next page, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error>> {
        StreamExt::next(self).await
    }

    /// Where the list goes on: behind the last page that was given, or at the page that failed. None before the first page
    /// and at the end.
    pub fn token(&self) -> Option<&PageToken> {
        self.walk.token()
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Response<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let read = self.read;
        let page = ready!(self.walk.poll_page(context));
        Poll::Ready(page.map(|page| read(page?.raw)))
    }
}

/// The elements of a list, page by page: a [`Stream`]; [`next`](Self::next) is there without it.
///
/// The next page is asked for when the elements of the one before are all taken. It ends as [`Pages`] does. An element that
/// is not what the description says is an [`Error::Decode`], after which the list goes on.
pub struct Items<T> {
    walk: Walk,
    page: Option<Page>,
    index: usize,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T: Codec> Items<T> {
    pub(super) fn new(request: Request, paging: &'static Paging) -> Self {
        Self {
            walk: Walk::new(request, paging),
            page: None,
            index: 0,
            kind: std::marker::PhantomData,
        }
    }

    /// Begins with the elements of this page.
    #[must_use]
    pub fn resume(mut self, token: PageToken) -> Self {
        self.walk.at = At::Token(token);
        self
    }

    /// The next element, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// All elements that are still to come, in memory.
    ///
    /// # Errors
    ///
    /// The first error of a page or an element.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    /// The page behind the one whose elements are given now.
    pub fn token(&self) -> Option<&PageToken> {
        self.walk.token()
    }
}

impl<T: Codec> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(page) = &mut self.page
                && let Some(item) = page.items.pop_front()
            {
                let index = self.index;
                self.index += 1;
                let page = self.page.as_ref();
                return Poll::Ready(page.map(|page| page.item(&item, index, self.walk.paging)));
            }
            match ready!(self.walk.poll_page(context)) {
                Some(Ok(page)) => (self.page, self.index) = (Some(page), 0),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// A page with what matters for the walk.
struct Page {
    raw: RawResponse,
    items: VecDeque<Value>,
}

impl Page {
    fn item<T: Codec>(&self, item: &Value, index: usize, paging: &Paging) -> Result<T, Error> {
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
struct Walk {
    request: Request,
    paging: &'static Paging,
    at: At,
    flight: Option<BoxFuture<Result<RawResponse, Error>>>,
    /// Where the walk has been, by cursor or address.
    seen: HashSet<PageToken>,
}

impl Walk {
    fn new(request: Request, paging: &'static Paging) -> Self {
        Self {
            request,
            paging,
            at: At::Start,
            flight: None,
            seen: HashSet::new(),
        }
    }

    fn token(&self) -> Option<&PageToken> {
        match &self.at {
            At::Token(token) | At::Failed(Some(token)) => Some(token),
            At::Start | At::Failed(None) | At::End => None,
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page, Error>>> {
        if self.flight.is_none() {
            let request = match &self.at {
                At::Failed(_) | At::End => return Poll::Ready(None),
                At::Start => Ok(self.request.again()),
                At::Token(token) => self.request_at(token),
            };
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
        self.at = At::Failed(self.token().cloned());
        Poll::Ready(Some(Err(error)))
    }

    /// The request for a page.
    fn request_at(&self, token: &PageToken) -> Result<Request, Error> {
        let mut request = self.request.again();
        match self.paging.next {
            NextPage::Cursor(_, name) | NextPage::Number(name, _) | NextPage::Offset(name, _) => {
                request.query(name, &token.0);
            }
            NextPage::Uri(_) | NextPage::Get(_) | NextPage::Link => {
                let url = address::next_page(&request, &token.0);
                let refused = |message| Error::Request(RequestError::new(request.operation, message));
                request.whole_url = Some(url.map_err(refused)?);
                if matches!(self.paging.next, NextPage::Get(_)) {
                    request.become_get();
                }
            }
        }
        Ok(request)
    }

    /// Takes a page, and finds where the list goes on.
    fn arrived(&mut self, raw: RawResponse) -> Page {
        // Whether the page can be read is told by who reads it.
        let mut json: Value = serde_json::from_slice(&raw.body).unwrap_or_default();
        let items = match json.pointer_mut(self.paging.items) {
            Some(Value::Array(items)) => std::mem::take(items).into(),
            _ => VecDeque::new(),
        };
        let next = match items.is_empty() {
            true => None,
            false => self.next(&json, &raw, items.len()),
        };
        self.at = match next.filter(|token| self.seen.insert(token.clone())) {
            Some(token) => At::Token(token),
            None => At::End,
        };
        Page { raw, items }
    }

    fn next(&self, page: &Value, raw: &RawResponse, items: usize) -> Option<PageToken> {
        let number = |pointer: &str| page.pointer(pointer).and_then(Value::as_u64);
        let text = match self.paging.next {
            NextPage::Uri(place) | NextPage::Get(place) | NextPage::Cursor(place, _) => match page.pointer(place)? {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            },
            NextPage::Number(name, count) => {
                let next = self.current(name).unwrap_or(1) + 1;
                let is_behind = !count.is_empty() && number(count).is_none_or(|count| next > count);
                (!is_behind).then(|| next.to_string())?
            }
            NextPage::Offset(name, total) => {
                let next = self.current(name).unwrap_or(0) + items as u64;
                let is_behind = !total.is_empty() && number(total).is_none_or(|total| next >= total);
                (!is_behind).then(|| next.to_string())?
            }
            NextPage::Link => next_link(raw)?,
        };
        (!text.is_empty()).then_some(PageToken(text))
    }

    /// The number that the page was asked for with.
    fn current(&self, name: &str) -> Option<u64> {
        match &self.at {
            At::Token(token) => token.0.parse().ok(),
            _ => self.request.query_value(name)?.parse().ok(),
        }
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

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.walk.request)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("request", &self.walk.request)
            .finish_non_exhaustive()
    }
}

/// An operation that gives a list page by page.
pub trait Paged: Endpoint {
    /// What a page lists.
    type Item: Codec + 'static;
    /// How the pages go on.
    const PAGING: &'static Paging;
}

impl<E: Paged> Call<E>
where
    E::Answer: Codec,
{
    /// Walks the pages, each asked for when it is wanted.
    pub fn pages(self) -> Pages<E::Answer> {
        self.request.pages(E::PAGING, response::json)
    }

    /// Walks the elements of all pages, each page asked for when it is wanted.
    pub fn items(self) -> Items<E::Item> {
        self.request.items(E::PAGING)
    }
}
