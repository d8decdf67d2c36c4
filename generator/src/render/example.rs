//! Values for examples: expressions that a reader could have written, and that compile.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::context::Context;
use super::formats::format_type;
use super::rust_type::{Place, Scalar, bare_type, scalar};
use super::text::literal;
use crate::ir::{Enum, EnumRepr, Field, StringFormat, Struct, Type, TypeId, TypeKind};

/// Values inside of values, at most.
const DEPTH: usize = 6;

/// Makes expressions as code outside of the crate writes them.
#[derive(Clone, Copy)]
pub(crate) struct Examples<'a> {
    context: &'a Context<'a>,
}

impl<'a> Examples<'a> {
    pub(crate) fn new(context: &'a Context<'a>) -> Self {
        Self { context }
    }

    /// An expression of the type, after the example given, or none if there is no short one. `name` is what a text
    /// says that nothing better is known of.
    pub(crate) fn expression(&self, ty: &Type, given: Option<&Value>, name: &str) -> Option<TokenStream> {
        self.value(ty, given, name, DEPTH)
    }

    fn value(&self, ty: &Type, given: Option<&Value>, name: &str, depth: usize) -> Option<TokenStream> {
        let depth = depth.checked_sub(1)?;
        let ty = self.unaliased(ty);
        let string = || literal(given.and_then(Value::as_str).unwrap_or(name));
        Some(match scalar(self.context, ty) {
            Scalar::Bool => {
                let value = given.and_then(Value::as_bool).unwrap_or(true);
                quote!(#value)
            }
            Scalar::I8
            | Scalar::I16
            | Scalar::I32
            | Scalar::I64
            | Scalar::U8
            | Scalar::U16
            | Scalar::U32
            | Scalar::U64 => self.integer(ty, given),
            Scalar::F32 | Scalar::F64 => {
                let number = given
                    .and_then(Value::as_f64)
                    .filter(|number| number.is_finite())
                    .unwrap_or(1.0);
                let number = Literal::f64_unsuffixed(number);
                quote!(#number)
            }
            Scalar::String => string(),
            Scalar::Strings => {
                let items = given
                    .and_then(Value::as_array)
                    .and_then(|items| items.first())
                    .and_then(Value::as_str);
                let item = literal(items.unwrap_or(name));
                quote!([#item])
            }
            Scalar::Other => return self.other(ty, given, name, depth),
        })
    }

    fn integer(&self, ty: &Type, given: Option<&Value>) -> TokenStream {
        let wide = given.and_then(Value::as_i64).unwrap_or(1);
        let number = match scalar(self.context, ty) {
            Scalar::I8 => i64::from(i8::try_from(wide).unwrap_or(1)),
            Scalar::I16 => i64::from(i16::try_from(wide).unwrap_or(1)),
            Scalar::I32 => i64::from(i32::try_from(wide).unwrap_or(1)),
            Scalar::U8 => i64::from(u8::try_from(wide).unwrap_or(1)),
            Scalar::U16 => i64::from(u16::try_from(wide).unwrap_or(1)),
            Scalar::U32 => i64::from(u32::try_from(wide).unwrap_or(1)),
            Scalar::U64 => wide.max(0),
            _ => wide,
        };
        let number = Literal::i64_unsuffixed(number);
        quote!(#number)
    }

    fn unaliased<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        self.context.resolved(ty).non_null()
    }

    fn other(&self, ty: &Type, given: Option<&Value>, name: &str, depth: usize) -> Option<TokenStream> {
        Some(match ty {
            Type::Any(_) => quote!(serde_json::Value::Null),
            Type::Null => quote!(()),
            Type::String(StringFormat::Password) => literal(name),
            Type::String(format) => format_type(self.context, format)?.example,
            Type::Array(item) => {
                let given = given.and_then(Value::as_array).and_then(|items| items.first());
                let item = self.owned(item, given, name, depth)?;
                quote!(vec![#item])
            }
            Type::Map(_) => quote!(std::collections::BTreeMap::new()),
            Type::Named(id) => return self.named(*id, given, name, depth),
            _ => return None,
        })
    }

    /// An expression of exactly the type, where nothing converts it: inside of a list.
    fn owned(&self, ty: &Type, given: Option<&Value>, name: &str, depth: usize) -> Option<TokenStream> {
        if self.context.is_nullable(ty) {
            return Some(quote!(None));
        }
        let value = self.value(ty, given, name, depth)?;
        Some(match scalar(self.context, ty) {
            Scalar::String => quote!(#value.to_owned()),
            Scalar::Strings => quote!(#value.map(str::to_owned).to_vec()),
            _ if matches!(self.unaliased(ty), Type::String(StringFormat::Password)) => quote!(#value.into()),
            _ => value,
        })
    }

    fn named(&self, id: TypeId, given: Option<&Value>, name: &str, depth: usize) -> Option<TokenStream> {
        let (def, names) = self.context.type_def(id)?;
        let path = bare_type(self.context, &Type::Named(id), Place::Api);
        match &def.kind {
            TypeKind::Enum(list) => Some(enum_value(list, names.variants(), given, &path)),
            TypeKind::Struct(object) => {
                let given = given.or(def.examples.first());
                self.object(id, object, given, &path, depth)
            }
            TypeKind::Union(union) => {
                let (index, variant) = union.variants.iter().enumerate().next()?;
                let ident = names.variants().get(index)?.token();
                let value = self.owned(&variant.ty, None, name, depth)?;
                let value = if self.context.analysis.boxes.contains(id, index) {
                    quote!(Box::new(#value))
                } else {
                    value
                };
                Some(quote!(#path::#ident(#value)))
            }
            TypeKind::Newtype(_) => Some(quote!(#path::default())),
            TypeKind::Alias(_) => None,
        }
    }

    fn object(
        &self,
        id: TypeId,
        object: &Struct,
        given: Option<&Value>,
        path: &TokenStream,
        depth: usize,
    ) -> Option<TokenStream> {
        if !self.context.is_sent(id) {
            return None;
        }
        let required = object.fields.iter().filter(|field| field.required && !field.read_only);
        let arguments: Option<Vec<TokenStream>> = required.map(|field| self.argument(field, given, depth)).collect();
        let arguments = arguments?;
        Some(quote!(#path::new(#(#arguments),*)))
    }

    fn argument(&self, field: &Field, given: Option<&Value>, depth: usize) -> Option<TokenStream> {
        if self.context.is_nullable(&field.ty) {
            return Some(quote!(None));
        }
        let given = given
            .and_then(|given| given.get(&*field.wire))
            .or(field.example.as_deref());
        self.value(&field.ty, given, &field.wire, depth)
    }
}

fn enum_value(
    list: &Enum,
    variants: &[crate::names::VariantIdent],
    given: Option<&Value>,
    path: &TokenStream,
) -> TokenStream {
    let position = given
        .and_then(|given| list.values.iter().position(|known| known.value == *given))
        .unwrap_or(0);
    match (variants.get(position), list.repr) {
        (Some(variant), _) => {
            let ident = variant.token();
            quote!(#path::#ident)
        }
        (None, EnumRepr::String) => quote!(#path::from("value")),
        (None, EnumRepr::Integer) => quote!(#path::from(1)),
    }
}
