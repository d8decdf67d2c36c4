//! [`Pages`] and [`Items`]: lists that are answered in pages, walked one page at a time.

use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::OnceLock;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, StreamExt};
use serde_json::Value;

use super::codec::{self, Codec};
use super::error::Error;
use super::request::Request;
use super::response::{self, RawResponse, Response};
use super::walk::{Page, Walk};
use super::{Call, Endpoint};

/// How the pages of an operation are walked. Templates write these as constants.
#[derive(Debug)]
pub struct Paging {
    /// Where the list stands in a page: a JSON pointer.
    pub items: &'static str,
    /// How the next page is found.
    pub next: NextPage,
}

/// How the next page is found. Positions are JSON pointers into a page. Parameters are those of the query, or positions in the
/// JSON body of the request where they begin with `/`.
#[derive(Clone, Copy, Debug)]
pub enum NextPage {
    /// The page has the address of the next one here.
    Uri(&'static str),
    /// The same, and the next page is requested by GET, whatever the method of the operation.
    Get(&'static str),
    /// The page has a cursor here, which is sent in this parameter.
    Cursor(&'static str, &'static str),
    /// Pages are numbered from 1 by this parameter; the page has the number of pages here, unless the position is empty.
    Number(&'static str, &'static str),
    /// The same with the number of the first page.
    NumberFrom(&'static str, &'static str, u64),
    /// Pages begin at an element given by this parameter; the page has the number of elements here, unless the position is
    /// empty.
    Offset(&'static str, &'static str),
    /// The cursor is here in the last element of a page, and is sent in this parameter; the page says here if there are more,
    /// unless the position is empty.
    Last(&'static str, &'static str, &'static str),
    /// The header `Link` has the address of the next page (RFC 8288).
    Link,
}

impl Request {
    /// Walks the pages of a list.
    pub fn pages<T>(self, paging: &'static Paging, read: fn(RawResponse) -> Result<Response<T>, Error>) -> Pages<T> {
        Pages::new(self, paging, read)
    }

    /// Walks the elements of a list whose pages are `P`.
    pub fn items<T: Codec, P: Codec>(self, paging: &'static Paging) -> Items<T> {
        Items::new(self, paging, |page| codec::from_part::<P>(page).map(drop))
    }
}

/// The position in a list, as text: a number, a cursor or an address, and the number of elements already taken from that
/// page. Keep it to go on later with the same call: [`Pages::resume`], [`Items::resume`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct PageToken(String);

/// The mark of a token that says more than which page it is: `#`, the number of elements, `#`, the page.
const MARK: char = '#';

impl PageToken {
    /// The beginning of a page. A service may use the mark itself.
    pub(super) fn of_page(page: String) -> Self {
        match page.starts_with(MARK) {
            true => Self(format!("{MARK}0{MARK}{page}")),
            false => Self(page),
        }
    }

    /// A position inside of a page, of the first one where `page` is none.
    fn inside(page: Option<&Self>, index: usize) -> Self {
        let page = page.map_or("", Self::page);
        Self(format!("{MARK}{index}{MARK}{page}"))
    }

    fn parts(&self) -> Option<(usize, &str)> {
        let (index, page) = self.0.strip_prefix(MARK)?.split_once(MARK)?;
        Some((index.parse().ok()?, page))
    }

    /// The page. The first one may be empty.
    pub(super) fn page(&self) -> &str {
        self.parts().map_or(&self.0, |(_, page)| page)
    }

    /// The number of elements of the page that come before.
    fn index(&self) -> usize {
        self.parts().map_or(0, |(index, _)| index)
    }
}

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

/// The pages of a list, each requested when it is wanted: a [`Stream`]; [`next`](Self::next) needs no trait.
///
/// It ends with the last page, and where the service leads back to a page that was there already. Lists by number or offset
/// also end with a page without elements. An error ends it as well; [`token`](Self::token) is then the page that failed.
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
        self.walk.begin_at(&token);
        self
    }

    /// Returns the next page, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error>> {
        StreamExt::next(self).await
    }

    /// The page after the last one that was returned, or the page that failed; `None` before the first page and at the end.
    pub fn token(&self) -> Option<&PageToken> {
        self.walk.token()
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Response<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let read = self.read;
        let page = ready!(self.walk.poll_page(context));
        let page = page.map(|page| read(page?.raw));
        if matches!(page, Some(Err(_))) {
            self.walk.stop();
        }
        Poll::Ready(page)
    }
}

/// The elements of a list, page by page: a [`Stream`]; [`next`](Self::next) needs no trait.
///
/// The next page is requested when all elements of the one before are taken. It ends as [`Pages`] does, and a page that is
/// not as described is an error here too, but for a last page with a list, of which only the elements matter. A single element that is not is an [`Error::Decode`], after which the list goes on.
pub struct Items<T> {
    walk: Walk,
    /// Decodes what a page has beside its elements.
    check: fn(&Value) -> Result<(), codec::Located>,
    page: Option<Page>,
    /// The number of elements of the page that were taken.
    index: usize,
    /// The number of elements of the next page that are left out.
    skip: usize,
    /// The position of the next element, made when it is wanted.
    token: OnceLock<PageToken>,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T: Codec> Items<T> {
    fn new(request: Request, paging: &'static Paging, check: fn(&Value) -> Result<(), codec::Located>) -> Self {
        Self {
            walk: Walk::new(request, paging),
            check,
            page: None,
            index: 0,
            skip: 0,
            token: OnceLock::new(),
            kind: std::marker::PhantomData,
        }
    }

    /// Begins with this element instead of the first.
    #[must_use]
    pub fn resume(mut self, token: PageToken) -> Self {
        self.walk.begin_at(&token);
        self.skip = token.index();
        self
    }

    /// Returns the next element, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// Returns all elements that are still to come, in memory.
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

    /// The position of the next element, or the page that failed; `None` before the first element and at the end.
    pub fn token(&self) -> Option<&PageToken> {
        match &self.page {
            Some(page) if !page.items.is_empty() => {
                let page = page.token.as_ref();
                Some(self.token.get_or_init(|| PageToken::inside(page, self.index)))
            }
            _ => self.walk.token(),
        }
    }

    /// Takes a page that arrived.
    fn open(&mut self, mut page: Page) -> Result<(), Error> {
        let checked = match &page.rest {
            Ok(_) if page.is_last => Ok(()),
            Ok(rest) => (self.check)(rest),
            Err(located) => Err(located.clone()),
        };
        if let Err(located) = checked {
            self.walk.stop();
            return Err(page.raw.unreadable(located));
        }
        let skipped = self.skip.min(page.items.len());
        page.items.drain(..skipped);
        (self.page, self.index, self.skip) = (Some(page), skipped, 0);
        Ok(())
    }
}

impl<T: Codec> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            self.token = OnceLock::new();
            if let Some(page) = &mut self.page
                && let Some(item) = page.items.pop_front()
            {
                let index = self.index;
                self.index += 1;
                let page = self.page.as_ref();
                return Poll::Ready(page.map(|page| page.item(&item, index, self.walk.paging)));
            }
            self.page = None;
            match ready!(self.walk.poll_page(context)) {
                Some(page) => {
                    if let Err(error) = page.and_then(|page| self.open(page)) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                None => return Poll::Ready(None),
            }
        }
    }
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
    /// Walks the pages, each requested when it is wanted.
    pub fn pages(self) -> Pages<E::Answer> {
        self.request.pages(E::PAGING, response::json)
    }

    /// Walks the elements of all pages, each page requested when it is wanted.
    pub fn items(self) -> Items<E::Item> {
        self.request.items::<E::Item, E::Answer>(E::PAGING)
    }
}
