//! Parameters that OpenAPI does not say the form of: an array or an object inside of another, and content that is no JSON.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ir::media_type::{is_form, is_json};
use crate::ir::{Operation, Param, ParamLocation, ParamStyle, Type, TypeDef, TypeKind};

use super::context::Context;

impl Context<'_, '_> {
    /// Says of each such parameter how it is written. Types are complete by now.
    pub(super) fn report_undefined_parameters(&mut self, operations: &[Operation]) {
        let params = operations.iter().flat_map(|operation| &operation.params);
        let found: Vec<Diagnostic> = params.filter_map(|param| finding(&self.types, param)).collect();
        found.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

fn finding(types: &[TypeDef], param: &Param) -> Option<Diagnostic> {
    let (message, help) = match &param.content {
        Some(media_type) if is_json(media_type) => return None,
        Some(media_type) if param.location == ParamLocation::QueryString => {
            if is_form(media_type) != is_scalar(types, &param.ty) {
                return None;
            }
            match is_form(media_type) {
                true => (
                    "the whole query is a form, which has to be an object; other values are refused".to_owned(),
                    "give it a schema of `type: object`",
                ),
                false => (
                    format!("a query in `{media_type}` is not encoded as such: it is written in JSON"),
                    "describe it as a form or as JSON, whichever the service reads",
                ),
            }
        }
        Some(media_type) => {
            if is_scalar(types, &param.ty) {
                return None;
            }
            (
                format!(
                    "parameters in `{media_type}` are not supported: this one is encoded as if it had no `content`"
                ),
                "describe it with `schema` and `style`, or with `content` in JSON",
            )
        }
        None if param.style == ParamStyle::DeepObject || !is_nested(types, &param.ty) => return None,
        None => (
            "OpenAPI does not define how a list or object inside another is encoded here; it is encoded as JSON"
                .to_owned(),
            "use `content` in JSON or the style `deepObject`, whichever the service expects",
        ),
    };
    let mut diagnostic = Diagnostic::new(Code::Unsupported, param.origin.clone(), message).help(help);
    diagnostic.severity = Severity::Note;
    Some(diagnostic)
}

/// Whether a value of the type holds values that are arrays or objects themselves. Of any value nothing is known.
fn is_nested(types: &[TypeDef], ty: &Type) -> bool {
    let is_part_of_it = |part: &Type| !is_scalar(types, part);
    match resolved(types, ty) {
        Resolved::Type(Type::Array(item) | Type::Map(item)) => is_part_of_it(item),
        Resolved::Type(Type::Tuple(items)) => items.iter().any(is_part_of_it),
        Resolved::Type(_) => false,
        Resolved::Kind(TypeKind::Struct(object)) => object.fields.iter().any(|field| is_part_of_it(&field.ty)),
        Resolved::Kind(_) => false,
    }
}

fn is_scalar(types: &[TypeDef], ty: &Type) -> bool {
    match resolved(types, ty) {
        Resolved::Type(Type::Array(_) | Type::Map(_) | Type::Tuple(_)) => false,
        Resolved::Type(_) => true,
        // A union of scalars is one; of what else it may be, the value decides.
        Resolved::Kind(kind) => !matches!(kind, TypeKind::Struct(_)),
    }
}

/// What a type is behind its aliases.
enum Resolved<'t> {
    Type(&'t Type),
    Kind(&'t TypeKind),
}

fn resolved<'t>(types: &'t [TypeDef], ty: &'t Type) -> Resolved<'t> {
    let mut current = ty.non_null();
    for _ in 0..=types.len() {
        let Type::Named(id) = current else {
            return Resolved::Type(current);
        };
        match types.get(id.index()).map(|def| &def.kind) {
            Some(TypeKind::Alias(target)) => current = target.non_null(),
            Some(kind) => return Resolved::Kind(kind),
            None => return Resolved::Type(current),
        }
    }
    Resolved::Type(current)
}
