//! JSON Pointer (RFC 6901) and the place of an item: a file and a pointer in it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A JSON Pointer, escaped (`~0`, `~1`). The empty one is the whole document.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer from its text. What does not start with a slash is taken as a single token.
    pub fn parse(text: &str) -> Self {
        if text.is_empty() || text.starts_with('/') {
            Self(Arc::from(text))
        } else {
            Self::root().child(text)
        }
    }

    /// The pointer to a member or an element of what this points to; `token` is unescaped.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        push_token(&mut text, token);
        Self(Arc::from(text))
    }

    /// The tokens, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The pointer to what contains this; none for the whole document.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(Arc::from(parent)))
    }

    /// The last token, unescaped; none for the whole document.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.rsplit_once('/').map(|(_, token)| unescape(token))
    }

    /// Whether this points to the same as `other` or to something that contains it.
    pub fn contains(&self, other: &Self) -> bool {
        other
            .0
            .strip_prefix(&*self.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether this points to the member `token` of the member `key` of what `above` points to; `key` needs no escapes.
    pub(crate) fn is_child(&self, above: &Self, key: &str, token: &str) -> bool {
        let rest = self.0.strip_prefix(&*above.0).and_then(|rest| rest.strip_prefix('/'));
        let rest = rest.and_then(|rest| rest.strip_prefix(key)?.strip_prefix('/'));
        rest.is_some_and(|rest| !rest.contains('/') && unescape(rest) == token)
    }

    /// The text, escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn unescape(token: &str) -> Cow<'_, str> {
    if !token.contains('~') {
        return Cow::Borrowed(token);
    }
    Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
}

fn push_token(text: &mut String, token: &str) {
    text.push('/');
    if !token.contains(['~', '/']) {
        return text.push_str(token);
    }
    for character in token.chars() {
        match character {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            other => text.push(other),
        }
    }
}

/// A pointer that follows a walk through a document: tokens are added on the way down and cut off on the way up.
#[derive(Clone, Debug, Default)]
pub(crate) struct PointerBuf(String);

impl PointerBuf {
    /// Adds a token, unescaped. Gives the length to truncate to in order to remove it.
    pub(crate) fn push(&mut self, token: &str) -> usize {
        let length = self.0.len();
        push_token(&mut self.0, token);
        length
    }

    /// Adds the position of an element. Gives the length to truncate to in order to remove it.
    pub(crate) fn push_index(&mut self, position: usize) -> usize {
        self.push(&position.to_string())
    }

    /// The length to truncate to in order to come back here.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Goes back to where a push was made.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// The pointer to the present place.
    pub(crate) fn to_pointer(&self) -> Pointer {
        Pointer(Arc::from(self.0.as_str()))
    }
}

impl From<&Pointer> for PointerBuf {
    fn from(pointer: &Pointer) -> Self {
        Self(pointer.as_str().to_owned())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A file of the description; an index into the documents that were loaded. The first one is the root document.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct FileId(pub u32);

impl FileId {
    /// The configuration, which is not among the documents.
    pub const CONFIG: Self = Self(u32::MAX);
}

/// Where an item stands.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The place in it.
    pub pointer: Pointer,
}

impl Origin {
    /// The place of a member or an element.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        Self {
            file: self.file,
            pointer: self.pointer.child(token),
        }
    }
}
