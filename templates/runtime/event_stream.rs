//! [`EventStream`]: server-sent events, decoded one by one. What the bytes mean is in `event_parser`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, StatusCode, header};

use super::byte_stream::ByteStream;
use super::codec::{self, Codec, Located};
use super::error::{BODY_LIMIT, DecodeError, Error, TransportError};
use super::event_parser::{Message, Parser};
use super::info::Operation;
use super::reconnect::Reconnect;
use super::request::Request;
use super::response::{OpenResponse, Response};
use super::retry::RetryPolicy;

/// What many services send after the last event.
const DONE: &str = "[DONE]";

/// A server-sent event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What it says.
    pub data: T,
    /// The id of the last event that had one.
    pub id: Option<String>,
    /// How long the service asks to wait before connecting again, where it said so with this event.
    pub retry: Option<Duration>,
}

/// Server-sent events (`text/event-stream`), each given as soon as it is there.
///
/// It is a [`Stream`]; [`next`](Self::next) is there without it. Dropping it ends the transfer.
///
/// An event whose data is not what the description says is an [`Error::Decode`], after which the stream goes on. Any
/// other error ends it. The time limit of the call holds until the answer begins: see [`max_silence`](Self::max_silence) for
/// what comes then. A single event may be as large as `max_response_size` allows. A response that is no `text/event-stream` is
/// an [`Error::Decode`] and is not read (WHATWG HTML, 9.2.3).
///
/// Services often say with a last text that no event follows, as `[DONE]`. Where events are JSON, a text that is not, and
/// after which nothing comes, is no event: the stream ends, and [`end_mark`](Self::end_mark) has it. `[DONE]` is not
/// waited behind.
pub struct EventStream<T> {
    source: Source,
    decode: fn(&str) -> Result<T, Located>,
}

impl<T> EventStream<T> {
    pub(super) fn new(open: OpenResponse, decode: fn(&str) -> Result<T, Located>) -> Self {
        Self {
            source: Source::new(open),
            decode,
        }
    }

    /// The next event, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        StreamExt::next(self).await
    }

    /// Ends the stream with [`Error::Timeout`] where nothing arrives for so long, or connects again where it is
    /// [`reconnecting`](Self::reconnecting). Comments, which services send to keep a connection open, count. Without it there is no
    /// limit.
    #[must_use]
    pub fn max_silence(mut self, limit: Duration) -> Self {
        self.source.silence = Some(limit);
        self.source.body = self.source.body.within(limit);
        self
    }

    /// Connects again where the connection breaks or ends, with the id of the last event (`Last-Event-ID`), so that the
    /// service goes on behind it. The wait before that is the one that the service asked for, or that of the policy, whose
    /// number of attempts is how often it is tried in a row without an event. A stream ends for good with an answer without content (204), a
    /// refusal, its [`end_mark`](Self::end_mark), and where the request has a body that is gone.
    #[must_use]
    pub fn reconnecting(mut self, policy: RetryPolicy) -> Self {
        self.source.reconnect = self.source.again.take().map(|request| Reconnect::new(*request, policy));
        self
    }

    /// The id of the last event that had one: what `Last-Event-ID` takes up from.
    pub fn last_id(&self) -> Option<&str> {
        self.source.parser.last_id()
    }

    /// The text that the stream ended with, where it was no event.
    pub fn end_mark(&self) -> Option<&str> {
        let (message, _) = self.source.held.as_ref().filter(|_| self.source.ended)?;
        Some(&message.data)
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let decode = self.decode;
        let mut data = None;
        let message = ready!(self.source.poll_message(context, &mut |text| {
            data = Some(decode(text)?);
            Ok(())
        }));
        Poll::Ready(match (message, data) {
            (Some(Ok(message)), Some(data)) => Some(Ok(Event {
                name: message.name,
                data,
                id: message.id,
                retry: message.retry,
            })),
            (Some(Err(error)), _) => Some(Err(error)),
            (Some(Ok(_)) | None, _) => None,
        })
    }
}

/// Where messages come from, whatever they are decoded to.
struct Source {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: ByteStream,
    silence: Option<Duration>,
    reconnect: Option<Reconnect>,
    again: Option<Box<Request>>,
    parser: Parser,
    /// A message that is not JSON: the mark of the end if nothing follows, an error otherwise.
    held: Option<(Message, codec::Error)>,
    /// A message that came after the one held.
    following: Option<Message>,
    ended: bool,
}

impl Source {
    fn new(open: OpenResponse) -> Self {
        Self {
            operation: open.operation,
            status: open.status,
            headers: open.headers,
            body: open.body.unlimited(),
            silence: None,
            reconnect: None,
            again: open.again,
            parser: Parser::default(),
            held: None,
            following: None,
            ended: false,
        }
    }

    /// The next message that can be decoded, or an error.
    fn poll_message(
        &mut self,
        context: &mut Context<'_>,
        decode: &mut dyn FnMut(&str) -> Result<(), Located>,
    ) -> Poll<Option<Result<Message, Error>>> {
        loop {
            let Some(message) = ready!(self.poll_parsed(context)) else {
                return Poll::Ready(None);
            };
            let message = match message {
                Ok(message) => message,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            if let Some((held, error)) = self.held.take() {
                self.following = Some(message);
                let path = String::new();
                return Poll::Ready(Some(Err(self.unreadable(&held.data, Located { path, error }))));
            }
            match decode(&message.data) {
                Ok(()) => return Poll::Ready(Some(Ok(message))),
                Err(located) if is_json(&message.data) => {
                    return Poll::Ready(Some(Err(self.unreadable(&message.data, located))));
                }
                // Nothing at all keeps the connection alive.
                Err(_) if message.data.trim().is_empty() => {}
                Err(located) => {
                    self.ended = message.data == DONE;
                    self.held = Some((message, located.error));
                }
            }
        }
    }

    fn poll_parsed(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Message, Error>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(message) = self.following.take().or_else(|| self.parser.next()) {
                self.reconnect.iter_mut().for_each(Reconnect::arrived);
                return Poll::Ready(Some(Ok(message)));
            }
            if let Some(reconnect) = &mut self.reconnect
                && let Some(result) = ready!(reconnect.poll(context, self.parser.last_id()))
            {
                match result {
                    Ok(open) if open.status() == StatusCode::NO_CONTENT => self.ended = true,
                    Ok(open) => match mistaken(&open) {
                        None => {
                            self.parser.restart();
                            self.body = open.body.within(self.silence);
                        }
                        Some(error) => {
                            self.ended = true;
                            return Poll::Ready(Some(Err(error)));
                        }
                    },
                    Err(error) => {
                        self.ended = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                continue;
            }
            let pending = self.parser.pending() as u64;
            if let Some(limit) = self.body.part_limit().filter(|limit| pending > *limit) {
                self.ended = true;
                let error = TransportError::too_large(self.operation, limit);
                return Poll::Ready(Some(Err(Error::Transport(error))));
            }
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(piece)) => {
                    self.parser.push(&piece);
                }
                broken => {
                    let asked = self.parser.last_retry();
                    let goes_on = self.held.is_none() && self.reconnect.as_mut().is_some_and(|it| it.begin(asked));
                    self.ended = !goes_on;
                    match broken {
                        Some(Err(error)) if !goes_on => return Poll::Ready(Some(Err(error))),
                        _ => {}
                    }
                }
            }
        }
    }

    fn unreadable(&self, data: &str, located: Located) -> Error {
        let end = data.len().min(BODY_LIMIT);
        Error::Decode(Box::new(DecodeError {
            operation: self.operation.id,
            status: self.status,
            headers: self.headers.clone(),
            path: located.path.into(),
            message: located.error.to_string().into(),
            body: Bytes::copy_from_slice(&data.as_bytes()[..end]),
        }))
    }
}

/// Why a response is none of events.
fn mistaken(open: &OpenResponse) -> Option<Error> {
    let media_type = open.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("text/event-stream") {
        return None;
    }
    Some(Error::Decode(Box::new(DecodeError {
        operation: open.operation.id,
        status: open.status,
        headers: open.headers.clone(),
        path: "".into(),
        message: format!("the response is `{essence}`, where `text/event-stream` is expected").into(),
        body: Bytes::new(),
    })))
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Shows how it stands, not what was said.
impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("operation", &self.source.operation.id)
            .field("ended", &self.source.ended)
            .finish_non_exhaustive()
    }
}

/// An answer in events whose data is JSON.
pub async fn events<T: Codec>(open: OpenResponse) -> Result<Response<EventStream<T>>, Error> {
    match mistaken(&open) {
        None => Ok(open.with(|open| EventStream::new(open, |text| codec::from_slice(text.as_bytes())))),
        Some(error) => Err(error),
    }
}

/// An answer in events whose data is text.
pub async fn text_events(open: OpenResponse) -> Result<Response<EventStream<String>>, Error> {
    match mistaken(&open) {
        None => Ok(open.with(|open| EventStream::new(open, |text| Ok(text.to_owned())))),
        Some(error) => Err(error),
    }
}
