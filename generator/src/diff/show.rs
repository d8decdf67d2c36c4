//! Types as a description's readers know them: by the names of schemas, and `[]` for lists.

use crate::ir::{
    Api, Constraints, EnumRepr, IntegerFormat, NumberFormat, StatusSpec, StringFormat, Type, TypeKind, TypeName,
};

/// How deep inline types are shown.
const DEPTH: usize = 8;

/// A use of a type.
pub(super) fn shown(api: &Api, ty: &Type) -> String {
    shown_to(api, ty, DEPTH)
}

fn shown_to(api: &Api, ty: &Type, depth: usize) -> String {
    let inner = |ty: &Type| match depth.checked_sub(1) {
        Some(depth) => shown_to(api, ty, depth),
        None => "…".to_owned(),
    };
    match ty {
        Type::Any(_) => "any".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer(format) => integer(*format).to_owned(),
        Type::Number(NumberFormat::F32) => "number (float)".to_owned(),
        Type::Number(NumberFormat::F64) => "number".to_owned(),
        Type::String(format) => string(format).to_owned(),
        Type::Array(item) => format!("{}[]", inner(item)),
        Type::Map(value) => format!("map of {}", inner(value)),
        Type::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(inner).collect();
            format!("[{}]", parts.join(", "))
        }
        Type::Nullable(value) => format!("{} or null", inner(value)),
        Type::Named(id) => match api.type_def(*id) {
            None => "any".to_owned(),
            Some(def) => match (&def.name, &def.kind) {
                (TypeName::Schema(name), _) => name.clone(),
                (_, TypeKind::Alias(target)) => inner(target),
                (_, kind) => kind_of(kind).to_owned(),
            },
        },
    }
}

/// What a definition is, in a word.
pub(super) fn kind_of(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "object",
        TypeKind::Enum(list) if list.repr == EnumRepr::Integer => "enum of integers",
        TypeKind::Enum(_) => "enum",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
        TypeKind::Newtype(_) => "list or map of itself",
    }
}

fn integer(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::I8 => "integer (int8)",
        IntegerFormat::I16 => "integer (int16)",
        IntegerFormat::I32 => "integer (int32)",
        IntegerFormat::I64 => "integer (int64)",
        IntegerFormat::U8 => "integer (uint8)",
        IntegerFormat::U16 => "integer (uint16)",
        IntegerFormat::U32 => "integer (uint32)",
        IntegerFormat::U64 => "integer (uint64)",
    }
}

fn string(format: &StringFormat) -> &'static str {
    match format {
        StringFormat::Plain => "string",
        StringFormat::DateTime => "string (date-time)",
        StringFormat::Date => "string (date)",
        StringFormat::Time => "string (time)",
        StringFormat::Uuid => "string (uuid)",
        StringFormat::Base64 => "string (byte)",
        StringFormat::Binary => "string (binary)",
        StringFormat::Password => "string (password)",
    }
}

/// A status as a description writes it.
pub(super) fn status(status: StatusSpec) -> String {
    match status {
        StatusSpec::Code(code) => code.to_string(),
        StatusSpec::Range(hundred) => format!("{hundred}XX"),
        StatusSpec::Default => "default".to_owned(),
    }
}

/// The keyword of a format, which is documentation and no limit.
pub(super) const FORMAT: &str = "format";

/// Limits by keyword, those on elements with `items.` in front.
pub(super) fn limits(constraints: Option<&Constraints>) -> Vec<(String, String)> {
    let Some(own) = constraints else {
        return Vec::new();
    };
    let bound = |keyword: &str, bound: &Option<(serde_json::Number, bool)>| {
        let (bound, excluded) = bound.as_ref()?;
        let excluded = if *excluded { ", excluded" } else { "" };
        Some((keyword.to_owned(), format!("{bound}{excluded}")))
    };
    let count = |keyword: &str, count: Option<u64>| Some((keyword.to_owned(), count?.to_string()));
    let multiple = own.multiple_of.as_ref();
    let all = [
        bound("minimum", &own.minimum),
        bound("maximum", &own.maximum),
        multiple.map(|number| ("multipleOf".to_owned(), number.to_string())),
        count("minLength", own.min_length),
        count("maxLength", own.max_length),
        own.pattern.clone().map(|pattern| ("pattern".to_owned(), pattern)),
        own.format
            .as_ref()
            .map(|format| (FORMAT.to_owned(), format.to_string())),
        count("minItems", own.min_items),
        count("maxItems", own.max_items),
        own.unique_items.then(|| ("uniqueItems".to_owned(), "true".to_owned())),
        count("minProperties", own.min_properties),
        count("maxProperties", own.max_properties),
    ];
    let of_items = limits(own.items.as_deref());
    let of_items = of_items
        .into_iter()
        .map(|(keyword, value)| (format!("items.{keyword}"), value));
    all.into_iter().flatten().chain(of_items).collect()
}
