//! `format`, `contentEncoding` and `contentMediaType`: what integers, numbers and strings mean.

use crate::diagnostic::Code;
use crate::ir::media_type::essence;
use crate::ir::{IntegerFormat, NumberFormat, StringFormat, Type, TypeKind, Union};

use super::compose::View;
use super::context::{Context, Place};
use super::dialect::Kind;
use crate::spec::Node;

/// Formats that are known and change nothing: such values stay plain.
const WITHOUT_EFFECT: &[&str] = &[
    "uri",
    "url",
    "uri-reference",
    "uriref",
    "uri-template",
    "iri",
    "iri-reference",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "ip",
    "cidr",
    "mac",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "duration",
    "json",
    "html",
    "markdown",
    "decimal",
    "phone",
    "color",
    "string",
    "text",
];

/// The kind that a format alone implies.
pub(super) fn kind_of_format(format: &str) -> Option<Kind> {
    Some(match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => Kind::Integer,
        "float" | "double" => Kind::Number,
        "date-time" | "date" | "time" | "uuid" | "byte" | "binary" | "password" | "email" | "hostname" | "ipv4"
        | "ipv6" | "uri" | "int-or-string" => Kind::String,
        _ => return None,
    })
}

/// Formats that decide what type a value of a `type` has in Rust. All others are documentation.
const WITH_TYPE: &[(&str, &[&str])] = &[
    (
        "integer",
        &[
            "int8", "int16", "int32", "int64", "int", "integer", "long", "uint8", "uint16", "uint32", "uint64", "uint",
        ],
    ),
    (
        "number",
        &[
            "float", "double", "number", "int8", "int16", "int32", "int64", "integer", "uint8", "uint16", "uint32",
            "uint64",
        ],
    ),
    (
        "string",
        &[
            "date-time",
            "date",
            "time",
            "uuid",
            "byte",
            "binary",
            "password",
            "int-or-string",
            "string",
        ],
    ),
    // Of 2.0.
    ("file", &["binary"]),
];

/// Whether a format decides what type a value of a schema has, or says no more than its `type`.
pub(super) fn has_type(schema: &Node, format: &str) -> bool {
    let types: Vec<&str> = match schema.get("type") {
        Some(Node::Array(list)) => list.iter().filter_map(Node::as_str).collect(),
        Some(one) => one.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    WITH_TYPE
        .iter()
        .any(|(ty, formats)| (types.is_empty() || types.contains(ty)) && formats.contains(&format))
}

impl<'d> Context<'d, '_> {
    /// `type: integer`.
    pub(super) fn integer(&mut self, view: &View<'d>) -> Type {
        let format = match self.format(view) {
            Some("int8") => IntegerFormat::I8,
            Some("int16") => IntegerFormat::I16,
            Some("int32") => IntegerFormat::I32,
            Some("uint8") => IntegerFormat::U8,
            Some("uint16") => IntegerFormat::U16,
            Some("uint32") => IntegerFormat::U32,
            Some("uint64" | "uint") => IntegerFormat::U64,
            Some("int64" | "int" | "long" | "integer") => IntegerFormat::I64,
            Some(other) => {
                self.unknown_format(view, other);
                self.integer_by_limits(view)
            }
            None => self.integer_by_limits(view),
        };
        Type::Integer(format)
    }

    /// An integer that is never negative and may be larger than `int64` holds needs the other half.
    fn integer_by_limits(&mut self, view: &View<'d>) -> IntegerFormat {
        let limits = self.constraints_of_layers(view);
        let not_negative = limits
            .minimum
            .is_some_and(|(limit, _)| limit.as_f64().is_some_and(|limit| limit >= 0.0));
        let large = limits.maximum.is_some_and(|(limit, _)| {
            limit.as_i64().is_none()
                && limit
                    .as_f64()
                    .is_some_and(|limit| limit > 9.3e18 || limit > i64::MAX as f64)
        });
        if not_negative && large {
            IntegerFormat::U64
        } else {
            IntegerFormat::I64
        }
    }

    /// `type: number`.
    pub(super) fn number(&mut self, view: &View<'d>) -> Type {
        let format = match self.format(view) {
            Some("float") => NumberFormat::F32,
            // Formats of whole numbers are formats of `number` too (OpenAPI Format Registry).
            Some("int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "integer") => {
                return self.integer(view);
            }
            Some("double" | "decimal") | None => NumberFormat::F64,
            Some(other) => {
                self.unknown_format(view, other);
                NumberFormat::F64
            }
        };
        Type::Number(format)
    }

    /// `type: string`.
    pub(super) fn string(&mut self, view: &View<'d>, place: &Place) -> Type {
        let format = match self.format(view) {
            None => self.string_by_content(view),
            Some("date-time") => StringFormat::DateTime,
            Some("date") => StringFormat::Date,
            Some("time") => StringFormat::Time,
            Some("uuid") => StringFormat::Uuid,
            Some("byte") => StringFormat::Base64,
            Some("binary") => StringFormat::Binary,
            Some("password") => StringFormat::Password,
            Some("int-or-string") => return self.integer_or_string(view, place),
            Some(other) => {
                if !WITHOUT_EFFECT.contains(&other) {
                    self.unknown_format(view, other);
                }
                StringFormat::Plain
            }
        };
        Type::String(format)
    }

    /// The meaning of a string without a format (3.1).
    fn string_by_content(&mut self, view: &View<'d>) -> StringFormat {
        let encoding = view.last("contentEncoding");
        let encoding = encoding.as_ref().and_then(|member| member.node.as_str());
        let media_type = view.last("contentMediaType");
        let media_type = media_type.as_ref().and_then(|member| member.node.as_str());
        match (encoding, media_type) {
            (Some("base64"), _) => StringFormat::Base64,
            (None | Some("binary"), Some(media_type)) if !is_text(media_type) => StringFormat::Binary,
            _ => StringFormat::Plain,
        }
    }

    /// `format: int-or-string`: Kubernetes' way to say that a value is either.
    fn integer_or_string(&mut self, view: &View<'d>, place: &Place) -> Type {
        self.define(view, place, |context, _| {
            let integer = context.variant_of(view, Type::Integer(IntegerFormat::I64), "integer");
            let string = context.variant_of(view, Type::String(StringFormat::Plain), "string");
            TypeKind::Union(Union {
                variants: vec![integer, string],
                discriminator: None,
                overlapping: false,
                fallback: None,
            })
        })
    }

    fn format(&mut self, view: &View<'d>) -> Option<&'d str> {
        let member = view.last("format")?;
        match member.node.as_str() {
            Some("") => None,
            Some(format) => Some(format),
            None => {
                self.report(Code::WrongType, &member, "`format` must be a string");
                None
            }
        }
    }

    fn unknown_format(&mut self, view: &View<'d>, format: &str) {
        if !self.first_of("format", format) {
            return;
        }
        if let Some(member) = view.last("format") {
            let message = format!("the format `{format}` has no effect, here and elsewhere");
            self.note(Code::UnknownFormat, &member, message);
        }
    }
}

/// Whether a media type is text, so that a string holds it as it is.
fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or(essence.as_str(), |(_, subtype)| subtype);
    let kinds = ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded"];
    essence.starts_with("text/")
        || kinds
            .iter()
            .any(|kind| subtype == *kind || subtype.ends_with(&format!("+{kind}")))
}
