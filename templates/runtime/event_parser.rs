//! Server-sent events out of bytes, as the HTML standard reads them (9.2.6), however the bytes are cut.

use std::collections::VecDeque;
use std::mem;
use std::time::Duration;

/// A message as it was dispatched.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) name: Option<String>,
    pub(super) data: String,
    pub(super) id: Option<String>,
    pub(super) retry: Option<Duration>,
}

/// Reads messages out of pieces of a stream.
#[derive(Debug, Default)]
pub(super) struct Parser {
    /// The line so far. A character may be cut in two by the end of a piece, a line never holds half of one.
    line: Vec<u8>,
    /// The last byte was a carriage return, which a line feed may belong to.
    after_return: bool,
    /// The first line is done: the byte order mark may only stand in front of it.
    begun: bool,
    name: String,
    /// The data lines so far, each with a line feed behind it.
    data: String,
    retry: Option<Duration>,
    last_retry: Option<Duration>,
    /// The id that the next event has, and the one that the last event had.
    id: Option<String>,
    last_id: Option<String>,
    messages: VecDeque<Message>,
}

impl Parser {
    /// The next message that is complete.
    pub(super) fn next(&mut self) -> Option<Message> {
        self.messages.pop_front()
    }

    /// Returns the number of bytes of the incomplete event.
    pub(super) fn pending(&self) -> usize {
        self.line.len() + self.data.len()
    }

    /// How long the service asked to wait before connecting again.
    pub(super) fn last_retry(&self) -> Option<Duration> {
        self.last_retry
    }

    /// Forgets what a connection that broke had begun.
    pub(super) fn restart(&mut self) {
        *self = Self {
            last_retry: self.last_retry,
            id: self.last_id.clone(),
            last_id: self.last_id.take(),
            ..Self::default()
        };
    }

    /// The id of the last message that had one.
    pub(super) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref().filter(|id| !id.is_empty())
    }

    /// Takes the next piece. What no blank line follows is no message yet, and never becomes one if the stream ends.
    pub(super) fn push(&mut self, piece: &[u8]) {
        let mut rest = piece;
        if mem::take(&mut self.after_return) {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            // An empty piece says nothing of what follows the return.
            self.after_return = piece.is_empty();
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            let (line, after) = rest.split_at(end);
            self.line.extend_from_slice(line);
            rest = match after {
                [b'\r', b'\n', after @ ..] | [_, after @ ..] => after,
                [] => after,
            };
            self.after_return = after == b"\r";
            let line = mem::take(&mut self.line);
            self.take_line(&line);
        }
        self.line.extend_from_slice(rest);
    }

    fn take_line(&mut self, line: &[u8]) {
        let line = match mem::replace(&mut self.begun, true) {
            false => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
            true => line,
        };
        if line.is_empty() {
            return self.dispatch();
        }
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
                self.last_retry = self.retry;
            }
            // A comment has no name before its colon; other fields mean nothing.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let name = mem::take(&mut self.name);
        self.last_id.clone_from(&self.id);
        if self.data.is_empty() {
            return;
        }
        let mut data = mem::take(&mut self.data);
        data.pop();
        self.messages.push_back(Message {
            name: (!name.is_empty()).then_some(name),
            data,
            id: self.last_id().map(str::to_owned),
            retry: self.retry.take(),
        });
    }
}
