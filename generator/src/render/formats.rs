//! Types by format that come from libraries: which of them a crate uses, and the files that read and write them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::text::Code;
use crate::config::{DateTimeType, DateType, UuidType};
use crate::ir::{StringFormat, Type};

/// A library that has types for formats.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Library {
    Chrono,
    Jiff,
    Time,
    Uuid,
}

impl Library {
    /// Its line of the manifest: name and requirement.
    pub(crate) fn dependency(self) -> (&'static str, &'static str) {
        match self {
            Self::Chrono => (
                "chrono",
                "{ version = \"0.4\", default-features = false, features = [\"std\", \"clock\"] }",
            ),
            Self::Jiff => (
                "jiff",
                "{ version = \"0.2\", default-features = false, features = [\"std\"] }",
            ),
            Self::Time => (
                "time",
                "{ version = \"0.3\", default-features = false, features = [\"std\", \"formatting\", \"parsing\"] }",
            ),
            Self::Uuid => (
                "uuid",
                "{ version = \"1\", default-features = false, features = [\"std\"] }",
            ),
        }
    }

    /// The module in `formats`.
    pub(crate) fn module(self) -> Code {
        Code::new(match self {
            Self::Chrono => quote!(chrono),
            Self::Jiff => quote!(jiff),
            Self::Time => quote!(time),
            Self::Uuid => quote!(uuid),
        })
    }

    /// Path in the crate and text of its file.
    pub(super) fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Chrono => (
                "src/formats/chrono.rs",
                include_str!("../../../templates/formats/chrono.rs"),
            ),
            Self::Jiff => (
                "src/formats/jiff.rs",
                include_str!("../../../templates/formats/jiff.rs"),
            ),
            Self::Time => (
                "src/formats/time.rs",
                include_str!("../../../templates/formats/time.rs"),
            ),
            Self::Uuid => (
                "src/formats/uuid.rs",
                include_str!("../../../templates/formats/uuid.rs"),
            ),
        }
    }
}

/// The type of a format in Rust, the library that it comes from, and an expression for examples.
pub(crate) struct FormatType {
    pub(crate) library: Library,
    pub(crate) ty: TokenStream,
    pub(crate) example: TokenStream,
}

/// What a format is, where that comes from a library.
pub(crate) fn format_type(context: &Context<'_>, format: &StringFormat) -> Option<FormatType> {
    let types = &context.config.types;
    let (library, ty, example) = match format {
        StringFormat::DateTime => match types.date_time {
            DateTimeType::Chrono => (
                Library::Chrono,
                quote!(chrono::DateTime<chrono::Utc>),
                quote!(chrono::DateTime::UNIX_EPOCH),
            ),
            DateTimeType::Jiff => (
                Library::Jiff,
                quote!(jiff::Timestamp),
                quote!(jiff::Timestamp::UNIX_EPOCH),
            ),
            DateTimeType::Time => (
                Library::Time,
                quote!(time::OffsetDateTime),
                quote!(time::OffsetDateTime::UNIX_EPOCH),
            ),
            DateTimeType::String => return None,
        },
        StringFormat::Date => match types.date {
            DateType::Chrono => (
                Library::Chrono,
                quote!(chrono::NaiveDate),
                quote!(chrono::NaiveDate::MIN),
            ),
            DateType::Jiff => (Library::Jiff, quote!(jiff::civil::Date), quote!(jiff::civil::Date::MIN)),
            DateType::Time => (Library::Time, quote!(time::Date), quote!(time::Date::MIN)),
            DateType::String => return None,
        },
        StringFormat::Uuid => match types.uuid {
            UuidType::Uuid => (Library::Uuid, quote!(uuid::Uuid), quote!(uuid::Uuid::nil())),
            UuidType::String => return None,
        },
        _ => return None,
    };
    Some(FormatType { library, ty, example })
}

/// The libraries that an API needs, in order of name.
pub(crate) fn used(context: &Context<'_>) -> Vec<Library> {
    let types = context.api.every_type();
    let libraries: BTreeSet<Library> = types
        .filter_map(|ty| match ty {
            Type::String(format) => format_type(context, format),
            _ => None,
        })
        .map(|found| found.library)
        .collect();
    libraries.into_iter().collect()
}
