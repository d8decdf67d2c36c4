//! What the good answers of each operation come to: which of its media types is read, and whether all are alike.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Content, ContentKind, Method, Operation, Response, StatusSpec, StringFormat, Type};

use super::any_cause;
use super::unaliased;

/// The good answers of an operation.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Each good answer, in document order.
    pub cases: Vec<Case>,
    /// What they are together.
    pub shape: Shape,
    /// Events that are offered beside what is read otherwise.
    pub events: Option<Place>,
}

/// A good answer.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The response, by its position in the operation.
    pub response: usize,
    /// The media type that is read, by its position in the response.
    pub content: Option<usize>,
    /// How it is read.
    pub reading: Reading,
}

/// A media type of a response, both by position.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    /// The response.
    pub response: usize,
    /// The media type.
    pub content: usize,
}

/// How a body is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reading {
    /// There is none.
    Empty,
    /// As JSON, whole.
    Json,
    /// As text, whole.
    Text,
    /// As a form, whole.
    Form,
    /// As values in JSON, while they arrive.
    Lines,
    /// As bytes, while they arrive.
    Bytes,
    /// As server-sent events, while they arrive.
    Events,
}

/// What the good answers of an operation are together.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Shape {
    /// All have one type, or there is none.
    #[default]
    Single,
    /// They are JSON of one type, or empty.
    Optional,
    /// They have several types, told apart by the status.
    Several,
}

impl Answers {
    /// Response and media type of a case.
    pub fn of<'a>(&self, operation: &'a Operation, case: Case) -> Option<(&'a Response, Option<&'a Content>)> {
        let response = operation.responses.get(case.response)?;
        Some((response, case.content.and_then(|content| response.content.get(content))))
    }

    /// The first case with a body.
    pub fn first(&self) -> Option<Case> {
        self.cases.iter().find(|case| case.reading != Reading::Empty).copied()
    }

    /// The media types of good answers that are offered beside the one that is asked for, and whether they are read to
    /// the same type when they come. Events have a way of their own.
    pub fn others<'a>(&self, api: &Api, operation: &'a Operation) -> Vec<(&'a Content, bool)> {
        let mut others = Vec::new();
        for &case in &self.cases {
            // Where no media type is read, nobody expects one.
            let Some((response, Some(read))) = self.of(operation, case) else {
                continue;
            };
            for (index, content) in response.content.iter().enumerate() {
                let place = Place {
                    response: case.response,
                    content: index,
                };
                if case.content != Some(index) && Some(place) != self.events {
                    others.push((content, alike(api, read, content)));
                }
            }
        }
        others
    }
}

/// How a media type is read.
pub fn reading(content: &Content) -> Reading {
    match content.kind {
        ContentKind::Json => Reading::Json,
        ContentKind::Text => Reading::Text,
        ContentKind::EventStream => Reading::Events,
        ContentKind::JsonLines => Reading::Lines,
        ContentKind::Form if matches!(content.ty, Type::Named(_) | Type::Map(_)) => Reading::Form,
        ContentKind::Form | ContentKind::Multipart | ContentKind::Binary => Reading::Bytes,
    }
}

/// Finds what the answers of each operation come to, by operation.
pub fn answers(api: &Api) -> Vec<Answers> {
    api.operations
        .iter()
        .map(|operation| of_operation(api, operation))
        .collect()
}

fn of_operation(api: &Api, operation: &Operation) -> Answers {
    let cases: Vec<Case> = good(operation)
        .into_iter()
        .filter_map(|response| case(api, operation, response))
        .collect();
    let mut found = Answers {
        shape: Shape::Single,
        events: None,
        cases,
    };
    found.shape = shape(api, operation, &found);
    let is_read = |place: Place| {
        found
            .cases
            .iter()
            .any(|case| case.reading == Reading::Events && case.response == place.response)
    };
    let places = found.cases.iter().filter_map(|case| {
        let contents = &operation.responses.get(case.response)?.content;
        let content = contents
            .iter()
            .position(|content| content.kind == ContentKind::EventStream)?;
        Some(Place {
            response: case.response,
            content,
        })
    });
    let has_body = operation.method != Method::Head;
    found.events = places.into_iter().find(|&place| has_body && !is_read(place));
    found
}

/// The responses that are good: 2XX; the default where there is none of them; where a page is read that only leads
/// elsewhere, what that has.
fn good(operation: &Operation) -> Vec<usize> {
    let with = |wanted: fn(StatusSpec) -> bool| -> Vec<usize> {
        let responses = operation.responses.iter().enumerate();
        responses
            .filter(|(_, response)| wanted(response.status))
            .map(|(index, _)| index)
            .collect()
    };
    let mut good = with(StatusSpec::is_success);
    if good.is_empty() {
        good = with(|status| status == StatusSpec::Default);
    }
    if good.is_empty() && operation.method == Method::Get {
        good = with(StatusSpec::is_redirect);
        good.truncate(1);
    }
    good
}

fn case(api: &Api, operation: &Operation, index: usize) -> Option<Case> {
    let response = operation.responses.get(index)?;
    let content = match &operation.method {
        // An answer to HEAD never has a body, whatever GET would have.
        Method::Head => None,
        _ => preferred(api, response),
    };
    let content = content.filter(|_| !response.status.is_redirect());
    let reading = match content.and_then(|content| response.content.get(content)) {
        Some(content) => reading(content),
        None if response.status.is_redirect() => Reading::Bytes,
        None => Reading::Empty,
    };
    Some(Case {
        response: index,
        content,
        reading,
    })
}

/// The media type that is read: JSON, but for a mere string beside bytes, which are then what is meant; otherwise the
/// first that is no stream of events, if there is one.
fn preferred(api: &Api, response: &Response) -> Option<usize> {
    let find = |wanted: &dyn Fn(&Content) -> bool| response.content.iter().position(wanted);
    let json = find(&|content| content.kind == ContentKind::Json);
    let is_file =
        |content: &Content| content.kind == ContentKind::Binary && content.ty == Type::String(StringFormat::Binary);
    let is_bare = json.and_then(|json| response.content.get(json)).is_some_and(|content| {
        matches!(unaliased(api, &content.ty), Type::String(_)) || any_cause(api, &content.ty).is_some()
    });
    let file = if is_bare { find(&is_file) } else { None };
    file.or(json)
        .or_else(|| find(&|content| content.kind != ContentKind::EventStream))
        .or_else(|| find(&|_| true))
}

fn shape(api: &Api, operation: &Operation, found: &Answers) -> Shape {
    let contents: Vec<&Content> = found
        .cases
        .iter()
        .filter_map(|&case| found.of(operation, case)?.1)
        .collect();
    let Some((first, others)) = contents.split_first() else {
        return Shape::Single;
    };
    if others.iter().any(|other| !alike(api, first, other)) {
        return Shape::Several;
    }
    let has_empty = contents.len() < found.cases.len();
    match reading(first) {
        Reading::Json if has_empty => Shape::Optional,
        _ => Shape::Single,
    }
}

/// Whether two bodies are read to the same type.
fn alike(api: &Api, one: &Content, other: &Content) -> bool {
    if reading(one) != reading(other) {
        return false;
    }
    let (a, b) = (unaliased(api, &one.ty), unaliased(api, &other.ty));
    reading(one) == Reading::Bytes || a == b || matches!((a.non_null(), b.non_null()), (Type::Any(_), Type::Any(_)))
}

/// The type of error bodies, where all operations that say it agree on one.
pub fn error_body<'a>(api: &'a Api, answers: &[Answers]) -> Option<&'a Type> {
    let mut found: Option<&Type> = None;
    for (operation, answers) in api.operations.iter().zip(answers) {
        let good: Vec<_> = answers
            .cases
            .iter()
            .filter_map(|case| Some(operation.responses.get(case.response)?.status))
            .collect();
        for response in operation
            .responses
            .iter()
            .filter(|response| !good.contains(&response.status))
        {
            for content in response
                .content
                .iter()
                .filter(|content| content.kind == ContentKind::Json)
            {
                match found {
                    Some(other) if *other != content.ty => return None,
                    _ => found = Some(&content.ty),
                }
            }
        }
    }
    found.filter(|ty| matches!(ty, Type::Named(_)))
}

/// Says which media types are not read, each once.
pub(super) fn report(api: &Api, answers: &[Answers], diagnostics: &mut Diagnostics) {
    let mut said = HashSet::new();
    for (operation, found) in api.operations.iter().zip(answers) {
        for (content, is_read) in found.others(api, operation) {
            if !is_read && said.insert(content.media_type.as_ref()) {
                let message = format!(
                    "responses in `{}` are not decoded beside another media type, here and elsewhere",
                    content.media_type
                );
                diagnostics.push(Diagnostic::new(Code::UnreadMediaType, content.origin.clone(), message));
            }
        }
    }
}
