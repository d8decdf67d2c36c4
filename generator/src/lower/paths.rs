//! Paths: their text, the placeholders in it, a query that is part of them, and what no request can have.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::ir::{Param, ParamLocation, PathPiece, PathTemplate};
use crate::spec::Cursor;

use super::context::Context;

impl<'d> Context<'d, '_> {
    /// A path split at its placeholders; none where no request can have it.
    pub(super) fn path_template(&mut self, text: &str, at: &Cursor<'d>) -> Option<PathTemplate> {
        if !text.starts_with('/') {
            self.advise(
                Code::InvalidPath,
                at,
                format!("the path `{text}` does not start with a slash"),
                "start the path with `/`",
            );
            return None;
        }
        let sent = match text.split_once('#') {
            Some((path, _)) => {
                self.note(
                    Code::InvalidPath,
                    at,
                    "a fragment is never sent: it only tells this path from others",
                );
                path
            }
            None => text,
        };
        match split(sent) {
            Some(pieces) => Some(PathTemplate {
                text: text.to_owned(),
                pieces,
            }),
            None => {
                self.advise(
                    Code::InvalidPath,
                    at,
                    format!("the placeholders of the path `{text}` are not balanced"),
                    "write each placeholder as `{name}`",
                );
                None
            }
        }
    }

    /// The path with what is sent of it, and the path parameters put in its order; none where a placeholder has no
    /// parameter.
    pub(super) fn match_placeholders(
        &mut self,
        path: &PathTemplate,
        params: &mut Vec<Arc<Param>>,
        at: &Cursor<'d>,
    ) -> Option<PathTemplate> {
        let path = self.without_parameters_of_query(path, params, at)?;
        let mut placeholders: Vec<&str> = Vec::new();
        for piece in &path.pieces {
            match piece {
                PathPiece::Param(name) if !placeholders.contains(&name.as_str()) => placeholders.push(name),
                _ => {}
            }
        }
        let mut complete = true;
        for name in &placeholders {
            if !params.iter().any(|param| is_path(param) && param.name == *name) {
                complete = false;
                self.advise(
                    Code::UndeclaredPathParameter,
                    at,
                    format!(
                        "the placeholder `{{{name}}}` of the path `{}` has no parameter",
                        path.text
                    ),
                    "declare a parameter of this name with `in: path`",
                );
            }
        }
        params.retain(|param| {
            let used = !is_path(param) || placeholders.contains(&param.name.as_str());
            if !used {
                let message = format!(
                    "the path `{}` has no placeholder `{{{}}}`; the parameter is left out",
                    path.text, param.name
                );
                self.report(Code::UnusedPathParameter, at, message);
            }
            used
        });
        params.sort_by_key(|param| match is_path(param) {
            true => placeholders
                .iter()
                .position(|name| *name == param.name)
                .unwrap_or(usize::MAX),
            false => usize::MAX,
        });
        complete.then_some(path)
    }

    /// Whether the path has a value of its own for a parameter of the query, which is sent in its place.
    pub(super) fn is_given_by_path(&mut self, path: &PathTemplate, parameter: &Cursor<'d>) -> bool {
        let sent = path.sent();
        let query = split_query(&sent).1.unwrap_or_default();
        let (Some("query"), Some(name)) = (parameter.str("in"), parameter.str("name")) else {
            return false;
        };
        let mut fixed = query.split('&').filter(|pair| !pair.contains('{'));
        let Some(pair) = fixed.find(|pair| pair.split('=').next() == Some(name)) else {
            return false;
        };
        let message = format!("the path itself gives `{name}` a value: `{pair}`; the parameter is left out");
        self.note(Code::DuplicateParameter, parameter, message);
        true
    }

    /// A path with its query, but for what parameters of the query stand for.
    fn without_parameters_of_query(
        &mut self,
        path: &PathTemplate,
        params: &[Arc<Param>],
        at: &Cursor<'d>,
    ) -> Option<PathTemplate> {
        let sent = path.sent();
        let (start, query) = split_query(&sent);
        let mut kept: Vec<&str> = Vec::new();
        for pair in query
            .iter()
            .flat_map(|query| query.split('&'))
            .filter(|pair| !pair.is_empty())
        {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let whole = placeholder(value).or_else(|| placeholder(key));
            let names: Vec<&str> = whole.iter().flat_map(|names| names.split(',')).collect();
            let is_declared = |name: &str| params.iter().any(|param| is_query(param) && param.name == name);
            if pair.contains('{') {
                let given = !names.is_empty() && (is_declared(key) || names.iter().all(|name| is_declared(name)));
                if !given {
                    kept.push(pair);
                } else if !is_declared(key) && placeholder(value).is_some() {
                    let message =
                        format!("`{pair}` of the path is sent under the name of the parameter, not as `{key}`");
                    self.note(Code::InvalidPath, at, message);
                }
                continue;
            }
            kept.push(pair);
        }
        let sent = match kept.is_empty() {
            true => start.to_owned(),
            false => format!("{start}?{}", kept.join("&")),
        };
        Some(PathTemplate {
            text: path.text.clone(),
            pieces: split(&sent)?,
        })
    }
}

/// A path and its query, which may be an expression of RFC 6570: `{?one,two}`.
fn split_query(text: &str) -> (&str, Option<&str>) {
    match text.find(['?']) {
        Some(at) if text.get(..at).is_some_and(|before| before.ends_with('{')) => {
            let (before, after) = text.split_at(at.saturating_sub(1));
            (before, Some(after))
        }
        _ => match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        },
    }
}

/// The name in a text that is nothing but a placeholder; names, in an expression of RFC 6570.
fn placeholder(text: &str) -> Option<&str> {
    let name = text.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.strip_prefix(['?', '&']).unwrap_or(name)).filter(|name| !name.contains(['{', '}']))
}

fn is_query(param: &Param) -> bool {
    param.location == ParamLocation::Query
}

fn is_path(param: &Param) -> bool {
    param.location == ParamLocation::Path
}

/// Splits a path at its placeholders; none where braces are not balanced or a name is empty.
fn split(text: &str) -> Option<Vec<PathPiece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((literal, after)) = rest.split_once('{') {
        if literal.contains('}') {
            return None;
        }
        if !literal.is_empty() {
            pieces.push(PathPiece::Literal(literal.to_owned()));
        }
        let (name, after) = after.split_once('}')?;
        if name.is_empty() || name.contains('{') {
            return None;
        }
        pieces.push(PathPiece::Param(name.to_owned()));
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        pieces.push(PathPiece::Literal(rest.to_owned()));
    }
    Some(pieces)
}
