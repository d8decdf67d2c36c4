//! [`SecretString`]: a text that is kept out of logs.

use std::fmt;

use secrecy::ExposeSecret;

use super::codec::{self, Codec, Input, Output};

/// A text that must not be seen in logs: `Debug` shows `[redacted]`, there is no `Display`, and its memory is cleared
/// when it is dropped. Read it on purpose with [`expose_secret`](Self::expose_secret).
///
/// It is written into requests, and by `serde`, as the text that it is.
#[derive(Clone, Default)]
pub struct SecretString(secrecy::SecretString);

impl SecretString {
    /// The text itself.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl PartialEq for SecretString {
    /// Takes the same time wherever two texts of one length differ.
    fn eq(&self, other: &Self) -> bool {
        codec::same_text(self.expose_secret(), other.expose_secret())
    }
}

impl Eq for SecretString {}

impl From<String> for SecretString {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for SecretString {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&String> for SecretString {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<&SecretString> for SecretString {
    fn from(secret: &SecretString) -> Self {
        secret.clone()
    }
}

impl Codec for SecretString {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        input.string().map(Self::from)
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        output.secret(self.expose_secret())
    }
}

codec::serde_impls!(SecretString);
