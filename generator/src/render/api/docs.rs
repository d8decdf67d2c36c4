//! What is said of an operation: prose, the request it makes, permissions, errors and an example.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::Argument;
use super::outcome::Outcome;
use super::statement::short;
use crate::analyze::{Reading, header_position};
use crate::ir::{HeaderDef, Operation, Permissions, Response, StatusSpec, Type};
use crate::names::{ConstIdent, Group, OperationNames};
use crate::render::context::Context;
use crate::render::docs::{describe, see_also};
use crate::render::security::authentication;
use crate::render::text::{Doc, Prose, code_span, one_line};

/// The doc comment of an operation's method.
pub(crate) fn operation_docs(
    context: &Context<'_>,
    group: &Group,
    operation: &Operation,
    names: &OperationNames,
    arguments: &[Argument<'_>],
    outcome: &Outcome<'_>,
) -> Doc {
    let mut own = operation.docs.clone();
    own.external_docs = None;
    let mut doc = describe(&own, names.method.text());
    doc.gap();
    doc.push(format!("Wraps {}.", wraps(operation)));
    if let Some(servers) = servers_line(operation) {
        doc.gap();
        doc.push(servers);
    }
    if let Some(permissions) = &operation.permissions {
        doc.gap();
        permission_lines(permissions)
            .into_iter()
            .for_each(|line| doc.push(line));
    }
    if let Some(text) = authentication(context, operation) {
        doc.gap();
        doc.push(text);
    }
    if let Some(link) = see_also(&operation.docs) {
        doc.prose(Prose::new(&link));
    }
    push_arguments(&mut doc, arguments);
    push_answer(context, &mut doc, operation, outcome);
    push_errors(&mut doc, operation);
    doc.gap();
    doc.push("# Example");
    doc.gap();
    example_lines(context, group, names, arguments, outcome)
        .into_iter()
        .for_each(|line| doc.push(line));
    doc
}

/// Method and path, as a code span.
pub(crate) fn wraps(operation: &Operation) -> String {
    code_span(&format!("{} {}", operation.method.as_str(), operation.path.text))
}

/// Where an operation is sent that has servers of its own.
pub(crate) fn servers_line(operation: &Operation) -> Option<String> {
    let mut servers = operation.servers.iter().map(|server| code_span(&server.expanded()));
    let first = servers.next()?;
    let others: Vec<String> = servers.collect();
    let mut line =
        format!("Sent to {first}, unless `replace_server` of the client or `base_url` of the call says otherwise");
    if !others.is_empty() {
        line.push_str(&format!(", for instance {}", others.join(", ")));
    }
    line.push('.');
    Some(line)
}

/// What the caller must be allowed to do.
pub(crate) fn permission_lines(permissions: &Permissions) -> Vec<String> {
    let mode = if permissions.all { "ALL" } else { "ANY" };
    let mut lines = vec![format!("Requires {mode} permissions:"), String::new()];
    lines.extend(permissions.names.iter().map(|name| format!("- {}", code_span(name))));
    lines
}

fn push_arguments(doc: &mut Doc, arguments: &[Argument<'_>]) {
    let described: Vec<&Argument<'_>> = arguments
        .iter()
        .filter(|argument| argument.required && (argument.docs.description.is_some() || !argument.facts.is_empty()))
        .collect();
    if described.is_empty() {
        return;
    }
    doc.gap();
    doc.push("# Arguments");
    doc.gap();
    for argument in described {
        let text = argument.docs.description.as_deref().unwrap_or_default();
        let mut parts = vec![Prose::new(&one_line(text)).to_string()];
        parts.extend(argument.facts.iter().cloned());
        parts.retain(|part| !part.is_empty());
        doc.push(format!("- `{}`: {}", argument.ident.text(), parts.join(" ")));
    }
}

/// An answer that is an error: its status, what it means, its codes with their messages.
pub(crate) struct ErrorRow<'a> {
    pub(crate) status: String,
    pub(crate) response: &'a Response,
}

/// The errors that the description lists, in its order.
pub(crate) fn error_rows(operation: &Operation) -> Vec<ErrorRow<'_>> {
    let failures = operation
        .responses
        .iter()
        .filter(|response| !response.status.is_success());
    let failures = failures.filter(|response| match response.status {
        StatusSpec::Code(code) => code >= 400,
        StatusSpec::Range(hundred) => hundred >= 4,
        StatusSpec::Default => true,
    });
    failures
        .map(|response| ErrorRow {
            status: status_text(response.status),
            response,
        })
        .collect()
}

/// What there is to say of the answer beside its type, and its headers.
fn push_answer(context: &Context<'_>, doc: &mut Doc, operation: &Operation, outcome: &Outcome<'_>) {
    let lines = answer_lines(outcome, "`stream`");
    if !lines.is_empty() {
        doc.gap();
        doc.push("# Answer");
        for line in lines {
            doc.gap();
            doc.push(line);
        }
    }
    let headers = answer_headers(context, operation);
    if !headers.is_empty() {
        doc.gap();
        doc.push("# Headers");
        doc.gap();
        for (constant, header, _) in headers {
            let ident = constant.text();
            let text = header.docs.description.as_deref().unwrap_or_default();
            let prose = Prose::new(&one_line(text)).to_string();
            let colon = if prose.is_empty() { "" } else { ": " };
            doc.push(format!(
                "- {} ([`{ident}`](crate::headers::{ident})){colon}{prose}",
                code_span(&header.name)
            ));
        }
    }
}

/// What there is to say of the answer beside its type; `stream` names the method.
pub(crate) fn answer_lines(outcome: &Outcome<'_>, stream: &str) -> Vec<String> {
    let mut lines = Vec::new();
    match (&outcome.variants, outcome.reading) {
        (Some((answer, _)), _) => lines.push(format!("Gives `{}`, a variant for each status.", answer.ident.text())),
        (None, Reading::Bytes) => lines.push("Gives the body while it arrives, as a `ByteStream`.".to_owned()),
        (None, Reading::Lines) => lines.push("Gives values while they arrive, as `JsonLines`.".to_owned()),
        (None, Reading::Events) => lines.push("Gives events while they arrive, as an `EventStream`.".to_owned()),
        _ => {}
    }
    if outcome.events.is_some() {
        lines.push(format!(
            "{stream} gives events while they arrive, in place of one answer at the end. Where a member of the body or a \
             parameter asks for that, set it too."
        ));
    }
    let others = |read: bool| {
        let others = outcome.others.iter().filter(|(_, is_read)| *is_read == read);
        let mut types: Vec<String> = others.map(|(content, _)| code_span(&content.media_type)).collect();
        types.dedup();
        (!types.is_empty()).then(|| types.join(", "))
    };
    if let Some(types) = others(true) {
        lines.push(format!(
            "It also comes as {types}, where `header(\"Accept\", …)` asks for that."
        ));
    }
    if let Some(types) = others(false) {
        lines.push(format!(
            "There is also {types}: ask for it with `header(\"Accept\", …)` and take it with `send_raw`."
        ));
    }
    lines
}

/// The headers of answers, each once, with their constants and the types that they are read to.
pub(crate) fn answer_headers<'a>(
    context: &Context<'a>,
    operation: &'a Operation,
) -> Vec<(&'a ConstIdent, &'a HeaderDef, &'a Type)> {
    let table = &context.analysis.headers;
    let mut found: Vec<(&ConstIdent, &HeaderDef, &Type)> = Vec::new();
    for header in operation.responses.iter().flat_map(|response| &response.headers) {
        let position = header_position(context.api, table, header);
        let named = position.and_then(|position| Some((context.names.headers.get(position)?, table.get(position)?)));
        let Some((constant, known)) = named else {
            continue;
        };
        if !found.iter().any(|(other, ..)| *other == constant) {
            found.push((constant, header, &known.ty));
        }
    }
    found
}

pub(crate) fn status_text(status: StatusSpec) -> String {
    match status {
        StatusSpec::Code(code) => code.to_string(),
        StatusSpec::Range(hundred) => format!("{hundred}XX"),
        StatusSpec::Default => "default".to_owned(),
    }
}

fn push_errors(doc: &mut Doc, operation: &Operation) {
    let rows = error_rows(operation);
    if rows.is_empty() {
        return;
    }
    doc.gap();
    doc.push("# Errors");
    doc.gap();
    doc.push("[`Error::Api`](crate::Error::Api) with the status:");
    doc.gap();
    for row in rows {
        let text = row.response.docs.description.as_deref().unwrap_or_default();
        let mut line = format!("- {}", row.status);
        let prose = Prose::new(&one_line(text)).to_string();
        if !prose.is_empty() {
            line.push_str(": ");
            line.push_str(prose.trim_end_matches('.'));
        }
        if !row.response.error_codes.is_empty() {
            let codes: Vec<String> = row
                .response
                .error_codes
                .iter()
                .map(|(code, _)| code_span(code))
                .collect();
            line.push_str(&format!(" ({})", codes.join(", ")));
        }
        doc.push(line);
    }
}

/// The example of a method, as the lines of a fenced block of Markdown: what sets it up is hidden by rustdoc.
pub(crate) fn example_lines(
    context: &Context<'_>,
    group: &Group,
    names: &OperationNames,
    arguments: &[Argument<'_>],
    outcome: &Outcome<'_>,
) -> Vec<String> {
    let Example {
        imports,
        parameters,
        statements,
    } = example(group, names, arguments, outcome);
    let name = context.crate_ident();
    let mut lines = vec![
        "```no_run".to_owned(),
        format!("# use {name}::{{Client, Error{imports}}};"),
    ];
    lines.push(format!(
        "# async fn example(client: &Client{parameters}) -> Result<(), Error> {{"
    ));
    lines.extend(statements);
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
    lines
}

/// The parts of an example.
pub(crate) struct Example {
    /// What is named besides `Client` and `Error`: `, api, models`.
    pub(crate) imports: String,
    /// Arguments that there is no short value for, as further parameters of the function.
    pub(crate) parameters: String,
    /// The statements, formatted.
    pub(crate) statements: Vec<String>,
}

/// An example call with every required argument.
pub(crate) fn example(
    group: &Group,
    names: &OperationNames,
    arguments: &[Argument<'_>],
    outcome: &Outcome<'_>,
) -> Example {
    let ExampleCall { parameters, lets, call } = example_call(group, names, arguments);
    let statements = statements(lets, &quote!(#call.await?), outcome);
    let text = format!("{parameters}\n{}", statements.join("\n"));
    // Text of literals may look like a path as well; what is imported and not used is allowed in examples.
    let named = |module: &str| {
        let path = format!("{module}::");
        text.match_indices(&path).any(|(at, _)| {
            !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
        })
    };
    let imports = ["api", "models"].into_iter().filter(|module| named(module));
    let imports = imports.map(|module| format!(", {module}")).collect();
    Example {
        imports,
        parameters,
        statements,
    }
}

/// The statements of an example, formatted: those that make arguments, the call, and what is done with its answer.
fn statements(mut statements: Vec<TokenStream>, call: &TokenStream, outcome: &Outcome<'_>) -> Vec<String> {
    let used = match (&outcome.variants, outcome.reading) {
        (None, Reading::Empty) => {
            statements.push(quote!(#call;));
            None
        }
        (None, Reading::Bytes) => {
            statements.push(quote!(let body = #call.bytes().await?;));
            Some("println!(\"{} bytes\", body.len());")
        }
        (None, Reading::Lines) => {
            let values = quote! {
                let mut values = #call;
                while let Some(value) = values.next().await {
                    println!("{:?}", value?);
                }
            };
            return formatted(quote!(fn main() { #(#statements)* #values }));
        }
        (None, Reading::Events) => {
            let events = quote! {
                let mut events = #call;
                while let Some(event) = events.next().await {
                    println!("{:?}", event?.data);
                }
            };
            return formatted(quote!(fn main() { #(#statements)* #events }));
        }
        _ => {
            statements.push(quote!(let answer = #call;));
            Some("println!(\"{answer:?}\");")
        }
    };
    let lines: Option<Vec<String>> = statements.iter().map(short).collect();
    let mut lines = lines.unwrap_or_else(|| formatted(quote!(fn main() { #(#statements)* })));
    lines.extend(used.map(str::to_owned));
    lines
}

/// An example call, before it is awaited.
pub(crate) struct ExampleCall {
    /// Arguments that there is no short value for, as further parameters of a function.
    pub(crate) parameters: String,
    /// The statements that make the other arguments.
    pub(crate) lets: Vec<TokenStream>,
    /// The call, on a `client`.
    pub(crate) call: TokenStream,
}

/// The call of an example with every required argument.
pub(crate) fn example_call(group: &Group, names: &OperationNames, arguments: &[Argument<'_>]) -> ExampleCall {
    let mut parameters = String::new();
    let mut lets = Vec::new();
    let mut passed = Vec::new();
    for argument in arguments.iter().filter(|argument| argument.required) {
        let ident = argument.ident.token();
        match &argument.example {
            Some(value) => {
                lets.push(quote!(let #ident = #value;));
                passed.push(argument.passed.expression(&quote!(#ident)));
            }
            None => {
                let ty = &argument.ty;
                parameters.push_str(&format!(", {ident}: {}", quote!(#ty).to_string().replace(" :: ", "::")));
                passed.push(quote!(#ident));
            }
        }
    }
    let (accessor, method) = (group.accessor.token(), names.method.token());
    ExampleCall {
        parameters,
        lets,
        call: quote!(client.#accessor().#method(#(#passed),*)),
    }
}

/// The statements of a function, each formatted, without the function around them.
pub(crate) fn formatted(function: TokenStream) -> Vec<String> {
    let Ok(file) = syn::parse2::<syn::File>(function) else {
        return Vec::new();
    };
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines.len().saturating_sub(2);
    lines
        .iter()
        .skip(1)
        .take(inner)
        .map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned())
        .collect()
}
