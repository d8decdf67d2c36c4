//! What every view is made from: the representation, the names, the side tables and the configuration.

use crate::analyze::{Analysis, is_nullable, unaliased};
use crate::config::Config;
use crate::ir::{Api, Operation, OperationId, Type, TypeDef, TypeId};
use crate::names::{Names, OperationNames, TypeNames};

/// Everything that views look things up in. Nothing in it changes while views are made.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) analysis: &'a Analysis,
    pub(crate) config: &'a Config,
    /// The package's name.
    pub(crate) package: &'a str,
}

impl<'a> Context<'a> {
    /// A type with its definition and its names.
    pub(crate) fn type_def(&self, id: TypeId) -> Option<(&'a TypeDef, &'a TypeNames)> {
        Some((self.api.type_def(id)?, self.names.of_type(id)?))
    }

    /// Whether a caller makes values of the type.
    pub(crate) fn is_sent(&self, id: TypeId) -> bool {
        self.analysis.is_sent(id)
    }

    /// An operation with its names.
    pub(crate) fn operation(&self, id: OperationId) -> Option<(&'a Operation, &'a OperationNames)> {
        Some((self.api.operations.get(id.0 as usize)?, self.names.of_operation(id)?))
    }

    /// Returns `true` if the type is generated as a model.
    pub(crate) fn is_model(&self, id: TypeId) -> bool {
        !self.analysis.mere_forms.get(id.index()).is_some_and(|mere| *mere)
    }

    /// Returns `true` if the crate has models.
    pub(crate) fn has_models(&self) -> bool {
        (0..).map(TypeId).take(self.api.types.len()).any(|id| self.is_model(id))
    }

    /// What a type is behind its aliases. Aliases that lead to each other end at the last one seen.
    pub(crate) fn resolved<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        unaliased(self.api, ty)
    }

    /// Whether `null` is a value of the type, by itself or behind an alias.
    pub(crate) fn is_nullable(&self, ty: &Type) -> bool {
        is_nullable(self.api, ty)
    }

    /// The crate's name in code.
    pub(crate) fn crate_ident(&self) -> proc_macro2::Ident {
        let name: String = self
            .package
            .chars()
            .map(|character| {
                if character.is_ascii_alphanumeric() {
                    character
                } else {
                    '_'
                }
            })
            .collect();
        proc_macro2::Ident::new(&name, proc_macro2::Span::call_site())
    }
}
