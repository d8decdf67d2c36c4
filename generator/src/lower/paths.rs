//! Paths: their placeholders and the parameters that stand for them, a query that is part of them, and the text that no
//! request can have.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::hash::{HashMap, HashSet};
use crate::ir::{Param, ParamLocation, PathPiece, PathTemplate};
use crate::spec::Cursor;

use super::context::Context;
use super::template::{Expression, Operator, Part, Template};

/// The path of an operation, with what it says of parameters.
#[derive(Debug)]
pub(super) struct Layout {
    text: String,
    pieces: Vec<Piece>,
    /// Placeholders of expressions that are the query: `{?one,two}`.
    query: Vec<Slot>,
    /// Pairs of the path's query without a placeholder, by name.
    fixed: Vec<(String, String)>,
    /// Placeholders in a fragment.
    unsent: Vec<String>,
    /// The piece of each placeholder, by name; the first of several.
    places: HashMap<String, usize>,
}

#[derive(Debug)]
enum Piece {
    Literal(String),
    Slot(Slot),
}

/// A placeholder.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) operator: Operator,
    pub(super) explode: bool,
}

impl Layout {
    /// The placeholders in the path and in its literal query.
    fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(slot),
            Piece::Literal(_) => None,
        })
    }

    /// The placeholder of a parameter of the path.
    pub(super) fn slot(&self, name: &str) -> Option<&Slot> {
        match self.pieces.get(*self.places.get(name)?)? {
            Piece::Slot(slot) => Some(slot),
            Piece::Literal(_) => None,
        }
    }

    /// The placeholder of a parameter that an expression puts into the query.
    pub(super) fn query_slot(&self, name: &str) -> Option<&Slot> {
        self.query.iter().find(|slot| slot.name == name)
    }
}

impl<'d> Context<'d, '_> {
    /// A path split at its placeholders; none where no request can have it.
    pub(super) fn path_template(&mut self, text: &str, at: &Cursor<'d>) -> Option<Template> {
        let mut sent = text.to_owned();
        if !text.starts_with('/') {
            sent.insert(0, '/');
            self.advise(
                Code::InvalidPath,
                at,
                format!("the path `{text}` does not start with `/`; it is sent as `{sent}`"),
                "start the path with `/`",
            );
        }
        let template = Template::parse(text, &sent);
        if template.is_none() {
            self.advise(
                Code::InvalidPath,
                at,
                format!("the braces in the path `{text}` are not balanced"),
                "write each placeholder as `{name}`",
            );
        }
        template
    }

    /// The path as an operation with these parameters has it.
    pub(super) fn layout(&mut self, template: &Template, parameters: &[Cursor<'d>], item: &Cursor<'d>) -> Layout {
        let mut layout = Layout {
            text: template.text.clone(),
            pieces: Vec::new(),
            query: Vec::new(),
            fixed: Vec::new(),
            unsent: Vec::new(),
            places: HashMap::default(),
        };
        let names: HashSet<&str> = parameters.iter().filter_map(|one| one.str("name")).collect();
        let is_declared = |name: &str| names.contains(name);
        let mut in_fragment = false;
        for part in &template.parts {
            match part {
                Part::Literal(_) if in_fragment => {}
                Part::Literal(text) => match text.split_once('#') {
                    Some((before, _)) => {
                        push_literal(&mut layout.pieces, before);
                        in_fragment = true;
                    }
                    None => push_literal(&mut layout.pieces, text),
                },
                Part::Expression(text) => {
                    let expression = Expression::parse(text, is_declared);
                    in_fragment |= expression.operator == Operator::Fragment;
                    self.report_expression(text, &expression, item);
                    add_expression(&mut layout, &expression, in_fragment);
                }
            }
        }
        if in_fragment {
            let message = "the fragment of this path is not sent; it only distinguishes operations";
            self.note(Code::InvalidPath, item, message);
        }
        self.take_out_query(&mut layout, parameters, item);
        self.find_slots(&mut layout, item);
        layout
    }

    /// Notes the place of each placeholder.
    fn find_slots(&mut self, layout: &mut Layout, item: &Cursor<'d>) {
        for (index, piece) in layout.pieces.iter().enumerate() {
            let Piece::Slot(slot) = piece else { continue };
            let first = *layout.places.entry(slot.name.clone()).or_insert(index);
            if matches!(layout.pieces.get(first), Some(Piece::Slot(first)) if first != slot) {
                let message = format!("the path writes `{}` in two ways; the first one counts", slot.name);
                self.report(Code::InvalidPath, item, message);
            }
        }
    }

    /// Says what of an expression is not expressed.
    fn report_expression(&mut self, text: &str, expression: &Expression<'_>, item: &Cursor<'d>) {
        if let Operator::Unknown(operator) = expression.operator {
            let message = format!("`{operator}` in `{{{text}}}` is an unknown operator; the value is sent encoded");
            let help =
                "write `{name}`, or an operator of RFC 6570: `{+name}`, `{/name}`, `{.name}`, `{;name}`, `{?name}`";
            self.advise(Code::InvalidPath, item, message, help);
        }
        for variable in expression
            .variables
            .iter()
            .filter(|variable| !variable.modifier.is_empty())
        {
            let name = variable.name;
            let (message, help) = match variable.has_prefix() {
                true => (
                    format!("`{{{text}}}` asks for the first characters of `{name}`; the value is sent as it is given"),
                    "give the call the part of the value that is to be sent",
                ),
                false => (
                    format!(
                        "`{}` in `{{{text}}}` is not part of a name; the placeholder is `{name}`",
                        variable.modifier
                    ),
                    "write `{name}`, and limits on the value in the schema of its parameter",
                ),
            };
            self.advise(Code::InvalidPath, item, message, help);
        }
    }

    /// Takes those pairs out of the path's own query that parameters of the query stand for.
    fn take_out_query(&mut self, layout: &mut Layout, parameters: &[Cursor<'d>], item: &Cursor<'d>) {
        let of_query = parameters.iter().filter(|one| one.str("in") == Some("query"));
        let names: HashSet<&str> = of_query.filter_map(|one| one.str("name")).collect();
        let is_declared = |name: &str| names.contains(name);
        let (start, pairs) = split_query(std::mem::take(&mut layout.pieces));
        layout.pieces = start;
        let mut separator = "?";
        for pair in pairs {
            let (key, names) = named(&pair);
            let stands_alone = !names.is_empty();
            if stands_alone && (is_declared(key) || names.iter().all(|name| is_declared(name))) {
                if !key.is_empty() && !is_declared(key) {
                    let pair = shown(&pair);
                    let message =
                        format!("`{pair}` of the path is sent under the name of the parameter, not as `{key}`");
                    self.note(Code::InvalidPath, item, message);
                }
                continue;
            }
            if let [Piece::Literal(text)] = pair.as_slice() {
                let key = text.split('=').next().unwrap_or_default();
                layout.fixed.push((key.to_owned(), text.clone()));
            }
            push_literal(&mut layout.pieces, separator);
            separator = "&";
            for piece in pair {
                match piece {
                    Piece::Literal(text) => push_literal(&mut layout.pieces, &text),
                    slot @ Piece::Slot(_) => layout.pieces.push(slot),
                }
            }
        }
    }

    /// Returns `true` if the path has a value of its own for a parameter of the query, which is sent in its place.
    pub(super) fn is_given_by_path(&mut self, layout: &Layout, parameter: &Cursor<'d>) -> bool {
        let (Some("query"), Some(name)) = (parameter.str("in"), parameter.str("name")) else {
            return false;
        };
        let Some((_, pair)) = layout.fixed.iter().find(|(key, _)| key == name) else {
            return false;
        };
        let message = format!("the path contains `{pair}`, so the parameter `{name}` is left out");
        let help = "nothing needs to be done: the path has the value; remove the parameter, or the value";
        self.advise_note(Code::DuplicateParameter, parameter, message, help);
        true
    }

    /// The path as it is sent, with its parameters put in its order. A placeholder without a parameter gets one.
    pub(super) fn fit_parameters(
        &mut self,
        layout: &Layout,
        params: &mut Vec<Arc<Param>>,
        at: &Cursor<'d>,
    ) -> PathTemplate {
        let names = |params: &[Arc<Param>], location: ParamLocation| -> HashSet<String> {
            let found = params.iter().filter(|param| param.location == location);
            found.map(|param| param.name.clone()).collect()
        };
        let mut known = names(params, ParamLocation::Path);
        for slot in layout.slots() {
            if known.insert(slot.name.clone()) {
                let message = format!(
                    "the placeholder `{{{}}}` of the path `{}` has no parameter; it is taken as a required string",
                    slot.name, layout.text
                );
                let help = "declare a parameter of this name with `in: path`";
                self.advise(Code::UndeclaredPathParameter, at, message, help);
                params.push(self.undeclared(slot, ParamLocation::Path, at));
            }
        }
        let mut known = names(params, ParamLocation::Query);
        for slot in &layout.query {
            if known.insert(slot.name.clone()) {
                let message = format!(
                    "`{}` in the query of the path `{}` has no parameter; it is taken as an optional string",
                    slot.name, layout.text
                );
                let help = "declare a parameter of this name with `in: query`";
                self.advise(Code::UndeclaredPathParameter, at, message, help);
                params.push(self.undeclared(slot, ParamLocation::Query, at));
            }
        }
        params.retain(|param| {
            let used = !is_path(param) || layout.slot(&param.name).is_some();
            if !used && !layout.unsent.contains(&param.name) {
                let message = format!(
                    "the path `{}` has no placeholder `{{{}}}`; the parameter is left out",
                    layout.text, param.name
                );
                self.report(Code::UnusedPathParameter, at, message);
            }
            used
        });
        params.sort_by_key(|param| {
            let place = layout.places.get(&param.name).filter(|_| is_path(param));
            place.copied().unwrap_or(usize::MAX)
        });
        let of_path = params.iter().filter(|param| is_path(param) && param.required);
        let required: HashSet<&str> = of_path.map(|param| param.name.as_str()).collect();
        let pieces = layout.pieces.iter().map(|piece| piece_of(piece, &required)).collect();
        PathTemplate {
            text: layout.text.clone(),
            pieces,
        }
    }
}

/// A piece of the path that is sent.
fn piece_of(piece: &Piece, required: &HashSet<&str>) -> PathPiece {
    match piece {
        Piece::Literal(text) => PathPiece::Literal(text.clone()),
        Piece::Slot(Slot { name, operator, .. }) => match operator.vanishing() {
            Some(operator) if !required.contains(name.as_str()) => PathPiece::Optional(operator, name.clone()),
            _ => PathPiece::Param(name.clone()),
        },
    }
}

fn add_expression(layout: &mut Layout, expression: &Expression<'_>, in_fragment: bool) {
    for (index, variable) in expression.variables.iter().enumerate() {
        let slot = Slot {
            name: variable.name.to_owned(),
            operator: expression.operator,
            explode: variable.explode,
        };
        if in_fragment {
            layout.unsent.push(slot.name);
        } else if expression.operator == Operator::Query {
            layout.query.push(slot);
        } else {
            if index > 0 && expression.operator.vanishing().is_none() {
                push_literal(&mut layout.pieces, ",");
            }
            layout.pieces.push(Piece::Slot(slot));
        }
    }
}

/// The pieces of a path, and the pairs of its query.
fn split_query(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Vec<Piece>>) {
    let mut start = Vec::new();
    let mut pairs: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match (piece, pairs.last_mut()) {
            (Piece::Literal(text), None) => match text.split_once('?') {
                Some((path, query)) => {
                    push_literal(&mut start, path);
                    pairs.push(Vec::new());
                    push_pairs(&mut pairs, query);
                }
                None => push_literal(&mut start, &text),
            },
            (Piece::Literal(text), Some(_)) => push_pairs(&mut pairs, &text),
            (slot, None) => start.push(slot),
            (slot, Some(pair)) => pair.push(slot),
        }
    }
    pairs.retain(|pair| !pair.is_empty());
    (start, pairs)
}

/// Adds text of a query to its pairs.
fn push_pairs(pairs: &mut Vec<Vec<Piece>>, text: &str) {
    for (index, part) in text.split('&').enumerate() {
        if index > 0 {
            pairs.push(Vec::new());
        }
        if let Some(pair) = pairs.last_mut() {
            push_literal(pair, part);
        }
    }
}

/// The key of a pair and the names of its placeholders; no names if the value is more than placeholders.
fn named(pair: &[Piece]) -> (&str, Vec<&str>) {
    let (key, value) = match pair.split_first() {
        Some((Piece::Literal(text), value)) => match text.strip_suffix('=') {
            Some(key) => (key, value),
            None => return ("", Vec::new()),
        },
        _ => ("", pair),
    };
    let mut names = Vec::new();
    for piece in value {
        match piece {
            Piece::Slot(slot) => names.push(slot.name.as_str()),
            Piece::Literal(text) if text == "," => {}
            Piece::Literal(_) => return (key, Vec::new()),
        }
    }
    (key, names)
}

/// A pair of a query as the path has it.
fn shown(pair: &[Piece]) -> String {
    let pieces = pair.iter().map(|piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Slot(slot) => format!("{{{}}}", slot.name),
    });
    pieces.collect()
}

fn push_literal(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Literal(before)) => before.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    }
}

fn is_path(param: &Param) -> bool {
    param.location == ParamLocation::Path
}
