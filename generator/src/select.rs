//! `[select]`: which operations are generated. Decided on the document, before anything is made of an operation, so that
//! one that is left out costs nothing and nothing is said about it.

use std::collections::HashSet;

use crate::config::{Config, Patterns};
use crate::diagnostic::{Code, Diagnostics};
use crate::spec::{Cursor, Documents, Node};

/// The methods that an operation may have, as documents write them. Others stand below [`ADDITIONAL`].
pub const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The operations of a path with other methods, by method (3.2).
pub const ADDITIONAL: &str = "additionalOperations";

/// An operation as the document declares it, whether it can be expressed or not.
#[derive(Clone, Debug)]
pub struct Declared<'d> {
    /// The path.
    pub path: &'d str,
    /// The method, as the document writes it.
    pub method: &'d str,
    /// The Operation Object, after references.
    pub at: Cursor<'d>,
}

/// The operations that are selected.
#[derive(Debug)]
pub struct Selection<'d> {
    /// The operations, in document order.
    pub operations: Vec<Declared<'d>>,
    keys: HashSet<(&'d str, &'d str)>,
    paths: HashSet<&'d str>,
    tags: HashSet<&'d str>,
    schemes: HashSet<&'d str>,
}

impl Selection<'_> {
    /// Whether an operation is selected.
    pub fn has(&self, path: &str, method: &str) -> bool {
        self.keys.contains(&(path, method))
    }

    /// Returns `true` if an operation of the path is selected.
    pub fn has_path(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether a selected operation has the tag.
    pub fn has_tag(&self, name: &str) -> bool {
        self.tags.contains(name)
    }

    /// Whether a selected operation, or the document for all, names the security scheme.
    pub fn has_scheme(&self, name: &str) -> bool {
        self.schemes.contains(name)
    }
}

/// All operations below `paths`, in document order.
pub fn declared(docs: &Documents) -> Vec<Declared<'_>> {
    let mut ignored = Diagnostics::default();
    let mut all = Vec::new();
    for (path, item) in docs.root().get("paths").iter().flat_map(Cursor::entries) {
        let target = item.str("$ref").and_then(|_| docs.resolve(&item, &mut ignored));
        for item in target.iter().chain([&item]) {
            let own = item.entries().filter(|(key, _)| METHODS.contains(key));
            let additional = item.get(ADDITIONAL);
            for (method, at) in own.chain(additional.iter().flat_map(Cursor::entries)) {
                let at = docs.resolve(&at, &mut ignored).unwrap_or(at);
                all.push(Declared { path, method, at });
            }
        }
    }
    all
}

/// Finds what is selected; none where the configuration selects nothing, which means everything. A pattern that no
/// operation has to do with is an error: what it was written for would silently be missing.
pub fn select<'d>(docs: &'d Documents, config: &Config, diagnostics: &mut Diagnostics) -> Option<Selection<'d>> {
    let select = &config.select;
    if select.is_empty() {
        return None;
    }
    let all = declared(docs);
    let only = select.only();
    for (patterns, table) in [(&only, "select"), (&select.exclude, "select.exclude")] {
        report_unmatched(docs, config, (table, patterns), &all, diagnostics);
    }
    let is_selected = |operation: &Declared<'_>| {
        (only.is_empty() || matches(&only, operation)) && !matches(&select.exclude, operation)
    };
    let operations: Vec<Declared<'d>> = all.into_iter().filter(is_selected).collect();
    let root = docs.root();
    let of_operations = operations.iter().flat_map(|operation| schemes(&operation.at));
    Some(Selection {
        keys: operations
            .iter()
            .map(|operation| (operation.path, operation.method))
            .collect(),
        paths: operations.iter().map(|operation| operation.path).collect(),
        tags: operations.iter().flat_map(tags).collect(),
        schemes: of_operations.chain(schemes(&root)).collect(),
        operations,
    })
}

/// The tags of an operation.
fn tags<'d>(operation: &Declared<'d>) -> Vec<&'d str> {
    let list = operation.at.node.get("tags").and_then(Node::as_array);
    let names = list.unwrap_or_default().iter().filter_map(Node::as_str);
    names.map(str::trim).collect()
}

/// The security schemes that `security` names.
fn schemes<'d>(at: &Cursor<'d>) -> Vec<&'d str> {
    let alternatives = at.get("security").into_iter().flat_map(|list| list.items());
    alternatives
        .flat_map(|alternative| alternative.entries())
        .map(|(name, _)| name)
        .collect()
}

/// What an operation can be selected by, one kind after the other.
fn subjects<'d>(operation: &Declared<'d>) -> [Vec<&'d str>; 3] {
    let id = operation.at.str("operationId").into_iter().collect();
    [tags(operation), vec![operation.path], id]
}

fn matches(patterns: &Patterns, operation: &Declared<'_>) -> bool {
    let all = patterns.kinds().into_iter().zip(subjects(operation));
    all.into_iter().any(|((_, patterns), subjects)| {
        let is_one = |pattern: &String| subjects.iter().any(|subject| is_match(pattern, subject));
        patterns.iter().any(is_one)
    })
}

/// Reports the patterns of a table of the configuration that match nothing.
fn report_unmatched(
    docs: &Documents,
    config: &Config,
    (table, patterns): (&str, &Patterns),
    all: &[Declared<'_>],
    diagnostics: &mut Diagnostics,
) {
    let file = docs.file_path(docs.root().file);
    for (kind, (key, patterns)) in patterns.kinds().into_iter().enumerate() {
        if patterns.is_empty() {
            continue;
        }
        let mut known: Vec<&str> = Vec::new();
        let mut met = HashSet::new();
        for operation in all {
            let subjects = subjects(operation).into_iter().nth(kind).unwrap_or_default();
            known.extend(subjects.into_iter().filter(|subject| met.insert(*subject)));
        }
        for (index, pattern) in patterns.iter().enumerate() {
            if !known.iter().any(|subject| is_match(pattern, subject)) {
                let message = format!("`{pattern}` in `{key}` of `[{table}]` matches nothing in `{file}`");
                let index = index.to_string();
                let path: Vec<&str> = table.split('.').chain([key, &index]).collect();
                let found = config.diagnostic(Code::UnmatchedSelection, &path, message);
                let plain = pattern.replace(['*', '?'], "");
                diagnostics.push(found.did_you_mean(&plain, known.iter().copied()));
            }
        }
    }
}

/// Whether a text is what a pattern says: `*` stands for any characters, slashes included, and `?` for one.
fn is_match(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // Where to go on when what follows the last `*` turns out not to fit.
    let mut retry = None;
    loop {
        let (before, rest) = (pattern.clone(), text.clone());
        match (pattern.next(), text.next()) {
            (Some('*'), _) => {
                text = rest.clone();
                retry = Some((before, rest));
            }
            (None, None) => return true,
            (Some(sign), Some(one)) if sign == '?' || sign == one => {}
            _ => {
                let Some((star, mut from)) = retry.take() else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                (pattern, text) = (star, from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_match;

    #[test]
    fn patterns() {
        for (pattern, text) in [
            ("/a", "/a"),
            ("/a*", "/a"),
            ("/a*", "/a/{id}/b"),
            ("*/b", "/a/{id}/b"),
            ("/a/?/*c", "/a/b/xcxc"),
            ("*", ""),
            ("**é", "aé"),
        ] {
            assert!(is_match(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("/a", "/A"),
            ("/a", "/ab"),
            ("/ab", "/a"),
            ("*/b", "/a/{id}/bc"),
            ("a?", "a"),
            ("*a*b", "bac"),
            ("", "a"),
        ] {
            assert!(!is_match(pattern, text), "{pattern} {text}");
        }
    }
}
