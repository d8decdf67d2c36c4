//! The text of references: splitting, decoding and joining. Knows nothing of documents.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Why a reference is not followed whatever is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Foreign {
    /// It has a scheme: `https:`, `file:`.
    Address,
    /// It starts at the root of the file system.
    Absolute,
    /// It leaves the root folder through `..`.
    Outside,
    /// Its escapes do not decode to text, or to characters that no path has.
    Malformed,
}

/// The part before the `#` and the part after it, both still encoded.
pub(super) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// Decodes `%41`.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, Foreign> {
    percent_decode_str(text).decode_utf8().map_err(|_| Foreign::Malformed)
}

/// Whether this is an absolute URI rather than a path.
pub(super) fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|character: char| character.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

/// The URI or path that a reference without fragment means, seen from `base`, which is a path below the root folder or
/// an absolute URI (from a `$id`). A path is decoded and without `.` and `..`.
pub(super) fn join(base: &str, reference: &str) -> Result<String, Foreign> {
    if has_scheme(reference) {
        return Ok(reference.to_owned());
    }
    if has_scheme(base) {
        return Ok(join_absolute(base, reference));
    }
    let reference = decode(reference)?;
    if reference.starts_with('/') {
        return Err(Foreign::Absolute);
    }
    if reference.contains(['\\', '\0']) {
        return Err(Foreign::Malformed);
    }
    let mut segments: Vec<&str> = base.split('/').collect();
    segments.pop();
    for segment in reference.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop().ok_or(Foreign::Outside)?;
            }
            name => segments.push(name),
        }
    }
    Ok(segments.join("/"))
}

/// RFC 3986, section 5.2, as far as identifiers of schemas need it.
fn join_absolute(base: &str, reference: &str) -> String {
    let scheme_end = base.find(':').map_or(0, |colon| colon + 1);
    let (scheme, rest) = base.split_at(scheme_end);
    let path_start = rest
        .strip_prefix("//")
        .map_or(0, |rest| 2 + rest.find('/').unwrap_or(rest.len()));
    let (authority, path) = rest.split_at(path_start);
    if reference.starts_with("//") {
        return format!("{scheme}{reference}");
    }
    if reference.starts_with('/') {
        return format!("{scheme}{authority}{reference}");
    }
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in reference.split('/') {
        match segment {
            "." => {}
            ".." if segments.len() > 1 => {
                segments.pop();
            }
            ".." => {}
            name => segments.push(name),
        }
    }
    let joined = segments.join("/");
    let slash = if joined.starts_with('/') || authority.is_empty() {
        ""
    } else {
        "/"
    };
    format!("{scheme}{authority}{slash}{joined}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_below_the_root() {
        assert_eq!(join("main.yaml", "a.yaml").as_deref(), Ok("a.yaml"));
        assert_eq!(join("x/main.yaml", "./../a%20b/./c.yaml").as_deref(), Ok("a b/c.yaml"));
        assert_eq!(join("x/main.yaml", "../../a.yaml"), Err(Foreign::Outside));
        assert_eq!(join("main.yaml", "..%2fa.yaml"), Err(Foreign::Outside));
        assert_eq!(join("main.yaml", "/etc/passwd"), Err(Foreign::Absolute));
        assert_eq!(join("main.yaml", "%2fetc/passwd"), Err(Foreign::Absolute));
        assert_eq!(join("main.yaml", "..\\a.yaml"), Err(Foreign::Malformed));
        assert_eq!(join("main.yaml", "%ff.yaml"), Err(Foreign::Malformed));
    }

    #[test]
    fn absolute_bases_join_as_in_rfc_3986() {
        assert_eq!(
            join("https://a.example/x/y.json", "z.json").as_deref(),
            Ok("https://a.example/x/z.json")
        );
        assert_eq!(
            join("https://a.example/x/y.json", "../../z.json").as_deref(),
            Ok("https://a.example/z.json")
        );
        assert_eq!(
            join("https://a.example", "z.json").as_deref(),
            Ok("https://a.example/z.json")
        );
        assert_eq!(
            join("https://a.example/x", "/z.json").as_deref(),
            Ok("https://a.example/z.json")
        );
        assert_eq!(
            join("main.yaml", "https://a.example/z").as_deref(),
            Ok("https://a.example/z")
        );
    }
}
