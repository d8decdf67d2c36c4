//! Pieces of Rust: tokens and doc comments.

use std::fmt;

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::literal::{literal, write_literal};
use super::prose::Prose;

/// Tokens of Rust. Only tokens make one, so a text cannot end the piece that it stands in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code(String);

impl Code {
    /// Anything that is tokens.
    pub(crate) fn new(tokens: impl ToTokens) -> Self {
        Self(tokens.to_token_stream().to_string())
    }

    /// The tokens as they are written by hand: an expression without operators, or a type.
    pub(crate) fn tight(&self) -> String {
        if !self.0.contains(' ') {
            return self.0.clone();
        }
        let mut out = String::with_capacity(self.0.len());
        let mut quoted = false;
        let mut escaped = false;
        let mut characters = self.0.chars().peekable();
        while let Some(character) = characters.next() {
            if quoted {
                quoted = escaped || character != '"';
                escaped = !escaped && character == '\\';
            } else if character == '"' {
                quoted = true;
            } else if character == ' ' {
                let after = out.ends_with(['(', '<', '.', '&', '[']) || out.ends_with("::") || out.ends_with('-');
                let before = characters.peek().is_some_and(|next| ":(<>.,)]?".contains(*next));
                if (after || before) && !out.ends_with(',') {
                    continue;
                }
            }
            out.push(character);
        }
        out
    }

    /// A string literal.
    pub(crate) fn literal(text: &str) -> Self {
        Self::new(literal(text))
    }
}

impl From<TokenStream> for Code {
    fn from(tokens: TokenStream) -> Self {
        Self(tokens.to_string())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A doc comment, as `#[doc = "…"]` attributes; the formatter makes them `///`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doc(Vec<String>);

impl Doc {
    /// A comment without a line.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A comment of one line that the generator itself writes.
    pub(crate) fn line(text: impl Into<String>) -> Self {
        let mut doc = Self::new();
        doc.push(text);
        doc
    }

    /// Adds a line that the generator itself writes, of safe pieces.
    pub(crate) fn push(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    /// Adds an empty line, unless there is nothing above it.
    pub(crate) fn gap(&mut self) {
        if self.0.last().is_some_and(|last| !last.is_empty()) {
            self.0.push(String::new());
        }
    }

    /// Adds prose as a paragraph of its own.
    pub(crate) fn prose(&mut self, prose: Prose) {
        if !prose.is_empty() {
            self.gap();
            self.0.append(&mut prose.into_lines());
        }
    }

    /// The comment as it stands in a file, where its item is so far from the margin.
    pub(crate) fn comment(&self, indent: &'static str) -> Comment<'_> {
        Comment { doc: self, indent }
    }

    /// Whether there is anything in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Doc {
    fn lines(&self, formatter: &mut fmt::Formatter<'_>, sign: &str) -> fmt::Result {
        for line in &self.0 {
            // rustc reads `/// text` as " text"; an empty line has no space.
            let text = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            let mut source = String::with_capacity(text.len() + 2);
            write_literal(&text, &mut source);
            writeln!(formatter, "{sign}[doc = {source}]")?;
        }
        Ok(())
    }
}

impl fmt::Display for Doc {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines(formatter, "#")
    }
}

/// A doc comment as the printer writes it.
pub(crate) struct Comment<'a> {
    doc: &'a Doc,
    indent: &'static str,
}

impl fmt::Display for Comment<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.doc.0 {
            let gap = if line.is_empty() { "" } else { " " };
            writeln!(formatter, "{}///{gap}{}", self.indent, line.trim_end_matches(' '))?;
        }
        Ok(())
    }
}

/// A doc comment of the file that it stands in.
#[derive(Clone, Debug, Default)]
pub(crate) struct InnerDoc(pub(crate) Doc);

impl fmt::Display for InnerDoc {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.lines(formatter, "#!")
    }
}
