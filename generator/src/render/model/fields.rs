//! Members of structs: what their type is, how the codec reads and writes them, and how a caller gives them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, StringFormat, Type};
use crate::names::ValueIdent;
use crate::render::context::Context;
use crate::render::docs::describe_field;
use crate::render::limits::limits;
use crate::render::rust_type::{Place, Scalar, bare_type, scalar};
use crate::render::text::{Code, Doc};

/// How a member may be missing (design of the crate: optional, nullable, both).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Presence {
    /// `T`.
    Required,
    /// `Option<T>`; `None` is left out.
    Optional,
    /// `Option<T>`; `None` is written as `null`.
    Nullable,
    /// `Field<T>`: absent, `null` or a value.
    ThreeState,
}

/// A member as the templates need it.
pub(super) struct FieldView {
    pub(super) docs: Doc,
    pub(super) deprecated: bool,
    pub(super) ident: Code,
    pub(super) ty: Code,
    /// The name in JSON.
    pub(super) wire: Code,
    /// What the local is before anything is read.
    pub(super) initial: Code,
    /// Where the codec puts the value.
    pub(super) slot: Code,
    /// What the codec writes.
    pub(super) value: Code,
    /// The member made of the local.
    pub(super) taken: Code,
    /// Whether the member is the local as it is.
    pub(super) short: bool,
}

/// A way for the caller to give a member: an argument of `new`, or a setter.
pub(super) struct InputView {
    pub(super) docs: Doc,
    pub(super) deprecated: bool,
    pub(super) ident: Code,
    pub(super) ty: Code,
    /// The member's value made of the argument.
    pub(super) value: Code,
}

/// A member with what is decided about it.
pub(super) struct Member<'a> {
    field: &'a Field,
    ident: &'a ValueIdent,
    presence: Presence,
    boxed: bool,
    scalar: Scalar,
    sent: bool,
}

impl<'a> Member<'a> {
    /// Decides about a member. `sent` says whether its struct is ever sent to the service.
    pub(super) fn new(context: &Context<'_>, field: &'a Field, ident: &'a ValueIdent, boxed: bool, sent: bool) -> Self {
        // What only the service sets is missing from what a caller makes, required or not.
        let required = field.required && !(field.read_only && sent);
        let presence = match (required, context.is_nullable(&field.ty)) {
            (true, false) => Presence::Required,
            (false, false) => Presence::Optional,
            (true, true) => Presence::Nullable,
            (false, true) => Presence::ThreeState,
        };
        Self {
            field,
            ident,
            presence,
            boxed,
            scalar: scalar(context, &field.ty),
            sent,
        }
    }

    /// Whether the caller has to give it.
    pub(super) fn is_argument(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::Nullable) && !self.field.read_only
    }

    /// Whether the caller may give it.
    pub(super) fn is_setter(&self) -> bool {
        matches!(self.presence, Presence::Optional | Presence::ThreeState) && !self.field.read_only
    }

    /// The member's value where the caller gives none.
    pub(super) fn absent(&self) -> TokenStream {
        match self.presence {
            Presence::ThreeState => quote!(crate::runtime::Field::Absent),
            _ => quote!(None),
        }
    }

    fn inner_type(&self, context: &Context<'_>) -> TokenStream {
        let bare = bare_type(context, &self.field.ty, Place::Models);
        if self.boxed { quote!(Box<#bare>) } else { bare }
    }

    /// The view of the member itself.
    pub(super) fn view(&self, context: &Context<'_>) -> FieldView {
        let inner = self.inner_type(context);
        let ident = self.ident.token();
        let wire = super::super::text::literal(&self.field.wire);
        let (ty, initial, taken) = match self.presence {
            Presence::Required => (inner, quote!(None), quote!(codec::required(#ident, #wire)?)),
            Presence::Optional | Presence::Nullable => (quote!(Option<#inner>), quote!(None), quote!(#ident)),
            Presence::ThreeState => (
                quote!(crate::runtime::Field<#inner>),
                quote!(crate::runtime::Field::Absent),
                quote!(#ident),
            ),
        };
        FieldView {
            docs: describe_field(context, self.field),
            deprecated: self.field.docs.deprecated,
            ident: Code::new(&ident),
            ty: Code::new(ty),
            wire: Code::new(&wire),
            initial: Code::new(initial),
            slot: Code::new(self.slot()),
            value: Code::new(self.value()),
            taken: Code::new(taken),
            short: self.presence != Presence::Required,
        }
    }

    /// The scalar that the codec has a way of its own for, unless the member is boxed or has three states.
    fn direct(&self) -> Scalar {
        if self.boxed || self.presence == Presence::ThreeState || self.scalar.slot() == Scalar::Other.slot() {
            Scalar::Other
        } else {
            self.scalar
        }
    }

    fn slot(&self) -> TokenStream {
        let ident = self.ident.token();
        let slot = quote::format_ident!("{}", self.direct().slot());
        quote!(codec::Slot::#slot(&mut #ident))
    }

    fn value(&self) -> TokenStream {
        let ident = self.ident.token();
        if self.sent && self.field.read_only {
            return quote!(codec::Ref::ReadOnly(&self.#ident));
        }
        let direct = self.direct();
        match (self.presence, direct) {
            (Presence::Nullable, _) => quote!(codec::Ref::Nullable(&self.#ident)),
            (_, Scalar::Other) => quote!(codec::Ref::Other(&self.#ident)),
            (Presence::Optional, _) => {
                let variant = quote::format_ident!("Opt{}", direct.slot());
                quote!(codec::Ref::#variant(&self.#ident))
            }
            _ => {
                let variant = quote::format_ident!("{}", direct.slot());
                quote!(codec::Ref::#variant(&self.#ident))
            }
        }
    }

    /// Its limits as an entry of the table that the encoder gives, where it is sent and has any.
    pub(super) fn limits(&self) -> Option<Code> {
        let limits = limits(self.field.constraints.as_deref(), &quote!(codec))?;
        let wire = super::super::text::literal(&self.field.wire);
        (self.sent && !self.field.read_only).then(|| Code::new(quote!((#wire, #limits))))
    }

    /// The view of how a caller gives it.
    pub(super) fn input(&self, context: &Context<'_>) -> InputView {
        let ident = self.ident.token();
        let bare = bare_type(context, &self.field.ty, Place::Models);
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
        InputView {
            docs: Doc::line(format!("Sets {}.", super::super::text::code_span(&self.field.wire))),
            deprecated: self.field.docs.deprecated,
            ident: Code::new(&ident),
            ty: Code::new(ty),
            value: Code::new(value),
        }
    }

    /// The member in a struct expression of `new`.
    pub(super) fn initializer(&self, context: &Context<'_>) -> Code {
        let ident = self.ident.token();
        if !self.is_argument() {
            let absent = self.absent();
            return Code::new(quote!(#ident: #absent));
        }
        let view = self.input(context);
        let value: TokenStream = view.value.to_string().parse().unwrap_or_default();
        let short = ident == value.to_string();
        Code::new(if short { quote!(#ident) } else { quote!(#ident: #value) })
    }
}
