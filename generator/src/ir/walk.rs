//! Every type that an API has a value of.

use super::{Additional, Api, Type, TypeKind};

impl Api {
    /// Every type of a member, an element, a parameter, a body and a header, in no particular order.
    pub(crate) fn every_type(&self) -> impl Iterator<Item = &Type> {
        let mut pending = self.outer_types();
        std::iter::from_fn(move || {
            let ty = pending.pop()?;
            match ty {
                Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => pending.push(inner),
                Type::Tuple(parts) => pending.extend(parts),
                _ => {}
            }
            Some(ty)
        })
    }

    /// Those that are not inside of another one.
    fn outer_types(&self) -> Vec<&Type> {
        let mut types: Vec<&Type> = Vec::new();
        for definition in &self.types {
            match &definition.kind {
                TypeKind::Alias(ty) | TypeKind::Newtype(ty) => types.push(ty),
                TypeKind::Enum(_) => {}
                TypeKind::Struct(object) => {
                    types.extend(object.fields.iter().map(|field| &field.ty));
                    if let Additional::Typed(ty) = &object.additional {
                        types.push(ty);
                    }
                }
                TypeKind::Union(union) => types.extend(union.variants.iter().map(|variant| &variant.ty)),
            }
        }
        for operation in &self.operations {
            types.extend(operation.params.iter().map(|param| &param.ty));
            types.extend(
                operation
                    .body
                    .iter()
                    .flat_map(|body| &body.content)
                    .map(|content| &content.ty),
            );
            for response in &operation.responses {
                types.extend(response.content.iter().map(|content| &content.ty));
                types.extend(response.headers.iter().map(|header| &header.ty));
            }
        }
        types
    }
}
