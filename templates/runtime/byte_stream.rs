//! [`ByteStream`]: the body of an answer, read while it arrives.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::io::AsyncWrite;

use super::clock::{Sleep, sleep};
use super::error::{Error, TimeoutError, TransportError};
use super::info::Operation;
use super::limiter::Place;

/// The body of an answer, read while it arrives.
///
/// It is a [`Stream`] of pieces. Take them one after the other with [`chunk`](Self::chunk), or everything at once with
/// [`bytes`](Self::bytes). Dropping it ends the transfer.
///
/// The time limit of the call holds until the answer begins, and from then on for the wait for each piece: a body may take
/// as long as it needs, as long as something comes. An error ends the stream: [`Error::Transport`] where the connection
/// fails before the body is complete, [`Error::Timeout`] where nothing comes in time.
pub struct ByteStream {
    body: Body,
    length: Option<u64>,
    received: u64,
    progress: Option<Box<dyn FnMut(u64) + Send>>,
    /// The maximum size of a single event or value, in bytes.
    part_limit: Option<u64>,
}

enum Body {
    /// All of it is there already.
    Whole(Option<Bytes>),
    Arriving(Arriving),
}

/// Pieces that come one after the other.
struct Arriving {
    operation: &'static Operation,
    pieces: Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>,
    /// How long to wait for a piece, and the end of that time while one is waited for.
    limit: Option<Duration>,
    end: Option<Pin<Box<Sleep>>>,
    place: Place,
}

impl Arriving {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        if let Poll::Ready(piece) = self.pieces.as_mut().poll_next(context) {
            self.end = None;
            return Poll::Ready(piece);
        }
        let Some(limit) = self.limit else {
            return Poll::Pending;
        };
        let end = self.end.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(end.as_mut().poll(context));
        let error = TimeoutError::new(self.operation, Some(limit), false);
        Poll::Ready(Some(Err(Error::Timeout(error))))
    }
}

impl ByteStream {
    pub(super) fn new(
        operation: &'static Operation,
        length: Option<u64>,
        limit: Option<Duration>,
        pieces: impl Stream<Item = Result<Bytes, Error>> + Send + 'static,
    ) -> Self {
        Self {
            length,
            received: 0,
            progress: None,
            part_limit: None,
            body: Body::Arriving(Arriving {
                operation,
                pieces: Box::pin(pieces),
                limit,
                end: None,
                place: None,
            }),
        }
    }

    /// Keeps a place among the client's requests until the body is over.
    pub(super) fn holding(mut self, place: Place) -> Self {
        if let Body::Arriving(arriving) = &mut self.body {
            arriving.place = place;
        }
        self
    }

    /// The same without a limit to the wait for a piece.
    pub(super) fn unlimited(self) -> Self {
        self.within(None)
    }

    /// The same with another limit to the wait for a piece.
    pub(super) fn within(mut self, limit: impl Into<Option<Duration>>) -> Self {
        if let Body::Arriving(arriving) = &mut self.body {
            arriving.limit = limit.into();
        }
        self
    }

    /// The same with a limit to the size of a single event or value.
    pub(super) fn with_part_limit(mut self, limit: Option<u64>) -> Self {
        self.part_limit = limit;
        self
    }

    /// The maximum size of a single event or value, in bytes.
    pub(super) fn part_limit(&self) -> Option<u64> {
        self.part_limit
    }

    /// The length of the body in bytes, where the service told it. It does not tell that of a compressed body.
    pub fn content_length(&self) -> Option<u64> {
        self.length
    }

    /// Tells how many bytes were received, each time that some were.
    #[must_use]
    pub fn on_progress(mut self, progress: impl FnMut(u64) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Writes everything that is still to come, piece by piece, and gives the number of bytes. The writer is flushed.
    ///
    /// # Errors
    ///
    /// Those of the stream, and [`Error::Transport`] where the writer fails.
    pub async fn write_to(mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, Error> {
        let failed = |error: std::io::Error| Error::Transport(TransportError::unwritable(error));
        while let Some(mut piece) = self.chunk().await? {
            while !piece.is_empty() {
                let written = poll_fn(|context| Pin::new(&mut *writer).poll_write(context, &piece));
                match written.await.map_err(failed)? {
                    0 => return Err(failed(std::io::ErrorKind::WriteZero.into())),
                    written => drop(piece.split_to(written)),
                }
            }
        }
        let flushed = poll_fn(|context| Pin::new(&mut *writer).poll_flush(context));
        flushed.await.map_err(failed)?;
        Ok(self.received)
    }

    /// The next piece, or `None` at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.next().await.transpose()
    }

    /// Everything that is still to come, in memory.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.chunk().await? else {
            return Ok(first);
        };
        let mut all = BytesMut::from(first);
        all.extend_from_slice(&second);
        while let Some(piece) = self.chunk().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = match &mut self.body {
            Body::Whole(piece) => piece.take().filter(|piece| !piece.is_empty()).map(Ok),
            Body::Arriving(arriving) => ready!(arriving.poll(context)),
        };
        if let Some(Ok(piece)) = &piece {
            let received = self.received.saturating_add(piece.len() as u64);
            self.received = received;
            if let Some(progress) = &mut self.progress {
                progress(received);
            }
        }
        if !matches!(piece, Some(Ok(_))) {
            // Nothing comes after the end or an error, and the connection is let go.
            self.body = Body::Whole(None);
        }
        Poll::Ready(piece)
    }
}

impl From<Bytes> for ByteStream {
    fn from(body: Bytes) -> Self {
        Self {
            length: u64::try_from(body.len()).ok(),
            body: Body::Whole(Some(body)),
            received: 0,
            progress: None,
            part_limit: None,
        }
    }
}

/// Shows the length, not what is in it.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("content_length", &self.length)
            .finish_non_exhaustive()
    }
}
