//! The headers of answers: each once, by name and type.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Docs, HeaderDef, ParamStyle, StringFormat, Type, TypeKind};

use super::unaliased;

/// A header that answers have.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name, as it is written first.
    pub name: String,
    /// The type of its value: a scalar or a list of them.
    pub ty: Type,
    /// How the elements of a list are separated.
    pub style: ParamStyle,
    /// What is said of it first.
    pub docs: Docs,
}

/// All headers of answers, in the order of their names.
pub fn headers(api: &Api) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    for def in definitions(api) {
        let ty = value_type(api, def);
        match found.iter_mut().find(|known| is_same(known, def, &ty)) {
            Some(known) if known.docs.description.is_none() => known.docs = def.docs.clone(),
            Some(_) => {}
            None => found.push(Header {
                name: def.name.clone(),
                ty,
                style: def.style,
                docs: def.docs.clone(),
            }),
        }
    }
    found.sort_by_key(|header| header.name.to_ascii_lowercase());
    found
}

/// The position of a header in the table.
pub fn header_position(api: &Api, table: &[Header], def: &HeaderDef) -> Option<usize> {
    let ty = value_type(api, def);
    table.iter().position(|known| is_same(known, def, &ty))
}

fn is_same(known: &Header, def: &HeaderDef, ty: &Type) -> bool {
    known.name.eq_ignore_ascii_case(&def.name) && known.ty == *ty && known.style == def.style
}

fn definitions(api: &Api) -> impl Iterator<Item = &HeaderDef> {
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    responses
        .flat_map(|response| &response.headers)
        .filter(|def| is_name(&def.name))
}

/// Whether a header can be called so: a token of HTTP.
fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}

/// The type of a header's value: what is more than a scalar or a list of them is text.
fn value_type(api: &Api, def: &HeaderDef) -> Type {
    let ty = def.ty.non_null();
    let is_readable = match unaliased(api, ty).non_null() {
        Type::Array(item) => is_scalar(api, item),
        _ => is_scalar(api, ty),
    };
    if is_readable {
        ty.clone()
    } else {
        Type::String(StringFormat::Plain)
    }
}

fn is_scalar(api: &Api, ty: &Type) -> bool {
    match unaliased(api, ty).non_null() {
        Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::String(_) => true,
        Type::Named(id) => matches!(api.type_def(*id).map(|def| &def.kind), Some(TypeKind::Enum(_))),
        _ => false,
    }
}

/// Says which headers are not read to the type that they have.
pub(super) fn report(api: &Api, diagnostics: &mut Diagnostics) {
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    for def in responses.flat_map(|response| &response.headers) {
        if !is_name(&def.name) {
            let message = format!(
                "`{}` is not a valid header name; the header is left out",
                def.name.escape_debug()
            );
            let finding = Diagnostic::new(Code::Unsupported, def.origin.clone(), message);
            diagnostics.push(finding.help("use only letters, digits and dashes in the name"));
        } else if value_type(api, def) != *def.ty.non_null() && !matches!(def.ty.non_null(), Type::Any(_)) {
            let message = format!(
                "the header `{}` is a string in Rust: only scalars and lists of scalars are decoded",
                def.name
            );
            let mut finding = Diagnostic::new(Code::Unsupported, def.origin.clone(), message);
            finding.severity = crate::diagnostic::Severity::Note;
            diagnostics.push(finding.help("decode the string in your program"));
        }
    }
}
