//! Types of the representation as types of Rust.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::context::Context;
use super::formats::format_type;
use crate::ir::{IntegerFormat, NumberFormat, StringFormat, Type, TypeId};

/// Where types are written, which says how models are named there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// In the file of this model: `Pet` where it stands in the same file, `super::Pet` elsewhere. Imports would be one more
    /// thing that changes with the members of a type, and one costs the compiler more than a longer path.
    Model(TypeId),
    /// On a reference page: `Pet`.
    Page,
    /// In a file of `api`: `models::Pet`.
    Api,
    /// In a program that uses the crate: `pets::models::Pet`.
    Outside,
}

/// The type of a value, `null` included: `Option<T>` where it is allowed.
pub(crate) fn rust_type(context: &Context<'_>, ty: &Type, place: Place) -> TokenStream {
    let inner = bare_type(context, ty, place);
    if context.is_nullable(ty) {
        quote!(Option<#inner>)
    } else {
        inner
    }
}

/// The type of a value that is not `null`.
pub(crate) fn bare_type(context: &Context<'_>, ty: &Type, place: Place) -> TokenStream {
    match ty.non_null() {
        Type::Any(_) => quote!(serde_json::Value),
        Type::Null => quote!(()),
        Type::Boolean => quote!(bool),
        Type::Integer(format) => integer(*format),
        Type::Number(NumberFormat::F32) => quote!(f32),
        Type::Number(NumberFormat::F64) => quote!(f64),
        Type::String(format) => string(context, format, place),
        Type::Array(item) => {
            let item = rust_type(context, item, place);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = rust_type(context, value, place);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        Type::Tuple(items) => {
            let types = items.iter().map(|item| rust_type(context, item, place));
            // Only a tuple of one has a comma after its last type.
            if items.len() == 1 {
                quote!((#(#types,)*))
            } else {
                quote!((#(#types),*))
            }
        }
        Type::Named(id) => named(context, *id, place),
        // `non_null` takes the only level of it there is.
        Type::Nullable(_) => quote!(serde_json::Value),
    }
}

fn named(context: &Context<'_>, id: TypeId, place: Place) -> TokenStream {
    let Some(names) = context.names.of_type(id) else {
        return quote!(serde_json::Value);
    };
    let ident = names.ident.token();
    match place {
        Place::Model(beside)
            if context
                .names
                .of_type(beside)
                .is_none_or(|beside| beside.module != names.module) =>
        {
            quote!(super::#ident)
        }
        Place::Model(_) | Place::Page => quote!(#ident),
        Place::Api => quote!(models::#ident),
        Place::Outside => {
            let root = context.crate_ident();
            quote!(#root::models::#ident)
        }
    }
}

fn integer(format: IntegerFormat) -> TokenStream {
    match format {
        IntegerFormat::I8 => quote!(i8),
        IntegerFormat::I16 => quote!(i16),
        IntegerFormat::I32 => quote!(i32),
        IntegerFormat::I64 => quote!(i64),
        IntegerFormat::U8 => quote!(u8),
        IntegerFormat::U16 => quote!(u16),
        IntegerFormat::U32 => quote!(u32),
        IntegerFormat::U64 => quote!(u64),
    }
}

fn string(context: &Context<'_>, format: &StringFormat, place: Place) -> TokenStream {
    let root = match place {
        Place::Model(_) | Place::Page | Place::Api => quote!(crate),
        Place::Outside => context.crate_ident().to_token_stream(),
    };
    match (format_type(context, format), format) {
        (Some(found), _) => found.ty,
        (None, StringFormat::Base64) => quote!(#root::runtime::Base64),
        (None, StringFormat::Password) => quote!(#root::runtime::SecretString),
        (None, _) => quote!(String),
    }
}

/// What a value is to the codec and to arguments: the scalars that have a way of their own, and the rest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scalar {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    String,
    /// A list of strings.
    Strings,
    /// Anything else.
    Other,
}

impl Scalar {
    /// What the codec's tables call it, if they have a way of its own for it.
    pub(crate) fn kind(self) -> Option<&'static str> {
        Some(match self {
            Self::Bool => "bool",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::String => "string",
            Self::Strings => "vec_string",
            // Numbers of few bits are rare.
            Self::I8 | Self::I16 | Self::U8 | Self::U16 | Self::Other => return None,
        })
    }

    /// Whether the value is passed and kept by copy.
    pub(crate) fn is_copy(self) -> bool {
        !matches!(self, Self::String | Self::Strings | Self::Other)
    }
}

/// What a type is to the codec, `null` aside. Aliases count as what they stand for.
pub(crate) fn scalar(context: &Context<'_>, ty: &Type) -> Scalar {
    match context.resolved(ty).non_null() {
        Type::Boolean => Scalar::Bool,
        Type::Integer(IntegerFormat::I8) => Scalar::I8,
        Type::Integer(IntegerFormat::I16) => Scalar::I16,
        Type::Integer(IntegerFormat::I32) => Scalar::I32,
        Type::Integer(IntegerFormat::I64) => Scalar::I64,
        Type::Integer(IntegerFormat::U8) => Scalar::U8,
        Type::Integer(IntegerFormat::U16) => Scalar::U16,
        Type::Integer(IntegerFormat::U32) => Scalar::U32,
        Type::Integer(IntegerFormat::U64) => Scalar::U64,
        Type::Number(NumberFormat::F32) => Scalar::F32,
        Type::Number(NumberFormat::F64) => Scalar::F64,
        Type::String(format) if is_plain(context, format) => Scalar::String,
        Type::Array(item) if !context.is_nullable(item) && scalar_item(context, item) => Scalar::Strings,
        _ => Scalar::Other,
    }
}

fn scalar_item(context: &Context<'_>, item: &Type) -> bool {
    matches!(context.resolved(item).non_null(), Type::String(format) if is_plain(context, format))
}

/// Whether a string format is `String` in Rust.
fn is_plain(context: &Context<'_>, format: &StringFormat) -> bool {
    let is_special = matches!(format, StringFormat::Base64 | StringFormat::Password);
    !is_special && format_type(context, format).is_none()
}
