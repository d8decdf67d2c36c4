//! Paths: their text, the placeholders in it, and what no request can have.

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

    /// Puts path parameters in the order of the path. False where a placeholder has no parameter.
    pub(super) fn match_placeholders(&mut self, path: &PathTemplate, params: &mut Vec<Param>, at: &Cursor<'d>) -> bool {
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
        complete
    }
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
