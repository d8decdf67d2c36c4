//! [`JsonLines`] and [`Lines`]: values in JSON one after the other, as they are received and as they are sent.
//!
//! Each stands in a line of its own (`application/jsonl`, `application/x-ndjson`), or behind a record separator
//! (`application/json-seq`, RFC 7464).

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, StatusCode};

use super::body::Body;
use super::byte_stream::ByteStream;
use super::codec::{self, Codec};
use super::error::{BODY_LIMIT, BoxError, DecodeError, Error, TransportError};
use super::info::Operation;
use super::request::Request;
use super::response::{OpenResponse, Response};

/// The separator before each value of `application/json-seq`.
const SEPARATOR: u8 = 0x1E;

/// Values in JSON, each given as soon as it is there.
///
/// It is a [`Stream`]; [`next`](Self::next) is there without it. Dropping it ends the transfer.
///
/// A value that is not what the description says is an [`Error::Decode`] with its position (`[2]`), after which the stream
/// goes on. Any other error ends it. The time limit of the call holds until the response begins: see
/// [`max_silence`](Self::max_silence) for what comes then. A single value may be as large as `max_response_size` allows.
pub struct JsonLines<T> {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: ByteStream,
    /// Received bytes that are not decoded yet, and the number of them already searched for an end.
    pending: BytesMut,
    searched: usize,
    /// The byte that ends a value: a line feed, or the separator before the next one.
    end: u8,
    count: usize,
    is_over: bool,
    kind: PhantomData<fn() -> T>,
}

impl<T: Codec> JsonLines<T> {
    fn new(open: OpenResponse) -> Self {
        let media_type = open.headers.get(http::header::CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        Self {
            end: if essence.ends_with("json-seq") {
                SEPARATOR
            } else {
                b'\n'
            },
            operation: open.operation,
            status: open.status,
            headers: open.headers,
            body: open.body.unlimited(),
            pending: BytesMut::new(),
            searched: 0,
            count: 0,
            is_over: false,
            kind: PhantomData,
        }
    }

    /// The next value, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// All values that are still to come, in memory.
    ///
    /// # Errors
    ///
    /// The first error.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(value) = self.next().await {
            all.push(value?);
        }
        Ok(all)
    }

    /// Ends the stream with [`Error::Timeout`] where nothing arrives for so long. Without it there is no limit.
    #[must_use]
    pub fn max_silence(mut self, limit: Duration) -> Self {
        self.body = self.body.within(limit);
        self
    }

    /// The next value that is there as a whole, with what stands around it.
    fn next_whole(&mut self) -> Option<Bytes> {
        loop {
            let mut new = self.pending.iter().skip(self.searched);
            let value = match new.position(|byte| *byte == self.end) {
                Some(end) => self.pending.split_to(self.searched + end + 1),
                // The last value needs no end.
                None if self.is_over => self.pending.split(),
                None => {
                    self.searched = self.pending.len();
                    return None;
                }
            };
            self.searched = 0;
            if !is_blank(&value) {
                return Some(value.freeze());
            }
            if value.is_empty() {
                return None;
            }
        }
    }

    fn decoded(&mut self, value: &[u8]) -> Result<T, Error> {
        let index = self.count;
        self.count += 1;
        let value = value.strip_prefix(&[SEPARATOR]).unwrap_or(value);
        let value = value.strip_suffix(&[self.end]).unwrap_or(value);
        codec::from_slice(value).map_err(|located| {
            let dot = if located.path.is_empty() { "" } else { "." };
            let path = format!("[{index}]{dot}{}", located.path);
            self.unreadable(value, path, &located.error)
        })
    }

    fn unreadable(&self, value: &[u8], path: String, error: &codec::Error) -> Error {
        Error::Decode(Box::new(DecodeError {
            operation: self.operation.id,
            status: self.status,
            headers: self.headers.clone(),
            path: path.into(),
            message: error.to_string().into(),
            body: Bytes::copy_from_slice(&value[..value.len().min(BODY_LIMIT)]),
        }))
    }
}

/// Returns `true` if there is only whitespace and separators.
fn is_blank(value: &[u8]) -> bool {
    value
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == SEPARATOR)
}

impl<T: Codec> Stream for JsonLines<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(value) = self.next_whole() {
                return Poll::Ready(Some(self.decoded(&value)));
            }
            if self.is_over {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(piece)) => self.pending.extend_from_slice(&piece),
                Some(Err(error)) => {
                    // A value that was cut off is dropped.
                    self.pending.clear();
                    (self.searched, self.is_over) = (0, true);
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.is_over = true,
            }
            let limit = self.body.part_limit().filter(|limit| self.searched as u64 > *limit);
            if let Some(limit) = limit {
                self.pending.clear();
                (self.searched, self.is_over) = (0, true);
                let error = TransportError::too_large(self.operation, limit);
                return Poll::Ready(Some(Err(Error::Transport(error))));
            }
        }
    }
}

/// Shows how it stands, not what was said.
impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines")
            .field("operation", &self.operation.id)
            .field("count", &self.count)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}

/// A response in values of JSON, one after the other.
pub async fn json_lines<T: Codec>(open: OpenResponse) -> Result<Response<JsonLines<T>>, Error> {
    Ok(open.with(JsonLines::new))
}

/// Values that a request carries as JSON, one after the other: a list in memory, or a stream.
///
/// A stream is read once, while it is sent: such a request is not repeated, and a value or an error of the stream that cannot be
/// sent ends it.
pub struct Lines<T>(Source<T>);

enum Source<T> {
    Memory(Vec<T>),
    Stream(Pin<Box<dyn Stream<Item = Result<T, BoxError>> + Send>>),
}

impl<T> Lines<T> {
    /// Values that come one after the other.
    pub fn from_stream(values: impl Stream<Item = T> + Send + 'static) -> Self
    where
        T: 'static,
    {
        Self(Source::Stream(Box::pin(values.map(Ok))))
    }

    /// Values that come one after the other, or fail.
    pub fn try_from_stream<E: Into<BoxError>>(values: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        T: 'static,
    {
        Self(Source::Stream(Box::pin(values.map(|value| value.map_err(Into::into)))))
    }
}

impl<T> From<Vec<T>> for Lines<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Source::Memory(values))
    }
}

impl<T: Clone> From<&[T]> for Lines<T> {
    fn from(values: &[T]) -> Self {
        Self(Source::Memory(values.to_vec()))
    }
}

impl<T: Clone, const N: usize> From<&[T; N]> for Lines<T> {
    fn from(values: &[T; N]) -> Self {
        Self(Source::Memory(values.to_vec()))
    }
}

impl<T, const N: usize> From<[T; N]> for Lines<T> {
    fn from(values: [T; N]) -> Self {
        Self(Source::Memory(values.into()))
    }
}

impl<T> FromIterator<T> for Lines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Source::Memory(values.into_iter().collect()))
    }
}

/// Shows how many there are, not what they say.
impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = match &self.0 {
            Source::Memory(values) => Some(values.len()),
            Source::Stream(_) => None,
        };
        f.debug_struct("Lines").field("count", &count).finish_non_exhaustive()
    }
}

impl Request {
    /// Sets a body of values in JSON, one after the other.
    pub fn json_lines<T: Codec + Send>(&mut self, media_type: &'static str, values: impl Into<Lines<T>>) {
        let is_sequence = media_type
            .split(';')
            .next()
            .is_some_and(|essence| essence.trim().ends_with("json-seq"));
        let line = move |value: &T| {
            let mut line = if is_sequence { vec![SEPARATOR] } else { Vec::new() };
            line.extend(codec::to_vec(value)?);
            line.push(b'\n');
            Ok::<_, codec::Error>(line)
        };
        let body = match values.into().0 {
            Source::Stream(values) => Body::from_stream(
                values.map(move |value| value.and_then(|value| line(&value).map_err(Into::into))),
                None,
            ),
            Source::Memory(values) => {
                values.iter().for_each(|value| self.check("body:", "", value));
                match values.iter().map(line).collect::<Result<Vec<_>, _>>() {
                    Ok(lines) => lines.concat().into(),
                    Err(error) => return self.fail(format!("body: {error}")),
                }
            }
        };
        self.set_body(media_type.to_owned(), body);
    }
}
