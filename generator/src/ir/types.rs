//! Types: what a schema means, once dialects, references and compositions are resolved.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::Docs;
use crate::pointer::Origin;

/// Index of a [`TypeDef`] in [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct TypeId(pub u32);

impl TypeId {
    /// The index as a position in a vector.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A type that gets a definition of its own in the output.
#[derive(Clone, Debug, Serialize)]
pub struct TypeDef {
    /// The schema it was made from.
    pub origin: Origin,
    /// What its name is to be made of.
    pub name: TypeName,
    /// The type it stands inside of, when it is an inline schema; a type without parent is a root with a file.
    pub parent: Option<TypeId>,
    /// Whether other roots than that of its parent use it as well, which do not bring the parent along. Where they need it
    /// without the parent, it has a file of its own.
    pub shared: bool,
    /// Its prose.
    pub docs: Docs,
    /// What it is.
    pub kind: TypeKind,
    /// Examples given with the schema, as JSON.
    pub examples: Vec<Value>,
}

/// What a type's name is made of. Names are claimed later, in `names`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub enum TypeName {
    /// A schema with a name in the document: the key below `components/schemas` or `definitions`, or a file's stem.
    Schema(String),
    /// An inline schema below its parent: the property, `item`, `value` or the like. The claimed name prefers this
    /// part alone where it is free, and the parent's name before it otherwise.
    Child(String),
    /// An inline schema of an operation: the operation's name and the place (`request`, `response`, the parameter).
    Operation {
        /// `operationId`, or method and path where there is none.
        operation: String,
        /// Where in the operation.
        place: String,
    },
    /// An inline union in several places that call it otherwise: the names of its variants, as in `String or File`.
    Variants(String),
}

/// What a named type is.
#[derive(Clone, Debug, Serialize)]
pub enum TypeKind {
    /// An object with known members.
    Struct(Struct),
    /// One of a list of values.
    Enum(Enum),
    /// One of several types (`oneOf`, `anyOf`).
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A list or a map that has itself in it, which no name alone can be.
    Newtype(Type),
}

/// An object with known members, in document order.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Struct {
    /// The members.
    pub fields: Vec<Field>,
    /// Members beside the known ones. See [`Additional`].
    pub additional: Additional,
    /// Limits on each of those, where they have a type.
    pub additional_constraints: Option<Box<Constraints>>,
}

/// What a schema says of members that it does not list.
#[derive(Clone, Debug, Default, Serialize)]
pub enum Additional {
    /// Nothing is said (the keyword is absent or `true` beside properties): tolerated, not kept.
    #[default]
    Ignored,
    /// `additionalProperties: false`: none are sent.
    Denied,
    /// `additionalProperties` with a schema: kept as a map.
    Typed(Type),
}

/// A member of an object.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Where the property stands, where that is elsewhere than below `properties` of the type. See [`Field::origin`].
    pub elsewhere: Option<Box<Origin>>,
    /// The member's name in JSON.
    pub wire: Arc<str>,
    /// Its type; [`Type::Nullable`] where `null` is allowed.
    pub ty: Type,
    /// Whether `required` lists it.
    pub required: bool,
    /// Only ever sent by the service.
    pub read_only: bool,
    /// Only ever sent to the service.
    pub write_only: bool,
    /// Its prose.
    pub docs: Docs,
    /// `default`.
    pub default: Option<Box<Value>>,
    /// Limits on the value.
    pub constraints: Option<Box<Constraints>>,
    /// `example` or the first of `examples`.
    pub example: Option<Box<Value>>,
}

impl Field {
    /// Where the property stands; `owner` is the type that it is a member of. Descriptions have more properties than
    /// anything else, so that the usual place is not held for each.
    pub fn origin(&self, owner: &TypeDef) -> Origin {
        match &self.elsewhere {
            Some(origin) => Origin::clone(origin),
            None => owner.origin.child("properties").child(&self.wire),
        }
    }

    /// What [`Field::elsewhere`] is for a property of this name that stands at `origin`.
    pub(crate) fn elsewhere(origin: Origin, owner: &TypeDef, wire: &str) -> Option<Box<Origin>> {
        let is_usual =
            origin.file == owner.origin.file && origin.pointer.is_child(&owner.origin.pointer, "properties", wire);
        (!is_usual).then(|| Box::new(origin))
    }
}

/// A use of a type.
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum Type {
    /// Any JSON value, and why nothing better is known.
    Any(AnyCause),
    /// Only `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer(IntegerFormat),
    /// A number.
    Number(NumberFormat),
    /// A string.
    String(StringFormat),
    /// A list.
    Array(Box<Type>),
    /// An object whose members all have one type.
    Map(Box<Type>),
    /// A list of fixed length with a type for each position (`prefixItems`).
    Tuple(Vec<Type>),
    /// A type with a definition of its own.
    Named(TypeId),
    /// The type or `null`. Never nested in itself.
    Nullable(Box<Type>),
}

impl Type {
    /// The type, allowing `null`.
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Any(_) | Self::Null => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// The type without `null`.
    pub fn non_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Whether `null` is a value of it as written here (a named type may allow it by itself).
    pub fn is_nullable(&self) -> bool {
        matches!(self, Self::Nullable(_) | Self::Null)
    }
}

/// Why a type is [`Type::Any`]. Counted and reported.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum AnyCause {
    /// The schema says nothing (`{}` or `true`).
    Unconstrained,
    /// `type: object` without properties or `additionalProperties`.
    FreeObject,
    /// Several types at once that no union of ours tells apart.
    MixedTypes,
    /// A composition whose parts contradict each other or cannot be merged.
    Composition,
    /// A reference that leads nowhere or to itself only.
    Reference,
    /// A keyword that is not expressed (with a diagnostic).
    Unsupported,
}

/// Width of an integer, from `format` (and limits, where there is none).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum IntegerFormat {
    /// `int8`.
    I8,
    /// `int16`.
    I16,
    /// `int32`.
    I32,
    /// `int64`, or no format.
    I64,
    /// `uint8`.
    U8,
    /// `uint16`.
    U16,
    /// `uint32`.
    U32,
    /// `uint64`, or a minimum of zero and a maximum above `i64`.
    U64,
}

/// Width of a number, from `format`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum NumberFormat {
    /// `float`.
    F32,
    /// `double`, or no format.
    F64,
}

/// Meaning of a string, from `format` (and `contentEncoding`).
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum StringFormat {
    /// No format, or one that changes nothing (`uri`, `email`, …).
    Plain,
    /// `date-time`, RFC 3339.
    DateTime,
    /// `date`.
    Date,
    /// `time`.
    Time,
    /// `uuid`.
    Uuid,
    /// `byte`, or `contentEncoding: base64`.
    Base64,
    /// `binary`, `type: file`.
    Binary,
    /// `password`: kept out of `Debug`.
    Password,
}

/// Limits on a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Constraints {
    /// `minimum`, and whether the bound itself is excluded.
    pub minimum: Option<(serde_json::Number, bool)>,
    /// `maximum`, and whether the bound itself is excluded.
    pub maximum: Option<(serde_json::Number, bool)>,
    /// `multipleOf`.
    pub multiple_of: Option<serde_json::Number>,
    /// `minLength`, in characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in characters.
    pub max_length: Option<u64>,
    /// `pattern`, a regular expression of ECMA-262.
    pub pattern: Option<String>,
    /// `format`, where it gives the value no type of its own (`uri`, `email`, …): it is documentation.
    pub format: Option<Box<str>>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems: true`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// Limits on each element of an array, or each value of a map.
    pub items: Option<Box<Constraints>>,
}

/// One of a list of values; more may come.
#[derive(Clone, Debug, Serialize)]
pub struct Enum {
    /// The values, each once, in document order; `null` is never among them.
    pub values: Vec<EnumValue>,
    /// What the values are.
    pub repr: EnumRepr,
}

/// What the values of an [`Enum`] are.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub enum EnumRepr {
    /// All strings.
    String,
    /// All whole numbers.
    Integer,
}

/// A value of an [`Enum`].
#[derive(Clone, Debug, Serialize)]
pub struct EnumValue {
    /// Where it stands.
    pub origin: Origin,
    /// The value: a string or a whole number.
    pub value: Value,
    /// A name given by an extension (`x-enum-varnames`, `x-enumNames`).
    pub name: Option<String>,
    /// Its prose (`x-enum-descriptions`), or `title` and `description` of a `const` in a `oneOf`.
    pub docs: Docs,
}

/// One of several types.
#[derive(Clone, Debug, Serialize)]
pub struct Union {
    /// The types, in document order.
    pub variants: Vec<Variant>,
    /// The member whose value tells which it is.
    pub discriminator: Option<String>,
    /// Whether a value may be of several variants at once (`anyOf`).
    pub overlapping: bool,
    /// The variant of objects whose discriminator is missing or has a value that no variant lists, by its position.
    pub fallback: Option<usize>,
}

/// A type of a [`Union`].
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// Where it stands.
    pub origin: Origin,
    /// Its type.
    pub ty: Type,
    /// The values of the discriminator that mean this variant: those of the mapping, or the schema's name.
    pub tags: Vec<String>,
    /// What the variant's name is to be made of: the schema's name, its title, or what it is (`string`, `array`).
    pub name: String,
    /// Limits on the value.
    pub constraints: Option<Box<Constraints>>,
    /// Constants in it that its type does not express, by which it is told apart.
    pub constants: Vec<Constant>,
}

/// The values that a description allows at a position inside of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Constant {
    /// The position: a JSON pointer.
    pub pointer: String,
    /// The values, all of them scalars.
    pub values: Vec<Value>,
}
