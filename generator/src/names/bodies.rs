//! Names of the ways to give a body: methods, setters, and the forms with their members.

use super::claim::Claimer;
use super::ident::{TypeIdent, ValueIdent};
use super::scope::{Claim, Scope};
use super::table::{BodyNames, OperationNames};
use crate::analyze::{BodyChoice, BodyForm, body_choices};
use crate::ir::{Api, ContentKind, Operation, TypeId, TypeKind};

/// What every form has besides its members, and what its methods call their own.
const FORM_RESERVED: &[&str] = &["new", "default", "part", "form", "clone"];

/// The scopes that names of bodies are claimed in.
pub(super) struct BodyScopes {
    /// Methods of the group.
    pub(super) methods: Scope,
    /// Types of the group's module.
    pub(super) types: Scope,
}

impl Claimer<'_> {
    /// The names of the ways to give the body of an operation, whose own names are there already. `setters` are the
    /// names of its parameters and of its body.
    pub(super) fn bodies(
        &self,
        operation: &Operation,
        names: &OperationNames,
        scopes: &mut BodyScopes,
        setters: &mut Scope,
    ) -> Vec<BodyNames> {
        let Some(body) = &operation.body else {
            return Vec::new();
        };
        let choices = body_choices(self.api, body);
        let mut all = Vec::with_capacity(choices.len());
        for (index, choice) in choices.iter().enumerate() {
            let media_type = body.content.get(choice.content);
            let word = media_type.map_or("body", |content| way(content.kind, &content.media_type));
            let words = self.dictionary.words(word);
            let mut own = BodyNames {
                method: names.method.clone(),
                setter: names.body.clone(),
                ..BodyNames::default()
            };
            if index > 0 {
                let method = format!("{}_as_{}", names.method.text(), words.snake());
                own.method = ValueIdent::claimed(scopes.methods.claim(&[method]));
                let setter = format!("{}_as_{}", names.body.text(), words.snake());
                own.setter = ValueIdent::claimed(setters.claim(&[setter]));
            }
            if let Some(id) = form_of(choice) {
                let call = names.call.text();
                let candidates = [format!("{call}Form"), format!("{call}{}Form", words.camel())];
                own.form = TypeIdent::claimed(scopes.types.claim(&candidates));
                own.members = self.form_members(self.api, id);
            }
            all.push(own);
        }
        all
    }

    fn form_members(&self, api: &Api, id: TypeId) -> Vec<ValueIdent> {
        let Some(def) = api.type_def(id) else {
            return Vec::new();
        };
        let TypeKind::Struct(object) = &def.kind else {
            return Vec::new();
        };
        let claim = |field: &crate::ir::Field| {
            let snake = self.words(&field.origin(def), &field.wire).snake();
            Claim {
                source: field.wire.to_string(),
                candidates: vec![snake.clone(), format!("{snake}_")],
            }
        };
        let claims: Vec<Claim> = object.fields.iter().map(claim).collect();
        let names = Scope::new(FORM_RESERVED).claim_all(&claims);
        names.into_iter().map(ValueIdent::claimed).collect()
    }
}

fn form_of(choice: &BodyChoice) -> Option<TypeId> {
    match choice.form {
        BodyForm::Parts(id) => Some(id),
        _ => None,
    }
}

/// What a way to give a body is called behind `as`. It depends on the media type alone, so that another one that is
/// added to the description changes no name.
fn way(kind: ContentKind, media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let subtype = essence.split_once('/').map_or(essence, |(_, subtype)| subtype);
    match kind {
        ContentKind::Json if essence.eq_ignore_ascii_case("application/json") => "json",
        ContentKind::Form => "form",
        ContentKind::Multipart if essence.eq_ignore_ascii_case("multipart/form-data") => "multipart",
        ContentKind::Text => "text",
        ContentKind::JsonLines => "lines",
        ContentKind::Binary | ContentKind::EventStream => "bytes",
        ContentKind::Json | ContentKind::Multipart => subtype,
    }
}
