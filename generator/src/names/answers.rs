//! Names of answers: the enum of an operation that answers with several types, and constants of headers.

use super::claim::{Claimer, source};
use super::ident::{ConstIdent, TypeIdent, VariantIdent};
use super::lock::HEADERS;
use super::scope::{Claim, Scope};
use super::table::AnswerNames;
use crate::analyze::{Answers, Header, Shape};
use crate::ir::{IntegerFormat, Operation, ParamStyle, StatusSpec, Type};

impl Claimer<'_> {
    /// The enum of answers of each operation that needs one, in the scope of its call.
    pub(super) fn answers(
        &self,
        scope: &mut Scope,
        operations: &[(&Operation, &Answers, &str)],
    ) -> Vec<Option<AnswerNames>> {
        let needed = |found: &Answers| found.shape == Shape::Several;
        let claims: Vec<Claim> = operations
            .iter()
            .filter(|(_, found, _)| needed(found))
            .map(|(_, _, call)| Claim {
                source: (*call).to_owned(),
                candidates: vec![format!("{call}Answer"), format!("{call}CallAnswer")],
            })
            .collect();
        let mut idents = scope.claim_all(&claims).into_iter();
        let mut names = |(operation, found, _): &(&Operation, &Answers, &str)| {
            let ident = if needed(found) { idents.next() } else { None }?;
            Some(AnswerNames {
                ident: TypeIdent::claimed(ident),
                variants: variants(operation, found),
            })
        };
        operations.iter().map(&mut names).collect()
    }

    /// The constants of headers.
    pub(super) fn headers(&self, headers: &[Header]) -> Vec<ConstIdent> {
        let claim = |header: &Header| {
            let shouty = self.dictionary.words(&header.name).shouty();
            let kind = kind(header);
            Claim {
                source: format!("{} {kind}", header.name.to_ascii_lowercase()),
                candidates: vec![shouty.clone(), format!("{shouty}_{kind}")],
            }
        };
        let claims: Vec<Claim> = headers.iter().map(claim).collect();
        let names = self.settle(&mut Scope::new(&[]), HEADERS, &claims, |index| source(&claims, index));
        names.into_iter().map(ConstIdent::claimed).collect()
    }
}

fn variants(operation: &Operation, found: &Answers) -> Vec<VariantIdent> {
    let claims: Vec<Claim> = found
        .cases
        .iter()
        .filter_map(|case| operation.responses.get(case.response))
        .map(|response| {
            let name = status_name(response.status);
            Claim {
                source: name.clone(),
                candidates: vec![name],
            }
        })
        .collect();
    Scope::new(&["Other"])
        .claim_all(&claims)
        .into_iter()
        .map(VariantIdent::claimed)
        .collect()
}

/// What HTTP calls a status.
fn status_name(status: StatusSpec) -> String {
    let name = match status {
        StatusSpec::Code(200) => "Ok",
        StatusSpec::Code(201) => "Created",
        StatusSpec::Code(202) => "Accepted",
        StatusSpec::Code(203) => "NonAuthoritative",
        StatusSpec::Code(204) => "NoContent",
        StatusSpec::Code(205) => "ResetContent",
        StatusSpec::Code(206) => "PartialContent",
        StatusSpec::Code(207) => "MultiStatus",
        StatusSpec::Code(208) => "AlreadyReported",
        StatusSpec::Code(226) => "ImUsed",
        StatusSpec::Code(code) => return format!("Status{code}"),
        StatusSpec::Range(_) => "Success",
        StatusSpec::Default => "Default",
    };
    name.to_owned()
}

/// A word for the type of a header, that tells two of one name apart.
fn kind(header: &Header) -> &'static str {
    match header.style {
        ParamStyle::PipeDelimited => return "PIPES",
        ParamStyle::SpaceDelimited => return "SPACES",
        ParamStyle::TabDelimited => return "TABS",
        _ => {}
    }
    match header.ty {
        Type::Boolean => "FLAG",
        Type::Integer(IntegerFormat::I64 | IntegerFormat::U64) => "LONG",
        Type::Integer(_) => "INTEGER",
        Type::Number(_) => "NUMBER",
        Type::String(_) => "TEXT",
        Type::Array(_) => "LIST",
        _ => "VALUE",
    }
}
