//! String literals of Rust and values of TOML.

use std::fmt;

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;

/// Whether a character must not stand in a source file as itself: controls, line separators and characters that
/// change the direction or the visibility of text (Unicode TR 36, "Trojan Source").
pub(crate) fn is_unsafe_in_source(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{00AD}' | '\u{180E}'
        )
}

/// A string literal of Rust that means exactly `text`.
pub(crate) fn literal(text: &str) -> TokenStream {
    // Parsing is slow, and the standard literal of most texts is the same.
    if is_plain(text) && !text.contains('\'') {
        return Literal::string(text).into_token_stream();
    }
    let mut source = String::with_capacity(text.len() + 2);
    write_literal(text, &mut source);
    // The text above is a literal by construction; the standard one stands in should that ever be wrong.
    let literal = source.parse::<Literal>().unwrap_or_else(|_| Literal::string(text));
    // The parser keeps every text that it was given, for places of errors, until it is told that none are asked for.
    proc_macro2::extra::invalidate_current_thread_spans();
    literal.into_token_stream()
}

/// Whether a text is written in a literal as it is.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
}

/// Adds the text of a string literal of Rust that means exactly `text`.
pub(crate) fn write_literal(text: &str, source: &mut String) {
    source.push('"');
    if is_plain(text) {
        source.push_str(text);
        source.push('"');
        return;
    }
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                source.push('\\');
                source.push(character);
            }
            '\n' => source.push_str("\\n"),
            '\r' => source.push_str("\\r"),
            '\t' => source.push_str("\\t"),
            '\0' => source.push_str("\\0"),
            unsafe_one if is_unsafe_in_source(unsafe_one) => source.extend(unsafe_one.escape_unicode()),
            other => source.push(other),
        }
    }
    source.push('"');
}

/// From how many bytes on a text is cut that is put on one line. A document can hold megabytes in one string.
const LONGEST_LINE: usize = 20_000;

/// The text on one line, without characters that must not stand in a source file.
pub(crate) fn one_line(text: &str) -> String {
    let kept = text.get(..text.floor_char_boundary(LONGEST_LINE)).unwrap_or(text);
    let mut line = String::with_capacity(kept.len());
    let is_plain = kept.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'));
    for word in kept.split_whitespace() {
        let before = line.len();
        if before > 0 {
            line.push(' ');
        }
        let start = line.len();
        if is_plain {
            line.push_str(word);
            continue;
        }
        line.extend(word.chars().filter(|&character| !is_unsafe_in_source(character)));
        if line.len() == start {
            line.truncate(before);
        }
    }
    if kept.len() < text.len() {
        line.push('…');
    }
    line
}

/// A value of TOML.
#[derive(Clone, Debug)]
pub(crate) struct Toml(String);

impl Toml {
    /// A string.
    pub(crate) fn string(text: &str) -> Self {
        Self(toml::Value::String(one_line(text)).to_string())
    }

    /// A line `key = value`.
    pub(crate) fn entry(key: &str, value: &toml::Value) -> Self {
        let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let key = if plain { key.to_owned() } else { Self::string(key).0 };
        Self(format!("{key} = {value}"))
    }

    /// A line `key = value` that the generator itself writes.
    pub(crate) fn own(key: &'static str, value: &'static str) -> Self {
        Self(format!("{key} = {value}"))
    }

    /// A list of strings.
    pub(crate) fn strings(texts: &[String]) -> Self {
        Self(toml::Value::Array(texts.iter().map(|text| toml::Value::String(one_line(text))).collect()).to_string())
    }
}

impl fmt::Display for Toml {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_means_its_text() {
        for text in [
            "",
            "a\"b\\",
            "\u{202E}x\u{2028}",
            "line\nend\r\t\0",
            "\"; panic!(); //",
            "{}",
            "ü😀",
        ] {
            let source = literal(text).to_string();
            assert!(!source.chars().any(is_unsafe_in_source), "{source:?}");
            let parsed: syn::LitStr = syn::parse_str(&source).expect("a literal");
            assert_eq!(parsed.value(), text);
        }
    }

    #[test]
    fn toml_stays_in_its_value() {
        let text = "a\"\n[dependencies]\nevil = \"1\"";
        let document = format!("key = {}", Toml::string(text));
        let parsed: toml::Table = document.parse().expect("valid TOML");
        assert_eq!(parsed.len(), 1);
    }
}
