//! Structs.

use std::slice::Chunks;

use askama::Template;
use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{FieldView, InputView, Member, Situation};
use crate::ir::{Additional, Struct, TypeDef, TypeId};
use crate::names::TypeNames;
use crate::render::context::Context;
use crate::render::docs::{describe, value_facts};
use crate::render::layout;
use crate::render::limits::limits;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::{Code, Doc};

/// So many members or fewer are written by calls that are one expression. The compiler takes it apart call inside call: of thousands of
/// them its stack ends.
const MOST_IN_A_GROUP: usize = 250;

/// A struct with its constructor, setters and the lists of its members.
#[derive(Template)]
#[template(path = "model/struct.rs.askama", escape = "none")]
pub(super) struct StructView {
    pub(super) docs: Doc,
    /// Whether it can be made without any member.
    pub(super) has_default: bool,
    pub(super) ident: Code,
    pub(super) fields: Vec<FieldView>,
    /// The line of the member for those that the schema does not name.
    pub(super) additional_line: Option<String>,
    pub(super) constructor: Option<Constructor>,
    /// Limits on members that are sent.
    pub(super) limits: Vec<Code>,
    /// Limits on members that the schema does not name.
    pub(super) other_limits: Option<Code>,
    pub(super) additional_docs: Doc,
}

/// How a caller makes one. Only types that a request can hold have it.
pub(super) struct Constructor {
    pub(super) docs: Doc,
    /// The first lines of the function.
    pub(super) signature: String,
    pub(super) arguments: Vec<InputView>,
    /// The value that it gives.
    pub(super) literal: String,
    pub(super) setters: Vec<InputView>,
}

impl StructView {
    pub(super) fn new(context: &Context<'_>, id: TypeId, def: &TypeDef, object: &Struct, names: &TypeNames) -> Self {
        let sent = context.is_sent(id);
        let members: Vec<Member<'_>> = object
            .fields
            .iter()
            .zip(names.fields())
            .enumerate()
            .map(|(index, (field, ident))| {
                let boxed = context.analysis.boxes.contains(id, index);
                let presence = context.analysis.presence(context.api, id, index, field);
                Member::new(
                    context,
                    field,
                    ident,
                    Situation {
                        id,
                        boxed,
                        presence,
                        argument: context.analysis.is_argument(id, index, field),
                        sent,
                    },
                )
            })
            .collect();
        let additional = match &object.additional {
            Additional::Typed(ty) => Some(rust_type(context, ty, Place::Model(id))),
            Additional::Ignored | Additional::Denied => None,
        };
        let constructor = sent.then(|| Constructor::new(context, &members, additional.is_some()));
        let has_default = constructor
            .as_ref()
            .is_some_and(|constructor| constructor.arguments.is_empty());
        Self {
            docs: describe(&def.docs, names.ident.text()),
            has_default,
            ident: Code::new(names.ident.token()),
            fields: members.iter().map(|member| member.view(context)).collect(),
            additional_line: additional.as_ref().map(additional_line),
            constructor,
            additional_docs: additional_docs(object),
            other_limits: limits(object.additional_constraints.as_deref(), &quote!(codec)).map(Code::new),
            limits: members.iter().filter_map(Member::limits).collect(),
        }
    }

    /// The members in groups.
    pub(super) fn groups(&self) -> Chunks<'_, FieldView> {
        self.fields.chunks(MOST_IN_A_GROUP)
    }
}

fn additional_line(value: &TokenStream) -> String {
    let ty = Code::new(quote!(std::collections::BTreeMap<String, #value>));
    layout::member("additional_properties", &ty)
}

fn additional_docs(object: &Struct) -> Doc {
    let mut docs = Doc::line("Members that the schema does not name.");
    for fact in value_facts(None, object.additional_constraints.as_deref()) {
        docs.gap();
        docs.push(format!("Each: {fact}"));
    }
    docs
}

impl Constructor {
    fn new(context: &Context<'_>, members: &[Member<'_>], additional: bool) -> Self {
        let arguments: Vec<InputView> = members
            .iter()
            .filter(|member| member.is_argument())
            .map(|member| member.input(context))
            .collect();
        let docs = if arguments.is_empty() {
            "Makes one with no member set."
        } else {
            "Makes one of its required members."
        };
        Self {
            docs: Doc::line(docs),
            signature: layout::signature(
                "new",
                None,
                arguments.iter().map(|argument| (&argument.ident, &argument.ty)),
                "Self",
            ),
            literal: literal(&arguments, additional || arguments.len() < members.len()),
            arguments,
            setters: members
                .iter()
                .filter(|member| member.is_setter())
                .map(|member| member.input(context))
                .collect(),
        }
    }
}

/// A value made of arguments; `partial` if there are other members.
fn literal(arguments: &[InputView], partial: bool) -> String {
    let written = arguments.iter().map(|argument| {
        if argument.short {
            argument.ident.to_string()
        } else {
            format!("{}: {}", argument.ident, argument.value.tight())
        }
    });
    let base = partial.then(|| "..codec::Codec::blank()".to_owned());
    layout::literal(&written.chain(base).collect::<Vec<_>>(), 2)
}
