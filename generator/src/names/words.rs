//! Segmentation: a name of the description to words, and words to the cases of Rust.
//!
//! `heck` does the casing; what it cannot know is where the words are. Here `OAuth2Client` is `oauth2 client`,
//! `IPv6Address` is `ipv6 address`, `userIDs` is `user ids`, and `+1` is `plus 1`.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Words that are one word though their letters' case says otherwise. `codegen.toml` adds to them.
const BUILT_IN: &[&str] = &[
    "OAuth2", "OAuth", "IPv4", "IPv6", "IDs", "URLs", "URIs", "GraphQL", "GitHub", "GitLab", "DevOps", "macOS", "iOS",
    "YouTube", "LinkedIn", "WhatsApp", "PayPal", "WebRTC", "QoS", "DDoS", "IoT", "SaaS", "PaaS", "IaaS",
];

/// Names of signs, for names that have no letter or digit to go by, or that differ in a sign only.
const SIGNS: &[(char, &str)] = &[
    ('+', "plus"),
    ('-', "minus"),
    ('*', "star"),
    ('/', "slash"),
    ('\\', "backslash"),
    ('%', "percent"),
    ('=', "equal"),
    ('<', "less"),
    ('>', "greater"),
    ('!', "not"),
    ('?', "question"),
    ('&', "and"),
    ('|', "or"),
    ('@', "at"),
    ('#', "hash"),
    ('$', "dollar"),
    ('^', "caret"),
    ('~', "tilde"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semicolon"),
    ('_', "underscore"),
    (' ', "space"),
    ('(', "open"),
    (')', "close"),
    ('[', "open"),
    (']', "close"),
    ('{', "open"),
    ('}', "close"),
    ('"', "quote"),
    ('\'', "apostrophe"),
    ('`', "backtick"),
];

/// The words that a [`Words`] keeps together.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary {
    known: Vec<String>,
}

impl Dictionary {
    /// The built-in words and those of the configuration, longest first so that `OAuth2` wins over `OAuth`.
    pub(crate) fn new(configured: &[String]) -> Self {
        let mut known: Vec<String> = configured.to_vec();
        known.extend(BUILT_IN.iter().map(|&word| word.to_owned()));
        known.retain(|word| !word.is_empty());
        known.sort_by(|left, right| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
        known.dedup();
        Self { known }
    }

    /// Splits a name into words.
    pub(crate) fn words(&self, text: &str) -> Words {
        let ascii = deunicode::deunicode_with_tofu(text, " ");
        let mut words = Vec::new();
        if let Some(sign) = leading_sign(&ascii) {
            words.push(sign.to_owned());
        }
        for segment in ascii.split(|character: char| !character.is_ascii_alphanumeric()) {
            self.split_segment(segment, &mut words);
        }
        if words.is_empty() {
            words.extend(text.chars().take(8).filter_map(sign_name).map(str::to_owned));
        }
        Words {
            kept: kept_camel(text),
            words,
        }
    }

    fn split_segment(&self, segment: &str, words: &mut Vec<String>) {
        let shouting = !segment.bytes().any(|byte| byte.is_ascii_lowercase());
        let mut rest = segment;
        while !rest.is_empty() {
            let length = self.known_length(rest, shouting).unwrap_or_else(|| plain_length(rest));
            let (word, tail) = rest.split_at(length.clamp(1, rest.len()));
            words.push(word.to_ascii_lowercase());
            rest = tail;
        }
    }

    /// The length of a known word at the start of `rest`, if one ends there where a word may end.
    fn known_length(&self, rest: &str, shouting: bool) -> Option<usize> {
        let first = rest.as_bytes().first()?;
        let mut known = self.known.iter().filter(|word| {
            let start = word.as_bytes().first();
            start.is_some_and(|start| start.eq_ignore_ascii_case(first))
        });
        known.find_map(|word| {
            let head = rest.get(..word.len())?;
            let same = head == word || (shouting && head.eq_ignore_ascii_case(word));
            let next = rest.as_bytes().get(word.len());
            let ends = shouting || next.is_none_or(|byte| !byte.is_ascii_lowercase());
            (same && ends).then_some(word.len())
        })
    }
}

/// The length of the first word of an ASCII alphanumeric text by the case of its letters.
fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    let mut upper = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    if upper > 1 {
        // `URLs` and `APIsX`: the plural of an acronym belongs to it.
        if at(upper) == b's' && !at(upper + 1).is_ascii_lowercase() {
            return with_digits(bytes, upper + 1);
        }
        // `HTTPServer`: the last capital starts the next word.
        if at(upper).is_ascii_lowercase() {
            return upper - 1;
        }
        return with_digits(bytes, upper);
    }
    upper += bytes
        .iter()
        .skip(upper)
        .take_while(|byte| !byte.is_ascii_uppercase())
        .count();
    upper.max(1)
}

/// Digits after an acronym, and what is written small after them, belong to it: `SHA256sum`, `MP3`.
fn with_digits(bytes: &[u8], start: usize) -> usize {
    let digits = bytes
        .iter()
        .skip(start)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits == 0 {
        return start;
    }
    let small = bytes
        .iter()
        .skip(start + digits)
        .take_while(|byte| !byte.is_ascii_uppercase())
        .count();
    start + digits + small
}

/// The name of a sign before a number: `+1` and `-1` must not meet.
fn leading_sign(text: &str) -> Option<&'static str> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let next = characters.next()?;
    (matches!(first, '+' | '-') && next.is_ascii_alphanumeric())
        .then(|| sign_name(first))
        .flatten()
}

fn sign_name(character: char) -> Option<&'static str> {
    SIGNS.iter().find(|(sign, _)| *sign == character).map(|(_, name)| *name)
}

/// A name that is written in camel case already keeps its own casing as a type: `OAuthClient`, `IPv6Address`.
fn kept_camel(text: &str) -> Option<String> {
    let mut characters = text.chars();
    let first = characters.next().filter(char::is_ascii_alphabetic)?;
    let rest = characters.as_str();
    let camel = rest.chars().all(|character| character.is_ascii_alphanumeric())
        && rest.chars().any(|character| character.is_ascii_lowercase());
    camel.then(|| format!("{}{rest}", first.to_ascii_uppercase()))
}

/// A name as words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Words {
    kept: Option<String>,
    words: Vec<String>,
}

/// The longest identifier written; beyond it, the name is cut and a hash of the whole makes it its own.
const LONGEST: usize = 96;

impl Words {
    /// Words given one by one.
    pub(crate) fn of(words: &[&str]) -> Self {
        Self {
            kept: None,
            words: words.iter().map(|&word| word.to_owned()).collect(),
        }
    }

    /// These words and then others.
    #[must_use]
    pub(crate) fn then(&self, other: &Self) -> Self {
        let kept = Some(format!("{}{}", self.camel_text(), other.camel_text()));
        Self {
            kept,
            words: self.words.iter().chain(&other.words).cloned().collect(),
        }
    }

    /// Whether nothing is left to make an identifier of.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether the identifier made of it is cut.
    pub(crate) fn is_long(&self) -> bool {
        self.words.iter().map(|word| word.len() + 1).sum::<usize>() > LONGEST
    }

    fn camel_text(&self) -> String {
        self.kept
            .clone()
            .unwrap_or_else(|| self.words.join("_").to_upper_camel_case())
    }

    /// `UpperCamelCase`, for types and variants.
    pub(crate) fn camel(&self) -> String {
        shortened(self.camel_text(), "N", "Empty", "")
    }

    /// `snake_case`, for fields, methods, parameters and modules.
    pub(crate) fn snake(&self) -> String {
        shortened(self.words.join("_").to_snake_case(), "n", "empty", "_")
    }

    /// `SHOUTY_SNAKE_CASE`, for constants.
    pub(crate) fn shouty(&self) -> String {
        shortened(self.words.join("_").to_shouty_snake_case(), "N", "EMPTY", "_")
    }
}

/// Makes a cased text an identifier: something to stand before a digit, something for nothing, and an end.
fn shortened(text: String, digit: &str, empty: &str, joint: &str) -> String {
    let text = match text.chars().next() {
        None => return empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{digit}{text}"),
        Some(_) => text,
    };
    match text.get(..LONGEST) {
        Some(head) if text.len() > LONGEST => {
            use sha2::{Digest, Sha256};
            let hash = Sha256::digest(text.as_bytes());
            let tail: String = hash.iter().take(4).map(|byte| format!("{byte:02X}")).collect();
            let snake = !joint.is_empty() && text.bytes().any(|byte| byte.is_ascii_lowercase());
            let tail = if snake { tail.to_lowercase() } else { tail };
            format!("{}{joint}{tail}", head.trim_end_matches('_'))
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snake(text: &str) -> String {
        Dictionary::new(&["SAML2".to_owned(), "BEARER".to_owned()])
            .words(text)
            .snake()
    }

    fn camel(text: &str) -> String {
        Dictionary::new(&["SAML2".to_owned(), "BEARER".to_owned()])
            .words(text)
            .camel()
    }

    #[test]
    fn words_are_found() {
        for (text, expected) in [
            ("OAuth2Client", "oauth2_client"),
            ("OAuthClient", "oauth_client"),
            ("getOauthClient", "get_oauth_client"),
            ("IPv6Address", "ipv6_address"),
            ("userIDs", "user_ids"),
            ("HTTPServer", "http_server"),
            ("accessTokenValiditySeconds", "access_token_validity_seconds"),
            ("SAML2BEARER", "saml2_bearer"),
            ("status200", "status200"),
            ("+1", "plus_1"),
            ("-1", "minus_1"),
            ("repos/get-content", "repos_get_content"),
            ("2fa", "n2fa"),
            ("", "empty"),
            (">=", "greater_equal"),
            ("größe", "grosse"),
            ("APIs", "apis"),
            ("sha256Sum", "sha256_sum"),
        ] {
            assert_eq!(snake(text), expected, "{text}");
        }
    }

    #[test]
    fn types_keep_their_casing() {
        for (text, expected) in [
            ("OAuthClientRequest", "OAuthClientRequest"),
            ("oauth_client", "OauthClient"),
            ("SAML2BEARER", "Saml2Bearer"),
            ("CLIENT_CREDENTIALS", "ClientCredentials"),
            ("getOauthClient", "GetOauthClient"),
            ("URL", "Url"),
            ("v1.Pod", "V1Pod"),
        ] {
            assert_eq!(camel(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_stays_its_own() {
        let (left, right) = (format!("{}a", "x".repeat(300)), format!("{}b", "x".repeat(300)));
        assert!(snake(&left).len() < 120);
        assert_ne!(snake(&left), snake(&right));
    }
}
