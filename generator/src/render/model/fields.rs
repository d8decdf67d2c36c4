//! Members of structs: what their type is, how the codec reads and writes them, and how a caller gives them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::analyze::Presence;
use crate::ir::{Field, StringFormat, Type, TypeId};
use crate::names::ValueIdent;
use crate::render::context::Context;
use crate::render::docs::describe_field;
use crate::render::layout;
use crate::render::limits::limits;
use crate::render::rust_type::{Place, Scalar, bare_type, scalar};
use crate::render::text::{Code, Doc};

/// A member as the templates need it.
pub(super) struct FieldView {
    pub(super) docs: Doc,
    pub(super) deprecated: bool,
    pub(super) ident: Code,
    /// The line that declares it, or lines.
    pub(super) line: String,
    /// The name in JSON.
    pub(super) wire: Code,
    /// What the codec takes it for.
    pub(super) kind: Code,
}

/// A way for the caller to give a member: an argument of `new`, or a setter.
pub(super) struct InputView {
    pub(super) docs: Doc,
    pub(super) deprecated: bool,
    pub(super) ident: Code,
    pub(super) ty: Code,
    /// The first lines of the setter.
    pub(super) signature: String,
    /// The member's value made of the argument.
    pub(super) value: Code,
    /// Whether that is the argument as it is.
    pub(super) short: bool,
}

/// What else is known of a member.
#[derive(Clone, Copy)]
pub(super) struct Situation {
    /// The struct that it is in.
    pub(super) id: TypeId,
    /// Whether it is stored apart.
    pub(super) boxed: bool,
    /// How it may be missing: `Required` is `T`, `Optional` and `Nullable` are `Option<T>`, `ThreeState` is `Field<T>`.
    pub(super) presence: Presence,
    /// Set if the caller must pass it.
    pub(super) argument: bool,
    /// Whether its struct is ever sent to the service.
    pub(super) sent: bool,
}

/// A member with what is decided about it.
pub(super) struct Member<'a> {
    field: &'a Field,
    ident: &'a ValueIdent,
    place: Place,
    presence: Presence,
    argument: bool,
    boxed: bool,
    scalar: Scalar,
    sent: bool,
}

impl<'a> Member<'a> {
    /// Decides about a member.
    pub(super) fn new(context: &Context<'_>, field: &'a Field, ident: &'a ValueIdent, situation: Situation) -> Self {
        let Situation {
            id,
            boxed,
            presence,
            argument,
            sent,
        } = situation;
        Self {
            field,
            ident,
            place: Place::Model(id),
            presence,
            argument,
            boxed,
            scalar: scalar(context, &field.ty),
            sent,
        }
    }

    /// Set if the caller must pass it.
    pub(super) fn is_argument(&self) -> bool {
        self.argument
    }

    /// Whether the caller may give it.
    pub(super) fn is_setter(&self) -> bool {
        !self.argument && !self.field.read_only
    }

    fn inner_type(&self, context: &Context<'_>) -> TokenStream {
        let bare = bare_type(context, &self.field.ty, self.place);
        if self.boxed { quote!(Box<#bare>) } else { bare }
    }

    /// The view of the member itself.
    pub(super) fn view(&self, context: &Context<'_>) -> FieldView {
        let inner = self.inner_type(context);
        let ident = self.ident.token();
        let wire = super::super::text::literal(&self.field.wire);
        let ty = match self.presence {
            Presence::Required => inner,
            Presence::Optional | Presence::Nullable => quote!(Option<#inner>),
            Presence::ThreeState => quote!(crate::runtime::Field<#inner>),
        };
        FieldView {
            docs: describe_field(context, self.field),
            deprecated: self.field.docs.deprecated,
            ident: Code::new(&ident),
            line: layout::member(&ident.to_string(), &Code::new(ty)),
            wire: Code::new(&wire),
            kind: Code::new(self.kind()),
        }
    }

    /// The way in which the codec reads and writes it.
    fn kind(&self) -> Ident {
        let scalar = self.scalar.kind().filter(|_| !self.boxed);
        match (self.presence, scalar) {
            _ if self.sent && self.field.read_only && self.presence != Presence::ThreeState => {
                format_ident!("read_only")
            }
            (Presence::Required, Some(scalar)) => format_ident!("{scalar}"),
            (Presence::Required, None) => format_ident!("required"),
            (Presence::Optional, Some(scalar)) => format_ident!("opt_{scalar}"),
            (Presence::Optional, None) => format_ident!("optional"),
            (Presence::Nullable, _) => format_ident!("nullable"),
            (Presence::ThreeState, _) => format_ident!("three_state"),
        }
    }

    /// Its limits as an entry of the table that the encoder gives, where it is sent and has any.
    pub(super) fn limits(&self) -> Option<Code> {
        if !self.sent || self.field.read_only {
            return None;
        }
        let limits = limits(self.field.constraints.as_deref(), &quote!(codec))?;
        let wire = super::super::text::literal(&self.field.wire);
        Some(Code::new(quote!(#wire: #limits)))
    }

    /// The view of how a caller gives it.
    pub(super) fn input(&self, context: &Context<'_>) -> InputView {
        let ident = self.ident.token();
        let bare = bare_type(context, &self.field.ty, self.place);
        let secret = matches!(
            context.resolved(&self.field.ty).non_null(),
            Type::String(StringFormat::Password)
        );
        let (ty, value) = match (self.presence, self.scalar) {
            (Presence::ThreeState, _) => {
                let inner = self.inner_type(context);
                (quote!(impl Into<crate::runtime::Field<#inner>>), quote!(#ident.into()))
            }
            (Presence::Nullable, _) => {
                let inner = self.inner_type(context);
                (quote!(impl Into<Option<#inner>>), quote!(#ident.into()))
            }
            (_, Scalar::String) => (quote!(impl Into<String>), quote!(#ident.into())),
            (_, Scalar::Strings) => (
                quote!(impl IntoIterator<Item = impl Into<String>>),
                quote!(#ident.into_iter().map(Into::into).collect()),
            ),
            _ if secret => (quote!(impl Into<#bare>), quote!(#ident.into())),
            _ if self.boxed => (bare, quote!(Box::new(#ident))),
            _ => (bare, quote!(#ident)),
        };
        let value = if self.presence == Presence::Optional {
            quote!(Some(#value))
        } else {
            value
        };
        let (ident, ty) = (Code::new(ident), Code::new(ty));
        let value = Code::new(value);
        InputView {
            docs: Doc::line(format!("Sets {}.", super::super::text::code_span(&self.field.wire))),
            deprecated: self.field.docs.deprecated,
            signature: layout::signature(
                &ident.to_string(),
                Some("mut self"),
                std::iter::once((&ident, &ty)),
                "Self",
            ),
            short: ident.to_string() == value.to_string(),
            ident,
            ty,
            value,
        }
    }
}
