//! The ways in which the body of an operation can be given: media types that take the same value are one way.

use crate::ir::media_type::is_json;
use crate::ir::{
    AnyCause, Api, Body, Content, ContentKind, PropertyEncoding, StringFormat, Struct, Type, TypeId, TypeKind,
};

/// A way to give a body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyChoice {
    /// What the caller gives.
    pub form: BodyForm,
    /// Its media type: index in the body's content.
    pub content: usize,
    /// Other media types that the same value can be sent as.
    pub also: Vec<usize>,
}

/// What the caller gives for a body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BodyForm {
    /// A value that is written in JSON.
    Json,
    /// Values that are written in JSON, one after the other.
    Lines,
    /// A value that is written as text.
    Text,
    /// A value whose members are written as a form.
    UrlEncoded,
    /// Parts by the members of this type.
    Parts(TypeId),
    /// Any parts.
    FreeParts,
    /// Bytes or text.
    Raw,
}

/// The ways to give a body, the preferred one first: JSON where it is offered, then forms (with files where there are
/// any), then text, then the first.
pub fn body_choices(api: &Api, body: &Body) -> Vec<BodyChoice> {
    let mut choices: Vec<BodyChoice> = Vec::new();
    for (index, content) in body.content.iter().enumerate() {
        let form = body_form(api, content);
        let same = |choice: &&mut BodyChoice| {
            let first = body.content.get(choice.content);
            choice.form == form && first.is_some_and(|first| form == BodyForm::Raw || is_same(first, content))
        };
        match choices.iter_mut().find(same) {
            Some(choice) => choice.also.push(index),
            None => choices.push(BodyChoice {
                form,
                content: index,
                also: Vec::new(),
            }),
        }
    }
    let rank = |choice: &BodyChoice| match choice.form {
        BodyForm::Json => 0,
        BodyForm::Parts(id) if has_file(api, id) => 1,
        BodyForm::Lines => 2,
        BodyForm::UrlEncoded => 3,
        BodyForm::Parts(_) | BodyForm::FreeParts => 4,
        BodyForm::Text => 5,
        BodyForm::Raw => 6,
    };
    choices.sort_by_key(rank);
    for choice in choices.iter_mut().filter(|choice| choice.form == BodyForm::Raw) {
        // Text goes before bytes, and what can be sent as it is before what has to be said.
        let mut all: Vec<usize> = std::iter::once(choice.content)
            .chain(choice.also.iter().copied())
            .collect();
        all.sort_by_key(|&index| match body.content.get(index) {
            Some(content) if content.media_type.contains('*') => 2,
            Some(content) if content.kind == ContentKind::Text => 0,
            _ => 1,
        });
        let mut all = all.into_iter();
        choice.content = all.next().unwrap_or_default();
        choice.also = all.collect();
    }
    choices
}

/// Whether two media types take the same value in the same way.
fn is_same(one: &Content, other: &Content) -> bool {
    let encodings = |content: &Content| format!("{:?}", content.encoding);
    let essence = |content: &Content| match content.kind {
        ContentKind::Multipart => content.media_type.to_string(),
        _ => String::new(),
    };
    one.ty == other.ty && encodings(one) == encodings(other) && essence(one) == essence(other)
}

fn body_form(api: &Api, content: &Content) -> BodyForm {
    let shape = struct_of(api, &content.ty);
    match (content.kind, shape) {
        (ContentKind::Json, _) => BodyForm::Json,
        (ContentKind::JsonLines, _) => BodyForm::Lines,
        (ContentKind::Text, _) if content.ty != Type::String(StringFormat::Plain) => BodyForm::Text,
        (ContentKind::Form, _) if is_object(api, &content.ty) => BodyForm::UrlEncoded,
        (ContentKind::Multipart, Some((id, _))) => BodyForm::Parts(id),
        (ContentKind::Multipart, None) => BodyForm::FreeParts,
        _ => BodyForm::Raw,
    }
}

/// The struct that a type is behind its aliases.
pub fn struct_of<'a>(api: &'a Api, ty: &Type) -> Option<(TypeId, &'a Struct)> {
    let mut current = ty.non_null();
    // A chain of aliases has no cycle; the bound is for representations that lowering did not make.
    for _ in 0..=api.types.len() {
        let Type::Named(id) = current else { return None };
        match &api.type_def(*id)?.kind {
            TypeKind::Struct(object) => return Some((*id, object)),
            TypeKind::Alias(target) => current = target.non_null(),
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => return None,
        }
    }
    None
}

/// Whether values of a type have members, or may have.
fn is_object(api: &Api, ty: &Type) -> bool {
    match unaliased(api, ty) {
        Type::Any(_) | Type::Map(_) => true,
        Type::Named(id) => api
            .type_def(*id)
            .is_some_and(|def| matches!(def.kind, TypeKind::Struct(_) | TypeKind::Union(_))),
        _ => false,
    }
}

fn has_file(api: &Api, id: TypeId) -> bool {
    match api.type_def(id).map(|def| &def.kind) {
        Some(TypeKind::Struct(object)) => object
            .fields
            .iter()
            .any(|field| file_part(api, &field.ty) != FilePart::None),
        _ => false,
    }
}

/// How many files a member of a form is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FilePart {
    /// It is no file.
    None,
    /// One.
    One,
    /// Any number.
    Many,
}

/// Whether a member of a form is a file or several.
pub fn file_part(api: &Api, ty: &Type) -> FilePart {
    match unaliased(api, ty) {
        Type::String(StringFormat::Binary) => FilePart::One,
        Type::Array(item) if file_part_of_one(api, item) => FilePart::Many,
        Type::Named(id) => match api.type_def(*id).map(|def| &def.kind) {
            Some(TypeKind::Union(union)) => {
                let parts = union.variants.iter().map(|variant| match unaliased(api, &variant.ty) {
                    Type::String(StringFormat::Binary) => FilePart::One,
                    Type::Array(item) if file_part_of_one(api, item) => FilePart::Many,
                    _ => FilePart::None,
                });
                let parts: Vec<FilePart> = parts.collect();
                let wanted = [FilePart::Many, FilePart::One];
                wanted
                    .into_iter()
                    .find(|part| parts.contains(part))
                    .unwrap_or(FilePart::None)
            }
            _ => FilePart::None,
        },
        _ => FilePart::None,
    }
}

/// Whether a part of a form is given as a file or several: by its type, or by a content type that is no text.
pub fn part_of(api: &Api, ty: &Type, encoding: Option<&PropertyEncoding>) -> FilePart {
    let known = file_part(api, ty);
    if known != FilePart::None {
        return known;
    }
    let given = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let is_text = given.map(|given| given.split(',').any(|one| is_json(one) || is_text(one)));
    match (unaliased(api, ty), is_text) {
        (Type::Any(AnyCause::Unconstrained), None | Some(false)) => FilePart::One,
        (Type::String(StringFormat::Plain), Some(false)) => FilePart::One,
        (Type::Array(item), None | Some(false))
            if matches!(unaliased(api, item), Type::Any(AnyCause::Unconstrained)) =>
        {
            FilePart::Many
        }
        _ => FilePart::None,
    }
}

fn is_text(media_type: &str) -> bool {
    let essence = media_type.trim().to_ascii_lowercase();
    essence.starts_with("text/") || essence.ends_with("xml")
}

fn file_part_of_one(api: &Api, ty: &Type) -> bool {
    matches!(unaliased(api, ty), Type::String(StringFormat::Binary))
}

fn unaliased<'t>(api: &'t Api, ty: &'t Type) -> &'t Type {
    let mut current = ty.non_null();
    for _ in 0..=api.types.len() {
        let Type::Named(id) = current else { return current };
        match api.type_def(*id).map(|def| &def.kind) {
            Some(TypeKind::Alias(target)) => current = target.non_null(),
            _ => return current,
        }
    }
    current
}
