//! The variables of the service's address: what the runtime knows of them, and the settings for them.

use askama::Template;
use quote::quote;

use super::context::Context;
use super::text::{Code, Doc, Prose, code_span, literal};
use crate::ir::ServerVariable;

/// The address with its variables, where it has any.
pub(crate) fn template<'a>(context: &Context<'a>) -> Option<&'a str> {
    let server = context.api.main_server().filter(|_| !of(context).is_empty())?;
    Some(server.url.trim_end_matches('/'))
}

/// The variables as the runtime knows them.
pub(crate) fn variables(context: &Context<'_>) -> Vec<Code> {
    let variable = |variable: &ServerVariable| {
        let (name, default) = (literal(&variable.name), literal(&variable.default));
        let values = variable.values.iter().map(|value| literal(value));
        Code::new(quote!(ServerVariable { name: #name, default: #default, values: &[#(#values),*] }))
    };
    of(context).iter().map(variable).collect()
}

/// Those that have a setting.
fn of<'a>(context: &Context<'a>) -> &'a [ServerVariable] {
    let server = context
        .api
        .main_server()
        .filter(|_| !context.names.variables.is_empty());
    server.map_or(&[], |server| &server.variables)
}

/// `src/servers.rs`.
#[derive(Template)]
#[template(path = "crate/servers.rs.askama", escape = "none")]
pub(crate) struct ServersFile {
    setters: Vec<SetterView>,
}

struct SetterView {
    docs: Doc,
    ident: Code,
    name: Code,
}

impl ServersFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let url = template(context).unwrap_or_default();
        let setter = |(variable, ident): (&ServerVariable, &crate::names::ValueIdent)| {
            let mut docs = Doc::line(format!(
                "The variable {} of the service's address {}: {} unless it is set.",
                code_span(&variable.name),
                code_span(url),
                code_span(&variable.default)
            ));
            if let Some(text) = &variable.description {
                docs.prose(Prose::new(text));
            }
            if !variable.values.is_empty() {
                let values: Vec<String> = variable.values.iter().map(|value| code_span(value)).collect();
                docs.push(format!("One of {}.", values.join(", ")));
            }
            SetterView {
                docs,
                ident: Code::new(ident.token()),
                name: Code::literal(&variable.name),
            }
        };
        let variables = of(context).iter().zip(&context.names.variables);
        Self {
            setters: variables.map(setter).collect(),
        }
    }
}
