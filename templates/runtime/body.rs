//! [`Body`]: what a request carries, in memory or as a stream, and how it goes out.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use http_body::{Frame, SizeHint};
use tokio::io::ReadBuf;

use super::error::BoxError;

/// How much is read of a reader at once.
const PIECE: usize = 64 * 1024;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request that is bytes or text, as it stands in memory or as a stream.
///
/// Everything in memory becomes one by `into`: `String`, `&str`, `Vec<u8>`, `&[u8]`, [`Bytes`]. Files and other streams
/// go through [`Body::from_stream`] and are never held in memory as a whole.
#[derive(Default)]
pub struct Body {
    segments: VecDeque<Segment>,
    media_type: Option<String>,
}

/// A piece of a body.
pub(super) enum Segment {
    Bytes(Bytes),
    /// The mutex is never locked: it only makes the stream something that threads may share.
    Stream(Mutex<Chunks>, Option<u64>),
}

impl Body {
    /// A body that is sent as a stream gives it. With a `length` in bytes the request says it in `Content-Length`, and a
    /// stream that gives more or less than that is an error; without one the body is sent in chunks, which some services
    /// refuse.
    ///
    /// A stream is read once. Where a request would have to be repeated, after a redirect or with a renewed token, one
    /// with a stream is not: the service's answer is the error.
    pub fn from_stream<S, B, E>(stream: S, length: impl Into<Option<u64>>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let chunks: Chunks = Box::pin(stream.map(|chunk| chunk.map(Into::into).map_err(Into::into)));
        Self {
            segments: VecDeque::from([Segment::Stream(Mutex::new(chunks), length.into())]),
            media_type: None,
        }
    }

    /// A body that is read from a reader while it is sent, 64 KiB at a time: a file, for instance, with its length.
    pub fn from_reader<R>(reader: R, length: impl Into<Option<u64>>) -> Self
    where
        R: tokio::io::AsyncRead + Send + 'static,
    {
        let pieces = stream::try_unfold(Box::pin(reader), |mut reader| async move {
            let mut buffer = vec![0; PIECE];
            let read = poll_fn(|context| {
                let mut rest = ReadBuf::new(&mut buffer);
                ready!(reader.as_mut().poll_read(context, &mut rest))?;
                Poll::Ready(Ok::<_, std::io::Error>(rest.filled().len()))
            });
            let read = read.await?;
            buffer.truncate(read);
            Ok::<_, std::io::Error>((read > 0).then_some((buffer, reader)))
        });
        Self::from_stream(pieces, length)
    }

    /// The media type of the body, in place of the one that the API's description gives.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The length in bytes, where it is known.
    pub fn length(&self) -> Option<u64> {
        self.segments.iter().map(Segment::length).sum()
    }

    pub(super) fn take_media_type(&mut self) -> Option<String> {
        self.media_type.take()
    }

    /// Adds bytes at the end.
    pub(super) fn push(&mut self, bytes: impl Into<Bytes>) {
        self.segments.push_back(Segment::Bytes(bytes.into()));
    }

    /// Adds another body at the end.
    pub(super) fn append(&mut self, mut other: Self) {
        self.segments.append(&mut other.segments);
    }

    pub(super) fn into_payload(self) -> Payload {
        let memory = self.segments.iter().map(|segment| match segment {
            Segment::Bytes(bytes) => Some(bytes.clone()),
            Segment::Stream(..) => None,
        });
        match memory.collect() {
            Some(chunks) => Payload::Memory(chunks),
            None => Payload::Once(Arc::new(Mutex::new(Some(self.segments)))),
        }
    }
}

impl Segment {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Self::Stream(_, length) => *length,
        }
    }
}

/// Shows the length, not the content: it may be secret.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("length", &self.length())
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

/// Implements `From` for what is copied or moved into memory.
macro_rules! from_memory {
    ($($source:ty: $value:ident => $bytes:expr;)+) => {$(
        impl From<$source> for Body {
            fn from($value: $source) -> Self {
                let mut body = Self::default();
                body.push($bytes);
                body
            }
        }
    )+};
}

from_memory! {
    Bytes: bytes => bytes;
    Vec<u8>: bytes => bytes;
    &[u8]: bytes => Bytes::copy_from_slice(bytes);
    String: text => text;
    &str: text => Bytes::copy_from_slice(text.as_bytes());
    &String: text => Bytes::copy_from_slice(text.as_bytes());
}

impl<const N: usize> From<&[u8; N]> for Body {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

/// A body on its way. Clones of a stream share it: only the first that is sent has it.
#[derive(Clone, Default)]
pub(super) enum Payload {
    #[default]
    None,
    Memory(Vec<Bytes>),
    Once(Arc<Mutex<Option<VecDeque<Segment>>>>),
}

impl Payload {
    /// Whether it can be sent again after it was sent.
    pub(super) fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Once(_))
    }

    /// All of it, where it is in memory.
    pub(super) fn in_memory(&self) -> Option<Bytes> {
        match self {
            Self::None | Self::Once(_) => None,
            Self::Memory(chunks) => match chunks.as_slice() {
                [one] => Some(one.clone()),
                many => Some(many.concat().into()),
            },
        }
    }

    /// The body piece by piece; none where there is none, or it was sent.
    pub(super) fn to_stream(&self, progress: Option<&UploadProgress>) -> Option<Outgoing> {
        let segments = match self {
            Self::None => return None,
            Self::Memory(chunks) => chunks.iter().cloned().map(Segment::Bytes).collect(),
            Self::Once(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).take()?,
        };
        Some(Outgoing {
            segments,
            sent: 0,
            total: 0,
            progress: progress.cloned(),
        })
    }
}

/// A body of several pieces while it is sent.
pub(super) struct Outgoing {
    segments: VecDeque<Segment>,
    /// How much of the first piece has gone out, where that is a stream.
    sent: u64,
    /// How much has gone out in all.
    total: u64,
    progress: Option<UploadProgress>,
}

/// What is told how much of a body has gone out.
#[derive(Clone)]
pub(super) struct UploadProgress(Arc<dyn Fn(u64) + Send + Sync>);

impl UploadProgress {
    pub(super) fn new(progress: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(progress))
    }
}

impl fmt::Debug for UploadProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UploadProgress(..)")
    }
}

impl Outgoing {
    /// The next piece on its way out.
    fn frame(&mut self, bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.total = self.total.saturating_add(bytes.len() as u64);
        if let Some(UploadProgress(progress)) = &self.progress {
            progress(self.total);
        }
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn next_segment(&mut self) {
        self.segments.pop_front();
        self.sent = 0;
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        loop {
            let (stream, length) = match this.segments.front_mut() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    this.next_segment();
                    if bytes.is_empty() {
                        continue;
                    }
                    return this.frame(bytes);
                }
                Some(Segment::Stream(stream, length)) => {
                    (stream.get_mut().unwrap_or_else(PoisonError::into_inner), *length)
                }
            };
            match stream.as_mut().poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(chunk))) => {
                    this.sent = this.sent.saturating_add(chunk.len() as u64);
                    if length.is_some_and(|length| this.sent > length) {
                        return Poll::Ready(Some(Err("the stream is longer than its length".into())));
                    }
                    return this.frame(chunk);
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) if length.is_some_and(|length| this.sent < length) => {
                    return Poll::Ready(Some(Err("the stream is shorter than its length".into())));
                }
                Poll::Ready(None) => this.next_segment(),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.segments.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let lengths: Option<u64> = self.segments.iter().map(Segment::length).sum();
        match lengths {
            Some(length) => SizeHint::with_exact(length.saturating_sub(self.sent)),
            None => SizeHint::default(),
        }
    }
}
