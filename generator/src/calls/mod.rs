//! A call of each operation as a program that uses the generated crate writes it, with values that the description allows:
//! what is needed to hold the crate against a server that knows the same description.

mod given;

pub use given::{GivenCalls, Parameter, PartContent, PartValue, Payload, PayloadContent, Request, given_calls};

use crate::analyze::analyze;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Operation, StatusSpec};
use crate::lower::lower;
use crate::names::{Names, package_name};
use crate::render::Context;
use crate::render::api::{arguments, example_call, operation_id};
use crate::spec::{Documents, Limits, Source};

/// A call of an operation.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation's name, as its errors and spans have it.
    pub operation: String,
    /// A block of Rust that makes the call on a `client` and does not send it, with `api` and `models` in scope; or why
    /// there is none.
    pub block: Result<String, &'static str>,
    /// The statuses of the errors that the description lists one by one.
    pub errors: Vec<u16>,
    /// Whether it has to be authenticated.
    pub is_secured: bool,
    /// The status that a good call is answered with where the description has no success for it, so that to the crate it
    /// is an error: that of a protocol that follows, for instance.
    pub odd_status: Option<u16>,
}

/// Makes a call of each operation. Names are those of the crate that [`generate`](crate::generate) makes of the same source
/// and configuration; what there is to say about the description is said there. `None` where it cannot be read.
pub fn calls(source: &Source<'_>, config: &Config) -> Option<Vec<Call>> {
    with_context(source, config, |context, found| {
        let contradicts = |operation: &Operation| {
            let at = |diagnostic: &Diagnostic| diagnostic.origin == operation.origin;
            let mut of_it = found.iter().filter(|diagnostic| at(diagnostic));
            of_it.any(|diagnostic| diagnostic.code == Code::UnusedPathParameter)
        };
        let mut calls = Vec::new();
        for group in &context.names.groups {
            for (operation, names) in group.operations.iter().filter_map(|&id| context.operation(id)) {
                let call = example_call(group, names, &arguments(context, group, operation, names));
                let (lets, expression) = (call.lets, call.call);
                let block = quote::quote!({ #(#lets)* #expression }).to_string();
                calls.push(Call {
                    operation: operation_id(operation),
                    block: match (call.parameters.is_empty(), contradicts(operation)) {
                        (true, false) => Ok(block),
                        (false, _) => Err("an argument has no short value"),
                        (_, true) => Err("the description wants a part of the path that the path does not have"),
                    },
                    errors: errors(operation),
                    is_secured: is_secured(operation),
                    odd_status: odd_status(operation),
                });
            }
        }
        calls
    })
}

/// Runs `make` with the names of the crate that is generated from a description, and the diagnostics about it.
fn with_context<T>(
    source: &Source<'_>,
    config: &Config,
    make: impl FnOnce(&Context<'_>, &[Diagnostic]) -> T,
) -> Option<T> {
    let mut found = Diagnostics::default();
    let documents = Documents::load(source, &Limits::default(), &mut found)?;
    let api = lower(&documents, config, &mut found);
    let analysis = analyze(&api, config);
    let names = Names::claim(&api, &analysis, config, &mut found);
    let package = package_name(config, &api.info.title, &mut found);
    let context = Context {
        api: &api,
        names: &names,
        analysis: &analysis,
        config,
        package: &package,
    };
    let found = found.into_sorted();
    Some(make(&context, &found))
}

fn errors(operation: &Operation) -> Vec<u16> {
    let statuses = operation.responses.iter().filter_map(|response| match response.status {
        StatusSpec::Code(status @ 400..) => Some(status),
        _ => None,
    });
    statuses.collect()
}

fn odd_status(operation: &Operation) -> Option<u16> {
    let mut statuses = operation.responses.iter().map(|response| response.status);
    let is_good = |status| {
        matches!(
            status,
            StatusSpec::Code(200..300) | StatusSpec::Range(2) | StatusSpec::Default
        )
    };
    if statuses.clone().any(is_good) {
        return None;
    }
    statuses.find_map(|status| match status {
        StatusSpec::Code(status @ ..400) => Some(status),
        _ => None,
    })
}

/// Whether no alternative does without credentials.
fn is_secured(operation: &Operation) -> bool {
    let mut alternatives = operation.security.iter();
    !operation.security.is_empty() && alternatives.all(|alternative| !alternative.schemes.is_empty())
}
