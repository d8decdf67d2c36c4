//! Setters that the calls of several operations share.

use askama::Template;
use quote::quote;

use super::arguments::parameters;
use super::operation::{ArgumentView, setter_view};
use crate::analyze::types_in;
use crate::names::SharedParam;
use crate::render::context::Context;
use crate::render::gate;
use crate::render::text::{Code, Doc, code_span};

/// `src/api/shared.rs`.
#[derive(Template)]
#[template(path = "api/shared.rs.askama", escape = "none")]
pub(crate) struct SharedFile {
    params: Vec<ParamView>,
    uses_models: bool,
    uses_style: bool,
    /// The attribute of imports that only setters use which may not be there.
    allowance: Code,
}

/// A parameter that several operations take.
struct ParamView {
    docs: Doc,
    gate: Code,
    /// The trait of these operations.
    takes: Code,
    setter: ArgumentView,
}

impl SharedFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let shared = context.names.shared.all().iter();
        let params: Vec<ParamView> = shared.filter_map(|param| ParamView::new(context, param)).collect();
        let any = |part: fn(&ArgumentView) -> &Code, text: &str| {
            params
                .iter()
                .any(|param| part(&param.setter).to_string().contains(text))
        };
        let has_gates = params.iter().any(|param| !param.gate.to_string().is_empty());
        let allowed = has_gates.then(|| quote!(#[allow(unused_imports)]));
        Self {
            allowance: Code::new(allowed.unwrap_or_default()),
            uses_models: any(|setter| &setter.ty, "models ::"),
            uses_style: any(|setter| &setter.statement, "Style ::"),
            params,
        }
    }
}

impl ParamView {
    fn new(context: &Context<'_>, param: &SharedParam) -> Option<Self> {
        let (operation, names) = context.operation(param.operation)?;
        let arguments = parameters(context, operation, names);
        let argument = arguments.get(param.index)?;
        Some(Self {
            docs: Doc::line(format!("Operations that take {}.", code_span(argument.ident.text()))),
            gate: gate::of_types(context, &types_in(argument.value_type)),
            takes: Code::new(param.takes.token()),
            setter: setter_view(argument),
        })
    }
}
